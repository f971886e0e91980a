"""CSV and TSV: cells in and out of quotes, columns by number and name, the csv module as oracle."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import check_damage, check_edits, rewritten, segments

from mtqa.errors import InputError
from mtqa.load import LoadOptions
from mtqa.model import Edit

cell = st.text("ab é,;|'\"\t1€日", min_size=1, max_size=12).filter(str.strip)
long_cell = st.text('ab ,"\n', min_size=1, max_size=12).filter(str.strip)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


def written(rows: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


tables = st.builds(
    lambda rows, *how: written([["id", "source", "target"], *([str(i), *r] for i, r in enumerate(rows))], *how),
    st.lists(st.lists(cell | long_cell, min_size=2, max_size=2), min_size=1, max_size=5),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)


@settings(max_examples=300)
@given(tables, ENCODINGS, st.data())
def test_csv_is_read_as_by_the_csv_module_and_written_back(text: str, encoding: str, data: st.DataObject) -> None:
    form = "table.csv"
    read = segments(text.encode(encoding), form)
    delimiter = next(c for c in text if c in ",;\t|")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    assert [[s.key, s.source, s.target] for s in read] == rows
    check_edits(text.encode(encoding), form, data, st.text('x,;\t|"\n é', max_size=4))


@given(tables, st.data())
def test_a_damaged_table_is_read_or_refused(text: str, data: st.DataObject) -> None:
    check_damage(text.encode(), "a.csv", data)
    check_damage(text.encode(), "a.tsv", data)


@given(st.lists(st.text("ab' é", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=5), st.data())
def test_an_unquoted_tsv_stays_so(texts: list[str], data: st.DataObject) -> None:
    new = st.text('x"é', max_size=3).filter(lambda t: not t.startswith('"'))  # cells all in quotes are a quoted TSV
    check_edits("\n".join(f"s\t{t}" for t in texts).encode(), "a.tsv", data, new)


def test_a_cell_gains_quotes_where_it_must() -> None:
    data = b'id,target,z\r\na,He said "no" twice,1\r\nb,"x ""y""",2\r\n'
    edits = {0: [Edit(0, 2, "She"), Edit(13, 18, "always, always")], 1: [Edit(0, 1, 'a "b"')]}
    assert rewritten(data, "a.csv", edits) == (
        b'id,target,z\r\na,"She said ""no"" always, always",1\r\nb,"a ""b"" ""y""",2\r\n'
    )


def test_a_quote_that_comes_to_begin_a_cell_is_quoted() -> None:
    assert rewritten(b'target,b\na"b",1\n', "a.csv", {0: [Edit(0, 1, "")]}) == b'target,b\n"""b""",1\n'


def test_positions_in_quoted_cells() -> None:
    data = 'id,source,target\n1,"a\nb","x ""y"" z"\n2,c,d\n\n3,"e","f"\n'.encode("utf-8-sig")
    read = segments(data, "a.csv")
    assert [(s.line, s.column) for s in read] == [(3, 5), (4, 5), (6, 8)]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((("source", "3"), ("target", "4")), ("Non", "No")),
        ((("source", "French"), ("target", "english")), ("Non", "No")),
        ((("target", "4"), ("id", "key")), (None, "No")),
    ],
)
def test_columns_by_number_and_name(chosen: tuple[tuple[str, str], ...], expected: tuple[str, str]) -> None:
    data = b"key,note,French,English\nk,n,Non,No\n"
    last = segments(data, "a.csv", LoadOptions(columns=chosen))[-1]
    assert (last.source, last.target) == expected
    assert last.key == ("k" if dict(chosen).get("id") else last.key)


@pytest.mark.parametrize("data", [b"a;b\nc;d\n", b"a|b\nc|d\n", b"a\tb\nc\td\n", b"sep=;\na;b,\nc;d\n"])
def test_delimiters(data: bytes) -> None:
    assert [s.source for s in segments(data, "a.csv")] == ["a", "c"]


@pytest.mark.parametrize(
    ("data", "quoted"),
    [
        (b'"a"\t"He said ""no"""\n', True),
        (b'source\ttarget\nx\t"two\nlines"\n', True),
        (b'x\t"Stop," he said.\n', False),
        (b'x\t"A quoted sentence."\n', False),
        (b'x\t5" disk\n', False),
    ],
)
def test_a_tsv_is_quoted_only_where_it_plainly_is(data: bytes, quoted: bool) -> None:
    assert segments(data, "a.tsv")[-1].target.startswith('"') is (not quoted and b'\t"' in data)


@pytest.mark.parametrize(
    ("data", "name", "chosen", "told"),
    [
        (b"a,b\nc\n", "a.csv", (), "a.csv:2: 1 column where 2 are expected"),
        (b"target\nOne, two\nThree\n", "a.csv", (), "a.csv:2: 2 columns where the first row has 1"),
        (b'a,b\nc,"d\ne,f\n', "a.csv", (), "a.csv:2: a quote is opened and not closed"),
        (b'a,b\nc,"d"x\n', "a.csv", (), "a.csv:2: a quote stands within a cell"),
        (b"a,b\nc,d\re\n", "a.csv", (), "a.csv:2: a carriage return"),
        (b"a,b,c\n", "a.csv", (), "3 columns and no header"),
        (b"fr,en\nx,y\n", "a.csv", (("target", "eng"),), "did you mean en?"),
        (b"fr,en\nx,y\n", "a.csv", (("target", "3"),), "there is no column 3"),
    ],
)
def test_bad_tables_say_where(data: bytes, name: str, chosen: tuple[tuple[str, str], ...], told: str) -> None:
    with pytest.raises(InputError) as caught:
        segments(data, name, LoadOptions(columns=chosen))
    assert told in str(caught.value)


def test_many_blocks_are_as_one() -> None:
    rows = [[str(i), "x\n" * (i % 7), f'y "{i}", z' * 40] for i in range(3000)]
    data = written([["id", "source", "target"], *rows], end="\r\n").encode("utf-8")
    assert [[s.key, s.source, s.target] for s in segments(data, "a.csv")] == rows
    edited = rewritten(data, "a.csv", {2999: [Edit(0, 1, "Q")]})
    assert edited == data[: data.rindex(b'"y ')] + data[data.rindex(b'"y ') :].replace(b"y", b"Q", 1)
