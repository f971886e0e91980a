"""Arrays of JSON read by runs: wherever the parts that are read are cut, the same comes of them as of the whole."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError, UsageError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.bytesource import MOST_WHOLE, encoding_of
from mtqa.load.json import runs as jsonruns
from mtqa.load.json import text as jsontext
from mtqa.load.json import window as jsonwindow
from mtqa.load.json.select import array_of
from mtqa.model import ByteEdit, Document, Edit
from mtqa.splice import splice

VERSION = "https://jsonfeed.org/version/1.1"
signs = st.text('aé "\\/\n\U0001f600[]{},:', max_size=8)
values = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False) | signs,
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "text"]), x, max_size=3),
    max_leaves=8,
)


def outline(data: bytes, *names: str, kept: Sequence[str] = ()) -> jsonruns.Outline:
    source = ByteSource("a.json", data=data)
    return jsonruns.outlined(source, encoding_of(source), names, kept)


def elements(data: bytes, *names: str) -> list[jsonruns.Elements]:
    source = ByteSource("a.json", data=data)
    return list(outline(data, *names).elements(source, encoding_of(source)))


def small_blocks(patch: pytest.MonkeyPatch, size: int) -> None:
    patch.setattr(jsonwindow, "BLOCK", size)


def rows(document: Document) -> list[Any]:
    return [
        (batch.targets[i], batch.keys and batch.keys[i], batch.lines[i], batch.columns and batch.columns[i],
         batch.place and batch.place(i, len(batch.targets[i])), batch.locate and batch.locate(i, Edit(0, 0, "é")))
        for batch in document.batches() for i in range(len(batch.targets))
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(values, max_size=6), st.sampled_from([(), ("rows",), ("data", "rows")]), st.integers(1, 60),
    st.sampled_from([None, 1]), st.booleans(), st.booleans(),
)  # fmt: skip
def test_runs_are_the_array(
    array: list[Any], names: tuple[str, ...], size: int, indent: int | None, ascii_only: bool, mark: bool
) -> None:
    value: Any = array
    for name in reversed(names):
        value = {"before": [1, "]"], name: value, "after": {"x": "}"}}
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    data = text.encode("utf-8-sig" if mark else "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch, size)
        runs = elements(data, *names)
    assert [value for run in runs for value in run.values] == array
    assert [run.first for run in runs] == [sum(len(r.values) for r in runs[:i]) for i in range(len(runs))]
    whole = jsontext.Part(text, "utf-8", 3 * mark)
    for run in runs:
        at = len(data[3 * mark : run.part.offset].decode())
        assert run.part.text[1:] == text[at + 1 : at + len(run.part.text)]
        for place in range(0, len(run.part.text), 7):
            assert run.part.place(place) == whole.place(at + place)
            assert run.part.edits([Edit(place, place, "")]) == whole.edits([Edit(at + place, at + place, "")])


@settings(max_examples=300, deadline=None)
@given(st.lists(values, max_size=4), st.integers(1, 60), st.data())
def test_mistakes_are_told_as_the_standard_library_tells_them(array: list[Any], size: int, data: st.DataObject) -> None:
    text = json.dumps({"x": array, "rows": array, "y": 1}, indent=data.draw(st.sampled_from([None, 1])))
    at = data.draw(st.integers(0, len(text)))
    text = (
        text[:at] + data.draw(st.sampled_from(['"', ",", "]", "[", "}", "{", ":", "\\", "x", ".5", "\n"])) + text[at:]
    )
    text = text[: data.draw(st.integers(at, len(text)))] if data.draw(st.booleans()) else text
    told = []
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch, size)
        for read in (json.loads, lambda text: outline(text.encode(), "rows", kept=("y",))):
            try:
                read(text)
                told.append(("", 0, 0))
            except json.JSONDecodeError as error:
                told.append((error.msg, error.lineno, error.colno))
    assert told[0] == told[1]


def test_numbers_cut_at_any_place_are_whole() -> None:
    data = json.dumps({"rows": [-12.5e-10, 1e300, 0, 7.25, True, None], "x": 12345.678e9}).encode()
    for size in range(1, 40):
        with pytest.MonkeyPatch.context() as patch:
            small_blocks(patch, size)
            assert [value for run in elements(data, "rows") for value in run.values] == json.loads(data)["rows"]


def test_of_equal_names_the_last_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 8)
    assert [r.values for r in elements(b'{"a": [1, 2], "b": 0, "a": [3]}', "a")] == [[3]]
    assert outline(b'{"a": [1, 2], "a": 3}', "a").runs is None
    assert outline(b'{"a": {"b": [1]}, "a": {}}', "a", "b").runs is None
    found = outline(b'{"t": "x", "a": [], "t": "y", "u": 1}', "a", kept=("t",))
    assert (found.runs, list(found.names or ()), found.kept["t"][0]) == ([], ["t", "a", "u"], "y")


def test_a_value_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 8)
    monkeypatch.setattr(jsonwindow, "MOST_WHOLE", 1 << 20)
    with pytest.raises(InputError, match=r"a\.json:2:4: one value in this is over 1 MiB"):
        outline(b'{"a":\n [1,' + b'"' + b"x" * (2 << 20) + b'"]}', "a")
    assert MOST_WHOLE == 64 << 20


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["$[*].text", "$[*].id"], ()), (["$..text", "$[*].id"], ()), (["$.a.b[*].c[0]['d','e']"], ("a", "b")),
        (["$.a[*][1:2].*"], ("a",)), (["$[0].text"], None), (["$.a[*].text", "$.id"], None), (["$.a.b"], None),
        (["$.a[*].x", "$.b[*].x"], None), (["$[?@.a == $[0].b].text"], None), (["$[*][?@.a].text"], ()),
        (["$.a[?@.b[?@.c > 1] && !(@.d == 'e')].text"], ("a",)), (["$.a[?count(@.b[?$.c]) > 1].text"], None),
        (["$[1:].text"], None), (["$..*"], None), (["$..[0]"], None), (["$.a[0].b[*]"], None),
    ],
)  # fmt: skip
def test_paths_about_the_elements_of_one_array(paths: list[str], names: tuple[str, ...] | None) -> None:
    assert array_of(tuple(zip(["target", *["id"] * 3], paths, strict=False))) == names


PATHS = (
    (("target", "$.rows[*].text"), ("source", "$.rows[*].fr"), ("id", "$.rows[*].id")),
    (("target", "$.rows[*].parts[*]"),), (("target", "$.rows..text"),), (("target", "$.rows[*]..text"),),
    (("target", "$.rows[?@.id != 'i3' && match(@.x.text, '.')].text"), ("source", "$.rows[*].fr")),
    (("target", "$.rows[?@.parts[?@ != 'p4']].parts[?@ != 'p4']"), ("id", "$.rows[*].id")),
)  # fmt: skip
ROWS = [
    {"id": f"i{n}", "text": f"é {n}\n", "fr": "un", "parts": [f"p{n}", f'"q{n}"', None], "x": {"text": "\U0001f600"}}
    for n in range(9)
]


@pytest.mark.parametrize("paths", PATHS)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_json_is_the_same_in_parts_as_whole(paths: Any, ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps({"a": ["é"], "rows": ROWS}, indent=1, ensure_ascii=ascii_only).encode()
    document = load(ByteSource("a.json", data=data), LoadOptions(json_paths=paths))
    small_blocks(monkeypatch, 100)
    parts = rows(document)
    assert len(list(document.batches())) > 3
    monkeypatch.setattr("mtqa.load.json.paths.array_of", lambda _: None)
    assert rows(document) == parts
    assert len(list(document.batches())) == 1


def test_what_no_part_has_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 20)
    data = json.dumps({"rows": ROWS}).encode()
    for paths, told in (
        ((("target", "$.rows[*].none"),), r"nothing at \$\.rows\[\*\]\.none"),
        ((("target", "$.rows[*].text"), ("source", "$.rows[*].none")), "no source belongs"),
        ((("target", "$.rows[*].parts"),), r"\$\.rows\[0\]\.parts is a list"),
    ):
        with pytest.raises(InputError, match=told):
            rows(load(ByteSource("a.json", data=data), LoadOptions(json_paths=paths)))
    late = json.dumps([{"text": "x"}] * 20 + [{"text": 1}]).encode()
    with pytest.raises(InputError, match=r"\$\[20\]\.text is a number"):
        rows(load(ByteSource("a.json", data=late), LoadOptions(json_paths=(("target", "$[*].text"),))))
    uneven = (("target", "$.a[*].x"), ("source", "$.a[*].y"), ("source", "$.a[*].z"))
    with pytest.raises(UsageError):
        rows(load(ByteSource("a.json", data=b'{"a": []}'), LoadOptions(json_paths=uneven)))


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_feed_is_the_same_in_parts_as_whole(ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [{"url": f"u{n}", "title": f"é {n}", "content_html": "<p>a <b>b</b></p><p>c</p>"} for n in range(9)]
    feed = {"tags": ["t"], "version": VERSION, "items": [*items, {"title": "x"}], "title": "Néws", "language": "de"}
    data = json.dumps(feed, indent=1, ensure_ascii=ascii_only).encode()
    whole = load(ByteSource("a.json", data=data), LoadOptions())
    assert len(list(whole.batches())) == 2
    small_blocks(monkeypatch, 64)
    parts = load(ByteSource("a.json", data=data), LoadOptions())
    assert len(list(parts.batches())) > 4
    assert rows(parts) == rows(whole)
    assert rows(parts)[0][0] == "Néws"
    assert rows(parts)[-1][1] == "item-10/title/1"
    assert parts.target_lang == "de"
    edits: list[ByteEdit] = [
        edit for batch in parts.batches() if batch.locate for i in range(len(batch.targets))
        for edit in batch.locate(i, Edit(0, 1, "ü"))
    ]  # fmt: skip
    assert fixed(data, edits) == data.replace(b"N", written("ü", ascii_only)).replace(
        written("é", ascii_only) + b" ", written("ü", ascii_only) + b" "
    ).replace(b"<p>a", b"<p>" + written("ü", ascii_only)).replace(b"<p>c", b"<p>" + written("ü", ascii_only)).replace(
        b'"t"', b'"' + written("ü", ascii_only) + b'"'
    ).replace(b'"x"', b'"' + written("ü", ascii_only) + b'"')


def written(text: str, ascii_only: bool) -> bytes:
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1].encode()


def fixed(data: bytes, edits: list[ByteEdit]) -> bytes:
    import io

    out = io.BytesIO()
    splice(io.BytesIO(data), sorted(edits, key=lambda edit: edit.start), out)
    return out.getvalue()
