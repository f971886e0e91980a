"""`mtqa gate`: hold what was found against the policy of the configuration."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from mtqa import packs
from mtqa.baseline import NAME as BASELINE
from mtqa.cli import common, known
from mtqa.cli.jobs import jobs_option
from mtqa.cli.running import Run
from mtqa.cli.sinks import Sinks
from mtqa.config import Config
from mtqa.engine import Engine
from mtqa.errors import InputError
from mtqa.gate import Ledger, Verdict, resolve
from mtqa.globs import named_by
from mtqa.packs.own import OWN_PACK
from mtqa.penalty import scale_of
from mtqa.policy import Policy, policy_of
from mtqa.report import FORMATS
from mtqa.report.safe import visible
from mtqa.report.verdict import Told, as_json, table
from mtqa.seen import Memory

OWN = ("verdict", "verdict-json")
"""Formats of the verdict itself, beside those of findings."""


@click.command("gate")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option(
    "--format", "shown", type=click.Choice([*OWN, *FORMATS]), default="verdict", show_default=True,
    help="How to print: the verdict, or findings; with these the verdict goes to stderr.",
)  # fmt: skip
@common.output_option
@click.option(
    "--worst", type=click.IntRange(0), default=10, show_default=True, metavar="N", help="Show so many worst segments."
)
@click.option("--allow-empty", is_flag=True, help="Pass where there is no text to check; else that is an error.")
@known.known_options
@common.suppress_options
@common.rule_options
@common.input_options
@common.new_option
@common.config_options
@common.color_option
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Print no verdict where the policy is met.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Hold texts to the policy in `gate:` of the configuration; exit 0 where it is met, 1 where not.

    PATHS are files, folders, globs, http(s) URLs, or - for standard input. What cannot be checked, and a policy that
    could limit nothing, is exit 2. Without a policy, no new error is allowed.
    """
    config = common.config_of(options)
    policy = policy_of(config["gate"])
    ruleset = common.rules_of(config)
    limits = dict.fromkeys(limit for group in policy.groups for limit in group.limits)
    rules = {limit: resolve(limit, ruleset, lambda: packs.load(config["packs"])) for limit in limits}
    if not config["gate"] and not options["quiet"]:
        click.echo("mtqa: the configuration has no `gate`, so the default holds: no new errors", err=True)
    inputs = common.inputs_of(paths, options, config)
    inputs.memory = Memory("gate") if options["new_items"] else None
    with Sinks(options["shown"] if options["shown"] in FORMATS else None, options, OWN) as sinks:
        run = Run(inputs, Engine(ruleset), config, measure=True, jobs=options["jobs"])
        run.read()
        groups, scale = _groups(policy, run, config), scale_of(config["score"])
        known.add(run, paths, options)
        run.compared = bool(options.get("baseline") or options.get("new_from_merge_base"))
        ledger = Ledger(policy, rules, groups, worst=options["worst"], scale=scale)
        sinks.write(lambda r: r.start(run.about()))
        for result in run.results():
            ledger.add(result)
            sinks.write(lambda r, result=result: r.findings(result))  # type: ignore[misc]
        code = _judge(run, ledger.verdict(), sinks, paths, options)
    sys.stdout.flush()
    if code == 0:  # what was blocked is to be blocked again
        inputs.remember()
    return code


def _judge(run: Run, verdict: Verdict, sinks: Sinks, paths: Sequence[str], options: dict[str, Any]) -> int:
    """Print the verdict and return the exit code."""
    if not run.summary.segments and not run.inputs.errors and not _may_be_empty(options):
        hint = "check the paths; --allow-empty passes where that is as it should be"
        run.inputs.tell(InputError("nothing was checked: the inputs hold no text", hint=hint))
    checked = run.tell(quiet=options["quiet"])
    code = 2 if not checked else int(not verdict.passed)
    run.summary.errors, run.summary.exit_code = list(run.inputs.errors), code
    told = Told(verdict, run.summary, code, _steps(run, verdict, paths, options) if code == 1 else ())
    sinks.end(run.summary, quiet=options["quiet"])
    for name, write in sinks.apart:
        write(as_json(told) if name == "verdict-json" else table(told, color=False, width=100))
    if options["shown"] == "verdict-json":
        click.echo(as_json(told), nl=False)
    elif code or not options["quiet"]:
        stream = sys.stdout if options["shown"] == "verdict" else sys.stderr
        color = common.wants_color(options["color"], stream)
        stream.write(table(told, color=color, width=common.width_of()))
    return code


def _may_be_empty(options: dict[str, Any]) -> bool:
    """Tell whether it can be as it should that nothing is left to check."""
    return any(options.get(n) for n in ("allow_empty", "new_items", "new_from_merge_base", "skip_excluded"))


def _groups(policy: Policy, run: Run, config: Config) -> Callable[[str], int]:
    """Return what tells the group of a file; patterns that name none are told."""
    last = len(policy.groups) - 1
    found: dict[str, int] = {}
    idle = {pattern: None for group in policy.groups for pattern in group.paths}
    for _, document in run.documents:
        path = document.path
        for number, group in enumerate(policy.groups):
            naming = [p for p in group.paths if named_by(p, path, config.folder)]
            for pattern in naming:
                idle.pop(pattern, None)
            if naming:
                found.setdefault(path, number)
    for pattern in idle:
        click.echo(f"mtqa: gate: no file here is one of {visible(pattern)!r}, for which limits are given", err=True)
    return lambda path: found.get(path, last)


def _steps(run: Run, verdict: Verdict, paths: Sequence[str], options: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the commands that help where the policy is not met, and what they do."""
    files = " ".join(shlex.quote(p) for p in paths[:3]) + (" ..." if len(paths) > 3 else "")
    steps = [(f"mtqa fix {files}", "applies the safe fixes")] if run.summary.safe else []
    steps.append((f"mtqa review {files}", "goes through the findings one by one"))
    baseline = options.get("baseline")
    if baseline:
        named = "" if str(baseline) == BASELINE else f" --baseline {shlex.quote(str(baseline))}"
        steps.append((f"mtqa baseline update {files}{named}", "takes what is there as known"))
    of_text = [f for worst in verdict.worst for f in worst.findings if f.pack != OWN_PACK]
    if of_text:
        finding = of_text[0]
        steps.append(
            (f"mtqa suppress add {finding.fingerprint} {files} --reason ...", f"leaves the first {finding.rule} alone")
        )
    return steps
