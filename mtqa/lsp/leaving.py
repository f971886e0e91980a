"""Comments that leave a finding alone, written where the format of a text has a place for one.

Each format has places where such a comment may stand; the first is taken at which the text, read anew, has the same
segments as before and the comment belongs to the one that it is for. So none is offered in an attribute, in code, in a
field of plain text or in a format without comments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from mtqa.errors import MtqaError
from mtqa.load import ByteSource, load
from mtqa.load.notes.read import KEYWORD
from mtqa.lsp.checking import Checked, Told
from mtqa.lsp.encoded import encoded
from mtqa.lsp.places import Span, ends_of
from mtqa.lsp.text import Text
from mtqa.model import Document, Edit

LARGEST = 2_000_000
"""Units: code points of a text that is read anew for an offer; a larger one has the suppression file."""
Candidates = Callable[[Text, Span, str], Iterator[Edit]]


def comment(checked: Checked, told: Told) -> Edit | None:
    """Return the edit that writes a comment to leave a finding alone; None where no place for one is known."""
    own, document = checked.encoded, checked.document
    if own is None or document is None or told.batch is None or len(checked.text.text) > LARGEST:
        return None
    candidates = _PLACES.get(document.format)
    if candidates is None:
        return None
    said = f"{KEYWORD} {told.finding.rule}: "
    for edit in candidates(checked.text, ends_of(checked.text, own, told.batch, told.i), said):
        if _holds(checked, told, document, edit):
            return edit
    return None


def _holds(checked: Checked, told: Told, document: Document, edit: Edit) -> bool:
    """Tell whether a comment changes no segment and is for the one that is meant; in PO it is for all of an entry."""
    text, rule, own = checked.text.text, told.finding.rule, checked.encoded
    try:
        data = encoded(text[: edit.start] + edit.text + text[edit.end :], own.encoding).data if own else b""
        changed = load(ByteSource(document.path, data=data), checked.options)
        heeded = False
        for at, (old, new) in enumerate(zip_longest(_noted(document), _noted(changed))):
            if old is None or new is None or old[0] != new[0]:
                return False
            fresh = new[1][rule] > old[1][rule]
            if fresh and at != told.at and document.format != "po":
                return False
            heeded = heeded or (fresh and at == told.at)
        return heeded
    except (MtqaError, UnicodeError, ValueError):
        return False


def _noted(document: Document) -> Iterator[tuple[str, Counter[str]]]:
    """Yield the segments of a text, each with the rules that comments leave alone in it."""
    for batch in document.batches():
        for i, target in enumerate(batch.targets):
            notes = batch.notes[i] if batch.notes else ()
            yield target, Counter(rule for note in notes for rule in note.rules if not note.problem)


def _line_end(text: Text, span: Span, said: str) -> Iterator[Edit]:
    """Behind the segment, at the end of its last line."""
    at = text.line_end(text.line_at(span[1]))
    before = text.text[at - 1 : at]
    yield _added(at, f"{'' if before.isspace() else ' '}<!-- {said}-->")


def _markdown(text: Text, span: Span, said: str) -> Iterator[Edit]:
    yield from _line_end(text, span, said)
    yield _added(span[1], f" <!-- {said}-->")
    number = text.line_at(span[0])
    start = text.line_start(number)
    line = text.line(number)
    indent = line[: len(line) - len(line.lstrip())]
    yield _added(start, f"{indent}<!-- {said}-->{text.newline * 2}")


def _markup(text: Text, span: Span, said: str) -> Iterator[Edit]:
    """Behind the segment, before it, or before the tag that it stands in."""
    yield _added(span[1], f" <!-- {said}-->")
    yield _added(span[1], f"<!-- {said}-->")
    yield _added(span[0], f"<!-- {said}-->")
    yield from _before_tag(text, span, said)


def _before_tag(text: Text, span: Span, said: str) -> Iterator[Edit]:
    tag = text.text.rfind("<", 0, span[0])
    if tag >= 0:
        yield _added(tag, f"<!-- {said}-->")


def _feed(text: Text, span: Span, said: str) -> Iterator[Edit]:
    yield _added(span[1], f"&lt;!-- {said}--&gt;")
    yield from _markup(text, span, said)


def _units(text: Text, span: Span, said: str) -> Iterator[Edit]:
    """Before the element of the translation, where other programs meet it least; else in it."""
    yield from _before_tag(text, span, said)
    yield from _markup(text, span, said)


def _entry(text: Text, span: Span, said: str) -> Iterator[Edit]:
    """Above all lines of a PO entry."""
    number = text.line_at(span[0])
    while number > 0 and not text.line(number).lstrip().startswith(("msgid", "msgctxt")):
        number -= 1
    while number > 0 and text.line(number - 1).lstrip().startswith(("#", "msgid", "msgctxt")):
        number -= 1
    yield _added(text.line_start(number), f"# {said}{text.newline}")


def _cue(text: Text, span: Span, said: str) -> Iterator[Edit]:
    """In a block of its own above the cue."""
    number = text.line_at(span[0])
    while number > 0 and text.line(number - 1).strip():
        number -= 1
    yield _added(text.line_start(number), f"NOTE {said}{text.newline * 2}")


def _added(at: int, text: str) -> Edit:
    return Edit(at, at, text)


_PLACES: Mapping[str, Candidates] = {
    "text": _line_end, "markdown": _markdown, "html": _markup, "feed": _feed, "jsonfeed": _markup, "xliff": _units,
    "tmx": _units, "po": _entry, "vtt": _cue,
}  # fmt: skip
