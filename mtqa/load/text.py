"""Plain text and Markdown-like text: each line is a segment, and so is a paragraph wrapped over several lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from mtqa import rx
from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, encoding_of, locate
from mtqa.load.masked import Masked, blanked, has_comment, masked
from mtqa.load.notes.read import KEYWORD
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

LONGEST_LINE = 65536
MOST_WRAPPED = 60
"""How many lines a wrapped paragraph may have."""
_UNWRAPPED = rx.compile(r"\s*(?:[-*+>#|]|\d+[.)])\s")
_ENDS_SENTENCE = tuple('.!?:;…"”»)]')
_LINE_END = rx.compile(r"\r\n|\r|\n")
_KEYWORD = KEYWORD.encode()

# (start, end, line number) of a segment in a block's text
Span = tuple[int, int, int]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a text file."""
    encoding = encoding_of(source)

    def batches() -> Iterator[Batch]:
        for block in blocks(source, encoding):
            batch = _batch(block, encoding, source.name)
            if batch.targets:
                yield batch

    return Document(source.name, "text", options.source_lang or "fr", options.target_lang or "en", batches)


def _batch(block: Block, encoding: Encoding, name: str) -> Batch:
    text = decode(block, encoding, name)
    if (encoding.width > 1 or _KEYWORD in block.data) and has_comment(text):
        return _masked(block, text, encoding)
    if targets := _spaced_out(text):
        return Batch(
            targets=targets,
            lines=range(block.line, block.line + 2 * len(targets), 2),
            locate=partial(_locate, block, text, cache(lambda: list(spans_of(text))), encoding.name),
        )
    lines = [] if "\r" in text else text.split("\n")
    if lines and max(map(len, lines)) <= LONGEST_LINE:
        filled = [n for n, line in enumerate(lines) if line and not line.isspace()]
        if not _may_be_wrapped(lines, filled):
            return Batch(
                targets=[lines[n] for n in filled],
                lines=[block.line + n for n in filled],
                locate=partial(_locate, block, text, cache(lambda: list(spans_of(text))), encoding.name),
            )
    spans = list(spans_of(text, block.line))
    return Batch(
        targets=[text[s:e] for s, e, _ in spans],
        lines=[line for _, _, line in spans],
        columns=[_column(text, start) for start, _, _ in spans] if _has_cut_lines(text, spans) else None,
        locate=partial(_locate, block, text, lambda: spans, encoding.name),
    )  # fmt: skip


def _spaced_out(text: str) -> list[str]:
    """Return the lines of a text in which one blank line stands between them, and none is long; else none."""
    if "\r" in text or not text.startswith("\n\n", text.find("\n")):
        return []
    lines = text.split("\n\n")
    if not lines[-1]:
        lines.pop()
    elif lines[-1].endswith("\n"):
        lines[-1] = lines[-1][:-1]
    if not all(lines) or max(map(len, lines)) > LONGEST_LINE:
        return []
    return [] if any(map(str.isspace, lines)) or "\n" in "".join(lines) else lines


def _may_be_wrapped(lines: Sequence[str], filled: Sequence[int]) -> bool:
    """Tell whether lines next to each other, of those that are not blank, look like a paragraph by their widths."""
    first = 0
    for at, number in enumerate(filled, 1):
        if at == len(filled) or filled[at] != number + 1:
            if at - first > 1 and _has_widths([len(lines[n]) for n in filled[first:at]]):
                return True
            first = at
    return False


def _masked(block: Block, text: str, encoding: Encoding) -> Batch:
    """Make a batch of a block with comments to mtqa in it, which are no text."""
    found = masked(text, list(spans_of(blanked(text), block.line)))
    places = [found.place(i, 0) for i in range(len(found.spans))]
    return Batch(
        targets=found.targets,
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        locate=partial(_locate_about, block, found, encoding.name),
        place=found.place,
    )


def _locate_about(block: Block, found: Masked, encoding: str, i: int, edit: Edit) -> list[ByteEdit]:
    return [locate(block, found.text, encoding, e.start, e.end, e.text) for e in found.edits(i, edit)]


def _has_cut_lines(text: str, spans: Sequence[Span]) -> bool:
    return any(start and text[start - 1] not in "\r\n" for start, _, _ in spans)


def _column(text: str, start: int) -> int:
    return start - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start))


def _locate(
    block: Block, text: str, spans: Callable[[], Sequence[Span]], encoding: str, i: int, edit: Edit
) -> list[ByteEdit]:
    start = spans()[i][0]
    return [locate(block, text, encoding, start + edit.start, start + edit.end, edit.text)]


def spans_of(text: str, line: int = 1) -> Iterator[Span]:
    """Yield where the segments of a text stand, the first line of which has this number."""
    paragraph: list[Span] = []
    for span in _lines(text, line):
        if span[0] == span[1]:
            yield from _paragraph(text, paragraph)
            paragraph = []
        else:
            paragraph.append(span)
    yield from _paragraph(text, paragraph)


def _lines(text: str, line: int) -> Iterator[Span]:
    """Yield each line without its end; a blank one as an empty span."""
    at = 0
    if "\r" not in text:
        for bare in text.split("\n"):
            end = at + len(bare)
            yield from _pieces(text, at, end, line) if bare and not bare.isspace() else ((at, at, line),)
            at, line = end + 1, line + 1
        return
    for match in (*_LINE_END.finditer(text), None):
        end = match.start() if match else len(text)
        bare = text[at:end]
        yield from _pieces(text, at, end, line) if bare and not bare.isspace() else ((at, at, line),)
        at, line = match.end() if match else end, line + 1


def _pieces(text: str, start: int, end: int, line: int) -> Iterator[Span]:
    """Cut a line that is too long for a paragraph, at a space."""
    while end - start > LONGEST_LINE:
        cut = text.rfind(" ", start + 1, start + LONGEST_LINE)
        cut = cut if cut > start else start + LONGEST_LINE
        yield start, cut, line
        start = cut
    yield start, end, line


def _paragraph(text: str, lines: Sequence[Span]) -> Sequence[Span]:
    """Join lines that look like one paragraph wrapped at a width."""
    if len(lines) < 2 or not _is_wrapped(text, lines):
        return lines
    return [(lines[0][0], lines[-1][1], lines[0][2])]


def _is_wrapped(text: str, lines: Sequence[Span]) -> bool:
    if not _has_widths([e - s for s, e, _ in lines]):
        return False
    if any(_UNWRAPPED.match(text, s) for s, _, _ in lines[1:]):
        return False
    unended = sum(not text[s:e].rstrip().endswith(_ENDS_SENTENCE) for s, e, _ in lines[:-1])
    return unended * 2 >= len(lines)


def _has_widths(widths: Sequence[int]) -> bool:
    """Tell whether lines of such widths may be a paragraph wrapped at one; the last may be short."""
    return len(widths) <= MOST_WRAPPED and min(widths[:-1]) >= 40 and max(widths[:-1]) <= 120
