"""Measure mtqa and every other checker that a registry has, on the same text, in turn.

python benchmarks/peers.py [--json docs/performance.json] [--tools DIR] [--text FILE]
                           [--runs 5] [--quick] [--only NAME,...]

The checkers are installed into DIR, each in an environment of its own. The text is made of the sentences of samples/,
about 5 MB of it, unless you name a file; slow checkers get its beginning, and the fastest are timed on 50 MB as well.
It ends with known errors, and what a checker prints must name them, else its figures are not told but why.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from checkers import CHECKERS
from jobs import LARGE, MEGABYTES, Bench, Job, job_of, own_jobs, row_of
from timing import Taken, check, in_turn, keep, medians, mtqa, timed
from toolbox import OFFLINE, NotToBeHadError, Toolbox, python_of_wheel

FAST = 2.5
"""Units: megabytes a second, from which a checker is timed on a large text too."""
RUNS_OF_LARGE = 3
STARTS = {
    "mtqa --version": "version",
    "a file of 1 KB": "small",
    "a file of 1 KB, the first run ever": "wheel",
    "a file of 1 KB, the first run of a checkout": "first",
}
"""What is installed from a wheel has its packs compiled with it; a checkout compiles them when it is first run."""


def tried(jobs: dict[str, Job]) -> tuple[dict[str, Job], list[dict[str, Any]]]:
    """Run each job once, which warms the caches; return those that do their work, and rows of the others."""
    able, unable = {}, []
    for name, job in jobs.items():
        print(f"trying {name}", flush=True)
        try:
            job.take()
        except (NotToBeHadError, OSError) as error:
            unable.append(missing(job.row, error))
        else:
            able[name] = replace(job, row=job.row | {"findings": job.findings()})
    return able, unable


def missing(row: dict[str, Any], error: Exception) -> dict[str, Any]:
    """Return the row of what cannot be measured, and why."""
    told = str(error)
    if row.get("fetches") and any(word in told for word in OFFLINE):
        told = f"{row['fetches']}, which could not be reached"
    return {**{k: row[k] for k in ("name", "does", "text")}, "why": told}


def measured(jobs: dict[str, Job]) -> list[dict[str, Any]]:
    """Return rows with the medians of the jobs."""
    taken, failed = in_turn({name: (job.runs, job.take) for name, job in jobs.items()}, NotToBeHadError, OSError)
    rows = []
    for name, job in jobs.items():
        if name in failed:
            rows.append(missing(job.row, failed[name]))
            continue
        figures = medians(taken[name])
        rate = job.megabytes / figures["wall"]
        rows.append({**job.row, "megabytes": round(job.megabytes, 2), **figures, "rate": round(rate, 4)})
    return rows


def starts(bench: Bench, tools: Path, runs: int) -> list[dict[str, Any]]:
    """Return what mtqa takes before it has read much; the wheel's where one can be built and installed."""
    path, _ = bench.plain(0.001)
    commands = {"version": mtqa("--version"), "small": check(path), "first": check(path)}
    print("installing mtqa from a wheel", flush=True)
    try:
        commands["wheel"] = [str(python_of_wheel(tools)), *check(path)[1:]]
    except NotToBeHadError as error:
        print(f"no wheel: {error}", flush=True)

    def start(kind: str) -> Taken:
        with tempfile.TemporaryDirectory() as cache:
            env = bench.env | ({"MTQA_CACHE_DIR": cache} if kind in ("first", "wheel") else {})
            env.pop("PYTHONPATH" if kind == "wheel" else "", None)
            return timed(commands[kind], bench.folder / "out.txt", cwd=bench.folder, env=env)

    kinds = {name: kind for name, kind in STARTS.items() if kind in commands}
    for kind in kinds.values():
        start(kind)
    taken, _ = in_turn({name: (runs, partial(start, kind)) for name, kind in kinds.items()})
    return [{"name": name, **medians(taken[name])} for name in kinds]


def table(rows: list[dict[str, Any]]) -> str:
    lines = [f"{'':<34}{'MB':>6}{'MB/s':>9}{'wall s':>9}{'user s':>9}{'peak MB':>9}{'findings':>10}"]
    for row in rows:
        if "why" in row:
            lines.append(f"{row['name']:<34}  {row['why']}")
            continue
        figures = (
            f"{row['megabytes']:>6.1f}{row['rate']:>9.3f}{row['wall']:>9.2f}{row['user']:>9.2f}{row['peak']:>9.0f}"
        )
        lines.append(f"{row['name']:<34}{figures}{row['findings']:>10}")
    return "\n".join(lines)


def gathered(bench: Bench, tools: Toolbox, runs: int, only: set[str]) -> tuple[dict[str, Job], list[dict[str, Any]]]:
    """Return all jobs, the checkers installed, and rows of those that cannot be."""
    jobs, unable = (own_jobs(bench, runs) if not only or "mtqa" in only else {}), []
    for checker in CHECKERS:
        if only and checker.name not in only:
            continue
        print(f"installing {checker.name}", flush=True)
        try:
            jobs[checker.name] = job_of(checker, bench, tools, runs)
        except NotToBeHadError as error:
            unable.append(missing(row_of(checker), error))
    return jobs, unable


def on_large(bench: Bench, tools: Toolbox, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of mtqa on one core and of the fastest checkers over ten times the text."""
    fast = {row["name"] for row in rows if "why" not in row and row["rate"] >= FAST and not row.get("counts")}
    jobs = {name: job for name, job in own_jobs(bench, RUNS_OF_LARGE, LARGE).items() if name.endswith("one core")}
    for checker in CHECKERS:
        if checker.name in fast:
            jobs[checker.name] = job_of(checker, bench, tools, RUNS_OF_LARGE, LARGE)
    able, unable = tried(jobs)
    return [*measured(able), *unable]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the figures in this file too")
    parser.add_argument("--tools", type=Path, default=Path(tempfile.gettempdir()) / "mtqa-peers", metavar="DIR")
    parser.add_argument(
        "--text", type=Path, metavar="FILE", help="plain text in UTF-8 to read, in place of one made up"
    )
    parser.add_argument("--only", default="", metavar="NAME,...", help="measure these; mtqa is one")
    parser.add_argument("--runs", type=int, default=5, help="of each, or fewer of the slow ones (default 5)")
    parser.add_argument("--quick", action="store_true", help="one run of each, over a tenth of the text")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), args.text and args.text.resolve(), MEGABYTES / 10 if args.quick else LARGE)
        runs = 1 if args.quick else args.runs
        jobs, absent = gathered(bench, Toolbox(args.tools.resolve()), runs, set(filter(None, args.only.split(","))))
        able, unable = tried(jobs)
        rows = [*measured(able), *unable, *absent]
        large = [] if args.quick else on_large(bench, Toolbox(args.tools.resolve()), rows)
        begun = starts(bench, args.tools.resolve(), runs)
    print(table([*rows, *large]))
    print(*(f"{row['name']:<46}{row['wall']:>7.3f} s" for row in begun), sep="\n")
    keep(
        args.json,
        "peers",
        {"rows": rows, "large": large, "starts": begun, "text": args.text.name if args.text else "made"},
    )


if __name__ == "__main__":
    main()
