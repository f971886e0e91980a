"""A DataFrame is checked on a real Spark as its documents would be by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from needs import missing

if missing():
    pytest.skip(missing(), allow_module_level=True)

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from segments import SLOW, Row, documents, rows_of

import mtqa.arrow
from mtqa.arrow import Checker, recurring_lines, rules_for
from mtqa.errors import InputError, UsageError
from mtqa.spark import check
from mtqa.spark.worker import checker_of

COLUMNS = "document string, position int, id string, source string, target string"
PLAIN = pa.schema([(name, pa.string()) for name in ("document", "id", "source", "target")])


def frame_of(spark: SparkSession, rows: Sequence[Row], columns: str = COLUMNS) -> DataFrame:
    """Return rows as a DataFrame of several partitions, no document's rows together."""
    mixed = sorted(rows, key=lambda row: hash((row["target"], row["position"])))
    return spark.createDataFrame(mixed, columns).repartition(5)


def found(df: DataFrame) -> list[Row]:
    return ordered(row.asDict(recursive=True) for row in df.collect())


def ordered(rows: Iterable[Row]) -> list[Row]:
    parts = ("line", "segment", "side", "start", "end", "rule", "fingerprint")
    return sorted(rows, key=lambda row: (row["document"] or "", *(row[part] for part in parts)))


def by_arrow(rows: Sequence[Row], **options: Any) -> list[Row]:
    batch = pa.RecordBatch.from_pylist(list(rows), PLAIN)
    checker = Checker(rules_for(options=options))  # type: ignore[arg-type]
    made = checker.check([batch], recurring=recurring_lines([batch], checker.rules))
    return ordered(row for part in made for row in part.to_pylist())


def test_findings_are_those_of_the_rows_in_order(spark: SparkSession) -> None:
    rows = documents(9)
    own = check(frame_of(spark, rows), preview=True)
    expected = by_arrow(rows, preview=True)
    assert {"JK026", "FE201"} < {row["rule"] for row in expected}
    assert found(own) == expected


def test_columns_are_those_of_arrow(spark: SparkSession) -> None:
    made = check(frame_of(spark, rows_of([0])))
    assert made.schema == from_arrow_schema(mtqa.arrow.FINDINGS)


def test_columns_of_other_names_are_read(spark: SparkSession) -> None:
    rows = documents(3)
    renamed = "url string, `n.` int, id string, fr string, `text (en)` string"
    told = [(r["document"], r["position"], r["id"], r["source"], r["target"]) for r in rows]
    df = spark.createDataFrame(told, renamed).repartition(3)
    chosen = {"document": "url", "position": "n.", "source": "fr", "target": "text (en)"}
    assert found(check(df, columns=chosen, select=["FE"])) == by_arrow(rows, select=["FE"])


def test_rows_of_no_document_stand_alone_wherever_they_are(spark: SparkSession) -> None:
    rows = rows_of(range(40), None)
    expected = by_arrow(rows)
    assert found(check(frame_of(spark, rows))) == expected
    assert found(check(frame_of(spark, rows).drop("document", "position"), partitions=3)) == expected


def test_rows_that_are_in_order_are_not_moved(spark: SparkSession) -> None:
    rows = documents(4)
    df = spark.createDataFrame(rows, COLUMNS).coalesce(1)
    own = check(df.drop("position"), presorted=True, recurring={})
    assert "Exchange" not in own._jdf.queryExecution().executedPlan().toString()
    assert found(own) == by_arrow(rows)


def test_rules_are_sent_once_and_made_once_in_a_worker(spark: SparkSession) -> None:
    made = check(frame_of(spark, documents(12)), partitions=8, select=["FE201"])
    assert made.rdd.getNumPartitions() == 8
    made.collect()

    def look(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        assert list(batches)  # a worker that leaves rows unread is not used again
        told = checker_of.cache_info()
        yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "misses": [told.misses], "hits": [told.hits]})

    def workers() -> dict[int, tuple[int, int]]:
        told = spark.range(0, 32, 1, 32).mapInArrow(look, "pid long, misses long, hits long").collect()
        return {pid: (misses, hits) for pid, misses, hits in told}

    before = workers()
    made.collect()
    after = workers()
    used = {pid for pid in before.keys() & after.keys() if after[pid][1] > before[pid][1]}
    assert used
    assert all(after[pid][0] == before[pid][0] for pid in used)


def test_what_took_too_long_is_not_lost(spark: SparkSession, tmp_path: Path) -> None:
    pack = tmp_path / "slow.yaml"
    pack.write_text(SLOW, encoding="utf-8")
    df = spark.createDataFrame([("a", 0, "x" * 400 + "z z!")], "document string, position int, target string")
    options: dict[str, Any] = {"packs": [str(pack)], "select": ["T1"]}
    with pytest.raises(PySparkException, match=r"rule T1 .* took over"):
        check(df, **options).collect()
    (row,) = check(df, keep_going=True, **options).collect()
    assert row["problem"].startswith("rule T1 (")


@pytest.mark.parametrize(
    ("columns", "chosen", "told"),
    [
        ("text string", {}, "no column is named target"),
        ("target string", {"source": "fr"}, "no column is named fr"),
        ("target int", {}, "column target holds int and not text"),
        ("target string", {"body": "target"}, "a segment has no body"),
        ("document string, target string", {}, "no column is named position"),
    ],
)
def test_columns_that_do_not_serve_are_refused_at_once(
    spark: SparkSession, columns: str, chosen: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        check(spark.createDataFrame([], columns), columns=chosen)


def test_rules_that_are_not_there_are_refused_at_once(spark: SparkSession) -> None:
    with pytest.raises(UsageError, match="no rule is selected by 'ZZ9'"):
        check(spark.createDataFrame([], "target string"), select=["ZZ9"])


def test_a_frame_of_spark_connect_is_refused() -> None:
    remote = type("DataFrame", (), {"__module__": "pyspark.sql.connect.dataframe"})()
    with pytest.raises(UsageError, match="Spark Connect has no broadcast variables"):
        check(remote)
