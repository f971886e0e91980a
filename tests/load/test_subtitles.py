"""SRT and WebVTT: tags, entities and layout stay; srt and webvtt-py as oracles."""

import io

import pytest
import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import check_damage, check_edits, rewritten, segments

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Edit

words = st.text("ab é',.€", min_size=1, max_size=8).filter(str.strip)
tagged = st.sampled_from(["<i>{}</i>", "<b>{}", "{{\\an8}}{}", "{}", "{}", '<font color="#fff">{}</font>'])
lines = st.builds(lambda tag, word: tag.format(word), tagged, words)
vtt_lines = st.builds(
    lambda tag, word: tag.format(word),
    st.sampled_from(["<v Ann>{}", "<i>{}</i>", "{}", "<00:00:01.500>{} &amp; &lt;3", "<c.red>{}</c>"]),
    words,
)
NEW = st.text("x \né", max_size=4)
BARE = st.text("xé", max_size=3)


def srt_file(texts: list[list[str]], end: str, gap: int) -> str:
    cues = [f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n" + "\n".join(t) + "\n" for i, t in enumerate(texts, 1)]
    return ("\n" * gap).join(cues).replace("\n", end)


def vtt_file(texts: list[list[str]], end: str, gap: int) -> str:
    aside = ["NOTE a note\nof two lines\n", "STYLE\n::cue { color: red }\n", "REGION\nid:x\n", ""]
    cues = [
        f"{aside[i % 4]}{chr(10) if aside[i % 4] else ''}{f'cue-{i}{chr(10)}' * (i % 2)}"
        f"00:0{i}.000 --> 00:0{i}.900 line:0\n" + "\n".join(t) + "\n"
        for i, t in enumerate(texts)
    ]
    return ("WEBVTT a title\nKind: captions\n\n" + ("\n" * gap).join(cues)).replace("\n", end)


HOW = (st.sampled_from(["\n", "\r\n"]), st.integers(1, 3))
srt_files = st.builds(srt_file, st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=4), *HOW)
vtt_files = st.builds(vtt_file, st.lists(st.lists(vtt_lines, min_size=1, max_size=3), min_size=1, max_size=4), *HOW)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@given(st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=4), *HOW)
def test_srt_is_read_as_by_srt(texts: list[list[str]], end: str, gap: int) -> None:
    text = srt_file(texts, end, gap)
    expected = [(str(c.index), c.content.strip()) for c in srt.parse(text.replace("\r\n", "\n"))]
    assert [(s.key, s.target.strip()) for s in segments(text.encode(), "a.srt")] == expected


@given(vtt_files)
def test_vtt_is_read_as_by_webvtt(text: str) -> None:
    read = segments(text.encode(), "a.vtt")
    cues = list(webvtt.from_buffer(io.StringIO(text.replace("\r\n", "\n"))))
    spaced = [" ".join(c.text.split()) for c in cues]
    assert [" ".join(s.target.split()) for s in read] == [t.replace("&amp; &lt;", "& <") for t in spaced]
    assert [s.key for s in read] == [c.identifier or c.start.removeprefix("00:") for c in cues]


@settings(max_examples=200)
@given(srt_files, ENCODINGS, st.data())
def test_edits_of_srt(text: str, encoding: str, data: st.DataObject) -> None:
    check_edits(text.encode(encoding), "a.srt", data, BARE, shown=str.split)


@settings(max_examples=200)
@given(vtt_files, ENCODINGS, st.data())
def test_edits_of_vtt(text: str, encoding: str, data: st.DataObject) -> None:
    check_edits(text.encode(encoding), "a.vtt", data, BARE.map(lambda t: t + "<&>" * (len(t) > 2)), shown=str.split)


@given(srt_files | vtt_files, NEW, st.data())
def test_no_edit_ends_a_cue(text: str, new: str, data: st.DataObject) -> None:
    name = "a.vtt" if text.startswith("WEBVTT") else "a.srt"
    read = segments(text.encode(), name)
    number = data.draw(st.integers(0, len(read) - 1))
    start = data.draw(st.integers(0, len(read[number].target)))
    edit = Edit(start, data.draw(st.integers(start, len(read[number].target))), new)
    after = segments(rewritten(text.encode(), name, {number: [edit]}), name)
    rest = {s.key: s.target for i, s in enumerate(read) if i != number}
    assert {s.key: s.target for s in after if s.key != read[number].key} == rest
    wanted = (read[number].target[: edit.start] + new + read[number].target[edit.end :]).split()
    assert [s.target.split() for s in after if s.key == read[number].key] == ([wanted] if wanted else [])


@given(srt_files | vtt_files, st.data())
def test_damaged_subtitles_are_read_or_refused(text: str, data: st.DataObject) -> None:
    check_damage(text.encode(), "a.srt", data)
    check_damage(text.encode(), "a.vtt", data)


def test_places() -> None:
    data = b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>One\r\ntwo</i>\r\n\r\n2\r\n0:0:3.5 --> 0:0:4.5 X1:9\r\n{\\an8}Hi\r\n"
    read = segments(data, "a.srt")
    assert [(s.key, s.target, s.line, s.column) for s in read] == [("1", "One\ntwo", 3, 4), ("2", "Hi", 8, 7)]
    assert rewritten(data, "a.srt", {0: [Edit(0, 4, "")]}) == data.replace(b"One\r\n", b"")


def test_legacy_encoding_and_content_tell_the_format() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nL'été\n".encode("cp1252")
    document = load(ByteSource("film.txt", data=data, charset="windows-1252"), LoadOptions())
    assert (document.format, [s.target for s in document.segments]) == ("srt", ["L'été"])
    assert load(ByteSource("x", data=b"WEBVTT\n"), LoadOptions()).format == "vtt"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("1\n00:00:01,000 -> 00:00:02,000\nx\n", "a.srt", "a.srt:2: these times"),
        ("1\n00:00:01,000 --> 00:00:02\nx\n", "a.srt", "a.srt:2: these times"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\ny\n", "a.srt", "a.srt:5: this is no cue"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nx\n2\n00:00:03,000 --> 00:00:04,000\ny\n",
            "a.srt",
            "a.srt:5: times within",
        ),
        ("x\n00:00:01,000 --> 00:00:02,000\nx\n", "a.srt", "a.srt:1: a cue of SRT begins"),
        ("00:01.000 --> 00:02.000\nx\n", "a.vtt", "a.vtt:1: this does not begin with WEBVTT"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nx\n", "a.vtt", "a.vtt:2: a cue in the header"),
        ("", "a.vtt", "does not begin with WEBVTT"),
        ("1\r00:00:01,000 --> 00:00:02,000\rx\r", "a.srt", "carriage return"),
    ],
)
def test_bad_subtitles_say_where(text: str, name: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        segments(text.encode(), name)
    assert told in str(caught.value)


def test_many_blocks_are_as_one() -> None:
    texts = [f"{i}\n00:00:01,000 --> 00:00:02,000\n{'word ' * 20}{i}\n" for i in range(1, 5001)]
    data = "\n".join(texts).encode()
    read = segments(data, "a.srt")
    assert [s.key for s in read] == [str(i) for i in range(1, 5001)]
    assert [s.line for s in read] == [4 * i - 1 for i in range(1, 5001)]
    edited = rewritten(data, "a.srt", {4999: [Edit(0, 4, "term")]})
    at = data.rindex(b"\nword")
    assert edited == data[:at] + b"\nterm" + data[at + 5 :]
