"""`kind: phrase`: words as they stand, and their inflected forms.

    any: [{phrase: control procedure, inflect: true}]
    fix: {suggest: [inspection, audit], safety: unsafe}

Words match whole and, unless `case: match` is said, in any case. `inflect: true` adds the plural of the last word,
`verb` the tenses and persons of the first, `both` both; `{word: verb}` names the word. Suggestions follow: the
plural of the phrase suggests the plural of the suggestion, and "a" or "an" before it is mended. A phrase costs
nothing where it does not stand: its forms are looked for together with those of all other rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqa.checks import matchers, pattern
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.fold import fold, is_exact
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Report

FIELDS = matchers.FIELDS


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Compile the phrases of a rule; each form is a literal of its own."""
    options = pattern.prepare_matchers(raw, node, report)
    if any("pattern" in m for m in options["any"] + options["all"]):
        report.add(node, "a rule of kind phrase looks for phrases", "say `kind: pattern`; it takes phrases too")
    if report.problems:
        return options
    origins: list[list[int]] = []
    literals: list[str] = []
    for number, matcher in enumerate(options["any"] or options["all"][:1]):
        for form, text in enumerate(matcher["forms"]):
            literals.append(fold(text).decode("latin-1"))
            origins.append([number, form])
    return options | {"literals": literals, "origins": origins}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the places where a form of a phrase stands as whole words."""
    options = rule.options
    phrases = options["any"] or options["all"][:1]
    for segment, literals in pattern.by_segment(found).items():
        view = chunk.view(segment)
        spots = []
        for _, start, end, literal in literals:
            number, form = options["origins"][literal]
            matcher = phrases[number]
            if not stands(view.plain, start, end, matcher["forms"][form], matcher["case"]):
                continue
            if not matchers.may_be_heard(matcher.get("source") or options.get("source"), chunk.source, segment):
                continue
            first, last = view.original(start, end)
            suggest = matcher["suggest"][form] if matcher["suggest"] else None
            exact = matcher["case"] == "match"
            spots.append(Hit(segment, first, last, {}, suggest, matcher["replace"], None, matcher.get("source"), exact))
        if spots:
            yield from pattern.filtered(chunk, rule, segment, spots)


def stands(text: str, start: int, end: int, form: str, case: str) -> bool:
    """Tell whether `form` stands at start..end of `text` as whole words."""
    if form[0].isalnum() and start and is_word(text[start - 1]):
        return False
    if form[-1].isalnum() and end < len(text) and is_word(text[end]):
        return False
    if case == "match":
        return text[start:end] == form
    return is_exact(fold(form)) or text[start:end].casefold() == form.casefold()


def is_word(char: str) -> bool:
    """Tell whether a character belongs to a word."""
    return char.isalnum() or char == "_"
