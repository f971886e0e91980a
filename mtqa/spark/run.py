"""One run of the job: what it reads, writes and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from mtqa.config import Config
from mtqa.errors import InputError, MtqaError, UsageError
from mtqa.model import SEVERITIES
from mtqa.report.base import counted
from mtqa.spark.frame import check

_RAISED = re.compile(r"(?:[a-z_]\w*\.)*[A-Z]\w*Error: ")
"""How the last line of a Python traceback begins."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was found: how often each rule (id, name, severity) found something, and what could not be checked."""

    segments: int
    rules: Sequence[tuple[str, str, str, int]]
    problems: Sequence[str] = field(default=())

    def lines(self) -> Iterator[str]:
        """Yield a line a rule, those that found most first, and one of sums."""
        for rule, name, severity, count in sorted(self.rules, key=lambda row: (-row[3], row)):
            yield f"{count:>12,}  {rule}  {name}  ({severity})"
        sums = {level: sum(row[3] for row in self.rules if row[2] == level) for level in reversed(SEVERITIES)}
        told = ", ".join(counted(number, level) for level, number in sums.items() if number) or "No findings"
        yield f"{told} in {counted(self.segments, 'segment')}."

    def fails(self, level: str) -> bool:
        """Tell whether there are findings of a severity or above."""
        return any(row[2] in SEVERITIES[SEVERITIES.index(level) :] for row in self.rules)


def run(rules: Mapping[str, Any], config: Config, columns: Mapping[str, str], options: Mapping[str, Any]) -> Summary:
    """Read --input, check it, write --output and count what was found. Raises: MtqaError for all that can go wrong."""
    builder = SparkSession.builder.appName("mtqa")
    spark = (builder.master(options["master"]) if options["master"] else builder).getOrCreate()
    output = options["output"]
    try:
        _refuse(spark, options["inputs"], output, overwrite=options["overwrite"])
        segments = spark.read.parquet(*options["inputs"])
        found = check(
            segments, config, columns=columns, partitions=options["partitions"], presorted=options["presorted"],
            keep_going=True, **rules,
        )  # fmt: skip
        found.write.mode("overwrite" if options["overwrite"] else "errorifexists").parquet(output)
        return _summary(segments, spark.read.parquet(output))
    except (PySparkException, Py4JJavaError) as error:
        raise plain(error) from error


def _refuse(spark: SparkSession, inputs: Sequence[str], output: str, *, overwrite: bool) -> None:
    """Refuse, before any work is done, to write where something is. Raises: UsageError."""
    jvm: Any = spark.sparkContext._jvm
    configuration = spark.sparkContext._jsc.hadoopConfiguration()

    def place(path: str) -> tuple[Any, Any]:
        given = jvm.org.apache.hadoop.fs.Path(path)
        system = given.getFileSystem(configuration)
        return system, system.makeQualified(given)

    system, target = place(output)
    if any(place(path)[1].toString() == target.toString() for path in inputs):
        raise UsageError("--output is --input", output, "findings go to a place of their own")
    if not overwrite and system.exists(target):
        raise UsageError("there is something already", output, "choose another --output, or say --overwrite")


def _summary(segments: DataFrame, findings: DataFrame) -> Summary:
    rows = findings.groupBy("problem", "rule", "name", "severity").agg(F.count(F.lit(1)).alias("findings")).collect()
    rules = [(r["rule"], r["name"], r["severity"], r["findings"]) for r in rows if r["problem"] is None]
    return Summary(segments.count(), rules, sorted(r["problem"] for r in rows if r["problem"] is not None))


def plain(error: Exception) -> MtqaError:
    """Word an error of Spark's in a line; the rest stands in its log."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if _RAISED.match(line)]
    what = (raised[-1:] or lines[:1] or [type(error).__name__])[0].removeprefix("mtqa.errors.")
    return InputError(f"Spark could not do this: {what[:300]}", hint="its log has the rest")
