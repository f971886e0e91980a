"""`kind: line`: junk that takes a whole line: "Source link -99", a lone comment count, "Share on Facebook".

    any: [{pattern: 'source link\\s*-?\\d*'}]
    position: tail        # head | tail | anywhere
    within: 5             # how many lines from that end of the item (the article); blank lines do not count
    fix: {delete: true, safety: safe}

The pattern must match the whole line without the spaces around it. `recurs: 3` in place of `any` finds short lines
that stand word for word in so many items of a feed or files of a folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mtqa import rx
from mtqa.checks import edges, matchers, pattern
from mtqa.checks.chunk import CONTEXT, Chunk, Found, Hit
from mtqa.checks.spots import starting_by
from mtqa.fold import fold
from mtqa.model import Edit, Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, Report
from mtqa.textview import TextView, plain_view

FIELDS = {**matchers.FIELDS, "position": Choice(("head", "tail", "anywhere")), "within": NUMBER, "recurs": NUMBER}
LONGEST_SCANNED = 80
LONGEST_JUNK = 400
"""Units: characters; a longer line is a paragraph."""
LONGEST_RECURRING = 200
_BLANK = rx.compile(r"[ \x00]")
"""What blanks are in a plain view; the second stands for a SEPARATOR of the text's own, which is one too."""
ITEM_OF_ITS_OWN = 3
"""A segment of so many lines is an item by itself."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Compile the patterns of a rule."""
    within = raw.get("within", 5)
    if not 1 <= within <= CONTEXT:
        report.add(node.get("within") or node, f"`within` is a number from 1 to {CONTEXT}")
    place = {"position": raw.get("position", "anywhere"), "within": within, "recurs": raw.get("recurs", 0)}
    if place["recurs"]:
        if "any" in raw or place["recurs"] < 2:
            report.add(node, "`recurs` is a number from 2 up, and stands in place of `any`")
        return {"any": [], "all": [], "not": [], "inside": [], "scan": False, "literals": []} | place
    if any("source" in matcher for matcher in raw.get("any", ())):
        report.add(node, "a matcher of a `line` rule has no `source` of its own", "give the rule a `source`")
    options = pattern.prepare(raw, node, report)
    if options["scan"] and not report.problems:
        options["most"] = matchers.most_of_matchers(options["any"])
    if options.get("literals"):
        options |= matchers.literals_of_rule(options, whole_line=True)
        leads = [matchers.lead_of_matcher(matcher) for matcher in options["any"]]
        options["leads"] = [LONGEST_JUNK if lead is None else lead for lead in leads]
        options["furthest"] = [max(options["leads"][n] for n in numbers) for numbers in options["origins"]]
    return options | place


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the lines that a pattern matches whole, or that recur."""
    unsure = _unsure(chunk)
    for segment, numbers in _candidates(chunk, rule, found):
        if not (rule.options["recurs"] or segment in unsure or _may_be_hit(chunk, rule, segment, numbers)):
            continue
        text = chunk.texts[segment]
        lines = list(lines_of(text))
        for number, (start, end) in enumerate(lines):
            view = chunk.view(segment) if end - start == len(text) else _view(chunk, segment, text[start:end])
            if _is_hit(chunk, rule, view, numbers) and _in_place(chunk, rule, segment, number, len(lines)):
                yield Hit(segment, start, end, edits=_edits(rule, text, start, end))


def _view(chunk: Chunk, segment: int, line: str) -> TextView:
    """Return the plain view of a line; of a long one it is kept, since each rule asks for it."""
    if len(line) < LONGEST_JUNK:
        return plain_view(line)
    view: TextView = chunk.memo(("view of a line", segment, line), lambda: plain_view(line))
    return view


def _candidates(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[tuple[int, Collection[int]]]:
    """Yield the segments worth a look, each with the numbers of the matchers whose literals stand there."""
    options, texts = rule.options, chunk.texts
    every = range(len(options["any"]))
    if options["recurs"]:
        yield from ((i, every) for i in range(len(texts)) if chunk.recurring)
    elif options["scan"]:
        wanted_signs, most, unsure = _signs(options["any"]), options["most"] or LONGEST_SCANNED, _unsure(chunk)
        short = [i for i, size in enumerate(map(len, texts)) if size <= LONGEST_SCANNED]
        short = sorted({*(i for i in short if len(texts[i].rstrip()) <= most), *unsure})
        yield from ((i, every) for i in short if not wanted_signs or matchers.holds(texts[i], wanted_signs))
    else:
        yield from sorted(_where_literals_stand(chunk, options, found).items())


def _where_literals_stand(
    chunk: Chunk, options: Mapping[str, Any], found: Sequence[Found]
) -> Mapping[int, Collection[int]]:
    """Return the segments with a literal of a matcher no further into the line than it may be."""
    wanted: dict[int, set[int]] = defaultdict(set)
    texts, origins, leads, furthest = chunk.texts, options["origins"], options["leads"], options["furthest"]
    unsure = _unsure(chunk)
    for segment, start, _, literal in starting_by(found, furthest, unsure):
        if segment in unsure:
            wanted[segment].update(origins[literal])
        elif start <= furthest[literal] and len(texts[segment]) <= LONGEST_JUNK:
            wanted[segment].update(number for number in origins[literal] if start <= leads[number])
    return wanted


def _unsure(chunk: Chunk) -> Collection[int]:
    """Return the segments in which a line may begin elsewhere than at the beginning."""

    def found() -> Collection[int]:
        side = chunk.target
        if side.may_hold("\n"):
            return side.odd | {i for i, text in enumerate(chunk.texts) if text[:1].isspace() or "\n" in text}
        return side.odd.union(match.start() for match in _BLANK.finditer(edges.firsts(chunk)))

    unsure: Collection[int] = chunk.memo("lines that may begin anywhere", found)
    return unsure


def _signs(ways: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return texts of which every match holds one to the letter; none if that cannot be told."""
    known = [matcher.get("exact") for matcher in ways]
    return {sign for signs in known if signs for sign in signs} if all(known) else set()


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line that is not blank, without the spaces around it."""
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            yield start, start + len(bare)
        at += len(line) + 1


def _may_be_hit(chunk: Chunk, rule: Rule, segment: int, numbers: Collection[int]) -> bool:
    """Tell by its plain view whether a segment that is one line may be a hit, as nearly all segments are none."""
    ways = rule.options["any"]
    plain = chunk.target.plain(segment).rstrip()
    raw = chunk.texts[segment].rstrip()
    return any(_matches_whole(ways[n], raw if ways[n]["view"] == "raw" else plain) for n in numbers)


def _is_hit(chunk: Chunk, rule: Rule, view: TextView, numbers: Collection[int]) -> bool:
    options, line = rule.options, view.raw
    if options["recurs"]:
        return chunk.recurring.get(line, 0) >= int(options["recurs"])
    if options["scan"] and len(line) > LONGEST_SCANNED:
        return False
    wanted = (m for number, m in enumerate(options["any"]) if number in numbers)
    whole = any(_matches_whole(m, line if m["view"] == "raw" else view.plain) for m in wanted)
    return whole and matchers.keeps(options, view, fold(view.plain).decode("latin-1"), 0, len(line), {})


def _matches_whole(matcher: Mapping[str, Any], line: str) -> bool:
    compiled = matchers.compiled_matcher(matcher)
    try:
        return compiled.fullmatch(line, timeout=matchers.TIME_LIMIT) is not None
    except TimeoutError as error:
        raise matchers.RuleTimeoutError(compiled.pattern) from error


def _in_place(chunk: Chunk, rule: Rule, segment: int, number: int, lines: int) -> bool:
    position, within = rule.options["position"], rule.options["within"]
    if position == "anywhere":
        return True
    inside = number if position == "head" else lines - 1 - number
    if lines >= ITEM_OF_ITS_OWN:
        return bool(inside < within)
    step = -1 if position == "head" else 1
    for text in chunk.around(segment, step):
        inside += sum(1 for _ in lines_of(text))
        if inside >= within:
            return False
    return bool(inside < within)


def _edits(rule: Rule, text: str, start: int, end: int) -> tuple[Edit, ...] | None:
    if not (rule.fix and rule.fix.get("delete")):
        return None
    if text[end : end + 1] == "\n":
        end += 1
    elif start and text[start - 1] == "\n":
        start -= 1
    return (Edit(start, end, ""),)


def count_lines(texts: Sequence[str], items: Sequence[str] | None, item: str, counts: dict[str, set[str]]) -> None:
    """Add to `counts` in which items each short line stands; items beyond the tenth are not kept."""
    for i, text in enumerate(texts):
        name = items[i] if items else item
        for start, end in lines_of(text) if "\n" in text else ((0, len(text)),):
            line = text[start:end].strip()
            if 2 < len(line) <= LONGEST_RECURRING:
                where = counts.setdefault(line, set())
                if len(where) < 10:
                    where.add(name)
