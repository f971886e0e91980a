"""The one screen of the review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual import events
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from mtqa.errors import MtqaError
from mtqa.report.base import counted
from mtqa.report.safe import visible
from mtqa.review import said
from mtqa.review.app import editor
from mtqa.review.app.ask import Ask, Question
from mtqa.review.app.bars import footer, header
from mtqa.review.app.card import Card, Choices
from mtqa.review.app.dialogs import Choosing, Reading
from mtqa.review.app.side import Side
from mtqa.review.app.tally import Tally
from mtqa.review.app.told import difference, draft_lines, help_lines, made_of
from mtqa.review.keymap import Keymap
from mtqa.review.session import Around, Session
from mtqa.review.skin import SIMPLE, Places
from mtqa.review.state import (
    Accept,
    Action,
    Allow,
    FalseAlarm,
    Go,
    Look,
    Retype,
    Rewrite,
    Scope,
    View,
)  # fmt: skip

if TYPE_CHECKING:
    from mtqa.review.app.app import ReviewApp

WIDE = 100
"""Units: cells from which the side list is shown by itself."""
CONTEXT = (0, 2, 8)
"""Units: segments shown on either side, by how often it was asked for."""
OPTION_DIGITS = {char: f"alt+{n}" for n, char in enumerate("¡™£¢∞§¶•ª", 1)}
"""What Alt and a digit arrive as from terminals that send Escape and the digit."""
SCOPES: tuple[tuple[Scope, str, str], ...] = (
    ("here", "h", "here only"), ("file", "f", "in this file"), ("project", "p", "in the whole project"),
)  # fmt: skip


class ReviewScreen(Screen[None]):
    """Header, side list, card, footer."""

    AUTO_FOCUS = ""

    def __init__(self, session: Session, keymap: Keymap) -> None:
        super().__init__()
        self.session, self.keys = session, keymap
        self.tally = Tally(session.state)
        self._listed: bool | None = None
        self._level, self._note = 0, ""
        self._places = Places()

    @property
    def own(self) -> ReviewApp:
        """The application."""
        return cast("ReviewApp", self.app)

    def compose(self) -> ComposeResult:
        """Make the parts."""
        names = {spot.finding.rule: spot.finding.name for spot in self.session.state.deck.spots}
        yield Static(id="header", markup=False)
        with Horizontal(id="middle"):
            yield Side(self.tally, names)
            yield Card(id="card")
        yield Static(id="footer", markup=False)

    def on_mount(self) -> None:
        """Begin without a question."""
        self.query_one(Ask).display = False
        self.query_one(Side).display = False

    def on_resize(self, event: events.Resize) -> None:
        """Show or hide the list, and lay all out anew."""
        self._arrange(event.size.width)
        self.call_after_refresh(self.render_again)

    def _arrange(self, width: int) -> None:
        side = self.query_one(Side)
        side.display = width >= WIDE if self._listed is None else self._listed
        self.set_class(width < WIDE, "narrow")

    def render_again(self) -> None:
        """Show everything anew."""
        self.query_one(Side).fill(self.own.palette)
        self.refresh_state()

    def act(self, action: Action) -> None:
        """Take a step and show what comes of it."""
        before = self.session.state
        try:
            after = self.session.act(action)
        except MtqaError as problem:
            self.own.stop(problem)
            return
        self._note = ""
        if after.at != before.at:
            self._level = 0
        self.tally.follow(before, after)
        self.refresh_state()

    def tell(self, note: str) -> None:
        """Say something."""
        self._note = note
        self.refresh_state()

    def refresh_state(self) -> None:
        """Show the state."""
        state, palette = self.session.state, self.own.palette
        width = self.size.width
        self.query_one("#header", Static).update(header(state, width, palette))
        self.query_one("#footer", Static).update(footer(self.keys, width, palette))
        self.query_one(Side).follow(state.view, palette)
        self.query_one(Card).show(state, self._places.shown(state), self._surroundings(), palette, self._note)

    def _surroundings(self) -> Around | None:
        if not self._level:
            return None
        try:
            return self.session.around(self.session.state.spot, CONTEXT[self._level])
        except MtqaError as problem:
            self._note = str(problem)
            return ((), ())

    def on_key(self, event: events.Key) -> None:
        """Do what a key is for."""
        if self.focused is not None and event.key != "escape" and not self._on_list(event):
            return
        event.stop()
        event.prevent_default()
        char = event.character if event.is_printable and event.character != " " else None
        key = OPTION_DIGITS.get(char, char) if char else event.key
        if event.key == "escape":
            self._escape()
            return
        action, number = self.keys.does(key)
        if action:
            self._do(action, number)

    def _on_list(self, event: events.Key) -> bool:
        """Tell whether a key on the side list is meant for the review."""
        moving = ("up", "down", "enter", "home", "end", "pageup", "pagedown", "j", "k")
        return isinstance(self.focused, Side) and event.key not in moving

    def _escape(self) -> None:
        if isinstance(self.focused, Side):
            self._leave_list()
        elif self.session.state.view != View():
            self.act(Look(view=View()))

    def _do(self, action: str, number: int) -> None:
        if action in SIMPLE:
            self.act(SIMPLE[action])
        elif action in ("suggestion", "suggestion-all"):
            self.act(Accept(number, all=action.endswith("-all")))
        else:
            getattr(self, f"do_{action.replace('-', '_')}")()

    def do_retype(self, everything: bool = False) -> None:
        """Ask for a wording."""
        spot = self.session.state.spot
        if spot.why_not:
            self.tell(f"{spot.path} cannot be written back: {spot.why_not}")
            return
        start, end = spot.span
        given = spot.reworded(spot.suggestions[0]) if spot.suggestions else spot.segment.target[start:end]
        own = len(self._open_ones())
        self._ask(
            Question(
                "Retype the marked text", lambda text, all_: self.act(Retype(text, all_)), given, "takes it", own,
                everything and own > 1,
            )
        )  # fmt: skip

    def do_retype_all(self) -> None:
        """Ask for a wording of all identical ones."""
        self.do_retype(everything=True)

    def _open_ones(self) -> list[int]:
        state = self.session.state
        return [n for n in state.identical if n == state.at or n not in state.decisions]

    def do_false_alarm(self, everything: bool = False) -> None:
        """Ask why it is one."""
        own = len(self._open_ones())
        self._ask(
            Question(
                "False alarm: why?", lambda text, all_: self.act(FalseAlarm(text.strip(), all_)), "",
                "goes to the baseline", own, everything and own > 1,
            )
        )  # fmt: skip

    def do_false_alarm_all(self) -> None:
        """Ask why all identical ones are."""
        self.do_false_alarm(everything=True)

    def _ask(self, question: Question) -> None:
        self._note = ""
        self.query_one(Ask).put(question, self.own.palette)
        self.refresh_state()

    def on_descendant_blur(self) -> None:
        """Show the suggestions again once a question is gone."""
        self.call_after_refresh(self.refresh_state)

    def do_editor(self) -> None:
        """Have the segment changed in the editor."""
        spot = self.session.state.spot
        if spot.why_not:
            self.tell(f"{spot.path} cannot be written back: {spot.why_not}")
            return
        old = spot.segment.target
        try:
            with self.own.away():
                new = editor.edited(old)
        except (MtqaError, SuspendNotSupported) as problem:
            self.tell(str(problem) or "This terminal cannot be lent to an editor.")
            return
        if new == old:
            self.tell("Nothing was changed, and so nothing is decided.")
        else:
            self.act(Rewrite(new))

    def do_allow(self) -> None:
        """Ask where the phrase is to be allowed."""
        phrase = Text(visible(self.session.state.spot.finding.text), self.own.palette.spot)
        title = Text.assemble("Allow ", phrase)
        self.app.push_screen(
            Choosing(title, [(letter, told) for _, letter, told in SCOPES], self.own.palette), self._allow_in
        )

    def _allow_in(self, number: int | None) -> None:
        if number is None or number < 0:
            return
        scope, _, told = SCOPES[number]
        label = f"Allow it {told}: why?"
        self._ask(Question(label, lambda text, _: self.act(Allow(scope, text.strip())), "", "allows it"))

    def do_rule(self) -> None:
        """Make a rule of the correction shown, else of the last one."""
        if self.session.drafter is None:
            self.tell("Making rules is not available here.")
            return
        made, past = self.session.state.decisions.get(self.session.state.at), self.session.state.past
        if not (made and made.edits) and past:
            self.act(Go(past[-1].at))
        try:
            drafted = self.session.draft()
        except MtqaError as problem:
            self.tell(str(problem))
            return
        if drafted.problem:
            self.tell(f"No rule: {drafted.problem}.")
            return
        palette = self.own.palette
        title = Text.assemble(("A rule of this correction", palette.strong), f"  {visible(drafted.id)}")
        question = f"Save it to {visible(drafted.path)}?"
        self.app.push_screen(Reading(title, draft_lines(drafted, palette), palette, question), self.save_rule)

    def save_rule(self, yes: bool | None) -> None:
        """Save the rule that was drafted."""
        if not yes:
            return
        try:
            self.tell(self.session.save_rule())
        except MtqaError as problem:
            self.tell(str(problem))

    def do_go(self) -> None:
        """Ask for a card's number."""
        cards = len(self._places.of(self.session.state))
        self._ask(Question(f"Go to card (1-{cards})", self._go_to, "", "goes there", digits=True))

    def _go_to(self, text: str, _: bool) -> None:
        if not text:
            return
        state = self.session.state
        own = self._places.spots(state, str(int(text)))
        if own:
            self.act(Go(own[0]))
        else:
            self.tell(f"There is no card {text}: they go from 1 to {len(self._places.of(state))}.")

    def do_search(self) -> None:
        """Ask for a text."""
        view = self.session.state.view
        self._ask(Question("Show only findings with", self._search_for, view.text, "shows them; nothing typed: all"))

    def _search_for(self, text: str, _: bool) -> None:
        self.act(Look(view=replace(self.session.state.view, text=text.strip())))

    def do_order(self) -> None:
        """Change between reading order and the gravest first."""
        order = "severity" if self.session.state.order == "reading" else "reading"
        self.act(Look(order=order))
        self.tell("The gravest first." if order == "severity" else "In reading order.")

    def do_list(self) -> None:
        """Go to the side list, or back."""
        side = self.query_one(Side)
        if isinstance(self.focused, Side):
            self._leave_list()
            return
        if not side.display:
            self._listed = True
            self._arrange(self.size.width)
        side.can_focus = True
        side.focus()
        self.call_after_refresh(self.render_again)

    def _leave_list(self) -> None:
        side = self.query_one(Side)
        self.set_focus(None)
        side.can_focus = False
        if self.size.width < WIDE:
            self._listed = None
            self._arrange(self.size.width)
        self.call_after_refresh(self.render_again)

    def on_side_chosen(self, event: Side.Chosen) -> None:
        """Walk over what was chosen."""
        self.act(Look(view=event.view))
        self._leave_list()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Accept what was clicked."""
        self.act(Accept(event.number))

    def do_diff(self) -> None:
        """Show all that is decided."""
        state, palette = self.session.state, self.own.palette
        if not state.decisions:
            self.tell("Nothing is decided yet.")
            return
        title = Text.assemble(("Decided so far", palette.strong), "  ", made_of(list(state.decisions.values())))
        closing = self.keys.keys["diff"]
        self.app.push_screen(Reading(title, difference(state, palette), palette, closing=closing))

    def do_context(self) -> None:
        """Show more of the text around, in the end less again."""
        self._level = (self._level + 1) % len(CONTEXT)
        self.refresh_state()

    def do_theme(self) -> None:
        """Change between light and dark."""
        self.own.turn()
        self.render_again()

    def do_help(self) -> None:
        """Show the help."""
        palette = self.own.palette
        rule = self.session.rule(self.session.state.spot.finding.rule)
        title = Text("Help", palette.strong)
        self.app.push_screen(
            Reading(title, help_lines(self.keys, rule, palette), palette, closing=self.keys.keys["help"])
        )

    def do_apply(self) -> None:
        """Show what is going to be done, ask once, and do it."""
        state, palette = self.session.state, self.own.palette
        try:
            plan = self.session.plan()
        except MtqaError as problem:
            self.tell(str(problem))
            return
        told = said.summed(plan) or "nothing: no text changes"
        title = Text.assemble(("Apply ", palette.strong), told)
        for error in plan.problems:
            title.append(f"\n{visible(str(error.where))}: {visible(error.what)}; it is not touched", palette.error)
        if state.left:
            title.append(f"\n{counted(state.left, 'finding')} left undecided", palette.muted)
        make = difference(state, palette, {file.path for file in plan.files})
        question = "Apply and leave?" if plan else "Leave?"

        def answered(yes: bool | None) -> None:
            if not yes:
                return
            try:
                self.own.exit(self.own.outcome(self.session.apply(plan)))
            except MtqaError as problem:
                self.own.stop(problem)

        self.app.push_screen(Reading(title, make, palette, question), answered)

    def do_quit(self) -> None:
        """Leave."""
        self.own.action_keep()
