"""Apply what was decided: what future runs leave alone is written down, then the edits of each file at once.

A kill between any two steps leaves files whole, old or new, and a journal that knows which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from mtqa.errors import InputError, MtqaError
from mtqa.review.aside import Aside, Check, Met, Where, add_allowed, add_false_alarms, mark_of, met
from mtqa.review.deck import Name
from mtqa.review.journal import Journal
from mtqa.review.plan import Digest, FilePlan, Plan, changed, plan, unchanged
from mtqa.splice import replace_file, splice


@dataclass(slots=True)
class Applied:
    """What was done."""

    files: list[str] = field(default_factory=list)
    corrections: int = 0
    false_alarms: int = 0
    allowed: int = 0
    problems: list[MtqaError] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self.problems else 0


def apply(made: Plan, journal: Journal, where: Where, check: Check) -> Applied:
    """Write what a plan says, file by file; one that cannot be written is told, and the others are written.

    What is left alone is written down first: an entry for a text that is not there yet does no harm.
    Raises: InputError where the journal cannot be written.
    """
    done = Applied(problems=list(made.problems))
    _set_aside(made, journal, where, check, done)
    for file in made.files:
        try:
            unchanged(file.source, file.before)
            journal.applying(file.path, file.before, file.after, file.spots, file.segments, file.moved)
            _replace(file)
        except MtqaError as error:
            if error.where == str(journal.path):
                raise
            if str(error) not in map(str, done.problems):  # it may have been met for its false alarms already
                done.problems.append(error)
            continue
        journal.applied(file.path)
        done.files.append(file.path)
        done.corrections += len(file.spots)
    return done


def _replace(file: FilePlan) -> None:
    """Replace a file, which is looked at once more through the handle that it is read by. Raises: InputError."""
    if file.source.path is None:
        raise InputError("cannot be written back", file.path)
    with file.source.open() as opened:
        digest = Digest()
        splice(opened, (), cast("BinaryIO", digest))
        if digest.hash != file.before:
            raise changed(file.path)
        replace_file(file.source.path, opened, file.edits)


def _set_aside(made: Plan, journal: Journal, where: Where, check: Check, done: Applied) -> None:
    """Write down false alarms and allowed phrases, by what the files will be once their edits are made."""
    found = dict(_found(made, check, done))
    for kind, file, add in (
        ("false-alarm", where.baseline, add_false_alarms), ("allow", where.suppressions, add_allowed),
    ):  # fmt: skip
        meant = [aside for aside in made.asides if aside.decision.kind == kind]
        own = [(aside, found[aside.name]) for aside in meant if aside.name in found]
        if not own:
            continue
        try:
            add(own, where)
        except MtqaError as error:
            done.problems.append(error)
            continue
        journal.noted(str(file), [aside.name for aside, _ in own])
        done.false_alarms += len(own) * (kind == "false-alarm")
        done.allowed += len(own) * (kind == "allow")


def _found(made: Plan, check: Check, done: Applied) -> Iterator[tuple[Name, Met | None]]:
    """Yield, for each finding to be left alone, what it becomes; nothing for those of files that cannot be checked."""
    after = {file.path: file for file in made.files}
    asides: dict[str, list[Aside]] = defaultdict(list)
    for aside in made.asides:
        asides[aside.spot.path].append(aside)
    for path, own in asides.items():
        try:
            source = made.sources[path]
            if path in after:
                unchanged(source, after[path].before)
                source = after[path].made()
            results = met(check(source))
        except MtqaError as error:
            error.where = error.where or path
            done.problems.append(error)
            continue
        for aside in own:
            mark = mark_of(aside)
            yield aside.name, results.get(mark) if mark else None


__all__ = ["Applied", "Aside", "Check", "FilePlan", "Plan", "Where", "apply", "plan"]
