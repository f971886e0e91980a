"""XLIFF: which segments are read, what they are paired with, what is left alone."""

import io
from pathlib import Path

import pytest

from mtqa.errors import InputError, MtqaError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.located import OBJECT
from mtqa.model import Batch, Edit, Segment
from mtqa.splice import splice

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "files"
NS = "urn:oasis:names:tc:xliff:document:"


def old(units: str, file: str = 'original="news/a.html" source-language="fr" target-language="en"') -> bytes:
    return f'<xliff version="1.2" xmlns="{NS}1.2"><file {file}><body>{units}</body></file></xliff>'.encode()


def new(units: str, root: str = 'srcLang="fr" trgLang="en"') -> bytes:
    return f'<xliff version="2.0" xmlns="{NS}2.0" {root}><file id="f1">{units}</file></xliff>'.encode()


def read(data: bytes, name: str = "a.xlf", **options: str) -> list[Segment]:
    return list(load(ByteSource(name, data=data), LoadOptions(**options)).segments)  # type: ignore[arg-type]


def rows(data: bytes, **options: str) -> list[tuple[str, str | None, str]]:
    return [(s.key, s.source, s.target) for s in read(data, **options)]


def edited(data: bytes, i: int, edit: Edit) -> bytes:
    batch: Batch = next(iter(load(ByteSource("a.xlf", data=data), LoadOptions()).batches()))
    assert batch.locate
    out = io.BytesIO()
    splice(io.BytesIO(data), batch.locate(i, edit), out)
    return out.getvalue()


def unit(source: str, target: str, more: str = "", tail: str = "", name: str = "u1") -> str:
    return f'<trans-unit id="{name}" {more}><source>{source}</source>{target}{tail}</trans-unit>'


def test_keys_places_and_languages() -> None:
    data = b"\xef\xbb\xbf" + old("\n" + unit("Un", "<target>One &amp; all</target>", 'restype="x-h1"') + unit("D", ""))
    document = load(ByteSource("a.bin", data=data), LoadOptions())  # known by its root
    assert (document.format, document.source_lang, document.target_lang) == ("xliff", "fr", "en")
    (segment,) = document.segments
    assert segment == Segment("a.html/u1", "One & all", "Un", None, "heading", 2, 63, "a.html")
    (batch,) = document.batches()
    assert batch.items == ["a.html"]


def test_codes_are_signs_and_marks_are_transparent() -> None:
    target = '<target>a<ph id="1">&lt;br/></ph> <g id="2">b <mrk mtype="x">c</mrk></g><x id="3"/>d<!-- e --></target>'
    data = old(unit('s<x id="3"/> <bpt id="1">&lt;i></bpt>t<ept id="1">&lt;/i></ept>', target))
    (segment,) = read(data)
    assert segment.target == f"a{OBJECT} b c{OBJECT}d"
    assert segment.source == f"s{OBJECT} {OBJECT}t{OBJECT}"
    assert edited(data, 0, Edit(3, 6, "bee c")) == data.replace(b">b <mrk", b">bee <mrk")


def test_protected_text_is_a_code() -> None:
    target = '<target>a <mrk mtype="protected">Ubuntu</mrk></target>'
    assert read(old(unit("a", target)))[0].target == f"a {OBJECT}"
    segment = '<segment><source>a</source><target>b <mrk id="m" translate="no">c</mrk></target></segment>'
    assert read(new(f'<unit id="u">{segment}</unit>'))[0].target == f"b {OBJECT}"


@pytest.mark.parametrize(
    "text",
    [
        unit("Un", "<target>One</target>", 'translate="no"'),
        f'<group translate="no">{unit("Un", "<target>One</target>")}</group>',
        unit("Un", "<target>One</target>", 'xmlns:m="urn:memo" m:locked="locked"'),
        unit("Un", ""),
        unit("Un", '<target state="new"/>'),
        unit("Un", '<target state="needs-translation"> </target>'),
        unit("Un", '<target state="needs-translation">Un</target>'),
        unit("", "<target/>"),
        unit("Un", "", tail="<alt-trans><source>Un</source><target>One</target></alt-trans>"),
        unit("Un", "", tail='<note>One</note><x:y xmlns:x="urn:x"><target>One</target></x:y>'),
        '<bin-unit id="b"><bin-source/><bin-target/></bin-unit>',
    ],
)
def test_left_alone(text: str) -> None:
    assert read(old(text)) == []


@pytest.mark.parametrize(
    "target",
    [
        "<target>One</target>", '<target state="final">One</target>', '<target state="needs-translation">One</target>',
        "<target>Un</target>", "<target/>", '<target state="translated"></target>',
    ],
)  # fmt: skip
def test_checked(target: str) -> None:
    assert len(read(old(unit("Un", target, 'approved="yes"')))) == 1


def test_translate_is_inherited_and_may_be_taken_back() -> None:
    units = unit("Un", "<target>One</target>", 'translate="yes"', name="2") + unit("D", "<target>Two</target>")
    assert [s.key for s in read(old(f'<group translate="no">{units}</group>'))] == ["a.html/2"]
    group = '<group id="g" translate="no"><unit id="1" translate="yes">{0}</unit><unit id="2">{0}</unit></group>'
    text = group.format("<segment><source>a</source><target>b</target></segment>")
    assert [s.key for s in read(new(text))] == ["f1/1"]


def mark(name: str, text: str) -> str:
    return f'<mrk mtype="seg" mid="{name}">{text}</mrk>'


def test_segments_are_paired_by_name() -> None:
    cut = f"<seg-source><g id='1'>{mark('1', 'Un.')} {mark('2', 'Deux.')}</g></seg-source>"
    target = f"<target>{mark('2', 'Two.')} <g id='1'>{mark('1', 'One.')}</g></target>"
    assert rows(old(unit("Un. Deux.", cut + target))) == [
        ("a.html/u1/2", "Deux.", "Two."), ("a.html/u1/1", "Un.", "One."),
    ]  # fmt: skip


def test_segments_that_do_not_match_are_paired_as_a_whole() -> None:
    cut = f"<seg-source>{mark('1', 'Un.')} {mark('2', 'Deux.')}</seg-source>"
    whole = "a.html/u1"
    more = f"<target>{mark('1', 'One.')} {mark('3', 'Three.')}</target>"
    assert rows(old(unit("Un. Deux.", cut + more))) == [(whole, "Un. Deux.", "One. Three.")]
    outside = f"<target>{mark('1', 'One.')} Two.</target>"
    assert rows(old(unit("Un. Deux.", cut + outside))) == [(whole, "Un. Deux.", "One. Two.")]
    assert rows(old(unit("Un. Deux.", cut + "<target>All.</target>"))) == [(whole, "Un. Deux.", "All.")]
    twice = f"<target>{mark('1', 'One.')} {mark('1', 'Two.')}</target>"
    assert rows(old(unit("Un. Deux.", cut + twice))) == [(whole, "Un. Deux.", "One. Two.")]
    fewer = f"<target>{mark('2', 'Two.')}</target>"
    assert rows(old(unit("Un. Deux.", cut + fewer))) == [(f"{whole}/2", "Deux.", "Two.")]


def test_trados_tells_states_behind_the_target() -> None:
    cut = f"<seg-source>{mark('1', 'Un')}{mark('2', 'Deux')}{mark('3', 'Trois')}{mark('4', 'Q')}</seg-source>"
    target = f"<target>{mark('1', 'One')}{mark('2', 'Two')}{mark('3', '')}{mark('4', '')}</target>"
    states = (
        '<sdl:seg-defs xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"><sdl:seg id="1" conf="Translated"/>'
        '<sdl:seg id="2" locked="true" conf="Draft"/><sdl:seg id="3"/><sdl:seg id="4" conf="Draft"/></sdl:seg-defs>'
    )
    found = rows(old(unit("Un", cut + target, tail=states)))
    assert [(key, text) for key, _, text in found] == [("a.html/u1/1", "One"), ("a.html/u1/4", "")]


def test_version_two() -> None:
    text = (
        '<unit id="u"><originalData><data id="d">&lt;br/></data></originalData><segment id="s1" state="final">'
        '<source>Un <ph id="1" dataRef="d"/></source><target>One <ph id="1" dataRef="d"/></target></segment>'
        "<ignorable><source> </source></ignorable><segment><source>Deux</source><target>"
        '<pc id="2">Two</pc><sc id="3"/> and<ec startRef="3"/><cp hex="0001"/></target></segment>'
        '<segment state="initial"><source>Q</source><target>Q</target></segment></unit>'
        '<unit id="v"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#1"><source>a'
        "</source><target>b</target></mtc:match></mtc:matches><segment><source>c</source></segment></unit>"
    )
    assert rows(new(text)) == [
        ("f1/u/s1", f"Un {OBJECT}", f"One {OBJECT}"),
        ("f1/u/2", "Deux", f"Two{OBJECT} and{OBJECT}{OBJECT}"),
    ]


def test_space_is_kept_where_the_file_says_so() -> None:
    target = "<target{}>\n  One\n  two  three\n</target>"
    assert read(old(unit("a", target.format(""))))[0].target == "One two  three"
    kept = target.format(' xml:space="preserve"')
    assert read(old(unit("a", kept)))[0].target == "\n  One\n  two  three\n"
    inherited = unit("a", target.format(""), 'xml:space="preserve"')
    assert read(old(inherited))[0].target == "\n  One\n  two  three\n"


def test_several_files() -> None:
    one = old(unit("Un", "<target>One</target>")).decode()
    file = one[one.index("<file") : one.index("</xliff>")]
    assert [s.key for s in read(one.replace("</xliff>", file + "</xliff>").encode())] == ["a.html/u1", "a.html#2/u1"]
    german = one.replace("</xliff>", file.replace('"en"', '"de"').replace("One", "Eins") + "</xliff>").encode()
    with pytest.raises(InputError, match="from fr into de, the first from fr into en"):
        read(german)
    assert [s.target for s in read(german, target_lang="de-AT")] == ["Eins"]
    with pytest.raises(InputError, match="not from fr into es"):
        read(german, target_lang="es")


def test_languages_where_the_file_is_silent() -> None:
    silent = old(unit("Un", "<target>One</target>"), 'source-language="fr"')
    assert load(ByteSource("a.xlf", data=silent), LoadOptions()).target_lang == "en"
    none = old(unit("Un", "<target>One</target>"), 'original="a"')
    assert load(ByteSource("a.xlf", data=none), LoadOptions(source_lang="fr")).source_lang == "fr"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<a/>", "a.xlf:1:1: not XLIFF: the outermost element is <a>"),
        (b'<xliff version="3.0"/>', 'XLIFF of version "3.0"'),
        (b"<xliff/>", 'version ""'),
        (old("", 'original="a"'), "the source language is not told"),
        (new("", 'trgLang="en"'), "the source language is not told"),
        (old('\n<trans-unit id="1"><target>b</target></trans-unit>'), "a.xlf:2:1: a trans-unit without a source"),
        (new('\n<unit id="1">\n<segment><target>b</target></segment></unit>'), "a.xlf:3:1: a segment without a source"),
        (old(unit("a", "<target>b</trget>")), "not well-formed"),
        (old(unit("a", "<target>&nbsp;</target>")), "a.xlf:1"),
        (b'<!DOCTYPE xliff [<!ENTITY a "b">]>' + old(unit("a", "<target>&a;</target>")), "entity"),
        (old("<group>" * 300 + "</group>" * 300), "deep"),
    ],
)
def test_bad_input_says_where(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        list(load(ByteSource("a.xlf", data=data), LoadOptions("xliff")).segments)
    assert told in str(caught.value)


def test_nothing_can_be_written_to_codes_alone() -> None:
    data = old(unit("a", '<target><x id="1"/></target>'))
    with pytest.raises(InputError, match="has no text to change"):
        edited(data, 0, Edit(0, 0, "a"))


def test_a_file_packed_into_the_file_is_passed_over() -> None:
    packed = f"<header><reference><internal-file form='base64'>{'A' * 76}\n\n</internal-file></reference></header>"
    data = old(unit("Un", "<target>One</target>")).replace(b"<body>", packed.encode() + b"<body>")
    (segment,) = read(data)
    assert (segment.line, segment.target) == (3, "One")


def test_batches_are_bounded_and_memory_is_not_the_file() -> None:
    data = old("\n".join(unit(f"Un {i}", f"<target>One {i}</target>", name=str(i)) for i in range(5000)))
    sizes = [len(batch.targets) for batch in load(ByteSource("a.xlf", data=data), LoadOptions()).batches()]
    assert len(sizes) == 3
    assert sum(sizes) == 5000


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not here")
@pytest.mark.parametrize("suffix", ["xlf", "xliff", "sdlxliff", "tmx"])
def test_every_fixture(suffix: str) -> None:
    """Read each, refuse only what is damaged, and write an edit into every segment."""
    refused = []
    for path in sorted(FIXTURES.rglob(f"*.{suffix}")):
        data = path.read_bytes()
        try:
            before = list(load(ByteSource(path.name, data=data), LoadOptions()).batches())
        except MtqaError as error:
            refused.append((path.name, error.what))
            continue
        edits, wanted = [], []
        for batch in before:
            for i, target in enumerate(batch.targets):
                text = target.replace(OBJECT, "")
                at = next((n for n, c in enumerate(target) if c.isalpha()), -1)
                if at >= 0 and batch.locate:
                    edits += batch.locate(i, Edit(at, at + 1, "<é&"))
                    text = (target[:at] + "<é&" + target[at + 1 :]).replace(OBJECT, "")
                wanted.append(text)
        out = io.BytesIO()
        splice(io.BytesIO(data), sorted(edits, key=lambda e: e.start), out)
        again = load(ByteSource(path.name, data=out.getvalue()), LoadOptions()).segments
        assert [s.target.replace(OBJECT, "") for s in again] == wanted, path.name
    told = ("not well-formed", "without a source")
    assert all(any(part in what for part in told) for _, what in refused), refused
