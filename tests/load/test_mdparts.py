"""Markdown in parts: what is read is what the file as a whole gives, and quick ways give what the parser does."""

from collections.abc import Iterator

import pytest
import rewriting
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load, texts
from mtqa.load.bytesource import encoding_of
from mtqa.load.markdown import blocks as mdblocks
from mtqa.load.markdown import inline as mdinline
from mtqa.load.markdown import parts as mdparts

WHOLE = 1 << 20
begin = st.sampled_from(
    ["", "", "- ", "1. ", "2. ", "> ", "# ", "    ", "  ", "\t", "```", "~~~", "<div>", "<!--", "<b>", "<?", "| a | b |",
     "|---|---|", "===", "---", "[a]: /u", "[^1]: ", "::: n", "</div>", "-->", "[a]:", '"T', "+++", "* * *"]
)  # fmt: skip
inside = st.sampled_from(
    ["", "Some words", "x", "**bold** and *not*", "a [link](http://x.y) `c`", "[a]", "[text][a]", "é _a_ b_c <b>t</b>",
     "<!-- mtqa: ignore -->", "``` x", "| c | d |", "5 * 3 & 4 < 5 ! [w] ]", "***", "-->", "(*a*), __b__! **c**s", "\\*"]
)  # fmt: skip
line = st.tuples(begin, inside).map("".join) | inside
document = st.lists(st.tuples(line, st.sampled_from(["\n", "\n\n", "\n\n", "\n \n"])).map("".join), max_size=14)


def everything(data: bytes, least: int) -> Iterator[object]:
    """Yield all that a file holds, parsed so many code points at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mdparts, "LEAST", least)
        patch.setattr(texts, "READ", max(least // 2, 1))
        opened = load(ByteSource("a.md", data=data), LoadOptions())
        yield from rewriting.everything(opened, "*x")


@settings(max_examples=400, deadline=None)
@given(
    document.map("".join), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["", "", "---\ntitle: A\n---\n"]), st.integers(3, 60),
)  # fmt: skip
def test_parts_give_what_the_whole_gives(text: str, end: str, encoding: str, front: str, least: int) -> None:
    data = (front + text).replace("\n", end).encode(encoding)
    assert list(everything(data, least)) == list(everything(data, WHOLE))


@settings(max_examples=300, deadline=None)
@given(st.lists(inside | st.text(st.sampled_from("ab*_`[]()!<&{~ \n\\/é.")), max_size=5).map(" ".join))
def test_simple_markup_is_read_as_the_parser_reads_it(text: str) -> None:
    quick = mdinline.read(text, mdblocks.parser(), {}, lambda new, _: new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mdinline, "_simple", lambda _: None)
        slow = mdinline.read(text, mdblocks.parser(), {}, lambda new, _: new)
    assert quick.alts == slow.alts
    assert (quick.located and (quick.located.text, quick.located.pieces)) == (
        slow.located and (slow.located.text, slow.located.pieces)
    )


@settings(max_examples=200, deadline=None)
@given(document.map("".join))
def test_paragraphs_of_letters_are_those_of_the_parser(text: str) -> None:
    quick = mdblocks.blocks(text, {}).found
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mdblocks, "_prose", lambda *_: 0)
        assert mdblocks.blocks(text, {}).found == quick


def test_a_link_may_stand_far_before_what_it_refers_to() -> None:
    data = b"See [the page][p].\n\n" + b"A line of prose.\n\n" * 200 + b"[p]: http://x.y\n"
    first, *_ = everything(data, 100)
    assert first[0].target == "See the page."  # type: ignore[index]


def test_what_is_no_link_reference_once_all_is_read_is_none() -> None:
    data = b"Text\n\n[a]: /u|b\n-|-\n\nSee [x][a]\n"
    for least in range(3, 40):
        assert list(everything(data, least)) == list(everything(data, WHOLE))


def test_a_file_is_handed_out_in_parts() -> None:
    source = ByteSource("a.md", data=b"A *line* of prose.\n\n- of\n- items\n\n" * 20_000)
    sizes = [len(part.whole.text) for part in mdparts.Parts(source, encoding_of(source))]
    assert max(sizes) <= mdparts.LEAST
    assert sum(sizes) == len(source.data or b"")


def test_the_limit_of_markup_is_one_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MOST_SIGNS": 10_000, "LEAST": 1000, "_STEP": 500}.items():
        monkeypatch.setattr(mdparts, name, value)
    items = b"- a [b] *c*\n" * 1000  # of five signs each
    opened = load(ByteSource("a.md", data=(items + b"\nText\n\n") * 3), LoadOptions())
    assert sum(len(batch.targets) for batch in opened.batches()) == 3 * 1001
    opened = load(ByteSource("a.md", data=b"Text\n\nText\n\n" + items * 3), LoadOptions())
    with pytest.raises(InputError, match="line ends and signs of markup") as told:
        list(opened.batches())
    assert told.value.where == "a.md:5"


@pytest.mark.parametrize(
    ("data", "told", "where"),
    [
        (b"Text\n\n" * 100_000 + b"\xff\n", "byte 0xff at offset 600000", "a.md:200001"),
        (b"\xef\xbb\xbfa\n" + b"b" * 300_000 + b"\n\xe2\x80", "byte 0xe2 at offset 300006", "a.md:3"),
        ("a\n".encode("utf-16") + b"\n", "byte 0x0a at offset 6", "a.md:2"),
        (b"a" * 100_000 + b"\0", "binary", "a.md"),
    ],
)
def test_what_is_no_text_is_told_before_anything_is_handed_out(data: bytes, told: str, where: str) -> None:
    with pytest.raises(InputError, match=told) as error:
        load(ByteSource("a.md", data=data), LoadOptions())
    assert error.value.where == where


def test_text_is_read_with_any_line_end() -> None:
    for end in ("\n", "\r\n", "\r"):
        source = ByteSource("a.md", data=f"Text{end}{end}".encode() * 20_000)
        opened = load(source, LoadOptions())
        lines = [number for batch in opened.batches() for number in batch.lines]
        assert lines == list(range(1, 40_000, 2))
