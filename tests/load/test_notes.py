"""Comments to mtqa: which segment each belongs to, format by format, and that they are no text."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.fix import placed
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.notes.scan import PART
from mtqa.model import Document, Edit
from mtqa.splice import splice

C = "<!-- mtqa-ignore FE201: a quote -->"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>{}</channel></rss>'
XLIFF = (
    '<xliff version="1.2"><file original="a" source-language="fr" target-language="en"><body>{}</body></file></xliff>'
)
TMX = '<tmx version="1.4"><header srclang="fr"/><body>{}</body></tmx>'
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
JSON = '{"version":"https://jsonfeed.org/version/1.1","title":"All","items":[%s]}'


def opened(name: str, data: str | bytes) -> Document:
    return load(ByteSource(name, None, data if isinstance(data, bytes) else data.encode()), LoadOptions())


def noted(document: Document) -> list[str]:
    """Name the segments that have a comment of their own."""
    found = []
    for batch in document.batches():
        notes: Sequence[Sequence[object]] = batch.notes or [()] * len(batch.targets)
        found += [text for text, own in zip(batch.targets, notes, strict=True) if own]
    return found


def unit(n: int, target: str, more: str = "") -> str:
    return f'<trans-unit id="{n}"><source>s{n}</source>{target}</trans-unit>{more}'


def tu(n: int, target: str) -> str:
    variants = f'<tuv xml:lang="fr"><seg>s</seg></tuv><tuv xml:lang="en"><seg>{target}</seg></tuv>'
    return f'<tu tuid="{n}">{variants}</tu>'


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.txt", f"One.\n\nTwo. {C}\n\nThree.", ["Two."]),
        ("a.txt", f"One.\n{C}\n\nTwo.\n\nThree.", ["Two."]),
        ("a.txt", f"{C} One.\n\nTwo.", ["One."]),
        ("a.txt", f"One.\r\n{C}\r\nTwo.\r\n", ["Two."]),
        ("a.md", f"# One {C}\n\nTwo\n", ["One"]),
        ("a.md", f"One\n\n{C}\n\nTwo\nand more\n\nThree", ["Two and more"]),
        ("a.md", f"One\nline {C} more\n\nTwo", ["One line more"]),
        ("a.md", f"| a {C} | b |\n|--|--|\n| c | d {C} |\n", ["a", "d"]),
        ("a.md", f"`{C}` One\n\n```\n{C}\n```\n\n    {C}\n\nTwo", []),
        ("a.md", f"---\ntitle: x {C}\n---\nOne", []),
        ("a.html", f"<p>One <b>two</b> {C}</p><p>Three</p>", ["One two"]),
        ("a.html", f"<p>One</p>{C}<p>Two</p><p>Three</p>", ["Two"]),
        ("a.html", f"<p>One<br>Two {C}</p>", ["Two"]),
        ("a.html", f"<script>{C}</script><p>One</p><textarea>{C}</textarea><p>Two</p>", []),
        ("a.html", f"<!-- other --><p>One</p><!-- other -->{C}<p>Two</p>", ["Two"]),
        ("a.xml", RSS.format(f"<item>{C}<title>One</title><description>Two</description></item>"), ["One"]),
        ("a.xml", RSS.format(f"<item><title>One {C}</title><description>Two</description></item>"), ["One"]),
        (
            "a.xml",
            RSS.format(f"<item><title>One</title>{C}</item><item><title>Two</title></item>"),
            [],
        ),
        ("a.xml", RSS.format(f"<item><description><![CDATA[<p>A</p>{C}<p>B</p>]]></description></item>"), ["B"]),
        (
            "a.xml",
            RSS.format(
                "<item><description>&lt;p&gt;A &lt;!-- mtqa-ignore FE1: r --&gt;&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;"
                "</description></item>"
            ),
            ["A"],
        ),
        ("a.json", JSON % '{"id":"1","content_html":"<p>A</p>\\u003c!-- mtqa-ignore FE1: r --><p>B<\\/p>"}', ["B"]),
        ("a.xlf", XLIFF.format(unit(1, "<target>A</target>", C) + unit(2, "<target>B</target>")), ["B"]),
        ("a.xlf", XLIFF.format(unit(1, f"<target>A <g id='1'>b</g>{C}</target>") + unit(2, "<target>B</target>")), ["A b"]),
        ("a.xlf", XLIFF.format(unit(1, C) + unit(2, "<target>B</target>")), []),
        ("a.tmx", TMX.format(tu(1, "A") + C + tu(2, "B")), ["B"]),
        ("a.po", PO + '# mtqa-ignore FE1: r\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "A"\nmsgstr[1] "B"\n', ["A", "B"]),
        ("a.po", PO + '#. mtqa-ignore FE1: r\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr "B"\n', []),
        ("a.vtt", "WEBVTT\n\nNOTE mtqa-ignore FE1: r\n\n00:01.000 --> 00:02.000\nA\n\n00:03.000 --> 00:04.000\nB\n", ["A"]),
    ],
)  # fmt: skip
def test_a_comment_belongs_to(name: str, data: str, wanted: list[str]) -> None:
    assert noted(opened(name, data)) == wanted


def test_the_same_in_utf_16() -> None:
    assert noted(opened("a.txt", f"One.\n{C}\n\nTwo.".encode("utf-16"))) == ["Two."]


def test_what_it_says() -> None:
    document = opened("a.txt", "One. <!-- mtqa-ignore FE201, JK: Tom & Co: a quote -->\n")
    (batch,) = document.batches()
    ((note,),) = batch.notes or ()
    assert (note.rules, note.reason, note.line, note.column) == (("FE201", "JK"), "Tom & Co: a quote", 1, 6)


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("<!-- mtqa-ignore: r -->", "names no rule"),
        ("<!-- mtqa-ignore -->", "names no rule"),
        ("<!-- mtqa-ignore-next FE1: r -->", "is not known"),
        ("<!-- mtqa-ignore FE1: r", "does not end on its line"),
    ],
)
def test_one_that_cannot_be_heeded(comment: str, problem: str) -> None:
    document = opened("a.txt", f"One. {comment}\n")
    assert noted(document) == []
    assert document.loose
    assert [problem in note.problem for note in document.loose()] == [True]


def test_one_for_the_file_is_for_every_segment_before_it_too() -> None:
    document = opened("a.txt", "One.\n\nTwo.\n\n<!-- mtqa-ignore-file FE1: r -->\n")
    assert noted(document) == ["One.", "Two."]


def test_one_with_nothing_behind_it_is_told_of() -> None:
    document = opened("a.txt", f"One.\n{C}\n")
    for _ in range(2):  # each time the batches are read
        assert noted(document) == []
        assert document.loose
        assert len(document.loose()) == 1


def test_a_feed_that_is_not_well_formed_has_no_places() -> None:
    document = opened("a.xml", RSS.format(f"<item><title>A & B</title>{C}<description>D</description></item>"))
    assert noted(document) == []
    assert document.loose
    assert "not well-formed" in document.loose()[0].problem


def test_a_large_feed_is_read_in_parts() -> None:
    items = "".join(f"<item><title>T{i}</title><description>{'word ' * 40}</description></item>" for i in range(6000))
    assert len(items) > 4 * PART
    data = RSS.format(items.replace("<title>T5000", f"{C}<title>T5000").replace("<title>T20<", f"{C}\n<title>T20<"))
    assert noted(opened("a.xml", data)) == ["T20", "T5000"]


words = st.lists(st.sampled_from(["one", "two", "it’s", "é", C, "“x”"]), min_size=1, max_size=9)


@settings(deadline=None)
@given(st.lists(words, min_size=1, max_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.data())
def test_a_comment_is_no_text_and_survives_every_fix(
    lines: list[list[str]], encoding: str, data: st.DataObject
) -> None:
    text = "\n\n".join(" ".join(line) for line in lines) + "\n"
    raw = text.encode(encoding)
    for batch in opened("a.txt", raw).batches():
        assert not any("mtqa" in target for target in batch.targets)
        assert [target.split() for target in batch.targets] == [
            kept for line in text.split("\n\n") if (kept := line.replace(C, "").split())
        ]
        i = data.draw(st.integers(0, len(batch.targets) - 1))
        start = data.draw(st.integers(0, len(batch.targets[i])))
        end = data.draw(st.integers(start, len(batch.targets[i])))
        out = io.BytesIO()
        splice(io.BytesIO(raw), placed(batch, i, [Edit(start, end, "new")]), out)
        written = out.getvalue().decode(encoding)
        assert written.count(C) == text.count(C)
        after = [t for b in opened("a.txt", out.getvalue()).batches() for t in b.targets]
        wanted = batch.targets[i][:start] + "new" + batch.targets[i][end:]
        assert "".join(wanted.split()) in {"".join(t.split()) for t in after}
