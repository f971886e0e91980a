"""Check files in several processes, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from mtqa.cli.common import Inputs
from mtqa.engine import Engine
from mtqa.errors import MtqaError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.packs import RuleSet
from mtqa.report import FileResult

_Part = tuple[FileResult, int]


def check_files(
    sources: Sequence[ByteSource], inputs: Inputs, ruleset: RuleSet, recurring: Mapping[str, int], jobs: int
) -> Iterator[_Part]:
    """Yield the findings of each file, as one process would."""
    seen: dict[str, int] = {}
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(ruleset, dict(recurring), inputs.options)) as pool:
        for source, future in [(s, pool.submit(_check, s)) for s in sources]:
            try:
                parts, problems, error = future.result()
            except BrokenProcessPool as died:
                raise MtqaError("a worker process died", source.name, "run again with -j1") from died
            for part in parts:
                yield _renumbered(part, seen)
            for told in [error] if error else [MtqaError(p) for p in problems]:
                inputs.tell(told)


_state: dict[str, tuple[RuleSet, Mapping[str, int], LoadOptions]] = {}


def _start(ruleset: RuleSet, recurring: Mapping[str, int], options: LoadOptions) -> None:
    _state["run"] = ruleset, recurring, options


def _check(source: ByteSource) -> tuple[list[_Part], list[str], MtqaError | None]:
    ruleset, recurring, options = _state["run"]
    engine = Engine(ruleset)
    parts: list[_Part] = []
    try:
        document = load(source, options)
        for result in engine.run(document, recurring):
            found = [(result.batch.segment(i), f) for i, f in result.findings]
            parts.append((FileResult(document.path, found), len(result.batch.targets)))
    except MtqaError as error:
        return parts, engine.problems, error
    return parts, engine.problems, None


def _renumbered(part: _Part, seen: dict[str, int]) -> _Part:
    """Keep fingerprints unique over files: each worker counts equal findings from nought."""
    from hashlib import blake2b

    result, size = part
    found = []
    for segment, findings in result.findings:
        mended = []
        for finding in findings:
            count = seen.get(finding.fingerprint, 0)
            seen[finding.fingerprint] = count + 1
            if count:
                key = blake2b(f"{finding.fingerprint}{count}".encode(), digest_size=8).hexdigest()
                finding = replace(finding, fingerprint=key)
            mended.append(finding)
        found.append((segment, mended))
    return FileResult(result.path, found), size
