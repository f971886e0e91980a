"""PO files: entries in odd layouts, polib as oracle, edits within the quotes."""

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import check_damage, check_edits, rewritten, segments

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.bytesource import BLOCK
from mtqa.model import Edit

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={charset}\\n"\n"Language: pt_BR\\n"\n\n'
texts = st.text('ab %s"\\\n\té', min_size=1, max_size=14).filter(str.strip)


def quoted(text: str, cut: int) -> str:
    parts = [text[:cut], text[cut:]] if cut < len(text) else [text]
    escaped = (p.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") for p in parts)
    return "\n".join(f'"{p}"' for p in (["", *escaped] if cut % 2 else escaped))


@st.composite
def entries(draw: st.DrawFn, number: int = 0) -> str:
    comment = draw(st.sampled_from(["", "# note\n", "#: a.c:1\n#, c-format, fuzzy\n", '#| msgid "old"\n', "\n"]))
    context = draw(st.sampled_from(["", 'msgctxt "menu"\n']))
    cut = draw(st.integers(0, 8))
    ident = quoted(draw(texts), 99)
    if draw(st.booleans()):
        forms = "".join(f"msgstr[{n}] {quoted(draw(texts), cut)}\n" for n in range(draw(st.integers(2, 3))))
        return f"{comment}{context}msgid {ident}\nmsgid_plural {quoted(draw(texts), 99)}\n{forms}"
    return f"{comment}{context}msgid {ident}\nmsgstr {quoted(draw(texts | st.just('')), cut)}\n"


files = st.builds(
    lambda charset, es: (HEADER.format(charset=charset) + "\n".join(es)).encode(charset),
    st.sampled_from(["UTF-8", "ISO-8859-1"]),
    st.lists(entries(), max_size=4),
)


@settings(max_examples=200)
@given(files)
def test_po_is_read_as_by_polib(data: bytes) -> None:
    expected = []
    for e in polib.pofile(data.decode("utf-8" if b"UTF-8" in data else "latin-1")):
        forms = [e.msgstr_plural[n] for n in sorted(e.msgstr_plural)] if e.msgid_plural else [e.msgstr]
        ids = [e.msgid, *[e.msgid_plural] * len(forms)]
        expected += [(s, t, "fuzzy" if e.fuzzy else "body") for s, t in zip(ids, forms, strict=False) if t]
    assert [(s.source, s.target, s.role) for s in segments(data, "a.po")] == expected


@settings(max_examples=200)
@given(files, st.booleans(), st.data())
def test_edits_stay_within_their_strings(data: bytes, dos: bool, draw: st.DataObject) -> None:
    data = data.replace(b"\n", b"\r\n") if dos else data
    check_edits(data, "a.po", draw, st.text('x"\\\n\té', max_size=4))


@given(files, st.data())
def test_a_damaged_po_is_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    check_damage(data, "a.po", draw)


def test_keys_places_and_language() -> None:
    data = HEADER.format(charset="utf-8") + (
        '#~ msgid "gone"\n#~ msgstr "ido"\n\n'
        'msgctxt "menu"\nmsgid "Open"\nmsgstr "Abrir"\n'
        'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\n"a\\303\\251 "\n  "b"\nmsgstr[1] "c"\n'
        'msgid "Untranslated"\nmsgstr ""\n'
        f'msgid "{"long " * 20}"\nmsgstr "x"'
    )
    document = load(ByteSource("a.po", data=data.encode()), LoadOptions())
    read = list(document.segments)
    assert [(s.key, s.source, s.target, s.line, s.column) for s in read[:3]] == [
        ("menu|Open", "Open", "Abrir", 11, 9),
        ("%d file[0]", "%d file", "aé b", 15, 2),
        ("%d file[1]", "%d files", "c", 17, 12),
    ]
    assert len(read) == 4
    assert "~" in read[3].key
    assert (document.target_lang, document.encoding) == ("pt-BR", "utf-8")
    assert load(ByteSource("a.po", data=data.encode()), LoadOptions(target_lang="en")).target_lang == "en"


def test_an_edit_over_two_strings_writes_into_the_first() -> None:
    data = b'msgid "a"\nmsgstr "one "\n"two \\"x\\""\n'
    assert rewritten(data, "a.po", {0: [Edit(2, 5, '"')]}) == b'msgid "a"\nmsgstr "on\\""\n"wo \\"x\\""\n'


def test_what_the_charset_lacks_is_told() -> None:
    data = (HEADER.format(charset="ISO-8859-1") + 'msgid "a"\nmsgstr "é"\n').encode("latin-1")
    with pytest.raises(InputError, match="has no '€'"):
        rewritten(data, "a.po", {0: [Edit(0, 1, "€")]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('msgid "a"\nmsgstr "b\n', "a.po:2: this is no line of a PO file"),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', "a.po:2: a second msgid"),
        ('\nmsgstr "c"\n', "a.po:2: a msgstr without a msgid"),
        ('"c"\n', "a.po:1: a string without a keyword"),
        ('msgid "a"\n', "has no msgstr"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n', "klingon is not read"),
        ('# a\rmsgid "x"\r', "a.po:1: a carriage return"),
    ],
)
def test_bad_po_says_where(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        segments(text.encode(), "a.po")
    assert told in str(caught.value)


def test_many_blocks_are_as_one() -> None:
    parts = [f'#. {"c" * (BLOCK // 2000)}\nmsgid "k{i}"\nmsgstr "text {i}"\n\n' for i in range(4000)]
    data = "".join(parts).encode()
    document = load(ByteSource("a.po", data=data), LoadOptions())
    assert len(list(document.batches())) > 1
    assert [s.target for s in document.segments] == [f"text {i}" for i in range(4000)]
    assert [s.line for s in document.segments] == [4 * i + 3 for i in range(4000)]
    assert rewritten(data, "a.po", {3999: [Edit(0, 4, "word")]}) == data.replace(b"text 3999", b"word 3999")


FIXTURES = sorted((Path(__file__).parents[2].parent / "shared/fixtures/files").rglob("*.po"))


@pytest.mark.skipif(not FIXTURES, reason="the fixtures are not here")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_fixtures_are_read_and_stay(path: Path) -> None:
    data = path.read_bytes()
    assert rewritten(data, path.name, {}) == data
    for number, segment in enumerate(segments(data, path.name)):
        edited = rewritten(data, path.name, {number: [Edit(0, 1, "X")]})
        assert segments(edited, path.name)[number].target == "X" + segment.target[1:]
