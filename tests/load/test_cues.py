"""Cues that are read at once and line by line, and subtitles in small stretches."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_subtitles import srt_files, vtt_files

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, bytesource, load, stretches
from mtqa.load.stretches import Stretch
from mtqa.load.subtitles.cues import at_once, line_by_line

words = st.sampled_from(
    ["a", "é", "1", "->", "<i>", "</i>", "<", "&amp;", "&#x1;", "{\\an8}", "NOTE", "STYLE", "NOTE x", " ", "\t", "\x1c", "\u2028"]
)  # fmt: skip
times = st.sampled_from(
    ["00:00:01,000 --> 00:00:02,000", "0:1.5 --> 0:2.5", "00:01.000 --> 00:02.000 line:0", "00:01.000-->00:02.000", "0:1 -> 0:2"]
)  # fmt: skip
odd_lines = times | st.lists(words, max_size=4).map("".join)
odd = st.lists(
    st.tuples(odd_lines, st.sampled_from(["\n", "\n", "\n\n", " \n", "\r\n", "\n\x1c\n"])).map("".join), max_size=8
)
cues = st.builds("{}{}\n{}\n".format, st.sampled_from(["", "7\n", " 8 \n", "x y\n"]), times, words)
texts = st.tuples(
    srt_files | vtt_files | st.just("WEBVTT\n\n") | st.just(""), st.lists(cues | odd.map("".join)).map("\n".join)
)
forms = st.sampled_from(["srt", "vtt"])


@settings(max_examples=600)
@given(texts.map("\n".join), forms, st.booleans())
def test_what_is_read_at_once_is_what_is_read_line_by_line(text: str, form: str, begun: bool) -> None:
    stretch = Stretch(text, 0, 1, "utf-8")
    found = at_once(stretch, form, begun)
    if found is not None:
        assert line_by_line(stretch, "a", form, begun) == (found, True)


@given(srt_files)
def test_ordinary_srt_is_read_at_once(text: str) -> None:
    assert at_once(Stretch(text, 0, 1, "utf-8"), "srt", True)


@given(vtt_files)
def test_ordinary_vtt_is_read_at_once(text: str) -> None:
    assert at_once(Stretch(text, 0, 1, "utf-8"), "vtt", False)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n2\n00:00:03,000 --> 00:00:04,000\ny\n", "srt"),
        ("00:01.000 -> 00:02.000\n00:01.000 --> 00:02.000\nx\n", "vtt"),
        ("NOTED\n00:01.000 --> 00:02.000\nx\n", "vtt"),
        ("00:01.000 --> 00:02.000\nx\ry\n", "vtt"),
    ],
)  # fmt: skip
def test_others_are_not(text: str, form: str) -> None:
    assert at_once(Stretch(text, 0, 1, "utf-8"), form, True) is None


def read(data: bytes, name: str) -> object:
    document = load(ByteSource(name, data=data), LoadOptions())
    try:
        return [(b.segment(i), b.place(i, 0)) for b in document.batches() if b.place for i in range(len(b.targets))]
    except InputError as error:
        return str(error)


@settings(max_examples=300)
@given(texts.map("\n".join), forms, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_small_stretches_are_as_one(text: str, form: str, encoding: str) -> None:
    data, name = text.encode(encoding), f"a.{form}"
    whole = read(data, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bytesource, "BLOCK", 40)
        patch.setattr(stretches, "LEAST", 10)
        assert read(data, name) == whole


def test_columns_of_a_batch_can_be_sent_to_a_worker() -> None:
    document = load(ByteSource("a.srt", data=b"1\n00:00:01,000 --> 00:00:02,000\n<i>\nx</i>\n"), LoadOptions())
    (batch,) = document.batches()
    assert pickle.loads(pickle.dumps(replace(batch, locate=None, place=None))).segment(0) == batch.segment(0)
