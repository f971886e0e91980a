"""`mtqa score`: metrics against references, the penalty score of the findings, and where both go over time."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from mtqa import metrics
from mtqa.cli import common, scoring
from mtqa.cli.jobs import jobs_option
from mtqa.cli.progress import Bar
from mtqa.cli.running import Run
from mtqa.cli.scorelog import log_of, note, show_trend
from mtqa.cli.scoretables import FORMATS, Answer
from mtqa.cli.scoring import Part, Penalties, Scored
from mtqa.config import Config
from mtqa.engine import Engine
from mtqa.errors import MtqaError, UsageError
from mtqa.penalty import LEAST_WORDS, scale_of
from mtqa.report.base import counted
from mtqa.report.safe import visible

systems_options = common.stacked(
    click.option(
        "--references", metavar="FILE", type=click.Path(path_type=Path),
        help="The references of plain texts, paired with each line by line.",
    ),
    click.option(
        "--system", "systems", multiple=True, metavar="NAME=PATH", help="Score a system's files under its name."
    ),
    click.option("--vs", metavar="PATH", help="Compare with these texts, by paired bootstrap."),
    click.option("--baseline-system", metavar="NAME", help="Compare with the system of this name, in the same way."),
    click.option("--common", is_flag=True, help="Compare over the segments that every system has."),
    click.option(
        "--samples", type=click.IntRange(40), default=metrics.SAMPLES, show_default=True, help="So many resamples."
    ),
    click.option("--seed", type=click.IntRange(0), default=metrics.SEED, show_default=True, help="Where these begin."),
    click.option(
        "--metrics", "names", metavar="NAMES", default=",".join(metrics.METRICS), show_default=True,
        help="Metrics against references, or none.",
    ),
)  # fmt: skip
history_options = common.stacked(
    click.option("--record", is_flag=True, help="Add the scores to the history."),
    click.option(
        "--history", metavar="FILE", type=click.Path(path_type=Path),
        help="The history (default .mtqa-history.sqlite beside the configuration).",
    ),
    click.option("--label", default="", metavar="TEXT", help="What the history is to call this run."),
    click.option("--trend", is_flag=True, help="Score nothing: show how the scores of PATHS went."),
    click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Show so many points of it."),
)  # fmt: skip


@click.command("score")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--format", "shown", type=click.Choice(list(FORMATS)), default="table", help="How to print.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="N", help="Exit 1 where the score is below.")
@click.option(
    "--items", type=click.IntRange(0), default=10, show_default=True, help="In the table, so many worst items."
)
@systems_options
@history_options
@common.rule_options
@common.suppress_options
@common.input_options
@common.config_options
@common.color_option
@jobs_option
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Score texts by what the rules find, and against references by BLEU, chrF and TER.

    PATHS are files, folders, globs, http(s) URLs, or - for standard input. The mtqa penalty score follows the
    arithmetic of MQM and is no human MQM.
    """
    config = common.config_of(options)
    if options["trend"]:
        return show_trend(paths, options, config)
    groups = _groups(paths, options, config)
    names = _names(options["names"])
    run = Run(_merged(groups), Engine(common.rules_of(config)), config, measure=True, jobs=options["jobs"])
    run.read()
    answer = _score(run, groups, names, options)
    told = run.tell()
    if not told and not answer.parts:
        return 2
    _warn(answer)
    sys.stdout.writelines(FORMATS[options["shown"]](answer, options))
    if not told:
        return 2
    sys.stdout.flush()
    if log := log_of(options, config):
        note(log, answer, [*paths, *options["systems"]], options["label"], config)
    return _verdict(answer, options["fail_under"])


def _verdict(answer: Answer, least: float | None) -> int:
    total = answer.rows[0].tally
    if least is None:
        return 0
    if not total.words:
        raise UsageError("there are no words to score", hint="--fail-under would pass what nobody wrote")
    return int(total.score < least)


@dataclass(slots=True)
class Group:
    """Texts under one name; "" where rows may tell it. `aside`: they are only compared with."""

    name: str
    inputs: common.Inputs
    aside: bool = False
    paths: set[str] = field(default_factory=set)


def _groups(paths: Sequence[str], options: dict[str, Any], config: Config) -> list[Group]:
    groups = [Group("", common.inputs_of(paths, options, config))] if paths or not options["systems"] else []
    for given in options["systems"]:
        name, _, path = given.partition("=")
        if not name or not path:
            raise UsageError(f"--system {given} is not NAME=PATH")
        groups.append(Group(name, common.inputs_of([path], options, config)))
    if options["vs"]:
        if options["baseline_system"]:
            raise UsageError("--vs and --baseline-system exclude each other")
        groups.append(Group(options["vs"], common.inputs_of([options["vs"]], options, config), aside=True))
    seen: set[str] = set()
    for group in groups:
        group.paths = {source.name for source in group.inputs.sources}
        if twice := sorted(group.paths & seen):
            raise UsageError("this file is named twice", twice[0], "a text is compared with another")
        seen |= group.paths
    return groups


def _merged(groups: Sequence[Group]) -> common.Inputs:
    first = groups[0].inputs
    sources = [source for group in groups for source in group.inputs.sources]
    return replace(first, sources=sources, errors=[e for group in groups for e in group.inputs.errors])


def _names(given: str) -> list[str]:
    """Return the metrics an option names. Raises: UsageError."""
    if given == "none":
        return []
    known = {name.lower(): name for name in (*metrics.METRICS, "chrF", "chrF++")}
    names = [known.get(name.strip().lower(), name.strip()) for name in given.split(",")]
    names = [{"chrF": "chrF2", "chrF++": "chrF2++"}.get(name, name) for name in names]
    for name in names:
        if name not in metrics.METRICS:
            raise UsageError(
                f"--metrics: there is no {name!r}", hint="there are " + ", ".join(metrics.METRICS) + ", none"
            )
    return list(dict.fromkeys(names))


def _score(run: Run, groups: Sequence[Group], names: Sequence[str], options: Mapping[str, Any]) -> Answer:
    named = {path: group.name for group in groups for path in group.paths if group.name}
    parts = _read(run, named, options["references"])
    aside = next((group.name for group in groups if group.aside), None)
    if aside is not None:  # what it is compared with needs a name as well
        label = next((" ".join(sorted(g.paths)) for g in groups if not g.name), "")
        for part in parts:
            part.system = part.system or label
            named.setdefault(part.path, part.system)
    if names and any(part.references for part in parts):
        with Bar("counting", sum(len(part.keys) for part in parts)) as bar:
            for part in scoring.count(parts, names):
                bar.advance(len(part.keys))
    penalties = Penalties(parts, named, scale_of(run.config["score"]))
    for result in run.results():
        penalties.count(result)
    rows = scoring.rows_of(parts, penalties, aside)
    answer = Answer(rows, run.summary.signature, parts)
    measured = [part for part in parts if part.counted]
    answer.signatures = {n: metrics.signature(n, measured[0].lang) for n in names} if measured else {}
    baseline = _baseline(parts, aside, options)
    return (
        _compared(answer, parts, baseline, options)
        if baseline is not None and names and not run.inputs.errors
        else answer
    )


def _read(run: Run, named: Mapping[str, str], references: Path | None) -> list[Part]:
    """Read the texts; of a file that cannot be read to its end nothing is scored, and it is told."""
    parts: list[Part] = []
    readable = []
    for source, document in run.documents:
        try:
            parts += scoring.read(document, source, named.get(document.path, ""), references)
            readable.append((source, document))
        except MtqaError as error:
            run.inputs.tell(error)
    run.documents = readable
    return parts


def _baseline(parts: Sequence[Part], aside: str | None, options: Mapping[str, Any]) -> str | None:
    """Return the system that the others are compared with; None where nobody asks. Raises: UsageError."""
    systems = list(dict.fromkeys(part.system for part in parts))
    wanted: str | None = aside or options["baseline_system"]
    if wanted is None and len(options["systems"]) > 1:
        wanted = options["systems"][0].partition("=")[0]
    if wanted is None:
        return None
    if wanted not in systems:
        hint = "there are " + ", ".join(filter(None, systems)) if any(systems) else 'rows name none: a "system" field'
        raise UsageError(f"there is no system {wanted!r}", hint=hint)
    if len(systems) < 2:
        raise UsageError(f"there is no other system than {wanted!r}", hint="name another text to compare")
    return wanted


def _compared(answer: Answer, parts: Sequence[Part], baseline: str, options: Mapping[str, Any]) -> Answer:
    from mtqa.cli.scorepairs import compare, pair

    paired = pair(parts, baseline, common=options["common"])
    answer.rows = compare(answer.rows, paired, options["samples"], options["seed"])
    answer.paired = paired
    answer.samples, answer.seed = options["samples"], options["seed"]
    answer.signatures = {
        name: metrics.signature(name, paired.lang, samples=answer.samples, seed=answer.seed)
        for name in answer.signatures
    }
    return answer


def _warn(answer: Answer) -> None:
    """Tell what makes figures say less than they seem to."""
    total: Scored = answer.rows[0]
    told = []
    if not total.tally.reliable:
        told.append(
            f"{counted(total.tally.words, 'word')}: under {LEAST_WORDS} the penalty score is not reliable, "
            "for one finding decides it"
        )
    if not any(part.references for part in answer.parts):
        told.append("no segment has a reference: there is only the penalty score")
    elif 0 < total.referenced < total.segments:
        told.append(f"{total.segments - total.referenced:,} of {total.segments:,} segments have no reference")
    if answer.paired and answer.paired.left_out:
        told.append(
            f"compared over {answer.paired.segments:,} segments; {answer.paired.left_out:,} are not in all systems"
        )
    if answer.paired and answer.paired.otherwise:
        told.append(f"{answer.paired.otherwise:,} segments have other references in one system than in another")
    for line in told:
        click.echo(f"mtqa: {visible(line)}", err=True)
