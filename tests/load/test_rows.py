import json

import pytest

from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.bytesource import BLOCK
from mtqa.load.rows import document_of, items_of


def test_columns_are_read_as_json_lines_of_them_would_be() -> None:
    rows = [
        {"id": f"a{i % 3}/{i}", "target": f"The house {i}.", "source": f"La maison {i}."} for i in range(BLOCK // 12)
    ]
    data = "\n".join(map(json.dumps, rows)).encode()
    of_file = load(ByteSource("x.jsonl", data=data), LoadOptions())
    keys = [r["id"] for r in rows]
    in_memory = document_of([r["target"] for r in rows], [r["source"] for r in rows], keys=keys, items=items_of(keys))
    assert list(in_memory.segments) == list(of_file.segments)
    assert len(list(in_memory.batches())) > 1


def test_no_segment_is_a_document_without_batches() -> None:
    assert list(document_of([]).batches()) == []


def test_a_part_without_sources_has_none() -> None:
    first, second = document_of(["a" * BLOCK, "b"], [None, "un"]).batches()
    assert first.sources is None
    assert second.sources == ["un"]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 sources for 2 targets"):
        document_of(["a", "b"], ["un"])


def test_the_item_of_a_key_stands_before_the_first_slash() -> None:
    assert items_of(["a/1/x", "b", "a/2"]) == ["a", "b", "a"]
    assert items_of(["1", "2"]) is None
