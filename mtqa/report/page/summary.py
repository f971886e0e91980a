"""What stands above and below the cards: figures, charts, and the rules explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mtqa.model import Rule
from mtqa.penalty import DISCLAIMER, LEAST_WORDS, NAME, Scale, Tally
from mtqa.report.base import Summary, counted, unsourced
from mtqa.report.page.charts import ORDER, Bar, bars, stacked, trend_svg
from mtqa.report.page.counts import Counts, Key
from mtqa.report.page.markup import Markup, joined, prose, tag

Named = TypeVar("Named")
TOP = 8
"""Bars a chart shows."""
SHORT = 100
"""Units: words under which the rate of an item says little."""


def header(summary: Summary, counts: Counts, made: str) -> Markup:
    """Make the line under the title, what was not checked, and the figures."""
    over = [counted(summary.files, "file")]
    if len(counts.words) > summary.files:
        over.append(counted(len(counts.words), "item"))
    over += [counted(summary.segments, "segment"), counted(summary.words, "word"), made]
    return joined(tag("p", " · ".join(over), class_="over"), warnings(summary), figures(summary, counts.scale))


def warnings(summary: Summary) -> Markup | None:
    """Tell what was not checked."""
    told = [str(error) for error in summary.errors]
    if failed := max(summary.unread, len(summary.errors)):
        told.insert(0, f"Not all could be checked, and this page is not whole: {counted(failed, 'error')}.")
    if summary.unsourced:
        told.append(unsourced(summary) + ".")
    return tag("div", *(tag("p", t) for t in told), class_="alert", role="note") if told else None


def figures(summary: Summary, scale: Scale) -> Markup:
    """Make the row of great numbers; those of a severity filter by it."""
    tally = Tally(summary.words, summary.severities, scale)
    rate = 1000 * summary.total / summary.words if summary.words else 0.0
    boxes = [_severity(s, summary) for s in ORDER]
    boxes.append(_figure("rate", f"{rate:.1f}", "findings per 1,000 words"))
    few = "" if tally.reliable else f"; says little under {LEAST_WORDS} words"
    told = f"{NAME}, of 100: passes at {scale.passing:g}{few} (not a human MQM)"
    boxes.append(_figure("score", f"{tally.score:.1f}", told))
    return tag("dl", *boxes, class_="figures")


def _severity(severity: str, summary: Summary) -> Markup:
    number = summary.severities[severity]
    name = counted(number, severity).rpartition(" ")[2]
    bar = stacked({severity: number}, max(summary.severities.values(), default=0))
    link = tag("a", f"{number:,}", href="#findings", data_filter=f"severity={severity}") if number else "0"
    return _figure(severity, link, joined(name, bar))


def _figure(kind: str, figure: str, name: str) -> Markup:
    return tag("div", tag("dt", name), tag("dd", figure), class_=kind)


def charts(counts: Counts, trend: Sequence[tuple[str, float]]) -> Markup:
    """Make the charts."""
    rules = [
        Bar(joined(tag("b", rule), " ", counts.names[i][0]), own, f"{own.total():,}", f"rule={i}")
        for (rule, i), own in _most(((r, i), counts.by_rule[i]) for r, i in counts.rules.items())
    ]
    made = [
        bars("By category", [_category(c, n) for c, n in _most(counts.by_category().items())]) if rules else None,
        bars("Most frequent rules", rules) if rules else None,
        _items(counts),
    ]
    if line := trend_svg(trend):
        made.append(tag("section", tag("h3", f"{NAME}, run by run"), line, class_="chart"))
    return tag("div", *filter(None, made), class_="charts") if any(made) else Markup("")


def _most(rows: Iterable[tuple[Named, Counter[str]]]) -> list[tuple[Named, Counter[str]]]:
    return sorted((r for r in rows if r[1].total()), key=lambda r: -r[1].total())[:TOP]


def _category(category: str, own: Counter[str]) -> Bar:
    above, _, last = category.rpartition("/")
    label = joined(spoken(last), tag("span", f" · {spoken(above)}", class_="q") if above else None)
    return Bar(label, own, f"{own.total():,}", f"category={category}")


def spoken(category: str) -> str:
    """Word a category for people."""
    return category.replace("-", " ").replace("/", " › ").capitalize()


def _items(counts: Counts) -> Markup | None:
    """Draw findings per 1,000 words of the items; of short ones only where there is nothing else."""
    measured = [k for k in counts.by_item if counts.words[k]]
    rated = [k for k in measured if counts.words[k] >= SHORT]
    short = len(measured) - len(rated)
    note = f"Without {counted(short, 'item')} of fewer than {SHORT} words." if rated and short else ""
    keys = sorted(rated or measured, key=lambda k: -_rate(counts, k))[:TOP]
    return bars("Findings per 1,000 words", [_item(counts, key) for key in keys], note) if keys else None


def _rate(counts: Counts, key: Key) -> float:
    return 1000 * counts.by_item[key].total() / counts.words[key]


def _item(counts: Counts, key: Key) -> Bar:
    words = counts.words[key]
    parts = {s: 1000 * n / words for s, n in counts.by_item[key].items()}
    note = f"{counted(words, 'word')} · penalty score {counts.tally(key).score:.0f}"
    return Bar(counts.label(key), parts, f"{_rate(counts, key):.1f}", f"item={counts.groups.get(key, -1)}", note)


def glossary(counts: Counts, rule_of: Callable[[str], Rule]) -> Markup:
    """Explain each rule that found something, once."""
    entries = [_entry(rule, i, counts, rule_of) for rule, i in sorted(counts.rules.items())]
    return tag("section", tag("h2", "The rules"), *entries, id="rules") if entries else Markup("")


def _entry(name: str, number: int, counts: Counts, rule_of: Callable[[str], Rule]) -> Markup:
    own, category = counts.names[number]
    try:
        rule = rule_of(name)
        explained, links = rule.explain.strip(), rule.links
    except KeyError:
        explained, links = "", ()
    body = [tag("p", prose(part)) for part in explained.split("\n\n") if part]
    body += [
        tag("p", tag("a", link, href=link, rel="noreferrer noopener", target="_blank"))
        for link in links
        if link.startswith(("https://", "http://"))
    ]
    head = tag("summary", tag("b", name), " ", own, " ", tag("span", spoken(category)))
    return tag("details", head, tag("div", *(body or [tag("p", "No explanation is given.")])), id=f"r{number}")


def footer(signature: str, scale: Scale) -> Markup:
    """Explain the score, and name what the result depends on."""
    weights = ", ".join(f"{name} {weight:g}" for name, weight in scale.weights.items())
    told = (
        f"The {NAME} is {DISCLAIMER}. Each finding weighs by its severity ({weights}); {scale.allowed:g} points in "
        f"1,000 words make {scale.passing:g} of 100, the pass line."
    )
    return joined(tag("p", told), tag("p", tag("code", signature)) if signature else None)
