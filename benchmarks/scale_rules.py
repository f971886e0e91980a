"""Time `mtqa check` with the shipped packs and 0, 1,000 and 10,000 further phrase rules."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_pack, write_text

SIZES = (0, 1000, 10000)
RUNS = 5
MEGABYTES = 5


def run(text: Path, pack: Path | None, env: dict[str, str]) -> float:
    command = [sys.executable, "-m", "mtqa", "check", "--isolated", "--exit-zero", "--format", "jsonl", str(text)]
    command += ["--pack", str(pack)] if pack else []
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "text.txt"
        if len(sys.argv) < 2:
            write_text(text, MEGABYTES)
        env = {**os.environ, "MTQA_CACHE_DIR": str(folder / "cache")}
        packs: dict[int, Path | None] = {0: None}
        for size in SIZES[1:]:
            packs[size] = folder / f"{size}.yaml"
            write_pack(folder / f"{size}.yaml", size)
        first = {size: run(text, pack, env) for size, pack in packs.items()}
        times: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(RUNS):
            for size, pack in packs.items():
                times[size].append(run(text, pack, env))
        megabytes = text.stat().st_size / 1e6
        base = statistics.median(times[0])
        print(f"{megabytes:.1f} MB, median of {RUNS} runs after a first one")
        for size in SIZES:
            middle = statistics.median(times[size])
            speed = f"{megabytes / middle:5.1f} MB/s  x{middle / base:.2f}"
            print(f"{size:>6} more rules: {middle:6.2f} s  {speed}  (first run {first[size]:.1f} s)")


main()
