"""Record batches are checked as the documents they hold would be, however they are cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (the extra `arrow`)")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from segments import PAIRS, SLOW, Row, documents, rows_of, told_by_command, write_jsonl  # noqa: E402

import mtqa.arrow.rows  # noqa: E402
import mtqa.checks.matchers  # noqa: E402
import mtqa.cli  # noqa: E402
from mtqa.arrow import FINDINGS, Checker, check_batches, recurring_lines, rules_for  # noqa: E402
from mtqa.config import Config  # noqa: E402
from mtqa.config import load as load_config  # noqa: E402
from mtqa.engine import Engine, Fingerprints  # noqa: E402
from mtqa.errors import InputError, MtqaError, UsageError  # noqa: E402
from mtqa.load.rows import document_of  # noqa: E402
from mtqa.report.jsonl import as_dict  # noqa: E402

SAMPLES = Path(__file__).parents[2] / "samples"
COLUMNS = pa.schema([(name, pa.string()) for name in ("document", "id", "source", "target")])
choices = st.lists(st.integers(0, len(PAIRS) - 1), max_size=30)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(rules_for(options={"preview": True}))


@pytest.fixture(scope="module")
def engine(checker: Checker) -> Engine:
    return Engine(checker.rules.ruleset)


def batch_of(rows: Sequence[Row], schema: pa.Schema = COLUMNS) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema)


def found(checker: Checker, *batches: pa.RecordBatch, **more: object) -> list[Row]:
    made = list(checker.check(batches, **more))  # type: ignore[arg-type]
    assert all(batch.schema == FINDINGS for batch in made)
    return [row for batch in made for row in batch.to_pylist()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(of=st.lists(choices, max_size=4), cuts=st.lists(st.integers(0, 12)), block=st.integers(1, 2000))
def test_it_makes_no_difference_where_batches_end(
    checker: Checker, of: list[list[int]], cuts: list[int], block: int
) -> None:
    rows = [row for n, chosen in enumerate(of) for row in rows_of(chosen, [None, "a", "b", "a"][n], keyed=n % 2 == 0)]
    parts, rest = [], rows
    for cut in cuts:
        parts.append(batch_of(rest[:cut]))
        rest = rest[cut:]
    parts.append(batch_of(rest))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mtqa.arrow.rows, "BLOCK", block)
        assert found(checker, *parts) == found(checker, batch_of(rows))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=choices, keyed=st.booleans())
def test_findings_are_those_of_the_engine(checker: Checker, engine: Engine, chosen: list[int], keyed: bool) -> None:
    rows = [row for row in rows_of(chosen, keyed=keyed) if row["target"] is not None]
    keys = [row["id"] for row in rows]
    document = document_of(
        [row["target"] for row in rows], [row["source"] for row in rows], keys=keys if keyed else None,
        items=[key.split("/")[0] for key in keys] if keyed else None,
    )  # fmt: skip
    fresh = replace(engine, fingerprints=Fingerprints())
    told = [f for result in fresh.run(document) for _, own in result.findings for f in own]
    expected = [as_dict("a", f) | {"document": "a", "base": f.base, "problem": None} for f in told]
    for row in expected:
        del row["path"]
    assert found(checker, batch_of(rows)) == expected


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=choices)
def test_a_row_without_a_document_is_one_by_itself(checker: Checker, chosen: list[int]) -> None:
    rows = rows_of(chosen, None)
    apart = [row | {"document": str(i)} for i, row in enumerate(rows)]
    expected = [row | {"document": None} for row in found(checker, batch_of(apart))]
    assert found(checker, batch_of(rows)) == expected
    assert found(checker, batch_of(rows).select(["id", "source", "target"])) == expected


def test_samples_without_documents_are_checked_row_by_row(checker: Checker) -> None:
    lines = [line for path in SAMPLES.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [{"document": None, **json.loads(line)} for line in lines]
    apart = [row | {"document": str(i)} for i, row in enumerate(rows)]
    expected = [row | {"document": None} for row in found(checker, batch_of(apart))]
    assert len(expected) > 20
    assert found(checker, batch_of(rows)) == expected


def test_findings_are_those_of_the_command_line(
    checker: Checker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for row in documents(7, 60) if row["target"] is not None]
    write_jsonl(tmp_path / "texts", rows)
    with chdir(tmp_path):
        mtqa.cli.main(["check", "texts", "--isolated", "--preview", "--format", "jsonl", "--exit-zero", "-j1"])
    expected = list(told_by_command(capsys.readouterr().out))
    assert len({row["rule"] for row in expected}) > 8
    lines = recurring_lines([batch_of(rows)], checker.rules)
    assert lines["Read also"] == 10
    numbered = Fingerprints()
    own = found(checker, batch_of(rows), recurring=lines)
    for row in own:  # in one run over all documents the ordinals go on from one to the next
        row["fingerprint"] = numbered.number(row.pop("base"))
        del row["column"], row["problem"]
    assert own == expected


def test_fingerprints_of_a_document_are_those_of_a_run_over_it_alone(checker: Checker) -> None:
    rows = documents(2)
    alone = found(checker, batch_of([row for row in rows if row["document"] == "d001"]))
    assert [row for row in found(checker, batch_of(rows)) if row["document"] == "d001"] == alone
    assert len({row["fingerprint"] for row in alone}) == len(alone) > len({row["base"] for row in alone})


def test_the_rest_of_the_columns_is_read(checker: Checker) -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "document": pa.array(["a", "a"]).dictionary_encode(),
            "id": pa.array([7, None]),
            "target": pa.array(["politique", "A control procedure."], pa.large_string()),
            "role": ["category", None],
            "published": [1, 2],
        }
    )
    assert {(row["segment"], row["line"]) for row in found(checker, batch)} == {("1", 2)}


def test_a_row_without_a_target_is_counted(checker: Checker) -> None:
    rows = [{"document": "a", "target": target} for target in (None, "A control procedure.")]
    assert [(row["segment"], row["line"]) for row in found(checker, batch_of(rows))] == [("1", 2)]


def test_findings_come_before_the_last_rows_are_read(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.arrow.found.MOST", 1)

    def endless() -> Iterator[pa.RecordBatch]:
        number = 0
        while True:
            number += 1
            yield batch_of(rows_of([0, 1, 2], f"d{number}"))

    assert next(checker.check(endless())).num_rows


def test_what_took_too_long_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtqa.checks.matchers, "TIME_LIMIT", 0.1)
    pack = tmp_path / "slow.yaml"
    pack.write_text(SLOW, encoding="utf-8")
    rows = [{"document": name, "target": text} for name, text in (("a", "x" * 400 + "z z!"), ("b", "xz!"))]
    checker = Checker(rules_for(options={"packs": [str(pack)], "select": ["T1"]}))
    with pytest.raises(MtqaError, match=r"rule T1 .* took over .* s on a segment of a"):
        found(checker, batch_of(rows))
    problem, finding = found(checker, batch_of(rows), keep_going=True)
    assert problem["problem"].startswith("rule T1 (")
    assert {name for name, value in problem.items() if value is not None} == {"document", "problem"}
    assert (finding["document"], finding["rule"], finding["problem"]) == ("b", "T1", None)
    assert [row["document"] for row in found(checker, batch_of(rows[1:]))] == ["b"]


def ids(rows: Sequence[Row], config: Config | None = None, **options: object) -> set[tuple[str, str]]:
    made = check_batches([batch_of(rows)], config, **options)  # type: ignore[arg-type]
    return {(row["rule"], row["severity"]) for batch in made for row in batch.to_pylist()}


def test_rules_are_chosen_by_arguments_and_configuration(tmp_path: Path) -> None:
    rows = documents(1)
    every = ids(rows)
    assert ids(rows, select=["FE"]) == {(rule, level) for rule, level in every if rule.startswith("FE")} < every
    assert ids(rows, ignore=["FE"]) == {(rule, level) for rule, level in every if not rule.startswith("FE")}
    assert ids(rows, preview=True, recurring={"Read also": 3}) - every == {("JK026", "info")}
    assert not {rule for rule, _ in every} & {"JK026"}
    assert {level for _, level in ids(rows, severity={"ALL": "info"})} == {"info"}
    assert ("FE201", "warning") in every - ids(rows, source_lang="de")
    file = tmp_path / "mtqa.yaml"
    file.write_text("select: [FE]\nseverity: {ALL: error}\n", encoding="utf-8")
    chosen = ids(rows, load_config(file))
    assert {rule for rule, _ in chosen} == {rule for rule, _ in every if rule.startswith("FE")}
    assert {level for _, level in chosen} == {"error"}
    assert ids(rows, load_config(file), select=["AC"], severity={"AC": "info"}) == {
        (rule, "info") for rule, _ in every if rule.startswith("AC")
    }


def test_a_glossary_is_heeded(tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("source,target\nprocédure de contrôle,formal inspection\n", encoding="utf-8")
    rows = rows_of([0])
    more = {rule for rule, _ in ids(rows, termbase=[str(terms)])} - {rule for rule, _ in ids(rows)}
    assert more


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"select": ["ZZ9"]}, "no rule is selected by 'ZZ9'"),
        ({"select": "FE"}, "select is a list"),
        ({"selected": ["FE"]}, "there is no option selected"),
        ({"source_lang": "french"}, "source_lang 'french' is no language tag"),
        ({"severity": {"FE": "fatal"}}, "there is no 'fatal'"),
        ({"domain": ["law"]}, "there is no glossary"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(options: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        check_batches([], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"text": ["x"]}, "no column is named target"),
        ({"target": [1]}, "column target holds int64"),
        ({"target": ["x"], "source": [["y"]]}, "column source holds list"),
        ({"target": ["x"], "id": [1.5]}, "column id holds double"),
    ],
)
def test_columns_that_are_no_segments_are_refused(
    checker: Checker, columns: dict[str, list[object]], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        found(checker, pa.RecordBatch.from_pydict(columns))


def test_no_rows_give_no_batches(checker: Checker) -> None:
    assert list(checker.check([])) == list(checker.check([batch_of([])])) == []
