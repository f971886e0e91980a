"""One sitting of a review: the state, what its changes are kept in, and what a skin may ask for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mtqa.load import ByteSource
from mtqa.model import Document, Rule, Segment
from mtqa.review import apply as applying
from mtqa.review.apply import Applied, Check, Plan, Where
from mtqa.review.deck import Place, Spot
from mtqa.review.journal import Journal
from mtqa.review.state import Action, State
from mtqa.review.step import step

Around = tuple[tuple[Segment, ...], tuple[Segment, ...]]
"""The segments before and after one."""


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
