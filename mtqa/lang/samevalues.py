"""Hold the numbers of two texts against each other and tell which found no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa.lang.values import NONE, Number, Value, times

MOST = 300
"""A text with more numbers than this on a side is a table, and is not compared."""


LONG = 3
"""Figures, without noughts at the end, of a number that is hardly written with a word such as "million"."""


class Change(NamedTuple):
    """A number of the source and what stands in its stead. `how`: swapped | scaled | counted | changed."""

    source: Number
    target: Number
    how: str


class Difference(NamedTuple):
    """What differs between the numbers of two texts."""

    changed: tuple[Change, ...] = ()
    dropped: tuple[Number, ...] = ()
    added: tuple[Number, ...] = ()


def differences(source: Sequence[Number], target: Sequence[Number]) -> Difference:
    """Return the sure numbers of either side that nothing on the other answers for."""
    if max(len(source), len(target)) > MOST:
        return Difference()
    new, really = unanswered(target, source), unanswered(source, target)
    changed = [*_in_stead(source, target, really, new)] if really or new else []
    changed += _bare_scales(source, target)
    gone = {c.source for c in changed}
    fresh = {c.target for c in changed}
    changed = [c for c in changed if c.how != "scaled" or not _elliptic(c, source, target)]
    return Difference(
        tuple(changed), tuple(n for n in really if n not in gone), tuple(n for n in new if n not in fresh)
    )


def unanswered(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """Return the sure numbers that none of the others answers for."""
    sure = [n for n in numbers if n.sure]
    if not sure:
        return sure
    values = NONE.union(*[n.values for n in others])
    near = NONE.union(*[n.near for n in others])
    return [n for n in sure if values.isdisjoint(n.values) and values.isdisjoint(n.near) and near.isdisjoint(n.values)]


def scales_differ(source: Sequence[Number], target: Sequence[Number]) -> bool:
    """Tell whether a "million" of no number may have become another; with more numbers, none becomes another more."""
    return next(_bare_scales(source, target), None) is not None


def _in_stead(
    source: Sequence[Number], target: Sequence[Number], really: Sequence[Number], new: Sequence[Number]
) -> Iterator[Change]:
    """Pair the numbers that nothing answers for, `really` and `new`, with those that have no partner left."""
    used_source, used_target = _matched(source, target)
    if len(really) >= len(new):  # a number too many may stand for one that is missing
        left = [n for i, n in enumerate(target) if n.sure and i not in used_target]
        yield from _pair_off(really, [*new, *(n for n in left if n.word and n not in new)])
    else:
        missing = [n for i, n in enumerate(source) if n.sure and i not in used_source]
        yield from _pair_off([*missing, *_weak(source, target)], new)


def in_figures(difference: Difference, source: str, target: str) -> Difference:
    """Keep what is sure where a language's number words are not read: figures that no word behind them multiplies."""
    changed = (c for c in difference.changed if _is_bare(c.source, source) and _is_bare(c.target, target))
    return Difference(tuple(c for c in changed if c.how != "scaled"))


def _is_bare(number: Number, text: str) -> bool:
    if number.kind != "digits" or number.scale != 1:
        return False
    return len(_digits(number)) >= LONG or not text[number.end : number.end + 2].lstrip()[:1].isalpha()


def _elliptic(change: Change, source: Sequence[Number], target: Sequence[Number]) -> bool:
    """Tell whether one side only leaves "million" out, having said it: "from 9 million to 5"."""
    for full, short, others in ((change.source, change.target, target), (change.target, change.source, source)):
        if full.scale > 1 and short.scale == 1 and times(short.values, full.scale) & full.values:
            return any(n.scale == full.scale for n in others if n is not short)
    return False


def _bare_scales(source: Sequence[Number], target: Sequence[Number]) -> Iterator[Change]:
    """Find "plusieurs millions" that has become "several billion"."""
    ours, theirs = (
        [n for n in numbers if not n.sure and n.word and max(map(_size, n.values)) >= 1e6]
        for numbers in (source, target)
    )
    lost = [n for n in ours if not _of_scale(n, target)]
    for one, other in zip(lost, (n for n in theirs if not _of_scale(n, source)), strict=False):
        yield Change(one, other, "scaled")


def _of_scale(scale: Number, others: Sequence[Number]) -> bool:
    """Tell whether a number is of the size that a word such as "million" says."""
    least = max(map(_size, scale.values))
    return any(least <= v < 1000 * least or n.scale == least for n in others for v in map(_size, n.values))


def answers(one: Number, other: Number) -> int:
    """Tell how well two numbers agree: 0 not at all, 3 the same value in the same form."""
    if one.values & other.values:
        return 3 if one.kind == other.kind else 2
    if one.near & other.values or one.values & other.near:
        return 1
    return 0


def _known(number: Number, others: Sequence[Number]) -> bool:
    return any(answers(number, other) for other in others)


def _weak(source: Sequence[Number], target: Sequence[Number]) -> list[Number]:
    """Return unsure numbers without an answer: where a new number stands, it may well stand for them."""
    return [
        n for n in source if not n.sure and n.word and 1 < max(map(_size, n.values)) < 100 and not _known(n, target)
    ]


def _size(value: Value) -> float:
    return value if isinstance(value, float) else 0


def _matched(source: Sequence[Number], target: Sequence[Number]) -> tuple[set[int], set[int]]:
    """Pair the numbers of both sides, the best pairs first; return which found a partner."""
    pairs = []
    for i, one in enumerate(source):
        for j, other in enumerate(target):
            if rank := answers(one, other):
                pairs.append((-rank, -(one.sure + other.sure), abs(i - j), i, j))
    left, right = set[int](), set[int]()
    for *_, i, j in sorted(pairs):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return left, right


def _pair_off(missing: Sequence[Number], new: Sequence[Number]) -> Iterator[Change]:
    """Pair what is missing with what is new: the most alike first, then in order."""
    free = list(range(len(missing)))
    pairs = sorted(
        (-_likeness(missing[i], other), abs(i - j), j, i) for j, other in enumerate(new) for i in range(len(missing))
    )
    done: dict[int, int] = {}
    for _, _, j, i in pairs:
        if j not in done and i in free:
            done[j] = i
            free.remove(i)
    for j in sorted(done):
        yield Change(missing[done[j]], new[j], _how(missing[done[j]], new[j]))


def _likeness(one: Number, other: Number) -> float:
    how = _how(one, other)
    if how in ("swapped", "scaled"):
        return 3
    a, b = _digits(one), _digits(other)
    same = sum(x == y for x, y in zip(a, b, strict=False)) / max(len(a), len(b), 1)
    return same + (one.kind == other.kind) + (len(a) == len(b)) / 2


def _how(one: Number, other: Number) -> str:
    a, b = _digits(one), _digits(other)
    if a and b and a != b and len(a) > 1 and sorted(a) == sorted(b):
        return "swapped"
    if a and a == b:
        return "scaled"
    if any(k in ("spelled", "ordinal") for k in (one.kind, other.kind)) and len(a) < 2 and len(b) < 2:
        return "counted"
    return "changed"


def _digits(number: Number) -> str:
    """Return the figures of a number's first value, without noughts at its ends."""
    value = max(number.values, key=lambda v: (isinstance(v, float), v if isinstance(v, float) else 0, str(v)))
    return f"{value:.4f}".replace(".", "").strip("0") if isinstance(value, float) else value.replace(":", "")
