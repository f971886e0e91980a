from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import finding, result

from mtqa.errors import InputError
from mtqa.report.place import Region, edits, failed, in_bytes, region, within


@given(st.text(st.sampled_from(list("aé𐐀 “\n")), min_size=1, max_size=30), st.data())
def test_a_region_is_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = region(result("a.txt"), finding(text, start, end, line=3))
    lines = ("x\ny\n" + text).split("\n")
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    whole = "\n".join(lines)
    assert (
        whole[starts[place.line - 1] + place.column - 1 : starts[place.end_line - 1] + place.end_column - 1]
        == text[start:end]
    )
    counted = in_bytes(finding(text, start, end, line=3).segment, place)
    assert counted
    assert counted.column - 1 == len(lines[place.line - 1][: place.column - 1].encode())


def test_a_place_is_exact_only_where_the_text_stands_as_it_reads() -> None:
    assert region(result("a.xml", format="feed"), finding(line=3, key="g")).end_line == 0
    assert region(result("a.txt"), replace(finding(), line=4, column=2)) == Region(4, 2)
    assert not edits(replace(result("a.txt"), fixable=False), finding())


@pytest.mark.parametrize(("where", "path", "place"), [
    ("a.txt", "a.txt", None), ("a.jsonl:2:12", "a.jsonl", Region(2, 12)), ("a.txt:7", "a.txt", Region(7, 1)), ("", "", None),
    ("https://example.org:80", "https://example.org:80", None), ("https://example.org/f.xml:3:4", "https://example.org/f.xml", Region(3, 4)),
    ("odd:5", "odd:5", None),
])  # fmt: skip
def test_where_an_error_is(
    where: str, path: str, place: Region | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd:5").touch()
    assert failed(InputError("x", where)) == (path, place)


def test_names_are_told_from_the_projects_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real" / "in").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path / "real" / "in")
    for root in (tmp_path / "real", tmp_path / "link"):
        assert within("./a.txt", root) == "in/a.txt"
        assert within("../b.txt", root) == "b.txt"
    assert within("../../c.txt", tmp_path / "real") == str(tmp_path / "c.txt")
    assert within("<stdin>", tmp_path) == "<stdin>"
