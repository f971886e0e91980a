"""The texts between the tags of an XML document, taken from its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mtqa.load.xml.read import End, Parser, Start, decoded, moved, parts, tag_end

_SPECIAL = re.compile(r"[&<\r]")


class Text(NamedTuple):
    """Characters as the document means them, and the bytes they stand in.

    `plain`: the bytes are the characters, encoded; otherwise they are an entity or a line end.
    """

    text: str
    first: int
    last: int
    plain: bool
    cdata: bool
    line: int
    column: int


def between(reader: Parser, tag: Start | End, to: int) -> Iterable[Text]:
    """Return the texts after a tag, up to the next one."""
    raw = reader.window[tag.at - reader.base : to - reader.base]
    if raw.find(b">") == len(raw) - 1 and raw.startswith(b"<") and not raw.startswith((b"<!", b"<?")):
        return ()  # the tag alone
    try:
        written = raw.decode(reader.encoding)
    except (UnicodeDecodeError, LookupError):
        written = decoded(raw, reader.encoding, reader.where())
    # an empty element ends behind its tag, where text, a comment or CDATA may follow at once
    end = tag_end(written) if written.startswith("<") and not written.startswith(("<!", "<?")) else 0
    if end == len(written):
        return ()
    if _SPECIAL.search(written, end):
        return texts(written, end, tag.at, tag.line, tag.column, reader.encoding)
    before = written[:end]
    first = tag.at + (end if before.isascii() and reader.one_byte else len(before.encode(reader.encoding)))
    line, column = moved(tag.line, tag.column, before)
    return (tuple.__new__(Text, (written[end:], first, to, True, False, line, column)),)


def texts(written: str, end: int, first: int, line: int, column: int, encoding: str) -> Iterator[Text]:
    """Yield the texts in what is written from `end` on, references and the like taken apart.

    Units: `first`, `line` and `column` of where `written` begins.
    """
    one_byte = written.isascii() and not encoding.startswith("utf-16")
    one_line = "\n" not in written and "\r" not in written
    at, byte = 0, first
    for text, start, stop, plain, cdata in parts(written, end):
        if one_byte:
            byte, last = first + start, first + stop
        else:
            byte += len(written[at:start].encode(encoding))
            last = byte + len(written[start:stop].encode(encoding))
        if one_line:
            yield tuple.__new__(Text, (text, byte, last, plain, cdata, line, column + start))
        else:
            line, column = moved(line, column, written[at:start])
            yield Text(text, byte, last, plain, cdata, line, column)
            line, column = moved(line, column, written[start:stop])
        at, byte = stop, last
