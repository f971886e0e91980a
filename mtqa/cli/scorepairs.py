"""Systems side by side: the same segments of each, by their keys, and the paired bootstrap over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from mtqa import metrics
from mtqa.cli.scoring import Part, Scored, joined
from mtqa.errors import InputError
from mtqa.metrics import Columns


@dataclass(frozen=True, slots=True)
class Paired:
    """Systems over the same segments: `systems` and what was counted, the baseline first. `otherwise`: segments whose
    references differ between systems.
    """  # fmt: skip

    systems: Sequence[str]
    counted: Sequence[Columns]
    lang: str
    segments: int
    otherwise: int
    left_out: int


def pair(parts: Sequence[Part], baseline: str, *, common: bool) -> Paired:
    """Pair the segments of systems by their keys. Raises: InputError where they cannot be paired."""
    names = [baseline, *dict.fromkeys(p.system for p in parts if p.system != baseline)]
    own = {name: [p for p in parts if p.system == name and p.counted] for name in names}
    for name in names:
        if not own[name]:
            raise InputError(f"no segment of {_named(name)} has a reference", hint="systems are compared by references")
    keyed = _keyed(own)
    shared = set.intersection(*(set(k) for k in keyed.values()))
    _vet(own, keyed, shared, common=common)
    order = [key for key in keyed[baseline] if key in shared]
    rows = {name: [keyed[name][key] for key in order] for name in names}
    counted = []
    texts: list[list[str]] = []
    for name in names:
        whole = joined(own[name])
        counted.append({metric: column[rows[name]] for metric, column in whole.items()})
        references = [r for part in own[name] for r in part.references]
        texts.append([references[row] for row in rows[name]])
    otherwise = sum(len(set(several)) > 1 for several in zip(*texts, strict=True))
    every = len(set().union(*(set(k) for k in keyed.values())))
    return Paired(names, counted, own[baseline][0].lang, len(order), otherwise, every - len(order))


Key = tuple[str, ...]


def _keyed(own: Mapping[str, Sequence[Part]]) -> dict[str, dict[Key, int]]:
    """Number the segments of each system by key; with the file's name, where keys alone are not unique."""
    counts = {name: sum(len(p.keys) for p in parts) for name, parts in own.items()}
    for by_file in (False, True):
        keyed = {name: _numbers(parts, by_file) for name, parts in own.items()}
        if all(len(keyed[name]) == counts[name] for name in own):
            return keyed
    twice = next(name for name in own if len(keyed[name]) < counts[name])
    file, key = _first_twice(own[twice])
    raise InputError(f"the segment {key} is there twice in {_named(twice)}", file, "ids must be unique in a system")


def _first_twice(parts: Sequence[Part]) -> tuple[str, str]:
    counts = Counter((part.path, key) for part in parts for key in part.keys)
    names = Counter((Path(path).name, key) for path, key in counts.elements())
    return next((path, key) for path, key in counts if names[Path(path).name, key] > 1)


def _numbers(parts: Sequence[Part], by_file: bool) -> dict[Key, int]:
    keys = ((Path(p.path).name, key) if by_file else (key,) for p in parts for key in p.keys)
    return dict(zip(keys, count(), strict=False))


def _vet(
    own: Mapping[str, Sequence[Part]], keyed: Mapping[str, Mapping[Key, int]], shared: set[Key], *, common: bool
) -> None:
    """Raises: InputError where systems do not have the same segments."""
    if all(len(keys) == len(shared) for keys in keyed.values()):
        return
    counts = ", ".join(f"{_named(name)} {len(keys):,}" for name, keys in keyed.items())
    told = f"the systems have different segments with references: {counts}; {len(shared):,} are in all"
    if all(part.numbered for parts in own.values() for part in parts):
        raise InputError(told, hint="they have no ids, and lines are paired by number: the counts must be the same")
    if not shared or not common:
        hint = "--common compares them over those" if shared else "are the ids of the same segments the same?"
        raise InputError(told, hint=hint)


def _named(system: str) -> str:
    return system or "the texts"


def compare(rows: Sequence[Scored], paired: Paired, samples: int, seed: int) -> list[Scored]:
    """Add to the rows of systems how they compare with the first."""
    compared = metrics.compare(paired.counted[0], paired.counted[1:], samples=samples, seed=seed, lang=paired.lang)
    by_name = dict(zip(paired.systems, compared, strict=True))
    return [replace(row, compared=by_name[row.path]) if row.kind == "system" else row for row in rows]
