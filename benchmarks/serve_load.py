"""Load `mtqa serve` on this machine: requests a second and how long they take, with 1, 8 and 200 at a time.

    python benchmarks/serve_load.py [--seconds 10] [--jobs N]

Every answer is looked at: one that is not 200, or lacks what stands in its text, ends the run. Whoever asks needs
computing too, and takes it from the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from urllib.request import urlopen

SIZE = 1000
BAD = "He called it “ a mistake ». "
SENTENCE = "The minister visited the site on Monday and spoke with the people who work there about the plan. "
TEXT = BAD + (SENTENCE * SIZE)[: SIZE - len(BAD)]
SAID = "Il a parlé d'une « erreur ». "
PHRASE = "Le ministre a visité le site lundi et a parlé du projet avec ceux qui y travaillent. "
SOURCE = SAID + (PHRASE * SIZE)[: SIZE - len(SAID)]
BODIES = {
    "/v2/check": urlencode({"text": TEXT, "language": "en"}).encode(),
    "/check": json.dumps({"target": TEXT, "source": SOURCE}).encode(),
}


@dataclass
class Load:
    """What is asked on each of several connections, and how long each answer took, in seconds."""

    port: int
    path: str
    seconds: float
    taken: list[float] = field(default_factory=list)

    async def run(self, at_once: int) -> str:
        start = time.perf_counter()
        await asyncio.gather(*(self._ask(start + self.seconds) for _ in range(at_once)))
        rate = len(self.taken) / (time.perf_counter() - start)
        centiles = statistics.quantiles(self.taken, n=20)
        return f"| `{self.path}` | {at_once} | {rate:,.0f} | {centiles[9] * 1000:,.1f} | {centiles[18] * 1000:,.1f} |"

    async def _ask(self, until: float) -> None:
        body = BODIES[self.path]
        request = f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while (start := time.perf_counter()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            answer = await reader.readexactly(int(length[1])) if length else b""
            self.taken.append(time.perf_counter() - start)
            if b" 200 " not in head or b"FE101" not in answer:
                raise SystemExit(f"a wrong answer: {head!r} {answer[:200]!r}")
        writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Load mtqa serve on this machine.")
    parser.add_argument("--seconds", type=float, default=10, help="for each row (default 10)")
    parser.add_argument("--jobs", default="", help="processes that check (default: one for each core)")
    options = parser.parse_args()
    command = [sys.executable, "-m", "mtqa", "serve", "--isolated", "--port", "0"]
    command += ["--jobs", options.jobs] if options.jobs else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = _ready(server)
            print(f"Texts of {SIZE:,} characters.\n\n| asked | at once | requests/s | p50 ms | p95 ms |")
            print("| --- | --- | --- | --- | --- |")
            for path in BODIES:
                for at_once in (1, 8, 200):
                    print(asyncio.run(Load(port, path, options.seconds).run(at_once)), flush=True)
        finally:
            server.terminate()


def _ready(server: subprocess.Popen[str]) -> int:
    """Wait until it answers; return its port."""
    found = re.search(r"http://127.0.0.1:(\d+)", server.stdout.readline() if server.stdout else "")
    if not found:
        raise SystemExit("mtqa serve did not start")
    for _ in range(600):
        try:
            with urlopen(found[0] + "/readyz"):
                return int(found[1])
        except OSError:
            time.sleep(0.1)
    raise SystemExit("mtqa serve did not become ready")


if __name__ == "__main__":
    main()
