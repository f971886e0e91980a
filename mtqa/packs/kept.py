"""Load packs that were compiled before, and compile only those that were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from mtqa.errors import PackError
from mtqa.model import Pack
from mtqa.packs import RuleSet, cache, compile_files, prebuilt
from mtqa.packs.compiled import Row, decode, of_pack

Files = Sequence[tuple[Path, str]]
Part = tuple[Pack, list[Row]]


def load_kept(files: Files, linted: Path | None) -> RuleSet:
    """Return the rules of some packs; those of the folder `linted` may have been compiled with the wheel.

    Raises: PackError with every mistake of every pack.
    """
    try:
        contents = [path.read_bytes() for path, _ in files]
    except OSError:
        return _together(files, linted)  # which tells what cannot be read
    parts: dict[int, Part | None] = {
        number: prebuilt.read(linted, shown, data) if linted and path.is_relative_to(linted) else None
        for number, ((path, shown), data) in enumerate(zip(files, contents, strict=True))
    }
    wanted = [number for number, part in parts.items() if part is None]
    if wanted:
        keys = _Keys(cache.code(), [shown for _, shown in files], contents)
        parts |= {number: keys.read(number) for number in wanted}
        missing = [number for number, part in parts.items() if part is None]
        parts |= _made(files, missing, keys, linted)
    known = [parts[number] for number in range(len(files))]
    rows = tuple(row for part in known if part for row in part[1])
    if any(len({row[field] for row in rows}) < len(rows) for field in ("id", "name")):
        _together(files, linted)  # two packs claim the same; it is told with every other mistake
    return RuleSet(rows, tuple(part[0] for part in known if part))


class _Keys:
    """The keys of packs: of one that needs no other, and of one that builds on others among these."""

    def __init__(self, code: str | None, names: Sequence[str], contents: Sequence[bytes]) -> None:
        self.kept = code is not None
        self.alone = [cache.key_of(code or "", *pair) for pair in zip(names, contents, strict=True)]
        every = " ".join(self.alone)
        self.among = [blake2b(f"{key} {every}".encode(), digest_size=16).hexdigest() for key in self.alone]

    def read(self, number: int) -> Part | None:
        """Return a pack from the cache, or None."""
        return (cache.read(self.alone[number]) or cache.read(self.among[number])) if self.kept else None


def _made(files: Files, numbers: Sequence[int], keys: _Keys, linted: Path | None) -> Mapping[int, Part | None]:
    """Compile packs and keep them. One that is wrong by itself may build on another."""
    made: dict[int, tuple[str, bytes]] = {}
    every: RuleSet | None = None
    for number in numbers:
        alone, problems = compile_files([files[number]], trusted=linted)
        if problems:
            every = every or _together(files, linted)
        key = (keys.among if problems else keys.alone)[number]
        made[number] = key, of_pack(every if problems and every else alone, files[number][1], key)
    if keys.kept:
        cache.write(made.values())
    return {number: decode(data, key) for number, (key, data) in made.items()}


def _together(files: Files, linted: Path | None) -> RuleSet:
    ruleset, problems = compile_files(files, trusted=linted)
    if problems:
        raise PackError(problems)
    return ruleset
