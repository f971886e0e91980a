"""`mtqa serve`: check over HTTP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.jobs import cores
from mtqa.cli.silencing import file_of
from mtqa.errors import UsageError
from mtqa.serve.settings import Limits, Rules, Settings
from mtqa.serve.silence import for_requests

_NEEDED = ("starlette", "uvicorn", "prometheus_client")
_HOST = re.compile(r"\*|[\w.-]+|\[?[0-9A-Fa-f:.]+\]?")
_SUFFIXES = {"": 1, "k": 1000, "m": 1_000_000}


def _size(value: str) -> int:
    """Read a number of bytes: 500000, 500k, 1M. Raises: BadParameter."""
    digits = value.lower().removesuffix("b")
    number, suffix = (digits[:-1], digits[-1]) if digits[-1:].isalpha() else (digits, "")
    if not (number.isascii() and number.isdecimal()) or suffix not in _SUFFIXES or not int(number):
        raise click.BadParameter(f"{value!r} is no size such as 500k or 1M")
    return int(number) * _SUFFIXES[suffix]


def _hosts(context: click.Context, option: click.Parameter, names: Sequence[str]) -> Sequence[str]:
    """Take names and addresses alone. Raises: BadParameter."""
    for name in names:
        if not _HOST.fullmatch(name):
            raise click.BadParameter(f"{name!r} is no host: give the name alone, such as check.example.org")
    return names


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here; by itself only for this machine.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    help="Its port; 0: any free one.",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1), default=cores, metavar="N",
    help="Check in so many processes (default: one for each core).",
)  # fmt: skip
@click.option(
    "--max-body", type=_size, default="1M", show_default=True, metavar="SIZE", help="Refuse requests over this size."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1, 3600), default=10, show_default=True, metavar="SECONDS",
    help="Stop a request that takes longer to be sent, to wait or to be checked.",
)  # fmt: skip
@click.option(
    "--queue", type=click.IntRange(0), default=256, show_default=True, metavar="N",
    help="Let so many requests wait for a process; more are turned away.",
)  # fmt: skip
@click.option(
    "--grace", type=click.FloatRange(0, 3600), default=10, show_default=True, metavar="SECONDS",
    help="When stopped, finish requests under way for so long.",
)  # fmt: skip
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN",
    help="Let pages of this site read answers (https://example.org, * for all).",
)  # fmt: skip
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", callback=_hosts,
    help="Answer requests to this name too (check.example.org, * for all), as of a proxy that passes on its own.",
)  # fmt: skip
@common.rule_options
@click.option("--source-lang", metavar="LANG", help="Language texts are translated from (default fr).")
@click.option("--target-lang", metavar="LANG", help="Serve only texts in this language.")
@common.suppress_options
@common.config_options
def command(**options: Any) -> int:
    """Check over HTTP, as LanguageTool's server does, until Ctrl-C.

    Answers LanguageTool's /v2/check and /v2/languages, and POST /check for texts with their sources. Nothing is read
    but the configuration, the rule packs, the suppressions and the glossaries named here.
    """
    if not all(map(find_spec, _NEEDED)):
        told = "`mtqa serve` needs starlette, uvicorn and prometheus-client"
        raise UsageError(told, hint="pip install 'mtqa[serve]'")
    from mtqa.serve.hosts import is_loopback
    from mtqa.serve.server import Running

    rules = _rules(options)
    limits = Limits(options["jobs"], options["max_body"], options["timeout"], options["queue"], options["grace"])
    settings = Settings(options["host"], options["port"], options["origins"], options["hosts"], limits)
    if not is_loopback(settings.host):
        _tell(
            f"--host {settings.host} can be reached by other machines, and nobody is asked who they are: put a proxy"
            " before it that does, or let a firewall keep others out"
        )
    told = f"{len(rules.on):,} rules, {limits.jobs} process{'es' * (limits.jobs > 1)}; Ctrl-C stops it"
    Running(rules, settings, _tell, lambda url: click.echo(f"mtqa serves {url} ({told})")).run()
    return 0


def _rules(options: dict[str, Any]) -> Rules:
    """Return the rules in force, and those a request may add: trials of the same selection."""
    config = common.config_of(options)
    on = common.rules_of(config)
    trials = replace(config, values={**config.values, "preview": True})
    signature = common.signature(on, config, 0).rpartition("|segments:")[0]
    ids = frozenset(row["id"] for row in on.rows)
    entries = () if config["suppressions"].get("off") else for_requests(file_of(config).entries)
    return Rules(common.rules_of(trials), ids, signature, config["source-lang"], config["target-lang"], entries)


def _tell(told: str) -> None:
    from mtqa.report.safe import inert, visible

    click.echo(inert(f"mtqa: {visible(told)}"), err=True)
