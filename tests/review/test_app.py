"""The review as an application, driven by Textual's pilot: every key, the mouse, and what the screen shows."""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

pytest.importorskip("textual", reason="textual is not installed: pip install 'mtqa[review]'")

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from mtqa.cli.reviewing import session_of
from mtqa.review.app import Outcome
from mtqa.review.app.app import ReviewApp
from mtqa.review.app.ask import Ask
from mtqa.review.app.card import Body, Choices
from mtqa.review.app.dialogs import Choosing, Reading
from mtqa.review.app.side import Side
from mtqa.review.keymap import PARTS, keymap_of
from mtqa.review.session import Session
from mtqa.review.state import State

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEXT = """\
He called it “ a mistake ».
The ship left on tuesday.
She said so. He called it “ a mistake ».
"""
OTHER = "They met on tuesday in [b]Rouen[/b].\n"
Drive = Callable[["Pilot[Outcome]", Session], Awaitable[None]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLORFGBG", raising=False)
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "two.txt").write_text(OTHER, encoding="utf-8")
    return tmp_path


def review(drive: Drive, size: tuple[int, int] = (80, 24), paths: tuple[str, ...] = ("one.txt", "two.txt"),
           keys: dict[str, tuple[str, ...]] | None = None) -> tuple[ReviewApp, Session]:  # fmt: skip
    """Open a review of some files, drive it, and close it."""
    session, _ = session_of(paths, {"isolated": True, "select": ("FE101", "FE129"), "journal": "journal"})
    app = ReviewApp(session, keymap_of(keys))

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await drive(pilot, session)

    try:
        asyncio.run(asyncio.wait_for(run(), 60))
    finally:
        session.journal.close()
    return app, session


def pressed(*keys: str, **options: object) -> State:
    """Return the state after some keys."""
    seen: list[State] = []

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        seen.append(session.state)

    review(drive, **options)  # type: ignore[arg-type]
    return seen[0]


def screen(pilot: "Pilot[Outcome]") -> str:
    """Return the text of the screen."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines) + "\n"


def kinds(state: State) -> dict[int, str]:
    return {number: made.kind for number, made in sorted(state.decisions.items())}


def test_the_deck_is_as_the_tests_take_it(folder: Path) -> None:
    state = pressed()
    assert [(s.path, s.finding.rule) for s in state.deck.spots] == [
        ("one.txt", "FE101"), ("one.txt", "FE129"), ("one.txt", "FE101"), ("two.txt", "FE129"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["a"], {0: "accept"}),
        (["enter"], {0: "accept"}),
        (["1"], {0: "accept"}),
        (["2"], {}),
        (["s"], {0: "leave"}),
        (["space"], {0: "leave"}),
        (["A"], {0: "accept", 2: "accept"}),
        (["alt+1"], {0: "accept", 2: "accept"}),
        (["S"], {0: "leave", 2: "leave"}),
        (["a", "u"], {}),
        (["a", "u", "ctrl+r"], {0: "accept"}),
        (["j", "a"], {1: "accept"}),
        (["j", "k", "a"], {0: "accept"}),
        (["down", "up", "a"], {0: "accept"}),
        (["right", "s"], {2: "leave"}),
        (["right", "left", "s"], {0: "leave"}),
        (["g", "2", "enter", "s"], {1: "leave"}),
        (["g", "9", "enter", "s"], {0: "leave"}),
        (["f", *"name", "enter"], {0: "false-alarm"}),
        (["f", *"name", "escape"], {}),
        (["F", *"name", "enter"], {0: "false-alarm", 2: "false-alarm"}),
        (["w", "enter", "enter"], {0: "allow"}),
        (["w", "3", "enter"], {0: "allow", 2: "allow"}),
        (["w", "p", "enter"], {0: "allow", 2: "allow"}),
        (["w", "escape"], {}),
        (["e", "enter"], {0: "retype"}),
        (["e", "ctrl+a", "x", "enter"], {0: "retype", 2: "retype"}),
        (["R", "x", "enter"], {0: "retype", 2: "retype"}),
        (["R", "ctrl+a", "x", "enter"], {0: "retype"}),
        (["e", "escape"], {}),
        (["/", *"ship", "enter", "s"], {1: "leave"}),
        (["/", *"ship", "enter", "escape", "k", "s"], {0: "leave"}),
        (["n"], {}),
        (["o", "o", "t", "t", "c", "c", "c", "s"], {0: "leave"}),
        (["z", "ctrl+z", "f9", "escape"], {}),
    ],
)  # fmt: skip
def test_keys(folder: Path, keys: list[str], expected: dict[int, str]) -> None:
    assert kinds(pressed(*keys)) == expected


def test_alt_and_a_digit_as_escape_and_the_digit_arrive(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        pilot.app.post_message(events.Key("inverted_exclamation_mark", "¡"))
        await pilot.pause()
        assert kinds(session.state) == {0: "accept", 2: "accept"}

    review(drive)


def test_every_action_has_its_method_and_its_place_in_the_help() -> None:
    from mtqa.review.app.screen import SIMPLE, ReviewScreen

    keymap = keymap_of()
    assert sorted(a for part in PARTS.values() for a in part) == sorted(keymap.keys)
    own = {a for a in keymap.keys if a not in SIMPLE and not a.startswith("suggestion")}
    assert not [a for a in own if not hasattr(ReviewScreen, f"do_{a.replace('-', '_')}")]


def test_a_retyped_text_begins_with_the_suggestion(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press("e")
        await pilot.pause()
        spot = session.state.spot
        line = pilot.app.screen.query_one("#answer", Input)
        assert line.value == spot.reworded(spot.suggestions[0])
        assert not pilot.app.screen.query_one(Choices).display
        line.value = "[red]a slip[/red]"
        await pilot.press("enter", "k")
        await pilot.pause()
        (made,) = session.state.decisions.values()
        assert made.kind == "retype"
        assert pilot.app.screen.query_one(Choices).display
        assert not pilot.app.screen.query_one(Ask).display
        assert "[red]a slip[/red]" in screen(pilot), "nothing in a text is markup"

    review(drive)


def editor_that(folder: Path, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script = folder / "editor.sh"
    script.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(script))


@pytest.mark.skipif(os.name == "nt", reason="the editor is a shell script")
@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ('echo "He called it a slip." > "$1"', {0: "retype"}),
        (":", {}),
        ("exit 3", {}),
        (r'printf "\377" > "$1"', {}),
        ('rm "$1"', {}),
    ],
)
def test_editor(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str, expected: dict[int, str]) -> None:
    editor_that(folder, does, monkeypatch)
    state = pressed("E")
    assert kinds(state) == expected


def test_an_editor_that_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press("E")
        await pilot.pause()
        assert not session.state.decisions
        assert "no-such-editor" in screen(pilot)

    review(drive)


def test_apply_asks_once(folder: Path) -> None:
    for answer in ("y", "enter"):
        (folder / "one.txt").write_text(TEXT, encoding="utf-8")
        (folder / "journal").unlink(missing_ok=True)

        async def drive(pilot: "Pilot[Outcome]", session: Session, answer: str = answer) -> None:
            await pilot.press("A", "x")
            await pilot.pause()
            assert isinstance(pilot.app.screen, Reading)
            assert (folder / "one.txt").read_text(encoding="utf-8") == TEXT
            await pilot.press("escape", "x", answer)
            await pilot.pause()

        app, _ = review(drive)
        outcome = app.return_value
        assert outcome is not None
        assert outcome.applied is not None
        assert (outcome.code, outcome.applied.corrections) == (0, 2)
        assert (folder / "one.txt").read_text(encoding="utf-8").count("“a mistake”") == 2


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", 130), ("ctrl+q", 0)])
@pytest.mark.parametrize("over", [(), ("x",), ("e",), ("?",)])
def test_no_other_way_out_applies_anything(folder: Path, key: str, code: int, over: tuple[str, ...]) -> None:
    if key == "q" and over:
        pytest.skip("q answers the screen that is over the card")

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press("A", *over, key)
        await pilot.pause()

    app, _ = review(drive)
    outcome = app.return_value
    assert outcome is not None
    assert (outcome.applied, outcome.code, outcome.decided) == (None, code, 2)
    assert (folder / "one.txt").read_text(encoding="utf-8") == TEXT
    assert kinds(pressed()) == {0: "accept", 2: "accept"}, "what was decided is kept"


def test_a_changed_file_is_not_touched(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press("A")
        (folder / "one.txt").write_text("New.\n" + TEXT, encoding="utf-8")
        await pilot.press("x")
        await pilot.pause()
        assert "the file has changed" in screen(pilot)
        await pilot.press("y")
        await pilot.pause()

    app, _ = review(drive)
    assert app.return_value is not None
    assert app.return_value.code == 2
    assert (folder / "one.txt").read_text(encoding="utf-8") == "New.\n" + TEXT


def test_other_keys(folder: Path) -> None:
    keys = {"accept": ("y",), "leave": ("f9",), "allow": ()}
    assert kinds(pressed("a", "w", keys=keys)) == {}
    assert kinds(pressed("y", "f9", keys=keys)) == {0: "accept", 2: "leave"}


def test_mouse(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.click(Choices, offset=(12, 0))
        await pilot.pause()
        assert kinds(session.state) == {0: "accept"}
        await pilot.click(Side, offset=(4, 4))
        await pilot.pause()
        assert session.state.view.path == "two.txt"
        assert session.state.at == 3
        await pilot.press("s")
        await pilot.pause()
        assert kinds(session.state) == {0: "accept", 3: "leave"}, "keys go on as before"
        await pilot.click(Side, offset=(4, 4))
        await pilot.pause()
        assert session.state.view.path == ""
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choosing)
        await pilot.click("#answers", offset=(2, 1))
        await pilot.pause()
        assert not isinstance(pilot.app.screen, Choosing)
        await pilot.press("enter")
        await pilot.pause()
        assert "allow" in kinds(session.state).values()

    review(drive, size=(120, 30))


def test_the_side_list_by_keys(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        side = pilot.app.screen.query_one(Side)
        assert not side.display
        await pilot.press("l")
        await pilot.pause()
        assert side.display
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert session.state.view.path == "two.txt"
        assert not side.display
        await pilot.press("escape")
        assert session.state.view.path == ""

    review(drive)


def test_counts_are_kept_up(folder: Path) -> None:
    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        for key in ("A", "u", "ctrl+r", "a", "u", "S", "k", "s", "u", "u", "u", "u"):
            await pilot.press(key)
            state = session.state
            left = [spot.path for n, spot in enumerate(state.deck.spots) if n not in state.decisions]
            counted = {path: count for path, count in pilot.app.screen.tally.files.items() if count}  # type: ignore[attr-defined]
            assert counted == {path: left.count(path) for path in set(left)}

    review(drive)


def test_the_mark_of_a_long_text_is_in_sight(folder: Path) -> None:
    long = "It was a quiet day at sea and nobody minded. " * 60
    (folder / "one.txt").write_text(f"{long}He left on tuesday. {long}\n", encoding="utf-8")

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        assert "tuesday" in screen(pilot)
        await pilot.press("c")
        await pilot.pause()
        body = pilot.app.screen.query_one(Body)
        assert body.virtual_size.height > body.size.height
        assert "tuesday" in screen(pilot)

    review(drive, paths=("one.txt",))


def test_hostile_and_wide_texts_are_shown_as_they_are(folder: Path) -> None:
    text = "\x1b[31m[b]他说 “ a mistake ». \u202eشالوم[/b] [@click=app.quit]x[/]\n"
    (folder / "one.txt").write_text(text, encoding="utf-8")

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        shown = screen(pilot)
        assert "␛[31m[b]他说" in shown
        assert "⟨U+202E⟩" in shown
        assert "[@click=app.quit]" in " ".join(shown.split())
        for key in ("d", "escape", "?", "escape", "e", "escape", "a", "d", "escape", "x", "escape"):
            await pilot.press(key)
        await pilot.pause()
        assert session.state.decisions

    review(drive, paths=("one.txt",))


VIEWS: dict[str, tuple[str, ...]] = {
    "card": (), "decided": ("a", "k"), "retype": ("e",), "allow": ("w",), "false-alarm": ("F",), "context": ("c",),
    "diff": ("A", "s", "d"), "apply": ("A", "s", "x"), "help": ("?",), "list": ("l",), "filtered": ("/", *"ship", "enter"),
}  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
@pytest.mark.parametrize("view", VIEWS)
def test_screens(folder: Path, size: tuple[int, int], view: str) -> None:
    """Compare the text of each screen with what is stored; MTQA_SNAPSHOTS=write stores it anew."""
    path = SNAPSHOTS / f"{view}-{size[0]}x{size[1]}.txt"

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        await pilot.press(*VIEWS[view])
        await pilot.pause()
        shown = screen(pilot)
        if os.environ.get("MTQA_SNAPSHOTS") == "write":
            path.write_text(shown, encoding="utf-8")
        assert shown == path.read_text(encoding="utf-8")

    review(drive, size)


def test_light_and_dark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        assert pilot.app.theme == "mtqa-light"
        await pilot.press("t")
        assert pilot.app.theme == "mtqa-dark"

    review(drive)


def test_a_journal_that_cannot_be_written_stops_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtqa.errors import InputError

    async def drive(pilot: "Pilot[Outcome]", session: Session) -> None:
        def refuse(*_: object) -> None:
            raise InputError("no space left", "journal")

        monkeypatch.setattr(type(session.journal), "record", refuse)
        await pilot.press("a")
        await pilot.pause()

    app, _ = review(drive)
    assert app.problem is not None
    assert app.return_value is not None
    assert app.return_value.code == 2
