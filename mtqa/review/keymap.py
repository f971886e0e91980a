"""Which key does what in a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mtqa.keys import KEYS, MEANINGS

_SHOWN = {
    "enter": "Enter", "space": "Space", "escape": "Esc", "tab": "Tab", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "backspace": "Backspace", "delete": "Del", "home": "Home", "end": "End", "pageup": "PgUp",
    "pagedown": "PgDn",
}  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "Decide": (
        "accept", "suggestion", "retype", "editor", "leave", "false-alarm", "allow", "rule",
    ),
    "All identical": ("accept-all", "suggestion-all", "retype-all", "leave-all", "false-alarm-all"),
    "Move": (
        "next", "previous", "next-identical", "previous-identical", "next-file", "previous-file",
        "go", "search", "order",
    ),
    "See": ("list", "diff", "context", "theme", "help"),
    "Undo and leave": ("undo", "redo", "apply", "quit"),
}  # fmt: skip
"""All actions, as help shows them."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of each action. `bound`, the other way round: what a key does, and its place among that action's."""

    keys: Mapping[str, tuple[str, ...]]
    bound: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def does(self, key: str) -> tuple[str, int]:
        """Return the action of a key and the number of the key among that action's, from 0; no action for none."""
        return self.bound.get(key, ("", 0))

    def first(self, action: str) -> str:
        """Return the first key of an action as people call it; empty where it has none."""
        keys = self.keys[action]
        return shown(keys[0]) if keys else ""

    def all(self, action: str) -> str:
        """Return all keys of an action as people call them; a row of digits as one."""
        keys = [shown(key) for key in self.keys[action]]
        if len(keys) > 4:
            return f"{keys[0]}-{keys[-1].rpartition('-')[2]}"
        return " ".join(keys)

    @staticmethod
    def meaning(action: str) -> str:
        """Say what an action does."""
        return MEANINGS[action]


def keymap_of(told: Mapping[str, tuple[str, ...]] | None = None) -> Keymap:
    """Return the keymap with the keys that a configuration tells over the usual ones."""
    keys = {**KEYS, **(told or {})}
    bound = {key: (action, number) for action, own in keys.items() for number, key in enumerate(own)}
    return Keymap(keys, bound)


def shown(key: str) -> str:
    """Return a key as people call it."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    names = [*(word.capitalize() for word in held), _SHOWN.get(last, last.upper() if last[1:].isdigit() else last)]
    if held and len(last) == 1:
        names[-1] = last.upper()
    return "-".join(names)
