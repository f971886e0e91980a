"""Check files in several processes, in the order of the files."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from mtqa.cli.common import Inputs
from mtqa.cli.running import check_document
from mtqa.engine import Engine, Fingerprints
from mtqa.errors import MtqaError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.packs import RuleSet
from mtqa.report import FileResult
from mtqa.seen import name_of, without


def check_files(
    sources: Sequence[ByteSource], inputs: Inputs, ruleset: RuleSet, recurring: Mapping[str, int], jobs: int,
    *, measure: bool = False,
) -> Iterator[FileResult]:  # fmt: skip
    """Yield the findings of each file, as one process would."""
    fingerprints = Fingerprints()
    skip = inputs.memory.skip if inputs.memory else {}
    with ProcessPoolExecutor(
        jobs, initializer=_start, initargs=(ruleset, dict(recurring), inputs.options, skip, measure)
    ) as pool:
        for source, future in [(s, pool.submit(_check, s)) for s in sources]:
            try:
                parts, problems, error = future.result()
            except BrokenProcessPool as died:
                raise MtqaError("a worker process died", source.name, "run again with -j1") from died
            for part in parts:
                yield _numbered(part, fingerprints)
            for told in [error] if error else [MtqaError(p) for p in problems]:
                inputs.tell(told)


Skip = Mapping[str, frozenset[str]]

_state: dict[str, tuple[RuleSet, Mapping[str, int], LoadOptions, Skip, bool]] = {}


def _start(
    ruleset: RuleSet, recurring: Mapping[str, int], options: LoadOptions, skip: Skip, measure: bool
) -> None:  # fmt: skip
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the process that started this one
    _state["run"] = ruleset, recurring, options, skip, measure


def _check(source: ByteSource) -> tuple[list[FileResult], list[str], MtqaError | None]:
    ruleset, recurring, options, skip, measure = _state["run"]
    engine = Engine(ruleset, fingerprints=None)
    parts: list[FileResult] = []
    try:
        document = load(source, options)
        document = without(document, skip[name_of(source)]) if skip else document
        parts += check_document(engine, source, document, recurring, measure=measure)
    except MtqaError as error:
        return parts, engine.problems, error
    return parts, engine.problems, None


def _numbered(result: FileResult, fingerprints: Fingerprints) -> FileResult:
    """Give the findings of a worker their fingerprints, as one process would."""
    found = [
        (segment, [replace(f, fingerprint=fingerprints.number(f.fingerprint)) for f in findings])
        for segment, findings in result.findings
    ]
    return replace(result, findings=found)
