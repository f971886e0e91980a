"""The shipped packs as a wheel carries them: compiled when it was built, so that not even the first run has to.

`python -m mtqa.packs.prebuilt FOLDER` writes them there, a file for each pack and one of patterns, as the build of a
wheel does. A file is used only where it is of the very pack, the mtqa and the `regex` at hand; else the pack is
compiled as in a checkout.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import mtqa
from mtqa import packs, rx
from mtqa.model import Pack
from mtqa.packs import RuleSet, cache
from mtqa.packs.compiled import Row, decode, of_pack


def read(folder: Path, shown: str, data: bytes) -> tuple[Pack, list[Row]] | None:
    """Return a compiled pack; None where there is none, or of another pack."""
    try:
        return decode((folder / name_of(shown)).read_bytes(), _key(shown, data))
    except OSError:
        return None


def write(folder: Path) -> None:
    """Compile the shipped packs and write them. Raises: PackError; OSError."""
    ruleset = packs.load(use_cache=False)
    folder.mkdir(parents=True, exist_ok=True)
    for path, shown in packs.pack_files():
        (folder / name_of(shown)).write_bytes(of_pack(ruleset, shown, _key(shown, path.read_bytes())))
    made: rx.Store = {}
    for pattern, flags in patterns_of(ruleset):
        made |= rx.entry_of(pattern, flags, rx.compile(pattern, flags))
    (folder / rx.SHIPPED.name).write_bytes(rx.dump(made))


def name_of(shown: str) -> str:
    """Return the name of the file of a compiled pack."""
    return "compiled-" + shown.removeprefix("rules/").replace("/", "-").removesuffix(".yaml") + ".json"


def _key(shown: str, data: bytes) -> str:
    return cache.key_of(mtqa.__version__, shown, data)


def patterns_of(ruleset: RuleSet) -> Iterator[tuple[str, int]]:
    """Yield the patterns, with their flags, that rules of these packs may come to use."""
    from mtqa.checks.matchers import flags_of, pattern_of

    for row in ruleset.rows:
        options = row["options"]
        for name in ("any", "all", "not", "inside"):
            for matcher in options.get(name) or ():
                if row["kind"] != "phrase" or name in ("not", "inside"):  # phrases are looked for without a pattern
                    yield pattern_of(matcher), flags_of(matcher["case"])
                yield from ((p, flags_of("ignore")) for p in _of_source(matcher.get("source")))
        yield from ((p, flags_of("ignore")) for p in _of_source(options.get("source")))


def _of_source(condition: Mapping[str, Any] | None) -> Iterator[str]:
    if condition:
        yield from (*condition["any"], *condition["not"], *filter(None, condition["either"].values()))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
