"""The job reads and writes Parquet, sums up and ends with the exit codes of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from needs import missing

if missing():
    pytest.skip(missing(), allow_module_level=True)

import pyspark
from pyarrow import Table, parquet
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from segments import documents

from mtqa.cli import check
from mtqa.spark import job
from mtqa.spark.run import plain

ROOT = Path(__file__).parents[2]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    parquet.write_table(Table.from_pylist(documents(5)), tmp_path / "in.parquet")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    return job.main(
        ["--input", str(folder / "in.parquet"), "--output", str(folder / "out"), "--partitions", "2", *more]
    )


def test_findings_are_written_and_summed_up(
    spark: SparkSession, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(texts) == 1
    found = parquet.read_table(texts / "out").to_pylist()
    told = capsys.readouterr().out.splitlines()
    counts = {line.split()[1]: int(line.split()[0].replace(",", "")) for line in told[:-1]}
    assert counts == {rule: sum(f["rule"] == rule for f in found) for rule in {f["rule"] for f in found}}
    assert told[-1].endswith("in 210 segments.")
    before = sorted(path.name for path in (texts / "out").iterdir())
    assert run(texts) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert sorted(path.name for path in (texts / "out").iterdir()) == before
    assert run(texts, "--overwrite", "--select", "FE201", "--severity", "FE201=info") == 0
    assert {(f["rule"], f["severity"]) for f in parquet.read_table(texts / "out").to_pylist()} == {("FE201", "info")}


def test_the_exit_code_tells_what_was_found(spark: SparkSession, texts: Path) -> None:
    assert run(texts, "--select", "FE201") == 0
    assert run(texts, "--select", "FE201", "--overwrite", "--fail-on", "warning") == 1
    assert run(texts, "--select", "FE201", "--overwrite", "--fail-on", "warning", "--exit-zero") == 0


def test_an_unforeseen_error_is_no_finding(
    texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("mtqa.spark.run.run", broken)
    assert run(texts) == 2
    assert "unforeseen RuntimeError" in capsys.readouterr().err


def test_what_could_not_be_checked_is_exit_2(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "slow.yaml"
    slow = "{id: T1, name: slow, kind: pattern, message: m, any: [{pattern: '(?:x|x)*(?:x|xx)*(?:xx|x)*z!'}]}"
    pack.write_text(
        f"mtqa: 1\npack: test/own\ntitle: Own\nlang: {{source: any, target: any}}\nrules:\n  - {slow}\n",
        encoding="utf-8",
    )
    parquet.write_table(Table.from_pylist([{"target": "x" * 4000 + "z z!"}]), tmp_path / "in.parquet")
    assert run(tmp_path, "--pack", str(pack), "--select", "T1", "--exit-zero") == 2
    assert "rule T1 (" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--select", "ZZ9"), "no rule is selected by 'ZZ9'"),
        (("--columns", "target"), "--columns target says nothing"),
        (("--columns", "target=en"), "no column is named en"),
        (("--source-lang", "french"), "'french' is no language tag"),
        (("--severity", "FE201"), "--severity FE201 says nothing"),
        (("--config", "missing.yaml"), "cannot be read"),
        (("--input", "missing.parquet"), "missing.parquet"),
    ],
)
def test_bad_options_are_exit_2(
    more: tuple[str, ...], told: str, spark: SparkSession, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(texts, *more) == 2
    assert told in capsys.readouterr().err
    assert not (texts / "out").exists()


def test_the_input_is_not_written_over(spark: SparkSession, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(texts, "--output", str(texts / "in.parquet"), "--overwrite") == 2
    assert "--output is --input" in capsys.readouterr().err
    assert parquet.read_table(texts / "in.parquet").num_rows == 210


def test_spark_submit_runs_it(texts: Path) -> None:
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    quiet = ["--conf", "spark.ui.enabled=false", "--conf", "spark.log.level=OFF"]
    script = ROOT / "mtqa" / "spark" / "job.py"
    ends = subprocess.run(
        [submit, "--master", "local[1]", *quiet, script, "--input", "in.parquet", "--output", "out", "--select", "FE201"],
        cwd=texts, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ends.returncode == 0, ends.stderr
    assert "FE201  control-procedure  (warning)" in ends.stdout
    assert {f["rule"] for f in parquet.read_table(texts / "out").to_pylist()} == {"FE201"}


def test_what_spark_says_is_told_in_a_line(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.parquet").write_text("no Parquet at all", encoding="utf-8")
    assert run(tmp_path) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("mtqa: Spark could not do this: ")
    assert len(told) == 2


def test_an_error_in_a_worker_is_named(spark: SparkSession) -> None:
    def fail(_: object) -> Iterator[object]:
        raise LookupError("nothing there")

    with pytest.raises(PySparkException) as caught:
        spark.range(1).mapInArrow(fail, "id long").collect()
    assert plain(caught.value).what == "Spark could not do this: LookupError: nothing there"


def test_options_about_rules_are_those_of_check() -> None:
    of_check = {option.name: option for option in check.command.params}
    own = {option.name for option in job.command.params} - {"help"}
    shared = own & set(of_check) - {"columns", "output"}
    assert {"packs", "termbase", "domain", "select", "extend_select", "ignore", "preview", "fail_on"} <= shared
    for option in job.command.params:
        if option.name in shared:
            assert option.to_info_dict() == of_check[option.name].to_info_dict()
