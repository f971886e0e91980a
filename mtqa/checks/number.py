"""`kind: number`: a number of the source that the translation changes, loses or makes up.

    find: changed         # changed | swapped | scaled | counted | dropped | added
    written: digits       # digits | words: what `dropped` and `added` look at
    wording: close        # close | free: only where the translation keeps to the source's words, or only where not

Values are compared, not digits: "1 200" is "1,200" and "mille deux cents", "1,5 milliard" is "1.5 billion", "14h30" is
"2:30 p.m.", "XIXe siècle" is "19th century".

- swapped: the same digits in another order (1 250 and 1,520).
- scaled: the same digits, the point or the scale elsewhere (3,5 and 35, "4 millions" and "4 thousand").
- counted: numbers under ten, one of them spelled out (trois and "five").
- changed: any other number that stands in the stead of the source's.
- dropped: a number of the source with no answer, where no new number stands in the translation. On the source.
- added: a number of the translation that the source has not, where none of the source's is missing.

People who translate freely leave numbers out and put some in; a machine does not, nor does a close translation. Of a
range or a score the first number is flagged. A sum in brackets that converts the one before it may come and go.

Of a language whose number words are not read (see `mtqa.lang.numberwords`) only figures are held against
figures, and those that no word behind them can multiply.

Groups: `source`, the source's number as written, for all but `added`. "one", "half", "second" and the like may answer
for a number, but are never missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from typing import TYPE_CHECKING, Any

from mtqa.checks import spelled_out
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.kinship import is_free
from mtqa.checks.side import Side
from mtqa.checks.strangers import unlike_digits
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Choice, Report, Spec

if TYPE_CHECKING:  # the readers compile long patterns: they are loaded for the first segment that needs them
    from mtqa.lang.numbers import Reading
    from mtqa.lang.otherwise import Said
    from mtqa.lang.samevalues import Change, Difference
    from mtqa.lang.values import Number

FINDS = ("changed", "swapped", "scaled", "counted", "dropped", "added")
FIELDS: Mapping[str, Spec] = {
    "find": Choice(FINDS),
    "written": Choice(("digits", "words")),
    "wording": Choice(("close", "free")),
}


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Keep what to look for."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    own = {"find": raw["find"], "written": raw.get("written", "digits"), "wording": raw.get("wording", "")}
    return {**own, "whole": True, "bilingual": True}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the numbers that differ."""
    if chunk.source is None:
        return
    differing: Mapping[int, Difference] = chunk.memo("numbers", lambda: _differing(chunk))
    for segment, difference in differing.items():
        yield from _hits(chunk, chunk.source, segment, difference, rule.options)


def _hits(
    chunk: Chunk, source: Side, segment: int, difference: Difference, options: Mapping[str, Any]
) -> Iterator[Hit]:
    find = options["find"]
    if find in ("dropped", "added") and not _is_worded(chunk, source, segment, options["wording"]):
        return
    if find == "dropped":
        for number in difference.dropped:
            if _written(number) == options["written"]:
                yield Hit(segment, *source.original(segment, number.start, number.end), side="source")
    elif find == "added":
        for number in difference.added:
            if _written(number) == options["written"]:
                yield Hit(segment, *chunk.target.original(segment, number.start, number.end))
    else:
        for change in difference.changed:
            if change.how == find:
                start, end = source.original(segment, change.source.start, change.source.end)
                groups = {"source": source.texts[segment][start:end].strip()}
                yield Hit(segment, *chunk.target.original(segment, change.target.start, change.target.end), groups)


def _is_worded(chunk: Chunk, source: Side, segment: int, wording: str) -> bool:
    """Tell whether a translation is as close to its source, or as free, as a rule wants it."""
    if not wording:
        return True
    free: bool = chunk.memo(("free", segment), lambda: is_free(source.plain(segment), chunk.target.plain(segment)))
    return free == (wording == "free")


def _written(number: Number) -> str:
    return "words" if number.word else "digits"


def _differing(chunk: Chunk) -> dict[int, Difference]:
    """Read the numbers of the segments that may differ, and keep those that do."""
    source, target = chunk.source, chunk.target
    if source is None:
        return {}
    from mtqa.lang.numbers import reads_words
    from mtqa.lang.otherwise import Said, unsaid
    from mtqa.lang.samevalues import Difference, differences, in_figures

    differing = {}
    for segment, words_differ in suspicious(chunk).items():
        one, other = source.texts[segment], target.texts[segment]
        if one and other and one != other and _may_differ(chunk, source, segment, words_differ):
            ours, theirs = _numbers(chunk, source, segment)
            said = Said(source.plain(segment), chunk.langs[0], ours)
            answer = Said(target.plain(segment), chunk.langs[1], theirs)
            difference = differences(ours, theirs)
            if not all(map(reads_words, chunk.langs)):
                difference = in_figures(difference, source.plain(segment), target.plain(segment))
            if difference.changed:
                difference = difference._replace(changed=tuple(_unconverted(difference.changed, said, answer)))
            if difference.dropped or difference.added:
                difference = difference._replace(
                    dropped=tuple(unsaid(difference.dropped, said, answer)),
                    added=tuple(unsaid(difference.added, answer, said)),
                )
            if difference != Difference():
                differing[segment] = difference
    return differing


def _may_differ(chunk: Chunk, source: Side, segment: int, words_differ: bool) -> bool:
    """Tell whether what is sure leaves something open, also where words may answer for it.

    Where both sides spell out the same, only figures that have no answer make the words worth reading.
    """
    from mtqa.lang.samevalues import MOST, scales_differ, unanswered

    one, other = reading(chunk, source, segment), reading(chunk, chunk.target, segment)
    if not (words_differ or unanswered(one.figures, other.figures) or unanswered(other.figures, one.figures)):
        return False
    if max(len(one.certain), len(other.certain)) > MOST:
        return False
    texts = source.plain(segment), chunk.target.plain(segment)
    ours, theirs = _in_names(one.certain, *texts), _in_names(other.certain, *reversed(texts))
    lost, new = unanswered(ours, theirs), unanswered(theirs, ours)
    return (
        (bool(lost) and bool(unanswered(lost, other.unsure())))
        or (bool(new) and bool(unanswered(new, one.unsure())))
        or scales_differ(ours, theirs)
    )


def _numbers(chunk: Chunk, source: Side, segment: int) -> tuple[list[Number], list[Number]]:
    """Return the numbers of both sides of a segment."""
    one, other = source.plain(segment), chunk.target.plain(segment)
    ours, theirs = reading(chunk, source, segment).whole(), reading(chunk, chunk.target, segment).whole()
    return _in_names(ours, one, other), _in_names(theirs, other, one)


def reading(chunk: Chunk, side: Side, segment: int) -> Reading:
    """Return one side of a segment, read as far as its sure numbers."""
    which = int(side is chunk.target)

    def make() -> Reading:
        from mtqa.lang.numbers import Reading

        return Reading(side.plain(segment), chunk.langs[which])

    known: Reading = chunk.memo(("reading", which, segment), make)
    return known


def _unconverted(changes: Sequence[Change], said: Said, answer: Said) -> Iterator[Change]:
    """Leave out the changes that come of a conversion: 30 metres and 100 feet, an amount in another currency."""
    from mtqa.lang.amounts import amounts, is_conversion

    left, right = ({a.number: a for a in amounts(*side)} for side in (said, answer))
    for change in changes:
        one, other = left.get(change.source), right.get(change.target)
        if not one or not other or not is_conversion(one, other):
            yield change


def _in_names(numbers: list[Number], own: str, other: str) -> list[Number]:
    """Make unsure the number words that stand letter by letter on the other side, as those in names do."""
    if not any(n.word for n in numbers):
        return numbers
    spelled = [own[n.start : n.end] if n.word and n.sure else "" for n in numbers]
    stand = {word: word in other for word in {*spelled} if word}
    return [n._replace(sure=False) if stand.get(word) else n for n, word in zip(numbers, spelled, strict=True)]


def suspicious(chunk: Chunk) -> Mapping[int, bool]:
    """Return the segments whose numbers are not plainly the same on both sides, in order, and if their words differ."""
    differ = dict.fromkeys(compress(count(), unlike_digits(chunk)), False)
    for segment, one, other in spelled_out.unlike(chunk):
        if one.values != other.values:
            ours, theirs = spelled_out.added_up(chunk, segment, one.values, other.values)
            if ours != theirs:
                differ[segment] = _of_words(ours) != _of_words(theirs)
    return dict(sorted(differ.items()))


def _of_words(values: Sequence[int]) -> list[int]:
    """Return the values that words stand for; those of two digits which a sign parts are below nought."""
    return [value for value in values if value >= 0]
