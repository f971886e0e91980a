"""Applying: files are old or new, never between; what is left alone is not told again."""

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from mtqa import baseline, packs
from mtqa.baseline import Known
from mtqa.engine import Engine
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Document, Finding
from mtqa.report.base import FileResult, result_of
from mtqa.review import apply as applying
from mtqa.review import aside
from mtqa.review.apply import Applied, Where, apply, plan
from mtqa.review.deck import Spot, deck_of
from mtqa.review.events import read
from mtqa.review.journal import Journal, hash_of
from mtqa.review.replay import standing_of
from mtqa.review.state import Accept, Action, Allow, FalseAlarm, Go, Leave, Retype, Rewrite, Scope, State, accepted
from mtqa.review.step import step
from mtqa.suppress.entries import entries_of
from mtqa.suppress.entries import read as read_suppressions
from mtqa.suppress.judging import Suppressions

QUOTES = "He called it “ a mistake ». Then “ another ».\r\n"
FRENCH = "It cost 5 M€ and « so ».\n"


@cache
def rules() -> packs.RuleSet:
    return packs.load()


def check(source: ByteSource) -> Iterable[FileResult]:
    document = load(source, LoadOptions())
    for result in Engine(rules().select()).run(document):
        yield result_of(document, result.batch, result.findings)


@dataclass
class Review:
    """A review of files of a folder, as a command would open it."""

    folder: Path
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        self.path = self.folder / "journal.jsonl"
        sources = [ByteSource(name, self.folder / name) for name in self.names]
        self.documents: list[tuple[ByteSource, Document]] = [(s, load(s, LoadOptions())) for s in sources]
        self.hashes = {source.name: hash_of(source) for source in sources}
        file = self.folder / baseline.NAME
        self.where = Where(file, self.folder / "s.yaml", "Ada", baseline.read(file) if file.exists() else {})

    def spots(self) -> list[Spot]:
        found = []
        for source, document in self.documents:
            why = document.read_only or ("it is compressed" if source.compressed else "")
            found += [
                Spot(source.name, f, why_not=why) for r in check(source) for _, findings in r.findings for f in findings
            ]
        return found

    def decide(self, *actions: Action, then: Callable[[Journal, State], None] = lambda *_: None) -> State:
        """Make decisions and, with `then`, apply them."""
        with Journal.open(self.path) as journal:
            state = journal.resume(deck_of(self.spots()), self.hashes)
            for action in actions:
                before, state = state, step(state, action)
                assert not state.told or "decided" in state.told, state.told
                journal.record(before, state)
            then(journal, state)
            return state

    def apply(self, *actions: Action) -> Applied:
        done: list[Applied] = []

        def then(journal: Journal, state: State) -> None:
            done.append(apply(plan(state, self.documents, self.hashes), journal, self.where, check))

        self.decide(*actions, then=then)
        return done[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(QUOTES.encode())
    (tmp_path / "b.txt").write_bytes((FRENCH + QUOTES).encode())
    return tmp_path


def told(path: str, known: Iterable[baseline.Entry] = (), suppressed: str = "") -> list[str]:
    """Return the texts of the findings of a file that a run tells."""
    file = read_suppressions(Path(suppressed)) if suppressed else read_suppressions(None)
    silent = Suppressions(rules().select(), rules, date(2027, 1, 1), file)
    entries = Known(known, lambda _: {})
    left: list[Finding] = []
    for result in check(ByteSource(path, Path(path))):
        for _, findings in result.findings:
            ones, _ = silent.split(path, findings, [])
            left += [f for f, base in baseline.based(ones) if entries.use(path, result.format, f, base)[1] is None]
    return [f.text for f in left]


def test_what_was_accepted_is_written_and_no_other_byte(folder: Path) -> None:
    done = Review(folder, ("a.txt", "b.txt")).apply(Accept(all=True), Accept(all=True))
    assert (done.files, done.corrections, done.code) == (["a.txt", "b.txt"], 4, 0)
    assert (folder / "a.txt").read_bytes() == "He called it “a mistake”. Then “another”.\r\n".encode()
    assert (folder / "b.txt").read_bytes() == (FRENCH + "He called it “a mistake”. Then “another”.\r\n").encode()


def test_edits_are_applied_as_they_were_decided(folder: Path) -> None:
    review = Review(folder, ("a.txt",))
    state = review.decide(Retype("“a slip.”"), Leave())
    made = plan(state, review.documents, review.hashes)
    assert made.corrections == 1
    assert list(made.diff())[3:] == [
        f"-{QUOTES.rstrip()}",
        "+He called it “a slip.”. Then “ another ».",
    ]
    assert made.files[0].made().data == "He called it “a slip.”. Then “ another ».\r\n".encode()
    assert (folder / "a.txt").read_bytes() == QUOTES.encode()


def test_the_plan_agrees_with_what_is_written(folder: Path) -> None:
    review = Review(folder, ("a.txt", "b.txt"))
    state = review.decide(Rewrite("Nothing."), Go(2), Accept(), Go(3), Accept())
    made = plan(state, review.documents, review.hashes)
    assert {p for p, *_ in accepted(state)} == {file.path for file in made.files}
    Review(folder, ("a.txt", "b.txt")).apply()
    for file in made.files:
        assert hash_of(file.source) == file.after


def test_a_false_alarm_is_known_though_its_segment_is_edited(folder: Path) -> None:
    assert told("a.txt") == ["“ a mistake »", "“ another »"]
    done = Review(folder, ("a.txt",)).apply(Retype("an error"), FalseAlarm("a title"))
    assert (done.false_alarms, done.corrections) == (1, 1)
    assert (folder / "a.txt").read_bytes() == "He called it an error. Then “ another ».\r\n".encode()
    assert told("a.txt") == ["“ another »"]
    (entry,) = baseline.read(folder / baseline.NAME).values()
    assert (entry.reason, entry.author, entry.path, entry.text) == ("a title", "Ada", "a.txt", "“ another »")
    assert told("a.txt", [entry]) == []


@pytest.mark.parametrize(("scope", "allowed", "left"), [("here", 1, 1), ("file", 1, 1), ("project", 2, 0)])
def test_an_allowed_phrase_is_suppressed(scope: Scope, allowed: int, left: int, folder: Path) -> None:
    # an edit beside it changes its neighbours, and so its fingerprint
    done = Review(folder, ("a.txt", "b.txt")).apply(Allow(scope, "a title"), Go(1), Accept())
    assert (done.allowed, done.corrections, done.code) == (allowed, 1, 0)
    assert told("a.txt", suppressed="s.yaml") == []
    assert told("b.txt", suppressed="s.yaml").count("“ a mistake »") == left
    (entry,) = entries_of((folder / "s.yaml").read_text(), "s.yaml")
    assert (entry.reason, entry.author, entry.path) == ("a title", "Ada", "" if scope == "project" else "a.txt")
    assert bool(entry.phrase) is (scope != "here")


def test_the_same_phrase_is_written_down_once(folder: Path) -> None:
    for _ in range(2):
        Review(folder, ("a.txt",)).apply(Go(0), Allow("file"))
        (folder / "journal.jsonl").unlink()
    (entry,) = entries_of((folder / "s.yaml").read_text(), "s.yaml")
    assert (entry.phrase, entry.reason) == ("“ a mistake »", aside.NO_REASON)


def test_a_file_that_changed_is_left_alone_and_the_others_are_written(folder: Path) -> None:
    review = Review(folder, ("a.txt", "b.txt"))

    def then(journal: Journal, state: State) -> None:
        made = plan(state, review.documents, review.hashes)
        (folder / "a.txt").write_bytes(b"Fresh.")
        done = apply(made, journal, review.where, check)
        assert (done.files, done.code, len(done.problems)) == (["b.txt"], 2, 1)
        assert "a.txt: the file has changed since it was read" in str(done.problems[0])

    review.decide(Accept(), Go(1), FalseAlarm(""), Go(3), Accept(), then=then)
    assert (folder / "a.txt").read_bytes() == b"Fresh."
    again = Review(folder, ("a.txt", "b.txt"))
    state = again.decide()
    assert "a.txt has changed since: 2 decisions" in state.told
    assert not (folder / baseline.NAME).exists()
    assert not state.decisions


def test_a_file_that_changed_before_the_plan_is_left_out_of_it(folder: Path) -> None:
    review = Review(folder, ("a.txt", "b.txt"))
    state = review.decide(Accept(all=True), FalseAlarm(""))
    (folder / "a.txt").unlink()
    made = plan(state, review.documents, review.hashes)
    assert [file.path for file in made.files] == ["b.txt"]
    assert not made.asides
    assert "a.txt" in str(made.problems[0])


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_file_that_cannot_be_written_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = applying.replace_file

    def failing(path: Path, *rest: object) -> None:
        if path.name == "a.txt":
            path = folder / "gone" / "a.txt"
        real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(applying, "replace_file", failing)
    done = Review(folder, ("a.txt", "b.txt")).apply(Accept(all=True))
    assert (done.files, done.code) == (["b.txt"], 2)
    assert "cannot be written" in str(done.problems[0])
    state = Review(folder, ("a.txt", "b.txt")).decide()
    assert [state.deck.spots[n].path for n in state.decisions] == ["a.txt"]


def test_a_character_that_an_encoding_lacks_is_told(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"He said \xab so \xbb.\n")
    source = ByteSource("a.txt", folder / "a.txt", charset="cp1252")
    review = Review(folder, ())
    review.documents, review.hashes = [(source, load(source, LoadOptions()))], {"a.txt": hash_of(source)}
    done = review.apply(Retype("“so” \u0142"))
    assert done.code == 2
    assert "has no 'ł'" in str(done.problems[0])


def test_a_feed_is_edited_within_its_markup(folder: Path) -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>News</title>'
        "<item><guid>g1</guid><title>He said « so »</title>"
        "<description>&lt;p&gt;It is &amp;laquo; so &amp;raquo; &amp;amp; thus.&lt;/p&gt;</description></item>"
        "</channel></rss>\n"
    )
    (folder / "f.xml").write_text(text)
    review = Review(folder, ("f.xml",))
    assert [s.finding.text for s in review.spots()] == ["« so »", "« so »"]
    done = review.apply(Accept(all=True))
    assert done.code == 0
    changed = (folder / "f.xml").read_text()
    assert "<title>He said “so”</title>" in changed
    assert "«" not in changed
    assert "laquo" not in changed
    assert changed.startswith(text[:120])


def test_what_is_applied_is_kept_with_its_texts(folder: Path) -> None:
    (folder / "c.jsonl").write_text(json.dumps({"id": "7", "source": "Il a dit.", "target": "He said « so »."}) + "\n")
    Review(folder, ("c.jsonl",)).apply(Accept())
    assert standing_of(folder / "journal.jsonl").corrected == [
        {"id": "7", "source": "Il a dit.", "target": "He said « so ».", "reference": "He said “so”."}
    ]
    assert [e["event"] for e in read(folder / "journal.jsonl")] == ["session", "change", "applying", "applied"]


def test_what_was_left_in_an_edited_segment_is_not_asked_again(folder: Path) -> None:
    done = Review(folder, ("a.txt", "b.txt")).apply(Accept(), Go(1), Leave(), Go(3), Accept())
    assert done.corrections == 2
    state = Review(folder, ("a.txt", "b.txt")).decide()
    left = [(state.deck.spots[n].path, state.deck.spots[n].finding.text) for n in state.decisions]
    assert left == [("a.txt", "“ another »")]
    assert state.left == 3


def killed_at(point: int, folder: Path) -> None:
    """Apply in this process, which kills itself at the given one of its steps."""
    left = [point]

    def passed() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(function: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*args: object) -> None:
            passed()
            function(*args)
            passed()

        return wrapped

    review = Review(folder, ("a.txt", "b.txt"))

    def then(journal: Journal, state: State) -> None:
        Journal._write = around(Journal._write)  # type: ignore[method-assign]
        applying.replace_file = around(applying.replace_file)
        aside.baseline.add = around(aside.baseline.add)
        apply(plan(state, review.documents, review.hashes), journal, review.where, check)

    review.decide(then=then)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that share what is loaded")
def test_a_kill_anywhere_leaves_files_whole_and_the_rest_to_do(folder: Path) -> None:
    old = {name: (folder / name).read_bytes() for name in ("a.txt", "b.txt")}
    decide = (Accept(), Accept(), Accept(), FalseAlarm("a title"), Leave(), Leave())
    Review(folder, ("a.txt", "b.txt")).decide(*decide)
    begun = (folder / "journal.jsonl").read_bytes()
    Review(folder, ("a.txt", "b.txt")).apply()
    new = {name: (folder / name).read_bytes() for name in old}
    known = baseline.read(folder / baseline.NAME)
    corrected = standing_of(folder / "journal.jsonl").corrected
    assert all(new[name] != old[name] for name in old)
    kills = 0
    for point in range(1, 99):
        (folder / baseline.NAME).unlink()
        (folder / "journal.jsonl").write_bytes(begun)
        for name, data in old.items():
            (folder / name).write_bytes(data)
        process = multiprocessing.get_context("fork").Process(target=killed_at, args=(point, folder))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        kills += 1
        assert all((folder / name).read_bytes() in (old[name], new[name]) for name in old)
        done = Review(folder, ("a.txt", "b.txt")).apply()
        assert done.code == 0
        assert {name: (folder / name).read_bytes() for name in old} == new
        assert baseline.read(folder / baseline.NAME) == known
        assert standing_of(folder / "journal.jsonl").corrected == corrected
    assert kills == 16
