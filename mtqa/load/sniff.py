"""Tell a format by how a file begins: an ordered table of tests, of which the first that holds decides.

A test sees the first characters, decoded without regard to errors and without a byte order mark, and the file's name.
What no row knows is told by the name alone (`SUFFIXES`).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from mtqa import rx

HEAD = 64 * 1024
"""Units: bytes of a file that the tests see."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WITHOUT_BOM = (
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"), (b"\x4c\x6f\xa7\x94", "cp037"),
)  # fmt: skip
_PROLOG = rx.compile(
    r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->|<!\[CDATA\[|<!DOCTYPE(?:\[[^\]]*+\]|[^>\[])*+>)*+"
)
_ROOT = rx.compile(r"<(?:([\w.-]++):)?([A-Za-z_][\w.-]*+)")
_XML_NAMES = frozenset([".xml", ".rss", ".atom", ".rdf"])


def text_of(head: bytes) -> str:
    """Decode a file's first bytes leniently."""
    return head.decode(encoding_of(head) or "utf-8", "replace").lstrip("\ufeff")


def encoding_of(head: bytes) -> str:
    """Return the encoding that the first bytes show, whatever is declared; empty where they show none."""
    return next((encoding for mark, encoding in (*_BOMS, *_WITHOUT_BOM) if head.startswith(mark)), "")


@lru_cache(maxsize=16)
def root(head: str, name: str = "") -> str:
    """Return the local name of the first element, in lower case; empty where this is no markup.

    Junk before the XML declaration, or in a file named as XML, does not hide it.
    """
    start = head.find("<?xml")
    if start < 0:
        start = len(head) - len(head.lstrip()) if suffix(name) not in _XML_NAMES else max(head.find("<"), 0)
    prolog = _PROLOG.match(head, start)
    found = _ROOT.match(head, prolog.end() if prolog else start)
    return found[2].lower() if found else ""


def suffix(name: str) -> str:
    """Return the end of a file's name that tells its format."""
    return Path(Path(name).name.lower().removesuffix(".gz")).suffix


def _roots(*names: str) -> Callable[[str, str], bool]:
    return lambda head, name: root(head, name) in names


def _json_feed(head: str, name: str) -> bool:
    return head.lstrip()[:1] == "{" and "jsonfeed.org/version" in head.replace("\\/", "/")


def _page(head: str, name: str) -> bool:
    return root(head, name) == "html" or head[:1024].lstrip()[:14].lower() == "<!doctype html"


def _json_lines(head: str, name: str) -> bool:
    """Tell whether the first line is an object with a target; of a .json file, an object of its own."""
    line = head.lstrip().split("\n", 1)[0]
    if line[:1] != "{" or '"target"' not in line:
        return False
    if suffix(name) != ".json":
        return True
    try:
        return isinstance(json.loads(line).get("target"), str)
    except (ValueError, RecursionError):
        return False


def _like(pattern: str) -> Callable[[str, str], bool]:
    begins = rx.compile(pattern)

    def test(head: str, name: str) -> bool:
        return begins.match(head) is not None

    return test


# (format, test); rows of formats that `mtqa.load.FORMATS` does not have are passed over
TESTS: Sequence[tuple[str, Callable[[str, str], bool]]] = (
    ("feed", _roots("rss", "rdf", "feed", "channel")),
    ("xliff", _roots("xliff")),
    ("tmx", _roots("tmx")),
    ("html", _page),
    ("jsonfeed", _json_feed),
    ("jsonl", _json_lines),
    ("parquet", _like("PAR1")),
    ("vtt", _like(r"WEBVTT[ \t\r\n]")),
    ("srt", _like(r"\s*+[0-9]{1,6}[ \t]*+\r?\n[0-9]{1,4}:[0-9]{1,2}:[0-9]{1,2}[,.][0-9]{1,3}[ \t]*+-->")),
    ("po", _like(r'(?:[ \t]*+(?:#[^\n]*+)?\n)*+(?:msgctxt[ \t]++"[^\n]*+\n)?msgid[ \t]++"')),
)


def known(head: bytes, name: str) -> str | None:
    """Return the format that the content tells, None where it tells none."""
    text = text_of(head)
    return next((form for form, test in TESTS if test(text, name)), None)
