"""Check a file of many megabytes on one core and tell its peak memory and rate.

python benchmarks/memory.py [--megabytes 500] [--piped] [--json OUT] [FORMAT...]

FORMAT: jsonl, text, rss, atom, xliff, tmx, csv, tsv, po, vtt, srt, html, markdown, jsonfeed, json. Files are made in
a temporary folder from the sentences of samples/clean, with the numbers in them changed from row to row. Whole process,
as the operating system counts it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from timing import keep

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


def atom(number: int, source: str, target: str) -> str:
    body = escape(f"<p>{escape(target)}</p><p>{escape(target)} <b>More</b>.</p>")
    return (
        f"<entry><id>g{number}</id><title>{escape(target)}</title><summary>{escape(target)}</summary>"
        f'<content type="html">{body}</content></entry>\n'
    )


def html(number: int, source: str, target: str) -> str:
    return f"<p>{escape(target)} <b>More</b>.</p>\n"


def markdown(number: int, source: str, target: str) -> str:
    return f"{target} **More**.\n\n"


def csv(number: int, source: str, target: str) -> str:
    cells = (text.replace('"', '""') for text in (source, target))
    return f"{number}," + ",".join(f'"{cell}"' for cell in cells) + "\n"


def tsv(number: int, source: str, target: str) -> str:
    return f"{number}\t{source}\t{target}\n"


def po(number: int, source: str, target: str) -> str:
    return f"msgid {json.dumps(source, ensure_ascii=False)}\nmsgstr {json.dumps(target, ensure_ascii=False)}\n\n"


def cue(number: int, source: str, target: str) -> str:
    seconds, minutes, hours = number % 60, number // 60 % 60, number // 3600
    return f"{hours:02}:{minutes:02}:{seconds:02}.000 --> {hours:02}:{minutes:02}:{seconds:02}.900\n{target}\n\n"


def srt(number: int, source: str, target: str) -> str:
    return f"{number}\n{cue(number, source, target).replace('.000', ',000').replace('.900', ',900')}"


def in_list(number: int, source: str, target: str) -> str:
    row = {"id": f"a{number}", "content_text": target, "source": source}
    return "," * (number > 1) + json.dumps(row, ensure_ascii=False) + "\n"


class Form(NamedTuple):
    """How a file of a format begins and ends, what a row of it is, and what the command needs to be told."""

    suffix: str
    row: Callable[[int, str, str], str]
    head: str = ""
    tail: str = ""
    options: Sequence[str] = ()


XML = '<?xml version="1.0"?>\n'
FORMATS = {
    "jsonl": Form(".jsonl", jsonl),
    "text": Form(".txt", text),
    "rss": Form(
        ".rss", rss,
        XML + '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n',
        "</channel></rss>\n",
    ),
    "atom": Form(".atom", atom, XML + '<feed xmlns="http://www.w3.org/2005/Atom">\n', "</feed>\n"),
    "xliff": Form(
        ".xlf", xliff,
        XML + '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a"'
        ' source-language="fr" target-language="en" datatype="plaintext"><body>\n',
        "</body></file></xliff>\n",
    ),
    "tmx": Form(
        ".tmx", tmx,
        XML + '<tmx version="1.4"><header srclang="fr" datatype="plaintext" segtype="sentence"'
        ' adminlang="en" creationtool="b" creationtoolversion="1" o-tmf="b"/><body>\n',
        "</body></tmx>\n",
    ),
    "csv": Form(".csv", csv, "id,source,target\n"),
    "tsv": Form(".tsv", tsv, "id\tsource\ttarget\n"),
    "po": Form(".po", po, 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'),
    "vtt": Form(".vtt", cue, "WEBVTT\n\n"),
    "srt": Form(".srt", srt),
    "html": Form(
        ".html", html, '<!doctype html><html lang="en"><title>News</title><body>\n', "</body></html>\n"
    ),
    "markdown": Form(".md", markdown),
    "jsonfeed": Form(
        ".json", in_list, '{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [\n', "]}\n"
    ),
    "json": Form(
        ".json", in_list, "[", "]", ("--json-path", "target=$[*].content_text", "--json-path", "source=$[*].source")
    ),
}  # fmt: skip


def write(path: Path, form: str, megabytes: float) -> None:
    """Write a file of about so many megabytes."""
    made = FORMATS[form]
    with path.open("w", encoding="utf-8") as file:
        size = file.write(made.head)
        for number, source, target in pairs():
            size += len(row := made.row(number, source, target).encode())
            file.write(row.decode())
            if size > megabytes * 1e6:
                break
        file.write(made.tail)


def check(path: Path, options: Sequence[str] = (), *, piped: bool = False) -> dict[str, float]:
    """Check a file in a process of its own, or from standard input. Units: megabytes, seconds, megabytes a second."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "mtqa", "check", "--isolated", "--exit-zero", "--format", "jsonl", "-j1", *options]
    command += ["-", "--stdin-filename", path.name] if piped else [str(path)]
    with path.open("rb") as file:
        process = subprocess.Popen(command, stdin=file if piped else None, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{path.name}: exit {os.waitstatus_to_exitcode(status)}")
    seconds, size = time.perf_counter() - began, path.stat().st_size / 1e6
    peak = usage.ru_maxrss * resource_unit() / 1e6
    return {
        "megabytes": round(size, 1),
        "wall": round(seconds, 3),
        "rate": round(size / seconds, 3),
        "peak": round(peak),
    }


def resource_unit() -> int:
    """Return how many bytes one unit of ru_maxrss is here."""
    return 1 if sys.platform == "darwin" else 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="default: all")
    parser.add_argument("--megabytes", type=float, default=500)
    parser.add_argument("--piped", action="store_true", help="read text from standard input, too")
    parser.add_argument("--json", type=Path, metavar="OUT", help="keep the figures in this file too")
    args = parser.parse_args()
    if unknown := set(args.formats) - set(FORMATS):
        parser.error(f"no such format: {', '.join(sorted(unknown))}; known: {', '.join(FORMATS)}")
    print(f"{'format':<14}{'MB':>8}{'seconds':>10}{'MB/s':>8}{'peak MB':>10}")
    rows = []
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "first.jsonl"
        write(first, "jsonl", 0.01)
        check(first)  # so that the packs are compiled, which the first run ever does
        for form in args.formats or FORMATS:
            path = Path(name) / f"big{FORMATS[form].suffix}"
            write(path, form, args.megabytes)
            for piped in (False, True) if args.piped and form == "text" else (False,):
                row = {"name": form + ", piped" * piped}
                row |= check(path, FORMATS[form].options, piped=piped)
                print("{name:<14}{megabytes:>8.0f}{wall:>10.1f}{rate:>8.2f}{peak:>10.0f}".format(**row), flush=True)
                rows.append(row)
            path.unlink()
    keep(args.json, "formats", {"rows": rows})


if __name__ == "__main__":
    main()
