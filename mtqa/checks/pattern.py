r"""`kind: pattern`: what a regular expression of the `regex` module matches.

    any: [{pattern: '\b(?P<n>\d+) %'}]
    fix: {replace: '{n}%', safety: safe}

A finding spans the whole match, or its group `mark`. Case is ignored unless the matcher says `case: match`. Every
match must contain some literal, found by itself; a rule whose pattern has none must say `scan: true` and `why:`,
since it is then tried on every segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mtqa.checks import matchers, together
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.spots import as_written, by_owner, segments_of, within
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Report

FIELDS = matchers.FIELDS
FEW = 12
"""So many segments are asked for a pattern's other literals first; more of them are searched at once if they can be."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Compile the matchers of a rule and find their literals."""
    options = prepare_matchers(raw, node, report)
    if not report.problems:
        options |= {"literals": []} if raw.get("scan") else matchers.literals_of_rule(options)
        if not options["literals"] and not raw.get("scan"):
            report.add(
                node, "no text that every match must contain was found, so this would be tried on every segment",
                "add a word or sign to the pattern, or say `scan: true` and `why:`",
            )  # fmt: skip
    return options


def prepare_matchers(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Compile `any`, `all`, `not` and `inside`."""
    if ("any" in raw) == ("all" in raw):
        report.add(node, "a rule has either `any` or `all`")
    suggest = (raw.get("fix") or {}).get("suggest", ())
    options: dict[str, Any] = {"scan": bool(raw.get("scan"))}
    for name in ("any", "all", "not", "inside"):
        parts = node.get(name)
        nodes: Sequence[Node] = (parts.value if parts.kind == "seq" else (parts,)) if parts else ()
        given = suggest if name in ("any", "all") else ()
        if name != "any":
            for matcher, at in zip(raw.get(name, ()), nodes, strict=False):
                if "source" in matcher:
                    report.add(at, "only a matcher of `any` has a `source` of its own")
        options[name] = [
            matchers.prepare_matcher(m, given, n, report) for m, n in zip(raw.get(name, ()), nodes, strict=False)
        ]
    for matcher in (*options["not"], *options["inside"]):
        if matcher:
            matcher["needs"] = matchers.needs_of(matcher)
    return options


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the matches of the rule in the segments where a literal stands."""
    if rule.options["scan"]:
        for segment in range(len(chunk.texts)):
            yield from check_segment(chunk, rule, segment)
        return
    for segment, numbers in sorted(_worth_a_look(chunk, rule, found).items()):
        yield from check_segment(chunk, rule, segment, numbers)


def _worth_a_look(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> dict[int, set[int]]:
    """Return by segment the numbers of the matchers that may match there."""
    ways = rule.options["any"] or rule.options["all"][:1]
    wanted: dict[int, set[int]] = defaultdict(set)
    for number, spots in _candidates(chunk, rule, found).items():
        matcher = ways[number]
        condition = matcher.get("source") or rule.options.get("source")
        every = segments_of(spots)
        segments = _heard(chunk, condition, every)
        is_joinable = together.joinable(matcher.get("pattern", ""))
        if len(segments) <= FEW or not is_joinable:
            segments = _with_exact(chunk, matcher, segments)
        if len(segments) <= FEW and (further := matcher.get("further")):
            segments = [i for i in segments if matchers.holds(chunk.folded(i), further)]
        if not segments:  # then its pattern need not even be compiled
            continue
        raw = matcher["view"] == "raw"
        reach = matchers.reach_of_matcher(matcher) if rule.options["any"] and is_joinable else None
        if together.is_near(reach, chunk, segments):
            left = spots if len(segments) == len(every) else within(spots, segments)
            pieces = together.around(chunk, left, reach, raw=raw)
        else:
            text = chunk.target.texts.__getitem__ if raw else chunk.target.plain
            pieces = together.Pieces(segments, [*map(text, segments)])
        for segment in together.likely(matchers.compiled_matcher(matcher), pieces, matchers.TIME_LIMIT):
            wanted[segment].add(number)
    return wanted


def _candidates(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Mapping[int, Sequence[Found]]:
    """Return by matcher where its literals stand, as it wants them written."""
    origins, cased = rule.options["origins"], rule.options["cased"]
    ways = rule.options["any"] or rule.options["all"][:1]
    if cased is None and len(ways) < 2:
        return {0: found} if _may_stand(chunk, ways[0]) else {}
    if cased is None:
        may = [_may_stand(chunk, way) for way in ways]
        return {number: spots for number, spots in by_owner(found, origins).items() if may[number]}
    candidates: dict[int, list[Found]] = defaultdict(list)
    joined, starts = chunk.target.joined, chunk.target.starts
    for spot in as_written(chunk, found, cased):
        segment, start, end, literal = spot
        begin = starts[segment]
        for number, written in zip(origins[literal], cased[literal], strict=True):
            if not written or joined[begin + start : begin + end] in written:
                candidates[number].append(spot)
    return candidates


def _may_stand(chunk: Chunk, matcher: Mapping[str, Any]) -> bool:
    """Tell whether one of the literals that stand in every match to the letter may stand in a text."""
    exact = matcher.get("exact")
    return not exact or any(map(chunk.target.may_hold, exact))


def _heard(chunk: Chunk, condition: Mapping[str, Any] | None, segments: Iterable[int]) -> list[int]:
    """Leave out the segments whose source holds nothing that a condition asks for."""
    return [i for i in segments if matchers.may_be_heard(condition, chunk.source, i)]


def _with_exact(chunk: Chunk, matcher: Mapping[str, Any], segments: list[int]) -> list[int]:
    """Leave out the segments without a literal that stands in every match to the letter."""
    exact = matcher.get("exact")
    if not exact:
        return segments
    text = chunk.texts.__getitem__ if matcher["view"] == "raw" else chunk.target.plain
    return [i for i in segments if matchers.holds(text(i), exact)]


def check_segment(chunk: Chunk, rule: Rule, segment: int, numbers: Collection[int] | None = None) -> Iterator[Hit]:
    """Yield the matches of one segment, of the matchers named by `numbers` or of all."""
    view = chunk.view(segment)
    spots = []
    for number, matcher in enumerate(rule.options["any"] or rule.options["all"][:1]):
        if numbers is not None and number not in numbers:
            continue
        for m in matchers.matches(matcher, view):
            suggest = matcher["suggest"]
            if suggest and "forms" in matcher:
                suggest = _in_step(matcher, view.raw[m.start : m.end])
            exact = matcher["case"] == "match"
            spots.append(
                Hit(segment, m.start, m.end, m.groups, suggest, matcher["replace"], None, matcher.get("source"), exact)
            )
    if spots:
        yield from filtered(chunk, rule, segment, spots)


def filtered(chunk: Chunk, rule: Rule, segment: int, spots: Sequence[Hit]) -> Iterator[Hit]:
    """Ask the source, apply `not`, `inside` and `all` to the hits of a segment, and drop overlaps."""
    options = rule.options
    if (condition := options.get("source")) and not any(spot.source for spot in spots):
        source = chunk.batch.sources[segment] if chunk.batch.sources else None
        if matchers.heard(condition, source)[0] == "skip":
            return
    if any(spot.source for spot in spots):  # of two matchers at one place the one that the source bears out counts
        source = chunk.batch.sources[segment] if chunk.batch.sources else None
        asked = ((spot, spot.source or options.get("source")) for spot in spots)
        spots = [spot for spot, condition in asked if not condition or matchers.heard(condition, source)[0] != "skip"]
    if not (options["not"] or options["inside"] or options["all"]):
        yield from matchers.leftmost_longest(spots)
        return
    known: dict[str, Any] = {}
    view, folded = chunk.view(segment), chunk.folded(segment)
    kept = [s for s in spots if matchers.keeps(options, view, folded, s.start, s.end, known)]
    yield from matchers.leftmost_longest(kept)


def _in_step(matcher: Mapping[str, Any], text: str) -> Sequence[str]:
    wanted = text.casefold()
    forms = enumerate(matcher["forms"])
    return next((matcher["suggest"][i] for i, f in forms if f.casefold() == wanted), matcher["suggest"][0])


def by_segment(found: Sequence[Found]) -> dict[int, list[Found]]:
    """Group literals by segment."""
    groups: dict[int, list[Found]] = defaultdict(list)
    for spot in found:
        groups[spot[0]].append(spot)
    return groups
