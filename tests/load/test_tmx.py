"""TMX: which variants are read, and which is the source."""

import io

import pytest

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.located import OBJECT
from mtqa.model import Edit
from mtqa.splice import splice


def memory(units: str, header: str = 'srclang="fr"', version: str = ' version="1.4"') -> bytes:
    return f"<tmx{version}><header {header}/><body>{units}</body></tmx>".encode()


def tuv(lang: str, text: str, name: str = "xml:lang") -> str:
    return f'<tuv {name}="{lang}"><note>n</note><prop type="a">p</prop><seg>{text}</seg></tuv>'


def tu(*variants: str, more: str = "") -> str:
    return f"<tu {more}><note>n</note>{''.join(variants)}</tu>"


def rows(data: bytes, **options: str) -> list[tuple[str, str | None, str]]:
    document = load(ByteSource("a.tmx", data=data), LoadOptions(**options))  # type: ignore[arg-type]
    return [(s.key, s.source, s.target) for s in document.segments]


def languages(data: bytes, **options: str) -> tuple[str, str]:
    document = load(ByteSource("a.tmx", data=data), LoadOptions(**options))  # type: ignore[arg-type]
    return document.source_lang, document.target_lang


UN, ONE, EINS = tuv("fr-FR", "Un"), tuv("en", "One"), tuv("de", "Eins")


def test_pairs_in_any_order() -> None:
    data = memory(tu(ONE, UN, more='tuid="a"') + tu(UN, ONE))
    assert rows(data) == [("a", "Un", "One"), ("tu-2", "Un", "One")]
    assert languages(data) == ("fr", "en")
    (batch,) = load(ByteSource("a", data=data), LoadOptions()).batches()  # known by its root
    assert batch.items is None


def test_old_files_write_lang() -> None:
    assert rows(memory(tu(tuv("FR", "Un", "lang"), tuv("EN", "One", "lang")), version=' version="1.1"')) == [
        ("tu-1", "Un", "One")
    ]


@pytest.mark.parametrize(
    ("units", "header", "options", "told"),
    [
        (tu(UN, EINS), 'srclang="fr"', {}, ("fr", "de")),
        (tu(UN) + tu(UN, EINS), 'srclang="fr"', {}, ("fr", "de")),
        (tu(UN, EINS, ONE), 'srclang="fr"', {}, ("fr", "en")),
        (tu(UN, EINS, ONE), 'srclang="fr"', {"target_lang": "de"}, ("fr", "de")),
        (tu(EINS, ONE), 'srclang="*all*"', {}, ("de", "en")),
        (tu(EINS, ONE), 'srclang="*all*"', {"target_lang": "de"}, ("en", "de")),
        (tu(EINS, ONE), "", {"source_lang": "en"}, ("en", "de")),
        (tu(tuv("en-US", "a"), tuv("en-GB", "b")), 'srclang="en-US"', {}, ("en-US", "en-GB")),
        ("", 'srclang="*all*"', {}, ("fr", "en")),
    ],
)
def test_languages(units: str, header: str, options: dict[str, str], told: tuple[str, str]) -> None:
    assert languages(memory(units, header), **options) == told


def test_a_choice_is_asked_for() -> None:
    data = memory(tu(UN, EINS, tuv("it", "Uno")))
    with pytest.raises(InputError, match=r"a.tmx:1:\d+: translated into de, it"):
        rows(data)
    assert rows(data, target_lang="it") == [("tu-1", "Un", "Uno")]
    with pytest.raises(InputError, match="nothing in it is translated into es"):
        rows(data, target_lang="es")


def test_sources_alone_are_not_translations() -> None:
    assert rows(memory(tu(ONE) + tu(ONE), 'srclang="en"')) == []


def test_variants_of_a_language() -> None:
    data = memory(tu(UN, tuv("en-GB", "A lift"), tuv("en-US", "An elevator"), more='tuid="a"'))
    assert rows(data, target_lang="en") == [("a", "Un", "A lift"), ("a/2", "Un", "An elevator")]
    assert rows(data, target_lang="en-us") == [("a", "Un", "An elevator")]


def test_a_unit_names_its_own_source_and_may_lack_one() -> None:
    assert rows(memory(tu(UN, ONE) + tu(EINS, ONE))) == [("tu-1", "Un", "One"), ("tu-2", None, "One")]


def test_codes() -> None:
    target = 'a<bpt i="1">&lt;b><sub>x</sub></bpt>b<ept i="1">&lt;/b></ept><hi type="x"> c</hi><ut>{</ut>'
    data = memory(tu(UN, tuv("en", target)))
    assert rows(data)[0][2] == f"a{OBJECT}b{OBJECT} c{OBJECT}"
    (batch,) = load(ByteSource("a.tmx", data=data), LoadOptions()).batches()
    assert batch.locate
    out = io.BytesIO()
    splice(io.BytesIO(data), batch.locate(0, Edit(4, 6, " & co")), out)
    assert out.getvalue() == data.replace(b"> c<", b"> &amp; co<")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<tm/>", "not TMX: the outermost element is <tm>"),
        (memory("", version=' version="2.0"'), 'TMX of version "2.0"'),
        (memory(tu("<tuv><seg>a</seg></tuv>")), "language is not told"),
        (memory(tu('\n<tuv xml:lang="en"/>')), "a.tmx:2:1: a variant without a seg"),
        (memory(tu(UN, ONE))[:-3], "not well-formed"),
    ],
)
def test_bad_input_says_where(data: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        list(load(ByteSource("a.tmx", data=data), LoadOptions("tmx")).segments)
    assert told in str(caught.value)
