"""Entries of PO that are read at once and line by line, and stretches of a file."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import segments
from test_po import entries

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, bytesource, load, stretches
from mtqa.load.po.read import at_once, line_by_line
from mtqa.load.po.string import located
from mtqa.load.stretches import Stretch

words = st.sampled_from(
    [*'aé\U0001f600#\\"[', "\\n", '\\"', "\\303\\251", "\\x41", "\\8", "\u2028", "\x1c", "fuzzy", "msgid "]
)
blanks = st.sampled_from(["", " ", "  ", "\t", "\n", "\r\n", " \n\n", "\n# c\n", "\x1c", "\xa0\n", "\r"])
strings = st.builds('"{}"'.format, st.lists(words, max_size=3).map("".join))
keywords = st.sampled_from(
    ["msgid ", "msgid", "msgid_plural ", "msgctxt ", "msgstr ", "msgstr[0] ", "msgstr [ 1 ]", "msgstr[0] ", "# x", "#, a, fuzzy", "#~ msgstr ", "domain "]
)  # fmt: skip
odd = st.lists(keywords | strings | blanks, max_size=6).map("".join)


def many(parts: list[str], end: str) -> Stretch:
    return Stretch("".join(parts).replace("\n", end), 0, 1, "utf-8")


ends = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=600)
@given(st.lists(entries() | odd, max_size=4), ends)
def test_what_is_read_at_once_is_what_is_read_line_by_line(parts: list[str], end: str) -> None:
    stretch = many(parts, end)
    found = at_once(stretch)
    if found is not None:
        slow = line_by_line(stretch, "a.po")
        assert [t[:4] for t in found] == [t[:4] for t in slow]
        assert [located(stretch.text, t[4], "utf-8") for t in found] == [
            located(stretch.text, t[4], "utf-8") for t in slow
        ]


@given(st.lists(entries(), max_size=4), ends)
def test_ordinary_entries_are_read_at_once(parts: list[str], end: str) -> None:
    assert at_once(many(parts, end)) is not None


@pytest.mark.parametrize(
    "text",
    ['msgid "a"\n# note\nmsgstr "b"\n', 'msgid "a" msgstr "b"\n', 'msgid "a"\nmsgstr[0] "b"\nmsgstr[0] "c"\n', '# a\rb\n'],
)  # fmt: skip
def test_others_are_not(text: str) -> None:
    assert at_once(Stretch(text, 0, 1, "utf-8")) is None


def test_a_digit_that_is_no_octal_one_stands_for_itself() -> None:
    assert [s.target for s in segments(rb'msgid "a"' b"\n" rb'msgstr "\8 \x"', "a.po")] == ["8 x"]


def read(data: bytes) -> object:
    document = load(ByteSource("a.po", data=data), LoadOptions())
    try:
        return [(b.segment(i), b.place(i, 0)) for b in document.batches() if b.place for i in range(len(b.targets))]
    except InputError as error:
        return str(error)


@settings(max_examples=300)
@given(st.lists(entries() | odd, max_size=8), ends)
def test_small_stretches_are_as_one(parts: list[str], end: str) -> None:
    data = "".join(parts).replace("\n", end).encode()
    whole = read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bytesource, "BLOCK", 40)
        patch.setattr(stretches, "LEAST", 10)
        assert read(data) == whole


def test_what_has_no_end_is_kept_until_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytesource, "BLOCK", 40)
    monkeypatch.setattr(stretches, "LEAST", 10)
    tail = "#~ gone\n" * 100
    data = f'msgid "a"\nmsgstr "b"\n{tail}msgid "c"\nmsgstr "d"\n{tail}'.encode()
    assert [(s.target, s.line) for s in segments(data, "a.po")] == [("b", 2), ("d", 104)]


def test_columns_of_a_batch_can_be_sent_to_a_worker() -> None:
    document = load(ByteSource("a.po", data=b'msgid "a"\nmsgstr ""\n"b"\n'), LoadOptions())
    (batch,) = document.batches()
    assert pickle.loads(pickle.dumps(replace(batch, locate=None, place=None))).segment(0) == batch.segment(0)
