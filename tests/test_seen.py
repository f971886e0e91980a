"""What runs remember of the items they saw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.errors import InputError, UsageError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Edit
from mtqa.seen import Memory, marks_of, without

BAD = "He called it “ a mistake ».\n"


def rows(*items: tuple[str, str]) -> bytes:
    return "".join(json.dumps({"id": i, "target": t}) + "\n" for i, t in items).encode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def new(path: Path, save: bool = True, command: str = "check") -> list[str]:
    """Return the keys of what is new, and remember it."""
    memory, source = Memory(command), ByteSource(str(path), path)
    found = [s.key for s in memory.unseen(source, load(source, LoadOptions())).segments]
    if save:
        memory.save()
    return found


def test_only_what_is_new(here: Path) -> None:
    path = here / "a.jsonl"
    path.write_bytes(rows(("a/1", "One."), ("a/2", "Two."), ("b/1", "Three.")))
    assert new(path, save=False) == ["a/1", "a/2", "b/1"]
    assert new(path) == ["a/1", "a/2", "b/1"]
    assert new(path) == []
    path.write_bytes(rows(("c/1", "Four."), ("a/1", "One."), ("a/2", "Two.")))
    assert new(path) == ["c/1"]
    path.write_bytes(rows(("b/1", "Three."), ("c/1", "Four.")))
    assert new(path) == [], "an item that comes back is still known"
    assert new(path, command="fix") == ["b/1", "c/1"], "each command has a memory of its own"


def test_a_changed_item_is_new(here: Path) -> None:
    path = here / "a.jsonl"
    path.write_bytes(rows(("a/1", "One."), ("a/2", "Two."), ("b/1", "Three.")))
    new(path)
    path.write_bytes(rows(("a/1", "One."), ("a/2", "Two!"), ("b/1", "Three.")))
    assert new(path) == ["a/1", "a/2"]


def test_rows_without_ids_are_not_passed_over_when_others_come_before(here: Path) -> None:
    path = here / "a.jsonl"
    path.write_text('{"target": "One."}\n', encoding="utf-8")
    assert new(path) == ["0"]
    path.write_text('{"target": "Zero."}\n{"target": "One."}\n', encoding="utf-8")
    assert new(path) == ["0", "1"]


def test_texts_without_items(here: Path) -> None:
    (here / "a.txt").write_text("A line.\n")
    with pytest.raises(InputError, match="has no items"):
        new(here / "a.txt")


def test_standard_input_needs_a_name(here: Path) -> None:
    data = rows(("a/1", "One."))
    for name, known in (("<stdin>", False), ("feed.jsonl", True)):
        source = ByteSource(name, data=data)
        if known:
            assert Memory("check").unseen(source, load(source, LoadOptions()))
        else:
            with pytest.raises(UsageError, match="no name"):
                Memory("check").unseen(source, load(source, LoadOptions()))


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"seen": 1}', b'{"name": "else", "seen": {"x": 1}}', b'{"seen": {"x": "y"}}']
)
def test_a_damaged_memory_means_that_all_is_checked(here: Path, damage: bytes) -> None:
    path = here / "a.jsonl"
    path.write_bytes(rows(("a/1", "One.")))
    new(path)
    (kept,) = (p for p in (here / "cache").glob("seen-*") if p.suffix != ".lock")
    kept.write_bytes(damage)
    assert new(path) == ["a/1"]
    assert new(path) == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.text(st.characters(codec="utf-8"), min_size=1)), min_size=1),
    st.data(),
)
def test_what_is_left_is_as_it_was(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    """Segments keep their place, and an edit of what is left changes the same bytes as in the whole."""
    items = [(f"{item}/{number}", text) for number, (item, text) in enumerate(pairs)]
    document = load(ByteSource("a.jsonl", data=rows(*items)), LoadOptions())
    skip = frozenset(data.draw(st.sets(st.sampled_from("abcd"), min_size=1)))
    whole = {s.key: s for s in document.segments}
    left = list(without(document, skip).segments)
    assert left == [s for key, s in whole.items() if key.split("/")[0] not in skip]
    edits = {
        b.segment(i).key: b.locate(i, Edit(0, 1, "X"))
        for b in document.batches()
        for i in range(len(b.targets))
        if b.locate
    }
    for batch in without(document, skip).batches():
        for i in range(len(batch.targets)):
            assert batch.locate is not None
            assert batch.locate(i, Edit(0, 1, "X")) == edits[batch.segment(i).key]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=3), min_size=1, max_size=3), min_size=2, max_size=2, unique_by=tuple))
def test_other_texts_are_another_mark(texts: list[list[str]]) -> None:
    def mark(parts: list[str]) -> str:
        (value,) = marks_of(
            load(ByteSource("a.jsonl", data=rows(*((f"a/{n}", t) for n, t in enumerate(parts)))), LoadOptions())
        ).values()
        return value

    assert mark(texts[0]) != mark(texts[1])


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", *args, "--isolated"], cwd=cwd, capture_output=True, check=False, timeout=60
    )


def test_a_run_that_failed_is_not_remembered(here: Path) -> None:
    (here / "a.jsonl").write_bytes(rows(("a/1", BAD)))
    (here / "broken.jsonl").write_bytes(b'{"target": 1}\n')
    check = ("check", "a.jsonl", "--new-items", "--format", "concise")
    assert run(*check, "broken.jsonl", cwd=here).returncode == 2
    assert run(*check, cwd=here).returncode == 1
    assert run(*check, cwd=here).returncode == 0


def test_a_dry_run_of_fix_is_not_remembered(here: Path) -> None:
    (here / "a.jsonl").write_bytes(rows(("a/1", BAD), ("b/1", BAD)))
    assert run("fix", "a.jsonl", "--new-items", "--diff", cwd=here).returncode == 1
    assert run("fix", "a.jsonl", "--new-items", "-o", "out.jsonl", cwd=here).returncode == 0
    (here / "a.jsonl").write_bytes(rows(("a/1", BAD), ("b/1", BAD), ("c/1", BAD)))
    assert run("fix", "a.jsonl", "--new-items", "-o", "out.jsonl", cwd=here).returncode == 0
    texts = [json.loads(line)["target"] for line in (here / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert texts == [BAD, BAD, "He called it “a mistake”.\n"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_workers_leave_out_the_same(here: Path, jobs: str) -> None:
    for name in ("a", "b"):
        (here / f"{name}.jsonl").write_bytes(rows(("a/1", BAD)))
    check = ("check", "a.jsonl", "b.jsonl", "--new-items", "--format", "jsonl", "-j", jobs)
    assert len(run(*check, cwd=here).stdout.splitlines()) == 2
    (here / "b.jsonl").write_bytes(rows(("a/1", BAD), ("b/1", BAD)))
    (finding,) = map(json.loads, run(*check, cwd=here).stdout.splitlines())
    assert (finding["path"], finding["segment"]) == ("b.jsonl", "b/1")


def test_runs_at_the_same_time_remember_each_their_own(here: Path) -> None:
    """Twelve processes add an item each to the memory of one file; none is lost and the memory stays whole."""
    code = (
        "import sys; from mtqa.seen import Memory; from mtqa.load import *; n = sys.argv[1]\n"
        "for k in range(5):\n"
        "  m = Memory('check'); m._marks['/x.jsonl'] = [f'{n}-{k}']; m.save()\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(n)], env=os.environ) for n in range(12)]
    assert [r.wait(60) for r in runs] == [0] * 12
    (kept,) = (p for p in (here / "cache").glob("seen-*") if p.suffix != ".lock")
    assert set(json.loads(kept.read_bytes())["seen"]) == {f"{n}-{k}" for n in range(12) for k in range(5)}
