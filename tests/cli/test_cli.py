"""The command line from outside."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

BAD = "The CNIL opened a control procedure. He called it “ a mistake ».\n"
CLEAN = "The regulator opened an inquiry.\n"


def mtqa(*args: str, cwd: Path, stdin: bytes | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    run = subprocess.run([sys.executable, "-m", "mtqa", *args], cwd=cwd, input=stdin, capture_output=True,
                         env={**os.environ, "COLUMNS": "80", **env}, check=False)  # fmt: skip
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "bad.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def test_exit_codes(bad: Path) -> None:
    assert mtqa("check", "bad.txt", cwd=bad).returncode == 1
    assert mtqa("check", "clean.txt", cwd=bad).returncode == 0
    assert mtqa("check", "bad.txt", "--exit-zero", cwd=bad).returncode == 0
    assert mtqa("check", "bad.txt", "--ignore", "FE101", cwd=bad).returncode == 0
    assert mtqa("check", "bad.txt", "--ignore", "FE101", "--fail-on", "info", cwd=bad).returncode == 1


@pytest.mark.parametrize("fmt", ["diff", "concise", "json", "jsonl"])
def test_the_exit_code_does_not_depend_on_the_format(bad: Path, fmt: str) -> None:
    assert mtqa("check", "bad.txt", "--format", fmt, "--output", f"{fmt}=out.txt", cwd=bad).returncode == 1
    assert (bad / "out.txt").stat().st_size


def test_jsonl_contract(bad: Path) -> None:
    run = mtqa("check", "bad.txt", "--format", "jsonl", "--select", "FE201", cwd=bad)
    (finding,) = map(json.loads, run.stdout.splitlines())
    assert finding["path"] == "bad.txt"
    assert BAD[finding["start"] : finding["end"]] == finding["text"] == "control procedure"
    assert (finding["line"], finding["column"], finding["segment"], finding["side"]) == (1, 19, "L1", "target")
    assert finding["fix"]["edits"] == [{"start": 16, "end": 35, "text": "an inspection"}]
    assert finding["fix"]["alternatives"][0] == "an audit"
    assert set(finding) == {
        "path", "segment", "rule", "name", "pack", "severity", "category", "side", "start", "end", "line", "column", "text",
        "message", "fix", "fingerprint",
    }  # fmt: skip


def test_fix_changes_only_its_words(bad: Path) -> None:
    assert mtqa("fix", "bad.txt", "--diff", cwd=bad).returncode == 1
    assert (bad / "bad.txt").read_text(encoding="utf-8") == BAD
    assert mtqa("fix", "bad.txt", cwd=bad).returncode == 0
    assert (bad / "bad.txt").read_text(encoding="utf-8") == BAD.replace("“ a mistake »", "“a mistake”")
    assert mtqa("fix", "bad.txt", "--unsafe", "-o", "out.txt", cwd=bad).returncode == 0
    assert "an inspection" in (bad / "out.txt").read_text(encoding="utf-8")
    assert mtqa("fix", "clean.txt", "--diff", cwd=bad).returncode == 0


def test_standard_input(bad: Path) -> None:
    run = mtqa("fix", "-", cwd=bad, stdin=BAD.encode())
    assert "“a mistake”" in run.stdout
    assert mtqa(
        "check", "-", "--stdin-filename", "feed.txt", "--format", "concise", cwd=bad, stdin=BAD.encode()
    ).stdout.startswith("feed.txt:1:")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["check"], "no file is named"),
        (["check", "missing.txt"], "there is no such file"),
        (["check", ""], "a path is empty"),
        (["check", "empty"], "no text in this folder"),
        (["check", "*.nothing"], "no file matches"),
        (["check", "latin.txt"], "latin.txt:1: not UTF-8"),
        (["check", "binary.txt"], "binary file"),
        (["check", "bad.txt", "--select", "FE20l"], "no rule is selected by 'FE20l'"),
        (["check", "bad.txt", "--pack", "none.yaml"], "no such rule pack"),
        (["check", "bad.txt", "--pack", "broken.yaml"], "unknown key 'mesage'"),
        (["check", "bad.txt", "--config", "wrong.yaml"], "did you mean 'ignore'?"),
        (["check", "bad.txt", "--formt", "json"], "No such option"),
        (["check", "bad.txt", "--output", "sarf=x"], "not FORMAT=PATH"),
        (["fix", "latin.txt"], "not UTF-8"),
        (["check", "--source", "bad.txt"], "a source without a translation"),
        (["check", "bad.txt", "--source", "missing.txt"], "missing.txt: cannot be read"),
        (["check", "bad.txt", "--source", "two.txt"], "1 line, but its source two.txt has 2"),
        (["check", "bad.txt", "two.txt", "--source", "two.txt"], "one --source, but 2 translations"),
        (["check", "rows.jsonl", "--source", "two.txt"], "holds its own sources"),
        (["check", "orphan.jsonl"], 'no text under "target"'),
        (["check", "bad.txt", "--source", "rows.jsonl"], "--source pairs plain texts, and this is jsonl"),
        (
            ["check", "bad.txt", "--columns", "target=2"],
            "--columns is for tables (CSV, TSV, Parquet), and no file is one",
        ),
        (["fix", "rows.jsonl", "--columns", "target=2"], "read was: jsonl"),
        (["check", "bad.txt", "--json-path", "target=$.a"], "--json-path is for JSON and JSON Lines"),
        (["check", "rows.jsonl", "--json-path", "text=$.a"], "a segment has no text"),
        (["check", "bad.txt", "--main-content"], "--main-content is for web pages"),
        (["check", "bad.txt", "--source-lang", "French"], "--source-lang 'French' is no language tag"),
        (["check", "bad.txt", "--target-lang", ""], "--target-lang '' is no language tag"),
        (["check", "ftp://example.org/feed.xml"], "this kind of address is not read"),
        (["rules", "show", "nothing"], "no rule is selected"),
    ],
)
def test_bad_input_is_exit_2_and_says_why(bad: Path, args: list[str], told: str) -> None:
    (bad / "empty").mkdir()
    (bad / "latin.txt").write_bytes("caf\u00e9".encode("latin-1"))
    (bad / "binary.txt").write_bytes(b"\x89PNG\0\0\0")
    (bad / "broken.yaml").write_text(
        "mtqa: 1\npack: a\ntitle: t\nlang: {source: fr, target: en}\nrules:\n  - {id: X1, name: a, kind: phrase, mesage: m}\n"
    )
    (bad / "wrong.yaml").write_text("ignor: [FE201]\n")
    (bad / "two.txt").write_text("Un.\nDeux.\n")
    (bad / "rows.jsonl").write_text('{"target": "One."}\n')
    (bad / "orphan.jsonl").write_text('{"source": "Un."}\n')
    before = {p: p.read_bytes() for p in bad.rglob("*") if p.is_file()}
    run = mtqa(*args, cwd=bad)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Traceback" not in run.stderr
    assert {p: p.read_bytes() for p in bad.rglob("*") if p.is_file()} == before


def test_an_unreadable_file_does_not_hide_the_others(bad: Path) -> None:
    (bad / "latin.txt").write_bytes(b"caf\xe9")
    run = mtqa("check", "latin.txt", "bad.txt", "--format", "concise", cwd=bad)
    assert run.returncode == 2
    assert "FE201" in run.stdout


def test_a_source_text_is_held_against_its_translation(bad: Path) -> None:
    (bad / "fr.txt").write_text("La CNIL a ouvert une procédure de contrôle.\n", encoding="utf-8")
    run = mtqa("check", "bad.txt", "--source", "fr.txt", "--select", "FE201", cwd=bad)
    assert "s La CNIL a ouvert une procédure de contrôle." in run.stdout
    assert mtqa("fix", "bad.txt", "--source", "fr.txt", "-o", "out.txt", cwd=bad).returncode == 0
    (bad / "fr.txt").write_text("La CNIL a ouvert une enquête.\n", encoding="utf-8")
    assert "FE201" not in mtqa("check", "bad.txt", "--source", "fr.txt", cwd=bad).stdout


def test_segments_without_a_source_are_told_where_others_have_one(bad: Path) -> None:
    (bad / "some.jsonl").write_text('{"target": "One.", "source": "Un."}\n{"target": "Two."}\n', encoding="utf-8")
    assert "1 segment has no source" in mtqa("check", "some.jsonl", cwd=bad).stderr
    assert mtqa("check", "some.jsonl", "-q", cwd=bad).stderr == ""


def test_an_empty_file_is_clean(bad: Path) -> None:
    (bad / "nil.txt").write_bytes(b"")
    assert mtqa("check", "nil.txt", cwd=bad).returncode == 0


def test_configuration(bad: Path) -> None:
    (bad / "mtqa.yaml").write_text("ignore: [FE101]\nseverity: {FE201: info}\n")
    assert mtqa("check", "bad.txt", cwd=bad).returncode == 0
    assert mtqa("check", "bad.txt", "--isolated", cwd=bad).returncode == 1
    shown = mtqa("config", "show", cwd=bad).stdout
    assert "mtqa.yaml:1" in shown
    assert "# default" in shown


def test_jobs_give_the_same_output_in_the_same_order(bad: Path) -> None:
    for i in range(5):
        (bad / f"f{i}.txt").write_text(BAD * (i + 1), encoding="utf-8")
    one, two = (mtqa("check", ".", "--format", "jsonl", "-j", n, cwd=bad) for n in "12")
    assert one.stdout.count("\n") > 10
    assert one.stdout == two.stdout
    assert len({json.loads(x)["fingerprint"] for x in two.stdout.splitlines()}) == two.stdout.count("\n")


def test_init_writes_once(tmp_path: Path) -> None:
    assert mtqa("init", cwd=tmp_path).returncode == 0
    assert (tmp_path / ".github/workflows/mtqa.yml").is_file()
    assert mtqa("config", "show", cwd=tmp_path).returncode == 0
    assert mtqa("init", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(tmp_path: Path, shell: str) -> None:
    assert "_MTQA_COMPLETE" in mtqa("completion", shell, cwd=tmp_path).stdout


@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_in_a_terminal_nothing_is_wider_and_no_escape_of_the_text_gets_through(bad: Path, width: str) -> None:
    hostile = "The ministry 機械翻訳 opened a control procedure \x1b]0;owned\x07 \u202e here. " * 3
    (bad / "hostile.txt").write_text(hostile, encoding="utf-8")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mtqa", "check", "hostile.txt"], cwd=bad, stdout=follower, stderr=follower,
        env={**{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}, "COLUMNS": width, "TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    process.wait()
    text = shown.decode()
    assert "\x1b[" in text
    assert "\x1b]" not in text
    assert "\u202e" not in text
    assert "␛" in text
    from rich.cells import cell_len
    from rich.text import Text

    assert max(cell_len(Text.from_ansi(x).plain) for x in text.splitlines()) <= int(width)


def test_an_option_of_one_format_may_stand_with_files_of_others(bad: Path) -> None:
    (bad / "t.csv").write_text("a,fr,en\n1,Un.,One.\n", encoding="utf-8")
    assert mtqa("check", "clean.txt", "t.csv", "--columns", "source=2,target=3", cwd=bad).returncode == 0


def test_a_header_of_language_tags_is_no_segment(bad: Path) -> None:
    (bad / "t.csv").write_text("a,fr,en-GB\n1,Un.,One.\n", encoding="utf-8")
    run = mtqa("check", "t.csv", "--columns", "source=2,target=3", cwd=bad)
    assert run.stdout.startswith("No findings in 1 segment of 1 file.")
    (bad / "t.csv").write_text("a,fr,xx\n1,Un.,One.\n", encoding="utf-8")
    assert " 2 segments " in mtqa("check", "t.csv", "--columns", "source=2,target=3", cwd=bad).stdout


def test_what_is_not_written_is_not_counted_as_fixed(bad: Path) -> None:
    (bad / "broken.rss").write_text(
        "<rss version='2.0'><channel><title>A & B “ said »</title></channel></rss>", encoding="utf-8"
    )
    run = mtqa("fix", "broken.rss", cwd=bad)
    assert (run.returncode, run.stderr.splitlines()[-1]) == (2, "Nothing was fixed.")
    assert "cannot be written back" in run.stderr
    assert "fixable" not in mtqa("check", "broken.rss", cwd=bad).stdout
    assert mtqa("fix", "clean.txt", cwd=bad).stderr == "Nothing to fix.\n"


def test_a_file_of_which_nothing_is_read_is_not_called_clean(bad: Path) -> None:
    (bad / "rows.jsonl").write_text('{"source": "Un."}\n')
    run = mtqa("check", "rows.jsonl", "--format", "concise", cwd=bad)
    assert (run.returncode, run.stdout) == (2, "Nothing was checked.\n")


def test_rules_for_any_language_show_their_source_as_such(bad: Path) -> None:
    assert "(source: L'usine emploie" in mtqa("rules", "show", "AC101", cwd=bad).stdout
    assert "(fr: " in mtqa("rules", "show", "FE201", cwd=bad).stdout


def test_an_unforeseen_error_is_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from mtqa.cli import main

    def fail(*_: object) -> None:
        raise RuntimeError("odd \x1b[31m text")

    monkeypatch.setattr("mtqa.cli.common.inputs_of", fail)
    assert main(["check", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "unforeseen RuntimeError" in err
    assert "\x1b" not in err
