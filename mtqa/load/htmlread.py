"""Cut HTML into segments: each block element is one, inline tags stay where they are, code and the like is left out.

A segment reads as a browser shows it: entities decoded, runs of white space as one space. It knows where each of its
characters stands in the HTML, so that an edit changes the words and no tag. Inline code, an image and an inline element
that is not to be translated stand in it as one sign, `located.OBJECT`. The texts that only some readers meet are
segments too: `alt` and `title` of elements, and what a page says of itself for search engines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple

import regex

from mtqa.load.htmltokens import ATTRIBUTE_REFERENCE, REFERENCE, Attribute, Characters, Tag, tokens
from mtqa.load.located import KEPT, LOOSE, OBJECT, Located, Piece

BLOCKS = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu"
    " nav ol optgroup option p pre search section select summary table tbody td tfoot th thead title tr ul".split()
)
"""Other elements are inline, but for those of a page's own making, which have a hyphen in their names."""
UNSEEN = frozenset("script style template noscript noembed noframes datalist xmp".split())
CODE = frozenset("code kbd samp var".split())
PICTURES = frozenset("img svg math textarea input iframe object embed video audio canvas".split())
"""At the ends of a segment these are no part of the sentence."""
OPAQUE = UNSEEN | CODE | PICTURES
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ROLES = {
    "title": "title", **{f"h{n}": "heading" for n in range(1, 7)}, "figcaption": "caption", "caption": "caption",
    "blockquote": "quote", "li": "item", "td": "cell", "th": "cell",
}  # fmt: skip
META = {
    "description": "summary", "og:description": "summary", "twitter:description": "summary", "og:title": "title",
    "twitter:title": "title",
}  # fmt: skip
# An element that begins here ends these, if they stand open below the nearest of those.
ENDS = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu"])),
    **dict.fromkeys(("dt", "dd"), (frozenset(["dt", "dd"]), frozenset(["dl"]))),
    **dict.fromkeys(("td", "th"), (frozenset(["td", "th"]), frozenset(["tr", "table"]))),
    "tr": (frozenset(["tr"]), frozenset(["table"])),
    "option": (frozenset(["option"]), frozenset(["select"])),
}  # fmt: skip
IN_PARAGRAPH = frozenset(("br", "button", "option", "optgroup", "select"))
"""Blocks that may stand in a paragraph without ending it."""
DEEPEST = 500
NEAR = 60
"""Units: open elements looked at for one that ends."""
_NONE: frozenset[str] = frozenset()
_PARAGRAPH = frozenset(["p"])
_OTHERS = BLOCKS - _PARAGRAPH
_SPACE = regex.compile(r"[ \t\n\r\f]++")
_TELLING = regex.compile(r"(?i:translate|lang|alt|title|content)")


class HtmlSegment(NamedTuple):
    """The text of a block. Units: `at`, the code point of the HTML where it begins."""

    located: Located
    role: str
    at: int


@dataclass(slots=True)
class _Open:
    """An open element: where in its block it began (`piece`), and how many tags stood before it."""

    name: str
    skips: bool
    role: str
    tags: int
    block: _Block
    piece: int
    kept: int = -1


def write_text(text: str, kind: str) -> str:
    """Write text as HTML."""
    return escape(text, quote=False)


def write_quoted(text: str, kind: str) -> str:
    """Write text as HTML in an attribute; `kind` is the quote about it, or none."""
    written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if kind != "bare":
        return written.replace(kind, "&quot;" if kind == '"' else "&#39;")
    return regex.sub(r"[\s\"'`=]", lambda m: f"&#{ord(m.group())};", written)


@dataclass(slots=True)
class _Block:
    """The text of the block being read."""

    texts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0
    pictures: set[int] = field(default_factory=set)

    def add(self, text: str, first: int, last: int, plain: bool, kind: str = "") -> None:
        """Add a piece."""
        self.texts.append(text)
        self.pieces.append(Piece(self.length, self.length + len(text), first, last, plain, kind))
        self.length += len(text)

    def add_object(self, first: int, last: int, name: str) -> None:
        """Add something that reads as one sign."""
        if name in PICTURES:
            self.pictures.add(len(self.pieces))
        self.add(OBJECT, first, last, False, KEPT)

    def add_text(self, html: str, start: int, end: int, references: bool) -> None:
        """Add text between tags: references decoded, white space as one space at the most."""
        at = start
        for match in REFERENCE.finditer(html, start, end) if references and "&" in html[start:end] else ():
            self._spaced(html, at, match.start())
            text = unescape(match.group())
            self.add(text, match.start(), match.end(), False, LOOSE if text == match.group() else "")
            at = match.end()
        self._spaced(html, at, end)

    def _spaced(self, html: str, start: int, end: int) -> None:
        at = start
        for space in _SPACE.finditer(html, start, end):
            if space.group() == " " and at < space.start():
                continue
            if at < space.start():
                self.add(html[at : space.start()], at, space.start(), True)
            if not self.texts or not self.texts[-1].endswith(" "):
                self.add(" ", space.start(), space.end(), space.group() == " ")
            at = space.end()
        if at < end:
            self.add(html[at:end], at, end, True)

    def located(self) -> Located | None:
        """Return the text without white space and images at its ends; None where it holds none."""
        if not any(p.kind != KEPT and not t.isspace() for t, p in zip(self.texts, self.pieces, strict=True)):
            return None
        first, last = 0, len(self.texts)
        while self.texts[first] == " " or first in self.pictures:
            first += 1
        while self.texts[last - 1] == " " or last - 1 in self.pictures:
            last -= 1
        shift = self.pieces[first].start
        pieces = [p._replace(start=p.start - shift, end=p.end - shift) for p in self.pieces[first:last]]
        text = "".join(self.texts[first:last])
        if text.endswith(" "):  # the end of a plain piece
            text = text[:-1]
            pieces[-1] = pieces[-1]._replace(end=pieces[-1].end - 1, last=pieces[-1].last - 1)
        return Located(text, merged(pieces), len, write_text)


class _Cutter:
    def __init__(self, html: str, lang: str) -> None:
        self.html = html
        self.lang = lang
        self.stack: list[_Open] = []
        self.names: Counter[str] = Counter()
        self.kept: _Open | None = None
        self.block = _Block()
        self.aside: list[HtmlSegment] = []
        self.done: list[HtmlSegment] = []
        self.tags = 0

    @property
    def skipping(self) -> bool:
        return bool(self.stack and self.stack[-1].skips)

    @property
    def role(self) -> str:
        return self.stack[-1].role if self.stack else "body"

    def start(self, tag: Tag) -> None:
        """Read a start tag."""
        self.tags += 1
        attributes = tag.attributes() if "=" in tag.raw and _TELLING.search(tag.raw) else {}
        inline = _is_inline(tag.name)
        if not inline:
            self.flush(tag.start)
            self._imply(tag.name)
        off = self._is_off(tag.name, attributes)
        if attributes and not self.skipping and not off:
            self._texts(tag.name, attributes)
        opaque = inline and (tag.name in CODE or tag.name in PICTURES or off) and tag.name not in UNSEEN
        seen = opaque and not self.skipping
        if tag.whole or tag.name in VOID:
            if seen:
                self.block.add_object(tag.start, tag.end, tag.name)
        elif len(self.stack) < DEEPEST:
            skips = opaque or off or tag.name in UNSEEN or tag.name == "pre" or self.skipping
            self._open(tag, skips and not self._is_on(attributes), seen)

    def _open(self, tag: Tag, skips: bool, seen: bool) -> None:
        role = ROLES.get(tag.name) or self.role
        opened = _Open(tag.name, skips, role, self.tags, self.block, len(self.block.pieces))
        if seen and skips:
            opened.kept = tag.start
            self.kept = opened
        self.stack.append(opened)
        self.names[tag.name] += 1

    def _is_off(self, name: str, attributes: dict[str, Attribute]) -> bool:
        """Tell whether an element is not to be translated, or in another language than the page."""
        if not attributes:
            return False
        if "translate" in attributes and attributes["translate"].value.strip().lower() == "no":
            return True
        if "class" in attributes and "notranslate" in attributes["class"].value.split():
            return True
        lang = attributes["lang"].value.strip().lower().split("-")[0] if "lang" in attributes else ""
        return bool(self.lang and lang and name != "html" and lang != self.lang)

    def _is_on(self, attributes: dict[str, Attribute]) -> bool:
        """Tell whether an element is to be translated after all."""
        if "translate" not in attributes or attributes["translate"].value.strip().lower() not in ("yes", ""):
            return False
        return self.kept is None and not any(o.name in UNSEEN or o.name == "pre" for o in self.stack)

    def end(self, tag: Tag) -> None:
        """Read an end tag."""
        self.tags += 1
        inline = _is_inline(tag.name)
        if not inline:
            self.flush(tag.start)
        if not self.names[tag.name]:
            return
        last = len(self.stack) - 1
        inline = inline and tag.name not in OPAQUE
        for i in range(last, max(-1, last - NEAR) if inline else -1, -1):
            if self.stack[i].name == tag.name:
                self._close(self.stack[i], tag.end)
                self._pop(i)
                return
            if inline and self.stack[i].name in BLOCKS:
                return

    def _close(self, opened: _Open, end: int) -> None:
        if opened.kept >= 0:
            self.block.add_object(opened.kept, end, opened.name)
        elif opened.tags + 1 == self.tags and not opened.skips and opened.block is self.block:
            pieces = self.block.pieces
            pieces[opened.piece :] = [p._replace(wrapped=True) for p in pieces[opened.piece :]]

    def _pop(self, i: int) -> None:
        for opened in self.stack[i:]:
            self.names[opened.name] -= 1
            self.kept = None if opened is self.kept else self.kept
        del self.stack[i:]

    def _imply(self, name: str) -> None:
        """Close what the beginning of a block closes without a tag."""
        ends, within = ENDS.get(name, (_NONE, _NONE))
        if any(self.names[n] for n in ends):
            self._pop_near(ends, within)
        if self.names["p"] and name not in IN_PARAGRAPH:
            self._pop_near(_PARAGRAPH, _OTHERS)

    def _pop_near(self, ends: frozenset[str], within: frozenset[str]) -> None:
        last = len(self.stack) - 1
        for i in range(last, max(-1, last - NEAR), -1):
            if self.stack[i].name in ends:
                self._pop(i)
                return
            if self.stack[i].name in within:
                return

    def _texts(self, name: str, attributes: dict[str, Attribute]) -> None:
        """Take the texts of a tag's attributes."""
        roles = {"title": "caption"}
        if name in ("img", "area", "input"):
            roles["alt"] = "caption"
        if name == "meta":
            told = attributes.get("name") or attributes.get("property")
            role = META.get(told.value.strip().lower()) if told else None
            roles = {"content": role} if role else {}
        for which, role in roles.items():
            if (attribute := attributes.get(which)) and attribute.value.strip():
                self.aside.append(HtmlSegment(_quoted(self.html, attribute), role, attribute.first))

    def text(self, characters: Characters) -> None:
        """Read text between tags."""
        if not self.skipping:
            self.block.add_text(self.html, characters.start, characters.end, characters.references)

    def flush(self, at: int) -> None:
        """End the block."""
        if self.kept:
            self.block.add_object(self.kept.kept, at, self.kept.name)
            self.kept.kept = -1
            self.kept = None
        if self.block.pieces:
            block, self.block = self.block, _Block()
            if located := block.located():
                self.done.append(HtmlSegment(located, self.role, located.pieces[0].first))
        self.done += self.aside
        self.aside = []


def _is_inline(name: str) -> bool:
    return name not in BLOCKS and "-" not in name


def _quoted(html: str, attribute: Attribute) -> Located:
    """Locate the value of an attribute."""
    first, last = attribute.first, attribute.last
    quote = html[last : last + 1]
    kind = quote if quote and quote in "\"'" and html[first - 1] == quote else "bare"
    raw = html[first:last]
    start, end = first + len(raw) - len(raw.lstrip()), last - (len(raw) - len(raw.rstrip()))
    pieces: list[Piece] = []
    texts: list[str] = []
    at = start
    length = 0

    def add(text: str, begins: int, ends: int) -> None:
        nonlocal length
        pieces.append(Piece(length, length + len(text), begins, ends, text == html[begins:ends], kind))
        texts.append(text)
        length += len(text)

    for match in ATTRIBUTE_REFERENCE.finditer(html, start, end):
        if at < match.start():
            add(html[at : match.start()], at, match.start())
        add(unescape(match.group()), match.start(), match.end())
        at = match.end()
    if at < end:
        add(html[at:end], at, end)
    return Located("".join(texts), merged(pieces), len, write_quoted)


def merged(pieces: list[Piece]) -> list[Piece]:
    """Make one of plain pieces that touch."""
    made: list[Piece] = []
    for piece in pieces:
        before = made[-1] if made else None
        if (
            before
            and piece.plain
            and before.plain
            and before.last == piece.first
            and before.kind == piece.kind
            and before.wrapped == piece.wrapped
        ):
            made[-1] = before._replace(end=piece.end, last=piece.last)
        else:
            made.append(piece)
    return made


def segments(html: str, *, xml: bool = False, lang: str = "") -> Iterator[HtmlSegment]:
    """Yield the segments of a page or a fragment, in order.

    `xml`: it is XHTML, where "/>" ends an element. `lang`: leave out what is marked as being in another language.
    """
    cutter = _Cutter(html, lang)
    for token in tokens(html, xml):
        if isinstance(token, Characters):
            cutter.text(token)
        elif token.closes:
            cutter.end(token)
        else:
            cutter.start(token)
        if cutter.done:
            yield from cutter.done
            cutter.done.clear()
    cutter.flush(len(html))
    yield from cutter.done


def line_of(starts: list[int], at: int) -> int:
    """Return the line, from 1, of an offset, given where lines start."""
    return bisect_right(starts, at)
