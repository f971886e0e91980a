"""A page read in parts gives what it gives as a whole."""

from collections.abc import Iterator

import pytest
import rewriting
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load, texts
from mtqa.load.bytesource import Encoding
from mtqa.load.html import parts as htmlparts
from mtqa.load.html.read import segments

WHOLE = 1 << 20
piece = st.sampled_from(
    ["<p>", "<p>", "</p>", "<p class=x>", "<div>", "</div>", "<li>", "<td>", "<br>", "<tr><td>", "<ul>", "</ul>", "<h1 ",
     "Some words", "é “x” ", " &amp; ", "&", "\n", "\r\n", "  ", "x", "<b>", "</b>", "<i><b>", "<code>", "</code>",
     "<pre>", "</pre>", "<script>", "</script>", "<title>", "</title>", "<svg>", "</svg>", "<!--", "-->", "<!-- a -->",
     "<!-- mtqa: ignore -->", "<!", "<?", "<a href='", '<a title="', '"', "'", "=", ">", "<", "</", "<img alt='A b'>",
     "<span lang=fr>", "</span>", "<p translate=no>", '<p title="T">', "<p lang=de>", "<textarea>", "</textarea>",
     "<x-y>", "<br/>", "<p/>", "<style>", "</style>", "😀", "<P>", "<p\xa0>"]
)  # fmt: skip
page = st.lists(piece, max_size=30).map("".join)


def everything(data: bytes, least: int, name: str = "a.html") -> Iterator[object]:
    """Yield all that a page holds, read so many code points at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(htmlparts, "LEAST", least)
        patch.setattr(texts, "READ", max(least // 2, 1))
        opened = load(ByteSource(name, data=data), LoadOptions())
        yield from rewriting.everything(opened, "<x")


@settings(max_examples=600, deadline=None)
@example('<p>A<a title="<p>b\'>c<p>d"><p>e', "utf-8", 12, "a.html")
@example("<b><p>a</b><p>b<svg><title><p>c</title></svg><p>d", "utf-8", 9, "a.html")
@given(page, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.integers(2, 60),
       st.sampled_from(["a.html", "a.xhtml"]))  # fmt: skip
def test_parts_give_what_the_whole_gives(text: str, encoding: str, least: int, name: str) -> None:
    data = text.encode(encoding, "ignore")
    assert list(everything(data, least, name)) == list(everything(data, WHOLE, name))


@settings(max_examples=300, deadline=None)
@given(page, st.integers(2, 60), st.booleans())
def test_parts_are_cut_where_they_do_no_harm(text: str, least: int, xml: bool) -> None:
    whole = [(s.located.text, s.role, s.at) for s in segments(text, xml=xml, lang="en")]
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(htmlparts, "LEAST", least)
        at = 0
        for part in htmlparts.parts(ByteSource("a.html", data=text.encode()), Encoding("utf-8"), xml=xml, lang="en"):
            found += [(s.located.text, s.role, at + s.at) for s in part.segments]
            at += len(part.whole.text)
    assert found == whole
    assert at == len(text)


def test_a_page_is_handed_out_in_parts() -> None:
    text = "<div><p>A <b>line</b> of prose.</p>\n<ul><li>of<li>items</ul><p lang=de>Nicht</p></div>" * 20_000
    found = [*htmlparts.parts(ByteSource("a.html", data=text.encode()), Encoding("utf-8"), xml=False, lang="en")]
    assert max(len(part.whole.text) for part in found) <= htmlparts.LEAST
    assert sum(len(part.segments) for part in found) == 60_000


def test_what_goes_on_and_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(htmlparts, "LEAST", 100)
    monkeypatch.setattr(htmlparts, "LARGEST", 2000)
    script = "<p>a</p>\n" * 50 + "<script>" + "'<p>' " * 300 + "</script><p>b</p>"
    assert len(list(everything(script.encode(), 100))) == 2 * 51 + 1
    with pytest.raises(InputError, match="a script or comment that ends") as told:
        list(everything(script.replace("</script>", " " * 2000 + "</script>").encode(), 100))
    assert told.value.where == "a.html:50"
