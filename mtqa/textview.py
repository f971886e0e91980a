"""A plain view of a segment, and the way back to the segment as it is.

Rules are written for plain text: straight apostrophes, one kind of space, no HTML entities, composed accents. The
view shows a segment so, and maps every span of it to a span of the original.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from mtqa import rx
from mtqa.fold import APOSTROPHES, SPACES

_PLAIN = {ord(c): "'" for c in APOSTROPHES} | {ord(c): " " for c in SPACES} | {0x2011: "-"}
_UNIT = rx.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[^\p{M}]\p{M}+")
_UNIT_HINT = rx.compile(r"&[#A-Za-z]|\p{M}")

# view start, view end, original start, original end
Unit = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class TextView:
    """`plain` is what rules read; `units` are the places where its offsets part from the original's."""

    raw: str
    plain: str
    units: tuple[Unit, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the view to the smallest span of the original that covers it."""
        if not self.units:
            return start, end
        first, last = self._place(start)[0], self._place(end)[1] if end == start else self._place(end - 1)[2]
        return first, max(first, last)

    def view(self, position: int) -> int:
        """Map an offset of the original to the view."""
        shift = 0
        for view_start, view_end, raw_start, raw_end in self.units:
            if position < raw_end:
                return view_start if position >= raw_start else position + shift
            shift = view_end - raw_end
        return position + shift

    def _place(self, position: int) -> tuple[int, int, int]:
        """Return original start, the same again for an empty span, and original end of one view position."""
        i = bisect_right(self.units, position, key=lambda u: u[0]) - 1
        if i < 0:
            return position, position, position + 1
        _, view_end, raw_start, raw_end = self.units[i]
        if position < view_end:
            return raw_start, raw_start, raw_end
        at = raw_end + position - view_end
        return at, at, at + 1


def needs_units(text: str) -> bool:
    """Tell whether the plain view of `text` may differ from it in length."""
    if "&" in text and _UNIT_HINT.search(text):
        return True
    return not (text.isascii() or unicodedata.is_normalized("NFC", text))


def plain_view(text: str) -> TextView:
    """Build the plain view of a segment."""
    if not needs_units(text):
        return TextView(text, text.translate(_PLAIN))
    pieces: list[str] = []
    units: list[Unit] = []
    at = length = 0
    for match in _UNIT.finditer(text):
        shown = _shown(match.group())
        if shown == match.group():
            continue
        before = text[at : match.start()]
        pieces += before, shown
        length += len(before)
        units.append((length, length + len(shown), match.start(), match.end()))
        length += len(shown)
        at = match.end()
    pieces.append(text[at:])
    return TextView(text, "".join(pieces).translate(_PLAIN), tuple(units))


def _shown(unit: str) -> str:
    if unit[0] == "&" and unit[-1] == ";":
        from html import unescape

        return unescape(unit)
    return unicodedata.normalize("NFC", unit)
