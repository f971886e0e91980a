"""What the tests of formats share: edit segments, write the file anew, read it again and compare."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply, placed
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Document, Edit, Segment
from mtqa.splice import splice

DEFAULT = LoadOptions()


def segments(data: bytes, name: str, options: LoadOptions = DEFAULT) -> list[Segment]:
    return list(load(ByteSource(name, data=data), options).segments)


def rewritten(data: bytes, name: str, edits: Mapping[int, Sequence[Edit]], options: LoadOptions = DEFAULT) -> bytes:
    """Apply edits to segments by number, as `mtqa fix` does."""
    parts = []
    number = 0
    for batch in load(ByteSource(name, data=data), options).batches():
        for i in range(len(batch.targets)):
            parts += placed(batch, i, edits.get(number, ()))
            number += 1
    out = io.BytesIO()
    splice(io.BytesIO(data), sorted(parts, key=lambda e: (e.start, e.end)), out)
    return out.getvalue()


def check_edits(
    data: bytes, name: str, draw: st.DataObject, new: st.SearchStrategy[str], options: LoadOptions = DEFAULT,
    shown: Callable[[str], object] = str,
) -> None:  # fmt: skip
    """Edit up to two places of each segment: they must read as edited, as `shown`, and all else as before.

    An edit leaves a word standing, for a text without words may be no segment any more.
    """
    before = segments(data, name, options)
    edits: dict[int, list[Edit]] = {}
    for number, segment in enumerate(before):
        size = len(segment.target)
        cuts = sorted(draw.draw(st.lists(st.integers(0, size), max_size=4, unique=True)))
        edits[number] = [Edit(a, b, draw.draw(new)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        if not apply(segment.target, edits[number]).strip():
            edits[number] = []
    assert rewritten(data, name, {}, options) == data
    after = segments(rewritten(data, name, edits, options), name, options)
    assert [shown(s.target) for s in after] == [shown(apply(s.target, edits[i])) for i, s in enumerate(before)]
    assert [(s.key, s.source, s.reference, s.role) for s in after] == [
        (s.key, s.source, s.reference, s.role) for s in before
    ]


def check_damage(data: bytes, name: str, draw: st.DataObject, options: LoadOptions = DEFAULT) -> None:
    """Cut the file, or put garbage into it: it is read or refused, and never anything else."""
    at = draw.draw(st.integers(0, len(data)))
    junk = draw.draw(st.sampled_from([b"", b'"', b"\\", b"\n", b"\r", b"\xff", b"\0", b"{", b"<", b"-->", b"\xc3"]))
    rest = data[at:] if draw.draw(st.booleans()) else b""
    with suppress(InputError):
        segments(data[:at] + junk + rest, name, options)


def everything(document: Document, new: str) -> Iterator[object]:
    """Yield all that a document holds: segments, their places, notes, and where `new` is written in each."""
    for batch in document.batches():
        assert batch.place
        assert batch.locate
        assert batch.keys
        for i, target in enumerate(batch.targets):
            yield batch.segment(i), [batch.place(i, at) for at in (0, len(target) // 2, len(target))]
            yield batch.keys[i], batch.notes[i] if batch.notes else (), batch.locate(i, Edit(0, 1, new))
    yield document.loose and document.loose()
