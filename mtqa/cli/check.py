"""`mtqa check`: show what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.progress import Progress
from mtqa.cli.watching import Watch, refuse
from mtqa.config import Config
from mtqa.engine import Engine, Fingerprints, recurring_lines
from mtqa.errors import MtqaError, UsageError
from mtqa.model import SEVERITIES
from mtqa.report import FORMATS, Reporter, Summary, reporter
from mtqa.report.base import result_of, unsourced
from mtqa.report.safe import visible
from mtqa.seen import Memory

Sink = tuple[Reporter, Callable[[str], Any]]


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--format", "format", type=click.Choice(list(FORMATS)), help="How to print findings (default diff).")
@common.output_option
@common.fail_option
@common.rule_options
@common.input_options
@common.new_option
@click.option("--watch", is_flag=True, help="Go on, and check each file that changes, until Ctrl-C.")
@common.config_options
@common.color_option
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Check files in so many processes (default 1).")
@click.option("-q", "--quiet", is_flag=True, help="Print no closing line on clean input.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Show what marks a text as machine-translated.

    PATHS are files, folders, globs, http(s) URLs, or - for standard input.
    """
    config = common.config_of(options)
    if options["watch"]:
        refuse(paths)
    ruleset = common.rules_of(config)
    inputs = common.inputs_of(paths, options, config)
    engine = Engine(ruleset)
    if not options["watch"]:
        return _check(inputs, engine, config, options, {})
    if inputs.errors:
        return 2
    recurring: dict[str, int] = {}  # a line that stands in many articles still does when only one is checked again

    def again(changed: common.Inputs) -> int:
        fresh = replace(engine, problems=[], fingerprints=Fingerprints())
        return _check(changed, fresh, config, options, recurring)

    apart = frozenset(common.output_of(output, FORMATS)[1].resolve() for output in options["outputs"])
    Watch(paths, config["exclude"], inputs, again, apart).run()
    return 0


def _check(
    inputs: common.Inputs, engine: Engine, config: Config, options: dict[str, Any], recurring: dict[str, int]
) -> int:
    """Check inputs once, print, and return the exit code. `recurring` is added to."""
    ruleset = engine.ruleset
    inputs.memory = Memory("check") if options["new_items"] else None
    sinks, closers = _sinks(config["format"], options)
    summary, progress = Summary(), Progress()
    closers.append(progress.close)
    try:
        documents = list(inputs.documents())
        if not options["watch"]:
            inputs.tell_idle(documents)
        recurring |= _safely(inputs, lambda: recurring_lines([d for _, d in documents], ruleset)) or {}
        parts = _parallel(documents, ruleset, recurring, options["jobs"], inputs) if options["jobs"] > 1 else None
        for result in parts or _serial(documents, engine, recurring, inputs):
            summary.count(result)
            progress.update(result.path, summary.segments)
            _write(sinks, lambda r, result=result: r.findings(result))  # type: ignore[misc]
        summary.files = len(documents)
        summary.unread = len(inputs.errors)
        summary.signature = common.signature(ruleset, config, summary.segments)
        if not (options["quiet"] and not summary.total):
            _write(sinks, lambda r: r.end(summary))
    finally:
        for close in closers:
            close()
    told = [unsourced(summary), inputs.memory.told() if inputs.memory and not inputs.errors else ""]
    told += [visible(f"{d.path} cannot be written back: {d.read_only}") for _, d in documents if d.read_only]
    if not options["quiet"]:
        for line in filter(None, told):
            click.echo(f"mtqa: {line}", err=True)
    for problem in engine.problems:
        inputs.tell(
            MtqaError(problem, hint="mend the rule, or leave it out with --ignore; its findings are incomplete")
        )
    if inputs.errors:
        return 2
    sys.stdout.flush()  # what is seen is remembered only when it was also told
    inputs.remember()
    return 0 if options["exit_zero"] else int(_fails(summary, config["fail-on"]))


def _fails(summary: Summary, level: str) -> bool:
    return any(summary.severities[s] for s in SEVERITIES[SEVERITIES.index(level) :])


def _safely(inputs: common.Inputs, run: Callable[[], Any]) -> Any:
    try:
        return run()
    except MtqaError:
        return None  # the same error is told when the file is checked


def _serial(documents: Iterable[Any], engine: Engine, recurring: dict[str, int], inputs: common.Inputs) -> Any:
    for source, document in documents:
        try:
            fixable = not (document.read_only or source.compressed)
            for result in engine.run(document, recurring):
                yield result_of(document.path, result.batch, result.findings, fixable=fixable)
        except MtqaError as error:
            inputs.tell(error)


def _parallel(documents: Any, ruleset: Any, recurring: dict[str, int], jobs: int, inputs: common.Inputs) -> Any:
    """Check files in worker processes; results come back in the order of the files."""
    if len(documents) < 2:
        return None
    from mtqa.cli.workers import check_files

    return check_files([s for s, _ in documents], inputs, ruleset, recurring, jobs)


def _sinks(chosen: str, options: dict[str, Any]) -> tuple[list[Sink], list[Callable[[], Any]]]:
    color = common.wants_color(options["color"])
    sinks: list[Sink] = [(reporter(chosen, color=color, width=common.width_of()), sys.stdout.write)]
    closers: list[Callable[[], Any]] = []
    for output in options["outputs"]:
        name, path = common.output_of(output, FORMATS)
        try:
            file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", str(path)) from error
        sinks.append((reporter(name, width=100), file.write))
        closers.append(file.close)
    return sinks, closers


def _write(sinks: list[Sink], make: Callable[[Reporter], Iterable[str]]) -> None:
    for made, write in sinks:
        write("".join(make(made)))
