"""JSON Feed: read by field, written back but for the edits."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import ByteEdit, Document, Edit
from mtqa.splice import splice

VERSION = "https://jsonfeed.org/version/1.1"
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Zs"], exclude_characters="\ufffc\ufeff<>&"
)
words = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


def read(data: bytes) -> Document:
    return load(ByteSource("feed.json", data=data), LoadOptions())


def feed(items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"version": VERSION, "title": "News", **more, "items": items}


def test_fields() -> None:
    item = {
        "id": "1", "url": "http://a.example", "title": "A & <b>", "content_html": "<h2>Head</h2><p>Caf&eacute; <i>au</i> lait</p>",
        "content_text": "Plain\n  text", "summary": "Short", "authors": [{"name": "Ann", "url": "u"}], "tags": ["News"],
        "attachments": [{"url": "u", "title": "Sound"}], "date_published": "2026-11-27T10:00:00Z",
    }  # fmt: skip
    document = read(json.dumps(feed([item, {"url": "u2", "title": "Two"}], language="en-GB"), indent=1).encode())
    assert document.format == "jsonfeed"
    assert document.target_lang == "en-GB"
    assert [(s.key, s.role, s.target) for s in document.segments] == [
        ("feed/title/1", "title", "News"), ("1/title/1", "title", "A & <b>"), ("1/summary/1", "summary", "Short"),
        ("1/body/1", "body", "Plain text"), ("1/body/2", "heading", "Head"), ("1/body/3", "body", "Café au lait"),
        ("1/author/1", "author", "Ann"), ("1/category/1", "category", "News"), ("1/caption/1", "caption", "Sound"),
        ("u2/title/1", "title", "Two"),
    ]  # fmt: skip
    assert [s.line for s in document.segments][:2] == [3, 9]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(words, words, st.booleans()), min_size=1, max_size=3), st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.data(),
)  # fmt: skip
def test_edits_change_their_spans_only(
    rows: list[tuple[str, str, bool]], ascii_only: bool, encoding: str, data: st.DataObject
) -> None:
    items = [
        {"id": f"i{n}", "title": title, "content_html" if html else "content_text": f"<p>{body}</p>" if html else body}
        for n, (title, body, html) in enumerate(rows)
    ]
    raw = json.dumps(feed(items), ensure_ascii=ascii_only, indent=2).encode(encoding)
    edits: list[ByteEdit] = []
    expected = []
    for batch in read(raw).batches():
        assert batch.locate is not None
        for i, target in enumerate(batch.targets):
            start = data.draw(st.integers(0, len(target)))
            end = data.draw(st.integers(start, len(target)))
            edit = Edit(start, end, 'x"\\é<&x')
            edits += batch.locate(i, edit)
            expected.append(apply(target, [edit]))
    out = io.BytesIO()
    splice(io.BytesIO(raw), sorted(edits, key=lambda e: e.start), out)
    assert [s.target for s in read(out.getvalue()).segments] == expected
    kept, at = b"", 0
    for edit_ in sorted(edits, key=lambda e: e.start):
        kept, at = kept + raw[at : edit_.start], edit_.end
    assert len(kept + raw[at:]) == len(out.getvalue()) - sum(len(e.data) for e in edits)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "not JSON"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no list of items"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [\xff]}', "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        list(read(data).segments)
    assert told in str(caught.value)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["title", "authors", "author", "name", "tags", "attachments", "content_html", "id", "language"]
                ),
                x,
                max_size=4,
            )
        ),
    )
)
def test_fields_of_any_shape(value: Any) -> None:
    shaped = {"version": VERSION, "items": [value], **(value if isinstance(value, dict) else {})}
    for segment in read(json.dumps(shaped).encode()).segments:
        assert segment.target.strip()
