"""Check record batches of segments.

Consecutive rows with the same `document` are one document, wherever record batches end: its rows are neighbours, and
are held to each other. A row whose `document` is null, or that has no such column, stands alone: it is checked as a
document of one segment. Findings come in the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Unpack

import pyarrow as pa

from mtqa.arrow.found import Gathered
from mtqa.arrow.rows import Rows, alone, batches_of, by_document
from mtqa.arrow.rules import Options, Rules, rules_for
from mtqa.checks import IN_ORDER
from mtqa.config import Config
from mtqa.engine import Engine, Fingerprints
from mtqa.errors import MtqaError
from mtqa.model import Document
from mtqa.packs import RuleSet

HINT = "mend the rule, or leave it out with `ignore`; its findings are incomplete"


def check_batches(
    batches: Iterable[pa.RecordBatch],
    config: Config | None = None,
    *,
    recurring: Mapping[str, int] | None = None,
    keep_going: bool = False,
    **options: Unpack[Options],
) -> Iterator[pa.RecordBatch]:
    """Return the findings (FINDINGS) of segments (SEGMENTS), as they are found, in bounded memory.

    The rules are those of a configuration, of the defaults without one, and `options` are put over it; `Checker` keeps
    them for several calls. `recurring`: see `Checker.check`, as for `keep_going`.
    Raises: UsageError, PackError, TermbaseError at once; from the iterator what `Checker.check` does.
    """
    return Checker(rules_for(config, options)).check(batches, recurring=recurring, keep_going=keep_going)


class Checker:
    """Rules made ready to run over record batches, any number of times."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._whole = Engine(rules.ruleset, fingerprints=None)
        self._alone = Engine(_without_order(rules.ruleset), fingerprints=None)

    def check(
        self,
        batches: Iterable[pa.RecordBatch],
        *,
        recurring: Mapping[str, int] | None = None,
        keep_going: bool = False,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the findings of segments in record batches.

        `recurring`: in how many items each line stands that recurs (`recurring_lines`); None: none does. A rule that
        takes too long has lost findings: that is an error at the end of its document, or with `keep_going` a row with
        a `problem`. Raises: InputError for columns that are no segments, MtqaError for such a rule.
        """
        gathered = Gathered()
        for name, rows in by_document(batches):
            for told in self._document(name, rows, recurring or {}, gathered):
                yield from gathered.full()
                if told and not keep_going:
                    raise MtqaError(told, hint=HINT)
        yield from gathered.full(1)

    def _document(
        self, name: str | None, rows: Iterator[Rows], recurring: Mapping[str, int], gathered: Gathered
    ) -> Iterator[str]:
        """Gather the findings of a document; yield now and then, with what could not be checked."""
        engine = (self._alone if name is None else self._whole).anew()
        batches = alone(rows) if name is None else batches_of(rows)
        document = Document(name or "", "arrow", *self.rules.langs, lambda: batches, read_only="it is in memory")
        fingerprints = Fingerprints()
        for result in engine.run(document, recurring):
            for _, findings in result.findings:
                gathered.add(name, findings, Fingerprints() if name is None else fingerprints)
            yield ""
        for told in engine.problems:
            gathered.problem(name, told)
            yield told


def _without_order(ruleset: RuleSet) -> RuleSet:
    """Return the rules that have something to say of a segment alone."""
    return replace(ruleset, rows=tuple(row for row in ruleset.rows if row["kind"] not in IN_ORDER))
