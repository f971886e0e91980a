"""`mtqa review` in a real pseudo-terminal."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal is driven by pexpect")
if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>One</title><description>He called it “ a mistake ».</description></item>
<item><guid>2</guid><title>Two</title><description>It was at the the dawn.</description></item>
<item><guid>3</guid><title>Three</title><description>She knew : nothing.</description></item>
<item><guid>4</guid><title>Four</title><description>He ran at the the dusk.</description></item>
</channel></rss>
"""
PROMPT = r"x q > "


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(FEED, encoding="utf-8")
    return path


def environment(term: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "VISUAL", "EDITOR", "COLUMNS")}
    return {**kept, "TERM": term, "LINES": "24", "LANG": "C.UTF-8"}


def start(feed: Path, *options: str, term: str = "dumb", echo: bool = False):
    command = ["-m", "mtqa", "review", feed.name, *options]
    return pexpect.spawn(sys.executable, command, cwd=str(feed.parent), env=environment(term), encoding="utf-8",
                         timeout=30, echo=echo, dimensions=(24, 80))  # fmt: skip


def answer(child, *lines: str, prompt: str = PROMPT) -> None:
    for line in lines:
        child.expect(prompt)
        child.sendline(line)


def end(child) -> tuple[str, int]:
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


def mtqa(feed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mtqa", *args], cwd=feed.parent, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=environment("dumb"), check=False)  # fmt: skip


def test_a_feed_is_cleared(feed: Path) -> None:
    child = start(feed)
    answer(child, "a", "e")
    answer(child, "a", prompt="New wording: ")
    answer(child, "u", "A", "f it is so said", "x")
    answer(child, "y", prompt="goes back: ")
    told, code = end(child)
    assert code == 0
    assert "Applied: 3 corrections in 1 file; 1 false alarm to the baseline." in told
    assert "This review so far:" in told
    assert "4 decisions, 3 segments corrected" in told
    expected = FEED.replace("“ a mistake »", "“a mistake”").replace("the the", "the")
    assert feed.read_bytes() == expected.encode()
    baseline = json.loads((feed.parent / ".mtqa-baseline.json").read_text(encoding="utf-8"))
    assert [entry["reason"] for entry in baseline["findings"] if entry] == ["it is so said"]
    assert mtqa(feed, "check", "feed.xml").returncode in (0, 1)
    checked = mtqa(feed, "check", "feed.xml", "--fail-on", "info", "--baseline", ".mtqa-baseline.json")
    assert (checked.returncode, checked.stderr) == (0, "")
    report = mtqa(feed, "review", "--report")
    assert report.returncode == 0
    assert re.search(r"FE111 +1 +0 +0 +0 +1 +0 +100%", report.stdout)
    exported = mtqa(feed, "review", "--export", "-")
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    assert rows[0]["reference"] == "He called it “a mistake”."
    child = start(feed)
    told, code = end(child)
    assert code == 0
    assert "Nothing to review" in told


def test_a_killed_review_goes_on_where_it_was(feed: Path) -> None:
    child = start(feed)
    answer(child, "a", "A")
    child.expect(PROMPT)
    child.kill(signal.SIGKILL)
    child.wait()
    assert feed.read_text(encoding="utf-8") == FEED
    child = start(feed)
    child.expect("3 decisions of before stand")
    answer(child, "a", "x")
    answer(child, "", prompt="goes back: ")
    told, code = end(child)
    assert code == 0
    assert "4 corrections in 1 file" in told
    expected = FEED.replace("“ a mistake »", "“a mistake”").replace("the the", "the").replace(" : ", ": ")
    assert feed.read_text(encoding="utf-8") == expected


def test_a_fresh_review_forgets(feed: Path) -> None:
    child = start(feed)
    answer(child, "a", "q")
    end(child)
    child = start(feed, "--fresh")
    child.expect("4 findings left in all")
    answer(child, "q")
    assert end(child)[1] == 0
    assert len(list((feed.parent / ".mtqa-review").glob("*.jsonl"))) == 2


def test_a_second_reviewer_is_told(feed: Path) -> None:
    first = start(feed)
    first.expect(PROMPT)
    told, code = end(start(feed))
    assert code == 2
    assert f"(process {first.pid})" in told
    assert "--journal FILE" in told
    second = start(feed, "--journal", "mine.jsonl")
    answer(second, "q")
    assert end(second)[1] == 0
    first.sendline("q")
    told, code = end(first)
    assert code == 0
    assert "`mtqa review feed.xml` goes on" in told


def test_end_of_input_and_interrupt_keep_what_was_decided(feed: Path) -> None:
    child = start(feed)
    answer(child, "a")
    child.expect(PROMPT)
    child.sendeof()
    told, code = end(child)
    assert code == 2
    assert "the input ended, and nothing was applied" in told
    assert "1 decision kept" in told
    assert "`mtqa review feed.xml` goes on" in told
    child = start(feed)
    answer(child, "a")
    child.expect(PROMPT)
    child.sendintr()
    told, code = end(child)
    assert code == 130
    assert "2 decisions kept" in told
    assert feed.read_text(encoding="utf-8") == FEED


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_without_a_terminal_nothing_is_accepted(feed: Path, options: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "-m", "mtqa", "review", "feed.xml", *options], cwd=feed.parent, text=True,
                         input="A\nx\ny\n", capture_output=True, env=environment("dumb"), check=False)  # fmt: skip
    assert run.returncode == 2
    assert "mtqa check feed.xml" in run.stderr
    assert "mtqa fix --unsafe feed.xml" in run.stderr
    assert feed.read_text(encoding="utf-8") == FEED
    assert not (feed.parent / ".mtqa-review").exists()


def test_what_cannot_be_reviewed(feed: Path) -> None:
    assert "standard input" in mtqa(feed, "review", "-").stderr
    assert "there is nothing to review" in mtqa(feed, "review").stderr
    assert "take no PATHS" in mtqa(feed, "review", "--report", "feed.xml").stderr
    told = mtqa(feed, "review", "--report")
    assert told.returncode == 0
    assert "No review was kept in" in told.stdout


def test_where_nothing_is_found_nothing_is_kept(feed: Path) -> None:
    feed.write_text(FEED.partition("<item>")[0] + "</channel></rss>", encoding="utf-8")
    told, code = end(start(feed))
    assert code == 0
    assert "Nothing to review" in told
    assert not (feed.parent / ".mtqa-review").exists()


def test_false_alarms_begin_the_baseline_that_is_named(feed: Path) -> None:
    child = start(feed, "--baseline", "known.json", "--author", "Ann")
    answer(child, "f a title", "x")
    answer(child, "y", prompt="goes back: ")
    assert end(child)[1] == 0
    assert '"reason": "a title", "author": "Ann"' in (feed.parent / "known.json").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_told(feed: Path) -> None:
    other = feed.parent / "other.xml"
    other.write_text(FEED, encoding="utf-8")
    child = start(feed, "other.xml")
    answer(child, "A", "x")
    child.expect("goes back: ")
    other.write_text(FEED + "\n", encoding="utf-8")
    child.sendline("y")
    told, code = end(child)
    assert code == 2
    assert "other.xml: the file has changed since it was read" in told
    assert "Applied: 1 correction in 1 file." in told
    assert feed.read_text(encoding="utf-8") == FEED.replace("“ a mistake »", "“a mistake”")


def test_the_gravest_come_first(feed: Path) -> None:
    feed.write_text(FEED.replace("“ a mistake »", "mistakes : two"), encoding="utf-8")
    child = start(feed, "--plain", term="xterm")
    child.expect("Warning FE111")
    answer(child, "q")
    assert end(child)[1] == 0
    child = start(feed, "--order", "severity", "--fresh", "--journal", "my own.jsonl")
    child.expect("Error AC500")
    answer(child, "q")
    told, code = end(child)
    assert code == 0
    assert "`mtqa review feed.xml --order severity --journal 'my own.jsonl'` goes on" in told


def test_readline_gives_the_wording_to_change(feed: Path) -> None:
    pytest.importorskip("readline")
    child = start(feed, "--plain", term="xterm", echo=True)
    answer(child, "j", "e")
    child.expect("New wording: .*the")
    child.send("se")
    child.sendline("")
    answer(child, "x")
    child.expect("goes back: ")
    child.sendline("y")
    assert end(child)[1] == 0
    assert feed.read_text(encoding="utf-8") == FEED.replace("the the dawn", "these dawn")


def test_without_textual_it_goes_on_plain(feed: Path) -> None:
    code = "import mtqa.review.app as a, mtqa.cli as c; a.there = lambda: False; raise SystemExit(c.main())"
    child = pexpect.spawn(sys.executable, ["-c", code, "review", "feed.xml"], cwd=str(feed.parent), encoding="utf-8",
                          env=environment("xterm"), timeout=30, dimensions=(24, 80))  # fmt: skip
    child.expect("plain prompts, for textual is not installed")
    answer(child, "q")
    assert end(child)[1] == 0


def test_the_full_screen_review(feed: Path) -> None:
    pytest.importorskip("textual", reason="the full-screen review needs textual")
    child = start(feed, term="xterm-256color")
    child.expect("mistake")
    time.sleep(1)  # the application asks the terminal what it can, and a key may come too early for it
    child.send("a")
    time.sleep(0.5)
    child.send("x")
    child.expect("Apply and leave")
    child.send("y")
    told, code = end(child)
    assert code == 0
    assert "Applied: 1 correction in 1 file." in told
    assert feed.read_text(encoding="utf-8") == FEED.replace("“ a mistake »", "“a mistake”")
