"""A text changed by ranges stays what the editor has, and places in it are told in the units agreed on."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls", reason="the extra lsp is not installed: pip install 'mtqa[lsp]'")

from editor import lines, width
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from mtqa.lsp.text import Text

SIGNS = st.text(st.sampled_from("aé“😀\u2028\x0c\n\r"), max_size=12)
UNITS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


def position(text: str, offset: int, units: str) -> lsp.Position:
    """Return where an offset is, sign by sign."""
    own, begin = 0, 0
    for number, line in enumerate(lines(text)):
        if begin + len(line) > offset or line[-1] not in "\r\n":
            own = number
            break
        begin, own = begin + len(line), number + 1
    return lsp.Position(own, sum(width(sign, units) for sign in text[begin:offset]))


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = start = draw(SIGNS)
    made = []
    for _ in range(draw(st.integers(0, 4))):
        at, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        new = draw(SIGNS)
        if _within(text, at) or _within(text, end):
            continue
        made.append((at, end, new))
        text = text[:at] + new + text[end:]
    return start, made


def _within(text: str, at: int) -> bool:
    """No position lies between a carriage return and its line feed."""
    return text[at - 1 : at + 1] == "\r\n"


@given(changes(), UNITS)
def test_changes_by_range_give_the_text_of_the_editor(made: tuple[str, list[tuple[int, int, str]]], units: str) -> None:
    text, edits = made
    own = Text("file:///a", text, 1, units)
    told = []
    for start, end, new in edits:
        span = lsp.Range(position(text, start, units), position(text, end, units))
        told.append(lsp.TextDocumentContentChangePartial(span, new))
        text = text[:start] + new + text[end:]
    assert own.changed(told, 2).text == text


@given(SIGNS, UNITS)
def test_a_place_leads_to_its_position_and_back(text: str, units: str) -> None:
    own = Text("file:///a", text, 1, units)
    for offset in range(len(text) + 1):
        if not _within(text, offset):
            assert own.position(offset) == position(text, offset, units)
            assert own.offset(own.position(offset)) == offset


def test_positions_that_are_nowhere_are_the_nearest_place() -> None:
    own = Text("file:///a", "a😀b\r\nc", 1)
    assert own.offset(lsp.Position(0, 2)) == 1  # within the emoji
    assert own.offset(lsp.Position(0, 99)) == 3
    assert own.offset(lsp.Position(1, 99)) == 6
    assert own.offset(lsp.Position(99, 0)) == 6


def test_half_a_pair_of_surrogates_is_taken_for_a_sign() -> None:
    assert Text("file:///a", "a\ud83d b", 1).text == "a\ufffd b"


def test_a_change_without_a_range_is_the_whole_text() -> None:
    own = Text("file:///a", "a", 1, "utf-8", "markdown").changed(
        [lsp.TextDocumentContentChangeWholeDocument("b")], 7
    )  # fmt: skip
    assert (own.text, own.version, own.units, own.language) == ("b", 7, "utf-8", "markdown")
