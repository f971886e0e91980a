"""A JSON Feed read by parts is what it is when it is read as a whole."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, jsoncut, load
from mtqa.load.bytesource import Encoding
from mtqa.load.options import Chosen
from mtqa.model import Edit

words = st.text(st.sampled_from('aé"\\/[]{}, :\n😀…'), max_size=8)
texts = st.one_of(words, st.sampled_from(["items", '"items":[', "\\u0069", "<p>A b</p><p>c</p>"]))
items = st.one_of(
    st.fixed_dictionaries(
        {}, optional={"title": texts, "content_html": texts, "id": words, "tags": st.lists(texts, max_size=2)}
    ),
    st.sampled_from([1, "x", None, [{"items": [1]}]]),
)
feeds = st.fixed_dictionaries(
    {"items": st.lists(items, max_size=6)},
    optional={
        "title": texts,
        "description": texts,
        "authors": st.just([{"name": "Ann", "items": []}]),
        "language": st.just("fr"),
    },
)


def dumped(data: bytes, *, whole: bool = False, paths: Chosen = ()) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsoncut, "BLOCK", 10)
        if whole:
            patch.setattr(jsoncut, "cut", lambda *_: None)
        try:
            document = load(
                ByteSource("feed.json", data=data), LoadOptions("json" if paths else "jsonfeed", json_paths=paths)
            )
            rows = []
            for batch in document.batches():
                assert batch.locate is not None
                assert batch.place is not None
                for i, target in enumerate(batch.targets):
                    segment = batch.segment(i)
                    edits = batch.locate(i, Edit(0, len(target), "Zé"))
                    rows.append((segment, batch.place(i, len(target)), edits))
            return document.target_lang, rows
        except InputError as error:
            return error.what, error.where, error.hint


@settings(max_examples=400, deadline=None)
@given(
    feeds,
    st.booleans(),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.data(),
)
def test_by_parts_as_by_the_whole(
    feed: dict[str, Any], ascii_only: bool, indent: int | None, first: bool, encoding: str, data: st.DataObject
) -> None:
    if first:
        feed = {"items": feed["items"], **feed}
    raw = json.dumps(feed, ensure_ascii=ascii_only, indent=indent).encode(encoding)
    assert dumped(raw) == dumped(raw, whole=True)
    at = data.draw(st.integers(0, len(raw)))
    for damaged in (
        raw[:at],
        raw[:at] + data.draw(st.sampled_from([b",", b"]", b"}", b'"', b"\\", b"\xff", b"x"])) + raw[at:],
    ):
        by_parts, whole = dumped(damaged), dumped(damaged, whole=True)
        assert by_parts == whole or isinstance(whole[1], str) is isinstance(by_parts[1], str)


@pytest.mark.parametrize(
    "text",
    ['{"items": [{"title": "aaaaaaaaaaaaa"}, ], "title": "b"}', '{"items": [{"title": "aaaaaaaaaaaa"} {"title": "b"}]}',
     '{"items": [{"title": "a"]}', '{"items": [{"title": "aaaaaaaaaaaaaaa"}}, "title": "b"]', '{"items": [], "items": [{"title": "a"}]}',
     '{"\\u0069tems": [{"title": "a"}], "items": [{"title": "b"}]}', '{"a\\"items": [{"title": "a"}], "items": [{"title": "b"}]}',
     '{"x": {"items": [{"title": "a"}]}, "items": [{"title": "b"}]}', '[{"items": [{"title": "a"}]}]', '{"items": {"title": "a"}}', "", "{"],
)  # fmt: skip
def test_odd_feeds(text: str) -> None:
    assert dumped(text.encode()) == dumped(text.encode(), whole=True)


def test_a_large_feed_is_cut(tmp_path: Path) -> None:
    made = [{"id": str(i), "title": f"Title {i} é" + "x" * 200} for i in range(12_000)]
    raw = json.dumps({"title": "News", "items": made, "description": "At the end"}, ensure_ascii=False).encode()
    path = tmp_path / "feed.json.gz"
    path.write_bytes(gzip.compress(raw))
    found = jsoncut.cut(ByteSource("feed.json", data=raw), Encoding("utf-8"), "items")
    assert found is not None
    assert len(found.parts) > 2
    segments = list(load(ByteSource("feed.json.gz", path), LoadOptions("jsonfeed")).segments)
    assert [s.target for s in segments] == ["News", "At the end", *(item["title"] for item in made)]
    assert [s.key for s in segments][-1] == "11999/title/1"
    assert {s.line for s in segments} == {1}


def test_an_error_in_a_late_item_has_its_place() -> None:
    rows = "".join(f'{{"title": "{"x" * 1000}"}},\n' for _ in range(3000))
    raw = ('{"items": [\n' + rows + '{"title": é}\n]}').encode()
    batches = load(ByteSource("feed.json", data=raw), LoadOptions("jsonfeed")).batches()
    with pytest.raises(InputError) as caught:
        for _ in batches:
            pass
    assert caught.value.where == "feed.json:3002:11"


@given(st.binary(max_size=30), st.integers(1, 5))
def test_any_bytes_are_gone_over(data: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsoncut, "BLOCK", size)
        jsoncut.cut(ByteSource("a", data=b" " + data), Encoding("utf-8"), "items")
        raw = b'{"a": "' + json.dumps(data.decode("latin-1"))[1:-1].encode() + b'", "items": [{"b": "\\\\"}, {}]}'
        found = jsoncut.cut(ByteSource("a", data=raw), Encoding("utf-8"), "items")
        assert found is not None
        assert io.BytesIO(raw).getvalue()[found.begin : found.end] == b'{"b": "\\\\"}, {}'


PATHS: list[Chosen] = [
    (("target", "$[*].t"), ("source", "$[*].s"), ("id", "$[*].id")),
    (("target", "$.rows[*].t"),),
    (("target", "$.rows[*].p[*]"), ("target", "$.rows[*].t"), ("id", "$.rows[*].id"), ("role", "$.rows[*].r")),
    (("target", "$.rows[*]..t"),),
    (("target", "$.rows[*]"),),
    (("target", "$.rows[*].p[-1]"), ("source", "$.rows[*].s")),
    (("target", "$.rows[?@.id].t"),),
    (("target", "$.rows[*].t"), ("role", "$.name")),
]
one = st.fixed_dictionaries(
    {},
    optional={
        "t": texts,
        "s": texts,
        "id": st.one_of(words, st.integers()),
        "p": st.lists(texts, max_size=3),
        "r": words,
    },
)
elements_of = st.lists(st.one_of(one, one, one, texts, st.none()), max_size=6)


@settings(max_examples=400, deadline=None)
@given(elements_of, st.sampled_from(PATHS), st.booleans(), st.sampled_from([None, 1]), st.data())
def test_json_by_parts_as_by_the_whole(
    made: list[Any], paths: Chosen, ascii_only: bool, indent: int | None, data: st.DataObject
) -> None:
    tree = data.draw(
        st.sampled_from([made, {"rows": made}, {"name": "N", "rows": made, "x": {"rows": made}}, {"rows": {"a": "b"}}])
    )
    raw = json.dumps(tree, ensure_ascii=ascii_only, indent=indent).encode()
    by_parts, whole = dumped(raw, paths=paths), dumped(raw, whole=True, paths=paths)
    assert by_parts == whole
    at = data.draw(st.integers(0, len(raw)))
    damaged = raw[:at] + data.draw(st.sampled_from([b",", b"]", b"}", b'"', b"\\", b"\xff", b"x", b""])) + raw[at + 1 :]
    by_parts, whole = dumped(damaged, paths=paths), dumped(damaged, whole=True, paths=paths)
    assert by_parts == whole or isinstance(whole[1], str) is isinstance(by_parts[1], str)


def test_keys_of_a_large_list_go_on_counting() -> None:
    rows = [{"t": f"Text {i} " + "x" * 300} for i in range(8000)]
    raw = json.dumps({"rows": rows}).encode()
    segments = list(
        load(ByteSource("a.json", data=raw), LoadOptions("json", json_paths=(("target", "$.rows[*].t"),))).segments
    )
    assert [s.key for s in segments] == [f"rows/{i}/t" for i in range(8000)]


@pytest.mark.parametrize("key", ['a"b', "a\\b", "é", "a/b", "a\n"])
def test_odd_keys_are_read_as_a_whole(key: str) -> None:
    assert not jsoncut.is_plain(key)
