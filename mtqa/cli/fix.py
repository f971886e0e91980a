"""`mtqa fix`: apply fixes, changing no other byte."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from mtqa import fix
from mtqa.cli import common
from mtqa.cli.jobs import jobs_option
from mtqa.cli.silencing import suppressions_of
from mtqa.cli.workers import results_of
from mtqa.engine import BatchResult, Engine, recurring_lines
from mtqa.errors import InputError, MtqaError, UsageError
from mtqa.load import ByteSource
from mtqa.load.bytesource import encoding_of
from mtqa.model import SEVERITIES, ByteEdit, Document, Safety
from mtqa.report.base import counted
from mtqa.report.unified import painted, unified
from mtqa.seen import Memory
from mtqa.splice import replace_file, splice
from mtqa.suppress.judging import Suppressions


@click.command("fix")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--unsafe", is_flag=True, help="Apply the unsafe fixes as well.")
@click.option(
    "--diff", "as_diff", is_flag=True, help="Print what would change and write nothing; exit 1 if anything would."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write here: a file for one, a folder for several."
)
@common.fail_option
@common.rule_options
@common.input_options
@common.new_option
@common.suppress_options
@common.config_options
@common.color_option
@jobs_option
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Apply the safe fixes to files in place; standard input and URLs go to standard output.

    Only the edited words change: every other byte of a file stays as it is.
    """
    config = common.config_of(options)
    ruleset = common.rules_of(config)
    inputs = common.inputs_of(paths, options, config)
    inputs.memory = Memory("fix") if options["new_items"] else None
    engine = Engine(ruleset)
    suppressions = suppressions_of(config, ruleset)
    safeties: tuple[Safety, ...] = ("safe", "unsafe") if options["unsafe"] else ("safe",)
    counts: Counter[str] = Counter()
    documents = list(inputs.documents())
    inputs.tell_idle(documents)
    targets = _targets([s for s, _ in documents], options["output"], options["as_diff"])
    recurring = recurring_lines([d for _, d in documents], ruleset) if not inputs.errors else {}
    jobs = options["jobs"] if _are_apart([s.path for s, _ in documents], targets) else 1
    each = results_of(engine, [d for _, d in documents], recurring, jobs, inputs.tell)
    for (source, document), target, results in zip(documents, targets, each, strict=True):
        try:
            if source.compressed:
                raise InputError("a compressed file cannot be fixed", source.name, "unpack it first")
            own: Counter[str] = Counter()
            edits = _edits(results, document, safeties, own, config["fail-on"], suppressions)
            _write(source, document, target, edits, options, own)
            counts += own
        except MtqaError as error:
            error.where = error.where or source.name
            inputs.tell(error)
    counts["unwritten"] = len(inputs.errors)
    for problem in engine.problems:
        inputs.tell(MtqaError(problem))
    _tell(counts, options["as_diff"])
    if inputs.errors:
        return 2
    if not options["as_diff"]:
        sys.stdout.flush()
        inputs.remember()
    failed = counts["changed"] if options["as_diff"] else counts["left"]
    return 0 if options["exit_zero"] else int(bool(failed))


def _targets(sources: list[ByteSource], output: Path | None, as_diff: bool) -> list[Path | None]:
    """Decide where each file goes; None is standard output."""
    if output is None:
        printed = [s.name for s in sources if s.path is None]
        if len(printed) > 1 and not as_diff:
            raise UsageError(f"{len(printed)} texts would run into one on standard output", hint="give -o a folder")
        return [s.path for s in sources]
    if len(sources) == 1 and not output.is_dir():
        return [output]
    names = [Path(s.filename).name.strip("<>") for s in sources]
    if twice := [n for n, count in Counter(names).items() if count > 1]:
        raise UsageError(f"two files are named {twice[0]}", str(output), "fix them into different folders")
    if output.exists() and not output.is_dir():
        raise UsageError("several files cannot go into one", str(output), "give -o a folder")
    output.mkdir(parents=True, exist_ok=True)
    return [output / name for name in names]


def _are_apart(paths: Sequence[Path | None], targets: Sequence[Path | None]) -> bool:
    """Tell whether no file is written that is another input as well, which may have been read by then."""
    read = [_identity(path) for path in paths]
    count = Counter(read)
    written = [_identity(target) for target in targets]
    return not any(new and count[new] > (new == old) for old, new in zip(read, written, strict=True))


def _identity(path: Path | None) -> object:
    """Return what is the same for all names of a file."""
    if path is None:
        return None
    try:
        stat = path.stat()
    except OSError:
        return path.absolute()
    return stat.st_dev, stat.st_ino


def _edits(
    results: Iterable[BatchResult], document: Document, safeties: tuple[Safety, ...], counts: Counter[str],
    fail_on: str, suppressions: Suppressions,
) -> list[ByteEdit]:  # fmt: skip
    edits: list[ByteEdit] = []
    grave = SEVERITIES[SEVERITIES.index(fail_on) :]
    for result in results:
        locate, notes = result.batch.locate, result.batch.notes
        for i, found in result.findings:
            findings, _ = suppressions.split(document.path, found, notes[i] if notes else ())
            chosen, skipped = fix.choose(findings, safeties)
            done = {id(f) for f in chosen}
            counts["fixed"] += len(chosen)
            counts["overlapping"] += len(skipped)
            counts["left"] += sum(f.severity in grave and id(f) not in done for f in findings)
            if chosen and (document.read_only or locate is None):
                why = document.read_only or f"{document.format} files are only read"
                raise InputError(f"cannot be written back: {why}", document.path, "`mtqa check` shows what to change")
            if locate:
                edits += fix.placed(result.batch, i, fix.edits_of(chosen))
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _write(
    source: ByteSource, document: Document, target: Path | None, edits: list[ByteEdit], options: dict[str, Any],
    counts: Counter[str],
) -> None:  # fmt: skip
    counts["changed"] += bool(edits)
    with source.open() as file:
        if options["as_diff"]:
            sys.stdout.writelines(_diff(source, document, file, edits, common.wants_color(options["color"])))
        elif target is None:
            sys.stdout.flush()
            splice(file, edits, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        elif edits or options["output"]:
            replace_file(target, file, edits)


def _diff(source: ByteSource, document: Document, file: Any, edits: list[ByteEdit], color: bool) -> Iterator[str]:
    encoding = document.encoding or encoding_of(source).name
    lines = unified(source.name, file, edits, encoding) if edits else ()
    return (f"{line}\n" for line in (painted(lines) if color else lines))


def _tell(counts: Counter[str], as_diff: bool) -> None:
    verb = "would be applied to" if as_diff else "applied to"
    if not counts["fixed"]:
        told = "Nothing to fix" if not counts["unwritten"] else "Nothing was fixed"
        click.echo(f"{told}.", err=True)
        return
    told = f"{counted(counts['fixed'], 'finding')}: fixes {verb} {counted(counts['changed'], 'file')}"
    if counts["overlapping"]:
        told += f"; {counts['overlapping']} left, for they overlap others: run again"
    click.echo(told + ".", err=True)
