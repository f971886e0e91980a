"""Take whole elements out of an XML stream, as bytes that know where they stand and are understood when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource
from mtqa.load.located import Located, Piece
from mtqa.load.xml.read import (
    XML_NAMES,
    End,
    Parser,
    Start,
    character,
    chunks,
    decoded,
    encoding_in,
    moved,
    parts,
    tag_end,
)
from mtqa.load.xml.write import CDATA, width, writer

_MARKUP = rx.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>", regex.DOTALL)
_CDATA = ("<![CDATA[", "]]>")
_REFERENCE = rx.compile(r"&(?!amp;|lt;|gt;|quot;)([^;&<]++);")
_AMPERSAND = rx.compile("&#(?:0*+38|[xX]0*+26);")
_SPECIAL = rx.compile(r"[&<\r]")
_PREFIX = rx.compile(r"(?<=</?)[\w.-]+:(?=[\w.-])")
_CHILD = rx.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|(?P<tag><)", regex.DOTALL)
_HTML_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_FROM_HTML = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
MOST_PIECES = 300_000
"""Entities and the texts between them, in one element."""
MARKED = "marked"
"""The kind of a piece of CDATA that is read as markup would be written: "<" as "&lt;"."""

_Found = tuple[str, int, int, bool, str]
"""(text, first, last, plain, kind) of a piece. Units: code points of what is written."""

Wanted = Callable[[tuple[str, ...], str], str]
"""(names of the open elements, name) -> what to call this element; empty: go into it."""


@dataclass(slots=True, eq=False)
class Element:
    """An element as it is written, from its "<" to the "<" of its end tag. Units: `first` in bytes of the file."""

    role: str
    name: str
    attributes: Mapping[str, str]
    raw: bytes
    first: int
    line: int
    column: int
    encoding: str
    newline: str
    file: str = ""
    _written: str | None = field(default=None, init=False)
    _inner: int | None = field(default=None, init=False)
    _content: str | None = field(default=None, init=False)
    _located: Located | None = field(default=None, init=False)
    _marked: Located | None = field(default=None, init=False)

    @property
    def written(self) -> str:
        """The whole element, decoded. Raises: NotWellFormed."""
        if self._written is None:
            self._written = decoded(self.raw, self.encoding, f"{self.file}:{self.line}:{self.column}")
        return self._written

    @property
    def inner(self) -> int:
        """Where its content begins. Units: code points of `written`."""
        if self._inner is None:
            self._inner = tag_end(self.written)
        return self._inner

    @property
    def content(self) -> str:
        """What stands behind its tag, as it is written."""
        if self._content is None:
            self._content = self.written[self.inner :]
        return self._content

    @property
    def has_children(self) -> bool:
        """Whether elements stand in it."""
        content = self.content
        return "<" in content and not _is_cdata(content) and any(token["tag"] for token in _CHILD.finditer(content))

    @property
    def text(self) -> str:
        """What its characters mean; `located` says the same and where, for more work."""
        content = self.content
        if "<" not in content:
            return _unescaped(content)
        if _is_cdata(content):
            return _unified(content[len(_CDATA[0]) : -len(_CDATA[1])])
        made = [_unescaped(p) if i % 2 == 0 else _unified(p or "") for i, p in enumerate(_MARKUP.split(content))]
        return "".join(made)

    def line_of(self, text: str) -> int:
        """Return the line on which `text` or that of `marked` begins, if its lines are those of the file; else 0."""
        if b"\n" not in self.raw and b"\r" not in self.raw and "\n" not in text:
            return self.line
        content = self.content
        if "\r" in self.written or "<!--" in content or "<?" in content or text.count("\n") != content.count("\n"):
            return 0
        return self.line + self.written.count("\n", 0, self.inner)

    @property
    def located(self) -> Located:
        """Its characters, in bytes of the file."""
        if self._located is None:
            self._located = self._made_of(self._characters())
        return self._located

    @property
    def marked(self) -> Located:
        """Its content as markup: no prefixes of names, and CDATA written out."""
        if self._marked is None:
            self._marked = self._made_of(self._markup())
        return self._marked

    def _characters(self) -> Iterator[_Found]:
        if not _SPECIAL.search(self.written, self.inner):
            yield self.written[self.inner :], self.inner, len(self.written), True, ""
            return
        for text, first, last, plain, cdata in parts(self.written, self.inner):
            yield text, first, last, plain, CDATA if cdata else ""

    def _markup(self) -> Iterator[_Found]:
        at = self.inner
        for gap in chain(_MARKUP.finditer(self.written, at), (None,)):
            stop = gap.start() if gap else len(self.written)
            yield from self._bare(at, stop)
            if gap and gap[1] is not None:
                for i in range(*gap.span(1)):
                    sign = self.written[i]
                    yield _HTML_SIGNS.get(sign, sign), i, i + 1, False, MARKED
            at = gap.end() if gap else stop

    def _bare(self, at: int, stop: int) -> Iterator[_Found]:
        for prefix in chain(_PREFIX.finditer(self.written, at, stop), (None,)):
            end = prefix.start() if prefix else stop
            if end > at:
                yield self.written[at:end], at, end, True, "markup"
            at = prefix.end() if prefix else stop

    def _made_of(self, found: Iterable[_Found]) -> Located:
        pieces: list[Piece] = []
        texts: list[str] = []
        one_byte = self.written.isascii() and not self.encoding.startswith("utf-16")
        length, at, byte = 0, 0, self.first
        for text, first, last, plain, kind in found:
            if one_byte:
                start, byte = self.first + first, self.first + last
            else:
                start = byte + len(self.written[at:first].encode(self.encoding))
                byte = start + len(self.written[first:last].encode(self.encoding))
            end = length + len(text)
            pieces.append(Piece(length, end, start, byte, plain, kind))
            texts.append(text)
            length, at = end, last
            if len(pieces) > MOST_PIECES:
                place = f"{self.file}:{self.line}:{self.column}"
                raise InputError(f"a text of over {MOST_PIECES:,} entities", place, "break it into elements")
        return Located("".join(texts), pieces, width(self.encoding), self._escape)

    def _escape(self, text: str, kind: str) -> str:
        write = writer(self.encoding, self.newline)
        if kind == "markup":  # it comes escaped
            return text.replace("\n", self.newline)
        if kind == MARKED:
            for name, sign in reversed(_FROM_HTML.items()):
                text = text.replace(name, sign)
            return write(text, CDATA)
        return write(text, kind)

    def place(self, byte: int) -> tuple[int, int]:
        """Return the line and column of a byte of the file."""
        return moved(self.line, self.column, self.raw[: byte - self.first].decode(self.encoding))


def _is_cdata(content: str) -> bool:
    """Tell whether a content is one section of CDATA and nothing else."""
    opening, closing = _CDATA
    return content.startswith(opening) and content.find(closing) == len(content) - len(closing)


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _unescaped(text: str) -> str:
    text = _unified(text)
    if "&" not in text:
        return text
    for name in ("lt", "gt", "quot"):
        text = text.replace(f"&{name};", XML_NAMES[name])
    # what stands for "&" must not be read again as the beginning of something
    return _REFERENCE.sub(_character, text).replace("&amp;", "&") if not _AMPERSAND.search(text) else _by_one(text)


def _character(match: regex.Match[str]) -> str:
    return character(match[1])


def _by_one(text: str) -> str:
    return "".join(p.text for p in parts(text))


class _Fields(Parser):
    """Collect the elements that are wanted whole, and the tags of the others."""

    def __init__(self, name: str, encoding: str, wanted: Wanted, newline: str) -> None:
        super().__init__(name, encoding, html_entities=True)
        self.wanted = wanted
        self.newline = newline
        self.path: list[str] = []
        self.ready: list[Start | End | Element] = []
        self.open: Start | None = None
        self.role = ""
        self.open_depth = 0
        self.roles: dict[tuple[str, ...], dict[str, str]] = {}
        self.own: dict[str, str] = {}

    def started(self, name: str, attributes: dict[str, str]) -> None:
        super().started(name, attributes)
        if self.open:
            return
        role = self.own.get(name)
        if role is None:
            role = self.own[name] = self.wanted(tuple(self.path), name)
        p = self.parser
        if role:
            self.open = Start(name, attributes, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber + 1)
            self.role, self.open_depth = role, self.depth
        else:
            self.path.append(name)
            self._turn()
            self.ready.append(Start(name, attributes, p.CurrentByteIndex, 0, 0))

    def ended(self, name: str) -> None:
        tag = self.open
        if tag is None:
            self.path.pop()
            self._turn()
            self.ready.append(End(name, self.parser.CurrentByteIndex))
        elif self.depth == self.open_depth:
            self.open = None
            raw = bytes(self.window[tag.at - self.base : self.parser.CurrentByteIndex - self.base])
            self.ready.append(
                Element(
                    self.role, name, tag.attributes, raw, tag.at, tag.line, tag.column, self.encoding, self.newline,
                    self.name,
                )
            )  # fmt: skip
        super().ended(name)

    def _turn(self) -> None:
        """Take up what elements are called where the parser stands now; a feed asks the same for each item."""
        self.own = self.roles.setdefault(tuple(self.path), {})

    def kept(self) -> int:
        return self.open.at if self.open else super().kept()


def elements(source: ByteSource, wanted: Wanted, newline: str = "\n") -> Iterator[Start | End | Element]:
    """Yield the elements that are wanted, whole, and the tags of those that are gone into (without their places).

    Raises: NotWellFormed; InputError past a bound.
    """
    reader = _Fields(source.name, encoding_in(source), wanted, newline)
    reader.watch()
    for data, final in chunks(source):
        reader.feed(data, final)
        ready, reader.ready = reader.ready, []
        yield from ready
