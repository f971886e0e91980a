"""Suppressions from outside: comments, the file, and `mtqa suppress`."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.test_cli import mtqa

FILE = ".mtqa-suppressions.yaml"
BAD = "He called it “ a mistake »."
NOTE = "<!-- mtqa-ignore FE101: as printed -->"


def rules(folder: Path, *args: str, today: str = "") -> list[tuple[str, str]]:
    run = mtqa("check", *args, "--format", "jsonl", "--exit-zero", cwd=folder, MTQA_TODAY=today)
    assert run.returncode == 0, run.stderr
    found = [json.loads(line) for line in run.stdout.splitlines()]
    return [(finding["path"], finding["rule"]) for finding in found]


def prints(folder: Path, *args: str) -> list[str]:
    run = mtqa("check", *args, "--format", "jsonl", "--exit-zero", cwd=folder)
    return [json.loads(line)["fingerprint"] for line in run.stdout.splitlines()]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"target\n{BAD}\nSource link -99\n", encoding="utf-8")
    return tmp_path


def test_a_comment_is_heeded_by_check_and_fix(tmp_path: Path) -> None:
    text = f"{BAD} {NOTE}\n\n{BAD}\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert rules(tmp_path, "a.txt") == [("a.txt", "FE101")]
    assert rules(tmp_path, "a.txt", "--no-suppressions") == [("a.txt", "FE101")] * 2
    assert mtqa("fix", "a.txt", cwd=tmp_path).returncode == 0
    after = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert after.startswith(f"{BAD} {NOTE}\n\n")
    assert after.count(BAD) == 1


def test_an_unused_comment_fails_where_warnings_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A clean line. {NOTE}\n", encoding="utf-8")
    assert rules(tmp_path, "a.txt") == [("a.txt", "MQ001")]
    assert mtqa("check", "a.txt", cwd=tmp_path).returncode == 0
    assert mtqa("check", "a.txt", "--fail-on", "warning", cwd=tmp_path).returncode == 1
    assert rules(tmp_path, "a.txt", "--ignore", "MQ001") == []
    assert rules(tmp_path, "a.txt", "--select", "JK") == []
    assert "unused-suppression" in mtqa("rules", "show", "MQ001", cwd=tmp_path).stdout


def test_processes_number_as_one_does(tmp_path: Path) -> None:
    for name, note in (("a.txt", NOTE), ("b.txt", ""), ("c.txt", "<!-- mtqa-ignore FE101 -->")):
        (tmp_path / name).write_text(f"{BAD} {note}\n\n{BAD}\n", encoding="utf-8")
    files = ("a.txt", "b.txt", "c.txt")
    one, two = (mtqa("check", *files, "--format", "jsonl", "-j", n, cwd=tmp_path).stdout for n in ("1", "2"))
    assert one == two
    assert len(set(prints(tmp_path, *files))) == 5  # four quotations told, and MQ004


def test_reasons_asked_for_by_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{BAD} <!-- mtqa-ignore FE101 -->\n", encoding="utf-8")
    assert rules(tmp_path, "a.txt") == [("a.txt", "MQ004")]
    (tmp_path / "mtqa.yaml").write_text("suppressions: {require-reason: true}\n")
    assert sorted(rules(tmp_path, "a.txt")) == [("a.txt", "FE101"), ("a.txt", "MQ002")]
    assert 'require-reason": true' in mtqa("config", "show", cwd=tmp_path).stdout


def test_the_life_of_an_entry(tables: Path) -> None:
    today = "2027-03-01"
    wanted = prints(tables, "a.csv", "b.csv")[2]  # that of b.csv: equal to one in a.csv
    run = mtqa("suppress", "add", wanted, "a.csv", "b.csv", "--reason", "as printed", "--author", "Ann",
               "--expires", "30d", cwd=tables, MTQA_TODAY=today)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert 'author: "Ann"\n  added: 2027-03-01\n  expires: 2027-03-31\n' in (tables / FILE).read_text(encoding="utf-8")
    left = [("b.csv", "JK001")]
    assert rules(tables, "b.csv", today=today) == left
    assert rules(tables, "a.csv", "b.csv", today=today) == [("a.csv", "FE101"), ("a.csv", "JK001"), *left]
    assert rules(tables, "b.csv", "--isolated", today=today) == [("b.csv", "FE101"), *left]
    again = mtqa(
        "suppress", "add", prints(tables, "b.csv", "--no-suppressions")[0], "b.csv", "--reason", "x", cwd=tables
    )
    assert again.returncode == 2
    assert "suppressed already" in again.stderr
    assert "until 2027-03-31" in mtqa("suppress", "list", cwd=tables, MTQA_TODAY=today).stdout

    late = "2027-04-01"
    assert rules(tables, "b.csv", today=late) == [("b.csv", "FE101"), *left, (FILE, "MQ003")]
    run = mtqa("suppress", "prune", cwd=tables, MTQA_TODAY=late)
    assert run.returncode == 0
    assert "expired 2027-03-31" in run.stdout
    assert rules(tables, "b.csv", today=late) == [("b.csv", "FE101"), *left]


def test_what_no_finding_needs_is_told_and_pruned(tables: Path) -> None:
    wanted = prints(tables, "b.csv")[0]
    assert mtqa("suppress", "add", wanted, "b.csv", "--reason", "r", cwd=tables).returncode == 0
    (tables / "b.csv").write_text("target\nA clean line.\n", encoding="utf-8")
    assert rules(tables, "b.csv") == [(FILE, "MQ001")]
    assert [rule for _, rule in rules(tables, "a.csv")] == ["FE101", "JK001"]
    assert rules(tables, "b.csv", "--select", "JK") == []
    assert "0 suppressions" in mtqa("suppress", "prune", "a.csv", cwd=tables).stderr
    assert "unused" in mtqa("suppress", "prune", "b.csv", cwd=tables).stdout
    assert rules(tables, "b.csv") == []


def test_fix_leaves_what_the_file_suppresses(tables: Path) -> None:
    assert mtqa("suppress", "add", prints(tables, "a.csv")[0], "a.csv", "--reason", "r", cwd=tables).returncode == 0
    assert mtqa("fix", "a.csv", "b.csv", "--unsafe", cwd=tables).returncode == 0
    assert BAD in (tables / "a.csv").read_text(encoding="utf-8")
    assert BAD not in (tables / "b.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("add", "0" * 16, "a.csv", "--reason", "r"), "no finding has"),
        (("add", "a.csv", "--reason", "r"), "no fingerprint"),
        (("add", "0" * 16, "a.csv", "--reason", " "), "--reason is empty"),
        (("add", "0" * 16, "a.csv", "--reason", "r", "--expires", "soon"), "no date"),
        (("add", "0" * 16, "a.csv", "--reason", "r", "--expires", "2001-01-01"), "has passed"),
        (("add", "0" * 16, "nothing.csv", "--reason", "r"), "no such file"),
        (("prune",), "no suppression file"),
        (("list", "--suppressions", "gone.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_done(tables: Path, args: tuple[str, ...], told: str) -> None:
    run = mtqa("suppress", *args, cwd=tables)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tables / FILE).exists()


def test_a_bad_file_is_an_error(tables: Path) -> None:
    (tables / FILE).write_text("- fingerprint: abc\n  rule: FE101\n")
    for command in ("check", "fix"):
        run = mtqa(command, "a.csv", cwd=tables)
        assert run.returncode == 2
        assert f"{FILE}:1:3: missing: reason" in run.stderr
    assert mtqa("check", "a.csv", "--no-suppressions", cwd=tables).returncode == 1
    assert mtqa("check", "a.csv", cwd=tables, MTQA_TODAY="soon").returncode == 2


def test_writers_at_once_lose_nothing(tables: Path) -> None:
    each = [(name, wanted) for name in ("a.csv", "b.csv") for wanted in prints(tables, name)]
    with ThreadPoolExecutor(4) as pool:
        runs = pool.map(lambda w: mtqa("suppress", "add", w[1], w[0], "--reason", "r", cwd=tables), each)
        assert [run.returncode for run in runs] == [0] * 4
    assert rules(tables, "a.csv", "b.csv") == []
