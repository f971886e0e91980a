"""Columns of findings in JSON Lines: told in any order, and without writing a long line anew for each."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.json import text as jsontext
from mtqa.model import Batch


def batch_of(*lines: str) -> Batch:
    data = "".join(line + "\n" for line in lines).encode()
    document = load(ByteSource("page.jsonl", data=data), LoadOptions())
    return next(iter(document.batches()))


def placed(batch: Batch, i: int, at: int) -> tuple[int, int]:
    assert batch.place is not None
    return batch.place(i, at)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20)), max_size=8),
    st.booleans(),
)
def test_columns_are_those_of_the_line_in_whatever_order_they_are_asked_for(
    targets: list[str], asked: list[tuple[int, int]], ascii_only: bool
) -> None:
    lines = [json.dumps({"source": "x", "target": target}, ensure_ascii=ascii_only) for target in targets]
    batch = batch_of(*lines)
    for i, at in ((i, min(at, len(targets[i]))) for i, at in asked if i < len(targets)):
        written = jsontext.located(lines[i], jsontext.parse(lines[i])["target"])
        assert placed(batch, i, at) == (i + 1, written.place(at) + 1)


def test_a_line_written_in_another_way_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batch_of('{"target": "d\\u00e9j\\u00E0 vu"}')
    read: list[str] = []
    parse = jsontext.parse

    def counted(line: str) -> Any:
        read.append(line)
        return parse(line)

    monkeypatch.setattr(jsontext, "parse", counted)
    assert [placed(batch, 0, at) for at in (0, 1, 2, 5)] == [(1, 13), (1, 14), (1, 20), (1, 28)]
    assert len(read) == 1


def test_many_columns_of_one_long_line_cost_no_more_than_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    target = "déjà vu " * 5000
    batch = batch_of(json.dumps({"target": target}))
    written: list[int] = []
    dumps = json.dumps

    def counted(value: str, **options: Any) -> str:
        written.append(len(value))
        return dumps(value, **options)

    monkeypatch.setattr(json, "dumps", counted)
    columns = [placed(batch, 0, at)[1] for at in range(0, len(target), 100)]
    assert columns == sorted(columns)
    assert sum(written) <= 3 * len(target)


@pytest.mark.parametrize(
    "lines",
    [
        ['{"target": "a"}], [{"target": "b"}', '{"target": "c', 'd"}'],
        ['{"target": "a"},{"target": "b"}', "[1", "2]"],
        ['{"target": "a", "x": [1', '2], "y": 1}'],
        ['{"target": "a"}', "", '{"target": "b"', ', "id": 1}'],
        ['{"target": "a"}', '["target"]'],
    ],
)
def test_a_line_is_an_object_by_itself_whatever_its_neighbours_are(lines: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        list(load(ByteSource("a.jsonl", data="\n".join(lines).encode()), LoadOptions()).batches())
    wrong = next(n for n, line in enumerate(lines, 1) if line and not _is_row(line))
    assert (caught.value.where or "").startswith(f"a.jsonl:{wrong}")


def _is_row(line: str) -> bool:
    try:
        return isinstance(json.loads(line)["target"], str)
    except (ValueError, TypeError):
        return False
