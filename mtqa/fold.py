"""Fold text to one byte a code point, so that ten thousand literals can be looked for at once.

Folding drops what a search must not depend on: case, the kind of apostrophe, the kind of space. It keeps every
offset: byte i of the folded text stands for code point i of the text. Code points outside the alphabet become UNKNOWN,
so a hit on folded bytes is a candidate and never yet a match.
"""

from __future__ import annotations

import codecs
from unicodedata import is_normalized

SEPARATOR = "\x1e"
"""Stands between segments of a chunk; no literal holds it."""
UNKNOWN = b"\x7f"
"""Stands for every code point outside the alphabet."""
_QUESTION = UNKNOWN.decode()
"""Stands for a question mark while it is encoded, since what cannot be encoded becomes one."""
_NONE = "\ufffd"
"""A code point outside the alphabet."""

APOSTROPHES = "\u2018\u2019\u02bc\u2032\u00b4"
SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# Characters that compare equal to one of the alphabet when case is ignored, but lie outside Latin-1.
CASE_TWINS = {
    "\u017f": "s",
    "\u0130": "i",
    "\u0131": "i",
    "\u212a": "k",
    "\u212b": "å",
    "\u03bc": "µ",
    "\u039c": "µ",
    "\u1e9e": "ß",
    "\u0178": "ÿ",
    "\u0152": "œ",
}
EXTRA = "“”„‹›–—…€•™œ\u2011"


def _alphabet() -> tuple[str, bytes]:
    """Lay out the 256 slots: Latin-1 where it stands, the rest in the slots of control characters."""
    slots = [chr(i) for i in range(256)]
    used = {*SPACES, *APOSTROPHES, SEPARATOR, "\x00"}
    free = [i for i in (*range(1, 32), *range(128, 160)) if slots[i] not in used]
    for i in free:
        slots[i] = "\ufffe"
    wanted = [c for c in (*EXTRA, *CASE_TWINS, *SPACES, *APOSTROPHES) if ord(c) > 255]
    for i, char in zip(free, wanted, strict=False):
        slots[i] = char
    position = {char: i for i, char in enumerate(slots)}
    table = bytearray(range(256))
    for i, char in enumerate(slots):
        low = char.lower()
        if char in SPACES:
            table[i] = 32
        elif char in APOSTROPHES:
            table[i] = ord("'")
        elif char in CASE_TWINS:
            table[i] = position[CASE_TWINS[char]]
        elif char == "\u2011":
            table[i] = ord("-")
        elif len(low) == 1 and low in position:
            table[i] = position[low]
    slots[ord("?")], slots[UNKNOWN[0]] = _QUESTION, "?"
    return "".join(slots), bytes(table)


_SLOTS, _TABLE = _alphabet()
_ENCODING = codecs.charmap_build(_SLOTS)


UNCOMPOSED = [char for char in _SLOTS if char != "\ufffe" and not is_normalized("NFC", char)]
"""Code points of the alphabet that stand for others."""


def fold(text: str) -> bytes:
    """Return `text` folded, one byte a code point."""
    text = text.replace(_QUESTION, _NONE).replace("?", _QUESTION)
    return codecs.charmap_encode(text, "replace", _ENCODING)[0].translate(_TABLE)


def is_exact(folded: bytes) -> bool:
    """Tell whether equal folded bytes mean equal text but for what folding drops."""
    return UNKNOWN not in folded


LETTERS = frozenset(b for b in range(256) if chr(b).isalnum() and fold(chr(b)) == bytes([b]))
"""The bytes that letters and digits fold to."""
