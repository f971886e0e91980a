"""Ordinary stretches of HTML, read at once: a block of text with nothing but plain inline elements in it.

Which code point stands where is worked out when it is asked for. What is not written as most HTML is, is no ordinary
stretch, and is read tag by tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from mtqa.load import quick
from mtqa.load.html.block import write_text
from mtqa.load.html.cut import tag_by_tag
from mtqa.load.html.names import BLOCKS
from mtqa.load.located import Located, Piece

DEPTH = 4
"""Units: elements that stand open in a stretch, at the most."""

_W = r"[ \t\n\r\f]"
# Any other attribute may hold text, or say that an element is not to be translated.
_NAMES = (
    r"href|id|style|target|rel|name|width|height|align|valign|color|size|face|dir|role|data-[a-z0-9-]++|aria-[a-z]++"
)
_BARE = r"[\w.:#-]"
_VALUES = (
    rf"""(?:(?:{_NAMES})=(?:"[^"<>]*+"|{_BARE}++)"""
    rf"""|class=(?:"(?![^"<>]*translate)[^"<>&]*+"|(?!{_BARE}*translate){_BARE}++))"""
)
_TAG_END = rf"(?:{_W}++{_VALUES})*+{_W}*+>"
_INLINE = "a|b|i|u|s|em|strong|span|small|sub|sup|font|big|cite|q|mark|time|abbr|strike|del|ins|tt|dfn|bdi|label"
_LEAF = "p|div|li|td|th|h[1-6]|dt|dd|blockquote|figcaption|caption"
_AHEAD = rf"(?:{_W}++|<!--(?:[^->]++|-(?!-))*+-->)*+"


def _element(name: str, content: str = "") -> str:
    return rf"<(?P<{name}>{_INLINE}){_TAG_END}[^<]*+{content}</(?P={name})>[^<]*+"


_NESTED = _element("a", "(?:" + _element("b", f"(?:{_element('c')})*+") + ")*+")
# No breaks in a whole element: what is looked at in vain must be little.
_STRETCH = quick.compile(
    rf"(?a){_AHEAD}(?:<({_LEAF}){_TAG_END})?+([^<]*+(?:{_NESTED})*+)"
    rf"(?(1)</\1>{_W}*+|(?:<br{_W}*+/?>|(?=</?(?:{'|'.join(sorted(BLOCKS))})[ \t\n\r\f/>]|\Z)))"
)
_TAG = re.compile("<[^>]*+>")
_LED = quick.compile(rf"(?:{_W}++|{_TAG.pattern})*+")
_ODD_SPACE = re.compile(rf"[\t\n\r\f]{_W}*+| {_W}++")
# A reference that a tag may have cut, or whose number may be that of a space or of no sign.
_NUMBER = r"3[3-9]|[4-9][0-9]|1[6-9][0-9]|[2-9][0-9][0-9]|[1-9][0-9]{3}|12[0-9]{4}"
_HEX = r"2[1-9a-fA-F]|[3-6a-fA-F][0-9a-fA-F]|[1-9a-eA-E][0-9a-fA-F]{3}|1[fF][0-9a-eA-E][0-9a-fA-F]{2}"
_ODD_REFERENCE = re.compile(rf"&(?:(?:[a-zA-Z][a-zA-Z0-9]*+)?<|#(?!0*+(?:{_NUMBER});|[xX]0*+(?:{_HEX});))")
_LEADING = frozenset(" \t\n\r\f<")

stretch: Callable[[str, int], re.Match[str] | None] = _STRETCH.match
"""Match an ordinary stretch at a place where a block begins: its element, if it is a whole one, and its content."""


class Late(Located):
    """A text of an ordinary stretch. Its pieces are made when first asked for, by reading its HTML tag by tag.

    Units: `first` and `last`, code points of the HTML.
    """

    __slots__ = ("first", "html", "last")

    def __init__(self, text: str, html: str, first: int, last: int) -> None:
        self.text = text
        self.html = html
        self.first = first
        self.last = last

    def __getattr__(self, name: str) -> Any:
        if name not in ("pieces", "width", "escape", "_starts"):
            raise AttributeError(name)
        first = self.first
        (segment,) = tag_by_tag(self.html[first : self.last])
        self.pieces = [_moved(piece, first) for piece in segment.located.pieces]
        self.width, self.escape, self._starts = len, write_text, []
        return getattr(self, name)


def _moved(piece: Piece, by: int) -> Piece:
    return piece._replace(first=piece.first + by, last=piece.last + by)


def text_of(html: str, first: int, content: str) -> tuple[Late | None, int] | None:
    """Return the text of a stretch, whose content begins at `first`, if it has any, and where that begins.

    None where the content is odd.
    """
    text = _TAG.sub("", content) if "<" in content else content
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text:
        text = _ODD_SPACE.sub(" ", text)
    text = text.strip(" ")
    if "&" in text:
        if _ODD_REFERENCE.search(_TAG.sub("<", content)):
            return None
        text = unescape(text)
    if not text or text.isspace():
        return None, first
    led = _LED.match(content) if content[0] in _LEADING else None
    return Late(text, html, first, first + len(content)), first + led.end() if led else first
