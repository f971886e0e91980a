"""The keys of a review: what each action is called, what it does, and the keys it has unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtqa.nodes import Node
from mtqa.schema import TEXTS, Report, Spec, did_you_mean

DIGITS = tuple("123456789")
KEYS: Mapping[str, tuple[str, ...]] = {
    "accept": ("a", "enter"),
    "accept-all": ("A",),
    "suggestion": DIGITS,
    "suggestion-all": tuple(f"alt+{digit}" for digit in DIGITS),
    "retype": ("e",),
    "retype-all": ("R",),
    "editor": ("E",),
    "leave": ("s", "space"),
    "leave-all": ("S",),
    "false-alarm": ("f",),
    "false-alarm-all": ("F",),
    "allow": ("w",),
    "rule": ("n",),
    "undo": ("u",),
    "redo": ("ctrl+r",),
    "next": ("j", "down"),
    "previous": ("k", "up"),
    "next-identical": ("right", "."),
    "previous-identical": ("left", ","),
    "next-file": ("J",),
    "previous-file": ("K",),
    "go": ("g",),
    "search": ("/",),
    "order": ("o",),
    "list": ("l", "tab"),
    "diff": ("d",),
    "context": ("c",),
    "theme": ("t",),
    "help": ("?", "f1"),
    "apply": ("x",),
    "quit": ("q",),
}
"""Units: keys as a terminal application calls them: a character, or a name such as `enter`, `f1` or `ctrl+r`."""

MEANINGS: Mapping[str, str] = {
    "accept": "accept the first suggestion",
    "accept-all": "accept it for all identical findings",
    "suggestion": "accept the suggestion of that number",
    "suggestion-all": "accept it for all identical findings",
    "retype": "retype the marked text",
    "retype-all": "retype it in all identical findings",
    "editor": "rewrite the segment in your editor",
    "leave": "leave the text as it is",
    "leave-all": "leave all identical findings",
    "false-alarm": "false alarm: the rule is wrong here",
    "false-alarm-all": "all identical findings are false alarms",
    "allow": "allow the phrase here, in the file or in the project",
    "rule": "make a rule of the correction",
    "undo": "undo",
    "redo": "redo",
    "next": "next card",
    "previous": "previous card",
    "next-identical": "next finding, identical ones too",
    "previous-identical": "previous finding, identical ones too",
    "next-file": "next file",
    "previous-file": "previous file",
    "go": "go to a card by its number",
    "search": "search; nothing typed shows all again",
    "order": "reading order, or the gravest first",
    "list": "files and rules",
    "diff": "the diff of all that is decided",
    "context": "more of the text around",
    "theme": "light or dark",
    "help": "keys, and what the rule is about",
    "apply": "apply what is decided, and leave",
    "quit": "leave; what is decided is kept, nothing is applied",
}


def twice(keys: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """Return a key that two actions have, and these; None where there is none."""
    owner: dict[str, str] = {}
    for action, own in keys.items():
        for key in own:
            if owner.setdefault(key, action) != action:
                return key, owner[key], action
    return None


@dataclass(frozen=True)
class KeysSpec(Spec):
    """A mapping of actions to the keys that they shall have in place of those they have."""

    expects = "a mapping"

    def read(self, node: Node, report: Report) -> Any:
        """Return keys by action."""
        if node.kind != "map":
            report.add(
                node, f"expected a mapping of actions to keys, such as {{accept: [a, enter]}}, found {node.value!r}"
            )
            return None
        told: dict[str, tuple[str, ...]] = {}
        for name, value in node.pairs():
            if name.value not in KEYS:
                report.add(name, f"unknown action {name.value!r}", did_you_mean(str(name.value), list(KEYS)))
                continue
            own = tuple(TEXTS.read(value, report) or ())
            odd = next((key for key in own if not key or (len(key) > 1 and not key.replace("+", "").isalnum())), None)
            if odd is not None:
                report.add(value, f"{odd!r} is no key", "a character, or a name such as enter, space, f1 or ctrl+r")
            told[name.value] = own
        clash = twice({**KEYS, **told})
        if clash:
            self._tell(clash, told, node, report)
        return told

    @staticmethod
    def _tell(clash: tuple[str, str, str], told: Mapping[str, object], node: Node, report: Report) -> None:
        key, first, second = clash
        own, other = (second, first) if second in told else (first, second)
        hint = f"give {other} another key as well, such as {{{other}: [f9]}}"
        report.add(node.get(own) or node, f"{key!r} is a key of {other} already", hint)
