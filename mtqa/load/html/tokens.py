"""Cut HTML into tags and text as browsers do, with the place of each. Never fails, and takes time as the page is long.

The parser of the standard library gives no places of attributes, differs between Python versions in what scripts and
comments hide, and can be made to take hours by a page of a few kilobytes.

Source: the HTML standard, 13.2.5 Tokenization.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

import regex

from mtqa import rx

RAW = frozenset("script style textarea title noscript iframe xmp noembed noframes".split())
"""Elements that hold text and no tags."""
FOREIGN = frozenset(("svg", "math"))

# Most tags, by the quicker of the two libraries; what it does not match may yet be a tag.
_ORDINARY = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9:_-]*+)((?:[ \t\n\r\f/][^>"'=]*+(?:="[^"]*+"[^>"'=]*+)*)?)>""", re.ASCII
)
_TAG = rx.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|["'=])*+)>""", regex.VERSION1)
_ATTRIBUTE = rx.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<value>[^"]*+)"|'(?P<value>[^']*+)'|(?P<value>[^\s>"'][^\s>]*+)))?+"""
)
_COMMENT_END = rx.compile("--!?>")
REFERENCE = rx.compile(r"&(?:(?:#[0-9]++|#[xX][0-9a-fA-F]++|[a-zA-Z][a-zA-Z0-9]*+);?+)?+")
"""A reference to a character, or an ampersand that may be none."""
# Source: the HTML standard: in an attribute a name without ";" before "=" or a letter or digit is no reference.
ATTRIBUTE_REFERENCE = rx.compile(r"&(?:#[0-9]++;?+|#[xX][0-9a-fA-F]++;?+|[a-zA-Z][a-zA-Z0-9]*+(?:;|(?!=)))")


class Attribute(NamedTuple):
    """An attribute of a tag. Units: `first` and `last`, code points of its value, without quotes."""

    name: str
    value: str
    first: int
    last: int


class Tag(NamedTuple):
    """A tag. Units: `start` and `end` in code points; `inside` is where its attributes begin.

    `whole`: it is a start tag that is its own end, by "/>" where that means something.
    """

    name: str
    closes: bool
    start: int
    end: int
    inside: int
    raw: str
    whole: bool = False

    def attributes(self) -> dict[str, Attribute]:
        """Read the attributes; of two with one name the first counts."""
        found: dict[str, Attribute] = {}
        for match in _ATTRIBUTE.finditer(self.raw):
            first, last = match.span("value") if match["value"] is not None else (match.end(), match.end())
            name = match[1].lower()
            if name not in found:
                value = unescape(match["value"] or "")
                found[name] = Attribute(name, value, self.inside + first, self.inside + last)
        return found


class Characters(NamedTuple):
    """Text between tags. Units: code points. `references`: whether "&" means something in it."""

    start: int
    end: int
    references: bool = True


@dataclass(slots=True)
class Left:
    """What is open where a text of HTML ends: how many elements of `FOREIGN`, and whether more text may change it.

    `unsure`: a tag, a comment or raw text does not end, or its end was taken for something else.
    """

    foreign: int = 0
    unsure: bool = False


def tokens(
    html: str, xml: bool = False, at: int = 0, left: Left | None = None
) -> Generator[Tag | Characters, int | None, None]:
    """Yield tags and texts in order from `at`, comments and the like left out. `xml`: "/>" ends an element.

    A place that is sent in answer to a tag, and not to a start tag of `RAW`, is where to go on. `left` tells what is
    open before the text, and in the end, after it.
    """
    new = tuple.__new__  # a third of the time that the class takes
    find, ordinary = html.find, _ORDINARY.match
    left = left or Left()
    text = at
    while (at := find("<", at)) >= 0:
        match: re.Match[str] | regex.Match[str] | None = ordinary(html, at)
        if match is None:
            kind = _kind(html, at)
            if kind == "text":
                at += 1
                continue
            if at > text:
                yield new(Characters, (text, at, True))
            if kind == "hidden":
                at = text = _hidden(html, at, left)
                continue
            if (match := _TAG.match(html, at)) is None:  # the tag never ends, and browsers show nothing of it
                left.unsure = True
                return
            left.unsure = left.unsure or any(match[3].count(sign) % 2 and find(sign, match.end()) < 0 for sign in "\"'")
        elif at > text:
            yield new(Characters, (text, at, True))
        closes, name, raw = match.groups()
        name, end = name.lower(), match.end()
        whole = raw[-1:] == "/" and not closes and bool(xml or left.foreign or name in FOREIGN)
        past = yield new(Tag, (name, closes == "/", at, end, end - 1 - len(raw), raw, whole))
        at = text = past or end
        if name in FOREIGN and not whole:
            left.foreign = max(0, left.foreign + (-1 if closes else 1))
        if name in RAW and not closes and not whole:
            at = text = _raw_end(html, name, end, left)
            if at > end:
                yield new(Characters, (end, at, name in ("title", "textarea")))
    if text < len(html):
        yield new(Characters, (text, len(html), True))


def _kind(html: str, at: int) -> str:
    """Tell what a "<" begins: a tag, something hidden, or nothing but text."""
    following = html[at + 1 : at + 2]
    if following in ("!", "?") or (following == "/" and not _is_letter(html[at + 2 : at + 3])):
        return "hidden"
    return "tag" if following == "/" or _is_letter(following) else "text"


def _is_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _hidden(html: str, at: int, left: Left) -> int:
    """Return the end of a comment, declaration or the like."""
    if html.startswith("<!--", at):
        if html.startswith(">", at + 4) or html.startswith("->", at + 4):
            return html.index(">", at) + 1
        closing = _COMMENT_END.search(html, at + 4)
        end = closing.end() if closing else 0
    else:
        end = html.find(">", at + 1) + 1
    left.unsure = left.unsure or not end
    return end or len(html)


def _raw_end(html: str, name: str, at: int, left: Left) -> int:
    closing = rx.compile(rf"</{name}(?=[\s/>])", regex.IGNORECASE).search(html, at)
    left.unsure = left.unsure or not closing
    return closing.start() if closing else len(html)
