"""Read files by blocks of whole lines, with the bytes' places kept."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from mtqa.errors import InputError, UsageError
from mtqa.model import ByteEdit

if TYPE_CHECKING:  # needed where standard input is read
    from mtqa.load.spool import Spool

BLOCK = 1024 * 1024
"""Units: bytes read at a time; a batch of segments comes of each."""
MOST_WITHOUT_LINE_END = 64 * 1024 * 1024
MOST_WHOLE = 64 * 1024 * 1024
"""Units: bytes, unpacked, of a file that can only be read as a whole."""

_STEP = 4096
"""Units: code points of a text between places whose bytes are counted once."""
LEAST_BOMB, MOST_UNPACKED = 64 * 1024 * 1024, 200
"""Units: bytes from which on a gzip file may not be over so many times its size; prose packs to a third."""

_GZIP = b"\x1f\x8b"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class ByteSource:
    """A file, or bytes from standard input or the net, those of a large input in a file without a name.

    `media` and `charset` are what a server says of its answer, in lower case; empty for all else.
    """

    name: str
    path: Path | None = None
    data: bytes | Spool | None = None
    media: str = ""
    charset: str = ""

    @property
    def filename(self) -> str:
        """The name as a file would have it: of an address the last part of its path, else the host."""
        if not is_url(self.name):
            return self.name
        parts = self.name.partition("://")[2].partition("?")[0].partition("#")[0].split("/")
        return next(part for part in (*reversed(parts), "answer") if part.strip("."))

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it for reading, unpacked if it is gzip. Raises: InputError."""
        if not self.compressed:
            return self.packed()
        try:
            return cast("BinaryIO", gzip.open(self.path or self.packed()))
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", self.name) from error

    @property
    def compressed(self) -> bool:
        """Tell whether the file is gzip, by its first bytes. Raises: InputError."""
        try:
            with self.packed() as file:
                return file.read(len(_GZIP)) == _GZIP
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", self.name) from error

    def packed(self) -> BinaryIO:
        """Open it for reading as it is. Raises: InputError."""
        if self.path is None:
            return (
                io.BytesIO(self.data or b"") if self.data is None or isinstance(self.data, bytes) else self.data.open()
            )
        try:
            return self.path.open("rb")
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", self.name) from error

    def head(self, size: int = 65536) -> bytes:
        """Return the first bytes. Raises: InputError."""
        with self.open() as file:
            return read(file, size, self.name)


def is_url(name: str) -> bool:
    """Tell whether a name is an address in the net."""
    return name[:8].lower().startswith(("http://", "https://"))


def read(file: BinaryIO, size: int, name: str) -> bytes:
    """Read up to `size` bytes. Raises: InputError, also for a damaged gzip file."""
    try:
        data = file.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "the gzip file is damaged or cut short", name, "`gzip -t` says where; fetch it again"
        ) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", name) from error
    if isinstance(file, gzip.GzipFile):
        _bound(file, name)
    return data


def _bound(file: gzip.GzipFile, name: str) -> None:
    """Stop at a gzip file that unpacks to far more than a text would."""
    unpacked, packed = file.tell(), cast("BinaryIO", file.fileobj)
    if unpacked > LEAST_BOMB and unpacked > MOST_UNPACKED * packed.tell():
        raise InputError(
            f"unpacks to over {MOST_UNPACKED} times its size, which no text does", name,
            "unpack it first, and check what is in it",
        )  # fmt: skip


def vet(source: ByteSource) -> None:
    """Unpack the beginning of a gzip file, which is quick, before anything slow is done with it. Raises: InputError."""
    if not source.compressed:
        return
    with source.open() as file:
        unpacked = 0
        while unpacked <= LEAST_BOMB and (part := read(file, BLOCK, source.name)):
            unpacked += len(part)


def read_whole(source: ByteSource, limit: int = MOST_WHOLE) -> bytes:
    """Read a file that cannot be read by parts, unpacked, byte order mark and all.

    Units: `limit` in bytes after unpacking; a small gzip file may hold gigabytes, so it is read block by block.
    Raises: InputError for a file over the limit, a damaged gzip and one that cannot be read.
    """
    parts, size = [], 0
    with source.open() as file:
        while part := read(file, BLOCK, source.name):
            size += len(part)
            if size > limit:
                raise too_large(source.name, limit, "unpacked" if source.compressed else "")
            parts.append(part)
    return b"".join(parts)


def too_large(name: str, limit: int, how: str = "") -> InputError:
    """Say that a file is over a limit. Units: bytes."""
    size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
    told = f"this is over {size} {how}".rstrip()
    return InputError(f"{told}, and can only be read as a whole", name, "split it into smaller files")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are text. Units: `skip` bytes of byte order mark."""

    name: str
    skip: int = 0

    @property
    def width(self) -> int:
        """Bytes of the smallest unit."""
        return 2 if self.name.startswith("utf-16") else 1


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file. Units: `offset` in bytes; `line` from 1."""

    data: bytes
    offset: int
    line: int


def encoding_of(source: ByteSource) -> Encoding:
    """Tell the encoding by the byte order mark, then by what a server says; UTF-8 where nothing is said.

    Raises: InputError for a binary file, and for an encoding that cannot be written back.
    """
    head = source.head()
    if marked := marked_as(head):
        return marked
    told = charset_of(source)
    if told.startswith("utf-16"):
        return Encoding(told)
    if b"\0" in head:
        raise InputError(
            "this is a binary file, or UTF-16 without a byte order mark", source.name,
            "give a text file; convert UTF-16 with `iconv -f UTF-16LE -t UTF-8`",
        )  # fmt: skip
    return Encoding(told or "utf-8")


def marked_as(head: bytes) -> Encoding | None:
    """Tell the encoding by the byte order mark, if there is one."""
    return next((Encoding(name, len(bom)) for bom, name in _BOMS if head.startswith(bom)), None)


def charset_of(source: ByteSource) -> str:
    """Return the encoding that a server says a text has, by Python's name; empty where none is said.

    A reader of a format that declares its own encoding asks this where nothing is declared.
    Raises: InputError for one that is not a byte or two a character.
    """
    if not source.charset:
        return ""
    try:
        name = codecs.lookup(source.charset).name
    except LookupError:
        name = ""
    if name in ("ascii", "utf-8", "utf-8-sig"):
        return "utf-8"
    if name.startswith("utf-16"):
        return "utf-16-le" if name == "utf-16-le" else "utf-16-be"
    if not is_single_byte(name):
        raise InputError(
            f"the server says that this is {source.charset[:40]}, which is not read", source.name,
            "save it as UTF-8: `iconv -f ... -t UTF-8`",
        )  # fmt: skip
    return name


def encoding_named(name: str) -> str:
    """Return an encoding that a user names, if it can be read and written back. Raises: UsageError."""
    try:
        known = codecs.lookup(name).name
        if known in ("ascii", "utf-8", "utf-8-sig") or known.startswith("utf-16") or is_single_byte(known):
            return known
    except LookupError:
        pass
    raise UsageError(f"the encoding {name} is not read", hint="such as windows-1252, iso-8859-15, utf-16, utf-8")


def is_single_byte(name: str) -> bool:
    """Tell whether an encoding is ASCII and a byte for each other character."""
    every = bytes(range(256))
    try:
        text = every.decode(name, "replace")
        return text.isascii() is False and len(text) == 256 and text[:128] == every[:128].decode("ascii")
    except (LookupError, ValueError, TypeError):
        return False


def blocks(source: ByteSource, encoding: Encoding) -> Iterator[Block]:
    """Yield a file's blocks, each ending with a line end but for the last."""
    newline = "\n".encode(encoding.name)
    with source.open() as file:
        file.seek(encoding.skip)
        offset, line, rest = encoding.skip, 1, b""
        while fresh := read(file, BLOCK, source.name):
            rest += fresh
            cut = _last(rest, newline, encoding.width)
            if not cut:
                if len(rest) > MOST_WITHOUT_LINE_END:
                    raise InputError(
                        f"no line end in {len(rest) >> 20} MiB", f"{source.name}:{line}",
                        "break the text into lines; a text of this size is not one paragraph",
                    )  # fmt: skip
                continue
            yield Block(rest[:cut], offset, line)
            offset += cut
            line += rest.count(newline, 0, cut) if encoding.width == 1 else _count(rest[:cut], newline)
            rest = rest[cut:]
        if rest:
            yield Block(rest, offset, line)


def _last(data: bytes, newline: bytes, width: int) -> int:
    """Return where the last line ends, 0 if none does."""
    at = len(data)
    while (at := data.rfind(newline, 0, at)) >= 0:
        if at % width == 0:
            return at + len(newline)
        at += len(newline) - 1
    return 0


def _count(data: bytes, newline: bytes) -> int:
    return sum(data[i : i + 2] == newline for i in range(0, len(data), 2))


def decode(block: Block, encoding: Encoding, name: str) -> str:
    """Decode a block. Raises: InputError naming the line and byte."""
    try:
        return block.data.decode(encoding.name)
    except UnicodeDecodeError as error:
        line = block.line + block.data.count("\n".encode(encoding.name), 0, error.start)
        raise InputError(
            f"not {encoding.name.upper()}: byte 0x{block.data[error.start]:02x} at offset {block.offset + error.start}",
            f"{name}:{line}",
            "save the file as UTF-8, or say what an older one is in: --encoding windows-1252",
        ) from error


def size_of(text: str, end: int, encoding: str) -> int:
    """Return how many bytes a text takes up to code point `end`: quick where the same one is asked again and again."""
    if end < _STEP:
        return len(text[:end].encode(encoding))
    step = end // _STEP
    return _sizes(text, encoding)[step] + len(text[step * _STEP : end].encode(encoding))


@lru_cache(maxsize=2)
def _sizes(text: str, encoding: str) -> list[int]:
    """Return how many bytes stand before each _STEP code points of a text."""
    parts = (text[at : at + _STEP] for at in range(0, len(text), _STEP))
    return [*accumulate((len(part.encode(encoding)) for part in parts), initial=0)]


def locate(block: Block, text: str, encoding: str, start: int, end: int, written: str) -> ByteEdit:
    """Turn an edit of a block's decoded text into one of the file's bytes."""
    first = block.offset + size_of(text, start, encoding)
    try:
        data = written.encode(encoding)
    except UnicodeEncodeError as error:
        lacking = error.object[error.start]
        raise InputError(
            f"{encoding} has no {lacking!r}, so this fix cannot be written", hint="save the text as UTF-8"
        ) from error
    return ByteEdit(first, first + len(text[start:end].encode(encoding)), data)
