"""Parse XML by expat, with nothing loaded from outside, and take apart what is written in it.

Entities that a document declares are refused, and so are external ones: what they hide would be read without being
seen. Nesting, tags and single texts are bounded. expat itself only tells where tags are; the texts between them are
taken from the bytes, so that a text costs nothing until it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.entities import html5
from itertools import chain
from typing import Any, NamedTuple
from xml.parsers import expat

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, charset_of, read

CHUNK = 256 * 1024
DEEPEST = 200
LONGEST_TAG = 2 << 20
LONGEST_TEXT = 16 << 20
"""Units: bytes of a tag (or a comment), and between two tags."""

XML_NAMES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TAG = rx.compile(r"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_TOKEN = rx.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|&(?P<name>[^;&<]++);|(?P<line>\r\n?)", regex.DOTALL
)
_LINE_END = rx.compile(r"\r\n?")
_LINES = rx.compile(r"\r\n?|\n")
_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = rx.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")


class NotWellFormed(InputError):
    """Not XML, or XML of a kind that is not read."""


class Start(NamedTuple):
    """A start tag; `name` is "namespace}local" or "local". Units: `at` and `line` of its "<"; bytes, lines from 1."""

    name: str
    attributes: Mapping[str, str]
    at: int
    line: int
    column: int


class End(NamedTuple):
    """An end tag. Units: `at`, the byte of its "<", or behind the tag where one tag is both; the rest as in Start."""

    name: str
    at: int
    line: int = 0
    column: int = 0


class Part(NamedTuple):
    """Some of the characters between two tags. Units: `first` and `last` in code points as written."""

    text: str
    first: int
    last: int
    plain: bool
    cdata: bool


class Parser:
    """expat with everything refused that could reach outside or grow without bound.

    A subclass says what to do with tags, and which bytes are still wanted (`kept`).
    """

    def __init__(self, name: str, encoding: str, *, html_entities: bool = False) -> None:
        self.name = name
        self.encoding = encoding
        self.one_byte = not encoding.startswith("utf-16")  # ASCII is a byte a character
        self.window = bytearray()
        self.base = 0
        self.depth = 0
        legacy = None if encoding.startswith("utf") else encoding  # it may be told from outside, by a server
        parser = self.parser = expat.ParserCreate(legacy, "}")
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        self.known: Mapping[str, str] = html5 if html_entities else {}
        if html_entities:  # an empty DTD from outside turns unknown entities from an error into a call
            parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
            parser.UseForeignDTD(True)
            parser.ExternalEntityRefHandler = self._outside

    def watch(self) -> None:
        """Ask for the tags."""
        self.parser.StartElementHandler = self.started
        self.parser.EndElementHandler = self.ended

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Count the depth."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(f"elements nested more than {DEEPEST} deep", self.where(), "this is no feed or text file")

    def ended(self, name: str) -> None:
        """Count the depth."""
        self.depth -= 1

    def kept(self) -> int:
        """Return the first byte that is still wanted."""
        return int(self.parser.CurrentByteIndex)

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: Any) -> None:
        if is_parameter and value is None:
            return  # declarations from outside, of which nothing is read
        raise NotWellFormed(
            f"the document declares an entity, &{name};", self.where(),
            "write the text itself in its place: declared entities are not read, for safety",
        )  # fmt: skip

    def _outside(self, context: str | None, *_: Any) -> int:
        """Read nothing in the place of what stands outside."""
        self.parser.ExternalEntityParserCreate(context).Parse(b"", True)
        return 1

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if f"{name};" not in self.known and not is_parameter:
            raise NotWellFormed(f"the entity &{name}; is not known", self.where(), "write the character itself")

    def where(self) -> str:
        """Return where the parser stands."""
        return f"{self.name}:{self.parser.CurrentLineNumber}:{self.parser.CurrentColumnNumber + 1}"

    def feed(self, data: bytes, final: bool) -> None:
        """Parse some bytes. Raises: NotWellFormed; InputError past a bound."""
        kept = min(self.kept(), self.base + len(self.window))
        if kept > self.base:
            del self.window[: kept - self.base]
            self.base = kept
        self.window += data
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            where = f"{self.name}:{error.lineno}:{error.offset + 1}"
            told = f"not well-formed XML: {expat.errors.messages[error.code].removeprefix('not well-formed ')}"
            raise NotWellFormed(told, where, "mend the file, or what wrote it") from error
        except (ValueError, LookupError) as error:  # an encoding that expat cannot use
            raise NotWellFormed(
                f"the encoding {self.encoding} cannot be read: {error}", self.name, "save it as UTF-8"
            ) from error
        end = self.base + len(self.window)
        if not final and end - self.parser.CurrentByteIndex > LONGEST_TAG:
            raise InputError(f"a tag of over {LONGEST_TAG:,} bytes", self.where(), "this is no feed or text file")
        if end - self.kept() > LONGEST_TEXT:
            raise InputError(f"a text of over {LONGEST_TEXT:,} bytes", self.where(), "break it into elements")


def decoded(data: bytes | bytearray, encoding: str, where: str) -> str:
    """Decode what expat has let pass. Raises: NotWellFormed for what it should not have, as half a UTF-16 pair."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise NotWellFormed(f"not {encoding.upper()}: {error}", where, "mend the file, or what wrote it") from error


def chunks(source: ByteSource) -> Iterator[tuple[bytes, bool]]:
    """Yield a file's bytes, and whether they are the last."""
    with source.open() as file:
        data = read(file, CHUNK, source.name)
        while data:
            yield data, False
            data = read(file, CHUNK, source.name)
    yield b"", True


def check(source: ByteSource, *, html_entities: bool = False) -> None:
    """Raise NotWellFormed where a document is not well-formed."""
    parser = Parser(source.name, encoding_in(source), html_entities=html_entities)
    for data, final in chunks(source):
        parser.feed(data, final)


def tag_end(written: str) -> int:
    """Return where the tag that this begins with ends. Units: code points."""
    end = written.find(">") + 1
    if end and not written.count('"', 0, end) % 2 and written.find("'", 0, end) < 0:  # it is in no value
        return end
    tag = _TAG.match(written)
    return tag.end() if tag else len(written)


def parts(written: str, at: int = 0) -> Iterator[Part]:
    """Yield the characters that stand between two tags: entities, line ends and CDATA taken apart."""
    for token in chain(_TOKEN.finditer(written, at), (None,)):
        start = token.start() if token else len(written)
        if start > at:
            yield Part(written[at:start], at, start, True, False)
        if token is None:
            return
        at = token.end()
        if token["cdata"] is not None:
            yield from _lines(written, *token.span("cdata"))
        elif token["name"]:
            yield Part(character(token["name"]), token.start(), at, False, False)
        elif token["line"]:
            yield Part("\n", token.start(), at, False, False)


def _lines(written: str, at: int, end: int) -> Iterator[Part]:
    """Yield the inside of a CDATA section; an empty one too, for text can be written to it."""
    empty = at == end
    for line in chain(_LINE_END.finditer(written, at, end), (None,)):
        start = line.start() if line else end
        if start > at or empty:
            yield Part(written[at:start], at, start, True, True)
        if line:
            yield Part("\n", line.start(), line.end(), False, True)
            at = line.end()


def character(name: str) -> str:
    """Return what a reference stands for: &name; or &#number;."""
    if not name.startswith("#"):
        return XML_NAMES.get(name) or html5.get(f"{name};") or f"&{name};"
    return chr(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))


def moved(line: int, column: int, written: str) -> tuple[int, int]:
    """Return the line and column after some text."""
    if "\n" not in written and "\r" not in written:
        return line, column + len(written)
    ends = [m.end() for m in _LINES.finditer(written)]
    return line + len(ends), len(written) - ends[-1] + 1


def encoding_in(source: ByteSource) -> str:
    """Return the encoding of an XML document, by its first bytes, its declaration, then by what its server says."""
    head = source.head(1024)
    for start, name in _UTF16:
        if head.startswith(start):
            return name
    told = _DECLARED.match(head)
    if told or head.startswith(b"\xef\xbb\xbf"):
        return told[1].decode("ascii").lower() if told else "utf-8"
    return charset_of(source) or "utf-8"
