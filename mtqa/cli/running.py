"""One run of the engine over a command's inputs: what `check`, `gate`, `baseline` and the others share.

A run yields the findings file by file, in order, as its filters leave them, and knows in the end whether all of it
could be checked: what could not makes the command exit with 2, whatever was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.progress import Progress
from mtqa.cli.silencing import silenced, suppressions_of
from mtqa.cli.trending import trend_of
from mtqa.cli.workers import Rendered, results_of
from mtqa.config import Config
from mtqa.engine import BatchResult, Engine, recurring_lines
from mtqa.errors import MtqaError, WorkerError
from mtqa.load import ByteSource
from mtqa.model import Document, Rule
from mtqa.packs import rule_of
from mtqa.penalty import scale_of
from mtqa.report import Style
from mtqa.report.base import About, Ended, FileResult, Summary, result_of, unsourced
from mtqa.report.safe import visible
from mtqa.suppress.judging import Suppressions

Filter = Callable[[FileResult], FileResult]


@dataclass(slots=True)
class Run:
    """Inputs and rules of one run. `filters` change each result in turn; `measure` counts the words of items.

    `compared`: a filter among them leaves out what was known before.
    `styles`: reports whose rows workers may make, where nothing but these reports needs the findings.
    `remarks` are asked in the end for what else there is to say, "" for nothing.
    """

    inputs: common.Inputs
    engine: Engine
    config: Config
    filters: list[Filter] = field(default_factory=list)
    remarks: list[Callable[[], str]] = field(default_factory=list)
    measure: bool = False
    jobs: int = 1
    watched: bool = False
    compared: bool = False
    styles: Sequence[Style] = ()
    recurring: dict[str, int] = field(default_factory=dict)
    summary: Summary = field(default_factory=Summary)
    documents: list[tuple[ByteSource, Document]] = field(default_factory=list)
    suppressions: Suppressions = field(init=False)

    def read(self) -> None:
        """Open the inputs; those that cannot be read are told. Raises: ConfigError for a bad suppression file."""
        self.suppressions = suppressions_of(self.config, self.engine.ruleset)
        self.documents = list(self.inputs.documents())
        if not self.watched:
            self.inputs.tell_idle(self.documents)
        with suppress(MtqaError):  # the same error is told when the file is checked
            self.recurring |= recurring_lines([d for _, d in self.documents], self.engine.ruleset)

    def about(self) -> About:
        """Return what reports may ask about the run."""
        files = tuple(d.path for _, d in self.documents)
        return About(
            partial(rule_named, self.engine), self._signature(), files, self.compared, self.inputs.paths,
            scale_of(self.config["score"]), partial(trend_of, self.inputs.paths, self.config),
        )  # fmt: skip

    def results(self) -> Iterator[FileResult]:
        """Yield the findings of each file, counted, and show how far it is on a terminal."""
        progress = Progress()
        try:
            for result in self._silenced():
                for change in self.filters:
                    result = change(result)
                self.summary.count(result)
                progress.update(result.path, self.summary.segments)
                yield result
        finally:
            progress.close()
        self.summary.files = len(self.documents)
        self.summary.unread = sum(not isinstance(error, WorkerError) for error in self.inputs.errors)
        self.summary.errors = [*self.inputs.errors, *map(_incomplete, self.engine.problems)]
        self.summary.signature = self._signature()

    def tell(self, *, quiet: bool = False) -> bool:
        """Tell what else there is to say; return whether everything could be checked."""
        told = [unsourced(self.summary)]
        told += [self.inputs.memory.told() if self.inputs.memory and not self.inputs.errors else ""]
        told += [visible(f"{d.path} cannot be written back: {d.read_only}") for _, d in self.documents if d.read_only]
        told += [remark() for remark in self.remarks]
        for line in filter(None, () if quiet else told):
            click.echo(f"mtqa: {line}", err=True)
        for problem in self.engine.problems:
            self.inputs.tell(_incomplete(problem))
        return not self.inputs.errors

    def _signature(self) -> str:
        return common.signature(self.engine.ruleset, self.config, self.summary.segments)

    def _silenced(self) -> Iterator[FileResult]:
        """Yield the findings without those suppressed, and those about suppressions."""
        return silenced(self._checked(), self.suppressions, partial=self.inputs.memory is not None)

    def _checked(self) -> Iterator[FileResult]:
        """Yield what is found in each file, batch by batch; a file that cannot be read to its end is told."""
        documents = [document for _, document in self.documents]
        styles = () if self.filters else self.styles
        each = results_of(self.engine, documents, self.recurring, self.jobs, self.inputs.tell, styles)
        for (source, document), results in zip(self.documents, each, strict=True):
            try:
                yield from file_results(results, source, document, measure=self.measure)
            except MtqaError as error:
                self.inputs.tell(error)


def _incomplete(problem: str) -> MtqaError:
    return MtqaError(problem, hint="mend the rule, or leave it out with --ignore; its findings are incomplete")


def file_results(
    results: Iterable[BatchResult], source: ByteSource, document: Document, *, measure: bool
) -> Iterator[FileResult]:
    """Yield the findings of one file, batch by batch. Raises: InputError where its rest cannot be read."""
    fixable = not (document.read_only or source.compressed)
    sourced = False
    for result in results:
        sourced = sourced or result.batch.sources is not None
        ready = result.ready if isinstance(result, Rendered) else None
        yield result_of(document, result.batch, result.findings, fixable=fixable, measure=measure, ready=ready)
    loose = document.loose() if document.loose else ()
    langs = document.source_lang, document.target_lang
    yield FileResult(document.path, (), format=document.format, langs=langs, ended=Ended(loose, sourced))


def rule_named(engine: Engine, name: str) -> Rule:
    """Return a rule by its id. Raises: KeyError."""
    row = next((row for row in engine.ruleset.every if row["id"] == name), None)
    if row is None:
        raise KeyError(name)
    return rule_of(row)


def run_of(inputs: common.Inputs, config: Config, **more: Any) -> Run:
    """Return a run over inputs with the rules of a configuration, its inputs opened."""
    run = Run(inputs, Engine(common.rules_of(config)), config, **more)
    run.read()
    return run
