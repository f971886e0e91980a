"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0: the texts of a feed's items and of the feed itself.

An item is named by its guid (Atom: id), else its link, else its number; its segments by that, their field and a number
in it: "guid-17/body/3". HTML in a field, in CDATA or escaped once, is cut into blocks, and so is XHTML; any other text
is one segment. Ids, links, dates, enclosures and all attributes are left alone. A feed that is not well-formed XML is
read by `mtqa.load.feed.tolerant`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.asked import Asked
from mtqa.load.bytesource import BLOCK, ByteSource
from mtqa.load.feed import tolerant
from mtqa.load.feed.fields import ITEMS, ROOTS, XML, field_of, known
from mtqa.load.html import read as htmlread
from mtqa.load.located import Located, Piece
from mtqa.load.options import LoadOptions
from mtqa.load.portions import portions
from mtqa.load.xml.field import Element, elements
from mtqa.load.xml.read import End, NotWellFormed, Start, check
from mtqa.load.xml.write import byte_edits, newline_of
from mtqa.model import Batch, ByteEdit, Document, Edit

FEED = "feed"
"""The item that a feed's own title and description belong to."""
MOST_SEGMENTS = 4096
_HTML = rx.compile(r"</?[a-zA-Z][^<>]*+>|<!--|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_BREAK = rx.compile(r"[ \t]*+(?:\n[ \t]*+)++")
LANGUAGE = rx.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*+")
_AROUND = " \t\n\r"


class Segment(NamedTuple):
    """A text of a field. `found`: where in the field its characters are; None where it is all of a plain field.

    `line`: where it begins; 0 where that takes more work to know.
    """

    element: Element
    marked: bool
    text: str
    found: Located | None
    role: str
    key: str
    item: str
    line: int

    @property
    def inner(self) -> Located:
        """The text in the field's characters."""
        return self.found or next(plain(self.element.text))

    def edits(self, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of the text into edits of the file's bytes."""
        outer = self._outer
        return [part for e in self.inner.edits(edit) for part in byte_edits(outer, e, self.element.encoding)]

    def place(self, at: int = 0) -> tuple[int, int]:
        """Return the line and column of a code point of the text."""
        return self.element.place(self._outer.place(self.inner.place(at)))

    @property
    def _outer(self) -> Located:
        return self.element.marked if self.marked else self.element.located


@dataclass(slots=True)
class _Item:
    """An item as far as it is read."""

    number: int
    about: str = ""
    names: dict[str, str] = field(default_factory=dict)
    fields: list[Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.names.get("guid") or self.names.get("link") or self.about or f"item-{self.number}"


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a feed, tolerantly where it is not well-formed. Raises: InputError."""
    try:
        return _strict(source, options)
    except NotWellFormed as error:
        return _recoded(source, options) or tolerant.load(source, options, error)


def _strict(source: ByteSource, options: LoadOptions) -> Document:
    check(source, html_entities=True)
    root, language = _beginning(source)
    target = options.target_lang or language or "en"
    return Document(source.name, "feed", options.source_lang or "fr", target, partial(_batches, source, root))


def _recoded(source: ByteSource, options: LoadOptions) -> Document | None:
    """Read a feed in an encoding that Python knows and expat does not."""
    found = tolerant.recoded(source)
    if found is None:
        return None
    try:
        document = _strict(found[0], options)
    except NotWellFormed:
        return None
    return replace(document, read_only=f"it is in {found[1]}, which is only read: save it as UTF-8 to have it written")


def _beginning(source: ByteSource) -> tuple[Start, str]:
    """Return the outermost tag, and the language that the feed says it is in, if any. Raises: InputError."""
    root: Start | None = None
    language = ""
    for event in elements(source, partial(_wanted, None)):
        if isinstance(event, Element):
            if event.role == "language" and LANGUAGE.fullmatch(event.text.strip()):
                return root or _no_feed(source, None), event.text.strip()
        elif isinstance(event, Start):
            if root is None:
                root = event
                if known(root.name)[1] not in ROOTS:
                    _no_feed(source, root)
            elif known(event.name)[1] in ITEMS:
                break
            said = event.attributes.get(f"{XML}lang", "")
            language = language or (said if LANGUAGE.fullmatch(said) else "")
    return root or _no_feed(source, None), language


def _no_feed(source: ByteSource, root: Start | None) -> Start:
    told = f"<{known(root.name)[1]}>" if root else "nothing"
    raise InputError(
        f"no feed: its outermost element is {told}",
        source.name,
        "read are RSS (also as RDF) and Atom; see --input-format",
    )


def _wanted(root: Start | None, path: tuple[str, ...], name: str) -> str:
    outer = root.name if root else (path[0] if path else name)
    namespace, bracket, local = outer.rpartition("}")
    role = field_of(path, name, namespace + bracket)
    # a person in Atom is an element with a name in it
    return "" if role == "author" and local.lower() == "feed" and known(name)[1] == "author" else role


def _batches(source: ByteSource, root: Start) -> Iterator[Batch]:
    yield from map(_batch, portions(_segments(source, root), lambda s: len(s.text), BLOCK, MOST_SEGMENTS))


def _batch(segments: Sequence[Segment]) -> Batch:
    return Batch(
        targets=[s.text for s in segments],
        lines=[s.line or s.place()[0] for s in segments],
        columns=Asked(len(segments), lambda i: segments[i].place()[1]),
        keys=[s.key for s in segments],
        roles=[s.role for s in segments],
        items=[s.item for s in segments],
        codes=True,
        locate=lambda i, edit: segments[i].edits(edit),
        place=lambda i, at: segments[i].place(at),
    )


def _segments(source: ByteSource, root: Start) -> Iterator[Segment]:
    atom = known(root.name)[1] == "feed"
    item: _Item | None = None
    outside: Counter[str] = Counter()
    number = 0
    for event in elements(source, partial(_wanted, root), newline_of(source)):
        if isinstance(event, Element):
            if item is None:
                if event.role not in ("guid", "link", "language"):
                    yield from _cut(event, FEED, atom, outside)
            elif event.role in ("guid", "link"):
                item.names.setdefault(event.role, event.text.strip() or event.attributes.get("href", "").strip())
            elif event.role != "language":
                item.fields.append(event)
        elif known(event.name)[1] in ITEMS:
            if isinstance(event, Start) and item is None:
                number += 1
                item = _Item(number, event.attributes.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""))
            elif isinstance(event, End) and item is not None:
                counts: Counter[str] = Counter()
                for element in item.fields:
                    yield from _cut(element, item.name, atom, counts)
                item = None


def _cut(element: Element, item: str, atom: bool, counts: Counter[str]) -> Iterator[Segment]:
    """Cut a field into segments."""
    way = way_of(element, atom)
    if not way:
        return
    role, marked = element.role, way == "xhtml"
    text = element.marked.text if marked else element.text
    is_html = marked or way == "html" or (way == "either" and ("<" in text or "&" in text) and _HTML.search(text))
    if not (is_html or (said := plain_text(text))):
        return
    line, at = element.line_of(text), 0
    if not is_html:
        counts[role] += 1
        line += text.count("\n", 0, len(text) - len(text.lstrip(_AROUND))) if line else 0
        yield Segment(element, False, said, None, role, f"{item}/{role}/{counts[role]}", item, line)
        return
    own = role in ("title", "author", "category")
    for located, part, begin in htmlread.segments(text, xml=marked):
        counts[role] += 1
        told = role if own or part == "body" else part
        if line:
            line, at = line + text.count("\n", at, begin) - text.count("\n", begin, at), begin
        yield Segment(element, marked, located.text, located, told, f"{item}/{role}/{counts[role]}", item, line)


def way_of(element: Element, atom: bool) -> str:
    """Tell how a field holds its text: plain, html, xhtml, either of the first two; empty where it is no text."""
    kind = mode = ""
    if element.attributes:
        kind = element.attributes.get("type", "").lower().split(";")[0].strip()
        mode = element.attributes.get("mode", "").lower()
    if mode == "base64" or (
        kind.partition("/")[0] not in ("", "text", "plain", "html", "xhtml") and "xhtml" not in kind
    ):
        return ""
    if element.has_children or "xhtml" in kind:
        return "xhtml"
    if not kind:
        return "plain" if atom and mode != "escaped" and known(element.name)[0] == "core" else "either"
    return "html" if kind in ("html", "text/html") else "plain"


def plain_text(text: str) -> str:
    """Return what `plain` makes of a text; empty where it makes nothing."""
    said = text.strip(_AROUND)
    return _BREAK.sub(" ", said) if "\n" in said else said


def plain(text: str) -> Iterator[Located]:
    """Yield a text as a segment, if there is any in it: line breaks with the spaces about them as one space."""
    start, end = len(text) - len(text.lstrip(_AROUND)), len(text.rstrip(_AROUND))
    if start >= end:
        return
    pieces: list[Piece] = []
    said: list[str] = []
    length = 0
    for gap in (*_BREAK.finditer(text, start, end), None):
        stop = gap.start() if gap else end
        said.append(text[start:stop])
        pieces.append(Piece(length, length + stop - start, start, stop))
        length += stop - start
        if gap:
            said.append(" ")
            pieces.append(Piece(length, length + 1, stop, gap.end(), False))
            length, start = length + 1, gap.end()
    yield Located("".join(said), pieces)
