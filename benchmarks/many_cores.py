"""Time `mtqa check` with one process and with several, on one large file and on many files.

python benchmarks/many_cores.py [--jobs 2] [--megabytes 50,200] [--files 100] [--runs 5] [--json OUT]

The texts are made of the sentences of samples/: plain text, and JSON Lines with sources. Runs with one process and with
several take turns; medians of whole processes are printed, the ratio, and what all processes of a run computed in sum,
which other work on the machine changes less. Outputs are compared byte for byte. Peak memory is the largest process's.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import corpus
from timing import Taken, keep, medians, mtqa, timed


def checked(path: Path, jobs: int, out: Path) -> Taken:
    """Check a file or folder in a process of its own."""
    taken = timed(mtqa("check", "--isolated", "--exit-zero", "--format", "jsonl", f"-j{jobs}", path.name), out,
                  cwd=path.parent, env=os.environ)  # fmt: skip
    if taken.code:
        raise SystemExit(f"{path.name}: exit {taken.code}")
    return taken


def split(path: Path, files: int) -> Path:
    """Deal the lines of a file out to so many files of a folder, in order."""
    folder = path.with_name(f"{files} {path.suffix[1:]}")
    folder.mkdir()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    size = -(-len(lines) // files)
    for number in range(files):
        part = "".join(lines[number * size : (number + 1) * size])
        (folder / f"{number:04}{path.suffix}").write_text(part, encoding="utf-8")
    return folder


def inputs(folder: Path, megabytes: float, files: int) -> Iterator[Path]:
    """Make what is checked, in a folder of its own."""
    folder.mkdir()
    text, pairs = folder / "one.txt", folder / "one.jsonl"
    corpus.write_text(text, megabytes)
    corpus.write_jsonl(pairs, corpus.some_translations(megabytes)[0])
    for path in (text, pairs):
        yield path
        yield split(path, files)


def figures(path: Path, megabytes: float, one: Sequence[Taken], more: Sequence[Taken]) -> dict[str, Any]:
    """Return the medians of an input."""
    alone, together = medians(one), medians(more)
    return {
        "name": path.name, "megabytes": megabytes, "one": alone["wall"], "more": together["wall"],
        "own": alone["user"], "total": together["user"], "peak": together["peak"],
    }  # fmt: skip


def row(told: dict[str, Any]) -> str:
    ratio = told["one"] / told["more"]
    seconds = f"{told['one']:>9.2f}{told['more']:>9.2f}{ratio:>8.2f}{told['own']:>11.2f}{told['total']:>9.2f}"
    return f"{told['name']:<12}{told['megabytes']:>6.0f}{seconds}{told['peak']:>9.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--megabytes", default="50,200", metavar="SIZE,...", help="of text, both sides (default 50,200)"
    )
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the figures in this file too")
    args = parser.parse_args()
    several = f"-j{args.jobs}"
    rows: list[dict[str, Any]] = []
    heads = f"{'-j1 s':>9}{several + ' s':>9}{'ratio':>8}{'-j1 user s':>11}{several + ' user':>9}{'peak MB':>9}"
    print(f"{'':<12}{'MB':>6}{heads}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, outs = folder / "first.jsonl", [folder / "out-one", folder / "out-more"]
        corpus.write_jsonl(first, corpus.some_translations(0.01)[0])
        checked(first, 1, outs[0])  # so that the packs are compiled, which the first run ever does
        sizes = [float(size) for size in args.megabytes.split(",")]
        made = ((size, path) for size in sizes for path in inputs(folder / f"{size:.0f}", size, args.files))
        for megabytes, path in made:
            runs: tuple[list[Taken], list[Taken]] = ([], [])
            for _ in range(args.runs):
                for jobs, taken, out in zip((1, args.jobs), runs, outs, strict=True):
                    taken.append(checked(path, jobs, out))
            if outs[0].read_bytes() != outs[1].read_bytes():
                raise SystemExit(f"{path.name}: {several} prints something else than -j1")
            rows.append(figures(path, megabytes, *runs))
            print(row(rows[-1]), flush=True)
    keep(args.json, "cores", {"jobs": args.jobs, "rows": rows})


if __name__ == "__main__":
    main()
