"""`mtqa gate` from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BAD = "He called it “ a mistake ».\n"
MILD = "Prices rose by 3 % in May.\n"
CLEAN = "The regulator opened an inquiry.\n"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>One ::error::x</title><description>He called it “ a mistake ».</description></item>
<item><guid>2</guid><title>Two 日本語の見出し</title><description>A “ mistake ». Then “ another ».</description></item>
<item><guid>3</guid><title>Three</title><description>All is well.</description></item>
</channel></rss>
"""


def gate(*args: str, cwd: Path, stdin: bytes | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    run = subprocess.run([sys.executable, "-m", "mtqa", "gate", *args], cwd=cwd, input=stdin, capture_output=True,
                         env={**os.environ, "COLUMNS": "100", **env}, check=False)  # fmt: skip
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in ("bad", BAD), ("mild", MILD), ("clean", CLEAN):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def policy(folder: Path, text: str) -> None:
    (folder / "mtqa.yaml").write_text(f"gate: {{{text}}}\n", encoding="utf-8")


def test_the_default_policy_is_told(site: Path) -> None:
    run = gate("bad.txt", cwd=site)
    assert run.returncode == 1
    assert "no `gate`, so the default holds: no new errors" in run.stderr
    assert "new errors" in run.stdout
    assert "FAIL" in run.stdout
    assert "bad.txt:1" in run.stdout
    assert "He called it {~“ a mistake »~}." in run.stdout
    assert "mtqa fix bad.txt" in run.stdout
    run = gate("mild.txt", "clean.txt", cwd=site)
    assert (run.returncode, run.stdout.count("FAIL")) == (0, 0)
    assert "Passed: 1 limit kept, over 12 words of 2 files." in run.stdout


def test_a_policy_is_held_to(site: Path) -> None:
    policy(site, "limits: [{severity: error, max: 1}, {severity: warning, max: 0, by: file}]")
    run = gate(".", cwd=site)
    assert run.returncode == 1
    assert "new warnings" in run.stdout
    assert "mild.txt" in run.stdout
    assert "bad.txt" not in run.stdout, "it is within its limits"
    assert "Failed: 1 of 2 limits not kept" in run.stdout
    policy(site, "limits: [{severity: error, max: 1}, {severity: warning, max: 1, by: file}]")
    assert gate(".", cwd=site).returncode == 0


EVERY = ["verdict", "verdict-json", "diff", "concise", "json", "jsonl"]


@pytest.mark.parametrize("shown", EVERY)
def test_the_exit_code_is_the_same_whatever_is_printed(site: Path, shown: str) -> None:
    for name, code in ("bad.txt", 1), ("clean.txt", 0), ("missing.txt", 2):
        run = gate(name, "--format", shown, "--output", f"{shown}=out", cwd=site)
        assert run.returncode == code
        if shown not in ("jsonl", "concise", "diff") or code == 1:
            assert (site / "out").stat().st_size
        if not shown.startswith("verdict"):
            assert ("Failed: " in run.stderr, "Passed: " in run.stderr) == (code == 1, code == 0)
            assert "Failed: " not in run.stdout
    assert gate("bad.txt", "-q", "--worst", "0", cwd=site).returncode == 1


def test_verdict_json(site: Path) -> None:
    policy(site, "limits: [{severity: error, max: 0}], min-score: 50")
    run = gate("bad.txt", "clean.txt", "--format", "verdict-json", cwd=site)
    told = json.loads(run.stdout)
    assert (told["verdict"], told["exit_code"], told["files"], told["words"]) == ("fail", 1, 2, 12)
    limit, score = told["limits"]
    assert (limit["limit"], limit["measured"], limit["allowed"], limit["verdict"]) == ("new errors", 1, 0, "fail")
    assert (score["bound"], score["measured"], score["verdict"]) == ("min-score", None, "not counted")
    (worst,) = told["worst"]
    assert (worst["path"], worst["line"], worst["findings"][0]["rule"]) == ("bad.txt", 1, "FE101")
    told = json.loads(gate("bad.txt", "none.txt", "--format", "verdict-json", cwd=site).stdout)
    assert (told["verdict"], told["exit_code"], len(told["errors"])) == ("none", 2, 1)


def test_articles_are_named_and_their_text_is_inert(site: Path) -> None:
    (site / "feed.xml").write_text(FEED, encoding="utf-8")
    policy(site, "limits: [{severity: error, max: 0, by: item}]")
    run = gate("feed.xml", cwd=site)
    assert run.returncode == 1
    rows = [line for line in run.stdout.splitlines() if line.endswith("FAIL")]
    assert "Two 日本語の見出し" in rows[0]
    assert "Three" not in run.stdout
    assert rows[0].split()[-2:] == ["2", "FAIL"]
    assert "FAIL: 2 articles" in run.stdout
    assert not any(line.strip().startswith("::") for line in run.stdout.splitlines())


def test_wide_characters_align(site: Path) -> None:
    from rich.cells import cell_len

    (site / "feed.xml").write_text(FEED, encoding="utf-8")
    policy(site, "limits: [{severity: error, max: 0, by: item}]")
    rows = [line for line in gate("feed.xml", cwd=site).stdout.splitlines() if line.endswith("FAIL")]
    assert len({cell_len(row) for row in rows}) == 1


def test_color_and_width(site: Path) -> None:
    assert "\x1b[" not in gate("bad.txt", cwd=site).stdout
    assert "\x1b[" in gate("bad.txt", "--color", "always", cwd=site).stdout
    assert "\x1b[" in gate("bad.txt", cwd=site, FORCE_COLOR="1").stdout
    assert "\x1b[" not in gate("bad.txt", "--color", "never", cwd=site, FORCE_COLOR="1").stdout
    narrow = gate("bad.txt", cwd=site, COLUMNS="50").stdout
    assert max(map(len, narrow.splitlines())) <= 50


@pytest.mark.parametrize(
    ("text", "args", "told"),
    [
        ("limits: []", [], "no limit: everything would pass"),
        ("limits: [{rule: quotes-mixd, max: 0}]", [], "did you mean 'quotes-mixed'?"),
        ("limits: [{rule: FE101, max: 0}]", ["--ignore", "FE101"], "none of its rules runs here"),
        ("limits: [{rule: FE101, max: 0}]", ["--select", "AC1"], "none of its rules runs here"),
        ("limitz: []", [], "did you mean 'limits'?"),
    ],
)
def test_a_policy_that_limits_nothing_is_an_error(site: Path, text: str, args: list[str], told: str) -> None:
    policy(site, text)
    run = gate("clean.txt", *args, cwd=site)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Passed" not in run.stdout


def test_what_cannot_be_checked_is_no_pass(site: Path) -> None:
    (site / "broken.json").write_bytes(b'{"a": ')
    run = gate("clean.txt", "broken.json", cwd=site)
    assert run.returncode == 2
    assert "No verdict: " in run.stdout
    assert "Passed" not in run.stdout
    run = gate("bad.txt", "missing.txt", cwd=site)
    assert (run.returncode, "No verdict: " in run.stdout) == (2, True)
    assert gate("clean.txt", "--output", "verdict=no/where", cwd=site).returncode == 2
    assert gate("clean.txt", "--baseline", "none.json", cwd=site).returncode == 2
    assert gate("clean.txt", "--config", "none.yaml", cwd=site).returncode == 2
    assert gate(cwd=site).returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_verdict_that_cannot_be_written_is_an_error(site: Path) -> None:
    run = gate("clean.txt", "--output", "verdict-json=/dev/full", cwd=site)
    assert run.returncode == 2
    assert "/dev/full: cannot be written" in run.stderr
    assert "Traceback" not in run.stderr
    for shown in EVERY:
        with Path("/dev/full").open("w") as full:
            told = subprocess.run(
                [sys.executable, "-m", "mtqa", "gate", "bad.txt", "--format", shown], cwd=site, stdout=full,
                stderr=subprocess.PIPE, check=False,
            )  # fmt: skip
        assert told.returncode == 2, shown
        assert b"Traceback" not in told.stderr
        assert b"No space left" in told.stderr


def test_nothing_checked_is_no_pass(site: Path) -> None:
    (site / "empty").mkdir()
    (site / "blank.txt").write_text("\n\n", encoding="utf-8")
    for name in "empty", "blank.txt":
        run = gate(name, cwd=site)
        assert run.returncode == 2, name
        assert "Passed" not in run.stdout
        run = gate(name, "--allow-empty", cwd=site)
        assert run.returncode == 0, run.stderr
        assert "Passed" in run.stdout
    assert gate("missing", "--allow-empty", cwd=site).returncode == 2


def test_overrides(site: Path) -> None:
    (site / "sport").mkdir()
    (site / "sport" / "bad.txt").write_text(BAD * 3, encoding="utf-8")
    policy(site, "overrides: [{paths: ['sport/**', 'none/*'], limits: [{severity: error, max: 5}]}]")
    run = gate("sport", "clean.txt", cwd=site)
    assert run.returncode == 0
    assert "no file here is one of 'none/*'" in run.stderr
    assert "sport/**, none/*" in run.stdout
    assert "all other files" in run.stdout
    assert gate("sport", "bad.txt", cwd=site).returncode == 1
    assert gate(str(site / "sport" / "bad.txt"), cwd=site).returncode == 0
    assert gate("bad.txt", cwd=site / "sport").returncode == 0
    (site / "sport" / "bad.txt").write_text(BAD * 6, encoding="utf-8")
    assert gate("sport", cwd=site).returncode == 1


def test_processes_agree(site: Path) -> None:
    (site / "feed.xml").write_text(FEED, encoding="utf-8")
    policy(
        site,
        "limits: [{severity: error, max: 0, by: item}, {max: 0, by: file}, {max-per-1000-words: 0, by: item}], "
        "min-words: 2, min-score: 90",
    )
    one, two = (gate(".", jobs, "--format", "verdict-json", cwd=site) for jobs in ("-j1", "-j3"))
    assert one.returncode == two.returncode == 1
    assert one.stdout == two.stdout
    assert len(json.loads(one.stdout)["limits"]) == 4


def test_a_blocked_article_is_blocked_again_with_new_items(site: Path) -> None:
    cache = str(site / "cache")
    (site / "feed.xml").write_text(FEED, encoding="utf-8")
    for _ in range(2):
        assert gate("feed.xml", "--new-items", cwd=site, MTQA_CACHE_DIR=cache).returncode == 1
    (site / "feed.xml").write_text(FEED.replace("“", "“").replace("“ ", "“").replace(" »", "”"), encoding="utf-8")
    for _ in range(2):
        assert gate("feed.xml", "--new-items", cwd=site, MTQA_CACHE_DIR=cache).returncode == 0


def test_standard_input_and_quiet(site: Path) -> None:
    assert gate("-", cwd=site, stdin=BAD.encode()).returncode == 1
    run = gate("-", "-q", cwd=site, stdin=CLEAN.encode())
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_baseline(site: Path) -> None:
    created = subprocess.run([sys.executable, "-m", "mtqa", "baseline", "create", "."], cwd=site, check=False)
    assert created.returncode == 0
    base = ["--baseline", ".mtqa-baseline.json"]
    run = gate(".", *base, cwd=site)
    assert run.returncode == 0
    assert "known before" in run.stdout
    policy(site, "limits: [{severity: error, max: 0, count: all}]")
    assert gate(".", *base, cwd=site).returncode == 1
    policy(site, "limits: [{severity: error, max: 0}]")
    (site / "new.txt").write_text("She spoke of “ an error ».\n", encoding="utf-8")
    run = gate(".", *base, cwd=site)
    assert run.returncode == 1
    assert "new.txt:1" in run.stdout
    assert "bad.txt" not in run.stdout
    assert "mtqa baseline update ." in run.stdout


def test_config_show_tells_the_policy(site: Path) -> None:
    policy(site, "min-score: 80")
    shown = subprocess.run([sys.executable, "-m", "mtqa", "config", "show"], cwd=site, capture_output=True, check=False)
    line = next(x for x in shown.stdout.decode().splitlines() if x.startswith("gate"))
    assert '{"min-score": 80}' in line
    assert "mtqa.yaml:1" in line
