"""Text of a feed inside XML: every character that XML 1.0 can carry comes back, and none of them acts before."""

from __future__ import annotations

from mtqa import rx
from mtqa.report.safe import visible

_SPECIAL = rx.compile(
    r"[&<>\"\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\p{Cs}]|#(?=#\[)"
)
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(text: str) -> str:
    """Escape a text for an element or a quoted attribute; what XML cannot carry is shown by a symbol."""
    return _SPECIAL.sub(lambda m: _reference(m.group()), text)


def attributes(**values: str | int) -> str:
    """Write attributes, each behind a space."""
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in values.items())


def _reference(char: str) -> str:
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if (code < 0x20 and char not in "\t\n\r") or 0xD800 <= code <= 0xDFFF:
        return visible(char)
    if code in (0xFFFE, 0xFFFF):
        return f"⟨U+{code:04X}⟩"
    return f"&#{code};"
