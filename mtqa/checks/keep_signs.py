"""Which texts may hold something to keep, told for a whole side at once by signs that are cheap to look for."""

from __future__ import annotations

import re

from mtqa.checks.short_literals import standing
from mtqa.checks.side import Side

_SIGNS = b"@#{}<>_/\\$%"
_PERCENT = re.compile(r"%[(@\da-zA-Z]")
_SHAPES = bytes.maketrans(
    b"123456789bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"000000000aaaaaaaaaaaaaaaaaaaaaaaaaAAAAAAAAAAAAAAAAAAAAAAAAA",
)
_DECIMAL, *_CORNERS = (b"0.0", b"A0", b"0A", b".a")
"""Where a full stop or capitals meet digits, or a full stop has no space after it, in the shape of a text without its
hyphens."""
_WORDS = (b"ISBN", b"ISSN")
_TELLING = re.compile(r"[@#{<]|%[-+#(.@\da-zA-Z]|://|www\.|\.7z|v\d|\d\.\d+\.\d|(?![0-9])\d")
"""What a text has that holds a thing to keep, but none of _CORNERS and _WORDS."""


def suspects(side: Side) -> set[int]:
    """Return the segments with a sign of something to keep."""
    text = side.joined.encode("latin-1", "replace")
    certain = {segment for segment, _ in standing(text, _WORDS)}
    weak = {
        i
        for i, signs in enumerate(side.only(_SIGNS))
        if signs and (signs.strip(b"%") or _PERCENT.search(side.plain(i)))
    }
    for segment, number in standing(text.translate(_SHAPES, b"-"), (_DECIMAL, *_CORNERS)):
        (certain if number else weak).add(segment)
    return certain.union(i for i in weak - certain if _TELLING.search(side.plain(i)))
