"""Cut HTML into segments tag by tag, whatever it is like."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from mtqa.load.html.block import Block, quoted
from mtqa.load.html.names import BLOCKS, META, UNSEEN, Kind, kind_of
from mtqa.load.html.tokens import RAW, Attribute, Characters, Tag, tokens
from mtqa.load.located import Located

DEEPEST = 500
NEAR = 60
"""Units: open elements looked at for one that ends."""
_PARAGRAPH = frozenset(["p"])
_OTHERS = BLOCKS - _PARAGRAPH
_TELLING = re.compile(r"translate|(?:lang|alt|title|content)\s*=", re.IGNORECASE)


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
    block: Block
    piece: int
    kept: int = -1


class Cutter:
    """What stands open while HTML is read, and the segments `done` that are not taken yet."""

    def __init__(self, html: str, lang: str) -> None:
        self.html = html
        self.lang = lang
        self.stack: list[_Open] = []
        self.names: defaultdict[str, int] = defaultdict(int)
        self.skips = False
        self.role = "body"
        self.kept: _Open | None = None
        self.block = Block()
        self.aside: list[HtmlSegment] = []
        self.done: list[HtmlSegment] = []
        self.tags = 0

    def again(self) -> Cutter:
        """Return another that has read as much, where nothing of a block is."""
        cutter = Cutter(self.html, self.lang)
        cutter.stack, cutter.names = list(self.stack), self.names.copy()
        cutter.skips, cutter.role, cutter.tags = self.skips, self.role, self.tags
        return cutter

    def take(self, token: Tag | Characters) -> bool:
        """Read a tag or text. Tell whether a block begins behind it of which nothing is known yet."""
        if isinstance(token, Characters):
            if not self.skips:
                self.block.add_text(self.html, *token)
            return False
        kind = kind_of(token.name)
        if token.closes:
            self._end(token, kind)
        else:
            self._start(token, kind)
        return not (kind.inline or self.skips or self.aside or (token.name in RAW and not token.closes))

    def leaf(self, name: str) -> str:
        """Read an element of ordinary text. Return the role of what is in it."""
        kind = kind_of(name)
        if self.stack:
            self._imply(kind)
        return kind.role or self.role

    def _start(self, tag: Tag, kind: Kind) -> None:
        self.tags += 1
        raw = tag.raw
        attributes = tag.attributes() if raw and "=" in raw and _TELLING.search(raw) else None
        if not kind.inline:
            self.flush(tag.start)
            if self.stack:
                self._imply(kind)
        off = self._is_off(tag.name, attributes) if attributes else False
        if attributes and not self.skips and not off:
            self._texts(tag.name, attributes)
        seen = (kind.seen or (off and kind.inline and tag.name not in UNSEEN)) and not self.skips
        if kind.empty or tag.whole:
            if seen:
                self.block.add_object(tag.start, tag.end, tag.name)
        elif len(self.stack) < DEEPEST:
            skips = kind.skips or off or self.skips
            self._open(tag, kind, skips and not (attributes and self._is_on(attributes)), seen)

    def _open(self, tag: Tag, kind: Kind, skips: bool, seen: bool) -> None:
        self.role = kind.role or self.role
        self.skips = skips
        opened = _Open(tag.name, skips, self.role, self.tags, self.block, len(self.block.pieces))
        if seen and skips:
            opened.kept = tag.start
            self.kept = opened
        self.stack.append(opened)
        self.names[tag.name] += 1

    def _is_off(self, name: str, attributes: dict[str, Attribute]) -> bool:
        """Tell whether an element is not to be translated, or in another language than the page."""
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

    def _end(self, tag: Tag, kind: Kind) -> None:
        self.tags += 1
        name = tag.name
        if not kind.inline:
            self.flush(tag.start)
        if not self.names.get(name):
            return
        near = kind.inline and not kind.opaque
        last = len(self.stack) - 1
        for i in range(last, max(-1, last - NEAR) if near else -1, -1):
            opened = self.stack[i]
            if opened.name == name:
                self._close(opened, tag.end)
                self._pop(i)
                return
            if near and opened.name in BLOCKS:
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
        self.skips, self.role = (self.stack[-1].skips, self.stack[-1].role) if i else (False, "body")

    def _imply(self, kind: Kind) -> None:
        """Close what the beginning of a block closes without a tag."""
        for name in kind.ends:
            if self.names.get(name):
                self._pop_near(kind.ends, kind.within)
                break
        if kind.ends_paragraph and self.names.get("p"):
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
                self.aside.append(HtmlSegment(quoted(self.html, attribute), role, attribute.first))

    def flush(self, at: int) -> None:
        """End the block."""
        if self.kept:
            self.block.add_object(self.kept.kept, at, self.kept.name)
            self.kept.kept = -1
            self.kept = None
        if self.block.pieces:
            block, self.block = self.block, Block()
            if located := block.located():
                self.done.append(HtmlSegment(located, self.role, located.pieces[0].first))
        if self.aside:
            self.done += self.aside
            self.aside = []


def tag_by_tag(html: str, xml: bool = False, lang: str = "") -> list[HtmlSegment]:
    """Return the segments of a page or a fragment, as `html.read.segments` does."""
    cutter = Cutter(html, lang)
    for token in tokens(html, xml):
        cutter.take(token)
    cutter.flush(len(html))
    return cutter.done
