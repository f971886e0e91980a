"""The tags and texts of an XML document in order, and whole stretches of elements that have an ordinary shape.

The parser checks such a stretch as it does all else, but tells of no tag in it: a pattern has found them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mtqa.load.bytesource import ByteSource
from mtqa.load.xml.read import End, Parser, Start, chunks, encoding_in
from mtqa.load.xml.texts import Text, between

DEEPEST_RUN = 80
"""Units: open elements around those that are read as a run; what is open in these is not counted, but is no more."""


class Run(NamedTuple):
    """Elements of the ordinary shape that stand one behind the other, as matches of their pattern.

    Units: `at`, its last byte in the file; `base`, the byte that the matches count from; `line` and `column` of the
    first match.
    """

    at: int
    base: int
    line: int
    column: int
    found: Sequence[re.Match[bytes]]


Event = Start | End | Text


class Ordinary(NamedTuple):
    """What may be read as runs: elements that a pattern matches, from the "<" on, with white space behind them.

    `pattern` is for UTF-8 and encodings of one byte. It must read no element otherwise than XML does, given that all
    is well-formed, that its names are in the namespace of the outermost element, and that nothing is declared. `among`
    tells by the names of the open elements whether runs are looked for there.
    """

    pattern: re.Pattern[bytes]
    among: Callable[[Sequence[str]], bool]


class _Tags(Parser):
    """Collect tags, each with its line and column. Nothing is kept of what stands in elements to be passed over."""

    def __init__(self, name: str, encoding: str, skipped: frozenset[str], ordinary: Ordinary | None) -> None:
        super().__init__(name, encoding)
        self.tags: list[Start | End | Run] = []
        self.skipped = skipped
        self.skipping = 0
        self.jumped: set[int] = set()
        self.last = -1
        self.path: list[str] = []
        self.ordinary = ordinary if self.one_byte else None
        self.unprefixed: list[str] = []
        if self.ordinary:
            self.parser.StartDoctypeDeclHandler = self._doctype
            self.parser.StartNamespaceDeclHandler = self._namespace
            self.parser.EndNamespaceDeclHandler = self._namespace_ended
            if hasattr(self.parser, "SetReparseDeferralEnabled"):  # what was fed has been told of
                self.parser.SetReparseDeferralEnabled(False)

    def started(self, name: str, attributes: dict[str, str]) -> None:
        super().started(name, attributes)
        self.path.append(name)
        if self.skipping:
            return
        p = self.parser
        here = name, attributes, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber + 1
        self.tags.append(tuple.__new__(Start, here))
        if self.skipped and name.rpartition("}")[2] in self.skipped:
            self.skipping = self.depth

    def ended(self, name: str) -> None:
        if self.skipping in (0, self.depth):
            p = self.parser
            if self.skipping:
                self.skipping = 0
                self.jumped.add(p.CurrentByteIndex)
            here = name, p.CurrentByteIndex, p.CurrentLineNumber, p.CurrentColumnNumber + 1
            self.tags.append(tuple.__new__(End, here))
        self.depth -= 1
        self.path.pop()

    def kept(self) -> int:
        if self.last >= 0 and (self.tags or not self.skipping):
            return self.last
        return self.tags[0].at if self.tags else super().kept()

    def _doctype(self, name: str, system: str | None, public: str | None, declares: bool) -> None:
        if declares:  # attributes that an element has without showing them, it may be
            self.ordinary = None

    def _namespace(self, prefix: str | None, name: str | None) -> None:
        if prefix is None:
            self.unprefixed.append(name or "")

    def _namespace_ended(self, prefix: str | None) -> None:
        if prefix is None:
            self.unprefixed.pop()

    def take(self, data: bytes, final: bool) -> None:
        """Parse some bytes, runs in them at once. Raises: NotWellFormed; InputError past a bound."""
        at = 0
        for found in _runs(self.ordinary.pattern, data) if self.ordinary else ():
            start, stop = found[0].start(), found[-1].end()
            self.feed(data[at:start], False)
            at = start
            if self._at_rest():
                p, here = self.parser, self.parser.CurrentByteIndex
                run = Run(here + stop - start - 1, here - start, p.CurrentLineNumber, p.CurrentColumnNumber + 1, found)
                p.StartElementHandler = p.EndElementHandler = None
                self.feed(data[start:stop], False)
                self.watch()
                self.tags.append(run)
                at = stop
        self.feed(data[at:], final)

    def _at_rest(self) -> bool:
        """Tell whether a run may begin here: no markup has begun since the last tag, and names mean what they say."""
        if self.ordinary is None or not self.path or self.skipping or len(self.path) > DEEPEST_RUN:
            return False
        last, fed = self.tags[-1].at if self.tags else self.last, self.base + len(self.window)
        space = self.path[0].rpartition("}")[0]
        return (
            self.parser.CurrentByteIndex == fed
            and self.window.find(b"<", last + 1 - self.base) < 0
            and (self.unprefixed[-1] if self.unprefixed else "") == space
            and self.ordinary.among(self.path)
        )


def _runs(pattern: re.Pattern[bytes], data: bytes) -> Iterator[list[re.Match[bytes]]]:
    """Yield the matches of a pattern, those that touch together."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):  # lines are told by their line feeds
        return
    run: list[re.Match[bytes]] = []
    end = -1
    for match in pattern.finditer(data):
        if match.start() != end and run:
            yield run
            run = []
        run.append(match)
        end = match.end()
    if run:
        yield run


class Reader:
    """A document's events, but for those inside elements whose local name is in `skipped`.

    `texts`: whether all texts are wanted, to be changed between two events as one likes.
    """

    def __init__(
        self, source: ByteSource, skipped: frozenset[str] = frozenset(), ordinary: Ordinary | None = None
    ) -> None:
        self.source = source
        self.texts = True
        self.tags = _Tags(source.name, encoding_in(source), skipped, ordinary)

    def __iter__(self) -> Iterator[Event | Run]:
        """Yield the events. Raises: NotWellFormed; InputError past a bound."""
        reader = self.tags
        reader.watch()
        before: Start | End | None = None
        for data, final in chunks(self.source):
            reader.take(data, final)
            ready, reader.tags = reader.tags, []
            for tag in ready:
                reader.last = tag.at
                if isinstance(tag, Run):
                    before = None
                    yield tag
                    continue
                if reader.jumped and tag.at in reader.jumped:
                    reader.jumped.remove(tag.at)
                elif before and before.at != tag.at and (self.texts or not reader.one_byte):  # UTF-16 is checked here
                    yield from between(reader, before, tag.at)
                before = tag
                yield tag


def events(source: ByteSource, skipped: frozenset[str] = frozenset()) -> Iterator[Event]:
    """Yield the events of a document, but for those inside elements whose local name is in `skipped`.

    Raises: NotWellFormed; InputError past a bound.
    """
    return (event for event in Reader(source, skipped) if not isinstance(event, Run))
