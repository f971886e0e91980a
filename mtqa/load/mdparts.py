"""A Markdown file in parts, each of whole blocks.

Some lines of the file are parsed. What the parser reads ahead to tell a block ends at a blank line, and where a block
goes on behind one, the first line that does not belong to it tells so. So all that is found before a block that lies in
no other and stands behind a blank line is what the whole file would give. The next lines begin there.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any, NamedTuple

from mtqa.errors import InputError
from mtqa.load import frontmatter
from mtqa.load.bytesource import ByteSource, Encoding, read
from mtqa.load.mdblocks import MdBlock, blocks
from mtqa.load.mdlines import Lines
from mtqa.load.whole import Whole, not_decoded

READ = 1 << 18
"""Units: bytes read at a time."""
LEAST = 1 << 17
"""Units: code points that are parsed at a time, unless a block is longer."""
LARGEST = 16 << 20
"""Units: code points of a block that lies in no other."""
MOST_SIGNS = 400_000
"""Units: signs in such a block that may be markup, line ends twice: each takes up to 25 microseconds."""
_GROWTH = 4
_STEP = 1 << 16
_SIGNS = "\\`*_~[!<&{|\n\n"


class Part(NamedTuple):
    """The front matter of a file (`front`), or blocks. `lines`: its text with its own line ends, and without."""

    whole: Whole
    lines: Lines
    blocks: list[MdBlock]
    front: bool = False


def texts(source: ByteSource, encoding: Encoding) -> Iterator[str]:
    """Yield a file's text as it is read. Raises: InputError."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    lines, done = 0, 0
    with source.open() as file:
        lines += read(file, encoding.skip, source.name).count(b"\n")
        done += encoding.skip
        while True:
            data = read(file, READ, source.name)
            try:
                text = decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                kept = len(error.object) - len(data)  # of the read before
                at = error.start - kept
                line = lines + (data.count(b"\n", 0, at) if at >= 0 else -error.object.count(b"\n", error.start, kept))
                raise not_decoded(error, encoding.name, done + at, line + 1, source.name) from error
            yield text
            if not data:
                return
            done += len(data)
            lines += data.count(b"\n")


class Parts:
    """The parts of a file. `env` holds the link references of all of it from when the first part is handed out."""

    def __init__(self, source: ByteSource, encoding: Encoding) -> None:
        """Look the file through once. Raises: InputError where it is no text."""
        self.source, self.encoding = source, encoding
        self.env: dict[str, Any] = {}
        size, binary, defines, last = 0, False, False, ""
        for text in texts(source, encoding):
            size += len(text)
            binary = binary or "\0" in text
            defines = defines or "]:" in text or (last == "]" and text.startswith(":"))
            last = text[-1:] or last
        if binary:
            raise InputError("this is a binary file", source.name, "give a text file")
        self._twice = size > LEAST and defines  # a link may stand before what it refers to

    def __iter__(self) -> Iterator[Part]:
        """Yield the parts. Raises: InputError."""
        if self._twice:
            env: dict[str, Any] = {}
            for _ in self._read(env):
                pass
            self.env.update(env)
            self._twice = False
        return self._read(self.env)

    def _read(self, env: dict[str, Any]) -> Iterator[Part]:
        pending = _Pending(texts(self.source, self.encoding), self.encoding, self.source.name)
        if front := pending.front():
            yield front
        yield from pending.parts(env)


def _add(env: dict[str, Any], own: dict[str, Any], end: int) -> None:
    """Add the link references that stand before a line; of two with one label the first counts."""
    known = env.setdefault("references", {})
    for label, told in own["references"].items():
        if told["map"][0] < end:
            known.setdefault(label, told)


class _Pending:
    """The text of a file that is not handed out yet. Units: `offset`, its first byte; `line`, from 1, its first."""

    def __init__(self, read: Iterator[str], encoding: Encoding, name: str) -> None:
        self._read, self._encoding, self._name = read, encoding.name, name
        self._text = ""
        self._offset, self._line = encoding.skip, 1
        self._ended = False

    def front(self) -> Part | None:
        """Hand out the front matter, if there is any."""
        self._fill(len("---"))
        if not self._text.startswith(("---", "+++")):
            return None
        self._fill(2 * frontmatter.LARGEST + _STEP)  # twice, as a line end may be of two signs
        lines = Lines(self._text)
        end = lines.original(frontmatter.end_of(lines.text))
        return self._part(Lines(self._text[:end]), end, [], front=True) if end else None

    def parts(self, env: dict[str, Any]) -> Iterator[Part]:
        """Hand out the rest."""
        wanted = LEAST
        while True:
            self._fill(wanted + 1)
            allowed = self._allowed(wanted)
            if self._ended and len(self._text) <= allowed:
                if self._text:
                    lines = Lines(self._text)
                    yield self._part(lines, len(self._text), blocks(lines.text, env).found)
                return
            if size := self._cut(allowed):
                lines = Lines(self._text[:size])
                own: dict[str, Any] = {}
                found = blocks(lines.text, own)
                if found.last or not found.begun:
                    _add(env, own, lines.text.count("\n", 0, found.last))
                    last = lines.original(found.last) if found.begun else size
                    yield self._part(lines, last, found.found[: found.before])
                    wanted = LEAST
                    continue
            if allowed < wanted or wanted >= LARGEST:
                self._refuse(allowed < wanted)
            wanted = min(wanted * _GROWTH, LARGEST)

    def _fill(self, size: int) -> None:
        """Read until so much text is there, or all."""
        made = [self._text]
        length = len(self._text)
        while length < size and not self._ended:
            text = next(self._read, None)
            self._ended = text is None
            made.append(text or "")
            length += len(made[-1])
        self._text = "".join(made)

    def _allowed(self, wanted: int) -> int:
        """Return how much of the wanted text can be parsed at once, for the signs in it."""
        if wanted <= LEAST:
            return wanted
        signs = 0
        for at in range(0, min(wanted, len(self._text)), _STEP):
            part = self._text[at : min(at + _STEP, wanted)]
            signs += sum(map(part.count, _SIGNS))
            if signs > MOST_SIGNS:
                return at + len(part)
        return wanted

    def _cut(self, most: int) -> int:
        """Return where the last line of so much text ends; 0 if none does."""
        most = min(most, len(self._text))
        return max(self._text.rfind("\n", 0, most), self._text.rfind("\r", 0, most - 1)) + 1

    def _part(self, lines: Lines, size: int, found: list[MdBlock], *, front: bool = False) -> Part:
        """Hand out so much of the text."""
        whole = Whole(self._text[:size], self._encoding, self._offset, self._line)
        self._offset = whole.byte(size)
        self._line, _ = whole.where(size)
        self._text = self._text[size:]
        return Part(whole, lines, found, front)

    def _refuse(self, signs: bool) -> None:
        told = f"{MOST_SIGNS:,} line ends and signs of markup" if signs else f"{LARGEST >> 20} MiB"
        raise InputError(
            f"a list, table, code or the like that begins here has over {told}, and can only be read as a whole",
            f"{self._name}:{self._line}", "split it, or close what is left open",
        )  # fmt: skip
