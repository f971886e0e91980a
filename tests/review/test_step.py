"""The core of the review, by its laws."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from decks import ACTIONS, BACK, DECIDING, WALKING, after, decks, finding
from hypothesis import given
from hypothesis import strategies as st

from mtqa import fix
from mtqa.model import Edit
from mtqa.review.deck import Deck, Spot, deck_of
from mtqa.review.state import (
    Accept,
    Action,
    Allow,
    Decision,
    FalseAlarm,
    Go,
    Leave,
    Look,
    Move,
    Redo,
    Retype,
    Rewrite,
    State,
    Undo,
    View,
    accepted,
    decided,
)
from mtqa.review.step import step
from mtqa.review.wording import smallest

CITY = "The big metropolis said: a big metropolis."


def spot(start: int, end: int, *wordings: str, path: str = "a.txt", text: str = CITY) -> Spot:
    return Spot(path, finding(text, start, end, *wordings))


def deck(*spots: Spot) -> Deck:
    return deck_of(spots)


THREE = deck(
    spot(4, 18, "city", "town"), spot(27, 41, "city", "town"), spot(0, 3, "A"),
    spot(0, 14, "city", "town", path="b.txt", text="big metropolis"),
)  # fmt: skip


@given(decks(), ACTIONS)
def test_as_many_undos_lead_back(deck: Deck, actions: Sequence[Action]) -> None:
    state = after(State(deck), actions)
    back = after(state, [Undo()] * len(actions))
    assert (back.decisions, back.past) == ({}, ())


@given(decks(), ACTIONS, DECIDING)
def test_an_undo_restores_decisions_and_place(deck: Deck, actions: Sequence[Action], action: Action) -> None:
    before = after(State(deck), actions)
    done = step(before, action)
    if len(done.past) > len(before.past):
        back = step(done, Undo())
        assert (back.at, back.decisions, back.past) == (before.at, before.decisions, before.past)
        again = step(back, Redo())
        assert replace(again, told="") == replace(done, told="")
    else:
        assert replace(done, told="") == replace(before, told="")
        assert done.told


@given(decks(), ACTIONS)
def test_undo_then_redo_changes_no_decision(deck: Deck, actions: Sequence[Action]) -> None:
    state = after(State(deck), actions)
    if state.past:
        again = after(state, [Undo(), Redo()])
        assert (again.decisions, again.past, again.future) == (state.decisions, state.past, state.future)


@given(decks(), ACTIONS)
def test_accepted_edits_never_overlap(deck: Deck, actions: Sequence[Action]) -> None:
    state = after(State(deck), actions)
    targets = {spot.place: spot.segment.target for spot in deck.spots}
    for place, edits in accepted(state).items():
        assert all(a.end <= b.start and not fix.overlap(a, b) for a, b in pairwise(edits))
        at_once = fix.apply(targets[place], edits)
        one_by_one, shift = targets[place], 0
        for edit in edits:
            one_by_one = fix.apply(one_by_one, [Edit(edit.start + shift, edit.end + shift, edit.text)])
            shift += len(edit.text) - (edit.end - edit.start)
        assert at_once == one_by_one
    assert all(not deck.spots[n].why_not or not made.edits for n, made in state.decisions.items())


@given(decks(), ACTIONS, st.integers(0, 2))
def test_accept_all_is_accepting_each(deck: Deck, actions: Sequence[Action], choice: int) -> None:
    state = after(State(deck), actions)
    each = state
    for number in state.identical:
        if number == state.at or number not in state.decisions:
            each = step(replace(each, at=number), Accept(choice))
    assert step(state, Accept(choice, all=True)).decisions == each.decisions


@given(decks(), ACTIONS, WALKING)
def test_a_move_decides_nothing(deck: Deck, actions: Sequence[Action], action: Action) -> None:
    state = after(State(deck), actions)
    moved = step(state, action)
    assert (moved.decisions, moved.past, moved.future) == (state.decisions, state.past, state.future)
    assert 0 <= moved.at < len(deck.spots)


@given(decks(), ACTIONS)
def test_a_view_shows_what_it_says(deck: Deck, actions: Sequence[Action]) -> None:
    state = after(State(deck), actions)
    rule, path, text = state.view.rule, state.view.path, state.view.text.casefold()

    def is_shown(spot: Spot) -> bool:
        own = spot.finding
        found = any(text in part.casefold() for part in (own.segment.target, own.message, own.rule))
        return rule in ("", own.rule) and path in ("", spot.path) and found

    assert list(state.walk) == [n for n in deck.walks[state.order] if is_shown(deck.spots[n])]


@given(decks(), ACTIONS, st.one_of(DECIDING, BACK))
def test_a_decision_goes_on_to_what_is_open(deck: Deck, actions: Sequence[Action], action: Action) -> None:
    before = after(State(deck), actions)
    done = step(before, action)
    if len(done.past) > len(before.past) and set(done.walk) - set(done.decisions) - {done.past[-1].at}:
        assert done.at not in done.decisions
        assert done.at in done.walk


def test_nothing_to_review() -> None:
    for action in (Accept(), Move("card"), Undo(), Look(View(text="x"))):
        assert step(State(deck()), action).told == "There is nothing to review."


def test_a_key_goes_to_the_next_of_the_card_then_on() -> None:
    state = State(THREE)
    assert [len(card) for card in THREE.cards] == [3, 1]
    state = step(state, Accept())
    assert state.at == 1
    state = step(state, Leave(all=True))
    assert state.at == 2
    assert {n: d.kind for n, d in state.decisions.items()} == {0: "accept", 1: "leave", 3: "leave"}
    state = step(state, Leave())
    assert (state.told, state.left) == ("All of these are decided.", 0)


def test_what_runs_into_another_is_told() -> None:
    state = after(State(THREE), [Rewrite("Nothing."), Go(1)])
    refused = step(state, Accept())
    assert "runs into what was decided on XX001 ('big metropolis')" in refused.told
    assert replace(refused, told="") == state
    some = step(state, Accept(all=True))
    assert some.told.startswith("1 of 2 were passed over: It runs into")
    assert 3 in some.decisions


def test_a_decision_may_be_made_anew_in_its_own_place() -> None:
    state = after(State(THREE), [Accept(), Go(0), Accept(1)])
    assert state.decisions == {0: Decision("accept", (Edit(4, 18, "town"),))}
    assert len(state.past) == 2


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (Accept(2), "There is no suggestion 3: there are 2."),
        (Retype("big metropolis"), "That is the wording it has."),
        (Retype("big \x1b[2Jcity"), "A text cannot hold the control character U+001B."),
        (Go(9), "There is no finding 10."),
        (Look(View(text="nowhere")), "No finding is like that."),
        (Look(order="by heart"), "There is no order by heart."),
        (Undo(), "There is nothing to undo."),
        (Redo(), "There is nothing to redo."),
        (Move("card", -1), "That was the first one."),
        (Move("file", 2), "That was the last one."),
    ],
)
def test_what_cannot_be_done_is_told(action: Action, told: str) -> None:
    state = step(State(THREE), action)
    assert (state.told, replace(state, told="")) == (told, State(THREE))


def test_a_control_character_that_a_text_has_may_stay() -> None:
    state = State(deck(spot(0, 3, text="big\x97 city")))
    assert step(state, Rewrite("large\x97 city")).decisions[0].edits == (Edit(0, 3, "large"),)


def test_a_file_that_cannot_be_written_takes_no_edit() -> None:
    shut = deck(replace(spot(4, 18, "city"), why_not="it is a web page"))
    assert step(State(shut), Accept()).told == "a.txt cannot be written back: it is a web page"
    assert step(State(shut), FalseAlarm("a name")).decisions[0].reason == "a name"


def test_a_phrase_is_allowed_wherever_its_rule_objects_to_it() -> None:
    here = State(deck(
        spot(4, 18, "city"), spot(27, 41, "town"), spot(0, 15, path="b.txt", text="Big  metropolis"), spot(0, 3),
    ))  # fmt: skip
    assert sorted(step(here, Allow("project")).decisions) == [0, 1, 2]
    assert sorted(step(here, Allow("file")).decisions) == [0, 1]
    assert sorted(step(here, Allow("here")).decisions) == [0]
    assert "no phrase" in step(State(deck(spot(4, 4, "very "))), Allow("project")).told


def test_files_are_walked_by_the_cards_that_begin_in_them() -> None:
    walk = State(deck(
        spot(4, 18, "city"), spot(0, 3), spot(0, 14, "city", path="b.txt", text="big metropolis"),
        spot(0, 1, path="b.txt", text="a b"), spot(2, 3, path="c.txt", text="a b"),
    ))  # fmt: skip
    first = step(walk, Move("file"))
    assert first.at == 3
    assert step(first, Move("file")).at == 4
    assert step(first, Move("file", 5)).at == 4
    assert step(first, Move("file", -1)).at == 0
    assert step(walk, Move("spot", 2)).at == 1


def test_decisions_are_listed_in_reading_order() -> None:
    state = after(State(THREE), [Go(2), FalseAlarm("r"), Go(1), Leave(), Go(0), FalseAlarm("s")])
    assert [made.reason for _, made in decided(state, ["false-alarm"])] == ["s", "r"]


@pytest.mark.parametrize(
    ("text", "edit", "least"),
    [
        ("a big metropolis", Edit(2, 16, "big city"), Edit(6, 16, "city")),
        ("a big metropolis", Edit(0, 16, "a big metropoles"), Edit(6, 16, "metropoles")),
        ("one two", Edit(0, 7, "one and two"), Edit(4, 4, "and ")),
        ("one and two", Edit(0, 11, "one two"), Edit(4, 8, "")),
        ("cafe\u0301 x", Edit(0, 7, "cafe x"), Edit(0, 5, "cafe")),
        ("same", Edit(0, 4, "same"), None),
    ],
)
def test_an_edit_is_cut_down_to_what_it_changes(text: str, edit: Edit, least: Edit | None) -> None:
    assert smallest(text, edit) == least


@given(st.text("ab é\u0301", max_size=12), st.text("ab é\u0301", max_size=12))
def test_the_smallest_edit_does_the_same(text: str, new: str) -> None:
    edit = smallest(text, Edit(0, len(text), new))
    assert (fix.apply(text, [edit]) if edit else text) == new
