"""HTML pages as files: charsets, language, positions, the main text, and writing back."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply, placed
from mtqa.load import ByteSource, LoadOptions, find, load
from mtqa.load.html.page import LARGEST
from mtqa.model import Document, Edit
from mtqa.splice import splice

ARTICLE = """<!DOCTYPE html>
<html lang="en-GB" class="no-js">
<head>
<meta charset="utf-8">
<title>Flood alert lifted in the valley &#8211; The Sample Post</title>
<meta name="description" content="The prefecture lifted the alert on Tuesday &amp; schools reopen.">
<meta property="og:title" content="Flood alert lifted">
<script>var page = {"title": "<p>no</p>"};</script>
<style>p { color: red }</style>
</head>
<body class="single">
<div id="cookies" role="dialog"><p>We value your privacy. We and our partners store cookies on your device.</p>
<button>Accept all</button> <button>Refuse</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world" title="World news">World</a></li></ul></nav>
<main><article>
<h1 class="entry-title">Flood alert lifted in the valley</h1>
<p class="byline">By <a href="/a">Jane Roche</a> | 12 May</p>
<figure><img src="a.jpg" alt="The river &quot;Orne&quot; in flood"><figcaption>The river on Monday.</figcaption></figure>
<!-- wp:paragraph -->
<p>The <strong>control procedure</strong> of the dam was lifted on Tuesday, the prefecture said in a statement,
and the <a href="/schools">schools of the valley</a> will open their doors again from Wednesday morning.</p>
<p>Residents of the lower town, who had spent two nights in the sports hall, were able to go home in the afternoon,
where they found water in the cellars and mud in the streets.<br>The mayor thanked the volunteers for their help.</p>
<blockquote><p>We have never seen the river rise so fast, and we were lucky that it happened during the day.</p></blockquote>
<h2>What happens next</h2>
<p>The insurers have opened a line for the victims, and the region will pay half of the repairs to the two bridges,
its president announced after a visit to the site with the minister.</p>
</article></main>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/1">Ten ways to dry a cellar</a></li></ul></aside>
<footer><p>&copy; The Sample Post</p></footer>
</body></html>
"""


def opened(data: bytes, name: str = "a.html", **options: object) -> Document:
    return load(ByteSource(name, data=data), LoadOptions(**options))  # type: ignore[arg-type]


def texts(data: bytes, name: str = "a.html", **options: object) -> list[str]:
    return [segment.target for segment in opened(data, name, **options).segments]


def edited(data: bytes, old: str, new: str) -> bytes:
    for batch in opened(data).batches():
        for i, target in enumerate(batch.targets):
            if old in target:
                at = target.index(old)
                out = io.BytesIO()
                splice(io.BytesIO(data), placed(batch, i, [Edit(at, at + len(old), new)]), out)
                return out.getvalue()
    raise AssertionError(f"no segment has {old!r}")


def test_an_article_page() -> None:
    segments = list(opened(ARTICLE.encode()).segments)
    found = {s.target: (s.key, s.role, s.line) for s in segments}
    assert found["Flood alert lifted in the valley – The Sample Post"] == ("title/1", "title", 5)
    assert found["The prefecture lifted the alert on Tuesday & schools reopen."] == ("summary/1", "summary", 6)
    assert found['The river "Orne" in flood'][1:] == ("caption", 18)
    assert found["The river on Monday."][1] == "caption"
    assert found["Accept all"][1] == "body"
    assert found["The mayor thanked the volunteers for their help."][2] == 23
    assert found["What happens next"][1] == "heading"
    assert "no" not in found
    assert segments[0].column == 8


def test_a_fix_leaves_every_other_byte() -> None:
    made = edited(ARTICLE.encode(), "The control procedure", "An inspection")
    assert made == ARTICLE.replace("The <strong>control procedure", "An <strong>inspection").encode()


def test_main_content_alone() -> None:
    pytest.importorskip("trafilatura.core", exc_type=ImportError)
    found = texts(ARTICLE.encode(), main_content=True)
    assert (
        "The control procedure of the dam was lifted on Tuesday, the prefecture said in a statement, and the"
        in found[2]
    )
    assert "Flood alert lifted in the valley" in found
    assert "What happens next" in found
    assert any(t.startswith("We have never seen") for t in found)
    gone = ("privacy", "Accept", "Home", "World", "Ten ways", "©")
    assert not [t for t in found if any(word in t for word in gone)]
    batch = next(iter(opened(ARTICLE.encode(), main_content=True).batches()))
    assert batch.locate is not None
    assert batch.locate(2, Edit(0, 3, "A"))


def test_no_main_content_is_told() -> None:
    pytest.importorskip("trafilatura.core", exc_type=ImportError)
    with pytest.raises(InputError, match="no main text"):
        opened(b"<html><body><nav><a href=x>Home</a></nav></body></html>", main_content=True)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"), ("<meta charset=utf-8>", "utf-8"), ("", "utf-8"), ("", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ("<meta charset=iso-8859-15>", "iso8859-15"), ("<meta charset='utf-16'>", "utf-8"),
        ("<meta charset=windows-1251>", "cp1251"), ("", "utf-8-sig"), ("", "utf-16"), ("<meta charset=Shift_JIS>", "shift_jis"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_charsets(head: str, encoding: str, end: str) -> None:
    accent = {"cp1251": "Привет", "shift_jis": "東京"}.get(encoding, "Café")
    page = f"<html><head>{head}</head><body>{end}<p>{accent} is an old <b>word</b></p></body></html>"
    data = page.encode(encoding)
    (segment,) = opened(data).segments
    assert (segment.target, segment.line) == (f"{accent} is an old word", 2)
    made = edited(data, "an old", "a new\u0416")
    sign = "\u0416" if encoding.startswith("utf") or encoding in ("cp1251", "shift_jis") else "&#1046;"
    assert made.decode(encoding) == page.replace("an old", f"a new{sign}")
    assert texts(made) == [f"{accent} is a new\u0416 word"]


def test_language_of_the_page() -> None:
    data = b"<html lang=de><p>Ja</p><p lang=en>no</p><p lang=de-AT>Ja</p></html>"
    assert opened(data).target_lang == "de"
    assert texts(data) == ["Ja", "Ja"]
    assert opened(data, target_lang="en").target_lang == "en"


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"<!doctype HTML><p>x", "a.txt", "html"), (b"  <html><p>x", "-", "html"), (b"<p>x", "a.htm", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html xmlns="http://www.w3.org/1999/xhtml"><p>x</p></html>', "a.xml", "html"),
        (b"<p>x", "a.md", "markdown"),
    ],
)  # fmt: skip
def test_known_by_content_then_by_name(data: bytes, name: str, form: str) -> None:
    document = opened(data, name)
    assert document.format == form
    assert [s.target for s in document.segments] == ["x"]


def test_xhtml_closes_its_elements_itself() -> None:
    data = b'<?xml version="1.0"?><html><head><title/><script src="a"/></head><body><p/><code/>yes</body></html>'
    assert [t.strip("\ufffc") for t in texts(data, "a.xhtml")] == ["yes"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<meta charset=utf-8>\n<p>\xff", "a.html:2: not UTF-8"), (b"<meta charset=klingon>", "klingon is not known"),
        (b"<meta charset=base64>", "no charset of texts"), (b"<p>\0\0", "binary"),
        (b"<meta charset=big5>" + b"a" * LARGEST, "over 64 MiB"), (b"<p>\x81\xff", "not CP1252"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        texts(data)
    assert told in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ARTICLE)), st.binary(max_size=8), st.integers(0, len(ARTICLE)))
def test_cut_or_spoilt_pages_are_read_or_refused(end: int, junk: bytes, at: int) -> None:
    data = ARTICLE.encode()[:end]
    data = data[:at] + junk + data[at:]
    try:
        batches = list(opened(data).batches())
    except InputError:
        return
    for batch in batches:
        for i, target in enumerate(batch.targets):
            placed(batch, i, [Edit(0, len(target), "x")])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_only_the_edited_spans_change(encoding: str, end: str, data: st.DataObject) -> None:
    page = ARTICLE.replace('<meta charset="utf-8">', '<meta charset="windows-1252">' if encoding == "cp1252" else "")
    raw = page.replace("\n", end).encode(encoding)
    edits, expected = [], []
    for batch in opened(raw).batches():
        for i, target in enumerate(batch.targets):
            words = target.split(" ")
            n = data.draw(st.integers(0, len(words) - 1))
            start = len(" ".join(words[:n])) + (n > 0)
            edit = Edit(start, start + len(words[n]), data.draw(st.sampled_from(["new", 'a "b" & <c>', "d'e", "été"])))
            edits += placed(batch, i, [edit])
            expected.append(apply(target, [edit]))
    out = io.BytesIO()
    splice(io.BytesIO(raw), sorted(edits, key=lambda e: (e.start, e.end)), out)
    made = out.getvalue()
    assert texts(made) == expected
    at = shift = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        assert made[at + shift : edit.start + shift] == raw[at : edit.start]
        at = edit.end
        shift += len(edit.data) - (edit.end - edit.start)


def test_folders_hold_pages(tmp_path: Path) -> None:
    (tmp_path / "a.xhtml").write_text("<p>x</p>")
    assert find([str(tmp_path)]) == [tmp_path / "a.xhtml"]
