"""`mtqa check`: show what is wrong."""

from __future__ import annotations

import sys
from typing import Any

import click

from mtqa.cli import common, known
from mtqa.cli.jobs import jobs_option
from mtqa.cli.running import Run
from mtqa.cli.sinks import Sinks
from mtqa.config import Config
from mtqa.engine import Engine
from mtqa.model import SEVERITIES
from mtqa.report import FORMATS, Summary
from mtqa.seen import Memory


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--format", "format", type=click.Choice(list(FORMATS)), help="How to print findings (default diff).")
@common.output_option
@common.fail_option
@common.rule_options
@common.input_options
@common.new_option
@common.suppress_options
@known.known_options
@click.option("--watch", is_flag=True, help="Go on, and check each file that changes, until Ctrl-C.")
@common.config_options
@common.color_option
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Print no closing line on clean input.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Show what marks a text as machine-translated.

    PATHS are files, folders, globs, http(s) URLs, or - for standard input.
    """
    config = common.config_of(options)
    if options["watch"]:
        from mtqa.cli.watching import refuse

        refuse(paths)
    ruleset = common.rules_of(config)
    inputs = common.inputs_of(paths, options, config)
    engine = Engine(ruleset)
    if not options["watch"]:
        return _check(inputs, engine, config, options, {}, paths)
    if inputs.errors:
        return 2
    recurring: dict[str, int] = {}  # a line that stands in many articles still does when only one is checked again

    def again(changed: common.Inputs) -> int:
        return _check(changed, engine.anew(), config, options, recurring, paths)

    from mtqa.cli.watching import Watch

    apart = frozenset(common.output_of(output, FORMATS)[1].resolve() for output in options["outputs"])
    Watch(paths, config["exclude"], inputs, again, apart).run()
    return 0


def _check(
    inputs: common.Inputs, engine: Engine, config: Config, options: dict[str, Any], recurring: dict[str, int],
    paths: tuple[str, ...],
) -> int:  # fmt: skip
    """Check inputs once, print, and return the exit code. `recurring` is added to."""
    inputs.memory = Memory("check") if options["new_items"] else None
    with Sinks(config["format"], options) as sinks:
        run = Run(
            inputs, engine, config, measure=sinks.measure, jobs=options["jobs"], watched=options["watch"],
            styles=sinks.styles, recurring=recurring,
        )  # fmt: skip
        run.read()
        known.add(run, paths, options)
        sinks.write(lambda r: r.start(run.about()))
        for result in run.results():
            sinks.write(lambda r, result=result: r.findings(result))  # type: ignore[misc]
        run.summary.exit_code = _code(run.summary, config["fail-on"], exit_zero=options["exit_zero"])
        sinks.end(run.summary, quiet=options["quiet"])
    if not run.tell(quiet=options["quiet"]):
        return 2
    sys.stdout.flush()  # what is seen is remembered only when it was also told
    inputs.remember()
    return run.summary.exit_code


def _code(summary: Summary, level: str, *, exit_zero: bool) -> int:
    """Return the exit code of a run."""
    if summary.errors:
        return 2
    return 0 if exit_zero else int(fails(summary, level))


def fails(summary: Summary, level: str) -> bool:
    """Tell whether there are findings of a severity or above."""
    return any(summary.severities[s] for s in SEVERITIES[SEVERITIES.index(level) :])
