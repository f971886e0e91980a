"""Matchers: the parts that `any`, `all`, `not` and `inside` of a rule are made of.

A matcher is `{phrase: words}` or `{pattern: regex}`. Phrases and plain patterns read the plain view of a segment
(straight apostrophes, plain spaces, decoded entities); a pattern with `view: raw` reads the text as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import regex

from mtqa import rx
from mtqa.checks.inflect import MODES, phrase_forms
from mtqa.checks.literals import (
    backtracks,
    folded,
    further_literals,
    lead_of,
    literals_of,
    most_of,
    reach_of,
    required_literals,
)
from mtqa.checks.rarity import EDGE, bare_of, cost, edges_of
from mtqa.checks.side import Side
from mtqa.errors import UsageError
from mtqa.fold import fold
from mtqa.nodes import Node
from mtqa.schema import FLAG, TEXT, TEXTS, AnyOf, Choice, ListOf, MapOf, Report, Spec, Struct
from mtqa.textview import TextView, plain_view

TIME_LIMIT = 1.0
"""Units: seconds that one pattern may take over one segment."""
MOST_FURTHER = 80
_NUMBERED = rx.compile(r"(?<!\\)\((?!\?(?:[:=!>a-zA-Z-]|<[=!]))|\\\d|\(\?(?:\(|P[=>]|R|\d|[a-zA-Z-]+\))")
_RUN_UP = rx.compile(r"(\[\^[^\]\[\\]++\])\*(?![+?*])")
_PARTS = rx.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]|\(\?[a-zA-Z-]+\)|.", regex.DOTALL)
_FLAGS_FROM_HERE = rx.compile(r"\(\?[a-zA-Z-]+\)")
_CASELESS = rx.compile(r"\(\?[a-zA-Z]*i")

_INFLECT = AnyOf({"bool": FLAG, "str": Choice(MODES), "map": MapOf(Choice(("noun", "verb")))})
SOURCE = Struct({"any": TEXTS, "not": TEXTS, "missing": Choice(("skip", "match", "downgrade"))})
MATCHER = Struct(
    {
        "phrase": TEXT,
        "inflect": _INFLECT,
        "pattern": TEXT,
        "case": Choice(("ignore", "match")),
        "view": Choice(("plain", "raw")),
        "suggest": TEXTS,
        "replace": TEXT,
        "source": SOURCE,
    }
)
MATCHERS = ListOf(MATCHER, one=True, at_least=1)
FIELDS: Mapping[str, Spec] = {"any": MATCHERS, "all": MATCHERS, "not": MATCHERS, "inside": MATCHERS, "scan": FLAG}


class Match(NamedTuple):
    """A match in a segment. Units: offsets of the original text; start..end is the `mark` group where there is one."""

    start: int
    end: int
    full_start: int
    full_end: int
    groups: Mapping[str, str]


class RuleTimeoutError(Exception):
    """A pattern took longer than TIME_LIMIT over one segment."""


def source_condition(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any] | None:
    """Bind the `source` patterns of a rule or matcher to whole words; None where there are none."""
    condition = raw.get("source")
    if not condition:
        return None
    where = node.get("source") or node
    if not condition.get("any") and not condition.get("not"):
        report.add(where, "a source condition names patterns in `any` or `not`")
    for pattern in () if report.trusted else (*condition.get("any", ()), *condition.get("not", ())):
        try:
            regex.compile(pattern)
        except regex.error as error:
            report.add(where, f"the source pattern {pattern!r} does not compile: {error}")
    bound = {k: [rf"(?<!\w)(?:{p})(?!\w)" for p in condition.get(k, ())] for k in ("any", "not")}
    either = {k: _either(bound[k]) for k in bound}
    return {**bound, "either": either, "needs": _needs(bound["any"]), "missing": condition.get("missing", "skip")}


def _needs(patterns: Sequence[str]) -> list[str] | None:
    """Return folded literals of which every source that one of the patterns matches holds one, where they are few."""
    return _few_folded(map(bare_of, literals_of(patterns)))


def needs_of(matcher: Mapping[str, Any]) -> list[str] | None:
    """Return folded literals of which every text with a match holds one in its plain view, where they are few."""
    return _few_folded(map(bare_of, literals_of_matcher(matcher))) if matcher["view"] == "plain" else None


def _few_folded(literals: Iterable[str]) -> list[str] | None:
    few = sorted({fold(literal).decode("latin-1") for literal in literals})
    return few if 0 < len(few) <= MOST_FURTHER and "" not in few else None


def may_be_heard(condition: Mapping[str, Any] | None, source: Side | None, segment: int) -> bool:
    """Tell whether a condition on the source may be met there: the cheap test, which leaves no segment out wrongly."""
    if not condition or source is None or not condition["needs"] or not source.texts[segment]:
        return True
    return holds(source.folded_text(segment), condition["needs"])


def holds(text: str, literals: Iterable[str]) -> bool:
    """Tell whether one of the literals stands in a text."""
    for literal in literals:  # noqa: SIM110  a generator takes twice the time, and this is asked of every candidate
        if literal in text:
            return True
    return False


def _either(patterns: Sequence[str]) -> str | None:
    """Return several patterns as one, to ask once whether any matches; None where groups would change their numbers."""
    if len(patterns) < 2 or any(_NUMBERED.search(p) for p in patterns):
        return None
    return "|".join(patterns)


def heard(condition: Mapping[str, Any], source: str | None) -> tuple[str, str]:
    """Hold a condition against a source: "match", "skip" or "downgrade", and the words that spoke for it.

    Raises: RuleTimeoutError.
    """
    if not source:
        return condition["missing"], ""
    plain = source.replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")
    either = condition["either"]
    if _found([either["not"]] if either["not"] else condition["not"], plain):
        return "skip", ""
    absent = either["any"] and not _found([either["any"]], plain)
    match = None if absent else _found(condition["any"], plain)
    return ("match" if match or not condition["any"] else "skip"), match.group() if match else ""


def _found(patterns: Sequence[str], text: str) -> Any:
    for pattern in patterns:
        try:
            if match := compile_pattern(pattern, "ignore").search(text, timeout=TIME_LIMIT):
                return match
        except TimeoutError as error:
            raise RuleTimeoutError(pattern) from error
    return None


def prepare_matcher(raw: Mapping[str, Any], suggest: Sequence[str], node: Node, report: Report) -> dict[str, Any]:
    """Compile one matcher to plain data; mistakes go to `report`."""
    compiled = _prepare(raw, suggest, node, report)
    condition = source_condition(raw, node, report)
    return compiled | {"source": condition} if condition and compiled else compiled


def _prepare(raw: Mapping[str, Any], suggest: Sequence[str], node: Node, report: Report) -> dict[str, Any]:
    if ("phrase" in raw) == ("pattern" in raw):
        report.add(node, "a matcher is either a phrase or a pattern", "write {phrase: words} or {pattern: '...'}")
        return {}
    case = raw.get("case", "ignore")
    own = list(raw.get("suggest", suggest))
    if "pattern" in raw:
        return _prepare_pattern(raw, case, own, node, report)
    phrase = plain_view(raw["phrase"]).plain
    mode = raw.get("inflect", "none")
    mode = {True: "noun", False: "none"}.get(mode, mode) if not isinstance(mode, Mapping) else mode
    if phrase != " ".join(phrase.split()) or not phrase:
        report.add(node, "a phrase is words with single spaces, and no space at its ends")
        return {}
    if isinstance(mode, Mapping) and (unknown := [w for w in mode if w not in phrase.split(" ")]):
        report.add(node, f"inflect names {unknown[0]!r}, which is not a word of the phrase")
        return {}
    forms = phrase_forms(phrase, mode, own)
    return {
        "case": case,
        "view": "plain",
        "forms": [f for f, _ in forms],
        "suggest": [s for _, s in forms] if own else None,
        "replace": raw.get("replace"),
    }


def _prepare_pattern(
    raw: Mapping[str, Any], case: str, suggest: list[str], node: Node, report: Report
) -> dict[str, Any]:
    if "inflect" in raw:
        report.add(node, "a pattern is not inflected", "write the forms into the pattern, or use a phrase")
    pattern = at_start(raw["pattern"])
    if not report.trusted and not _compiles(raw, case, node, report):
        return {}
    if backtracks(pattern):
        report.add(
            node, "a repeat without bound stands in another, so a match may take for ever",
            "make the inner one possessive (++ or *+), or give it a bound {1,20}",
        )  # fmt: skip
    return {
        "case": case,
        "view": raw.get("view", "plain"),
        "pattern": pattern,
        "exact": _exact_literals(pattern, case),
        "further": _further(pattern) if raw.get("view", "plain") == "plain" else None,
        "reach": list(reach_of(pattern) or ()),
        "suggest": (suggest or None) if "replace" not in raw else None,
        "replace": raw.get("replace"),
    }


def at_start(pattern: str) -> str:
    """Let a pattern that begins with what may stand before, such as `[^.!?]*`, begin only where that does.

    It matches the same texts: what begins further on could as well have begun there. But where it does not match it
    need not be tried anew from each character, which takes the square of the length.
    """
    opening = _RUN_UP.match(pattern)
    if not opening or _has_branches(pattern):
        return pattern
    return f"(?<!{opening[1]}){pattern}"


def _has_branches(pattern: str) -> bool:
    """Tell whether a pattern has alternatives outside of groups, or flags that hold for what follows."""
    depth = 0
    for token in _PARTS.finditer(pattern):
        text = token.group()
        depth += (text[0] == "(") - (text == ")")
        if (text == "|" and depth == 0) or _FLAGS_FROM_HERE.fullmatch(text):
            return True
    return False


def _compiles(raw: Mapping[str, Any], case: str, node: Node, report: Report) -> bool:
    try:
        compiled = regex.compile(raw["pattern"], flags_of(case), cache_pattern=False)
    except regex.error as error:
        report.add(node, f"the pattern does not compile: {error}", "the syntax is that of the `regex` module")
        return False
    if "replace" in raw:
        check_template(raw["replace"], compiled.groupindex, node, report)
    return True


def _exact_literals(pattern: str, case: str) -> list[str] | None:
    """Return literals that stand in every match to the letter, where folding would let too much through."""
    literals = [edges_of(lit)[0] for lit in required_literals(pattern)]
    cased = case == "ignore" and any(lit.upper() != lit or lit.lower() != lit for lit in literals)
    spaced = any(" " in lit for lit in literals)  # may stand for any space, so says nothing to the letter
    return literals if 0 < len(literals) <= 24 and not cased and not spaced else None


def _further(pattern: str) -> list[str] | None:
    """Return folded literals of which every match holds one as well, where they are few."""
    return _few_folded(further_literals(pattern))


def check_template(template: str, groups: Mapping[str, int], node: Node, report: Report) -> None:
    """Report names in a template that the pattern has no group for."""
    for name in regex.findall(r"\{(\w+)(?::\w+)?\}", template):
        if name not in groups:
            report.add(node, f"the template names {{{name}}}, but the pattern has no group of that name")


@cache
def compile_pattern(pattern: str, case: str) -> Any:
    """Compile a pattern of a pack. Raises: UsageError."""
    try:
        return _compiled(pattern, case)
    except regex.error as error:
        told = f"the pattern {pattern!r} does not compile: {error}"
        raise UsageError(told, hint="`mtqa rules lint` says where it stands") from error


def _compiled(pattern: str, case: str) -> Any:
    return rx.compile(pattern, flags_of(case))


def flags_of(case: str) -> int:
    """Return the flags a pattern is compiled with."""
    return regex.V0 | (regex.IGNORECASE if case == "ignore" else 0)


def compiled_matcher(matcher: Mapping[str, Any]) -> Any:
    """Return the compiled pattern of a matcher."""
    pattern = matcher.get("pattern")
    return compile_pattern(pattern_of(matcher) if pattern is None else pattern, matcher["case"])


def pattern_of(matcher: Mapping[str, Any]) -> str:
    """Return a matcher as one pattern: for a phrase, its forms between word boundaries, longest first."""
    if "pattern" in matcher:
        return str(matcher["pattern"])
    forms = sorted(matcher["forms"], key=lambda f: (-len(f), f))
    return "|".join(bounded(f) for f in forms)


def bounded(form: str) -> str:
    """Escape a form and bind it to whole words."""
    before = r"(?<!\w)" if form[0].isalnum() else ""
    after = r"(?!\w)" if form[-1].isalnum() else ""
    return before + regex.escape(form, special_only=True) + after


def literals_of_matcher(matcher: Mapping[str, Any], whole_line: bool = False) -> tuple[str, ...]:
    """Return literals of which every match of the matcher contains one."""
    if "forms" not in matcher:
        pattern = matcher["pattern"]
        return required_literals(rf"\b(?:{pattern})\b" if whole_line else pattern)
    return tuple(EDGE * f[0].isalnum() + f + EDGE * f[-1].isalnum() for f in matcher["forms"])


def lead_of_matcher(matcher: Mapping[str, Any]) -> int | None:
    """Return how far into a match of a whole line its literal may start; None: any distance."""
    return 0 if "forms" in matcher else lead_of(rf"\b(?:{matcher['pattern']})\b")


def reach_of_matcher(matcher: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return how far before and behind the start of its literal all stands that a match of the matcher looks at.

    None: there is no bound, or it cannot be told. Units: characters.
    """
    if "forms" in matcher:
        return 1, max(map(len, matcher["forms"])) + 1
    return tuple(matcher["reach"]) if matcher["reach"] else None


def most_of_matchers(ways: Sequence[Mapping[str, Any]]) -> int | None:
    """Return how many characters a match of one of some matchers has at most; None: without bound."""
    most = [max(map(len, way["forms"])) if "forms" in way else most_of(way["pattern"]) for way in ways]
    return None if None in most else max((n for n in most if n is not None), default=None)


def literals_of_rule(options: Mapping[str, Any], whole_line: bool = False) -> dict[str, list[Any] | None]:
    """Return folded literals with the word edges they need and the matchers each belongs to; none if one has none.

    `cased` holds, for each matcher that asks for capitals, the literal as the text must have it; None if none does.

    For `all`, the literals are those of the rarest part, and belong to the first. Where a match is a whole line, words
    begin and end with it.
    """
    if options.get("all"):
        choices = [lits for m in options["all"] if (lits := literals_of_matcher(m, whole_line))]
        parts = [min(choices, key=cost)] if choices else []
    else:
        parts = [literals_of_matcher(m, whole_line) for m in options["any"]]
    written: dict[tuple[str, int], dict[int, set[str]]] = {}
    for number, literals in enumerate(parts if all(parts) else ()):
        for literal in literals:
            owners = written.setdefault(folded(literal), {})
            owners.setdefault(number, set()).add(edges_of(literal)[0])
    found = sorted(written)
    ways = options.get("all") or options["any"]
    cased = {n for n, way in enumerate(ways) if len(parts) == len(ways) and asks_for_case(way)}
    return {
        "literals": [f[0] for f in found],
        "edges": [f[1] for f in found],
        "origins": [list(written[f]) for f in found],
        "cased": [[sorted(texts) if n in cased else None for n, texts in written[f].items()] for f in found]
        if cased
        else None,
    }


def asks_for_case(matcher: Mapping[str, Any]) -> bool:
    """Tell whether a literal of the matcher stands in the plain view as it is written, capitals and all."""
    plain = matcher["view"] == "plain" and matcher["case"] == "match"
    return plain and not _CASELESS.search(matcher.get("pattern") or "")


def matches(matcher: Mapping[str, Any], view: TextView) -> Iterator[Match]:
    """Yield every match of a matcher in a segment."""
    compiled = compiled_matcher(matcher)
    raw = matcher["view"] == "raw"
    text = view.raw if raw else view.plain
    exact = matcher.get("exact")
    if exact and not holds(text, exact):
        return
    try:
        m = compiled.search(text, timeout=TIME_LIMIT)
        if m is None:  # as most candidates are; an iterator costs more to set up
            return
        for m in compiled.finditer(text, timeout=TIME_LIMIT):
            yield _match(m, view, raw)
    except TimeoutError as error:
        raise RuleTimeoutError(compiled.pattern) from error


def _match(m: Any, view: TextView, raw: bool) -> Match:
    full = m.span() if raw else view.original(*m.span())
    groups: dict[str, str] = {}
    mark = full
    for name in m.re.groupindex:
        span = m.span(name)
        if span[0] < 0:
            continue
        start, end = span if raw else view.original(*span)
        groups[name] = view.raw[start:end]
        if name == "mark":
            mark = start, end
    return Match(mark[0], mark[1], full[0], full[1], groups)


def keeps(
    options: Mapping[str, Any], view: TextView, folded_text: str, start: int, end: int, known: dict[str, Any]
) -> bool:
    """Tell whether a match at start..end survives the rule's `not`, `inside` and further `all`.

    `folded_text` is the plain view, folded. `known` remembers, over the matches of one segment, what these matched.
    """

    def spans(name: str, number: int, matcher: Mapping[str, Any]) -> list[tuple[int, int]]:
        key = f"{name}{number}"
        if key not in known:
            needs = matcher.get("needs")
            found = matches(matcher, view) if not needs or holds(folded_text, needs) else ()
            known[key] = [(m.full_start, m.full_end) for m in found]
        matched: list[tuple[int, int]] = known[key]
        return matched

    for number, matcher in enumerate(options.get("not") or ()):
        if any(s < end and start < e for s, e in spans("not", number, matcher)):
            return False
    for number, matcher in enumerate(options.get("all") or ()):
        if number and not spans("all", number, matcher):  # the first is the match itself
            return False
    inside = [spans("inside", number, matcher) for number, matcher in enumerate(options.get("inside") or ())]
    return not inside or any(s <= start and end <= e for each in inside for s, e in each)


def leftmost_longest(spans: Sequence[Any]) -> list[Any]:
    """Sort matches by position and drop those that overlap an earlier or longer one."""
    kept: list[Any] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
