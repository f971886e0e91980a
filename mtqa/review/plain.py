"""The review as plain prompts, line by line: for dumb terminals and screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from io import TextIOWrapper
from typing import Protocol

from mtqa.errors import MtqaError
from mtqa.report.safe import visible
from mtqa.review import said
from mtqa.review.app import Outcome, editor
from mtqa.review.apply import Applied
from mtqa.review.keymap import Keymap
from mtqa.review.plan import Plan
from mtqa.review.session import Session
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
)  # fmt: skip

CONTEXT = 3
"""Units: segments on either side."""
PROMPTED = (
    "accept", "suggestion", "retype", "editor", "leave", "false-alarm", "allow", "rule", "undo", "redo", "next",
    "previous", "next-file", "previous-file", "go", "search", "diff", "context", "help", "apply", "quit",
)  # fmt: skip
SCOPES: Mapping[str, Scope] = {
    "1": "here", "2": "file", "3": "project", "h": "here", "f": "file", "p": "project", "here": "here",
    "file": "file", "project": "project",
}  # fmt: skip
YES = ("y", "yes")


class Ask(Protocol):
    """Asks for a line, without its end."""

    def __call__(self, prompt: str, given: str = "") -> str:
        """Return the answer; `given` is there to be changed where the terminal can. Raises: EOFError."""


Say = Callable[[str], None]


class Plain:
    """One sitting. `ask` and `say` are all it knows of a terminal."""

    def __init__(self, session: Session, keymap: Keymap, ask: Ask, say: Say) -> None:
        self.session, self.keymap, self.ask, self.say = session, keymap, ask, say
        self.outcome: Outcome | None = None
        # Ctrl-R does not reach a program that reads lines
        self.extra = {"r": "redo"} if "r" not in keymap.bound else {}
        self._places = Places()

    def run(self) -> Outcome:
        """Ask until the editor leaves, or there is nothing more to read. Raises: MtqaError by the journal."""
        self._tell(self.session.state.told)
        self._show()
        try:
            while self.outcome is None:
                self._line(self.ask(self._prompt()))
        except EOFError:
            self.say("")
            return self._left(code=2)
        return self.outcome

    def _prompt(self) -> str:
        others = {action: key for key, action in self.extra.items()}
        keys = (others.get(action) or _short(self.keymap, action) for action in PROMPTED)
        return " ".join(filter(None, keys)) + " > "

    def _line(self, line: str) -> None:
        """Do what a line says: a key or a word, and perhaps an answer behind it."""
        action, number, rest = self._meant(line)
        bare = action in SIMPLE or action in ("suggestion", "suggestion-all")
        if not action or (bare and rest.strip()):
            self._tell(f"{line.strip()} is no key here, and nothing was decided: ? tells them all.")
        elif action in SIMPLE:
            self._act(SIMPLE[action])
        elif action in ("suggestion", "suggestion-all"):
            self._act(Accept(number, all=action.endswith("-all")))
        elif action in self._others:
            self._others[action](self, rest)
        else:
            self._tell("There is no such thing in plain prompts.")

    def _meant(self, line: str) -> tuple[str, int, str]:
        """Return the action of a line, the number of its suggestion, and what follows."""
        if not line.strip():
            return *self.keymap.does("space" if line else "enter"), ""
        head, _, rest = line.strip(" \t").partition(" ")
        if head[0] == "/" and self.keymap.does("/")[0] == "search":
            return "search", 0, line.strip()[1:]
        if len(head) == 2 and head[0] in "123456789" and head[1] in "Aa":
            return "suggestion-all", int(head[0]) - 1, ""
        if head in self.keymap.keys:
            return head, 0, rest
        action, number = self.keymap.does(head)
        return action or self.extra.get(head, ""), number, rest

    def _act(self, action: Action) -> None:
        """Take a step; show the card where it is another, or was decided."""
        before = self.session.state
        after = self.session.act(action)
        ended = bool(before.left and not after.left)
        self._tell("" if ended else after.told)
        if (before.at, before.decisions, before.walk) != (after.at, after.decisions, after.walk):
            self._show()
        if ended:
            keys = self.keymap.first("apply"), self.keymap.first("quit")
            self._tell(f"Everything is decided: {keys[0]} applies it, {keys[1]} keeps it for later.")

    def _show(self) -> None:
        self._all(said.card(self.session.state, self._places.shown(self.session.state)))

    def _all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)

    def _tell(self, text: str) -> None:
        if text:
            self.say("\n".join(visible(line) for line in text.split("\n")))

    def _left(self, applied: Applied | None = None, code: int = 0) -> Outcome:
        state = self.session.state
        return Outcome(len(state.decisions), state.left, applied, applied.code if applied else code)

    def _retype(self, text: str, everything: bool = False) -> None:
        spot = self.session.state.spot
        if spot.why_not:
            self._tell(f"{spot.path} cannot be written back: {spot.why_not}")
            return
        start, end = spot.span
        old = spot.segment.target[start:end]
        given = spot.reworded(spot.suggestions[0]) if spot.suggestions else old
        self._tell("" if text else f'In place of "{old}":')
        # what cannot be shown as it is cannot be changed in a line either
        text = text or self.ask("New wording: ", given if given == visible(given) else "")
        if not text and self.ask("Delete it? y deletes, anything else goes back: ").strip().lower() not in YES:
            return
        self._act(Retype(text, everything))

    def _editor(self, _: str) -> None:
        spot = self.session.state.spot
        if spot.why_not:
            self._tell(f"{spot.path} cannot be written back: {spot.why_not}")
            return
        try:
            new = editor.edited(spot.segment.target)
        except MtqaError as error:
            self._tell(str(error))
            return
        if new == spot.segment.target:
            self._tell("Nothing was changed, and so nothing is decided.")
        else:
            self._act(Rewrite(new))

    def _false_alarm(self, reason: str, everything: bool = False) -> None:
        reason = reason or self.ask("False alarm, because: ")
        self._act(FalseAlarm(reason.strip(), everything))

    def _allow(self, rest: str) -> None:
        scope = rest or self.ask("Allow it: 1 here, 2 in this file, 3 in the project, nothing goes back: ")
        if wanted := SCOPES.get(scope.strip().lower()):
            self._act(Allow(wanted, self.ask("Because: ").strip()))

    def _rule(self, _: str) -> None:
        """Make a rule of what was decided on the finding shown, else of the last correction."""
        state = self.session.state
        here, made = state.at, state.decisions.get(state.at)
        if not (made and made.edits) and state.past:
            self.session.act(Go(state.past[-1].at))
        drafted = self.session.draft()
        if drafted.problem:
            self._tell(f"No rule: {drafted.problem}.")
        else:
            self._tell(drafted.yaml)
            self._tell("\n".join(drafted.hits))
            if self.ask(f"Save it to {visible(drafted.path)}? y saves: ").strip().lower() in YES:
                try:
                    self._tell(self.session.save_rule())
                except MtqaError as error:
                    self._tell(str(error))
        self.session.act(Go(here))

    def _go(self, text: str) -> None:
        state = self.session.state
        cards = len(self._places.of(state))
        text = (text or self.ask(f"Go to finding (1 to {cards}): ")).strip()
        own = self._places.spots(state, text)
        if not own:
            self._tell(f"There is no finding {text}: they go from 1 to {cards}." if text else "")
            return
        self._act(Go(next((n for n in own if n not in state.decisions), own[0])))

    def _search(self, text: str) -> None:
        text = text or self.ask("Show only findings with (nothing shows all): ")
        self._act(Look(view=replace(self.session.state.view, text=text.strip())))

    def _order(self, _: str) -> None:
        order = "severity" if self.session.state.order == "reading" else "reading"
        self._act(Look(order=order))
        self._tell("The gravest first." if order == "severity" else "In reading order.")

    def _diff(self, _: str) -> None:
        plan = self._planned()
        if plan is None:
            return
        self._tell("" if plan or plan.problems else "Nothing that is decided changes anything yet.")

    def _planned(self) -> Plan | None:
        """Show what applying would do; where a file cannot be read for it, say so."""
        try:
            plan = self.session.plan()
            self._all(said.planned(plan))
        except MtqaError as error:
            self._tell(str(error))
            return None
        return plan

    def _context(self, _: str) -> None:
        try:
            self._all(said.context(self.session.around(self.session.state.spot, CONTEXT)))
        except MtqaError as error:
            self._tell(str(error))

    def _help(self, _: str) -> None:
        rule = self.session.rule(self.session.state.spot.finding.rule)
        self._all(said.helped(self.keymap, self.extra, rule))

    def _apply(self, _: str) -> None:
        """Show everything, ask once, write."""
        plan = self._planned()
        if plan is None:
            return
        left = self.session.state.left
        self._tell(f"{left} of {len(self.session.state.deck.spots)} findings are left undecided." if left else "")
        question = f"Apply {said.summed(plan)}, and leave?" if plan else "There is nothing to apply. Leave?"
        if self.ask(f"{question} y or Enter: yes, anything else goes back: ").strip().lower() in ("", *YES):
            self.outcome = self._left(self.session.apply(plan))

    def _quit(self, _: str) -> None:
        self.outcome = self._left()

    _others: Mapping[str, Callable[[Plain, str], None]] = {
        "retype": _retype, "retype-all": lambda self, rest: self._retype(rest, everything=True), "editor": _editor,
        "false-alarm": _false_alarm, "false-alarm-all": lambda self, rest: self._false_alarm(rest, everything=True),
        "allow": _allow, "rule": _rule, "go": _go, "search": _search, "order": _order, "diff": _diff,
        "context": _context, "help": _help, "apply": _apply, "quit": _quit,
    }  # fmt: skip


def _short(keymap: Keymap, action: str) -> str:
    return keymap.all(action) if action == "suggestion" else keymap.first(action)


def terminal(*, dumb: bool) -> Ask:
    """Return what asks at the terminal. Where lines can be changed in place, a given text is there to be changed."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # half a letter typed is refused later, and ends nothing
    try:
        if dumb:
            raise ImportError  # line editing moves the cursor
        import readline
    except ImportError:
        return _asked

    def ask(prompt: str, given: str = "") -> str:
        def put() -> None:
            readline.insert_text(given)
            readline.redisplay()

        readline.set_pre_input_hook(put if given else None)
        try:
            return input(prompt)
        finally:
            readline.set_pre_input_hook(None)

    return ask


def _asked(prompt: str, given: str = "") -> str:
    return input(prompt)


def run(session: Session, keymap: Keymap, *, dumb: bool) -> Outcome:
    """Run the review in the terminal. Raises: MtqaError by the journal."""
    return Plain(session, keymap, terminal(dumb=dumb), print).run()
