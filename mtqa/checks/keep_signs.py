"""Which texts may hold something to keep, told for a whole side at once by signs that are cheap to look for."""

from __future__ import annotations

import re

from mtqa.checks.short_literals import standing
from mtqa.checks.side import Side

ENDINGS = (
    "pdf|docx?|xlsx?|pptx?|odt|ods|csv|tsv|txt|rtf|zip|gz|tar|rar|7z|png|jpe?g|gif|svg|mp[34]|avi|mov|wav|exe|dll|apk"
    "|dmg|json|ya?ml|xml|html?|py|js|css|sql|log|ini|cfg|bak"
)
HOSTS = "com|org|net|info|eu|fr|be|ch|uk|cz|hu|gov|edu|int|io|tv|ru|cn|biz|example"
"""Endings of a host that need no "www." to be one; "de" and "es" are words."""
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
_SIGN = re.compile(
    r"[@#{%:.wv\dA-Z](?:(?<=[@#{])|(?<=%)[-+#(.@\da-zA-Z]|(?<=:)//|(?<=w)ww\.|(?<=v)\d+\.\d|(?<=[A-Z])-?\d"
    rf"|(?<=\d)(?:\.\d\d?\.\d|[A-Z][A-Z\d-])|(?<=\.)(?:{HOSTS}|(?:{ENDINGS})(?!\w)))"
)
"""What a thing to keep has that is no tag and no number of a book; it begins with a set, which is searched fast."""
_OVER_SPACES = ("<", "{{", "ISBN", "ISSN")
"""What those things begin with that may have spaces within."""


def may_differ(source: str, target: str) -> bool:
    """Tell whether a source has something to keep that the target may have otherwise.

    Most things have no spaces within: where the same stands between spaces on both sides, the same is kept.
    """
    if any(sign in source or sign in target for sign in _OVER_SPACES):
        return True
    ours = signed(source)
    return bool(ours) and sorted(ours) != sorted(signed(target))


def signed(text: str) -> list[str]:
    """Return what of a text stands between spaces and may hold a thing to keep that has none within."""
    found, match = [], _SIGN.search(text)
    while match:
        first, end = text.rfind(" ", 0, match.start()) + 1, text.find(" ", match.end())
        if end < 0:
            end = len(text)
        found.append(text[first:end])
        match = _SIGN.search(text, end)
    return found


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
