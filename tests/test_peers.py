"""The comparison with other checkers: what does no work gets no figure, and is told with the reason."""

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import corpus  # noqa: E402
from checkers import CHECKERS, Checker, run  # noqa: E402
from jobs import Bench, Job, job_of, row_of  # noqa: E402
from peers import measured, missing, table, tried  # noqa: E402
from timing import keep, timed  # noqa: E402
from toolbox import NotToBeHadError, Toolbox  # noqa: E402

WORKS = "import sys; print(sum('recieve' in line for line in open(sys.argv[1])), 'recieve'); sys.exit(1)"
IDLE = "print('no findings')"
BROKEN = "import sys; sys.exit('cannot read the recieve file')"


def job(tmp_path: Path, name: str, program: str, codes: tuple[int, ...] = (0, 1)) -> Job:
    path, size = Bench(tmp_path, None, 0.01).plain(0.01)
    command = [sys.executable, "-c", program, str(path)]
    row = {"name": name, "does": "nothing", "text": "plain"}
    return Job(row, command, tmp_path / "out", tmp_path, dict(os.environ), size, "recieve", "recieve", codes, 2)


def test_only_what_tells_the_errors_at_the_end_is_measured(tmp_path: Path) -> None:
    programs = {"works": WORKS, "idle": IDLE, "broken": BROKEN}
    jobs = {name: job(tmp_path, name, program) for name, program in programs.items()}
    jobs["broken"] = job(tmp_path, "broken", BROKEN, codes=(0,))
    jobs["absent"] = replace(job(tmp_path, "absent", WORKS), command=["/no/such/program"])
    able, unable = tried(jobs)
    rows = measured(able)
    assert [(row["name"], row["findings"], row["runs"]) for row in rows] == [("works", 1, 2)]
    assert rows[0]["wall"] > 0
    assert rows[0]["peak"] > 1
    assert rows[0]["rate"] == pytest.approx(jobs["works"].megabytes / rows[0]["wall"], rel=0.01)
    assert {row["name"]: row["why"] for row in unable} == {
        "idle": "does not tell the errors at the end of the text: no findings",
        "broken": "cannot be run: exit 1: cannot read the recieve file",
        "absent": "/no/such/program cannot be started",
    }
    assert "idle" in table([*rows, *unable])


def test_what_fails_later_is_not_measured_either(tmp_path: Path) -> None:
    once = "import os; os.mkdir('been'); print('recieve')"
    able, unable = tried({"once": job(tmp_path, "once", once, codes=(0,))})
    assert (list(able), unable) == (["once"], [])
    (row,) = measured(able)
    assert row["why"].startswith("cannot be run: exit 1: FileExistsError")


def test_memory_is_that_of_the_program_and_not_of_the_benchmark(tmp_path: Path) -> None:
    ballast = bytearray(100_000_000)
    small = timed(["true"], tmp_path / "out", cwd=tmp_path, env=dict(os.environ))
    large = timed(
        [sys.executable, "-c", "b = bytearray(80_000_000)"], tmp_path / "out", cwd=tmp_path, env=dict(os.environ)
    )
    assert len(ballast) > small.peak * 1e6
    assert small.peak < 40
    assert large.peak > 80


def test_a_checker_that_cannot_be_installed_is_told(tmp_path: Path) -> None:
    checker = Checker("made-up", "nothing", "npm", [str(tmp_path / "nowhere")], run("made-up"), "x", "x")
    with pytest.raises(NotToBeHadError, match="cannot be installed|npm failed"):
        job_of(checker, Bench(tmp_path, None, 0.01), Toolbox(tmp_path / "tools"), 1)
    fetching = {**row_of(checker), "fetches": "it downloads the moon"}
    assert missing(fetching, NotToBeHadError("getaddrinfo ENOTFOUND x"))["why"] == (
        "it downloads the moon, which could not be reached"
    )
    assert missing(fetching, NotToBeHadError("exit 3"))["why"] == "exit 3"


def test_every_text_ends_with_errors_that_the_checkers_must_tell(tmp_path: Path) -> None:
    bench = Bench(tmp_path, None, 0.02)
    plain = bench.plain(5)[0].read_text(encoding="utf-8")
    texts, _ = bench.pairs(5)
    assert plain.rstrip().endswith(corpus.ERRORS[-1])
    last = json.loads(texts.plain.read_text(encoding="utf-8").splitlines()[-1])
    assert (last["source"], last["target"]) == (corpus.ERROR.source, corpus.ERROR.target)
    for path in (texts.po, texts.sides[1]):
        assert corpus.ERROR.target in path.read_text(encoding="utf-8").splitlines()[-1]
    assert len({checker.name for checker in CHECKERS}) == len(CHECKERS)


def test_made_text_is_of_whole_sentences_that_vary() -> None:
    made = [paragraph for paragraph, _ in zip(corpus.paragraphs(), range(2000), strict=False)]
    assert made == [paragraph for paragraph, _ in zip(corpus.paragraphs(), range(2000), strict=False)]
    assert all(paragraph[0].isupper() or paragraph[0] in "“" for paragraph in corpus.sentences())
    ferries = {text for text in made if text.startswith("The inquiry has been handed to the maritime unit in ")}
    assert len(ferries) > 5
    whole = {re.sub(r"\d|[A-Z]\w+", "", text) for text in made if text.count(".") == 1}
    assert len(whole) < 200


def test_figures_are_kept_beside_others(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    keep(path, "peers", {"rows": []})
    keep(path, "growth", {"rules": [1]})
    keep(path, "peers", {"rows": [2]})
    known = json.loads(path.read_text(encoding="utf-8"))
    assert (known["peers"]["rows"], known["growth"]["rules"]) == ([2], [1])
    assert known["peers"]["machine"]["cores"]
