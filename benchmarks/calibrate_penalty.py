"""Calibrate the pass line of the penalty score: how much penalty human text gets, and how much machine translation.

It drives mtqa only through its command line. Each text is cut into windows of about 1,000 words (consecutive segments),
for a score of fewer says little; the penalty points of a window are counted per 1,000 words. The line is drawn where a
share of the human windows (95 and 99 % are printed) still passes; put it into mtqa.yaml as `score: {allowed: ...}`.

Data: JSON Lines (or .jsonl.gz) with {"id", "target", "source"?, "reference"?, "system"?}: references are human text of
the same segments, each counted once. `--native`: human text only, {"id", "target"}.
"""

import argparse
import gzip
import json
import shlex
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from mtqa.penalty import ALLOWED, WEIGHTS, words_of

SHARES = (0.95, 0.99)
STEPS = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
HUMAN = ("native", "human")


class Text(NamedTuple):
    """A text to be cut: `key` groups what is told together."""

    kind: str  # native, human or MT
    name: str
    rows: list[dict[str, str]]


def read(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def name_of(path: Path) -> str:
    return path.name.split(".")[0]


def texts(paths: list[Path], native: list[Path]) -> list[Text]:
    """Part the data into native texts, references (each once) and the output of each system."""
    made = [Text("native", name_of(path), read(path)) for path in native]
    for path in paths:
        rows = read(path)
        once: dict[tuple[str, str], dict[str, str]] = {}
        systems: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            systems[row.get("system") or "MT"].append(row)
            if row.get("reference"):
                once.setdefault((row["id"], row["reference"]), {**row, "target": row["reference"]})
        if once:
            made.append(Text("human", f"{name_of(path)}: references", list(once.values())))
        made += [Text("MT", f"{name_of(path)}: {system}", kept) for system, kept in systems.items()]
    return made


def found(command: str, rows: list[dict[str, str]], source: bool) -> dict[int, Counter[str]]:
    """Return the severities of the findings on each row."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for i, row in enumerate(rows):
                kept = {"id": str(i), "target": row["target"]}
                if source and row.get("source"):
                    kept["source"] = row["source"]
                file.write(json.dumps(kept, ensure_ascii=False) + "\n")
        arguments = [*shlex.split(command), "check", "--isolated", "--format", "jsonl", "--exit-zero", str(path)]
        run = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8")
    if run.returncode:
        sys.exit(f"the checker exited with {run.returncode}:\n{run.stderr[-2000:]}")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for line in run.stdout.splitlines():
        finding = json.loads(line)
        counts[int(finding["segment"])][finding["severity"]] += 1
    return counts


def windows(rows: list[dict[str, str]], counts: dict[int, Counter[str]], size: int) -> list[float]:
    """Return the penalty per 1,000 words of each window; what is left over in the end is too short to count."""
    penalties, words, penalty = [], 0, 0.0
    for i, row in enumerate(rows):
        words += words_of(row["target"])
        penalty += sum(WEIGHTS[s] * n for s, n in counts.get(i, {}).items())
        if words >= size:
            penalties.append(1000 * penalty / words)
            words, penalty = 0, 0.0
    return sorted(penalties)


def at(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    return values[max(0, min(len(values) - 1, -int(-share * len(values) // 1) - 1))]


def failing(values: list[float], line: float) -> str:
    return f"{100 * sum(v > line for v in values) / len(values):.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--native", action="append", type=Path, default=[])
    parser.add_argument("--window", type=int, default=1000, help="words (default 1000)")
    parser.add_argument("--no-source", action="store_true", help="hide the source text from the checker")
    parser.add_argument("--mtqa", default="mtqa", help="the command to drive (default mtqa)")
    parser.add_argument("--json", type=Path, help="also write every window's figure here")
    args = parser.parse_args()
    measured = {}
    for text in texts(args.data, args.native):
        values = windows(text.rows, found(args.mtqa, text.rows, not args.no_source), args.window)
        if values:
            measured[text.kind, text.name] = values
    if not measured:
        sys.exit(f"no text has {args.window} words")
    print(f"penalty points per 1,000 words, in windows of {args.window} words; weights {dict(WEIGHTS)}")
    print(f"{'':<44}{'windows':>8}" + "".join(f"{f'{100 * s:g} %':>8}" for s in STEPS))
    for (kind, name), values in measured.items():
        print(f"{f'{kind} {name}':<44}{len(values):>8}" + "".join(f"{at(values, s):>8.1f}" for s in STEPS))
    human = sorted(v for (kind, _), values in measured.items() if kind in HUMAN for v in values)
    lines = {f"{100 * s:g} % of human windows pass": at(human, s) for s in SHARES} if human else {}
    lines["mtqa's line"] = ALLOWED
    for told, line in lines.items():
        print(f"\nallowed {line:.1f} points per 1,000 words ({told}); windows that fail:")
        for (kind, name), values in measured.items():
            print(f"  {f'{kind} {name}':<44}{failing(values, line):>8} of {len(values)}")
    if args.json:
        args.json.write_text(json.dumps({f"{k} {n}": v for (k, n), v in measured.items()}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
