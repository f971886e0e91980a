"""Two plain texts, a translation and its source, paired line by line: line n of the one translates line n of the other.

Every line is a segment, blank ones too, so that a line left out of the translation is seen. Where the counts differ the
two are not paired at all: past the first line too many every pair would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mtqa.errors import InputError
from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, encoding_of, locate
from mtqa.load.masked import Masked, has_comment, masked
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

# (start, end) of each line in the block's text, without its end
Lines = list[tuple[int, int]]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Pair a translation with the source that `options` names. Raises: InputError where the line counts differ."""
    original = ByteSource(str(options.source), options.source)
    encoding, other = encoding_of(source), encoding_of(original)
    here, there = _count(source, encoding), _count(original, other)
    if here != there:
        raise InputError(
            f"{here:,} line{'s' * (here != 1)}, but its source {original.name} has {there:,}", source.name,
            "a line must translate the same line of the source; a blank line stands for one that is left out",
        )  # fmt: skip

    def batches() -> Iterator[Batch]:
        sources = _texts(original, other)
        for block in blocks(source, encoding):
            yield _batch(block, encoding, source.name, sources)

    return Document(source.name, "text", options.source_lang or "fr", options.target_lang or "en", batches)


def _count(source: ByteSource, encoding: Encoding) -> int:
    return sum(len(_lines(decode(block, encoding, source.name))) for block in blocks(source, encoding))


def _texts(source: ByteSource, encoding: Encoding) -> Iterator[str]:
    for block in blocks(source, encoding):
        text = decode(block, encoding, source.name)
        for start, end in _lines(text):
            yield text[start:end]


def _lines(text: str) -> Lines:
    lines: Lines = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, at + len(line.removesuffix("\r"))))
        at += len(line) + 1
    return lines[:-1] if lines[-1] == (len(text), len(text)) else lines  # what follows the last line end is no line


def _batch(block: Block, encoding: Encoding, name: str, sources: Iterator[str]) -> Batch:
    text = decode(block, encoding, name)
    lines = _lines(text)
    if has_comment(text):
        return _masked(block, text, lines, encoding, sources)
    return Batch(
        targets=[text[start:end] for start, end in lines],
        lines=range(block.line, block.line + len(lines)),
        sources=[next(sources, "") for _ in lines],
        locate=partial(_locate, block, text, lines, encoding.name),
    )


def _locate(block: Block, text: str, lines: Lines, encoding: str, i: int, edit: Edit) -> list[ByteEdit]:
    start = lines[i][0]
    written = edit.text.replace("\n", " ")
    return [locate(block, text, encoding, start + edit.start, start + edit.end, written)]


def _masked(block: Block, text: str, lines: Lines, encoding: Encoding, sources: Iterator[str]) -> Batch:
    """Make a batch of a block with comments to mtqa in it, which are no text."""
    found = masked(text, [(start, end, line) for line, (start, end) in enumerate(lines, block.line)])
    return Batch(
        targets=found.targets,
        lines=range(block.line, block.line + len(lines)),
        sources=[next(sources, "") for _ in lines],
        locate=partial(_locate_about, block, found, encoding.name),
        place=found.place,
    )


def _locate_about(block: Block, found: Masked, encoding: str, i: int, edit: Edit) -> list[ByteEdit]:
    edits = found.edits(i, edit)
    return [locate(block, found.text, encoding, e.start, e.end, e.text.replace("\n", " ")) for e in edits]
