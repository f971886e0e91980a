"""Cut Markdown into segments, each of which knows how an edit of it is written so that no markup is made or broken.

An edit is tried as it is, and read again. Only where it would not read as meant are its signs escaped; where it would
leave `**` beside a space or about nothing, it takes these with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mtqa import rx
from mtqa.load.html.read import segments as html_segments
from mtqa.load.located import KEPT, OBJECT, Located
from mtqa.load.markdown import inline as mdinline
from mtqa.load.markdown.blocks import MdBlock, parser
from mtqa.model import Edit

_SIGNS = rx.compile(r"[\\`*_\[\]<>~{|!]|&(?=[#\w])")
_BLOCK_START = rx.compile(
    r" {0,3}(?:#{1,6}(?:[ \t]|$)|>|[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|```|~~~|:::|<[a-zA-Z/!?]|\[[^\]]*\]:"
    r"|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$|(?:\*[ \t]*){3,}$|=+[ \t]*$|-+[ \t]*$)| {4}|\t",
)
_NUMBER = rx.compile(r"( {0,3}\d{1,9})([.)])")


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

    def place(self, at: int) -> int:
        """Return the code point of the Markdown where one of the text stands."""
        inner = self.located.place(at)
        return self.block.places[inner] if inner < len(self.block.places) else self.block.ends[-1]

    def edits(self, edit: Edit) -> list[Edit]:
        """Turn an edit into edits of the Markdown."""
        return [self._placed(part) for part in self._chosen(edit)]

    def _chosen(self, edit: Edit) -> list[Edit]:
        """Return edits of the block's content that make it read as the edit would."""
        if self.block.html:
            return self.located.edits(edit)
        whole = self.text[: edit.start] + edit.text + self.text[edit.end :]
        tried: list[list[Edit]] = []
        for variant in self._variants(edit):
            for escape in (_as_it_is, _escape):
                parts = replace(self.located, escape=escape).edits(variant)
                tried += parts, self._guarded(parts), self._unmarked(parts)
        for escape in (_as_it_is, _escape):
            parts = replace(self.located, escape=escape).edits(edit, trim=False)  # all in one place
            tried += parts, self._guarded(parts), self._unmarked(parts)
            parts = self._without_markup(Edit(edit.start, edit.end, edit.text.strip()), escape)
            tried += parts, self._guarded(parts)
        for parts in tried:
            if self._reads(parts, whole, _words):
                return parts
        # no way to write it keeps each space: the words count; else what is escaped does the least harm
        return next((parts for parts in tried if self._reads(parts, whole, _letters)), tried[4])

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
        if before and not edit.text and text[edit.end - 1] == " ":
            yield Edit(edit.start - 1, edit.end - 1, "")
        if behind and not edit.text and text[edit.start] == " ":
            yield Edit(edit.start + 1, edit.end + 1, "")
        if edit.text != edit.text.strip():
            yield Edit(edit.start, edit.end, edit.text.strip())

    def _unmarked(self, parts: Sequence[Edit]) -> list[Edit]:
        """Take away the emphasis that edits would leave about nothing, or a space beside its signs."""
        content = self.block.content
        made = list(parts)
        for piece in self.located.pieces:
            start, end = piece.first, piece.last
            within = [part for part in parts if start <= part.start and part.end <= end]
            if not piece.wrapped or len(within) != 1 or within[0].text:
                continue
            part = within[0]
            opens, closes = start, end
            while opens > 0 and content[opens - 1] in "*_~" and content[closes : closes + 1] == content[opens - 1]:
                opens, closes = opens - 1, closes + 1
            if (part.start, part.end) == (start, end):
                made += Edit(opens, start, ""), Edit(end, closes, "")
            elif part.start == start and content[part.end] == " ":  # the space that is left goes before the sign
                made[made.index(part)] = Edit(part.start, part.end + 1, "")
                made.append(Edit(opens, opens, " "))
            elif part.end == end and content[part.start - 1] == " ":
                made[made.index(part)] = Edit(part.start - 1, part.end, "")
                made.append(Edit(closes, closes, " "))
        return sorted(made, key=lambda part: (part.start, part.end))

    def _without_markup(self, edit: Edit, escape: Callable[[str, str], str]) -> list[Edit]:
        """Write over the emphasis too that would be left about nothing; code and the like is never written over."""
        covered = [p for p in self.located.pieces if p.start < edit.end and p.end > edit.start]
        pieces = [p for p in covered if edit.start <= p.start and p.end <= edit.end]
        if not pieces or any(p.kind == KEPT for p in covered):
            return self.located.edits(edit)
        start, end = pieces[0].first, pieces[-1].last
        content = self.block.content
        while pieces[0].wrapped and start > 0 and content[start - 1] in "*_~[":
            start -= 1
        while pieces[-1].wrapped and content[end : end + 1] in ("*", "_", "~"):
            end += 1
        start -= max(pieces[0].start - edit.start, 0)
        end += max(edit.end - pieces[-1].end, 0)
        return [Edit(max(start, 0), min(end, len(content)), escape(edit.text, ""))]

    def _reads(self, parts: Sequence[Edit], whole: str, kind: Callable[[str], str]) -> bool:
        """Tell whether the content with these edits reads as wanted, and begins no other block."""
        content = _applied(self.block.content, parts)
        if any(True for _ in self._begins(parts)):
            return False
        made = mdinline.read(content, parser(), self.env, _as_it_is)
        return kind(made.located.text if made.located else "") == kind(whole)

    def _begins(self, parts: Sequence[Edit]) -> Iterator[int]:
        """Yield where, in the edited content, a line would begin another block than it did: its telling sign."""
        content = self.block.content
        start = 0
        for line in _applied(content, parts).split("\n"):
            sign = _BLOCK_START.match(line)
            if sign:
                places = [self._old(parts, start + i) for i in range(max(sign.end(), 1))]
                first = places[0][1]
                same = all(part is None and place == first + i for i, (part, place) in enumerate(places))
                if not (same and (first == 0 or content[first - 1] == "\n")):
                    number = _NUMBER.match(line)
                    yield start + (number.start(2) if number else len(line) - len(line.lstrip(" ")))
            start += len(line) + 1

    def _guarded(self, parts: Sequence[Edit]) -> list[Edit]:
        """Put a backslash where a line would begin another block than it did."""
        made = list(parts)
        for at in self._begins(parts):
            part, place = self._old(parts, at)
            if part is None:
                made.append(Edit(place, place, "\\"))
            elif part in made:
                made[made.index(part)] = Edit(part.start, part.end, part.text[:place] + "\\" + part.text[place:])
        return sorted(made, key=lambda e: (e.start, e.end))

    def _old(self, parts: Sequence[Edit], at: int) -> tuple[Edit | None, int]:
        """Return where a place of the edited content comes from: an edit and the place in its text, or the content."""
        shift = 0
        for part in parts:
            begins = part.start + shift
            if at < begins:
                break
            if at < begins + len(part.text):
                return part, at - begins
            shift += len(part.text) - (part.end - part.start)
        return None, at - shift

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


def segments(blocks: Iterable[MdBlock], env: dict[str, Any]) -> Iterator[MdSegment]:
    """Yield the segments of blocks; `env` holds the link references of the text that they stand in."""
    for block in blocks:
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
