"""Time the full-screen review over a feed of many findings: python benchmarks/review_speed.py [FINDINGS]

The time to the first card is that of the whole command, from before its imports; the keys are pressed headless.
"""

from __future__ import annotations

import time

START = time.perf_counter()

import argparse  # noqa: E402
import asyncio  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import quantiles  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

if TYPE_CHECKING:
    from textual.events import Key

KEYS = ("a", "s", "j", "k", "A", "u", "ctrl+r", "right", "l", "l", "S", "u", "c", "J", "K", "2")


def write_feed(path: Path, findings: int) -> None:
    """Write translations with one finding each, a tenth of which are like others."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(findings):
            phrase = "a mistake" if number % 10 == 0 else f"mistake {number}"
            target = f"Clerk {number} of the harbour called it “ {phrase} » and went on with the day's work."
            print(json.dumps({"id": f"{number}", "target": target}, ensure_ascii=False), file=file)


async def measure(path: str) -> None:
    """Open a review, print the time to the first card, then press keys and print what each takes."""
    from mtqa.cli.reviewing import session_of
    from mtqa.review.app.app import ReviewApp
    from mtqa.review.keymap import keymap_of

    session, _ = session_of([path], {"isolated": True, "journal": f"{path}.journal"})
    read = time.perf_counter() - START
    app = ReviewApp(session, keymap_of())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        first = time.perf_counter() - START
        print(f"{len(session.state.deck.spots):,} findings: read in {read:.2f} s, first card after {first:.2f} s")
        times: list[float] = []
        for _ in range(9):
            began = time.perf_counter()
            await pilot.pause()
            times.append(1000 * (time.perf_counter() - began))
        idle = sorted(times)[4]
        times = []
        for key in KEYS * 8:
            began = time.perf_counter()
            app.screen.post_message(_key(key))
            await pilot.pause()
            times.append(1000 * (time.perf_counter() - began) - idle)
    session.journal.close()
    marks = quantiles(times, n=20)
    middle, most = quantiles(times, n=2)[0], max(times)
    print(f"a key: p50 {middle:.0f} ms, p95 {marks[-1]:.0f} ms, most {most:.0f} ms")
    print(f"(without the {idle:.0f} ms that the pilot's waiting takes by itself)")


def _key(name: str) -> Key:
    from textual.events import Key

    return Key(name, name if len(name) == 1 else None)


def main() -> None:
    """Write a feed and measure in a process of its own, twice: the first fills the caches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("findings", nargs="?", type=int, default=5000)
    findings = parser.parse_args().findings
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.jsonl"
        write_feed(path, findings)
        for _ in range(2):
            subprocess.run([sys.executable, __file__, "--open", str(path)], check=True, env=os.environ)
            path.with_name("feed.jsonl.journal").unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        asyncio.run(measure(sys.argv[2]))
    else:
        main()
