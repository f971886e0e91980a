"""The form that filters the cards; the page's script answers it, and shows it only when it is there to do so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.report.page.charts import ORDER
from mtqa.report.page.counts import Counts
from mtqa.report.page.markup import Markup, tag
from mtqa.report.page.summary import spoken

CHOICES = 1_000
"""Items or files that a list offers."""
LABEL = 70
"""Units: characters of a choice."""


def form(counts: Counts, files: Sequence[str]) -> Markup:
    """Make the form. Without several files or items there is no choice of these."""
    rules = [(str(i), f"{rule} {counts.names[i][0]}") for rule, i in sorted(counts.rules.items())]
    items = [(str(n), counts.label(key)) for key, n in counts.groups.items()]
    paths = [(str(i), path) for i, path in enumerate(files)]
    fields = [
        _search(), tag("fieldset", tag("legend", "Severity", class_="sr"), *map(_check, ORDER)),
        _select("rule", "All rules", _options(rules)), _select("category", "All categories", _categories(counts)),
        _select("file", "All files", _options(paths)) if len(paths) > 1 else None,
        _select("item", "All items", _options(items)) if len(items) > len(paths) else None,
        tag("button", "Reset", type="reset"), tag("output", role="status", aria_live="polite"),
    ]  # fmt: skip
    return tag("form", *fields, id="filters", hidden=True, role="search", aria_label="Filter the findings")


def _search() -> Markup:
    field = tag(
        "input", type="search", name="text", placeholder="Search texts and findings", autocomplete="off",
        spellcheck="false",
    )  # fmt: skip
    return tag("label", tag("span", "Search", class_="sr"), field, class_="search")


def _check(severity: str) -> Markup:
    box = tag("input", type="checkbox", name="severity", value=severity, checked=True)
    return tag("label", box, tag("span", severity.capitalize()))


def _select(name: str, every: str, options: Iterable[Markup]) -> Markup:
    chooser = tag("select", tag("option", every, value=""), *options, name=name)
    return tag("label", tag("span", name.capitalize(), class_="sr"), chooser)


def _options(choices: Sequence[tuple[str, str]]) -> list[Markup]:
    shown = [tag("option", _short(label), value=value) for value, label in choices[:CHOICES]]
    if len(choices) > CHOICES:
        shown.append(tag("option", f"… {len(choices) - CHOICES:,} more: use the search", disabled=True))
    return shown


def _short(label: str) -> str:
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"


def _categories(counts: Counts) -> list[Markup]:
    """Offer each category, and above those of a group the whole group."""
    groups: dict[str, list[str]] = {}
    for category in sorted(counts.by_category(every=True)):
        groups.setdefault(category.partition("/")[0], []).append(category)
    shown = []
    for group, own in groups.items():
        shown.append(tag("option", spoken(group) + ("" if own == [group] else " (all)"), value=group))
        shown += [
            tag("option", "\u2003" + spoken(category.partition("/")[2]), value=category)
            for category in own
            if category != group
        ]
    return shown
