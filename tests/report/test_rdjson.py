import json
from dataclasses import replace

import pytest
from made import HERE, finding, report, result

from mtqa.errors import InputError
from mtqa.model import Edit, Fix

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")


def valid(text: str) -> list:  # type: ignore[type-arg]
    schema = json.loads((HERE / "schemas" / "rdjson.json").read_text(encoding="utf-8"))
    value = json.loads(text)
    jsonschema.Draft4Validator(schema).validate(value)
    return value["diagnostics"]


def in_bytes(text: str, place: dict) -> tuple[int, int]:  # type: ignore[type-arg]
    """Return the offsets of a range, as reviewdog counts: lines, and bytes of UTF-8 from 1."""
    lines = text.encode("utf-8").split(b"\n")

    def at(position: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: position["line"] - 1]) + position["column"] - 1

    return at(place["start"]), at(place["end"])


def test_columns_count_bytes() -> None:
    text = "L’été 𐐀\nis “ wrong » so"
    start = text.index("“")
    one = replace(
        finding(text, start, start + 9), fix=Fix((Edit(start, start + 2, "“"), Edit(start + 7, start + 9, "”")), "safe")
    )
    (told,) = valid(report("rdjson", result("a.txt", one)))
    begin, end = in_bytes(text, told["location"]["range"])
    assert text.encode()[begin:end].decode() == "“ wrong »"
    (suggestion,) = told["suggestions"]
    begin, end = in_bytes(text, suggestion["range"])
    data = text.encode()
    assert (data[:begin] + suggestion["text"].encode() + data[end:]).decode() == "L’été 𐐀\nis “wrong” so"


def test_a_diagnostic() -> None:
    (told,) = valid(report("rdjson", result("a.txt", finding())))
    assert told["severity"] == "WARNING"
    assert told["code"] == {"value": "FE201", "url": "https://example.org/rules?a=1&b=2"}
    assert told["location"] == {
        "path": "a.txt",
        "range": {"start": {"line": 1, "column": 22}, "end": {"line": 1, "column": 41}},
    }


def test_where_the_bytes_are_not_known_the_line_is_told() -> None:
    cut = finding()
    cut = replace(cut, segment=replace(cut.segment, column=70_000))
    for made in (result("a.xml", finding(line=4, key="g/1"), format="feed"), result("a.txt", cut)):
        (told,) = valid(report("rdjson", made))
        assert told["location"]["range"] == {"start": {"line": made.findings[0][0].line}}
        assert "suggestions" not in told
        assert told["message"].endswith("Fix: a control procedure → an inspection")


def test_what_could_not_be_checked() -> None:
    (told,) = valid(report("rdjson", errors=[InputError("is no UTF-8", "b.txt")]))
    assert (told["severity"], told["location"], told["message"]) == (
        "ERROR",
        {"path": "b.txt"},
        "could not be checked: is no UTF-8",
    )
    assert valid(report("rdjson")) == []
