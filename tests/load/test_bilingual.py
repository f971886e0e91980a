"""XLIFF and TMX: what is written back is the edits, whatever stands around the words."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.fix import apply
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.located import OBJECT
from mtqa.model import ByteEdit, Document, Edit
from mtqa.splice import splice

LETTERS = "abc  .,;:!?éœß’“]>&<\"'1\u00a0\u202f€日𝄞"
letters = st.text(LETTERS, min_size=1, max_size=12)


@dataclass(frozen=True)
class Part:
    """Some content as XML has it and as it reads."""

    xml: str
    text: str


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")


def numbered(text: str) -> str:
    return "".join(f"&#x{ord(c):X};" for c in text)


plain = letters.map(lambda t: Part(escaped(t), t))
numbers = letters.map(lambda t: Part(numbered(t), t))
cdata = letters.filter(lambda t: "]" not in t).map(lambda t: Part(f"<![CDATA[{t}]]>", t))
line_end = st.just(Part("\n", "\n"))
comment = st.just(Part("<!-- x & y -->", ""))
code = st.sampled_from(['<ph id="1"/>', '<ph id="2">&lt;br/> <sub>x</sub></ph>', "<it>a<!-- b --></it>"]).map(
    lambda x: Part(x, OBJECT)
)
simple = st.one_of(plain, plain, numbers, cdata, comment, code, line_end)
marked = st.lists(simple, max_size=3).map(
    lambda ps: Part("<MARK>" + "".join(p.xml for p in ps) + "</MARK>", "".join(p.text for p in ps))
)
contents = st.lists(st.one_of(simple, marked), min_size=1, max_size=5).map(
    lambda ps: Part("".join(p.xml for p in ps), "".join(p.text for p in ps))
)


def xliff_old(parts: list[Part]) -> str:
    units = "\n".join(
        f'<trans-unit id="{i}"><source>a</source><note>b</note><target>{p.xml.replace("MARK", "g")}</target>'
        "<alt-trans><target>z</target></alt-trans></trans-unit>"
        for i, p in enumerate(parts)
    )
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xml:space="preserve"><file original="o"'
        f' source-language="fr" target-language="en"><body><group>{units}</group></body></file></xliff>'
    )


def xliff_new(parts: list[Part]) -> str:
    units = "\n".join(
        f'<unit id="{i}"><segment><source>a</source><target>{p.xml.replace("MARK", "pc")}</target></segment></unit>'
        for i, p in enumerate(parts)
    )
    return (
        '<x:xliff version="2.0" xmlns:x="urn:oasis:names:tc:xliff:document:2.0" srcLang="fr" trgLang="en"'
        f' xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f" xml:space="preserve">{units}</file></x:xliff>'
    )


def tmx(parts: list[Part]) -> str:
    units = "\n".join(
        f'<tu xml:space="preserve"><tuv xml:lang="fr"><seg>a</seg></tuv><tuv xml:lang="en-GB"><prop>q</prop>'
        f"<seg>{p.xml.replace('MARK', 'hi')}</seg></tuv></tu>"
        for p in parts
    )
    return f'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="fr"/><body>{units}</body></tmx>'


WRITERS = {"a.xlf": xliff_old, "b.xliff": xliff_new, "c.tmx": tmx}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"]


def written(xml: str, encoding: str, newline: str) -> bytes:
    """Write a document in an encoding; what that lacks, as references (in CDATA it is left out by the caller)."""
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{name}"?>\n{xml}\n'.replace("\n", newline)
    return text.encode(encoding, "xmlcharrefreplace")


def texts(document: Document) -> list[str]:
    return [s.target for s in document.segments]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WRITERS)), st.lists(contents, min_size=1, max_size=3), st.sampled_from(ENCODINGS),
    st.sampled_from(["\n", "\r\n"]), st.data(),
)  # fmt: skip
def test_only_the_edits_are_written(
    name: str, parts: list[Part], encoding: str, newline: str, data: st.DataObject
) -> None:
    if "8859" in encoding or "1252" in encoding:  # CDATA cannot hold what the encoding lacks
        parts = [p for p in parts if "CDATA" not in p.xml] or [Part("a", "a")]
    raw = written(WRITERS[name](parts), encoding, newline)
    document = load(ByteSource(name, data=raw), LoadOptions())
    read = [p.text for p in parts]
    assert texts(document) == read
    edits: list[ByteEdit] = []
    expected: list[str] = []
    for batch in document.batches():
        for i, target in enumerate(batch.targets):
            start = data.draw(st.integers(0, len(target)))
            end = data.draw(st.integers(start, len(target)))
            edit = Edit(start, end, data.draw(st.text(LETTERS + "\n", max_size=6)))
            assert batch.locate is not None
            if target.replace(OBJECT, ""):
                edits += batch.locate(i, edit)
                target = apply(target, [edit])
            expected.append(target.replace(OBJECT, ""))
    out = io.BytesIO()
    splice(io.BytesIO(raw), edits, out)
    again = load(ByteSource(name, data=out.getvalue()), LoadOptions())
    assert [t.replace(OBJECT, "") for t in texts(again)] == expected
    assert [t.count(OBJECT) for t in texts(again)] == [t.count(OBJECT) for t in read]
    untouched(raw, out.getvalue(), edits)


def untouched(before: bytes, after: bytes, edits: list[ByteEdit]) -> None:
    """Hold the bytes between the edits against the original, walking both."""
    at = new = 0
    for edit in edits:
        size = edit.start - at
        assert after[new : new + size] == before[at : edit.start]
        at, new = edit.end, new + size + len(edit.data)
    assert after[new:] == before[at:]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(WRITERS)), st.lists(contents, min_size=1, max_size=3), st.sampled_from(ENCODINGS),
    st.integers(0, 10_000), st.binary(max_size=3),
)  # fmt: skip
def test_damage_is_told(name: str, parts: list[Part], encoding: str, cut: int, junk: bytes) -> None:
    raw = written(WRITERS[name](parts), encoding, "\n")
    at = cut % len(raw)
    for damaged in (raw[:at], raw[:at] + junk + raw[at:], raw[:at] + junk):
        try:
            for batch in load(ByteSource(name, data=damaged), LoadOptions(name_format(name))).batches():
                assert len(batch.targets) == len(batch.lines)
            where = name
        except InputError as error:
            where = error.where
        assert where.startswith(name)


def name_format(name: str) -> str:
    return "tmx" if name.endswith("tmx") else "xliff"


@pytest.mark.parametrize("make", [xliff_old, xliff_new, tmx])
def test_a_text_cut_short_is_never_taken_for_a_whole(make: Callable[[list[Part]], str]) -> None:
    raw = written(make([Part("One.", "One."), Part("Two.", "Two.")]), "utf-8", "\n")
    form = "tmx" if make is tmx else "xliff"
    end = raw.rindex(b">")
    for at in range(end):
        with pytest.raises(InputError):
            list(load(ByteSource("a", data=raw[:at]), LoadOptions(form)).batches())


def test_layout_is_no_text_and_stays() -> None:
    raw = (
        b'<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>\r\n  un\r\n  <hi>mot</hi>\r\n'
        b'</seg></tuv><tuv xml:lang="en"><seg>\r\n\t a  word\r\n\t\tor <hi> \n two </hi>\r\n </seg></tuv></tu></body>'
        b"</tmx>"
    )
    document = load(ByteSource("a.tmx", data=raw), LoadOptions())
    (batch,) = document.batches()
    assert batch.targets == ["a  word or two"]  # one run of layout reads as one space, over a tag too
    assert batch.sources == ["un mot"]
    assert (batch.lines, batch.columns) == ([5], [3])
    assert batch.locate
    out = io.BytesIO()
    splice(io.BytesIO(raw), batch.locate(0, Edit(0, 7, "words")), out)
    assert out.getvalue() == raw.replace(b"a  word", b"words")


@pytest.mark.parametrize("after", ["one", "<![CDATA[one]]>", "<!-- > -->one", "<?p > ?>one"])
def test_text_behind_an_empty_element_is_read(after: str) -> None:
    raw = written(xliff_old([Part(f'<x id="/>"/>{after}<x id="2"/>', "")]), "utf-8", "\n")
    assert texts(load(ByteSource("a.xlf", data=raw), LoadOptions())) == [f"{OBJECT}one{OBJECT}"]


def test_half_a_surrogate_pair_is_told() -> None:
    raw = written(xliff_old([Part("ab", "ab")]), "utf-16", "\n").replace("ab".encode("utf-16-le"), b"a\0\x00\xd8b\0")
    with pytest.raises(InputError, match="not UTF-16-LE"):
        texts(load(ByteSource("a.xlf", data=raw), LoadOptions()))
