"""A DataFrame of segments in, a DataFrame of findings out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from mtqa.arrow import Options, rules_for
from mtqa.arrow.recurring import lines_of
from mtqa.checks.line import LONGEST_RECURRING
from mtqa.config import Config
from mtqa.engine import least_recurring
from mtqa.errors import UsageError
from mtqa.spark.columns import POSITION, segments_of
from mtqa.spark.worker import Check, packed

FINDINGS = (
    "document string, segment string, rule string, name string, pack string, severity string, category string,"
    " side string, `start` int, `end` int, line bigint, `column` int, text string, message string,"
    " fix struct<safety: string, edits: array<struct<`start`: int, `end`: int, text: string>>,"
    " alternatives: array<string>>, fingerprint string, base string, problem string"
)
"""The columns of `mtqa.arrow.FINDINGS`, as Spark writes them."""
MOST_LINES = 200_000
"""How many recurring lines are sent to the executors, those of most items first."""


def check(
    df: DataFrame,
    config: Config | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    partitions: int | None = None,
    presorted: bool = False,
    recurring: Mapping[str, int] | None = None,
    keep_going: bool = False,
    **options: Unpack[Options],
) -> DataFrame:
    """Return the findings of segments: columns FINDINGS, in no order.

    `df` has the columns of `mtqa.arrow.SEGMENTS`, and `position`, which orders the rows of a document; `columns` says
    which others hold these: {"target": "text_en"}. `partitions`: how many to cut the work into; None: as many as
    `spark.sql.shuffle.partitions` says, at least four for each core.
    `presorted`: the rows of each document are in one partition, together and in order, so nothing is moved.
    `recurring`: in how many items lines recur; None: they are counted now, by a job of its own, if a rule asks for
    it. A rule that takes too long fails the job, or with `keep_going` is told in rows with a `problem`. Rules are
    chosen as by `mtqa.arrow.check_batches`.
    Raises: InputError for columns that do not serve; UsageError, also for a DataFrame of Spark Connect; PackError,
    TermbaseError.
    """
    if type(df).__module__.startswith("pyspark.sql.connect."):
        told = "Spark Connect has no broadcast variables, by which the rules are sent"
        raise UsageError(told, hint="use a classic session: spark-submit, or SparkSession.builder.master(...)")
    rules = rules_for(config, options)
    segments = segments_of(df, columns or {}, ordered=not presorted)
    if recurring is None:
        recurring = _recurring(segments, least_recurring(rules.ruleset))
    context = df.sparkSession.sparkContext
    run = Check(context.broadcast(packed(rules)), context.broadcast(dict(recurring)), keep_going)
    placed = segments if presorted else _together(segments, partitions)
    return placed.drop(POSITION).mapInArrow(run, FINDINGS)


def _together(segments: DataFrame, partitions: int | None) -> DataFrame:
    """Bring the rows of each document into one partition, in order; rows of none are spread by what they hold."""
    if "document" not in segments.columns:
        return segments.repartition(partitions) if partitions else segments
    key = F.coalesce("document", F.hex(F.xxhash64("target")))
    moved = segments.repartition(partitions or _parts(segments), key)
    order = [name for name in ("document", POSITION, "id") if name in segments.columns]
    return moved.sortWithinPartitions(*order)


def _parts(segments: DataFrame) -> int:
    """Return how many parts serve: Spark would make few of what is small, but a check is long for its size."""
    session = segments.sparkSession
    shuffled = session.conf.get("spark.sql.shuffle.partitions") or "0"
    return max(int(shuffled), 4 * session.sparkContext.defaultParallelism)


def _recurring(segments: DataFrame, least: int) -> dict[str, int]:
    """Count in how many items short lines stand. Spark drops what cannot be one before Python sees it."""
    if not least or not {"document", "item", "id"} & set(segments.columns):
        return {}
    short = segments.where(_may_be_short(F.col("target"))).drop(POSITION)
    lines = short.mapInArrow(lines_of, "line string, item string")
    counted = lines.groupBy("line").agg(F.count_distinct("item").alias("items")).where(F.col("items") >= least)
    first = counted.orderBy(F.desc("items"), "line").limit(MOST_LINES)
    return {row["line"]: row["items"] for row in first.collect()}


def _may_be_short(target: Column) -> Column:
    return (F.length(target) <= LONGEST_RECURRING) | target.contains("\n") | target.rlike(r"(?U)^\s|\s$")
