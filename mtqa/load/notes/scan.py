"""Find the comments to mtqa in a file, format by format. A file without any is never read by these.

A spot is a comment and the stretch of the file that tells which segment it belongs to: the segment that reaches into
begin..at, else the first that begins between `at` and `until`.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import regex

from mtqa import rx
from mtqa.load.bytesource import ByteSource, Encoding, encoding_of, marked_as, read
from mtqa.load.html.names import kind_of
from mtqa.load.notes.read import BARE, COMMENT, ESCAPED, JSON_COMMENT, KEYWORD, LINE_COMMENT, note_of
from mtqa.load.whole import Whole
from mtqa.model import Note

if TYPE_CHECKING:
    from mtqa.load.html.tokens import Left

Place = tuple[int, int]
"""Line and column, from 1."""
END: Place = (1 << 60, 0)
PART, REACH = 1 << 18, 1 << 13
"""Units: code points read at a time, and those in which a tag or comment ends."""


@dataclass(slots=True)
class Spot:
    """A comment and the stretch of the file it speaks of. `every`: of all segments there, not only the first.

    `met`: its segment was found.
    """

    note: Note
    begin: Place
    at: Place
    until: Place = END
    every: bool = False
    met: bool = False


def _opened(source: ByteSource, encoding: str, file: BinaryIO) -> io.TextIOWrapper:
    """Return an open file as text, its line ends as they are."""
    return io.TextIOWrapper(io.BufferedReader(_Unclosed(file, source.name)), encoding, errors="replace", newline="")


class _Unclosed(io.RawIOBase):
    """Bytes of a file that somebody else closes."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file = file
        self.named = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = read(self.file, len(buffer), self.named)
        buffer[: len(data)] = data
        return len(data)


def _lines(source: ByteSource, encoding: str) -> Iterator[tuple[int, str]]:
    with source.open() as file:
        for number, line in enumerate(_opened(source, encoding, file), 1):
            yield number, line.removeprefix("\ufeff") if number == 1 else line


def _text(source: ByteSource, encoding: str) -> str:
    with source.open() as file:
        return _opened(source, encoding, file).read().removeprefix("\ufeff")


class _Where:
    """Lines and columns of a text that begins at a line and column."""

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        self.line = line
        self.starts = [1 - column, *(match.end() for match in _LINE_END.finditer(text))]

    def __call__(self, at: int) -> Place:
        line = bisect_right(self.starts, at)
        return self.line + line - 1, at - self.starts[line - 1] + 1


_LINE_END = rx.compile(r"\r\n|\r|\n")
_OPENS = rx.compile(rf"<!--[ \t]*{KEYWORD}")


def in_text(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of plain text: a comment is for its line, or for the next where its line holds nothing else."""
    for number, line in _lines(source, encoding):
        if KEYWORD not in line:
            continue
        ended = 0
        for match in LINE_COMMENT.finditer(line):
            ended = match.end()
            here = number, match.start() + 1
            yield Spot(note_of(match, *here), (number, 1), here)
        if opens := _OPENS.search(line, ended):
            here = number, opens.start() + 1
            problem = "the comment does not end on its line, so it was read as text"
            yield Spot(Note(line[opens.start() :].strip(), (), "", *here, problem=problem), here, here)


def in_html(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of a page."""
    from mtqa.load.html.tokens import Left

    left = Left()
    for whole in _parts(source, encoding):
        for begin, match in html_comments(whole.text, left):
            here = whole.where(match.start())
            yield Spot(note_of(match, *here), whole.where(begin), here)


def _parts(source: ByteSource, encoding: str) -> Iterator[Whole]:
    """Yield the parts of a page, or all of it."""
    from mtqa.load.html.charset import has_parts
    from mtqa.load.html.parts import parts

    own = marked_as(source.head()) or Encoding(encoding)
    if has_parts(own):
        return (part.whole for part in parts(source, own, xml=False, lang=""))
    return iter([Whole(_text(source, encoding), encoding)])


def html_comments(html: str, left: Left | None = None) -> Iterator[tuple[int, regex.Match[str]]]:
    """Yield the comments of HTML to mtqa, and where the block they stand in begins. Units: code points.

    `left` is what stands open before and after it.
    """
    from mtqa.load.html.tokens import Characters, tokens

    begin = at = 0
    for token in chain(tokens(html, left=left), (None,)):
        for match in _hidden(html, at, token.start if token else len(html)):
            yield begin, match
        if token:
            at = token.end
            if not isinstance(token, Characters) and not kind_of(token.name).inline:
                begin = token.start


def _hidden(html: str, at: int, end: int) -> Iterator[regex.Match[str]]:
    """Yield the comments to mtqa among those between two tokens."""
    while (at := html.find("<!--", at, end)) >= 0:
        if match := COMMENT.match(html, at):
            yield match
        if (at := html.find("-->", at, end)) < 0:
            return


def in_markdown(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of Markdown: in raw HTML, and in the text of a block but not in its code."""
    from mtqa.load.markdown import inline as mdinline
    from mtqa.load.markdown.blocks import parser
    from mtqa.load.markdown.parts import Parts

    parts = Parts(source, encoding_of(source))
    for whole, lines, blocks, _ in parts:
        for block in blocks:
            if KEYWORD not in block.content:
                continue
            if block.html:
                found = list(html_comments(block.content))
            else:
                inline = mdinline.read(block.content, parser(), parts.env, lambda text, _: text).located
                pieces = inline.pieces if inline else ()
                matches = COMMENT.finditer(block.content)
                found = [(0, m) for m in matches if not any(p.first <= m.start() < p.last for p in pieces)]
            for begin, match in found:
                here = whole.where(lines.original(block.places[match.start()]))
                yield Spot(note_of(match, *here), whole.where(lines.original(block.places[begin])), here)


_UNITS = frozenset("item entry trans-unit bin-unit unit tu".split())
_INLINE = frozenset("g x bx ex bpt ept ph it mrk pc sc ec cp sm em hi ut sub".split())
_HTML_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q s samp small span strike strong"
    " sub sup time tt u var wbr".split()
)
_NAME = r"(?P<end>/?)(?:[\w.-]+:)?(?P<tag>[a-zA-Z][\w.-]*)"
_XML = rx.compile(rf"{COMMENT.pattern}|<{_NAME}", regex.DOTALL)
_FEED = rx.compile(rf"{COMMENT.pattern}|(?P<escaped>{ESCAPED.pattern})|(?:<|&lt;){_NAME}", regex.DOTALL)


def in_xml(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of XLIFF and TMX."""
    return _in_xml(source, encoding, _XML, _INLINE)


def in_feed(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of a feed, in its XML and in the HTML of its fields."""
    return _in_xml(source, encoding, _FEED, _HTML_INLINE)


def _in_xml(source: ByteSource, encoding: str, pattern: Any, inline: frozenset[str]) -> Iterator[Spot]:
    """Find comments; one within an item or unit is for this alone."""
    begin: Place = (1, 1)
    unit: list[Spot] = []
    inside = False
    for match, here in _matches(source, encoding, pattern):
        if match.group("own") is not None:
            escaped = "escaped" in pattern.groupindex and match.group("escaped") is not None
            spot = Spot(note_of(match, *here, escaped=escaped), begin, here)
            unit += [spot] if inside else []
            yield spot
            continue
        name = match.group("tag")
        if name.lower() not in inline:
            begin = here
        if name in _UNITS and match.group().startswith("<"):
            for spot in unit:
                spot.until = here
            unit, inside = [], not match.group("end")


def _matches(source: ByteSource, encoding: str, pattern: Any) -> Iterator[tuple[regex.Match[str], Place]]:
    """Yield what a pattern finds in a file that is read part by part, and where."""
    line, column, text = 1, 1, ""
    with source.open() as raw:
        file = _opened(source, encoding, raw)
        ended = False
        while not ended:
            fresh = file.read(PART)
            ended = not fresh
            text += fresh.removeprefix("\ufeff")
            safe = len(text) if ended else max(0, len(text) - REACH)
            where, cut = _Where(text), safe
            for match in pattern.finditer(text):
                if match.start() >= safe:
                    break
                cut = max(safe, match.end())
                row, along = where(match.start())
                yield match, (line + row - 1, along if row > 1 else column + along - 1)
            row, along = where(cut)
            line, column = line + row - 1, along if row > 1 else column + along - 1
            text = text[cut:]


_STRING = rx.compile(r'"(?:[^"\\]++|\\.)*+"', regex.DOTALL)
_JSON_TAG = rx.compile(rf"{JSON_COMMENT.pattern}|(?:<|\\u003[cC])(?P<end>\\?/?)(?P<tag>[a-zA-Z][\w-]*)")


def in_json(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those in the HTML of a JSON Feed; one is for its own field alone."""
    for text, line, column in _strings(source, encoding):
        ends = _Where(text, line, column)
        for string in _STRING.finditer(text):
            yield from _in_string(text, string, ends) if KEYWORD in string.group() else ()


def _strings(source: ByteSource, encoding: str) -> Iterator[tuple[str, int, int]]:
    """Yield parts of a JSON text that hold the keyword and no string cut in two, with the place where they begin."""
    text, line, column, least = "", 1, 1, 0
    with source.open() as file:
        opened = _opened(source, encoding, file)
        while part := opened.read(PART):
            text = (text + part).removeprefix("\ufeff") if (line, column) == (1, 1) else text + part
            if len(text) < least:
                continue
            done = max((string.end() for string in _STRING.finditer(text)), default=0)
            if KEYWORD in text[:done]:
                yield text[:done], line, column
            line, column = _Where(text[:done], line, column)(done)
            text = text[done:]
            least = 2 * len(text)
    if text:
        yield text, line, column


def _in_string(text: str, string: Any, where: _Where) -> Iterator[Spot]:
    import json

    begin, until = string.start(), where(string.end())
    for match in _JSON_TAG.finditer(text, *string.span()):
        if match.group("own") is None:
            begin = match.start() if not kind_of(match.group("tag").lower()).inline else begin
            continue
        here = where(match.start())
        said = BARE.match(json.loads(f'"{match.group("own")}"', strict=False))
        if said:
            yield Spot(note_of(said, *here), where(begin), here, until)


_HASH = rx.compile(rf"\s*#\.?{BARE.pattern}", regex.DOTALL)


def in_po(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of PO, in the comments of translators and programmers: one is for all forms of its entry."""
    entry: list[Spot] = []
    translated = False
    for number, line in _lines(source, encoding):
        bare = line.strip()
        if translated and bare.startswith(("#", "msgid", "msgctxt")):
            for spot in entry:
                spot.until = number, 1
            entry, translated = [], False
        translated |= bare.startswith("msgstr")
        if match := _HASH.fullmatch(line.rstrip("\r\n")):
            here = number, match.start("own") + 1
            entry.append(Spot(note_of(match, *here), here, here, every=True))
            yield entry[-1]


def in_vtt(source: ByteSource, encoding: str) -> Iterator[Spot]:
    """Find those of WebVTT, in NOTE blocks: one is for the next cue."""
    block: list[tuple[int, str]] = []
    for number, line in (*_lines(source, encoding), (0, "")):
        if line.strip():
            block.append((number, line))
            continue
        said = BARE.fullmatch("".join(text for _, text in block)[4:]) if block and block[0][1][:4] == "NOTE" else None
        if said and block[0][1][4:5] in " \t\r\n":
            here = block[0][0], 1
            yield Spot(note_of(said, *here), here, here)
        block = []


SCANS: Mapping[str, Callable[[ByteSource, str], Iterator[Spot]]] = {
    "text": in_text, "html": in_html, "markdown": in_markdown, "feed": in_feed, "jsonfeed": in_json, "xliff": in_xml,
    "tmx": in_xml, "po": in_po, "vtt": in_vtt,
}  # fmt: skip
"""Formats that have comments."""
