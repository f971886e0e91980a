"""Markdown: what is read, and that an edit makes or breaks no markup."""

import io
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mtqa.errors import InputError
from mtqa.fix import apply, placed
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.located import OBJECT
from mtqa.model import Document, Edit
from mtqa.splice import splice

word = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
odd = st.sampled_from(
    ["*", "_", "a_b", "5 * 3", "&amp;", "AT&T", "\\*", "|", "<", "[y]", "`", "é", "!", "#", "C++", "~"]
)
words = st.lists(word | odd, min_size=1, max_size=5).map(" ".join)
inline = st.lists(
    words
    | word.map(lambda w: f"**{w}**")
    | st.tuples(word, word).map(lambda p: f"_{p[0]} {p[1]}_")
    | word.map(lambda w: f"[{w} link](http://x.y/{'a_b'} 'T')")
    | word.map(lambda w: f"`{w} *`")
    | word.map(lambda w: f"![{w}](u.png)")
    | st.sampled_from(["<b>bold</b>", "<kbd>Q</kbd>", "{{ name }}", "<https://x.y>", "[^1]", "a\nb", "a  \nb", "a\\\nb"]),
    min_size=1, max_size=5,
).map(" ".join)  # fmt: skip
block = st.one_of(
    inline,
    inline.map(lambda t: "## " + t.replace("\n", " ")),
    inline.map(lambda t: "- " + t.replace("\n", "\n  ") + "\n- other\n"),
    inline.map(lambda t: "> " + t.replace("\n", "\n> ")),
    words.map(lambda t: f"| A | {t.replace('|', '')} |\n|---|---|\n| c \\| d | **e** |"),
    st.sampled_from(
        ["```\nno *code*\n```", "    no code", "---", "<div>Some <b>html</b></div>", "::: note\nIn it\n:::"]
    ),
)
document = st.lists(block, min_size=1, max_size=5).map("\n\n".join)


def opened(text: str | bytes) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return load(ByteSource("a.md", data=data), LoadOptions())


def texts(text: str | bytes) -> list[str]:
    return [segment.target for segment in opened(text).segments]


def letters(text: str) -> str:
    return "".join(text.replace(OBJECT, "").split())


def edited(text: str, old: str, new: str) -> str:
    for batch in opened(text).batches():
        for i, target in enumerate(batch.targets):
            if old in target:
                out = io.BytesIO()
                at = target.index(old)
                splice(io.BytesIO(text.encode()), placed(batch, i, [Edit(at, at + len(old), new)]), out)
                return out.getvalue().decode()
    raise AssertionError(f"no segment has {old!r}: {texts(text)}")


@settings(max_examples=250, deadline=None)
@given(document, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.data())
def test_edits_read_as_meant(text: str, end: str, encoding: str, data: st.DataObject) -> None:
    raw = text.replace("\n", end).encode(encoding)
    before = texts(raw)
    (batch,) = list(opened(raw).batches()) or [None]
    if batch is None:
        return
    i = data.draw(st.integers(0, len(batch.targets) - 1))
    target = batch.targets[i]
    spans = [match.span() for match in re.finditer(r"\S+", target)]
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, min(len(spans) - 1, first + 2)))
    new = data.draw(st.sampled_from(["new", "2 * x_y", "*a* [b]", "# not", "<b> &lt;", "a | b", "- x", "1. x"]))
    edit = Edit(spans[first][0], spans[last][1], new)
    out = io.BytesIO()
    splice(io.BytesIO(raw), placed(batch, i, [edit]), out)
    after = texts(out.getvalue())
    before[i] = apply(target, [edit])
    assert list(map(letters, after)) == list(map(letters, before))


@settings(max_examples=200, deadline=None)
@given(document)
def test_texts_are_those_of_the_parser(text: str) -> None:
    """The parser alone, asked for all its text, has the same letters."""
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    seen = []
    for token in md.parse(text):
        seen += [t.content for t in token.children or () if t.type in ("text", "text_special")]
    ours = [s.target for s in opened(text).segments if s.role != "caption"]
    wanted = letters("".join(seen))
    for sign in ("{{name}}", "[^1]", "::: note", ":::", "Q", "https://x.y"):
        wanted = wanted.replace(sign.replace(" ", ""), "")
    assert sorted(filter(str.isalnum, letters("".join(ours).replace("Some html", "").replace("Q", "")))) == sorted(
        filter(str.isalnum, wanted)
    )


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("*_[]()!`<>a &#\\\n\r\t|-:~>{}%1."), max_size=80))
def test_garbage_is_read(text: str) -> None:
    for batch in opened(text).batches():
        for i, target in enumerate(batch.targets):
            placed(batch, i, [Edit(0, len(target), "x *y*")])


@pytest.mark.parametrize(
    ("text", "old", "new", "becomes"),
    [
        ("The **control procedure** is", "The control procedure", "An inspection", "An **inspection** is"),
        ("a **bold** word", "bold ", "", "a word"),
        ("a **very bold** word", "bold ", "", "a **very** word"),
        ("see [the old page](http://x.y) now", "old page", "new [site]", r"see [the new [site]](http://x.y) now"),
        ("five words", "words", "* 3 is", "five * 3 is"),
        ("five words", "words", "*words*", r"five \*words\*"),
        ("five words", "words", "a_b", "five a_b"),
        ("five words here", "five words", "# one", r"\# one here"),
        ("five words here", "five", "1.", r"1\. words here"),
        ("control\nprocedure of", "control procedure", "inspection", "inspection of"),
        ("an old\nword", "old word", "new word", "an new\nword"),
        ("end  \nof the line", "end\nof", "start\nof", "start  \nof the line"),
        ("Use `x` now", f"{OBJECT} now", f"{OBJECT} then", "Use `x` then"),
        ("| a | b |\n|---|---|\n| one | two |", "two", "2|3", "| a | b |\n|---|---|\n| one | 2\\|3 |"),
        ("fish &amp; chips", "& chips", "and chips", "fish and chips"),
        ("> one two\n> three", "two three", "four three", "> one four\n> three"),
        ("<div>An old <b>word</b></div>", "old", "a < b", "<div>An a &lt; b <b>word</b></div>"),
        ("![an old image](old.png)", "old", "new", "![an new image](old.png)"),
    ],
)  # fmt: skip
def test_where_words_go(text: str, old: str, new: str, becomes: str) -> None:
    assert edited(text, old, new) == becomes


def test_blocks_and_their_roles() -> None:
    text = (
        "# Head *of* it #\n\nSet\n===\n\nA paragraph\nof two lines.\n\n1. one\n   - two\n\n> Quote\n> > inner\n\n"
        "| A |\n|---|\n| b |\n\n![Alt text](x.png)\n\n- [x] done\n\n[^1]: A note.\n[^2]: Two.\n\n<p>Html <b>text</b></p>\n"
        "\n> [!NOTE]\n> Take note\n\n## With id {#with-id}\n"
    )
    found = [(s.role, s.line, s.column, s.target) for s in opened(text).segments]
    assert found == [
        ("heading", 1, 3, "Head of it"), ("heading", 3, 1, "Set"), ("body", 6, 1, "A paragraph of two lines."),
        ("item", 9, 4, "one"), ("item", 10, 6, "two"), ("quote", 12, 3, "Quote"), ("quote", 13, 5, "inner"),
        ("cell", 15, 3, "A"), ("cell", 17, 3, "b"), ("caption", 19, 3, "Alt text"), ("item", 21, 7, "done"),
        ("body", 23, 7, "A note."), ("body", 24, 7, "Two."), ("body", 26, 4, "Html text"), ("quote", 29, 3, "Take note"),
        ("heading", 31, 4, "With id"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "left",
    ["```js\nno\n```", "~~~\nno\n~~~", "    no", "<!-- no -->", "<script>\nno\n</script>", "{{< no >}}", "{% no %}",
     "::: no", "[no]: http://no.no 'no'", "---", "`no`", "<https://no.no>", "[^no]"],
)  # fmt: skip
def test_left_alone(left: str) -> None:
    assert texts(f"yes\n\n{left}\n\nyes") == ["yes", "yes"]


FRONT = """---
layout: post
title: "The \\"big\\" plan"
description: It's a plan  # why
summary: >-
  Two lines
  of it
tags: [one, two]
---

Text
"""


@pytest.mark.parametrize(
    ("old", "new", "becomes"),
    [
        ("big", "small: #1", 'title: "The \\"small: #1\\" plan"'),
        ("a plan", "the plan", "description: It's the plan  # why"),
        ("It's a", "So: a", 'description: "So: a plan"  # why'),
        ("plan\u2060", "", ""),
        ("lines of", "pages of", "  Two pages\n  of it"),
    ],
)
def test_front_matter_is_written_back_safely(old: str, new: str, becomes: str) -> None:
    if "\u2060" in old:
        assert texts(FRONT) == ['The "big" plan', "It's a plan", "Two lines of it", "Text"]
        return
    made = edited(FRONT, old, new)
    assert becomes in made
    assert [t.replace(old, new) for t in texts(FRONT)] == texts(made)
    assert len(set(made.splitlines()) ^ set(FRONT.splitlines())) == 2


@pytest.mark.parametrize("rules", ["---\n\nyes\n\n---\n", "---\nyes it is\n\n---\n", "---\n::: x\nyes\n---\n"])
def test_a_rule_at_the_beginning_is_no_front_matter(rules: str) -> None:
    assert texts(rules)[0].startswith("yes")


def test_front_matter_in_toml() -> None:
    text = "+++\ntitle = 'It is old' # x\ndraft = true\n[extra]\ntitle = 'no'\n+++\nText\n"
    assert texts(text) == ["It is old", "Text"]
    assert 'title = "It\'s old" # x' in edited(text, "It is", "It's")
    assert "title = 'It is new' # x" in edited(text, "old", "new")


@settings(max_examples=150, deadline=None)
@given(words, st.sampled_from(["{}", '"{}"', "'{}'", "|\n  {}", ">\n  {}\n  {}"]), words)
def test_front_matter_of_any_style(value: str, style: str, new: str) -> None:
    text = f"---\na: 1\ntitle: {style.replace('{}', value)}\nb: 2\n---\nText\n"
    for batch in opened(text).batches():
        for i, target in enumerate(batch.targets):
            out = io.BytesIO()
            splice(io.BytesIO(text.encode()), placed(batch, i, [Edit(0, min(3, len(target)), new)]), out)
            made = out.getvalue().decode()
            wanted = new + target[min(3, len(target)) :]
            if target != "Text":
                assert [s.target for s in opened(made).segments if s.role == "title"] == [wanted.strip()]
                assert "\na: 1\n" in made
                assert "\nb: 2\n---\n" in made


def test_a_source_is_paired_with_markdown_line_by_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.fr.md").write_text("Un\nDeux\n")
    source = ByteSource("a.en.md", data=b"One\nTwo\n")
    assert [s.source for s in load(source, LoadOptions(source=tmp_path / "a.fr.md")).segments] == ["Un", "Deux"]


@pytest.mark.parametrize(
    "part",
    ["[", "*", "> ", "`", "![", "- ", "|", "<a ", "{{", "**a ", "\\", "[](", "&", "a\n", "<kbd>a ", "\\*", "[a]["],
)
def test_hostile_texts_take_no_time(part: str) -> None:
    began = time.perf_counter()
    texts(part * (60_000 // len(part)))
    assert time.perf_counter() - began < 8


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="a.md:2"):
        texts(b"ok\n\xff\n")


def test_more_markup_than_can_be_read_in_time_is_refused() -> None:
    with pytest.raises(InputError, match="line ends and signs of markup"):
        texts("- a\n" * 250_000)
