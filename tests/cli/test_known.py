"""`mtqa baseline` and `--baseline` from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mtqa import baseline
from mtqa.cli import main

PRISON = "He had two years of firm prison before him."
COURT = "The judges of the correctional court of Lyon met."
LEFTOVER = "Source link -99"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a feed of two articles."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "feed.jsonl", {"1": PRISON, "2": COURT})
    return tmp_path


def write(path: Path, items: dict[str, str]) -> None:
    path.write_text("".join(json.dumps({"id": i, "target": t}) + "\n" for i, t in items.items()), encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    got = main(list(args))
    out, err = capsys.readouterr()
    assert got == code, out + err
    return out, err


CHECK = ("check", "--isolated", "--format", "concise", "--fail-on", "info", "--baseline", ".mtqa-baseline.json")


def test_what_is_in_the_baseline_is_not_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "knows 2 findings of 1 file" in run(capsys, "baseline", "create", "feed.jsonl")[1]
    assert "No new findings in 2 segments of 1 file; 2 more in the baseline." in run(capsys, *CHECK, ".")[0]
    write(desk / "feed.jsonl", {"2": COURT, "1": "Well: " + PRISON, "3": PRISON + " Twice."})
    out, _ = run(capsys, *CHECK, "feed.jsonl", code=1)
    assert out.startswith("feed.jsonl:3:")
    assert "2 more in the baseline" in out
    told = run(capsys, "check", "--isolated", ".", "--format", "json", *CHECK[-2:])[0]
    assert json.loads(told)["summary"] | {"baseline": 2, "suppressed": 0} == json.loads(told)["summary"]


def test_a_mended_article_hides_no_other(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "baseline", "create", "feed.jsonl")
    write(desk / "feed.jsonl", {"1": "All is well here.", "2": COURT, "3": PRISON + " Twice."})
    assert run(capsys, *CHECK, "feed.jsonl", code=1)[0].startswith("feed.jsonl:3:")


def test_a_renamed_file_is_known_from_another_folder_with_several_processes(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk / "other.jsonl", {"9": LEFTOVER})
    run(capsys, "baseline", "create", "feed.jsonl", "other.jsonl")
    (desk / "sub").mkdir()
    (desk / "feed.jsonl").rename(desk / "sub" / "moved.jsonl")
    monkeypatch.chdir(desk / "sub")
    run(capsys, *CHECK[:-1], "../.mtqa-baseline.json", "moved.jsonl", str(desk / "other.jsonl"), "-j2")


def test_a_copy_in_another_file_is_new_though_only_that_file_is_checked(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "baseline", "create", "feed.jsonl")
    write(desk / "other.jsonl", {"1": PRISON})
    run(capsys, *CHECK, "other.jsonl", code=1)
    (desk / "feed.jsonl").unlink()  # then it has moved
    run(capsys, *CHECK, "other.jsonl")


def test_update_adds_moves_and_prunes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "baseline", "create", "feed.jsonl")
    path = desk / baseline.NAME
    first = baseline.read(path)
    reasoned = [e for e in first.values() if e.rule == "FE515"]
    baseline.add(path, [replace(e, reason="quoted") for e in reasoned], {})
    write(desk / "feed.jsonl", {"1": "Well: " + PRISON, "3": LEFTOVER})
    _, err = run(capsys, *CHECK, "feed.jsonl", code=1)
    assert "1 finding of .mtqa-baseline.json is gone: `mtqa baseline update --prune` drops it" in err
    assert "gone: feed.jsonl: FE503" in run(capsys, "baseline", "show", "feed.jsonl")[0]
    out, err = run(capsys, "baseline", "update", "feed.jsonl")
    assert "1 added, 1 edited or moved, 1 gone and kept" in err
    assert out.startswith("gone: feed.jsonl: FE503 correctional court")
    assert "0 added, 0 edited or moved, 1 gone" in run(capsys, "baseline", "update", "--prune", "feed.jsonl")[1]
    kept = baseline.read(path)
    assert {(e.rule, e.reason) for e in kept.values()} == {("FE515", "quoted"), ("JK001", "")}
    assert not set(kept) & set(first)
    assert "FE515 two years of firm prison -- quoted" in run(capsys, "baseline", "show")[0]


def test_what_did_not_run_is_not_stale(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(desk / "other.jsonl", {"9": LEFTOVER})
    run(capsys, "baseline", "create", ".")
    write(desk / "feed.jsonl", {"1": "All is well here."})
    assert "gone" not in run(capsys, *CHECK, "other.jsonl")[1]
    assert "gone" not in run(capsys, *CHECK, "feed.jsonl", "--select", "JK001")[1]
    assert "2 findings" in run(capsys, *CHECK, "feed.jsonl")[1]
    (desk / "other.jsonl").unlink()
    assert "2 findings" in run(capsys, *CHECK, "feed.jsonl")[1]
    assert "3 findings" in run(capsys, *CHECK, ".")[1]  # its folder was looked at


def test_nothing_is_written_where_something_cannot_be_read(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "baseline", "create", "feed.jsonl", "missing.txt", code=2)
    assert not (desk / baseline.NAME).exists()
    run(capsys, "baseline", "create", "feed.jsonl")
    before = (desk / baseline.NAME).read_bytes()
    (desk / "feed.jsonl").write_text("{\n")
    run(capsys, "baseline", "update", "--prune", "feed.jsonl", code=2)
    assert (desk / baseline.NAME).read_bytes() == before


@pytest.mark.parametrize("text", [None, "", "<<<<<<< HEAD\n", '{"version": 9, "findings": []}'])
def test_a_baseline_that_cannot_be_used_is_an_error(
    desk: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    if text is not None:
        (desk / baseline.NAME).write_text(text)
    for args in (CHECK, ("baseline", "update"), ("baseline", "show")):
        out, err = run(capsys, *args, "feed.jsonl", code=2)
        assert ".mtqa-baseline.json" in err
        assert not out
    assert "mtqa baseline create" in run(capsys, *CHECK, "feed.jsonl", code=2)[1] or text == "<<<<<<< HEAD\n"


def test_create_twice_names_update(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "baseline", "create", "feed.jsonl", "-o", "b.json")
    assert "mtqa baseline update" in run(capsys, "baseline", "create", "feed.jsonl", "-o", "b.json", code=2)[1]
    run(capsys, "baseline", "create", "feed.jsonl", "-o", "b.json", "--force")


def test_seen_items_left_out_lend_nothing_to_new_ones(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(desk / "cache"))
    run(capsys, "baseline", "create", "feed.jsonl")
    run(capsys, *CHECK, "--new-items", "feed.jsonl")
    write(desk / "feed.jsonl", {"1": PRISON, "2": COURT, "3": PRISON})
    run(capsys, *CHECK, "--new-items", "feed.jsonl", code=1)


def test_what_a_feed_says_cannot_steer_the_terminal(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "a.txt").write_text("The “ t\x1b[31mx\u202e » was there.\n", encoding="utf-8")
    run(capsys, "baseline", "create", "a.txt")
    out, _ = run(capsys, "baseline", "show")
    assert "a.txt: FE101" in out
    assert not {"\x1b", "\u202e"} & {*out, *(desk / baseline.NAME).read_text(encoding="utf-8")}
