"""One sitting of a review: the state, what its changes are kept in, and what a skin may ask for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from mtqa.errors import UsageError
from mtqa.load import ByteSource
from mtqa.model import Document, Rule, Segment
from mtqa.review import apply as applying
from mtqa.review.apply import Applied, Check, Plan, Where
from mtqa.review.deck import Place, Spot
from mtqa.review.journal import Journal
from mtqa.review.state import Action, Decision, State
from mtqa.review.step import step

Around = tuple[tuple[Segment, ...], tuple[Segment, ...]]
"""The segments before and after one."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A rule drafted of a correction: its id, its YAML, lines that tell what it finds in the files at hand.

    `problem`: why there is none, and then the rest is empty. `path`: the pack it would be saved to.
    Nothing of it is made fit for a terminal yet.
    """

    id: str = ""
    yaml: str = ""
    hits: tuple[str, ...] = ()
    problem: str = ""
    path: str = ""


class Drafter(Protocol):
    """Makes rules of corrections."""

    def draft(self, spot: Spot, decision: Decision) -> Drafted:
        """Draft a rule of a decision that has edits, and try it on the files at hand."""

    def save(self) -> str:
        """Append the rule drafted last to the team's pack and return what there is to tell. Raises: MtqaError."""


@dataclass(slots=True)
class Session:
    """A review that is open. `rule` gives a rule by its id; `hashes` are those of the files as they were read."""

    state: State
    journal: Journal
    documents: Sequence[tuple[ByteSource, Document]]
    hashes: Mapping[str, str]
    rule: Callable[[str], Rule]
    where: Where
    check: Check
    signature: str = ""
    drafter: Drafter | None = None
    _drafted: Drafted = Drafted(problem="no rule was drafted")
    _around: dict[tuple[Place, int], Around] = field(default_factory=dict)

    def act(self, action: Action) -> State:
        """Take one step; what it decided is in the journal before this returns. Raises: InputError."""
        before = self.state
        after = step(before, action)
        self.journal.record(before, after)
        self.state = after
        return after

    def plan(self) -> Plan:
        """Work out what applying the decisions would do."""
        return applying.plan(self.state, self.documents, self.hashes)

    def apply(self, plan: Plan) -> Applied:
        """Write what a plan says. Raises: InputError where the journal cannot be written."""
        return applying.apply(plan, self.journal, self.where, self.check)

    def draft(self) -> Drafted:
        """Draft a rule of what was decided on the spot shown."""
        made = self.state.decisions.get(self.state.at)
        if self.drafter is None or made is None or not made.edits:
            self._drafted = Drafted(problem="a rule is made of a correction: accept or retype one first")
        else:
            self._drafted = self.drafter.draft(self.state.spot, made)
        return self._drafted

    def save_rule(self) -> str:
        """Save the rule drafted last and return what there is to tell. Raises: MtqaError where it cannot be."""
        if self.drafter is None or self._drafted.problem:
            raise UsageError(self._drafted.problem or "no rule was drafted")
        told = self.drafter.save()
        self.journal.rule(self._drafted.id, self._drafted.path)
        self._drafted = Drafted(problem="it is saved already")
        return told

    def around(self, spot: Spot, size: int) -> Around:
        """Return up to `size` segments before and after that of a spot. Raises: InputError."""
        wanted = spot.place, size
        if wanted not in self._around:
            document = next(d for _, d in self.documents if d.path == spot.path)
            self._around[wanted] = _around(document, spot, size)
        return self._around[wanted]


def _around(document: Document, spot: Spot, size: int) -> Around:
    before: deque[Segment] = deque(maxlen=size)
    segments = document.segments
    for segment in segments:
        if (document.path, segment.key, segment.line, segment.column) == spot.place:
            return tuple(before), tuple(islice(segments, size))
        before.append(segment)
    return (), ()
