"""The journal: what it comes to is where the review stood, whatever happened to the process that wrote it."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from decks import ACTIONS, after, decks, finding
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import InputError
from mtqa.review.deck import Deck, Spot, deck_of
from mtqa.review.events import read
from mtqa.review.journal import Journal, journal_path, journals
from mtqa.review.replay import standing_of
from mtqa.review.state import Accept, Action, FalseAlarm, Go, Leave, Redo, Retype, State, Undo, accepted

HASHES = {"a.txt": "1", "b.txt": "1", "c.txt": "1", "z.txt": "1"}
CITY = "The big metropolis said: a big metropolis."


def resumed(path: Path, deck: Deck, hashes: dict[str, str] = HASHES) -> State:
    with Journal.open(path) as journal:
        return journal.resume(deck, hashes)


def kept(path: Path, deck: Deck, actions: Sequence[Action], hashes: dict[str, str] = HASHES) -> State:
    """Review in a sitting of its own."""
    with Journal.open(path) as journal:
        return after(journal.resume(deck, hashes), actions, journal.record)


def small() -> Deck:
    return deck_of([
        Spot("a.txt", finding(CITY, 4, 18, "city")), Spot("a.txt", finding(CITY, 27, 41, "city")),
        Spot("b.txt", finding(CITY, 4, 18, "city")), Spot("b.txt", finding(CITY, 0, 3, "A")),
    ])  # fmt: skip


@given(decks(), st.lists(ACTIONS, max_size=4))
def test_a_replay_is_where_the_review_stood(deck: Deck, sittings: Sequence[Sequence[Action]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "j.jsonl"
        state = State(deck)
        for actions in sittings:
            state = kept(path, deck, actions)
            again = resumed(path, deck)
            assert (again.decisions, again.past, again.future) == (state.decisions, state.past, state.future)
            if set(range(len(deck.spots))) - set(again.decisions) - {again.past[-1].at if again.past else -1}:
                assert again.at not in again.decisions


@given(decks(), ACTIONS, st.randoms(use_true_random=False))
def test_a_torn_last_line_never_was(deck: Deck, actions: Sequence[Action], chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "j.jsonl"
        written: list[tuple[int, State]] = []
        with Journal.open(path) as journal:
            state = journal.resume(deck, HASHES)
            written.append((path.stat().st_size, state))

            def hear(before: State, following: State) -> None:
                journal.record(before, following)
                written.append((path.stat().st_size, following))

            after(state, actions, hear)
        cut = chance.randrange(path.stat().st_size + 1)
        path.write_bytes(path.read_bytes()[:cut])
        stood = [state for size, state in written if size <= cut]
        again = resumed(path, deck)
        assert again.decisions == (stood[-1].decisions if stood else {})
        # and what is appended then does not run into what was torn
        more = kept(path, deck, [Leave()])
        assert resumed(path, deck).decisions == more.decisions


KILLED = """
import sys
from pathlib import Path
from test_journal import HASHES, long_deck, script
from mtqa.review.journal import Journal
from mtqa.review.step import step
with Journal.open(Path(sys.argv[1])) as journal:
    state = journal.resume(long_deck(), HASHES)
    print("open", flush=True)
    for action in script(int(sys.argv[2])):
        following = step(state, action)
        journal.record(state, following)
        state = following
        print("done", flush=True)
"""


def long_deck() -> Deck:
    return deck_of([Spot("a.txt", finding(CITY, 4, 18, "city", key=f"L{line}")) for line in range(1, 120)])


def script(seed: int) -> list[Action]:
    chance = random.Random(seed)
    made: list[Action] = [Accept(), Accept(), Retype("a town"), Leave(), FalseAlarm("a name"), Undo(), Undo(), Redo()]
    return [chance.choice(made) for _ in range(4000)]


@pytest.mark.parametrize("seed", range(5))
def test_a_kill_loses_nothing_whose_append_had_returned(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    text = tmp_path / "a.txt"
    text.write_text(f"{CITY}\n")
    wanted = random.Random(seed).randrange(1, 150)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])}
    command = [sys.executable, "-c", KILLED, str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        for _ in range(wanted + 1):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        told = wanted + process.stdout.read().count(b"\n")
    assert process.returncode == -signal.SIGKILL
    # one more may have been appended, and the process killed before it could say so
    deck, actions = long_deck(), script(seed)
    states = [after(State(deck), actions[:n]) for n in (told, told + 1)]
    assert resumed(path, deck).decisions in [state.decisions for state in states]
    assert text.read_text() == f"{CITY}\n"


def test_a_second_reviewer_is_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    code = "from test_journal import *\nwith Journal.open(Path(sys.argv[1])) as j: j.resume(small(), HASHES)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])}
    with Journal.open(path) as journal:
        journal.resume(small(), HASHES)
        command = [sys.executable, "-c", code, str(path)]
        second = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        assert f"{journal.who['user']} on {journal.who['host']} (process {os.getpid()}), since 2" in second.stderr
        assert "--journal" in second.stderr
    assert subprocess.run(command, capture_output=True, env=env, check=False).returncode == 0


def test_a_changed_file_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    kept(path, small(), [Accept(all=True)])
    with Journal.open(path) as journal:
        state = journal.resume(small(), HASHES | {"a.txt": "2"})
    assert sorted(state.decisions) == [2]
    assert state.told == "1 decision of before stands. a.txt has changed since: 2 decisions on it must be made again."
    assert not state.past
    # once told, it is as it is now
    assert resumed(path, small(), HASHES | {"a.txt": "2"}).told == "1 decision of before stands."


def test_what_a_part_of_the_findings_decides_meets_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    one, other = Spot("a.txt", finding(CITY, 4, 18, "city")), Spot("a.txt", finding(CITY, 8, 18, "town", rule="XX002"))
    kept(path, deck_of([one]), [Accept()])
    assert kept(path, deck_of([other]), [Accept(), Undo(), Redo()]).decisions
    both = deck_of([one, other])
    state = resumed(path, both)
    assert sorted(state.decisions) == [1]
    assert not state.past
    # what fell stays so, whatever is decided then and taken back
    assert sorted(kept(path, both, [Undo(), Go(0), Leave(), Undo()]).decisions) == [1]
    assert sorted(resumed(path, both).decisions) == [1]
    assert [len(edits) for edits in accepted(state).values()] == [1]


def test_decisions_on_what_is_not_looked_at_now_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    whole = small()
    state = kept(path, whole, [Accept(all=True), Leave()])
    kept(path, deck_of(whole.spots[3:]), [Undo()])
    assert resumed(path, whole).decisions == state.decisions


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("nonsense", "is no event of a review"),
        ("{}", "is no event of a review"),
        ('{"event": "chance", "time": "2026-01-01T00:00:00+00:00"}', "is no event of a review"),
        ('{"event": "undo", "time": "2026-01-01T00:00:00+00:00"}', "belongs to none before"),
        ('{"event": "redo", "time": "yesterday"}', "isoformat"),
        ('{"event": "undo"}', "`time` is missing"),
        ('{"event": "applied", "time": "2026-01-01T00:00:00+00:00", "path": "a.txt"}', "belongs to none before"),
        pytest.param("[" * 100_000, "is no event of a review", id="deep"),
        ('{"event": "session", "schema": 99, "mtqa": "9.9"}', "a later mtqa (9.9)"),
    ],
)
def test_damage_is_told_with_its_line(line: str, part: str, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    kept(path, small(), [])
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(InputError) as raised:
        resumed(path, small())
    assert part in str(raised.value)
    assert raised.value.where == f"{path}:2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("spot", ["a.txt"]), ("kind", "guess"), ("scope", "world"), ("edits", [[1, "b", "c"]]), ("edits", [[3, 1, "x"]]),
        ("edits", [1]), ("words", "many"), ("reason", None), ("segment", 1),
    ],
)  # fmt: skip
def test_a_decision_that_is_none_is_damage(name: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    kept(path, small(), [Accept()])
    session, change = path.read_text().splitlines()
    event = json.loads(change)
    event["decisions"][0][name] = value
    path.write_text(f"{session}\n{json.dumps(event)}\n")
    with pytest.raises(InputError, match=":2"):
        resumed(path, small())


def test_a_journal_begins_with_a_session(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"event": "end", "time": "2026-01-01T00:00:00+00:00"}\n')
    with pytest.raises(InputError, match="begin with a session"):
        resumed(path, small())


def test_a_decision_outside_its_text_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    kept(path, small(), [Retype("a town")])
    path.write_text(path.read_text().replace("[[4, 18", "[[4, 180"))
    assert not resumed(path, small()).decisions


def test_a_file_being_replaced_when_the_process_died_is_known_by_its_hash(tmp_path: Path) -> None:
    for now, left in (("1", [0, 1]), ("2", [])):
        path = tmp_path / f"{now}.jsonl"
        deck = deck_of(small().spots[:2])
        with Journal.open(path) as journal:
            after(journal.resume(deck, {"a.txt": "1"}), [Accept(all=True)], journal.record)
            journal.applying("a.txt", "1", "2", deck.names, [{"id": "L1", "target": "a", "reference": "b"}])
        state = resumed(path, deck, {"a.txt": now})
        assert sorted(state.decisions) == left
        assert "changed" not in state.told
        assert [row["reference"] for row in standing_of(path).corrected] == ([] if left else ["b"])


def test_what_was_left_is_left_once_the_rest_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    deck = deck_of([Spot("a.txt", finding(CITY, 4, 18, "city")), Spot("a.txt", finding(CITY, 4, 18, "city", key="L2"))])
    with Journal.open(path) as journal:
        after(journal.resume(deck, {"a.txt": "1"}), [Accept(), Leave()], journal.record)
        journal.applying("a.txt", "1", "2", [deck.names[0]], [{"id": "L1", "target": "a", "reference": "b"}])
        journal.applied("a.txt")
        journal.end()
    state = resumed(path, deck_of([deck.spots[1]]), {"a.txt": "2"})
    assert [made.kind for made in state.decisions.values()] == ["leave"]
    assert not state.past


def test_only_one_action_is_recorded_at_once(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "j.jsonl") as journal:
        state = journal.resume(small(), HASHES)
        with pytest.raises(ValueError, match="more than one"):
            journal.record(state, after(state, [Leave(), Leave()]))
        journal.record(state, after(state, [Go(2)]))
    assert [event["event"] for event in read(tmp_path / "j.jsonl")] == ["session"]


def test_half_a_surrogate_pair_goes_through(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    deck = deck_of([Spot("a\udcff.txt", finding("a \ud83d b", 0, 1, "the \ud83d"))])
    state = kept(path, deck, [Accept()], {"a\udcff.txt": "1"})
    assert resumed(path, deck, {"a\udcff.txt": "1"}).decisions == state.decisions


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0 or not Path("/dev/full").exists(), reason="needs a user")
def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="--journal"):
        Journal.open(tmp_path / "j" / "j.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "j.jsonl")
    state = journal.resume(small(), HASHES)
    journal._file = Path("/dev/full").open("ab", buffering=0)
    with pytest.raises(InputError, match="cannot be written: No space left"):
        journal.record(state, after(state, [Leave()]))
    journal.close()
    assert not resumed(tmp_path / "j.jsonl", small()).decisions


def test_each_set_of_inputs_has_its_own_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = journal_path(tmp_path, ["feed.xml"])
    assert one.name.startswith("feed.xml-")
    assert one == journal_path(tmp_path, [str(tmp_path / "feed.xml")])
    assert (
        journal_path(tmp_path, ["b.txt", "a.txt"]).stem[-12:] == journal_path(tmp_path, ["a.txt", "b.txt"]).stem[-12:]
    )
    assert one != journal_path(tmp_path, ["http://x/feed.xml"])
    assert journals(tmp_path) == []
    kept(one, small(), [])
    assert journals(tmp_path) == [one]
