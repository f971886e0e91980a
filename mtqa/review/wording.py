"""Edits that an editor words: what they change at the least, and whether they run into others."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

import regex

from mtqa import fix
from mtqa.model import Edit
from mtqa.review.deck import Deck, Place
from mtqa.review.state import Decision

_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}--\t\n\r\x85]", regex.VERSION1)

Entry = tuple[int, int, int]  # start, end, number of the spot


class Taken:
    """The edits decided in each segment, sorted, so that one that runs into them is found at once."""

    def __init__(self, deck: Deck, decisions: Mapping[int, Decision]) -> None:
        self._deck = deck
        self._decisions = decisions
        self._places: dict[Place, list[Entry]] = {}

    def clash(self, number: int, edits: Iterable[Edit]) -> int | None:
        """Return a spot whose decided edits overlap these of spot `number`; its own are no matter."""
        for edit in edits:
            for start, end, other in self._near(number, edit):
                if fix.overlap(Edit(start, end, ""), edit):
                    return other
        return None

    def take(self, number: int, edits: Sequence[Edit]) -> None:
        """Note the edits decided for a spot, in place of those it had."""
        place = self._deck.spots[number].place
        entries = self._entries(place)
        if number in self._decisions and self._decisions[number].edits:
            entries[:] = [entry for entry in entries if entry[2] != number]
        for edit in edits:
            insort(entries, (edit.start, edit.end, number))

    def _near(self, number: int, edit: Edit) -> list[Entry]:
        """Return the neighbours of an edit: as none of the others overlap, no other can overlap it."""
        entries = self._entries(self._deck.spots[number].place)
        if number in self._decisions:
            entries = [entry for entry in entries if entry[2] != number]
        at = bisect_left(entries, (edit.start, edit.end, -1))
        return entries[max(0, at - 1) : at + 1]

    def _entries(self, place: Place) -> list[Entry]:
        known = self._places.get(place)
        if known is None:
            known = self._places[place] = sorted(
                (edit.start, edit.end, other)
                for other in self._deck.places[place]
                if other in self._decisions
                for edit in self._decisions[other].edits
            )
        return known


def misfit(wording: str, text: str) -> str:
    """Say why a wording cannot stand in a text: for a control character that the text has not; empty where it can."""
    found = next((char for char in _CONTROL.findall(wording) if char not in text), "")
    return f"A text cannot hold the control character U+{ord(found):04X}." if found else ""


def smallest(text: str, edit: Edit) -> Edit | None:
    """Cut an edit down to what it changes, at word boundaries; None where it changes nothing."""
    old, new = text[edit.start : edit.end], edit.text
    if old == new:
        return None
    head, least = 0, min(len(old), len(new))
    while head < least and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while head and not (_parted(old, head) and _parted(new, head)):
        head -= 1
    while tail and not (_parted(old, len(old) - tail) and _parted(new, len(new) - tail)):
        tail -= 1
    return Edit(edit.start + head, edit.end - tail, new[head : len(new) - tail])


def _parted(text: str, at: int) -> bool:
    """Tell whether neither a word nor a letter with its marks runs over `at`."""
    if not 0 < at < len(text):
        return True
    return not (unicodedata.combining(text[at]) or (text[at - 1].isalnum() and text[at].isalnum()))
