"""Count what mtqa does over 1,000 segments, and fail where that has grown by more than a tenth.

python benchmarks/work.py            counts, held against benchmarks/work.json
python benchmarks/work.py --accept   takes the counts of today as what is right

Counted are, over a text of samples/ that is the same each time, without sources and with: literals found, the
places given to rules to verify, searches by regular expression that our code asks for, and calls of our own functions.
None of them depends on the machine. An item that grew is named, with the modules where calls grew most.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from counting import CALLS, Counts, counted

from mtqa import packs

ROOM = 1.1
"""What was accepted may grow by so much."""
KNOWN = Path(__file__).parent / "work.json"
ACCEPT = "run `python benchmarks/work.py --accept` and commit benchmarks/work.json"


def grown(known: Counts, now: Counts) -> list[str]:
    """Tell what grew by more than a tenth, and what stands still at 0 though it must not."""
    told = []
    for name in [name for name in now if not name.startswith("modules ")]:
        before = known.get(name, {})
        for item, count in now[name].items():
            if not count:
                told.append(f"{name}: no {item} were counted, so the benchmark no longer sees them")
            elif count > before.get(item, 0) * ROOM:
                was = before.get(item, 0)
                told.append(f"{name}: {item} grew from {was:,} to {count:,} ({_percent(was, count)})")
                told += _where(known, now, name) if item == CALLS else []
    return told


def _percent(before: int, after: int) -> str:
    return f"{100 * (after / before - 1):+.0f}%" if before else "new"


def _where(known: Counts, now: Counts, name: str) -> list[str]:
    """Name the modules whose calls grew most."""
    before, after = known.get(f"modules {name}", {}), now.get(f"modules {name}", {})
    growth = Counter({module: count - before.get(module, 0) for module, count in after.items()})
    return [f"  {module}: {more:+,} calls" for module, more in growth.most_common(3) if more > 0]


def table(known: Counts, now: Counts) -> str:
    lines = [f"{'per 1,000 segments':<24}{'':<28}{'accepted':>10}{'now':>10}"]
    for name in [name for name in now if not name.startswith("modules ")]:
        for item, count in now[name].items():
            was = known.get(name, {}).get(item, 0)
            lines.append(f"{item:<24}{name:<28}{was:>10,}{count:>10,}  {_percent(was, count)}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="keep the counts of today as what is right")
    args = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is part of the work
        return subprocess.run([sys.executable, *sys.argv], env={**os.environ, "PYTHONHASHSEED": "0"}).returncode
    now = counted(packs.load().select())
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    print(table(known, now))
    if args.accept:
        KNOWN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    told = grown(known, now)
    if told:
        print(*told, f"If that is meant, {ACCEPT}.", sep="\n")
    elif grown(now, known):
        print(f"Some work is less by a tenth or more: {ACCEPT}, so that it cannot grow back unseen.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
