"""However many processes check, and wherever a text is cut for them, what is told is the same."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mtqa.cli
from mtqa import packs
from mtqa.checks import IN_ORDER
from mtqa.cli import workers
from mtqa.cli.shards import cut, pieces_of
from mtqa.engine import Engine
from mtqa.errors import InputError
from mtqa.model import Batch, Document, Finding
from mtqa.packs import RuleSet
from mtqa.report import FORMATS

SAMPLES = Path(__file__).parents[2] / "samples"
PAIRS = [
    ("La CNIL a ouvert une procédure de contrôle.", "The CNIL opened a control procedure."),
    ("Le ministre est arrivé lundi à 14 heures.", "The minister arrived on Monday at 4pm."),
    ("Le ministre est arrivé lundi à 14 heures.", "The minister came on Monday at 2pm."),
    ("Il l’a dit hier.", "He said so “ yesterday »."),
    ("Pierre Dupond habite Lyon.", "Pierre Dupont lives in Lyon."),
    ("Pierre Dupond habite Paris.", "Pierre Dupond lives in Paris."),
    ("La pluie tombe.", "La pluie tombe sur la ville."),
    ("Rien.", ""),
]


def rows(number: int) -> Iterator[tuple[str, str, str]]:
    """Yield key, source and target; every finding comes again and again."""
    for i in range(number):
        source, target = PAIRS[i * 7 // 3 % len(PAIRS)]
        yield f"item-{i // 9}/{i}", source, target


@pytest.fixture
def texts(sharded: Path) -> Path:
    """Return a folder of large and small texts, each of which is cut into many shards."""
    lines = [json.dumps({"id": k, "source": s, "target": t}) for k, s, t in rows(200)]
    (sharded / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    items = [
        f"<item><guid>{k}</guid><title>{t}</title><description>{t} {s}</description></item>" for k, s, t in rows(90)
    ]
    feed = f'<rss version="2.0"><channel><title>N</title>{"".join(items)}</channel></rss>'
    (sharded / "b.rss").write_text(feed, encoding="utf-8")
    note = "<!-- mtqa-ignore FE101: a quotation -->\n"
    (sharded / "c.md").write_text("\n\n".join(note + t for _, _, t in rows(200)), encoding="utf-8")
    (sharded / "d.txt.gz").write_bytes(gzip.compress("\n\n".join(t for _, _, t in rows(300)).encode()))
    return sharded


def told(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = mtqa.cli.main([*args, "--isolated"])
    return (code, *capsys.readouterr())


class Noon(datetime):
    """A clock that stands still, since a page tells the minute it was made."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Noon:
        return cls(2026, 1, 1, 12, tzinfo=tz)


@pytest.mark.parametrize("fmt", FORMATS)
def test_reports_are_the_same(
    fmt: str, texts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtqa.report.html.datetime", Noon)
    one, two = (told(capsys, "check", ".", "--format", fmt, "-j", jobs) for jobs in "12")
    assert one[0] == 1
    assert len(one[1]) > 5_000
    assert one == two


@pytest.mark.parametrize("path", sorted(p for p in SAMPLES.rglob("*") if p.suffix in (".txt", ".jsonl")), ids=str)
def test_samples_are_the_same(path: Path, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (told(capsys, "check", str(path), "--format", "jsonl", "-j", jobs) for jobs in "12")
    assert one == two


@pytest.mark.parametrize(
    "args",
    [
        ("gate", ".", "--format", "verdict-json"),
        ("score", "a.jsonl", "--format", "json"),
        ("fix", "a.jsonl", "b.rss", "c.md", "--diff", "--unsafe"),
    ],
    ids=lambda args: args[0],
)
def test_other_commands_are_the_same(args: Sequence[str], texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (told(capsys, *args, "-j", jobs) for jobs in "12")
    assert len(one[1]) > 500
    assert one == two


def test_baselines_are_the_same(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for jobs in "12":
        assert told(capsys, "baseline", "create", ".", "-o", f"../{jobs}.json", "-j", jobs)[0] == 0
    assert Path("../1.json").read_bytes() == Path("../2.json").read_bytes()


def test_fixes_are_the_same(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for jobs in "12":
        told(capsys, "fix", "a.jsonl", "b.rss", "c.md", "--unsafe", "-o", f"out{jobs}", "-j", jobs)
    for name in ("a.jsonl", "b.rss", "c.md"):
        fixed = (texts / "out1" / name).read_bytes()
        assert fixed != (texts / name).read_bytes()
        assert fixed == (texts / "out2" / name).read_bytes()


def test_two_names_of_a_file_are_fixed_one_after_the_other(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (texts / "other.md").hardlink_to(texts / "c.md")
    (texts / "z.md").symlink_to("other.md")
    told(capsys, "fix", "other.md", "-o", "whole.md", "-j1")
    told(capsys, "fix", "other.md", "z.md", "-j2")
    assert (texts / "other.md").read_bytes() == (texts / "whole.md").read_bytes()


def test_an_error_in_a_file_is_told_where_it_is_with_one_process(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (texts / "a.jsonl").read_text(encoding="utf-8")
    (texts / "a.jsonl").write_text(whole + "\n{no json\n" + whole, encoding="utf-8")
    one, two = (told(capsys, "check", ".", "--format", "jsonl", "-j", jobs) for jobs in "12")
    assert one[0] == 2
    assert "a.jsonl:201" in one[2]
    assert '"path": "d.txt.gz"' in one[1]
    assert one == two


def test_items_seen_before_are_left_out(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = '{"id": "x/1", "target": "It “ is »."}\n'
    for jobs in "12":
        (texts / f"{jobs}.jsonl").write_text(own, encoding="utf-8")
        told(capsys, "check", f"{jobs}.jsonl", "--new-items", "-j", jobs)
        (texts / f"{jobs}.jsonl").write_text(own + (texts / "a.jsonl").read_text("utf-8"), encoding="utf-8")
    one, two = (told(capsys, "check", f"{j}.jsonl", "--new-items", "--format", "jsonl", "-j", j) for j in "12")
    assert "x/1" not in one[1]
    assert "item-0/" in one[1]
    assert (one[0], one[1].replace("1.jsonl", "2.jsonl"), one[2]) == two


def run(code: str, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code that has the command line's arguments."""
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=dict(os.environ))


STARTED = """
import multiprocessing, sys
import mtqa.cli
from mtqa.cli import crew, workers

def start(own):
    methods.append(crew.start_method())
    return own_start(own)

methods, own_start, crew.Crew._start = [], crew.Crew._start, start
workers.LEAST, workers.SHARD = 0, 1
if sys.argv[1] != "None":
    multiprocessing.set_start_method(sys.argv[1])
code = mtqa.cli.main(sys.argv[2:])
print(methods)
sys.exit(code)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "None"])
def test_workers_may_be_forked_or_spawned(method: str, texts: Path) -> None:
    args = (method, "check", "a.jsonl", "b.rss", "c.md", "--isolated", "--format", "jsonl")
    one, two = (run(STARTED, *args, "-j", jobs, cwd=texts) for jobs in "12")
    (found, none), (same, methods) = (ran.stdout.removesuffix("\n").rsplit("\n", 1) for ran in (one, two))
    assert found.count("\n") > 100
    assert (one.returncode, found, one.stderr) == (two.returncode, same, two.stderr)
    expected = ("fork" if sys.platform == "linux" else "spawn") if method == "None" else method
    assert (none, methods) == ("[]", str([expected] * 2))


def test_a_small_input_starts_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It is so.\n", encoding="utf-8")
    code = "import sys, mtqa.cli; mtqa.cli.main(sys.argv[1:]); print('multiprocessing' in sys.modules)"
    ran = run(code, "check", "a.txt", "--isolated", "-q", "-j4", cwd=tmp_path)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def test_jobs_are_as_many_as_cores_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mtqa.cli import jobs

    assert 1 <= jobs.cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)), raising=False)
    monkeypatch.setattr(jobs, "_QUOTA", tmp_path / "cpu.max")
    for told, expected in (("max 100000", 64), ("250000 100000", 3), ("50000 100000", 1), ("", 64)):
        (tmp_path / "cpu.max").write_text(told, encoding="ascii")
        assert jobs.cores() == expected


@cache
def ruleset() -> RuleSet:
    """Return shipped rules of a few sorts, those that go by order among them."""
    whole = packs.load([]).select(
        source_lang="fr", target_lang="en", select=[], extend_select=[], ignore=[], preview=True, severity={}
    )
    chosen = tuple(row for row in whole.rows if row["kind"] in {*IN_ORDER, "phrase", "repeat", "number", "language"})
    return replace(whole, rows=chosen)


def document(path: str, cuts: Sequence[int], broken: bool = False) -> Document:
    """Return a document whose batches begin at cuts, and which cannot be read to its end if it is broken."""
    every = list(rows(300))

    def batches() -> Iterator[Batch]:
        for start, end in pairwise([0, *sorted(cuts), len(every)]):
            keys, sources, targets = zip(*every[start:end], strict=True) if start < end else ((), (), ())
            yield Batch(targets, range(start + 1, end + 1), keys, sources=sources)
        if broken:
            raise InputError("is cut short", path)

    return Document(path, "jsonl", "fr", "en", batches)


def findings(engine: Engine, documents: Sequence[Document], jobs: int) -> list[list[Finding] | str]:
    """Return the findings of documents and what stopped some."""
    found: list[list[Finding] | str] = []
    for results in workers.results_of(engine, documents, {}, jobs, pytest.fail):
        own: list[Finding] = []
        found.append(own)
        try:
            own += [f for result in results for _, told in result.findings for f in told]
        except InputError as error:
            found.append(str(error))
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.lists(st.integers(1, 299), max_size=9), min_size=1, max_size=3),
    broken=st.integers(0, 2), shard=st.integers(1, 20_000), jobs=st.integers(2, 3),
)  # fmt: skip
def test_any_cut_gives_the_same_findings(
    cuts: list[list[int]], broken: int, shard: int, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "LEAST", 0)
    monkeypatch.setattr(workers, "SHARD", shard)
    documents = [document(f"{i}.jsonl", own, broken=i == broken) for i, own in enumerate(cuts)]
    one, more = (findings(Engine(ruleset()), documents, number) for number in (1, jobs))
    assert any(one)
    assert one == more


def test_results_not_taken_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LEAST", 0)
    monkeypatch.setattr(workers, "SHARD", 1)
    documents = [document(f"{i}.jsonl", range(20, 300, 20)) for i in range(2)]
    heads = []
    for jobs in (1, 2):
        each = workers.results_of(Engine(ruleset()), documents, {}, jobs, pytest.fail)
        heads.append([[next(results) for _ in range(2)] for results in each])
    assert heads[0][0][0].findings
    assert [[r.findings for r in own] for own in heads[0]] == [[r.findings for r in own] for own in heads[1]]


@pytest.mark.parametrize(("jobs", "parts"), [(1, 1), (2, 2), (3, 3), (9, 5)])
def test_the_first_chunk_has_work_for_each_worker(jobs: int, parts: int) -> None:
    lines = ["A line of text."] * 100
    document = Document("a", "text", "fr", "en", lambda: iter([Batch(lines, range(1, 101))] * 3))
    size = len("".join(lines)) // 5
    shards = list(cut(pieces_of([document], {}), size, jobs))
    assert len(shards[:parts]) == len([s for s in shards if s.parts[0].piece == shards[0].parts[0].piece])
    assert [line for s in shards for p in s.parts for line in p.piece.chunk.texts[p.start : p.end]] == lines * 3
