"""Read XML as a stream of events that know which bytes they stand in (expat, with nothing loaded from outside).

Entities that a document declares are refused, and so are external ones: what they hide would be read without being
seen. Nesting, attributes and single texts are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, read

CHUNK = 256 * 1024
DEEPEST = 200
LONGEST_ATTRIBUTES = 1 << 20
LONGEST_TEXT = 16 << 20
"""Units: code points between two tags."""


class Start(NamedTuple):
    """A start tag; `name` is "namespace}local" or "local". Units: `at` and `line` of its "<"; bytes, lines from 1."""

    name: str
    attributes: Mapping[str, str]
    at: int
    line: int
    column: int


class End(NamedTuple):
    """An end tag. Units: `at`, the byte after it."""

    name: str
    at: int


class Text(NamedTuple):
    """Characters as the document means them, and the bytes they stand in.

    `plain`: the bytes are the characters, encoded; otherwise they are an entity or a line end.
    """

    text: str
    first: int
    last: int
    plain: bool
    cdata: bool
    line: int
    column: int


Event = Start | End | Text


@dataclass(slots=True)
class _Reader:
    name: str
    encoding: str
    events: list[Event] = field(default_factory=list)
    parser: Any = None
    window: bytearray = field(default_factory=bytearray)
    base: int = 0
    pending: tuple[str, int, bool, int, int] | None = None
    cdata: bool = False
    depth: int = 0
    run: int = 0
    closing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        parser = expat.ParserCreate(None, "}")
        parser.buffer_text = False
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = lambda: self._cdata(True)
        parser.EndCdataSectionHandler = lambda: self._cdata(False)
        parser.CommentHandler = lambda _: self._settle()
        parser.ProcessingInstructionHandler = lambda *_: self._settle()
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        self.parser = parser

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and not self.encoding.startswith("utf-16"):
            self.encoding = encoding.lower()

    def _entity(self, name: str, *_: Any) -> None:
        raise InputError(
            f"the document declares an entity, &{name};", self._where(),
            "write the text itself in its place: declared entities are not read, for safety",
        )  # fmt: skip

    def _skipped(self, name: str, is_parameter: bool) -> None:
        raise InputError(f"the entity &{name}; is not known", self._where(), "write the character itself")

    def _where(self) -> str:
        return f"{self.name}:{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}"

    def _settle(self) -> None:
        """Give the text before this event its end."""
        if self.pending is None:
            return
        text, first, cdata, line, column = self.pending
        last = self.parser.CurrentByteIndex
        raw = self.window[first - self.base : last - self.base]
        self.pending = None
        self.events.append(Text(text, first, last, self._is_plain(text, raw), cdata, line, column))

    def _is_plain(self, text: str, raw: bytearray) -> bool:
        try:
            return text.encode(self.encoding) == raw
        except (UnicodeEncodeError, LookupError):
            return False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._settle()
        self.depth += 1
        self.run = 0
        if self.depth > DEEPEST:
            raise InputError(f"elements nested more than {DEEPEST} deep", self._where(), "this is no feed or text file")
        if attributes and sum(map(len, attributes.values())) > LONGEST_ATTRIBUTES:
            raise InputError("attributes of over a million characters", self._where(), "this is no feed or text file")
        p = self.parser
        self.events.append(Start(name, attributes, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber + 1))

    def _end(self, name: str) -> None:
        self._settle()
        self.depth -= 1
        self.run = 0
        self.events.append(End(name, self.parser.CurrentByteIndex))

    def _text(self, text: str) -> None:
        self._settle()
        self.run += len(text)
        if self.run > LONGEST_TEXT:
            raise InputError(f"a text of over {LONGEST_TEXT:,} characters", self._where(), "break it into elements")
        p = self.parser
        self.pending = text, p.CurrentByteIndex, self.cdata, p.CurrentLineNumber, p.CurrentColumnNumber + 1

    def _cdata(self, inside: bool) -> None:
        self._settle()
        self.cdata = inside

    def feed(self, data: bytes, final: bool) -> list[Event]:
        """Parse some bytes; return the events that are complete."""
        kept = self.pending[1] if self.pending else self.parser.CurrentByteIndex
        if kept > self.base:
            del self.window[: kept - self.base]
            self.base = kept
        self.window += data
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            where = f"{self.name}:{error.lineno}:{error.offset + 1}"
            told = f"not well-formed XML: {expat.errors.messages[error.code]}"
            raise InputError(told, where, "mend the file, or what wrote it") from error
        except (ValueError, LookupError) as error:  # an encoding that expat cannot use
            raise InputError(
                f"the encoding {self.encoding} cannot be read: {error}", self.name, "save it as UTF-8"
            ) from error
        done, self.events = self.events, []
        return done


def events(source: ByteSource) -> Iterator[Event]:
    """Yield the events of a document. Raises: InputError where it is not well-formed, or past a bound."""
    with source.open() as file:
        first = read(file, CHUNK, source.name)
        reader = _Reader(source.name, "utf-16" if first[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        if reader.encoding == "utf-16":
            reader.encoding = "utf-16-le" if first[:2] == b"\xff\xfe" else "utf-16-be"
        data = first
        while data:
            yield from reader.feed(data, False)
            data = read(file, CHUNK, source.name)
        yield from reader.feed(b"", True)
