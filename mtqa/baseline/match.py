"""Tell known findings from new ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field

from mtqa.baseline.entry import Entry, Key, entry_of, place_of, segment_hash, total
from mtqa.errors import MtqaError
from mtqa.model import Document, Finding, Side

Wanted = Mapping[str, Set[str]]
"""The places where entries have each segment, by hash."""

Occurrences = Mapping[str, Mapping[str, int]]
"""How often each segment stands at each of these places, NOWHERE for all others."""

NOWHERE = ""


@dataclass(slots=True)
class Slot:
    """What of an entry is used: `own` by its segment at its place, `lent` to others, which `left` bounds.

    `free`: a segment may have moved away from its place; else it still stands there, in a file not looked at.
    """

    entry: Entry
    free: bool
    own: int = 0
    lent: int = 0
    left: int = 0

    @property
    def unused(self) -> int:
        """How many findings of the entry were not met."""
        return self.entry.count - self.own - self.lent


@dataclass(slots=True)
class Group:
    """The entries of one base and segment. `moved` bounds what edits may use: copies that moved come first."""

    slots: list[Slot] = field(default_factory=list)
    spare: int = 0


class Known:
    """Entries, used up as findings are met.

    An entry serves its own segment at its own place first. Only what is left, as `look` counts the segments of the
    run, serves its segment elsewhere and then an edited one at its place; so the order of the findings does not
    matter, and `look` is asked only where something was moved or edited.
    """

    def __init__(
        self, entries: Iterable[Entry], look: Callable[[Wanted], Occurrences], *,
        free: Callable[[Entry], bool] = lambda _: True,
    ) -> None:  # fmt: skip
        self.slots: dict[Key, Slot] = {key: Slot(e, free(e)) for key, e in sorted(total(entries).items())}
        self._look = look
        self._looked = False
        self._groups: dict[tuple[str, str], Group] = defaultdict(Group)
        self._places: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for (base, segment, place), slot in self.slots.items():
            self._groups[base, segment].slots.append(slot)
            self._places[base, place].append(slot)

    def use(self, path: str, form: str, finding: Finding, base: str) -> tuple[Entry, Entry | None]:
        """Return the entry that a finding would have, and the one that knows it, None where it is new.

        `path` is the file's name in these entries, `form` its format, `base` that of `based`.
        """
        entry = entry_of(path, finding, base, form)
        slot = self.slots.get(entry.key)
        if slot is not None and slot.own + slot.lent < slot.entry.count:
            slot.own += 1
            return entry, slot.entry
        slot = self._moved(entry) or self._edited(entry)
        if slot is not None:
            slot.lent += 1
        return entry, slot.entry if slot else None

    def _moved(self, entry: Entry) -> Slot | None:
        """Find an entry for a segment that stood elsewhere."""
        group = self._groups.get((entry.base, entry.segment))
        if group is None:
            return None
        self._count()
        return next((s for s in group.slots if s.free and s.unused and s.lent < s.left), None)

    def _edited(self, entry: Entry) -> Slot | None:
        """Find an entry for a segment that was another at this place."""
        for slot in self._places.get((entry.base, entry.place), ()):
            if slot.entry.segment == entry.segment:
                continue
            self._count()
            if not slot.unused or slot.lent >= slot.left:
                continue
            if not slot.free:
                return slot
            group = self._groups[slot.entry.base, slot.entry.segment]
            if group.spare > 0:
                group.spare -= 1
                return slot
        return None

    def _count(self) -> None:
        """Work out what of each entry its own segment at its own place does not need."""
        if self._looked:
            return
        self._looked = True
        wanted: dict[str, set[str]] = defaultdict(set)
        for _, segment, place in self.slots:
            wanted[segment].add(place)
        seen = self._look(wanted)
        for (_, segment), group in self._groups.items():
            needed = Counter(seen.get(segment, {}))
            for slot in group.slots:
                slot.left = max(0, slot.entry.count - needed[slot.entry.place])
                needed[slot.entry.place] -= slot.entry.count
            strays = sum(number for number in needed.values() if number > 0)
            group.spare = max(0, sum(slot.left for slot in group.slots if slot.free) - strays)


def occurrences(documents: Iterable[Document], wanted: Wanted, name: Callable[[str], str]) -> Occurrences:
    """Count the wanted segments of documents; what cannot be read is told by the run, which then has not passed."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    sources = any(segment.startswith("s") for segment in wanted)
    for document in documents:
        path = name(document.path)
        with suppress(MtqaError):
            for batch in document.batches():
                columns: list[tuple[Side, Sequence[str | None]]] = [("target", batch.targets)]
                columns += [("source", batch.sources)] if sources and batch.sources else []
                for side, texts in columns:
                    for i, text in enumerate(texts):
                        if (segment := segment_hash(text or "", side)) in wanted:
                            place = place_of(path, document.format, batch.segment(i))
                            seen[segment][place if place in wanted[segment] else NOWHERE] += 1
    return seen
