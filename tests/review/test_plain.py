"""The review as plain prompts, answered line by line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from mtqa.cli.reviewing import session_of
from mtqa.review.keymap import keymap_of
from mtqa.review.plain import Plain
from mtqa.review.session import Session
from mtqa.review.state import Decision

TEXT = "He said “ no ».\nIt was at the the dawn.\nShe knew : nothing.\nHe ran at the the dusk.\n"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    return page


def sit(*answers: str, keys: dict[str, tuple[str, ...]] | None = None) -> tuple[Plain, str, int, Session]:
    """Answer in turn, then let the input end; return what was said and the exit code."""
    session, _ = session_of(["page.txt"], {"isolated": True})
    said: list[str] = []
    left = list(answers)

    def ask(prompt: str, given: str = "") -> str:
        said.append(f"{prompt}{given}")
        if not left:
            raise EOFError
        return left.pop(0)

    plain = Plain(session, keymap_of(keys), ask, said.append)
    with session.journal:
        outcome = plain.run()
    return plain, "\n".join(said), outcome.code, session


def kinds(session: Session) -> Sequence[str]:
    return [session.state.decisions.get(n, Decision("leave", reason="none")).kind for n in range(4)]


def test_a_card_is_told_in_words(page: Path) -> None:
    _, said, code, session = sit("j")
    assert code == 2
    assert session.state.decisions == {}
    assert "Finding 1 of 3. 4 findings left in all." in said
    assert "page.txt, line 1" in said
    assert "Now: He said [“ ]no[ »]." in said
    assert "Would be: He said [“]no[”]." in said
    assert "1: “no”" in said
    assert "Finding 2 of 3, 2 identical, 2 of these undecided." in said
    assert "a 1-9 e E s f w n u r j k J K g / d c ? x q > " in said
    assert "\x1b" not in said


def test_accept_retype_undo_and_apply(page: Path) -> None:
    _, said, code, session = sit("a", "e", "at dawn", "u", "r", "u", "A", "s", "x", "y")
    assert code == 0
    assert "New wording: the" in said
    assert "Everything is decided: x applies it, q keeps it for later." in said
    assert "+He said “no”." in said
    assert "Apply 3 corrections in 1 file, and leave?" in said
    expected = "He said “no”.\nIt was at the dawn.\nShe knew : nothing.\nHe ran at the dusk.\n"
    assert page.read_text(encoding="utf-8") == expected
    assert session.state.left == 0


def test_a_wording_may_follow_on_the_line(page: Path) -> None:
    sit("j", "e this", "x", "")
    assert page.read_text(encoding="utf-8") == TEXT.replace("the the dawn", "this dawn")


def test_nothing_typed_goes_back_and_a_deletion_is_confirmed(page: Path) -> None:
    _, _, _, session = sit("j", "e", "", "", "e", "", "y")
    (made,) = session.state.decisions.values()
    assert made.kind == "retype"
    assert made.edits[0].text in ("", " ")


@pytest.mark.parametrize("answers", [("a",), ("a", "x"), ("e",), ("f",), ("w",), ("w", "1"), ("a", "x", "n")])
def test_the_end_of_input_applies_nothing(page: Path, answers: tuple[str, ...]) -> None:
    _, _, code, _ = sit(*answers)
    assert code == 2
    assert page.read_text(encoding="utf-8") == TEXT
    assert not (page.parent / ".mtqa-baseline.json").exists()


def test_what_was_decided_is_there_next_time(page: Path) -> None:
    sit("a", "q")
    _, said, code, session = sit("q")
    assert code == 0
    assert "1 decision of before stands." in said
    assert session.state.left == 3
    assert page.read_text(encoding="utf-8") == TEXT


def test_all_identical(page: Path) -> None:
    _, said, _, session = sit("j", "F it is a song", "g 1", "w", "3", "our house", "d")
    assert [d.kind for _, d in sorted(session.state.decisions.items())] == ["allow", "false-alarm", "false-alarm"]
    assert "a false alarm, because it is a song" in said
    assert "allowed in the project, because our house" in said


def test_a_number_with_a_capital_means_all(page: Path) -> None:
    _, _, _, session = sit("j", "1A")
    assert [d.kind for d in session.state.decisions.values()] == ["accept", "accept"]


@pytest.mark.parametrize("line", ["a house", "Z", "1 2", "99"])
def test_what_is_no_key_decides_nothing(page: Path, line: str) -> None:
    _, said, _, session = sit(line)
    assert session.state.decisions == {}
    assert "is no key here" in said


def test_words_do_what_keys_do_and_keys_can_be_others(page: Path) -> None:
    _, _, _, session = sit("accept", "z", "undo", keys={"leave": ("z",)})
    assert [d.kind for d in session.state.decisions.values()] == ["accept"]


def test_search_go_context_and_help(page: Path) -> None:
    _, said, _, session = sit("/dusk", "c", "?", "g 9", "/nowhere", "n")
    assert session.state.walk == (3,)
    assert "Before, line 3: She knew : nothing." in said
    assert "doubled-function-word" in said
    assert "(false-alarm-all): all identical findings are false alarms" in said
    assert "There is no finding 9: they go from 1 to 1." in said
    assert "No finding is like that." in said
    assert "No rule: " in said


def test_the_editor_rewrites_a_segment(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = page.parent / "editor.sh"
    script.write_text("#!/bin/sh\nsed -i 's/ : nothing/ little/' \"$1\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    sit("g 3", "E", "x", "y")
    assert page.read_text(encoding="utf-8") == TEXT.replace(" : nothing", " little")
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    _, said, _, session = sit("E")
    assert "the editor cannot be started" in said
    assert session.state.decisions == {}


def test_a_text_cannot_steer_the_terminal(page: Path) -> None:
    page.write_text("It was \x1b[31mat the the dawn [bold].\n", encoding="utf-8")
    _, said, _, _ = sit("c", "d", "a", "d", "?")
    assert "\x1b" not in said
    assert "␛[31m" in said
    assert "[bold]" in said


def test_a_file_that_changed_meanwhile_is_not_touched(page: Path) -> None:
    session, _ = session_of(["page.txt"], {"isolated": True})
    answers = iter(["A", "x", "y"])

    def ask(prompt: str, given: str = "") -> str:
        if prompt.startswith("Apply"):
            page.write_text("Another.\n", encoding="utf-8")
        return next(answers)

    with session.journal:
        outcome = Plain(session, keymap_of(), ask, lambda _: None).run()
    assert outcome.code == 2
    assert page.read_text(encoding="utf-8") == "Another.\n"
