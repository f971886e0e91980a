"""Open a review: check the inputs, lay the findings out, and take up the journal where it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from mtqa import baseline
from mtqa.cli import common, known
from mtqa.cli.drafting import Drafter
from mtqa.cli.running import Run, file_results, rule_named
from mtqa.cli.silencing import place_of
from mtqa.config import Config
from mtqa.engine import Engine
from mtqa.errors import InputError, MtqaError, UsageError
from mtqa.load import ByteSource, load
from mtqa.report.base import FileResult
from mtqa.review.apply import Where
from mtqa.review.deck import Spot, deck_of
from mtqa.review.journal import Journal, hash_of, journal_path
from mtqa.review.session import Session
from mtqa.suppress.entries import FILE_NAME


class NothingError(MtqaError):
    """There is nothing to review, and no journal that may wait for what a kill left half done."""


def folder_of(config: Config) -> Path:
    """Return where what a review keeps is kept: beside the configuration, else here."""
    return config.folder if config.path else Path.cwd()


def session_of(paths: Sequence[str], options: dict[str, Any]) -> tuple[Session, Run]:
    """Check the inputs and open their review. Raises: MtqaError, NothingError among them."""
    config = common.config_of(options)
    if options.get("pack_to"):
        config.override({"review": {**config["review"], "pack": str(options["pack_to"])}})
    beside = options.get("baseline") or _baseline_beside(config)
    # one that is not there yet is begun by the first false alarm
    options = {**options, "kept": beside, "baseline": beside if beside and Path(beside).is_file() else None}
    inputs, jobs = common.inputs_of(paths, options, config), options.get("jobs") or 1
    run = Run(inputs, Engine(common.rules_of(config)), config, measure=True, jobs=jobs)
    run.read()
    hashes = {document.path: hash_of(source) for source, document in run.documents}
    known.add(run, paths, options)
    deck = deck_of(_spots(run))
    if not run.tell():
        raise InputError("not everything could be checked", hint="mend what is told above, or leave those files out")
    path = _journal(options, config, list(hashes))
    if not deck.spots and not path.exists():
        raise NothingError("nothing was found")
    journal = Journal.open(path)
    try:
        signature = run.summary.signature
        state = journal.resume(deck, hashes, signature)
        where = _where(config, options, journal.who)
        rule, check = partial(rule_named, run.engine), partial(_checked, run)
        drafter = Drafter(config, [document for _, document in run.documents])
        return Session(state, journal, run.documents, hashes, rule, where, check, signature, drafter), run
    except BaseException:
        journal.close()
        raise


def _journal(options: Mapping[str, Any], config: Config, names: Sequence[str]) -> Path:
    named = options.get("journal")
    return Path(named) if named else journal_path(folder_of(config), names)


def set_aside(paths: Sequence[str], options: dict[str, Any]) -> None:
    """Put away the journal of these inputs, so that a review begins anew; it still counts in the statistics.

    Raises: InputError where somebody reviews by it now.
    """
    config = common.config_of(options)
    inputs = common.inputs_of(paths, options, config)
    path = _journal(options, config, [document.path for _, document in inputs.documents()])
    if not path.is_file():
        return
    with Journal.open(path):
        until = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%S")
        old = path.with_name(f"{path.stem}-until-{until}{path.suffix}")
        if old.exists():
            raise InputError("is there already", str(old), "wait a second, and begin anew again")
        path.rename(old)


def _baseline_beside(config: Config) -> Path | None:
    path = folder_of(config) / baseline.NAME
    return path if path.is_file() else None


def _where(config: Config, options: Mapping[str, Any], who: Mapping[str, Any]) -> Where:
    folder = folder_of(config)
    kept = Path(options.get("kept") or folder / baseline.NAME)
    entries = baseline.read(kept) if kept.is_file() else {}
    author = options.get("author") or str(who.get("user", ""))
    return Where(kept, place_of(config) or folder / FILE_NAME, author, entries)


def _spots(run: Run) -> Iterator[Spot]:
    """Yield every finding in its place. What is said of suppressions is no matter of a review."""
    why = {d.path: _why_not(s, d.read_only) for s, d in run.documents}
    titles: dict[tuple[str, str], str] = {}
    for result in run.results():
        titles |= {(result.path, item): title for item, title in result.titles.items()}
        for segment, findings in result.findings:
            title = titles.get((result.path, segment.item), "")
            for finding in findings:
                if finding.rule.startswith("MQ") or result.path not in why:
                    continue
                yield Spot(result.path, finding, title, why[result.path] or ("" if result.fixable else "only read"))


def _why_not(source: ByteSource, read_only: str) -> str:
    if source.compressed:
        return "it is compressed; unpack it first"
    return read_only or ("" if source.path else "it is no file")


def _checked(run: Run, source: ByteSource) -> Iterable[FileResult]:
    """Check a text by itself, without filters."""
    engine = run.engine.anew()
    document = load(source, run.inputs.options)
    return file_results(engine.run(document, run.recurring), source, document, measure=False)


def refuse_stdin(paths: Sequence[str]) -> None:
    """Raises: UsageError where a path is standard input, from which keys are read."""
    if "-" in paths:
        raise UsageError(
            "a review asks at the terminal, and so cannot read the text from standard input",
            hint="give a file, or use `mtqa check -`",
        )
