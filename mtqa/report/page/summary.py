"""What stands above and below the cards: figures, charts, filters, and the rules explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mtqa.model import Rule
from mtqa.penalty import WEIGHTS, Tally
from mtqa.report.base import Summary, counted, unsourced
from mtqa.report.page.charts import ORDER, Bar, bars, trend_svg
from mtqa.report.page.counts import Counts, Key
from mtqa.report.page.markup import Markup, joined, tag

Named = TypeVar("Named")
TOP = 8
"""Bars a chart shows."""
CHOICES = 1_000
"""Items and files a filter lists."""
SHORT = 100
"""Units: words under which the rate of an item says little."""
SCORE_NAME = "Penalty score (not a human MQM)"
SCORE_NOTE = (
    "100 is no findings; each finding takes points by its severity ({weights}), for each 1,000 words. It follows the "
    "arithmetic of MQM, but rules find a part of what an annotator would, and nobody judged these errors."
)


def header(summary: Summary, counts: Counts, made: str) -> Markup:
    """Make the title, what was checked, and the figures."""
    over = [counted(summary.files, "file")]
    if len(counts.words) > summary.files:
        over.append(counted(len(counts.words), "item"))
    over += [counted(summary.segments, "segment"), counted(summary.words, "word")]
    return joined(tag("p", " · ".join(over) + f" · {made}", class_="over"), warnings(summary), figures(summary))


def warnings(summary: Summary) -> Markup | None:
    """Tell what was not checked."""
    told = []
    if summary.unread:
        verb = "was not checked: its" if summary.unread == 1 else "were not checked: their"
        told.append(f"{counted(summary.unread, 'input')} could not be read and {verb} findings are not in this page.")
    if summary.unsourced:
        told.append(unsourced(summary) + ".")
    return tag("div", *(tag("p", t) for t in told), class_="alert", role="note") if told else None


def figures(summary: Summary) -> Markup:
    """Make the row of great numbers."""
    tally = Tally(summary.words, summary.severities)
    rate = 1000 * summary.total / summary.words if summary.words else 0.0
    cells = [(f"{summary.severities[s]:,}", counted(summary.severities[s], s).split(" ")[1], s) for s in ORDER]
    cells += [(f"{rate:.1f}", "findings per 1,000 words", "rate"), (f"{tally.score:.1f}", SCORE_NAME, "score")]
    boxes = [tag("div", tag("dt", name), tag("dd", figure), class_=kind) for figure, name, kind in cells]
    return tag("dl", *boxes, class_="figures")


def score_note() -> str:
    """Explain the score."""
    return SCORE_NOTE.format(weights=", ".join(f"{name} {weight}" for name, weight in WEIGHTS.items()))


def charts(summary: Summary, counts: Counts, trend: Sequence[tuple[str, float]]) -> Markup:
    """Make the charts."""
    made = [
        bars("By severity", [Bar(s.capitalize(), {s: summary.severities[s]}, f"{summary.severities[s]:,}", f"severity={s}") for s in ORDER]),
        bars("By category", [
            Bar(_category(c), n, f"{n.total():,}", f"category={c}") for c, n in _most(counts.by_category().items())
        ]),
        bars("Rules that speak most", [
            Bar(joined(tag("b", rule), " ", counts.names[i][0]), counts.by_rule[i], f"{counts.by_rule[i].total():,}", f"rule={i}")
            for (rule, i), _ in _most(((r, i), counts.by_rule[i]) for r, i in counts.rules.items())
        ]),
        _items(counts),
    ]  # fmt: skip
    if line := trend_svg(trend):
        made.append(tag("section", tag("h3", f"{SCORE_NAME}, run by run"), line, class_="chart wide"))
    return tag("div", *made, class_="charts")


def _most(rows: Iterable[tuple[Named, Counter[str]]]) -> list[tuple[Named, Counter[str]]]:
    return sorted((r for r in rows if r[1].total()), key=lambda r: -r[1].total())[:TOP]


def _items(counts: Counts) -> Markup:
    """Draw findings per 1,000 words of the items; of short ones only where there is nothing else."""
    rated = [k for k in counts.by_item if counts.words[k] >= SHORT]
    short = len(counts.by_item) - len(rated)
    note = f"{counted(short, 'item')} under {SHORT} words left out." if rated and short else ""
    keys = sorted(rated or [k for k in counts.by_item if counts.words[k]], key=lambda k: -_rate(counts, k))[:TOP]
    rows = [_item(counts, key) for key in keys]
    return bars("Findings per 1,000 words", rows, note)


def _rate(counts: Counts, key: Key) -> float:
    return 1000 * counts.by_item[key].total() / counts.words[key]


def _item(counts: Counts, key: Key) -> Bar:
    words = counts.words[key]
    parts = {s: 1000 * n / words for s, n in counts.by_item[key].items()}
    note = f"{counted(words, 'word')}, score {counts.tally(key).score:.0f}"
    group = counts.groups.get(key, -1)
    return Bar(counts.label(key), parts, f"{_rate(counts, key):.1f}", f"item={group}", note)


def _category(category: str) -> str:
    return category.replace("-", " ").replace("/", " › ").capitalize()


def filters(counts: Counts, files: Sequence[str]) -> Markup:
    """Make the form that filters, hidden until the page's script is there to answer it."""
    checks = [
        tag("label", tag("input", type="checkbox", name="severity", value=s, checked=True), tag("span", s), class_=s)
        for s in ORDER
    ]
    rules = sorted(counts.rules.items())
    items = [(k, n) for k, n in counts.groups.items()]
    numbers = {path: i for i, path in enumerate(files)}
    boxes = [
        tag("label", tag("span", "Search", class_="sr"), tag("input", type="search", name="text", placeholder="Search the texts and findings", autocomplete="off", spellcheck="false"), class_="search"),
        tag("fieldset", tag("legend", "Severity", class_="sr"), *checks),
        _select("rule", "All rules", [(str(i), f"{r} {counts.names[i][0]}") for r, i in rules]),
        _categories(counts),
        _select("file", "All files", [(str(i), p) for p, i in numbers.items()]) if len(files) > 1 else None,
        _select("item", "All items", [(str(n), counts.label(k)) for k, n in items]) if len(items) > len(files) else None,
        tag("button", "Reset", type="reset"),
        tag("output", role="status", aria_live="polite"),
    ]  # fmt: skip
    return tag("form", *boxes, id="filters", hidden=True, role="search", aria_label="Filter the findings")


def _select(name: str, every: str, choices: Sequence[tuple[str, str]]) -> Markup:
    shown = [tag("option", _short(label), value=value) for value, label in choices[:CHOICES]]
    if len(choices) > CHOICES:
        shown.append(tag("option", f"… {len(choices) - CHOICES:,} more: use the search", disabled=True))
    return tag(
        "label",
        tag("span", name.capitalize(), class_="sr"),
        tag("select", tag("option", every, value=""), *shown, name=name),
    )


def _short(label: str) -> str:
    return label if len(label) <= 70 else label[:69] + "…"


def _categories(counts: Counts) -> Markup:
    named = sorted(counts.by_category())
    groups: dict[str, list[str]] = {}
    for category in named:
        groups.setdefault(category.partition("/")[0], []).append(category)
    shown = []
    for group, own in groups.items():
        shown.append(tag("option", _category(group) + ("" if own == [group] else ", all"), value=group))
        shown += [tag("option", "\u2003" + _category(c.partition("/")[2]), value=c) for c in own if c != group]
    return tag(
        "label",
        tag("span", "Category", class_="sr"),
        tag("select", tag("option", "All categories", value=""), *shown, name="category"),
    )


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
    body = [tag("p", part) for part in explained.split("\n\n") if part] or [tag("p", "No explanation is given.")]
    body += [
        tag("p", tag("a", link, href=link, rel="noreferrer noopener")) for link in links if link.startswith("https://")
    ]
    head = tag("summary", tag("b", name), " ", own, " ", tag("span", _category(category)))
    return tag("details", head, tag("div", *body), id=f"r{number}")
