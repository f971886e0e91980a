"""JSON by paths: what belongs to what, where it stands, and that nothing else changes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import check_damage, check_edits, rewritten, segments

from mtqa.errors import InputError, UsageError
from mtqa.load import LoadOptions
from mtqa.model import Edit

texts = st.text('aé "\\/\n\U0001f600\u2028', min_size=1, max_size=10).filter(str.strip)
NEW = st.text('x"\\\n\té\U0001f600', max_size=4)
BODY = LoadOptions(json_paths=(("target", "$.articles[*].body"), ("source", "$.articles[*].fr")))
ARTICLES = {
    "articles": [
        {"id": "a", "title": "T", "body": "one", "fr": "un", "parts": ["p", "q"], "pieces": ["r", "s"]},
        {"id": "b", "title": None, "body": "two", "fr": "deux", "parts": ["u"], "pieces": ["v"]},
    ]
}


def chosen(*paths: str) -> LoadOptions:
    return LoadOptions(json_paths=tuple((p.split("=", 1)[0], p.split("=", 1)[1]) for p in paths))


@settings(max_examples=150)
@given(
    st.lists(st.tuples(texts, texts), min_size=1, max_size=4), st.booleans(), st.sampled_from([None, 2]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.data(),
)  # fmt: skip
def test_only_the_edited_strings_change(
    pairs: list[tuple[str, str]], ascii_only: bool, indent: int | None, encoding: str, data: st.DataObject
) -> None:
    value = {"body": "no", "articles": [{"body": t, "fr": s, "n": 1.50} for t, s in pairs]}
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode(encoding)
    assert [(s.target, s.source) for s in segments(written, "a.json", BODY)] == pairs
    check_edits(written, "a.json", data, NEW, BODY)
    check_damage(written, "a.json", data, BODY)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["target=$.articles[*].body"], [("articles/0/body", "one", None), ("articles/1/body", "two", None)]),
        (["target=$.articles[*].body", "id=$.articles[*].id"], [("a", "one", None), ("b", "two", None)]),
        (["target=$..body", "source=$..fr"], [("articles/0/body", "one", "un"), ("articles/1/body", "two", "deux")]),
        (["target=$.articles[-1].body", "source=$.articles[1].fr"], [("articles/1/body", "two", "deux")]),
        (
            ["target=$.articles[*].parts[*]", "source=$.articles[*].pieces[*]", "id=$.articles[*].id"],
            [("a/parts/0", "p", "r"), ("a/parts/1", "q", "s"), ("b/parts/0", "u", "v")],
        ),
        (
            ["target=$.articles[*].title", "target=$.articles[*].body", "id=$.articles[*].id"],
            [("a/title", "T", None), ("a/body", "one", None), ("b/body", "two", None)],
        ),
    ],
)  # fmt: skip
def test_what_belongs_together(paths: list[str], expected: list[tuple[str, str, str | None]]) -> None:
    read = segments(json.dumps(ARTICLES).encode(), "a.json", chosen(*paths))
    assert [(s.key, s.target, s.source) for s in read] == expected


def test_places_roles_escapes_and_the_last_of_equal_names() -> None:
    data = '\ufeff{\n "title": "no", "title": "A \\u00e9\\ud83d\\ude00 \\/ B"}'.encode()
    options = chosen("target=$.title")
    (read,) = segments(data, "a.json", options)
    assert (read.target, read.line, read.column, read.role) == ("A é\U0001f600 / B", 2, 27, "title")
    edits = {0: [Edit(3, 4, "ü"), Edit(7, 8, "C")]}
    expected = data.replace(b" B", b" C")
    assert rewritten(data, "a.json", edits, options) == expected.replace(b"\\ud83d\\ude00", b"\\u00fc")
    plain = data.replace(b"no", "né".encode())
    assert rewritten(plain, "a.json", edits, options) == expected.replace(b"no", "né".encode()).replace(
        b"\\ud83d\\ude00", "ü".encode()
    )


@pytest.mark.parametrize(
    ("data", "paths", "told"),
    [
        (b'{"a": "x"}', [], "--json-path 'target="),
        (b'{"a": 3}', ["target=$.a"], "$.a is a number and not text"),
        (b'{"a": ["x", {}]}', ["target=$.a[*]"], "$.a[1] is an object"),
        (b'{"a": "x"}', ["target=$.b"], "there is nothing at $.b"),
        (b'{"a": "x"}\n{"a": "y"}', ["target=$.a"], "a.json:2:1: not JSON"),
        (b'{"a": "x\n"}', ["target=$.a"], "a.json:1:"),
        (b"[" * 100000, ["target=$.a"], "nested too deeply"),
        (b'{"a": "x", "b": ["y"]}', ["target=$.a", "source=$.b[*]"], "no source belongs to any target"),
    ],
)  # fmt: skip
def test_bad_json_says_where(data: bytes, paths: list[str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        segments(data, "a.json", chosen(*paths))
    assert told in str(caught.value)


@pytest.mark.parametrize("paths", [["target=$.a["], ["target=a.b"], ["target=$.a^"], ["target=$.a | $.b"],
                                   ["target=$.a", "target=$.b", "source=$.c"]])  # fmt: skip
def test_bad_paths_are_usage(paths: list[str]) -> None:
    with pytest.raises(UsageError):
        segments(b'{"a": "x", "b": "y", "c": "z"}', "a.json", chosen(*paths))


def test_fields_of_json_lines_are_chosen_alike() -> None:
    data = b'{"n": 7, "text": {"en": "one \\u00e9"}, "fr": "un"}\n{"n": 8, "text": {"en": "two"}}\n'
    options = chosen("target=$.text.en", "source=$.fr", "id=$.n")
    read = segments(data, "a.jsonl", options)
    assert [(s.key, s.target, s.source) for s in read] == [("7", "one é", "un"), ("8", "two", None)]
    assert rewritten(data, "a.jsonl", {1: [Edit(0, 1, "T")]}, options) == data.replace(b"two", b"Two")
    with pytest.raises(UsageError):
        segments(data, "a.jsonl", chosen("target=$.text[*]"))
    with pytest.raises(InputError, match='no text under "text"'):
        segments(data, "a.jsonl", chosen("target=$.text"))


def test_a_text_that_is_the_whole_file_is_not_read_as_json_again() -> None:
    (segment,) = segments(b'"[1] and"', "a.json", chosen("target=$"))
    assert segment.target == "[1] and"
