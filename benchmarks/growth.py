"""Measure what `mtqa check` costs with more rules and with more text, on one core.

python benchmarks/growth.py [--json docs/performance.json] [--runs 5] [--quick]

Rules: 0 to 10,000 phrases beside the shipped packs, over 5 MB of plain text. Size: 0.1 to 50 MB of plain text, of
sources and translations, and of such with six times the faults. Whole processes, in turn, after a first run of each
that is not counted (of all up to 10 MB; larger texts are read three times).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import corpus
from timing import Taken, check, in_turn, keep, medians, timed

RULES = (0, 100, 1000, 3000, 10000)
SIZES = (0.1, 1.0, 5.0, 20.0, 50.0)
MEGABYTES = 5.0
SLOW = 10
"""Units: megabytes; larger texts are read three times at most."""


KINDS = ("plain", "sources", "faults")
"""Plain text, sources and translations, and the same with many faults."""


def made(folder: Path, sizes: tuple[float, ...]) -> dict[str, tuple[Path, float]]:
    """Write the texts of each kind and size; return their paths and true sizes by name."""
    texts = {}
    for size in sizes:
        plain = folder / f"plain-{size}.txt"
        texts[f"plain {size}"] = plain, corpus.write_text(plain, size)
        for kind, faulty in (("sources", corpus.FAULTY_TRANSLATIONS), ("faults", corpus.MANY_FAULTY)):
            path = folder / f"{kind}-{size}.jsonl"
            rows, true = corpus.some_translations(size, faulty=faulty)
            corpus.write_jsonl(path, rows)
            texts[f"{kind} {size}"] = path, true
    return texts


def row(taken: list[Taken], megabytes: float, **more: Any) -> dict[str, Any]:
    figures = medians(taken)
    return {**more, "megabytes": round(megabytes, 3), **figures, "rate": round(megabytes / figures["wall"], 3)}


def measured(folder: Path, runs: int, sizes: tuple[float, ...], base: float) -> dict[str, list[dict[str, Any]]]:
    """Return rows for each number of rules and for each size."""
    env = {**os.environ, "MTQA_CACHE_DIR": str(folder / "cache")}
    texts = made(folder, sizes)
    text, size = texts[f"plain {base}"]
    for rules in RULES[1:]:
        corpus.write_pack(folder / f"{rules}.yaml", rules)

    def take(path: Path, *more: str) -> Taken:
        taken = timed(check(path, "-j1", *more), folder / "out.txt", cwd=folder, env=env)
        if taken.code:
            raise SystemExit(f"mtqa exited {taken.code}: {(folder / 'out.txt').read_text(encoding='utf-8')[-500:]}")
        return taken

    packs = {rules: ["--pack", str(folder / f"{rules}.yaml")] if rules else [] for rules in RULES}
    jobs = {f"rules {rules}": (runs, partial(take, text, *packs[rules])) for rules in RULES}
    for name, (path, megabytes) in texts.items():
        jobs[name] = min(runs, 3) if megabytes > SLOW else runs, partial(take, path)
    for name, (_, job) in jobs.items():
        if texts.get(name, (text, 0))[1] > SLOW:
            continue
        print(f"first run: {name}", flush=True)
        job()
    taken, _ = in_turn(jobs)
    return {
        "rules": [row(taken[f"rules {rules}"], size, rules=rules) for rules in RULES],
        **{kind: [row(taken[f"{kind} {size}"], texts[f"{kind} {size}"][1]) for size in sizes] for kind in KINDS},
    }


def table(figures: dict[str, list[dict[str, Any]]]) -> str:
    base = figures["rules"][0]["wall"]
    lines = [f"{'':<20}{'MB':>7}{'wall s':>9}{'user s':>9}{'MB/s':>8}{'peak MB':>9}"]
    for kind, rows in figures.items():
        for told in rows:
            name = f"{told['rules']:,} more rules" if kind == "rules" else kind
            line = f"{name:<20}{told['megabytes']:>7.1f}{told['wall']:>9.2f}{told['user']:>9.2f}{told['rate']:>8.2f}"
            lines.append(f"{line}{told['peak']:>9.0f}" + (f"  x{told['wall'] / base:.2f}" if kind == "rules" else ""))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the figures in this file too")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one run of each, up to 1 MB")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        sizes, base, runs = (SIZES[:2], 1.0, 1) if args.quick else (SIZES, MEGABYTES, args.runs)
        figures = measured(Path(name), runs, sizes, base)
    print(table(figures))
    keep(args.json, "growth", figures)


if __name__ == "__main__":
    main()
