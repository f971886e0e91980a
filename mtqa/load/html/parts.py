"""A page in parts, so that one of any size takes little memory.

A part ends before a tag at which a block begins, where no tag, comment or raw text is open: there a block ends in any
case, and what is read of the next part depends only on which elements stand open. Where something is open that may end
further on, the part is read again with more text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, Encoding
from mtqa.load.html.cut import Cutter, HtmlSegment
from mtqa.load.html.names import BLOCKS
from mtqa.load.html.read import read_on
from mtqa.load.html.tokens import Left
from mtqa.load.texts import Reading, texts
from mtqa.load.whole import Whole

LEAST = 1 << 19
"""Units: code points that are read at a time, unless what is open goes on."""
LARGEST = 64 << 20
"""Units: code points of a script, a comment or the like."""
_GROWTH = 4
_BEGINS = rx.compile(rf"<(?:{'|'.join(sorted(BLOCKS))})[ \t\n\r\f/>]", regex.REVERSE | regex.IGNORECASE)


class Part(NamedTuple):
    """A part of a page and its segments."""

    whole: Whole
    segments: list[HtmlSegment]


def parts(source: ByteSource, encoding: Encoding, *, xml: bool, lang: str) -> Iterator[Part]:
    """Yield a page's parts. `xml` and `lang` are as for `html.read.segments`. Raises: InputError."""
    reading = Reading(texts(source, encoding), encoding)
    cutter, left, wanted = Cutter("", lang), Left(), LEAST
    while not reading.ended or reading.text:
        reading.fill(wanted + 1)
        last = reading.ended and len(reading.text) <= wanted
        begins = None if last else _BEGINS.search(reading.text, 1, wanted)
        if last or begins:
            size = begins.start() if begins else len(reading.text)
            trial, then = cutter.again(), Left(left.foreign)
            trial.html = reading.text[:size]
            found = list(read_on(trial, then, xml=xml))
            if last or not then.unsure:
                cutter, left, wanted = trial, then, LEAST
                yield Part(reading.take(size), found)
                continue
        if wanted >= LARGEST:
            raise InputError(
                f"no tag at which a block begins, or a script or comment that ends, is in {LARGEST >> 20} MiB of this"
                " page", f"{source.name}:{reading.line}", "split it, or close what is left open",
            )  # fmt: skip
        wanted = min(wanted * _GROWTH, LARGEST)
