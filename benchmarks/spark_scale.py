"""Check a million segments with Spark and with the command line, and compare every finding.

python benchmarks/spark_scale.py [--segments 1000000] [--documents 1250] [--cores 2] [--page docs/scale.md] [--keep DIR]

The segments are sentences of samples/, with names, numbers and pairings varied; documents have from one to some
thousand of them, in articles of ten, of which the last line is furniture of the site. The job of `mtqa.spark` checks
them as Parquet, by spark-submit on local[CORES]; `mtqa check` as a folder of JSON Lines files, on as many cores. Rates
count UTF-8 bytes of source and target, over the whole process. Memory is the most that all processes of a run had in
memory together, seen four times a second. `--page` puts the figures, and the cluster they make for 1 TB, into a page.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import corpus
from timing import machine

ROOT = Path(__file__).parent.parent
JOB = ROOT / "mtqa" / "spark" / "job.py"
FURNITURE = ("Read also", "Share this article", "The Valmorey Post, your paper since 1901", "Back to the front page")
NAMES = ("Vasseroy", "Valmorey", "Sarlemont", "Bâtinord", "Armeria", "Sarnelle", "Le Guerrec", "Port-Navarin")
PARTS = ("Bel", "Cor", "Dan", "Fer", "Gal", "Lom", "Mar", "Nor", "Per", "Ros", "Sau", "Tor", "Ver", "Vil")
ENDS = ("bier", "court", "dac", "gny", "lac", "mont", "nay", "rieux", "sac", "tal", "vert", "zac")
MARKS = "<!-- measured -->", "<!-- end of measured -->"


class Row(NamedTuple):
    """A segment, as SEGMENTS and `position` have it."""

    document: str
    position: int
    id: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took. Units: seconds, megabytes of all its processes together."""

    seconds: float
    peak: float


def rows(segments: int, documents: int) -> Iterator[Row]:
    """Yield the segments, the same each time. A number makes each one that is no furniture another."""
    rng = random.Random(8)
    sizes = [rng.uniform(0.001, 2) for _ in range(documents)]
    done = 0
    for number in range(documents):
        end = (
            segments
            if number == documents - 1
            else min(segments, done + 1 + int(segments * sizes[number] / sum(sizes)))
        )
        renamed = {name: rng.choice(PARTS) + rng.choice(ENDS) for name in NAMES}
        for position in range(end - done):
            article, place = divmod(position, 10)
            key = f"{number}-{article}/{'title' if place == 0 else 'body'}/{place}"
            if place == 9:
                yield Row(f"{number:05}", position, key, "", rng.choice(FURNITURE))
                continue
            pair = _pair(rng, done + position, renamed)
            yield Row(f"{number:05}", position, key, pair.source, pair.target)
        done = end


def _pair(rng: random.Random, number: int, renamed: dict[str, str]) -> corpus.Pair:
    """Return one or two sentences, one in twenty with faults, and their number."""
    taken = [rng.choice(corpus.pairs("" if rng.random() < 0.05 else "clean")) for _ in range(rng.choice((1, 1, 2)))]
    source, target = " ".join(p.source for p in taken), " ".join(p.target for p in taken)
    for old, new in renamed.items():
        source, target = source.replace(old, new), target.replace(old, new)
    return corpus.Pair(f"{source} (n° {number})", f"{target} (no. {number})")


def write(folder: Path, segments: int, documents: int) -> int:
    """Write the segments as Parquet, in an order of no documents, and as JSON Lines. Return their bytes of text."""
    import pyarrow as pa
    from pyarrow import parquet

    (folder / "texts").mkdir()
    size, shuffled, files = 0, random.Random(9), {}
    with parquet.ParquetWriter(folder / "in.parquet", pa.schema(_fields(pa))) as writer:
        held: list[dict[str, Any]] = []
        for row in rows(segments, documents):
            told = row._asdict() | {"source": row.source or None}
            size += len(row.source.encode()) + len(row.target.encode())
            held.append(told)
            files.setdefault(row.document, []).append(_line(told))
            if len(held) == 100_000:
                _flush(writer, held, shuffled, folder, files)
        _flush(writer, held, shuffled, folder, files)
    return size


def _fields(pa: Any) -> list[tuple[str, Any]]:
    return [(name, pa.int64() if name == "position" else pa.string()) for name in Row._fields]


def _line(row: dict[str, Any]) -> str:
    told = {name: row[name] for name in ("id", "source", "target") if row[name] is not None}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _flush(
    writer: Any, held: list[dict[str, Any]], rng: random.Random, folder: Path, files: dict[str, list[str]]
) -> None:
    import pyarrow as pa

    rng.shuffle(held)
    writer.write_table(pa.Table.from_pylist(held, writer.schema))
    held.clear()
    for name, lines in files.items():
        with (folder / "texts" / f"{name}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(lines)
    files.clear()


def measured(command: Sequence[str], out: Path, cwd: Path) -> Run:
    """Run a command to its end and watch what memory it takes."""
    began = time.perf_counter()
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": path}
    with out.open("wb") as printed, (cwd / f"{out.stem}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=cwd, stdout=printed, stderr=log, env=env)
        peak = [0.0]
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, over))
        watch.start()
        code = process.wait()
        over.set()
        watch.join()
    if code:
        raise SystemExit(f"{command[0]}: exit {code}\n" + (cwd / f"{out.stem}.log").read_text(errors="replace")[-2000:])
    return Run(time.perf_counter() - began, peak[0])


def _watch(root: int, peak: list[float], over: threading.Event) -> None:
    while not over.wait(0.25):
        peak[0] = max(peak[0], sum(map(_resident, _family(root))) / 1e6)


def _family(root: int) -> set[int]:
    """Return a process and all that come of it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _resident(pid: int) -> int:
    """Return the share of a process in memory, in bytes: pages that several have are counted once in all."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def from_spark(folder: Path) -> list[dict[str, Any]]:
    """Return the findings of the job in the order of the command line, equal ones numbered over all documents."""
    from pyarrow import parquet

    from mtqa.engine import Fingerprints

    found = parquet.read_table(folder / "out.parquet").to_pylist()
    found.sort(key=lambda f: (f["document"], f["line"], f["side"] == "source", f["start"], f["end"], f["rule"]))
    numbered = Fingerprints()
    for finding in found:
        finding["fingerprint"] = numbered.number(finding.pop("base"))
        del finding["column"], finding["problem"]
    return found


def from_command(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the findings that `mtqa check` printed. Its columns are those of a JSON line, which Parquet has not."""
    with path.open(encoding="utf-8") as file:
        for finding in map(json.loads, file):
            finding["document"] = Path(finding.pop("path")).stem
            del finding["column"]
            yield finding


def compare(folder: Path) -> tuple[int, int]:
    """Compare all findings; return how many there are and of how many rules. Raises: SystemExit where they differ."""
    own = from_spark(folder)
    total = 0
    for number, expected in enumerate(from_command(folder / "command.jsonl")):
        total += 1
        if number >= len(own) or own[number] != expected:
            raise SystemExit(f"finding {number} differs:\n{expected}\n{own[number] if number < len(own) else None}")
    if total != len(own):
        raise SystemExit(f"{len(own)} findings of Spark, {total} of the command line")
    return total, len({finding["rule"] for finding in own})


def figures(size: int, segments: int, documents: int, cores: int, runs: dict[str, Run], same: tuple[int, int]) -> str:
    """Return what was measured, as Markdown."""
    told = machine()
    rate = size / 1e6 / runs["Spark"].seconds / cores
    lines = [
        f"{segments:,} segments in {documents:,} documents, {size / 1e6:.0f} MB of source and target; {cores} cores of"
        f" {told['processor']}, {told['memory']}, Python {told['python']}, Spark {_spark_version()}, {told['date']}."
        f" All {same[0]:,} findings, of {same[1]} rules, are equal, fingerprints among them.",
        "",
        "| run | seconds | MB/s | segments/s | memory of all processes |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, run in runs.items():
        seconds = run.seconds
        lines.append(
            f"| {name} | {seconds:.0f} | {size / 1e6 / seconds:.2f} | {segments / seconds:,.0f} | {run.peak:,.0f} MB |"
        )
    hours = 1e6 / rate / 3600
    lines += [
        "",
        f"So r = {rate:.2f} MB/s for each core, start of Spark and all, and 1 TB takes {hours:,.0f} core hours:",
        "",
        "| cores | hours for 1 TB | at twice r |",
        "| ---: | ---: | ---: |",
        *(f"| {n:,} | {hours / n:.1f} | {hours / n / 2:.1f} |" for n in (16, 64, 256, 1024)),
    ]
    return "\n".join(lines)


def _spark_version() -> str:
    from pyspark import __version__

    return str(__version__)


def keep(page: Path, told: str) -> None:
    """Put the figures between the marks of a page."""
    before, first, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    _, last, after = rest.partition(MARKS[1])
    if not (first and last):
        raise SystemExit(f"{page} has no {' and '.join(MARKS)}")
    page.write_text(f"{before}{MARKS[0]}\n\n{told}\n\n{MARKS[1]}{after}", encoding="utf-8")


def submit(cores: int) -> list[str]:
    """Return the command that submits the job."""
    import pyspark

    spark = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    return [
        str(spark),
        "--master",
        f"local[{cores}]",
        "--driver-memory",
        "2g",
        "--conf",
        "spark.ui.enabled=false",
        str(JOB),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=1_000_000)
    parser.add_argument("--documents", type=int, default=1_250)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--keep", type=Path, help="work in this new folder, and leave it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary) / "scale"
        folder.mkdir(parents=True)
        size = write(folder, args.segments, args.documents)
        print(f"{size / 1e6:.0f} MB of text are made", file=sys.stderr)
        job = ["--input", "in.parquet", "--output", "out.parquet", "--preview", "--exit-zero"]
        check = [sys.executable, "-m", "mtqa", "check", "texts", "--isolated", "--preview", "--exit-zero"]
        runs = {
            "Spark": measured([*submit(args.cores), *job], folder / "spark.txt", folder),
            "command line": measured(
                [*check, "--format", "jsonl", f"-j{args.cores}"], folder / "command.jsonl", folder
            ),
        }
        told = figures(size, args.segments, args.documents, args.cores, runs, compare(folder))
        print(told)
        if args.page:
            keep(args.page, told)


if __name__ == "__main__":
    main()
