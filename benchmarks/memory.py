"""Check a file of many megabytes and tell its peak memory and rate.

python benchmarks/memory.py [--megabytes 500] [FORMAT...]

FORMAT: jsonl, rss, xliff, text, tmx. The files are made in a temporary folder from the sentences of samples/clean, with
the numbers in them changed from row to row. Whole process, as the operating system counts it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent


def pairs() -> Iterator[tuple[int, str, str]]:
    """Yield numbered sources and translations without end."""
    rows = []
    for path in sorted((ROOT / "samples" / "clean").glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    number = 0
    while True:
        for row in rows:
            number += 1
            yield number, f"{row['source']} (n° {number})", f"{row['target']} (no. {number})"


def jsonl(number: int, source: str, target: str) -> str:
    return (
        json.dumps({"id": f"a{number // 20}/{number}", "source": source, "target": target}, ensure_ascii=False) + "\n"
    )


def rss(number: int, source: str, target: str) -> str:
    body = f"<p>{escape(target)}</p><p>{escape(target)} <b>More</b>.</p>"
    return (
        f"<item><guid>g{number}</guid><title>{escape(target)}</title><description>{escape(target)}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
    )


def xliff(number: int, source: str, target: str) -> str:
    return (
        f'<trans-unit id="{number}"><source>{escape(source)}</source><target>{escape(target)}</target></trans-unit>\n'
    )


def tmx(number: int, source: str, target: str) -> str:
    tuvs = "".join(
        f'<tuv xml:lang="{lang}"><seg>{escape(text)}</seg></tuv>' for lang, text in (("fr", source), ("en", target))
    )
    return f'<tu tuid="{number}">{tuvs}</tu>\n'


def text(number: int, source: str, target: str) -> str:
    return target + "\n\n"


Row = Callable[[int, str, str], str]
FORMATS: dict[str, tuple[str, str, Row, str]] = {
    "jsonl": (".jsonl", "", jsonl, ""),
    "text": (".txt", "", text, ""),
    "rss": (
        ".rss",
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n',
        rss,
        "</channel></rss>\n",
    ),
    "xliff": (
        ".xlf",
        '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a"'
        ' source-language="fr" target-language="en" datatype="plaintext"><body>\n',
        xliff,
        "</body></file></xliff>\n",
    ),
    "tmx": (
        ".tmx",
        '<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="fr" datatype="plaintext" segtype="sentence"'
        ' adminlang="en" creationtool="b" creationtoolversion="1" o-tmf="b"/><body>\n',
        tmx,
        "</body></tmx>\n",
    ),
}


def write(path: Path, form: str, megabytes: float) -> None:
    """Write a file of about so many megabytes."""
    _, head, row, tail = FORMATS[form]
    with path.open("w", encoding="utf-8") as file:
        size = file.write(head)
        for number, source, target in pairs():
            size += file.write(row(number, source, target))
            if size > megabytes * 1e6:
                break
        file.write(tail)


def check(path: Path) -> tuple[float, float]:
    """Check a file in a process of its own. Units: seconds, megabytes of peak memory."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "mtqa", "check", "--isolated", "--exit-zero", "--format", "jsonl", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ})
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{path.name}: exit {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, usage.ru_maxrss * resource_unit() / 1e6


def resource_unit() -> int:
    """Return how many bytes one unit of ru_maxrss is here."""
    return 1 if sys.platform == "darwin" else 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="default: all")
    parser.add_argument("--megabytes", type=float, default=500)
    args = parser.parse_args()
    if unknown := set(args.formats) - set(FORMATS):
        parser.error(f"no such format: {', '.join(sorted(unknown))}; known: {', '.join(FORMATS)}")
    print(f"{'format':<8}{'MB':>8}{'seconds':>10}{'MB/s':>8}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "first.jsonl"
        write(first, "jsonl", 0.01)
        check(first)  # so that the packs are compiled, which the first run ever does
        for form in args.formats or FORMATS:
            path = Path(name) / f"big{FORMATS[form][0]}"
            write(path, form, args.megabytes)
            size = path.stat().st_size / 1e6
            seconds, peak = check(path)
            path.unlink()
            print(f"{form:<8}{size:>8.0f}{seconds:>10.1f}{size / seconds:>8.2f}{peak:>10.0f}", flush=True)


if __name__ == "__main__":
    main()
