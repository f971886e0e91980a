"""Ordinary HTML read at once reads as it does tag by tag."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtqa.load.html.cut import DEEPEST, HtmlSegment, tag_by_tag
from mtqa.load.html.plain import Late
from mtqa.load.html.read import segments
from mtqa.model import Edit

said = st.sampled_from(
    "a b é “x” 𝄞 \xa0 \u200b \ufffc translate x>y &amp; &eacute; &nbsp; &#32; &#9; &Tab; &#1; &#150; &#8217; &#x2019; &#xA0; &#x20; &#160;"
    " &#xD800; &am p; & &foo; &notit; &lt;b&gt; &hellip &# &zwj; & AT&T &T &gt= &copyx &#039; &#x27; &#128512; &#x1FFFE; &#x7f; <".split(" ")
)  # fmt: skip
space = st.sampled_from(["", " ", " ", "\n", "  ", "\t", "\r\n", "\f ", "\v"])
words = st.lists(st.tuples(space, said, space).map("".join), max_size=3).map("".join)
told = st.sampled_from(
    [
        "", "", "", ' class="x"', ' class="notranslate"', ' class="no&#116;ranslate" href="?lang=fr"', ' href="?a&b=2"',
        ' title="tip &amp; x"', ' lang="fr"', ' translate="no"', ' translate="yes"', " translate=no", ' data-lang="fr"',
        ' x="a>b"', " /", ' CLASS="notranslate"', ' class="a" class="notranslate"', ' aria-label="t"', ' href="a',
        " class=x id=y", " class=notranslate", " id=a/", " id=a class='b'",
    ]
)  # fmt: skip
odd = st.sampled_from(
    [
        "<br>", "<br/>", "<br >", "<BR>", '<br class="q">', "<hr>", '<img src="a" alt="pic">', "<!-- c -->", "<!---->",
        "<!-->", "<!--->", "<!-- a > b -->", "<!-- x--!>", "<!-- a-b -- c -->", "<script>a<b '</p>'</script>", "<p",
        "<wbr>", "<svg/>", "<svg>", "</p>", "</div>", "</b>", "<b/>", "<title>a", "<pre>", '<input title="i">', "<p>",
    ]
)  # fmt: skip


def element(name: str, told: str, content: list[str], ends: bool) -> str:
    return f"<{name}{told}>{''.join(content)}" + (f"</{name}>" if ends else "")


def elements(names: str, inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    ends = st.sampled_from([True] * 9 + [False])
    return st.builds(element, st.sampled_from(names.split()), told, st.lists(inside, max_size=3), ends)


inline = st.recursive(words, lambda inside: elements("a b em span code B x-y", inside), max_leaves=5)
content = st.recursive(
    inline | inline | odd,
    lambda inside: elements("p p div li ul td h2 blockquote dd P section b", inside),
    max_leaves=8,
)
page = st.lists(content, max_size=4).map("".join)


def everything(found: list[HtmlSegment]) -> list[object]:
    return [
        (s.located.text, s.role, s.at, list(s.located.pieces), s.located.edits(Edit(0, len(s.located.text), "x <y>")))
        for s in found
        if any(piece.kind != "kept" for piece in s.located.pieces)
    ]


@settings(max_examples=500, deadline=None)
@given(page, st.booleans())
@example("<p>a<b>b &am</b>p;<br>c", False)
@example("<div translate=no><p translate=yes>a<p>b</p>d</div><p>c", False)
@example("<b><div><p>a</p>b</div>c</b>d<div><b><p>a</p>b</b>c", False)
@example("<svg><p>a<b/>b</p></svg><p/>c<p>d</p>", True)
@example("<div>" * (DEEPEST - 2) + "a<p>b <i>c<b>d</b></i></p><b>e <i>f</i></b></div>g", False)
@example('<div title="t">a<p>b</p></div>', False)
def test_it_is_read_as_tag_by_tag(html: str, xml: bool) -> None:
    assert everything(list(segments(html, xml=xml, lang="en"))) == everything(tag_by_tag(html, xml, "en"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain words.</p>",
        'a <a href="?x=1&y=2" class="q">b <b>c</b></a> d',
        "<!-- c -->\n<td>&nbsp;a&#8217;b&#xe9; & AT&T it&#039;s</td>",
        "<p class=x id=a.b>Bare</p>",
        "<ul><li>One</li>\n<li>Two<br/>and three</ul>",
    ],
)
def test_ordinary_html_is_read_at_once(html: str) -> None:
    found = list(segments(html))
    assert {type(s.located) for s in found} == {Late}
