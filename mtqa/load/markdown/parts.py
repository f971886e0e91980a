"""A Markdown file in parts, each of whole blocks.

Some lines of the file are parsed. What the parser reads ahead to tell a block ends at a blank line, and where a block
goes on behind one, the first line that does not belong to it tells so. So all that is found before a block that lies in
no other and stands behind a blank line is what the whole file would give. The next lines begin there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, Encoding
from mtqa.load.markdown import frontmatter
from mtqa.load.markdown.blocks import MdBlock, blocks
from mtqa.load.markdown.lines import Lines
from mtqa.load.texts import Reading, texts
from mtqa.load.whole import Whole

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


class _Pending(Reading):
    """The text of a file, handed out in parts."""

    def __init__(self, read: Iterator[str], encoding: Encoding, name: str) -> None:
        super().__init__(read, encoding)
        self._name = name

    def front(self) -> Part | None:
        """Hand out the front matter, if there is any."""
        self.fill(len("---"))
        if not self.text.startswith(("---", "+++")):
            return None
        self.fill(2 * frontmatter.LARGEST + _STEP)  # twice, as a line end may be of two signs
        lines = Lines(self.text)
        end = lines.original(frontmatter.end_of(lines.text))
        return self._part(Lines(self.text[:end]), end, [], front=True) if end else None

    def parts(self, env: dict[str, Any]) -> Iterator[Part]:
        """Hand out the rest."""
        wanted = LEAST
        while True:
            self.fill(wanted + 1)
            allowed = self._allowed(wanted)
            if self.ended and len(self.text) <= allowed:
                if self.text:
                    lines = Lines(self.text)
                    yield self._part(lines, len(self.text), blocks(lines.text, env).found)
                return
            if size := self._cut(allowed):
                lines = Lines(self.text[:size])
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

    def _allowed(self, wanted: int) -> int:
        """Return how much of the wanted text can be parsed at once, for the signs in it."""
        if wanted <= LEAST:
            return wanted
        signs = 0
        for at in range(0, min(wanted, len(self.text)), _STEP):
            part = self.text[at : min(at + _STEP, wanted)]
            signs += sum(map(part.count, _SIGNS))
            if signs > MOST_SIGNS:
                return at + len(part)
        return wanted

    def _cut(self, most: int) -> int:
        """Return where the last line of so much text ends; 0 if none does."""
        most = min(most, len(self.text))
        return max(self.text.rfind("\n", 0, most), self.text.rfind("\r", 0, most - 1)) + 1

    def _part(self, lines: Lines, size: int, found: list[MdBlock], *, front: bool = False) -> Part:
        """Hand out so much of the text."""
        return Part(self.take(size), lines, found, front)

    def _refuse(self, signs: bool) -> None:
        told = f"{MOST_SIGNS:,} line ends and signs of markup" if signs else f"{LARGEST >> 20} MiB"
        raise InputError(
            f"a list, table, code or the like that begins here has over {told}, and can only be read as a whole",
            f"{self._name}:{self.line}", "split it, or close what is left open",
        )  # fmt: skip
