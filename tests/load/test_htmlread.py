"""HTML in pieces: what a segment is, and how an edit finds its way back into the markup."""

import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from mtqa.fix import apply
from mtqa.load.html.read import segments
from mtqa.load.html.tokens import Tag, tokens
from mtqa.load.located import OBJECT
from mtqa.model import Edit

word = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters=OBJECT), min_size=1, max_size=8)
text = st.lists(word, min_size=1, max_size=4).map(" ".join)
written = st.tuples(text, st.sampled_from([" ", "\n  ", "\t", " \r\n"])).map(lambda p: escape(p[0]).replace(" ", p[1]))
reference = st.sampled_from(
    ["&eacute;", "&#233;", "&amp;", "&nbsp;", "&hellip", "&lt;", "&unknown;", "& ", "&#x1F600;"]
)
opaque = st.sampled_from(
    [
        "<code>a < b</code>",
        "<img src='x' alt='A &quot;b&quot;'>",
        "<kbd><b>Q</b></kbd>",
        "<span translate=no>Mtqa</span>",
    ]
)
unseen = st.sampled_from(["<!-- no > -->", "<script>if (a<b) '</b>'</script>", "<wbr>", "<style>p {}</style>"])
inline = st.recursive(
    written | reference | opaque | unseen,
    lambda inner: st.tuples(
        st.sampled_from(["b", "a href='?a=1&amp;b'", 'em class="x > y"', "span lang=en"]), st.lists(inner, max_size=3)
    ).map(lambda p: f"<{p[0]}>{' '.join(p[1])}</{p[0].split()[0]}>"),
    max_leaves=6,
)
block = st.tuples(st.sampled_from(["p", "h2", "li", "div", "td"]), st.lists(inline, max_size=5)).map(
    lambda p: f"<{p[0]}>{''.join(p[1])}</{p[0]}>"
)
page = st.lists(block | inline, max_size=5).map("\n".join)


def texts(html: str) -> list[str]:
    return [segment.located.text for segment in segments(html)]


def letters(value: str) -> str:
    return "".join(value.replace(OBJECT, "").split())


def edited(html: str, old: str, new: str) -> str:
    """Replace words in the first segment that has them."""
    for segment in segments(html):
        if old in segment.located.text:
            at = segment.located.text.index(old)
            return apply(html, segment.located.edits(Edit(at, at + len(old), new)))
    raise AssertionError(f"no segment has {old!r}")


@settings(max_examples=300, deadline=None)
@given(page, st.data())
def test_edits_change_words_and_nothing_else(html: str, data: st.DataObject) -> None:
    found = list(segments(html))
    edits, expected = [], []
    for segment in found:
        located = segment.located
        start = data.draw(st.integers(0, len(located.text)))
        end = data.draw(st.integers(start, len(located.text)))
        edit = Edit(start, end, data.draw(st.sampled_from(["", "x", 'é "y" & <b>', "one two", "'&amp;", OBJECT])))
        edits += located.edits(edit)
        expected.append(letters(apply(located.text, [edit])))
    changed = apply(html, sorted(edits, key=lambda e: (e.start, e.end)))
    assert list(filter(None, map(letters, texts(changed)))) == list(filter(None, expected))
    tags = [t for t in tokens(html) if isinstance(t, Tag)]
    kept = [t for t in tokens(changed) if isinstance(t, Tag)]
    assert [t.name for t in tags] == [t.name for t in kept]


@settings(max_examples=200, deadline=None)
@given(page)
def test_each_piece_stands_where_it_says(html: str) -> None:
    for segment in segments(html):
        for piece in segment.located.pieces:
            if piece.plain:
                assert html[piece.first : piece.last] == segment.located.text[piece.start : piece.end]
        assert "".join(segment.located.text[p.start : p.end] for p in segment.located.pieces) == segment.located.text
        assert segment.located.text == segment.located.text.strip(" ")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pb"), written), min_size=1, max_size=6))
def test_texts_are_those_of_another_parser(parts: list[tuple[str, str]]) -> None:
    html = "<div>" + "".join(f"<{tag}>{body}</{tag}>" for tag, body in parts) + "</div>"
    seen = lxml_html.fromstring(html).text_content()
    assert letters("".join(texts(html))) == letters(seen)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("<>/!-='\"& apbscriptode\n"), max_size=60))
def test_garbage_is_read(html: str) -> None:
    for segment in segments(html):
        segment.located.edits(Edit(0, len(segment.located.text), "x"))


@pytest.mark.parametrize(
    "part",
    [
        "<",
        "<a",
        '<a b="',
        "</b>",
        "<!--",
        "<p>",
        "<li>",
        "<b>",
        "&",
        "<a =",
        "<script>",
        "a ",
        "<td><b>",
        "</",
        "<div title='",
    ],
)
def test_hostile_pages_take_no_time(part: str) -> None:
    began = time.perf_counter()
    list(segments(part * (400_000 // len(part))))
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("html", "old", "new", "becomes"),
    [
        ("the <b>control procedure</b> of", "the control procedure", "an inspection", "an <b>inspection</b> of"),
        ("<a>French</a> government officials", "French government officials", "officials", "<a>officials</a>"),
        ("<a>Smith</a> said", "Smith", "Smith, he", "<a>Smith</a>, he said"),
        ("<a>Smith</a> said", "Smith", "Smiths", "<a>Smiths</a> said"),
        ("a <code>x</code> b", f"a {OBJECT} b", f"b {OBJECT} a < c", "b <code>x</code> a &lt; c"),
        ("Use <code>x</code>", OBJECT, f"{OBJECT}.", "Use <code>x</code>."),
        ("caf&eacute;s &amp; bars", "cafés & bars", "bars & cafés", "bars &amp; cafés"),
        ("in  <i>the\n  town</i>", "the town", "this town", "in  <i>this\n  town</i>"),
        ("<b>one</b> <i>two</i>", "one two", "three", "<b>three</b><i></i>"),
        ("the <b>the</b> town", "the the", "the", "<b>the</b> town"),
    ],
)  # fmt: skip
def test_where_words_go(html: str, old: str, new: str, becomes: str) -> None:
    assert edited(html, old, new) == becomes


@pytest.mark.parametrize(
    ("html", "becomes"),
    [
        ('<img alt="an old word">', '<img alt="a &quot;new&quot; word & it\'s">'),
        ("<img alt='an old word'>", "<img alt='a \"new\" word & it&#39;s'>"),
        ("<img alt=old>", "<img alt=a&#32;&#34;new&#34;&#32;word&#32;&amp;&#32;it&#39;s>"),
    ],
)
def test_attributes_are_written_in_their_quotes(html: str, becomes: str) -> None:
    old = "an old word" if " word" in html else "old"
    made = edited(html, old, 'a "new" word & it\'s')
    assert made.replace("&amp;", "&") == becomes.replace("&amp;", "&")
    assert texts(made) == ['a "new" word & it\'s']


def test_blocks_are_segments_with_roles() -> None:
    html = """<title>T &amp; t</title><h1>Head</h1><div>Loose <p>One<p>Two<blockquote>Quote</blockquote>
    <ul><li>A<li>B <ul><li>C</ul></ul><table><tr><th>H<td>D<tr><td>E</table>
    <figure><img alt="Alt"><figcaption>Caption</figcaption></figure>first<br>second</div>
    <meta property="og:title" content="OG"><meta name=description content='Says "so"'><a title="Tip">link</a>"""
    found = [(segment.role, segment.located.text) for segment in segments(html)]
    assert found == [
        ("title", "T & t"), ("heading", "Head"), ("body", "Loose"), ("body", "One"), ("body", "Two"),
        ("quote", "Quote"), ("item", "A"), ("item", "B"), ("item", "C"), ("cell", "H"), ("cell", "D"), ("cell", "E"),
        ("caption", "Alt"), ("caption", "Caption"), ("body", "first"), ("body", "second"), ("body", "link"),
        ("title", "OG"), ("summary", 'Says "so"'), ("caption", "Tip"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "html",
    [
        "<pre>no <b>no</b></pre>", "<script>no<b></script>", "<style>no</style>", "<template><p>no</p></template>",
        "<svg><text>no</text><title/></svg>", "<math><mi>no</mi></math>", "<textarea>no <p>no</textarea>",
        "<noscript><p>no</p></noscript>", '<p translate="no">no</p>', '<div class="x notranslate"><p>no</p></div>',
        "<!-- no -->", "<![CDATA[ no ]]>", "<?php no ?>", "<p><code>no</code></p>", '<p title="">&nbsp;</p>'.replace("&nbsp;", " "),
    ],
)  # fmt: skip
def test_left_out(html: str) -> None:
    assert texts(f"<p>yes</p>{html}<p>yes</p>") == ["yes", "yes"]


def test_what_stands_in_a_sentence_reads_as_one_sign() -> None:
    html = "<p><img src=a> Press <kbd>Ctrl</kbd> in <svg><path/></svg> or <b class=notranslate>Mtqa</b>, then <samp>ok</samp> <img></p>"
    assert texts(html) == [f"Press {OBJECT} in {OBJECT} or {OBJECT}, then {OBJECT}"]


def test_translate_yes_within_no() -> None:
    assert texts('<div translate="no"><p>no</p><p translate="yes">yes</p></div>') == ["yes"]


def test_other_languages_are_left_out_if_asked() -> None:
    html = '<p lang="fr">non</p><p lang="en-GB">yes <i lang="fr">coup</i> it is</p>'
    assert [s.located.text for s in segments(html, lang="en")] == [f"yes {OBJECT} it is"]
    assert texts(html) == ["non", "yes coup it is"]


def test_deep_nesting_is_flattened() -> None:
    assert texts("<div>" * 100_000 + "deep" + "</div>" * 100_000) == ["deep"]


def test_what_is_no_tag_hides_nothing_behind_it() -> None:
    assert texts("<p>One</é> two</p><p>Three < four</p>") == ["One two", "Three < four"]


def test_tags_of_any_writing_are_read() -> None:
    html = """<P CLASS='a>b'>One <A HREF=x Title="Two">three</A><x-y>four</x-y> <b c = "d>e" f>five</b></P>"""
    assert texts(html) == ["One three", "Two", "four", "five"]
