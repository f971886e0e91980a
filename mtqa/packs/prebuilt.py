"""The shipped packs as a wheel carries them: compiled when it was built, so that not even the first run has to.

`python -m mtqa.packs.prebuilt FOLDER` writes two files there, as the build of a wheel does. Both are used only where
they are of the very packs, the mtqa and the `regex` at hand; else the packs are compiled as in a checkout.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import mtqa
from mtqa import packs, rx
from mtqa.packs import RuleSet
from mtqa.packs.cache import stored_of

NAME = "compiled.json"


def read(folder: Path, files: Sequence[tuple[Path, str]]) -> Any:
    """Return what is stored of these packs; None where there is nothing, or of other packs."""
    try:
        first, _, body = (folder / NAME).read_bytes().partition(b"\n")
        return json.loads(body) if first.decode() == _key(files) else None
    except (OSError, ValueError):
        return None


def write(folder: Path) -> None:
    """Compile the shipped packs and write them. Raises: PackError; OSError."""
    files = packs.pack_files()
    ruleset = packs.load(use_cache=False)
    folder.mkdir(parents=True, exist_ok=True)
    body = json.dumps(stored_of(ruleset), ensure_ascii=False, separators=(",", ":"))
    (folder / NAME).write_text(f"{_key(files)}\n{body}", encoding="utf-8", newline="\n")
    rows = {
        rx.name_of(pattern, flags): rx.row_of(rx.compile(pattern, flags)) for pattern, flags in patterns_of(ruleset)
    }
    (folder / rx.SHIPPED.name).write_bytes(rx.dump({name: row for name, row in rows.items() if row is not None}))


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


def _key(files: Sequence[tuple[Path, str]]) -> str:
    digest = hashlib.blake2b(mtqa.__version__.encode(), digest_size=16)
    for path, shown in files:
        data = path.read_bytes()
        digest.update(f"{shown}:{len(data)};".encode() + data)
    return digest.hexdigest()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
