"""Units of the ordinary shape, read as runs, read as all others are."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.bilingual.xliffrun import ordinary
from mtqa.load.xml import read as xmlread
from mtqa.load.xml.events import Reader, Run
from mtqa.model import Edit


def mostly(usual: st.SearchStrategy[str], seldom: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 11).flatmap(lambda n: seldom if n == 11 else usual)


SIGNS = ["le mot", " ", "é “q” ", "𝄞", "x > y", "&amp;", "&#233;", "\n  ", "\t", "&lt;", "'\"", "日"]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=4).map("".join)
INLINE = [
    "<x/>", "<g>in</g>", '<hi type="a/b>">h</hi>', "<g/>", '<ph id="1">{0}</ph>', "<ph>\n</ph>", "<bpt>b<sub>s</sub></bpt>",
    "<ph><g>p</g></ph>", "<ept id='1'/>",
]  # fmt: skip
ODD = st.sampled_from(["<![CDATA[a <b>]]>", "<!-- c -->", "&e;", "]]>", "<bad>"])
CODED = st.lists(st.sampled_from([*SIGNS[:7], *INLINE]), max_size=5).map("".join)
CONTENT = mostly(st.one_of(TEXTS, CODED), st.tuples(TEXTS, ODD).map("".join))
SPACES = st.sampled_from(["", "", "\n", "\n  ", " ", "\t"])


def attributes(**choices: str) -> st.SearchStrategy[str]:
    """Some attributes in some order, some of them in single quotes."""
    each = [
        st.tuples(st.just(name.replace("_", ":")), st.sampled_from(values.split("|")), st.sampled_from('"""\''))
        for name, values in choices.items()
    ]
    written = [one.map(lambda t: f" {t[0]}={t[2]}{t[1]}{t[2]}") for one in each]
    some = [st.one_of(st.just(""), one) for one in written]
    return st.tuples(*some).flatmap(st.permutations).map("".join)


UNIT = mostly(
    st.sampled_from(
        [' id="1"', ' id="a b"', ' restype="title" id="é"', "", ' translate="no"', ' xml:space="preserve"']
    ),
    attributes(
        id="x&amp;y|",
        restype="x-h1",
        translate="no|yes",
        xml_space="preserve|default",
        m_locked="yes|no",
        xmlns="urn:q",
    ),
)
SIDE = mostly(
    st.sampled_from(["", "", ' state="final"', ' state="new"', ' xml:space="preserve"']),
    attributes(xml_lang="fr", xml_space="preserve", state="new|final"),
)


@st.composite
def old_unit(draw: st.DrawFn) -> str:
    space = draw(SPACES)
    note = draw(mostly(st.sampled_from(["", '<note from="x">n</note>']), st.just("<note><b/></note>")))
    source = f"<source{draw(SIDE)}>{draw(CONTENT)}</source>"
    cut, content = "", draw(CONTENT)
    if draw(st.booleans()):
        kind = draw(mostly(st.just('mtype="seg"'), st.just('mtype="x-note"')))
        mids = draw(st.sampled_from(["11", "11", "22", "12"]))
        cut = f'<seg-source><mrk mid="{mids[0]}" {kind}>{draw(CONTENT)}</mrk></seg-source>'
        content = f'<mrk {kind} mid="{mids[1]}">{content}</mrk>{draw(mostly(st.just(""), TEXTS))}'
    target = f"<target{draw(SIDE)}>{content}</target>"
    target = draw(st.sampled_from([target, target, target, f"<target{draw(SIDE)}/>", ""]))
    return f"<trans-unit{draw(UNIT)}>{space}{source}{space}{cut}{target}{note}{space}</trans-unit>"


@st.composite
def new_unit(draw: st.DrawFn) -> str:
    space = draw(SPACES)
    source, target = (f"<{side}{draw(SIDE)}>{draw(CONTENT)}</{side}>" for side in ("source", "target"))
    segment = f"<segment{draw(attributes(id='s1', state='initial|final'))}>{space}{source}{target}</segment>"
    return f"<unit{draw(UNIT)}>{draw(mostly(st.just(segment), st.just(segment * 2)))}{space}</unit>"


@st.composite
def memory_unit(draw: st.DrawFn) -> str:
    langs = draw(mostly(st.just("fr en"), st.sampled_from(["", "fr", "en-GB fr", "en fr en", "de fr", "en en"])))
    space = draw(SPACES)
    written = mostly(st.just('<tuv creationid="é" xml:lang="{}">'), st.sampled_from(["<tuv lang='{}'>", "<tuv>"]))
    inside = [draw(written).format(lang) for lang in langs.split()]
    variants = "".join(f"{tuv}{space}<seg>{draw(CONTENT)}</seg></tuv>{space}" for tuv in inside)
    return f"<tu{draw(UNIT).replace(' id=', ' tuid=')}><prop>p</prop>{variants}</tu>"


@dataclass(frozen=True)
class Shape:
    """A format: its name, what stands before and behind its units, and a group that holds units."""

    name: str
    before: str
    after: str
    group: str = "<group translate='{}'>{}</group>"


OLD = Shape(
    "xliff",
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:m="urn:m"><file original="o"'
    ' source-language="fr" target-language="en"><body>',
    "</body></file></xliff>",
)
NEW = Shape(
    "xliff",
    '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:m="urn:m" srcLang="fr" trgLang="en">'
    '<file id="f">',
    "</file></xliff>",
)
MEMORY = Shape("tmx", '<tmx version="1.4"><header srclang="fr"/><body>', "</body></tmx>", "<o:x lang='{}'>{}</o:x>")
DECLARES, DECLARES_NOTHING = "<!DOCTYPE x []>\n", "<!DOCTYPE x   >\n"
"""Runs are read only where nothing is declared."""


def read(shape: Shape, raw: bytes) -> list[object]:
    """All that loading gives, an error at the end."""
    got: list[object] = []
    try:
        for batch in load(ByteSource("a", data=raw), LoadOptions(shape.name)).batches():
            got += [batch.targets, batch.sources, batch.keys, batch.roles, batch.items, batch.lines, batch.columns]
            for i, target in enumerate(batch.targets):
                assert batch.place
                assert batch.locate
                got += [batch.place(i, len(target) // 2), batch.place(i, len(target))]
                if target.strip("\ufffc"):
                    got += [batch.locate(i, Edit(len(target) // 2, len(target), "é&\n"))]
    except InputError as error:
        got.append(str(error))
    return got


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.tuples(st.just(OLD), st.lists(old_unit(), min_size=1, max_size=6)),
        st.tuples(st.just(NEW), st.lists(new_unit(), min_size=1, max_size=6)),
        st.tuples(st.just(MEMORY), st.lists(memory_unit(), min_size=1, max_size=6)),
    ),
    st.data(),
)
def test_runs_read_as_all_else(made: tuple[Shape, list[str]], data: st.DataObject) -> None:
    shape, units = made
    around = mostly(st.just("{}"), st.sampled_from(["<!--{}-->", "<![CDATA[{}]]>", shape.group.format("no", "{}")]))
    put = [data.draw(around).replace("{}", unit) + data.draw(SPACES) for unit in units]
    encoding = data.draw(st.sampled_from(["utf-8", "iso-8859-1"]))
    newline = data.draw(st.sampled_from(["\n", "\n", "\r\n", "\r\n", "\r"]))
    document = f"{shape.before}{''.join(put)}{shape.after}".replace("\n", newline)
    raws = [
        (f'<?xml version="1.0" encoding="{encoding}"?>{kind}{document}').encode(encoding, "xmlcharrefreplace")
        for kind in (DECLARES, DECLARES_NOTHING)
    ]
    size = data.draw(st.sampled_from([xmlread.CHUNK, xmlread.CHUNK, 300]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xmlread, "CHUNK", size)
        declared, plain = (read(shape, raw) for raw in raws)
    assert plain == declared


def test_ordinary_units_are_read_as_runs() -> None:
    unit = '<trans-unit id="{}"><source>a</source>\n<target>b &amp; c</target></trans-unit>\n'
    units = "".join(unit.format(i) for i in range(5))
    raw = (OLD.before + units + "<group>" + units + "</group>" + OLD.after).encode()
    runs = [event for event in Reader(ByteSource("a", data=raw), ordinary=ordinary("1")) if isinstance(event, Run)]
    assert [len(run.found) for run in runs] == [5, 5]
    (batch,) = load(ByteSource("a", data=raw), LoadOptions("xliff")).batches()
    assert batch.lines == list(range(2, 22, 2))


@pytest.mark.parametrize(
    "inside",
    [
        "<source>é</source><target/>",
        "<source>é</source>\n<target></target>",
        "<source>é</source><target state='new'>é</target>",
        '<source>é</source><target state="new">é</target>',
        "<source> </source><target> </target>",
        "<source><x/></source><target><x/></target>",
        '<source>é</source><target><g id="1">a<ph>b</ph></g> &amp; <x id="2"/></target>',
        "<source>é</source><target><g><g></g></g>a</target>",
        "<source>é</source><target><g></g></target>",
        "<source> é\n</source><target>\n  a &amp; b\n</target>",
        '<source>é</source><target xml:space="preserve">\n a</target>',
        '<source>é f</source><seg-source><mrk mtype="seg" mid="s">é</mrk></seg-source><target/>',
        '<source>é f</source><seg-source><mrk mtype="seg" mid="s">é</mrk></seg-source><target>'
        '<mrk mid="s" mtype="seg"></mrk></target>',
        '<source>é f</source><seg-source><mrk mtype="seg" mid="s">é</mrk></seg-source><target>'
        '<mrk mid="s" mtype="seg">a</mrk></target><note>n</note>',
    ],
)
def test_ordinary_units_read_as_all_else(inside: str) -> None:
    unit = f'<trans-unit id="1">{inside}</trans-unit>'
    declared, plain = (
        read(OLD, (kind + OLD.before + unit * 2 + OLD.after).encode()) for kind in (DECLARES, DECLARES_NOTHING)
    )
    assert plain == declared


@pytest.mark.parametrize(
    "around", ["<!--{}-->", "<![CDATA[{}]]>", "<?p {}?>", '<g xmlns="urn:q">{}</g>', "<note>{}</note>"]
)
def test_what_only_looks_like_units_is_no_run(around: str) -> None:
    unit = '<trans-unit id="1"><source>a</source><target>b</target></trans-unit>'
    raw = (OLD.before + around.format(unit) + OLD.after).encode()
    assert not [event for event in Reader(ByteSource("a", data=raw), ordinary=ordinary("1")) if isinstance(event, Run)]
    assert not list(load(ByteSource("a", data=raw), LoadOptions("xliff")).batches())
