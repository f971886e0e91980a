"""Read every file of a folder as `mtqa` would, and tell what became of each: python benchmarks/read_files.py FOLDER...

For each file: it is read and checked by a few rules; written back without edits, every byte must be the same; with one
edit in each segment, every other byte must be, and reading it again must give the edited texts. A file may be refused
with a message, but never with a traceback, and no file may take longer than LIMIT seconds. The table counts by format;
--refused and --tolerant list the files and why. Exit 1 if a file crashed, hung, or lost a byte.
"""

from __future__ import annotations

import argparse
import io
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from mtqa import fix, packs
from mtqa.engine import Engine
from mtqa.errors import MtqaError
from mtqa.load import ByteSource, LoadOptions, format_of, load
from mtqa.model import ByteEdit, Document, Edit
from mtqa.splice import splice

LIMIT = 10
"""Units: seconds for one file."""
WORD = "xq"
OUTCOMES = ("read", "tolerant", "refused", "crashed", "slow", "damaged")
BAD = ("crashed", "slow", "damaged")


class Result(NamedTuple):
    """What became of a file. Units: seconds."""

    path: Path
    form: str
    outcome: str
    why: str
    segments: int
    seconds: float


class Slow(Exception):
    """A file took too long."""


def _ring(number: int, frame: FrameType | None) -> None:
    raise Slow


def tried(path: Path, engine: Engine) -> Result:
    """Read one file, in bounded time."""
    began = time.perf_counter()
    segments, form = 0, "?"
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(LIMIT)
    try:
        source = ByteSource(str(path), path)
        form = format_of(source)
        document = load(source, LoadOptions())
        segments = sum(len(result.batch.targets) for result in engine.run(document))
        outcome, why = "read", ""
        if document.read_only:
            outcome, why = "tolerant", document.read_only
        elif wrong := _damage(path, document):
            outcome, why = "damaged", wrong
    except MtqaError as error:
        outcome, why = "refused", str(error).split("\n")[0]
    except Slow:
        outcome, why = "slow", f"over {LIMIT} s"
    except Exception:  # this is what is looked for
        outcome, why = "crashed", traceback.format_exc()
    finally:
        signal.alarm(0)
    return Result(path, form, outcome, why, segments, time.perf_counter() - began)


def _damage(path: Path, document: Document) -> str:
    """Tell what is wrong with the file written back; empty if nothing is."""
    data = path.read_bytes()
    if spliced(data, []) != data:
        return "without edits it is another file"
    edits, wanted = [], []
    for batch in document.batches():
        for i, target in enumerate(batch.targets):
            edit = _edit_of(target)
            if edit is None or batch.locate is None:
                wanted.append(target)
                continue
            edits += batch.locate(i, edit)
            wanted.append(fix.apply(target, [edit]))
    edits.sort(key=lambda edit: (edit.start, edit.end))
    again = load(ByteSource(str(path), data=spliced(data, edits)), LoadOptions())
    texts = [target for batch in again.batches() for target in batch.targets]
    return "" if texts == wanted else _first_difference(texts, wanted)


def _edit_of(target: str) -> Edit | None:
    """Put a word in the place of the first that is plain letters."""
    at = next((i for i, c in enumerate(target) if c.isalpha()), None)
    if at is None:
        return None
    end = at
    while end < len(target) and target[end].isalpha():
        end += 1
    return Edit(at, end, WORD)


def _first_difference(texts: list[str], wanted: list[str]) -> str:
    if len(texts) != len(wanted):
        return f"{len(wanted)} segments became {len(texts)}"
    text, want = next((t, w) for t, w in zip(texts, wanted, strict=True) if t != w)
    return f"{want[:80]!r} was read again as {text[:80]!r}"


def spliced(data: bytes, edits: list[ByteEdit]) -> bytes:
    """Return data with edits applied."""
    out = io.BytesIO()
    splice(io.BytesIO(data), edits, out)
    return out.getvalue()


def results(folders: list[Path]) -> Iterator[Result]:
    """Try every file of some folders."""
    engine = Engine(packs.load().select(select=["JK031", "FE101", "AC500", "AC100"]))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in ("LICENSE", "README.md"):
                yield tried(path, engine)


def table(found: list[Result]) -> Iterator[str]:
    """Yield the lines of the table."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for result in found:
        counts[result.form][result.outcome] += 1
        counts[result.form]["segments"] += result.segments
    yield f"{'format':<10}{'files':>7}" + "".join(f"{o:>10}" for o in OUTCOMES) + f"{'segments':>10}"
    for form, count in sorted(counts.items()):
        files = sum(count[o] for o in OUTCOMES)
        yield f"{form:<10}{files:>7}" + "".join(f"{count[o]:>10}" for o in OUTCOMES) + f"{count['segments']:>10}"
    if found:
        slowest = max(found, key=lambda r: r.seconds)
        yield f"{len(found)} files; the slowest took {slowest.seconds:.2f} s: {slowest.path}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--refused", action="store_true", help="list the files refused, and why")
    parser.add_argument("--tolerant", action="store_true", help="list the files read tolerantly, and why")
    args = parser.parse_args()
    found = list(results(args.folders))
    listed = {*BAD, *(o for o in ("refused", "tolerant") if getattr(args, o))}
    for result in found:
        if result.outcome in listed:
            print(f"{result.outcome}: {result.path} ({result.form}): {result.why}")
    print(*table(found), sep="\n")
    return int(any(result.outcome in BAD for result in found))


if __name__ == "__main__":
    sys.exit(main())
