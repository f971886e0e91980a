"""`mtqa score` from outside: real files, real runs."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from mtqa.cli import main

FAULT, CLEAN = "He read “ text » in the control procedure.", "The paper said so on Monday morning."
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mtqa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["score", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def rows(path: str, texts: Iterable[tuple[str, str]], **more: Any) -> None:
    lines = [{"id": key, "target": text, "reference": CLEAN, **more} for key, text in texts]
    Path(path).write_text("".join(json.dumps(line) + "\n" for line in lines))


def answer(out: str) -> dict[str, Any]:
    return json.loads(out)  # type: ignore[no-any-return]


def two_systems() -> None:
    rows("a.jsonl", [(f"s{i}", CLEAN if i % 3 else FAULT) for i in range(60)])
    rows("b.jsonl", [(f"s{i}", CLEAN if i % 2 else FAULT) for i in reversed(range(60))])


def test_a_text_without_references_has_a_penalty_score(mtqa: Run) -> None:
    Path("t.txt").write_text(f"{CLEAN}\n" * 100 + f"{FAULT}\n")
    code, out, err = mtqa("t.txt", "--format", "json")
    total = answer(out)["total"]
    assert code == 0
    assert total["words"] == 709
    weights = {"error": 25, "warning": 5, "info": 1}
    assert total["penalty"] == sum(weights[s] * n for s, n in total["severities"].items()) > 0
    assert total["per_thousand"] == pytest.approx(1000 * total["penalty"] / 709, abs=1e-3)
    assert total["score"] == pytest.approx(100 - 10 * total["per_thousand"] / 75, abs=1e-3)
    assert total["metrics"] == {}
    assert "no segment has a reference" in err
    assert "not reliable" not in err


def test_few_words_are_told_and_it_claims_to_be_no_human_mqm(mtqa: Run) -> None:
    Path("t.txt").write_text(FAULT)
    code, out, err = mtqa("t.txt")
    assert code == 0
    assert "mtqa penalty score (not a human MQM" in out
    assert "short" in out
    assert "9 words: under 500 the penalty score is not reliable" in err


def test_items_of_a_feed_and_the_feed(mtqa: Run) -> None:
    items = "".join(
        f"<item><guid>g{i}</guid><title>Item {i}</title><description>{FAULT if i == 2 else CLEAN}</description></item>"
        for i in range(1, 4)
    )
    Path("feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    )
    _, out, _ = mtqa("feed.xml", "--format", "json")
    told = answer(out)
    items_told = {item["title"]: item for item in told["items"]}
    assert items_told["Item 2"]["penalty"] == told["total"]["penalty"] > 0
    assert items_told["Item 1"]["penalty"] == 0
    assert "Item 2" in mtqa("feed.xml")[1]
    assert "Item 2" not in mtqa("feed.xml", "--items", "0")[1]


def test_fail_under_is_the_exit_code(mtqa: Run) -> None:
    Path("bad.txt").write_text(FAULT)
    Path("good.txt").write_text(CLEAN)
    assert mtqa("bad.txt")[0] == 0
    assert mtqa("bad.txt", "--fail-under", "90")[0] == 1
    assert mtqa("good.txt", "--fail-under", "90")[0] == 0
    assert mtqa("good.txt", "gone.txt", "--fail-under", "90")[0] == 2
    Path("empty.txt").write_text("")
    assert mtqa("empty.txt", "--fail-under", "90")[0] == 2


def test_rows_name_their_system(mtqa: Run) -> None:
    lines = [{"id": f"s{i}", "system": s, "target": CLEAN if s == "new" else FAULT, "reference": CLEAN}
             for i in range(50) for s in ("old", "new")]  # fmt: skip
    Path("d.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    told = answer(mtqa("d.jsonl", "--format", "json", "--baseline-system", "old", "--samples", "50")[1])
    old, new = told["systems"]
    assert (old["system"], old["segments"], new["segments"]) == ("old", 50, 50)
    assert old["words"] == 450
    assert new["penalty"] == 0 < old["penalty"] == told["total"]["penalty"]
    assert new["metrics"]["TER"] == 0
    assert new["compared"]["BLEU"]["p"] == pytest.approx(1 / 51)
    assert old["compared"]["BLEU"]["p"] is None
    assert told["comparison"] == {"baseline": "old", "segments": 50, "samples": 50, "seed": 12345, "left_out": 0}


def test_a_table_names_system_and_reference(mtqa: Run) -> None:
    lines = [f"s{i}\t{s}\t{CLEAN}\t{CLEAN}" for i in range(3) for s in "ab"]
    Path("d.tsv").write_text("id\tsystem\ttarget\treference\n" + "\n".join(lines) + "\n")
    told = answer(mtqa("d.tsv", "--format", "json")[1])
    assert [(s["system"], s["referenced"]) for s in told["systems"]] == [("a", 3), ("b", 3)]
    assert told["total"]["metrics"]["BLEU"] == pytest.approx(100)


def test_systems_are_paired_by_id_not_by_position(mtqa: Run) -> None:
    two_systems()
    Path("same.jsonl").write_text("".join(reversed(Path("a.jsonl").read_text().splitlines(True))))
    code, out, _ = mtqa("a.jsonl", "--vs", "same.jsonl", "--format", "json", "--samples", "60")
    by_name = {s["system"]: s["compared"] for s in answer(out)["systems"]}
    assert code == 0
    assert by_name["a.jsonl"]["chrF2"]["mean"] == by_name["same.jsonl"]["chrF2"]["mean"]
    out = mtqa("--system", "A=a.jsonl", "--system", "B=b.jsonl", "--samples", "60")[1]
    assert "Paired bootstrap over 60 segments, 60 resamples" in out
    assert "A (baseline)" in out


def test_no_figure_is_cut_on_a_terminal_of_80_columns(mtqa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    two_systems()
    monkeypatch.setenv("COLUMNS", "80")
    out = mtqa("--system", "A=a.jsonl", "--system", "B=b.jsonl", "--samples", "60")[1]
    table = out.split("Paired bootstrap")[1].split("mtqa penalty score")[0].splitlines()[3:]
    assert len(re.findall(r"\(\d+\.\d ± \d+\.\d\)", "\n".join(table))) == 2 * 4
    assert max(map(len, table)) <= 80


def test_what_is_compared_with_is_not_in_the_total(mtqa: Run) -> None:
    two_systems()
    alone = answer(mtqa("a.jsonl", "--format", "json")[1])["total"]
    assert answer(mtqa("a.jsonl", "--vs", "b.jsonl", "--samples", "50", "--format", "json")[1])["total"] == alone


def test_different_segments_are_an_error_unless_common(mtqa: Run) -> None:
    two_systems()
    rows("c.jsonl", [(f"s{i}", CLEAN) for i in range(45)])
    code, _, err = mtqa("a.jsonl", "--vs", "c.jsonl")
    assert code == 2
    assert "a.jsonl 60" in err
    assert "c.jsonl 45" in err
    assert "--common" in err
    code, out, err = mtqa("a.jsonl", "--vs", "c.jsonl", "--common", "--samples", "50")
    assert code == 0
    assert "over 45 segments" in out
    assert "15 are not in all systems" in err
    rows("d.jsonl", [(f"other{i}", CLEAN) for i in range(60)])
    assert mtqa("a.jsonl", "--vs", "d.jsonl", "--common")[0] == 2


def test_numbers_are_no_ids(mtqa: Run) -> None:
    for name, size in (("a.jsonl", 5), ("b.jsonl", 4)):
        Path(name).write_text((json.dumps({"target": CLEAN, "reference": CLEAN}) + "\n") * size)
    code, _, err = mtqa("a.jsonl", "--vs", "b.jsonl", "--common")
    assert code == 2
    assert "the counts must be the same" in err


def test_an_id_twice_is_an_error(mtqa: Run) -> None:
    two_systems()
    rows("twice.jsonl", [("s1", CLEAN), ("s1", FAULT)])
    code, _, err = mtqa("twice.jsonl", "--vs", "a.jsonl")
    assert code == 2
    assert "segment s1 is there twice" in err


def test_plain_texts_and_their_references_line_by_line(mtqa: Run) -> None:
    Path("t.txt").write_text(f"{CLEAN}\n\n{FAULT}\n")
    Path("r.txt").write_text(f"{CLEAN}\n\n{CLEAN}\n")
    told = answer(mtqa("t.txt", "--references", "r.txt", "--format", "json")[1])
    assert told["total"]["referenced"] == 3
    Path("short.txt").write_text(f"{CLEAN}\n\n")
    code, _, err = mtqa("t.txt", "--references", "short.txt")
    assert code == 2
    assert "3 lines, but its reference short.txt has 2" in err
    rows("a.jsonl", [("s1", CLEAN)])
    assert mtqa("a.jsonl", "--references", "r.txt")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["a.jsonl", "--metrics", "BLUE"], "there is no 'BLUE'"),
        (["a.jsonl", "--baseline-system", "x"], "there is no system 'x'"),
        (["--system", "a.jsonl"], "is not NAME=PATH"),
        (["a.jsonl", "--vs", "a.jsonl"], "named twice"),
        ([], "no file is named"),
        (["a.jsonl", "--trend"], "there is no history"),
    ],
)
def test_what_makes_no_sense_is_told(mtqa: Run, arguments: list[str], told: str) -> None:
    two_systems()
    code, _, err = mtqa(*arguments)
    assert code == 2
    assert told in err


def test_settings_weigh_and_draw_the_line(mtqa: Run) -> None:
    Path("t.txt").write_text(f"{CLEAN}\n" * 100 + f"{FAULT}\n")
    Path("mtqa.yaml").write_text("score: {weights: {error: 0, warning: 0, info: 0}}\n")
    assert answer(mtqa("t.txt", "--format", "json")[1])["total"]["score"] == 100
    Path("mtqa.yaml").write_text("score: {pass: 95, allowed: 10}\n")
    told = answer(mtqa("t.txt", "--format", "json")[1])
    assert told["scale"] == "weights:1/5/25|pass:95|allowed:10"
    assert not told["total"]["passes"]
    for wrong in ("pass: 100", "allowed: 0", "weights: {fatal: 9}", "weights: {error: -1}", "limit: 3"):
        Path("mtqa.yaml").write_text(f"score: {{{wrong}}}\n")
        assert mtqa("t.txt")[0] == 2, wrong


def test_history_and_its_trend(mtqa: Run) -> None:
    Path("t.txt").write_text(f"{FAULT}\n{CLEAN}\n")
    assert mtqa("t.txt")[0] == 0
    assert not Path(".mtqa-history.sqlite").exists()
    assert mtqa("t.txt", "--record", "--label", "first\x1b[31m")[0] == 0
    Path("t.txt").write_text(f"{CLEAN}\n{CLEAN}\n")
    assert mtqa("t.txt", "--record")[0] == 0
    mtqa("t.txt", "--record", "--ignore", "FE201")
    code, out, _ = mtqa("--trend")
    assert code == 0
    assert "▁█│█" in out
    assert "do not compare" in out
    assert "\x1b" not in out
    points = json.loads(mtqa("--trend", "t.txt", "--format", "json")[1])
    assert [point["changed"] for point in points] == [False, False, True]
    assert points[0]["score"] < points[1]["score"] == 100
    assert len(json.loads(mtqa("--trend", "--limit", "1", "--format", "json")[1])) == 1
    assert mtqa("--trend", "other.txt")[0] == 2


def test_a_configured_history_is_written_without_asking(mtqa: Run) -> None:
    Path("t.txt").write_text(CLEAN)
    Path("mtqa.yaml").write_text("score: {history: scores.sqlite}\n")
    Path("sub").mkdir()
    mtqa("t.txt")
    assert mtqa("--trend")[0] == 0
    Path("scores.sqlite").write_text("damaged")
    assert mtqa("t.txt")[0] == 2
    assert Path("scores.sqlite").read_text() == "damaged"


def test_a_feed_cannot_steer_a_terminal_or_markdown(mtqa: Run) -> None:
    rows("a.jsonl", [("<b>x|y\x1b[31m</b>/1", FAULT)], system="s\x1b]0;|t")
    for form in ("table", "markdown"):
        out = mtqa("a.jsonl", "--format", form)[1]
        assert "\x1b" not in out
    assert "<b>" not in out
    assert "x\\|y" in out


def test_lines_are_objects(mtqa: Run) -> None:
    two_systems()
    lines = [json.loads(line) for line in mtqa("a.jsonl", "b.jsonl", "--format", "jsonl")[1].splitlines()]
    assert [line["kind"] for line in lines] == ["about", "total", "file", "file"]
    assert mtqa("a.jsonl", "b.jsonl", "--format", "jsonl", "-j", "2")[1].splitlines() == [json.dumps(x) for x in lines]


def test_a_field_named_system_that_names_none_is_none_of_ours(mtqa: Run) -> None:
    rows("a.jsonl", [("s1", CLEAN)], system={"os": "Linux"})
    told = answer(mtqa("a.jsonl", "--format", "json")[1])
    assert told["systems"] == []
    assert told["total"]["referenced"] == 1
