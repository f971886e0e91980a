"""Feeds: read by field, written back but for the edits, and read tolerantly where they are broken."""

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply
from mtqa.load import ByteSource, LoadOptions, find, format_of, load
from mtqa.load.xml.events import events
from mtqa.load.xml.field import Element, elements
from mtqa.load.xml.texts import Text
from mtqa.model import ByteEdit, Document, Edit, Segment
from mtqa.splice import splice

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "feeds"
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>{}</channel></rss>'
)


def read(data: str | bytes, **options: str) -> Document:
    return load(ByteSource("a.xml", data=data if isinstance(data, bytes) else data.encode()), LoadOptions(**options))


def texts(data: str | bytes) -> list[tuple[str, str, str]]:
    return [(s.key, s.role, s.target) for s in read(data).segments]


def spliced(data: bytes, edits: Sequence[ByteEdit]) -> bytes:
    out = io.BytesIO()
    splice(io.BytesIO(data), sorted(edits, key=lambda e: (e.start, e.end)), out)
    return out.getvalue()


def untouched_is_same(before: bytes, after: bytes, edits: Sequence[ByteEdit]) -> None:
    at = new = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        size = edit.start - at
        assert after[new : new + size] == before[at : edit.start]
        at, new = edit.end, new + size + len(edit.data)
    assert after[new:] == before[at:]


# --- generated feeds ---------------------------------------------------------------------------------------------

LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Zs"], exclude_characters="\ufffc\ufeff"
)
words = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


class Field(NamedTuple):
    """How a text is put into an item."""

    text: str
    way: str


fields = st.builds(
    Field, words, st.sampled_from(["plain", "cdata", "html-cdata", "html-escaped", "xhtml", "split", "commented"])
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"]


def put(field: Field, newline: str) -> str:
    once = escape(field.text, quote=False)
    body = f'<p class="x>y">{newline}  <b>{once}</b></p><p>&eacute;nd</p>'
    match field.way:
        case "plain":
            return f"<title type='text'>{newline} {once} </title>"
        case "cdata":
            return "<title type='text'><![CDATA[" + field.text.replace("]]>", "]]]]><![CDATA[>") + "]]></title>"
        case "html-cdata":
            return "<content:encoded><![CDATA[" + body.replace("]]>", "]]]]><![CDATA[>") + "]]></content:encoded>"
        case "html-escaped":
            return f"<description>{escape(body)}</description>"
        case "xhtml":
            return f'<description><x:div xmlns:x="http://www.w3.org/1999/xhtml">{body}</x:div></description>'
        case "split":
            half = len(field.text) // 2
            first, rest = escape(field.text[:half], quote=False), field.text[half:].replace("]]>", "]]]]><![CDATA[>")
            return f"<title type='text'>{first}<![CDATA[{rest}]]></title>"
    return f"<title type='text'>{once}<!-- a & b --></title>"


def written(items: list[list[Field]], encoding: str, newline: str) -> bytes:
    inside = newline.join(
        f"<item><guid>g{n}</guid>{newline}{''.join(put(f, newline) for f in item)}</item>"
        for n, item in enumerate(items)
    )
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>{newline}' + RSS.format(inside)
    return text.encode(encoding, "xmlcharrefreplace")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(fields, min_size=1, max_size=4), min_size=1, max_size=3), st.sampled_from(ENCODINGS),
    st.sampled_from(["\n", "\r\n"]), st.text(LETTERS, max_size=5), st.data(),
)  # fmt: skip
def test_edits_change_their_spans_only(
    items: list[list[Field]], encoding: str, newline: str, new: str, data: st.DataObject
) -> None:
    raw = written(items, encoding, newline)
    document = read(raw)
    assert not document.read_only
    edits: list[ByteEdit] = []
    expected: list[str] = []
    for batch in document.batches():
        assert batch.locate is not None
        for i, target in enumerate(batch.targets):
            start = data.draw(st.integers(0, len(target)))
            end = data.draw(st.integers(start, len(target)))
            edit = Edit(start, end, f"x{new}]]>&<b>\u201d{new}x")
            parts = batch.locate(i, edit)
            edits += parts
            expected.append(apply(target, [edit]))
    after = spliced(raw, edits)
    untouched_is_same(raw, after, edits)
    assert [s.target for s in read(after).segments] == expected
    assert spliced(raw, []) == raw


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(fields, min_size=1, max_size=3), min_size=1, max_size=2), st.sampled_from(ENCODINGS),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_positions_are_those_of_the_file(items: list[list[Field]], encoding: str, newline: str) -> None:
    raw = written(items, encoding, newline)
    lines = raw.decode(encoding).split(newline)
    for segment in read(raw).segments:
        here = lines[segment.line - 1][segment.column - 1 :]
        assert here[0] == segment.target[0] or here.startswith(("&", "<![CDATA[&")), (segment, here)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(fields, min_size=1, max_size=2), min_size=1, max_size=2), st.sampled_from(ENCODINGS),
    st.integers(0, 5000), st.binary(max_size=3),
)  # fmt: skip
def test_damage_gives_an_error_or_a_document(items: list[list[Field]], encoding: str, cut: int, junk: bytes) -> None:
    raw = written(items, encoding, "\n")
    at = cut % len(raw)
    for damaged in (raw[:at], raw[:at] + junk + raw[at:], junk + raw):
        try:
            document = read(damaged, format="feed")
            for segment in document.segments:
                assert segment.target
                assert segment.line >= 1
            where = "a.xml"
        except InputError as error:
            where = error.where
        assert where.startswith("a.xml")


@settings(max_examples=200, deadline=None)
@given(st.lists(fields, min_size=1, max_size=3), st.sampled_from(ENCODINGS), st.sampled_from(["\n", "\r\n"]))
def test_the_quick_way_to_a_text_is_the_right_one(item: list[Field], encoding: str, newline: str) -> None:
    raw = written([item], encoding, newline)
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    found = elements(ByteSource("a.xml", data=raw), lambda path, name: name if len(path) == 3 else "")
    for element in found:
        if isinstance(element, Element):
            assert element.located.text == element.text
            for piece in element.located.pieces:
                if piece.plain:
                    assert raw[piece.first : piece.last].decode(codec) == element.text[piece.start : piece.end]
    for event in events(ByteSource("a.xml", data=raw.replace("&eacute;".encode(codec), b""))):
        if isinstance(event, Text) and event.plain and "eacute" not in raw.decode(encoding):
            assert raw[event.first : event.last].decode(codec) == event.text


# --- what is read ------------------------------------------------------------------------------------------------


def test_rss() -> None:
    data = RSS.format(
        "<title>News</title><link>http://a.example/</link><description>All of it</description><language>en-gb</language>"
        "<image><url>u</url><title>Logo</title></image><item><title>A &amp; B</title>"
        "<description>&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;&lt;p&gt;AT&amp;amp;T&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<h2>Head</h2><p>Body</p>]]></content:encoded><guid>g-1</guid>"
        "<dc:creator>Ann</dc:creator><category>Sports</category><enclosure url='x' type='audio/mpeg'/>"
        "<pubDate>Fri, 27 Nov 2026 10:00:00 GMT</pubDate><media:group><media:content url='x'>"
        "<media:title>Photo</media:title><media:credit>Agency</media:credit></media:content></media:group>"
        "<source url='http://b.example/'>Other</source></item><item><link>http://a.example/2</link><title>C</title></item>"
        "<item><title>D</title></item>"
    )
    assert texts(data) == [
        ("feed/title/1", "title", "News"), ("feed/summary/1", "summary", "All of it"),
        ("feed/caption/1", "caption", "Logo"), ("g-1/title/1", "title", "A & B"),
        ("g-1/summary/1", "summary", "One two"), ("g-1/summary/2", "summary", "AT&T"),
        ("g-1/body/1", "heading", "Head"), ("g-1/body/2", "body", "Body"), ("g-1/author/1", "author", "Ann"),
        ("g-1/category/1", "category", "Sports"), ("g-1/caption/1", "caption", "Photo"),
        ("g-1/author/2", "author", "Agency"), ("http://a.example/2/title/1", "title", "C"),
        ("item-3/title/1", "title", "D"),
    ]  # fmt: skip
    document = read(data)
    assert document.target_lang == "en-gb"
    assert read(data, target_lang="de").target_lang == "de"
    (batch,) = document.batches()
    assert batch.items is not None
    assert [i for n, i in enumerate(batch.items) if i not in batch.items[:n]] == [
        "feed", "g-1", "http://a.example/2", "item-3",
    ]  # fmt: skip


def test_atom() -> None:
    data = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title><subtitle type="html">A &amp;lt;b></subtitle>'
        '<entry><id>e1</id><title type="text">1 &lt;b&gt; 2</title><author><name>Ann</name><email>a@b.c</email></author>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b><br/>three</p></div></content>'
        '<summary type="html">&lt;p>Sum&lt;/p></summary><source><title>Elsewhere</title></source></entry>'
        '<entry><id>e2</id><content type="image/png">aGVsbG8=</content><title>T</title></entry></feed>'
    )
    assert [(k, t) for k, _, t in texts(data)] == [
        ("feed/title/1", "News"), ("feed/summary/1", "A <b>"), ("e1/title/1", "1 <b> 2"), ("e1/author/1", "Ann"),
        ("e1/body/1", "One two"), ("e1/body/2", "three"), ("e1/summary/1", "Sum"), ("e2/title/1", "T"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
        '<title>N</title></channel><item rdf:about="urn:1"><title>T</title></item></rdf:RDF>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>N</title></channel><item><title>T</title><link>urn:1</link></item></rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>N</title><entry><id>urn:1</id>'
        '<title mode="escaped" type="text/html">T</title></entry></feed>',
        '<rss version="0.91"><channel><title>N</title><item><title>T</title><link>urn:1</link></item></channel></rss>',
        '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><title>N</title><item><title>T</title>'
        "<guid>urn:1</guid></item></channel></rss>",
    ],
)
def test_every_version(data: str) -> None:
    assert texts(data) == [("feed/title/1", "title", "N"), ("urn:1/title/1", "title", "T")]


def test_entities_of_html_are_known_and_stay() -> None:
    data = RSS.format("<item><title>Caf&eacute;&nbsp;noir</title></item>").encode()
    (segment,) = read(data).segments
    assert segment.target == "Café\xa0noir"
    (batch,) = read(data).batches()
    assert batch.locate is not None
    after = spliced(data, batch.locate(0, Edit(5, 9, "late")))
    assert b"Caf&eacute;&nbsp;late" in after


def test_what_an_encoding_lacks_is_written_as_a_reference() -> None:
    data = b'<?xml version="1.0" encoding="iso-8859-1"?><rss><title>\xe9t\xe9</title><item><title><![CDATA[x]]></title></item></rss>'
    edits = [p for b in read(data).batches() if b.locate for i in range(2) for p in b.locate(i, Edit(0, 1, "\u0151"))]
    after = spliced(data, edits)
    assert b"<title>&#337;t\xe9</title>" in after
    assert [s.target for s in read(after).segments] == ["\u0151té", "\u0151"]


# --- what is not well-formed -------------------------------------------------------------------------------------

BROKEN = "<rss><channel><title>News</title>\n<item><guid>g</guid><title>One & two</title></item></channel></rss>"


@pytest.mark.parametrize(
    "data",
    [
        BROKEN,
        "junk\n" + BROKEN.replace("&", "and").replace("<rss", '<?xml version="1.0"?><rss', 1),
        BROKEN.replace("&", "\x0b"),
        BROKEN.replace("& two", "two").replace("</channel>", ""),
        BROKEN.replace("&", "&bogus;"),
        '<!DOCTYPE rss [<!ENTITY who "us">]>' + BROKEN.replace("& two", "&who;"),
    ],
)
def test_broken_feeds_are_read_and_not_written(data: str) -> None:
    document = read(data)
    found = list(document.segments)
    assert "One" in next(s.target for s in found if s.key == "g/title/1")
    assert "read tolerantly" in document.read_only
    assert all(batch.locate is None for batch in document.batches())


def test_a_large_broken_feed_is_read_as_a_small_one_is() -> None:
    large = read(BROKEN.replace("<item>", f"<!--{'x' * 200_000}--><item>"))
    small = read(BROKEN)
    assert [s.target for s in large.segments] == [s.target for s in small.segments]
    assert large.read_only == small.read_only.replace("2:33", "2:200040")


def test_a_broken_feed_stands_at_its_items() -> None:
    segment: Segment = next(s for s in read(BROKEN).segments if s.key == "g/title/1")
    assert (segment.line, segment.column) == (2, 1)


@pytest.mark.parametrize("encoding", ["big5", "utf-32"])
def test_encodings_that_are_only_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + RSS.format("<title>\u4e2d\u6587</title>")
    document = read(text.encode(encoding))
    (segment,) = document.segments
    assert (segment.target, segment.line) == ("\u4e2d\u6587", 2)
    assert encoding in document.read_only


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<rss><channel>", "not well-formed"),
        (b"<project><title>x</title></project>", "no feed"),
        (b"\0" * 100, "not well-formed"),
        (b"\0" * 200_000, "not well-formed"),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", "nested more than"),
        (b'<rss a="' + b"x" * 5_000_000 + b'"/>', "a tag of over"),
        (b"<rss><title>" + b"a&amp;" * 200_000 + b"</title></rss>", "a text of over 300,000 entities"),
        (b"<rss><title>" + b"x" * 20_000_000 + b"</title></rss>", "a text of over"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        list(read(data, format="feed").segments)
    assert told in str(caught.value)
    assert caught.value.where.startswith("a.xml")


def test_nothing_is_read_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    cases = [
        f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}">' + RSS.format("<title>a&nbsp;b</title>"),
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + RSS.format("<title>&x;b</title>"),
        f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{secret.as_uri()}">%x;]>' + RSS.format("<title>b</title>"),
        f"<!DOCTYPE rss [{bomb}]>" + RSS.format("<title>&l8;b</title>"),
        RSS.format(
            f'<title>b<i:include xmlns:i="http://www.w3.org/2001/XInclude" parse="text" href="{secret.as_uri()}"/></title>'
        ),
    ]
    for case in cases:
        found = "".join(s.target for s in read(case).segments)
        assert found.endswith("b")
        assert "SECRET" not in found
        assert len(found) < 100


# --- which files are feeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- c --><rss/>", "x", "feed"),
        ("<?xml version='1.0'?><!DOCTYPE rss [<!ELEMENT rss ANY>]><rss/>".encode("utf-16"), "x.txt", "feed"),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "x", "feed"),
        (b"oops\n<?xml version='1.0'?><rdf:RDF/>", "x", "feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": []}', "x", "jsonfeed"),
        (b"Text about <rss>", "x.txt", "text"),
    ],
)
def test_formats_are_told_by_content(data: bytes, name: str, form: str) -> None:
    assert format_of(ByteSource(name, data=data)) == form


def test_of_a_folder_only_feeds_are_taken(tmp_path: Path) -> None:
    for name, text in {"a.xml": "<rss/>", "pom.xml": "<project/>", "b.json": "{}", "c.rss": "x", "d.xml": ""}.items():
        (tmp_path / name).write_text(text)
    assert [p.name for p in find([str(tmp_path)])] == ["a.xml", "c.rss", "d.xml"]
    assert [p.name for p in find([str(tmp_path)], every=True)] == ["a.xml", "b.json", "c.rss", "d.xml", "pom.xml"]


# --- real ones ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not here")
def test_fixtures() -> None:
    tolerant = read_ones = 0
    for path in sorted(FIXTURES.rglob("*.xml")):
        data = path.read_bytes()
        try:
            document = load(ByteSource(str(path), data=data), LoadOptions())
            if document.read_only:
                tolerant += 1
                continue
            edits: list[ByteEdit] = []
            expected = []
            for batch in document.batches():
                assert batch.locate is not None
                for i, target in enumerate(batch.targets):
                    at = next((n for n, c in enumerate(target) if c != "\ufffc"), None)
                    edit = Edit(at or 0, at + 1 if at is not None else 0, "X\u201d&<" if at is not None else "")
                    edits += batch.locate(i, edit) if at is not None else []
                    expected.append(apply(target, [edit]))
        except InputError:
            continue
        after = spliced(data, edits)
        untouched_is_same(data, after, edits)
        assert [s.target for s in read(after).segments] == expected, path
        read_ones += 1
    assert read_ones > 2500
    assert tolerant > 40
