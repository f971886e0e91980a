"""Reading, and writing back nothing but the edits."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply
from mtqa.load import ByteSource, LoadOptions, find, load
from mtqa.model import Document, Edit
from mtqa.splice import splice

OPTIONS = LoadOptions()
line = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"),
    min_size=1,
    max_size=30,
)


def check_splice(data: bytes, name: str, draw: st.DataObject) -> None:
    """Edit one span of each segment, read again, and compare."""
    source = ByteSource(name, data=data)
    document = load(source, OPTIONS)
    edits, expected = [], []
    for batch in document.batches():
        for i, target in enumerate(batch.targets):
            start = draw.draw(st.integers(0, len(target)))
            end = draw.draw(st.integers(start, len(target)))
            edit = Edit(start, end, 'x"é\\')
            assert batch.locate is not None
            edits += batch.locate(i, edit)
            expected.append(apply(target, [edit]))
    out = io.BytesIO()
    splice(io.BytesIO(data), edits, out)
    again = load(ByteSource(name, data=out.getvalue()), OPTIONS)
    assert [s.target for s in again.segments] == expected
    untouched = io.BytesIO()
    splice(io.BytesIO(data), [], untouched)
    assert untouched.getvalue() == data


@settings(max_examples=150)
@given(st.lists(line.filter(str.strip), min_size=1, max_size=6), st.sampled_from(["\n\n", "\r\n\r\n"]),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.data())  # fmt: skip
def test_text(lines: list[str], end: str, encoding: str, data: st.DataObject) -> None:
    check_splice(end.join(lines).encode(encoding), "a.txt", data)


@settings(max_examples=150)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5),
    st.booleans(),
    st.data(),
)
def test_jsonl(targets: list[str], ascii_only: bool, data: st.DataObject) -> None:
    rows = [
        json.dumps({"id": "a", "meta": {"target": "no"}, "target": t, "z": 1}, ensure_ascii=ascii_only) for t in targets
    ]
    check_splice("\n".join(rows).encode(), "a.jsonl", data)


@given(st.lists(line.filter(str.strip), min_size=1, max_size=5), st.data())
def test_tsv(targets: list[str], data: st.DataObject) -> None:
    rows = ["\t".join(["source", t.replace("\t", " ").replace(chr(34), " ").strip() or "x"]) for t in targets]
    check_splice("\n".join(rows).encode(), "a.tsv", data)


def test_positions_in_text() -> None:
    text = "Title\n\nA first line of a paragraph that was wrapped at some width,\nand goes on here.\n\n- item\n- item\n"
    segments = list(load(ByteSource("a.txt", data=text.encode()), OPTIONS).segments)
    assert [(s.key, s.line) for s in segments] == [("L1", 1), ("L3", 3), ("L6", 6), ("L7", 7)]
    assert "\n" in segments[1].target


def test_tsv_header_and_ids() -> None:
    data = b"id\ttarget\tsource\nx1\tHello\tBonjour\n"
    (segment,) = load(ByteSource("a.tsv", data=data), OPTIONS).segments
    assert (segment.key, segment.target, segment.source) == ("x1", "Hello", "Bonjour")


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"ok\n\xff bad\n", "a.txt", "a.txt:2: not UTF-8"),
        (b"\x89PNG\0\0", "a.txt", "binary"),
        (b'{"target": "x"}\n{"target": 3}\n', "a.jsonl", "a.jsonl:2"),
        (b'{"target": "x"}\n{nope\n', "a.jsonl", "a.jsonl:2:2: not JSON"),
        (b"a\tb\tc\td\n", "a.tsv", "4 columns and no header"),
        (b"a\tb\nc\n", "a.tsv", "a.tsv:2"),
    ],
)
def test_bad_input_says_where(data: bytes, name: str, told: str) -> None:
    with pytest.raises(InputError, match=".*") as caught:
        list(load(ByteSource(name, data=data), OPTIONS).segments)
    assert told in str(caught.value)


def test_utf16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Café\nsoftware".encode("utf-16"))
    assert [s.target for s in load(ByteSource(str(path), path), OPTIONS).segments] == ["Café", "software"]


def test_gzip_is_unpacked_and_damage_is_told(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "d.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"target": "One."}\n{"target": "Two."}\n'))
    document = load(ByteSource(str(path), path), LoadOptions())
    assert [s.target for s in document.segments] == ["One.", "Two."]
    assert find([str(tmp_path)]) == [path]
    damaged = ByteSource("cut.gz", data=path.read_bytes()[:20])
    with pytest.raises(InputError, match="damaged"):
        list(load(damaged, LoadOptions()).segments)


def pair(tmp_path: Path, target: bytes, source: bytes) -> Document:
    (tmp_path / "a.fr.txt").write_bytes(source)
    return load(ByteSource("a.en.txt", data=target), LoadOptions(source=tmp_path / "a.fr.txt"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_source_is_paired_line_by_line(tmp_path: Path, end: str, encoding: str) -> None:
    target, source = end.join(["One été", "", "Three"]), end.join(["Un", "Deux", "Trois"]) + end
    document = pair(tmp_path, target.encode(encoding), source.encode("utf-8"))
    assert [(s.line, s.source, s.target) for s in document.segments] == [
        (1, "Un", "One été"), (2, "Deux", ""), (3, "Trois", "Three"),
    ]  # fmt: skip
    wanted = {"One été": Edit(4, 7, "summer"), "Three": Edit(0, 1, "t")}
    edits = [
        part
        for b in document.batches()
        for i, t in enumerate(b.targets)
        if b.locate and t in wanted
        for part in b.locate(i, wanted[t])
    ]
    out = io.BytesIO()
    splice(io.BytesIO(target.encode(encoding)), edits, out)
    assert out.getvalue() == target.replace("été", "summer").replace("Three", "three").encode(encoding)


@pytest.mark.parametrize(("target", "source"), [(b"a\nb\n", b"a\n"), (b"a", b"a\n\n"), (b"", b"a"), (b"a\n", b"")])
def test_texts_of_different_length_are_not_paired(tmp_path: Path, target: bytes, source: bytes) -> None:
    with pytest.raises(InputError, match="lines?, but its source"):
        pair(tmp_path, target, source)


def test_many_blocks_pair_as_one(tmp_path: Path) -> None:
    rows = [f"line {i} " + "x" * (i % 90) for i in range(12000)]
    document = pair(tmp_path, "\n".join(rows).encode(), "\n".join(f"{r} source" * 2 for r in rows).encode())
    assert len(list(document.batches())) > 1
    assert all(s.source == f"{s.target} source" * 2 for s in document.segments)
