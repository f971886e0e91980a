"""Termbases as files: every format, every mistake."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import TermbaseError
from mtqa.termbase import Term, load, read
from mtqa.termbase.entry import Reading
from mtqa.termbase.table import read as read_table

CSV = "source,target,status,domain,note\ncontrôle,inspection|audit,,,of a regulator\ncontrôle,control,forbidden,,\nDisclose,,keep,,\n"
V3 = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="{style}" type="TBX-Basic" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="c1">{field}<langSec xml:lang="fr"><termSec><term>garde à vue</term></termSec></langSec>
<langSec xml:lang="en-GB"><termSec><term>police custody</term>{good}</termSec><termSec><term>guard at sight</term>{bad}</termSec></langSec>
<langSec xml:lang="de"><termSec><term>Gewahrsam</term></termSec></langSec></conceptEntry></body></text></tbx>"""
DCT = V3.format(
    style="dct", field="<min:subjectField>Law</min:subjectField>",
    good="<basic:administrativeStatus>preferredTerm-admn-sts</basic:administrativeStatus>",
    bad="<basic:administrativeStatus>deprecatedTerm-admn-sts</basic:administrativeStatus>",
)  # fmt: skip
DCA = V3.format(
    style="dca", field='<descrip type="subjectField">Law</descrip>',
    good='<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>',
    bad='<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>',
)  # fmt: skip
V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body><termEntry id="c1">
<descripGrp><descrip type="subjectField">Law</descrip></descripGrp>
<langSet xml:lang="fr-FR"><tig><term>garde à vue</term></tig></langSet>
<langSet xml:lang="en"><ntig><termGrp><term>police custody</term><termNote type="normativeAuthorization">preferredTerm</termNote>
</termGrp></ntig><tig><term>guard at sight</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig>
</langSet></termEntry></body></text></martif>"""


def written(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def wrong(path: Path, **how: object) -> str:
    with pytest.raises(TermbaseError) as caught:
        load([path], **how)  # type: ignore[arg-type]
    return str(caught.value)


def brief(terms: list[Term]) -> list[tuple[str, tuple[str, ...], tuple[str, ...], bool]]:
    return [(t.source, t.targets, t.forbidden, t.keep) for t in terms]


EXPECTED = [("contrôle", ("inspection", "audit"), ("control",), False), ("Disclose", (), (), True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_in_any_encoding_and_with_any_delimiter(tmp_path: Path, encoding: str, separator: str) -> None:
    text = CSV.replace(",", separator)
    terms = load([written(tmp_path, "a.tsv" if separator == "\t" else "a.csv", text, encoding)])
    assert brief(terms) == EXPECTED
    assert terms[0].note == "of a regulator"
    assert terms[0].where.endswith(":2")


def test_two_columns_need_no_names_and_quoted_cells_hold_delimiters(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", '# ours\n"salle, grande",hall;room\ngrève,strike\n')
    assert brief(load([path])) == [("salle, grande", ("hall", "room"), (), False), ("grève", ("strike",), (), False)]


def test_languages_name_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,en-GB,de,fr\n7,lorry,Lastwagen,camion\n")
    assert brief(load([path])) == [("camion", ("lorry",), (), False)]
    assert brief(load([path], "de", "fr")) == [("Lastwagen", ("camion",), (), False)]


def test_the_forbidden_column_holds_wordings_or_yes(tmp_path: Path) -> None:
    one = load([written(tmp_path, "a.csv", "source,target,forbidden\nbail,lease,bail|rental\n")])
    two = load([written(tmp_path, "b.csv", "source,target,forbidden\nbail,lease,no\nbail,bail,yes\nbail,rental,yes\n")])
    assert brief(one) == brief(two) == [("bail", ("lease",), ("bail", "rental"), False)]


def test_yaml(tmp_path: Path) -> None:
    rows = "- {source: contrôle, target: [inspection, audit], forbidden: control}\n- {source: Disclose, keep: true}\n"
    assert brief(load([written(tmp_path, "a.yaml", rows)])) == EXPECTED
    assert brief(load([written(tmp_path, "b.yml", "terms:\n" + rows)])) == EXPECTED


@pytest.mark.parametrize("text", [V2, DCA, DCT], ids=["v2", "v3-dca", "v3-dct"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tbx(tmp_path: Path, text: str, encoding: str) -> None:
    path = written(tmp_path, "a.tbx", text.replace(' encoding="UTF-8"', ""), encoding)
    (term,) = load([path])
    assert brief([term]) == [("garde à vue", ("police custody",), ("guard at sight",), False)]
    assert term.domains == ("law",)
    (back,) = load([written(tmp_path, "b.tbx", DCA)], "de", "fr")
    assert brief([back]) == [("Gewahrsam", ("garde à vue",), (), False)]


def test_tbx_do_not_translate_and_regions(tmp_path: Path) -> None:
    kept = DCA.replace('<descrip type="subjectField">Law</descrip>', '<descrip type="doNotTranslate">yes</descrip>')
    (term,) = load([written(tmp_path, "a.tbx", kept)])
    assert (term.source, term.keep, term.targets) == ("garde à vue", True, ())
    assert "no term for fr to en-US" in wrong(written(tmp_path, "b.tbx", DCA), target_lang="en-US")


def test_entities_are_refused_and_expand_to_nothing(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE tbx [<!ENTITY a "lol">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1 if i else str()};" * 10}">' for i in range(9)
    )
    assert "declares XML entities" in wrong(written(tmp_path, "a.tbx", bomb + "]><tbx>&a8;</tbx>"))
    outside = '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx>&x;</tbx>'
    assert "declares XML entities" in wrong(written(tmp_path, "b.tbx", outside))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<tbx>" + "<a>" * 200_000, "nested over 40 deep"),
        ("<tbx><text>", "not XML"),
        ("<html><body/></html>", "the root of this XML is 'html'"),
        (DCA.replace("preferredTerm", "preffered"), "did you mean 'preferred'?"),
        ("", "not XML"),
    ],
)
def test_xml_that_is_no_tbx(tmp_path: Path, text: str, told: str) -> None:
    assert told in wrong(written(tmp_path, "a.tbx", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no term for fr to en"),
        ("source,target\n", "no term for fr to en"),
        ("source,traget\na,b\n", "did you mean 'target'?"),
        ("source,target,status\na,b,forbiden\n", "did you mean 'forbidden'?"),
        ("a,b,c\n", "3 columns and no line that names them"),
        ("a\nb\n", "only one column"),
        ("source,target\na,b,c\n", "3 cells where 2 are expected"),
        ("source,target\na,\n", "'a' has no target"),
        ("source,target\n,b\n", "a target without a source"),
        ("source,target,status\n,b,keep\n", "a term to be kept without a source"),
        ("source,target,status\na,b,keep\n", "keep it or translate it"),
        ("source,target\na,b\x07\n", "U+0007"),
        ("source,target\na,--\n", "neither letter nor digit"),
        ("source,target\na," + "b" * 201 + "\n", "a term of 201 characters"),
        ('source,target\na,"b\n', "cannot be read"),
        ("source,target\na,b\0c\n", "a zero byte"),
        ("source,target,fr\na,b,c\n", "two columns hold the source"),
    ],
)
def test_mistakes_of_tables(tmp_path: Path, text: str, told: str) -> None:
    assert told in wrong(written(tmp_path, "a.csv", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {source: a, traget: b}", "did you mean 'target'?"),
        ("- {source: a, target: b", "not YAML"),
        ("- {source: 112, target: b}", "put it in quotes: '112'"),
        ("- &x {source: a, target: b}\n- *x", "anchors and aliases"),
        ("terms: {a: b}", "expected a list"),
        ("[]", "no term for fr to en"),
    ],
)
def test_mistakes_of_yaml(tmp_path: Path, text: str, told: str) -> None:
    assert told in wrong(written(tmp_path, "a.yaml", text))


def test_not_utf_8_and_not_there(tmp_path: Path) -> None:
    told = wrong(written(tmp_path, "a.csv", "source,target\ngrève,strike\n", "latin-1"))
    assert "a.csv:2" in told
    assert "not UTF-8: byte 0xe8" in told
    assert "cannot be read" in wrong(tmp_path / "none.csv")
    assert "a termbase ends in .csv" in wrong(written(tmp_path, "a.xlsx", "PK"))


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    one = written(tmp_path, "a.csv", "source,target,status\na,b,forbiden\nc,\n")
    two = written(tmp_path, "b.csv", "source,traget\na,b\n")
    with pytest.raises(TermbaseError) as caught:
        load([one, two])
    assert [(Path(p.path).name, p.line) for p in caught.value.problems] == [("a.csv", 2), ("a.csv", 3), ("b.csv", 1)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("bail,lease,,\nbail,tenancy,,\n", "'bail' has the target 'tenancy' here and 'lease' at"),
        ("bail,lease,,\nBail,tenancy,,\n", "has the target 'tenancy'"),
        ("bail,lease,,\nbail,,keep,\n", "'bail' is to be kept"),
        ("bail,lease,,\nbail,lease,forbidden,\n", "both the translation of 'bail' and forbidden"),
        ("bail,lease,,\n,lease,forbidden,\n", "both the translation of 'bail' and forbidden"),
    ],
)
def test_conflicts(tmp_path: Path, rows: str, told: str) -> None:
    assert told in wrong(written(tmp_path, "a.csv", "source,target,status,domain\n" + rows))


@pytest.mark.parametrize(
    ("rows", "targets"),
    [
        ("bail,lease|tenancy,,\n", ("lease", "tenancy")),
        ("bail,lease,,\nbail,tenancy,allowed,\n", ("lease", "tenancy")),
        ("bail,lease,,\nbail,lease,,\n", ("lease",)),
        ("bail,lease,,law\nbail,tenancy,,housing\n", ("lease", "tenancy")),
    ],
)
def test_no_conflict(tmp_path: Path, rows: str, targets: tuple[str, ...]) -> None:
    assert load([written(tmp_path, "a.csv", "source,target,status,domain\n" + rows)])[0].targets == targets


def test_conflicts_between_files_name_both(tmp_path: Path) -> None:
    one = written(tmp_path, "a.csv", "source,target\nbail,lease\n")
    two = written(tmp_path, "b.csv", "source,target\nbail,tenancy\n")
    with pytest.raises(TermbaseError, match=r"(?s)b\.csv:2:1.*a\.csv:2"):
        load([one, two])


def test_a_free_expression_needs_no_target(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "source,target,status\nrapport,report,\npar rapport à,,free\n")
    assert brief(load([path]))[1] == ("par rapport à", (), (), False)


def test_domains(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "source,target,domain\nvoie,way,\nvoie,track,rail\nbail,lease,law\n")
    assert {t.source: t.targets for t in load([path])} == {"voie": ("way", "track"), "bail": ("lease",)}
    assert {t.source: t.targets for t in load([path], domains=["Rail"])} == {"voie": ("track",)}
    assert {t.source: t.targets for t in load([path], domains=["law"])} == {"voie": ("way",), "bail": ("lease",)}
    assert "did you mean 'rail'?" in wrong(path, domains=["rial"])


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_table(text: str) -> None:
    reading = Reading("a.csv", ("fr", "en"))
    read_table(text, reading)
    assert all(t.source or t.forbidden for t in reading.terms)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.tbx"
    for suffix in (".csv", ".yaml", ".tbx"):
        path = path.with_suffix(suffix)
        path.write_bytes(data)
        reading = read(path, "fr", "en")
        assert reading.terms or reading.problems
