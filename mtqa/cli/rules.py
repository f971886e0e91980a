"""`mtqa rules`: list, show, test and lint; measuring and mining are in `study`, `new` in `drafting`."""

from __future__ import annotations

from typing import Any

import click

from mtqa import packs
from mtqa.cli import common, drafting, study
from mtqa.errors import PackError, UsageError
from mtqa.model import Rule
from mtqa.packs import rule_of, selects


@click.group("rules")
def command() -> None:
    """List, show, test, lint and measure rules, and look for new ones."""


for _other in (drafting.new_rule, *study.COMMANDS):
    command.add_command(_other)


@command.command("list")
@common.rule_options
@common.config_options
@click.option("--format", "format", type=click.Choice(["text", "json"]), default="text", help="How to print.")
def list_rules(**options: Any) -> int:
    """List the rules that would run; --preview adds those of status preview."""
    shown = options.pop("format")
    config = common.config_of(options)
    ruleset = common.rules_of(config)
    if shown == "json":
        import json

        fields = ("id", "name", "pack", "kind", "severity", "category", "status", "message")
        click.echo(json.dumps([{f: row[f] for f in fields} for row in ruleset.every], ensure_ascii=False, indent=1))
        return 0
    for row in ruleset.every:
        click.echo(f"{row['id']:<7} {row['severity']:<8} {row['status']:<8} {row['pack']:<18} {row['name']}")
    click.echo(common.signature(ruleset, config, 0).rsplit("|", 1)[0], err=True)
    return 0


@command.command("show")
@click.argument("names", nargs=-1, required=True, metavar="RULES...")
@click.option("--pack", "packs", multiple=True, metavar="PATH", help="Add a rule pack or a folder of them.")
@common.config_options
def show_rules(names: tuple[str, ...], **options: Any) -> int:
    """Explain rules: what they find, why, and an example."""
    ruleset = packs.load(common.config_of(options)["packs"])
    for name in common.split(names):
        rows = [row for row in ruleset.every if selects(name, row)]
        if not rows:
            ruleset.select(select=[name])
        for row in rows:
            click.echo(_explained(rule_of(row)))
    return 0


def _explained(rule: Rule) -> str:
    lines = [
        f"{rule.id} {rule.name}",
        f"  {rule.severity}, {rule.status}, {rule.category}; kind {rule.kind}; pack {rule.pack}",
        f"  {rule.where.path}:{rule.where.line}",
        "",
        *(f"  {line}" for line in rule.explain.strip().split("\n")),
        "",
    ]
    origin = "source" if rule.langs[0] == "any" else rule.langs[0]
    for test in rule.tests:
        if test.bad and not test.known:
            lines.append(f"  - {test.text}")
            lines += [f"  + {test.fixed}"] if test.fixed is not None else []
            lines += [f"    ({origin}: {test.source})"] if test.source else []
        elif not test.known:
            lines.append(f"  ok: {test.text}")
    return "\n".join([*lines, *(f"  {link}" for link in rule.links)]) + "\n"


@command.command("test")
@click.argument("paths", nargs=-1, metavar="[PACKS...]")
@common.config_options
def test_rules(paths: tuple[str, ...], **options: Any) -> int:
    """Run the tests that rules carry: those of PACKS, else of the shipped and configured packs."""
    from mtqa.selftest import run_tests

    extra = paths or common.config_of(options)["packs"]
    ruleset = packs.load(extra)
    if paths:
        own = {shown for _, shown in packs.pack_files(paths, shipped=False)}
        ruleset = packs.RuleSet(tuple(r for r in ruleset.rows if r["where"][0] in own), ruleset.packs)
    outcome = run_tests(ruleset)
    for problem in outcome.failures:
        click.echo(str(_with_lines(problem)))
    for problem in outcome.surprises:
        click.echo(f"{problem} (make it an ordinary test)", err=True)
    click.echo(
        f"{outcome.rules} rules: {outcome.passed} passed, {len(outcome.failures)} failed,"
        f" {outcome.known} known misses and false alarms"
    )
    return int(bool(outcome.failures))


def _with_lines(problem: Any) -> Any:
    """Show the YAML's own lines under a failure."""
    from dataclasses import replace
    from pathlib import Path

    path = Path(problem.path)
    if not path.is_file() and problem.path.startswith("rules/"):
        path = packs.shipped_folder() / problem.path.removeprefix("rules/")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return problem
    shown = lines[problem.line - 1 : problem.line + 2]
    for i, line in enumerate(shown[1:], 1):
        if line.lstrip().startswith("- "):
            shown = shown[:i]
            break
    return replace(problem, shown=tuple(shown))


@command.command("lint")
@click.argument("paths", nargs=-1, metavar="[PACKS...]")
@common.config_options
def lint_rules(paths: tuple[str, ...], **options: Any) -> int:
    """Report every mistake in packs at once."""
    extra = paths or common.config_of(options)["packs"]
    files = packs.pack_files(extra)
    ruleset, problems = packs.compile_files(files)
    if problems:
        raise PackError(problems)
    if not ruleset.rows:
        raise UsageError("the packs hold no rule")
    click.echo(f"{len(ruleset.rows)} rules in {len(files)} packs: no mistakes")
    return 0
