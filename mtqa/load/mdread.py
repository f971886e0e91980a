"""Cut Markdown into segments, each of which knows how an edit of it is written so that no markup is made or broken.

An edit is tried as it is, and read again. Only where it would not read as meant are its signs escaped; where it would
leave `**` beside a space or about nothing, it takes these with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import regex

from mtqa.load import mdinline
from mtqa.load.htmlread import segments as html_segments
from mtqa.load.located import OBJECT, Located
from mtqa.load.mdblocks import MdBlock, blocks, parser
from mtqa.model import Edit

_SIGNS = regex.compile(r"[\\`*_\[\]<>~{|!]|&(?=[#\w])")
_BLOCK_START = regex.compile(
    r" {0,3}(?:#{1,6}(?:[ \t]|$)|>|[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|```|~~~|:::|<[a-zA-Z/!?]|\[[^\]]*\]:"
    r"|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:\*[ \t]*){3,}$|=+[ \t]*$|-+[ \t]*$)| {4}|\t",
)
_NUMBER = regex.compile(r"( {0,3}\d{1,9})([.)])")


def _as_it_is(text: str, kind: str) -> str:
    return " ".join(text.split("\n"))


def _escape(text: str, kind: str) -> str:
    return escaped(_as_it_is(text, kind))


def escaped(text: str) -> str:
    """Write text with a backslash before each sign that may be markup."""
    return _SIGNS.sub(lambda match: "\\" + match.group(), text)


@dataclass(frozen=True, slots=True)
class MdSegment:
    """A sentence or more of a Markdown text. Units: `at`, the code point where it begins."""

    located: Located
    role: str
    at: int
    block: MdBlock
    env: dict[str, Any]

    @property
    def text(self) -> str:
        """What it reads as."""
        return self.located.text

    def edits(self, edit: Edit) -> list[Edit]:
        """Turn an edit into edits of the Markdown."""
        return [self._placed(part) for part in self._chosen(edit)]

    def _chosen(self, edit: Edit) -> list[Edit]:
        """Return edits of the block's content that make it read as the edit would."""
        if self.block.html:
            return self.located.edits(edit)
        whole = self.text[: edit.start] + edit.text + self.text[edit.end :]
        tried = [
            located.edits(variant)
            for variant in self._variants(edit)
            for located in (self.located, replace(self.located, escape=_escape))
        ]
        tried.append(self._without_markup(edit))
        for parts in tried:
            if self._reads(parts, whole, _words):
                return parts
        # no way to write it keeps each space: the words count
        return next((parts for parts in tried if self._reads(parts, whole, _letters)), tried[0])

    def _variants(self, edit: Edit) -> Iterator[Edit]:
        """Yield an edit, and the same with the space before or behind it taken along."""
        yield edit
        text = self.text
        before = edit.start > 0 and text[edit.start - 1] == " "
        behind = text[edit.end : edit.end + 1] == " "
        if before:
            yield Edit(edit.start - 1, edit.end, edit.text)
        if behind:
            yield Edit(edit.start, edit.end + 1, edit.text)
        if before and behind:
            yield Edit(edit.start - 1, edit.end + 1, edit.text)
        if edit.text != edit.text.strip():
            yield Edit(edit.start, edit.end, edit.text.strip())

    def _without_markup(self, edit: Edit) -> list[Edit]:
        """Delete words with the emphasis that would be left about nothing."""
        pieces = [p for p in self.located.pieces if edit.start <= p.start and p.end <= edit.end]
        if edit.text.strip() or not any(p.wrapped for p in pieces):
            return self.located.edits(edit)
        start, end = pieces[0].first, pieces[-1].last
        content = self.block.content
        while pieces[0].wrapped and start > 0 and content[start - 1] in "*_~[":
            start -= 1
        while pieces[-1].wrapped and content[end : end + 1] in ("*", "_", "~"):
            end += 1
        return [Edit(start, end, "")]

    def _reads(self, parts: Sequence[Edit], whole: str, kind: Callable[[str], str]) -> bool:
        """Tell whether the content with these edits reads as wanted, and begins no other block."""
        content = _applied(self.block.content, parts)
        if any(_BLOCK_START.match(line) for line in self._touched(parts)):
            return False
        made = mdinline.read(content, parser(), self.env, _as_it_is)
        return kind(made.located.text if made.located else "") == kind(whole)

    def _touched(self, parts: Sequence[Edit]) -> Iterator[str]:
        """Yield the lines of the content whose beginnings the edits change, as they would be."""
        content = self.block.content
        for number, part in enumerate(parts):
            start = content.rfind("\n", 0, part.start) + 1
            if not content[start : part.start].strip() or part.start - start < 12:
                end = content.find("\n", part.end)
                line = content[start : end if end >= 0 else len(content)]
                same = [p for p in parts[number:] if p.end <= start + len(line)]
                was = bool(_BLOCK_START.match(line))
                if not was:
                    yield _applied(line, [Edit(p.start - start, p.end - start, p.text) for p in same])

    def _placed(self, edit: Edit) -> Edit:
        """Turn an edit of the block's content into one of the Markdown."""
        content, places, ends = self.block.content, self.block.places, self.block.ends
        text = edit.text.replace("|", "\\|").replace("\\\\|", "\\|") if self.block.role == "cell" else edit.text
        first = places[edit.start] if edit.start < len(places) else ends[-1]
        if edit.end == edit.start:
            return Edit(first, first, text)
        over = content[edit.end - 1] == "\n" and edit.end < len(places)
        return Edit(first, places[edit.end] if over else ends[edit.end - 1], text)


def _applied(text: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _words(text: str) -> str:
    return " ".join(text.replace(OBJECT, " ").split())


def _letters(text: str) -> str:
    return "".join(text.replace(OBJECT, " ").split())


def segments(text: str) -> Iterator[MdSegment]:
    """Yield the segments of a Markdown text whose line ends are all "\\n"."""
    env: dict[str, Any] = {}
    for block in blocks(text, env):
        if block.html:
            for found in html_segments(block.content):
                yield MdSegment(found.located, found.role, block.places[found.at], block, env)
            continue
        inline = mdinline.read(block.content, parser(), env, _as_it_is)
        if inline.located:
            at = block.places[inline.located.pieces[0].first]
            yield MdSegment(inline.located, block.role, at, block, env)
        for first, last in inline.alts:
            if content := block.content[first:last]:
                part = MdBlock(content, "caption", False, block.places[first:last], block.ends[first:last])
                alt = mdinline.read(content, parser(), env, _as_it_is)
                if alt.located:
                    yield MdSegment(alt.located, "caption", part.places[alt.located.pieces[0].first], part, env)


class Lines:
    """Where the code points of a text stand in the same with its own line ends."""

    def __init__(self, text: str) -> None:
        self.same = "\r" not in text
        ends = [match.end() for match in regex.finditer(r"\r\n|\r|\n", text)] if not self.same else []
        self.text = text if self.same else regex.sub(r"\r\n?", "\n", text)
        self.theirs = [0, *ends]
        self.ours = [0, *(match.end() for match in regex.finditer("\n", self.text))] if not self.same else [0]

    def original(self, at: int) -> int:
        """Return the place in the original."""
        if self.same:
            return at
        line = bisect_right(self.ours, at) - 1
        return self.theirs[line] + at - self.ours[line]
