"""`mtqa review`: go through the findings one by one, and apply what was decided."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mtqa.cli import common, known
from mtqa.cli.jobs import jobs_option
from mtqa.cli.reviewing import NothingError, folder_of, refuse_stdin, session_of, set_aside
from mtqa.config import Config
from mtqa.errors import InputError, UsageError
from mtqa.report.base import counted
from mtqa.report.safe import told, visible
from mtqa.review import stats
from mtqa.review.app import Outcome
from mtqa.review.deck import ORDERS
from mtqa.review.journal import journals
from mtqa.review.keymap import Keymap, keymap_of
from mtqa.review.session import Session
from mtqa.review.state import Go, Look


@click.command("review")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--plain", is_flag=True, help="Ask line by line: for dumb terminals and screen readers.")
@click.option("--order", type=click.Choice(ORDERS), help="Show findings in this order (default reading).")
@click.option("--journal", metavar="FILE", type=click.Path(path_type=Path), help="Keep what is decided in this file.")
@click.option("--resume/--fresh", default=True, help="Go on where the last review stopped (default), or begin anew.")
@click.option("--author", metavar="NAME", help="Who decides, for the baseline and suppressions (default: the login).")
@click.option("--pack-to", metavar="FILE", type=click.Path(path_type=Path), help="Save rules to this rule pack.")
@click.option("--report", is_flag=True, help="Review nothing: print the statistics of all reviews kept here.")
@click.option("--export", metavar="FILE", help="Review nothing: write all corrections as JSON Lines, - to print them.")
@known.known_options
@common.suppress_options
@common.rule_options
@common.input_options
@common.config_options
@common.color_option
@jobs_option
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Go through the findings in PATHS one by one; what is decided is applied at the end.

    Accept a suggestion, retype, leave, or say that the rule is wrong. ? tells the keys.
    """
    if options["report"] or options["export"]:
        return _told_of_all(paths, options)
    if not paths:
        raise UsageError("there is nothing to review", hint="name files, folders or globs: mtqa review article.html")
    refuse_stdin(paths)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "a review needs a terminal to ask at; nothing was accepted",
            hint=f"{_command('check', paths)} tells what is found, {_command('fix --unsafe', paths)} applies every fix",
        )
    if not options["resume"]:
        set_aside(paths, options)
    try:
        session, run = session_of(paths, options)
    except NothingError:
        return _nothing()
    with session.journal:
        if not session.state.deck.spots:
            return _nothing()
        return _review(session, run.config, options)


def _nothing() -> int:
    click.echo("Nothing to review: nothing was found.")
    return 0


def _command(name: str, paths: Sequence[str]) -> str:
    return visible(f"`mtqa {name} {shlex.join(paths)}`")


def _review(session: Session, config: Config, options: dict[str, Any]) -> int:
    _order(session, options["order"] or config["review"]["order"])
    # the same options again, but for the one that would begin anew
    again = visible(f"`mtqa {shlex.join(word for word in sys.argv[1:] if word != '--fresh')}`")
    try:
        outcome = _sit(session, keymap_of(config["review"]["keys"]), options)
    except (KeyboardInterrupt, click.Abort):
        click.echo(f"\n{_kept(session, again)}")
        raise
    session.journal.end()
    _close(session, outcome, again)
    return outcome.code


def _order(session: Session, order: str) -> None:
    """Lay the findings out in an order, and begin with the first one open."""
    told = session.state.told
    if order != session.state.order:
        state = session.act(Look(order=order))
        session.act(Go(next((n for n in state.walk if n not in state.decisions), state.at)))
        session.state = replace(session.state, told=told)


def _sit(session: Session, keymap: Keymap, options: dict[str, Any]) -> Outcome:
    """Run the review in the skin that this terminal can show."""
    from mtqa.review import app

    dumb = os.environ.get("TERM", "dumb") in ("dumb", "")
    plain = options["plain"] or dumb
    if not plain and not app.there():
        click.echo("mtqa: plain prompts, for textual is not installed: pip install 'mtqa[review]'", err=True)
        plain = True
    if not plain:
        return app.run(session, keymap)
    from mtqa.review.plain import run

    return run(session, keymap, dumb=dumb)


def _close(session: Session, outcome: Outcome, again: str) -> None:
    """Say what was done, what is kept, and the figures."""
    applied = outcome.applied
    if applied is not None:
        from mtqa.review.said import done

        for error in applied.problems:
            click.echo(told(error), err=True)
        click.echo(f"Applied: {done(applied) or 'nothing'}.")
        if outcome.left:
            click.echo(f"{counted(outcome.left, 'finding')} left undecided: {again} goes on.")
    elif outcome.code == 2:
        click.echo(f"mtqa: the input ended, and nothing was applied\n  {_kept(session, again)}", err=True)
    else:
        click.echo(_kept(session, again))
    if session.state.decisions:
        click.echo("\nThis review so far:")
        for line in stats.lines(stats.figures_of(session.journal.path)):
            click.echo(line)


def _kept(session: Session, again: str) -> str:
    count = len(session.state.decisions)
    place = visible(str(session.journal.path))
    return f"Nothing was applied; {counted(count, 'decision')} kept in {place}. {again} goes on."


def _told_of_all(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Print or write what the journals say."""
    if paths:
        raise UsageError("--report and --export take no PATHS", hint="they read all journals; --journal FILE reads one")
    folder = folder_of(common.config_of(options))
    kept = [options["journal"]] if options["journal"] else journals(folder)
    if options["export"]:
        _export(kept, options["export"])
    if not options["report"]:
        return 0
    if not kept:
        click.echo(f"No review was kept in {visible(str(folder))} yet.", err=options["export"] == "-")
        return 0
    _table(stats.report(kept), color=common.wants_color(options["color"]), err=options["export"] == "-")
    return 0


def _export(kept: Sequence[Path], name: str) -> None:
    """Raises: InputError."""
    rows = list(stats.exported(kept))
    if name == "-":
        sys.stdout.writelines(rows)
        return
    try:
        Path(name).write_text("".join(rows), encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", name) from error
    click.echo(f"{counted(len(rows), 'correction')} written to {visible(name)}", err=True)


def _table(figures: stats.Figures, *, color: bool, err: bool) -> None:
    """Print figures, the rules most often refused first."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        stderr=err, force_terminal=color, no_color=not color, width=common.width_of(), highlight=False, markup=False,
        emoji=False, legacy_windows=False,
    )  # fmt: skip
    table = Table(box=box.SIMPLE, title=None)
    table.add_column("rule")
    for name in ("decided", "accepted", "retyped", "left", "false alarm", "allowed", "refused"):
        table.add_column(name, justify="right")
    key = lambda item: (-stats.refused(item[1]), -item[1].total(), item[0])  # noqa: E731
    for rule, kinds in sorted(figures.rules.items(), key=key):
        total = kinds.total()
        cells = (total, *(kinds[kind] for kind in stats.KINDS), f"{stats.refused(kinds) / total:.0%}")
        table.add_row(Text(visible(rule)), *map(str, cells))
    if figures.rules:
        console.print(table)
    closing = list(stats.lines(figures))[-1]
    console.print(f"{counted(figures.journals, 'journal')}, {counted(figures.sessions, 'sitting')}: {closing}")
