"""`mtqa lsp`: check in an editor, as the text is written."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from mtqa import config as configuration
from mtqa.cli import common
from mtqa.errors import UsageError
from mtqa.load import LoadOptions
from mtqa.load.options import chosen


@click.command("lsp")
@click.option("--stdio", is_flag=True, hidden=True, help="What some editors add; there is no other way.")
@click.option(
    "--baseline", metavar="FILE", type=click.Path(path_type=Path),
    help="Leave out the findings in this file (see mtqa baseline).",
)  # fmt: skip
@common.rule_options
@click.option("--columns", multiple=True, metavar="PART=COLUMN,...", help="Of tables, read these columns.")
@click.option(
    "--json-path", "json_paths", multiple=True, metavar="PART=PATH", help="Of JSON files, read these strings."
)
@click.option("--main-content", is_flag=True, help="Of web pages, read only the main text.")
@click.option("--source-lang", metavar="LANG", help="Language of the source (default fr).")
@click.option("--target-lang", metavar="LANG", help="Language of the translation (default en).")
@common.suppress_options
@common.config_options
def command(**options: Any) -> int:
    """Serve an editor over standard input and output, in the Language Server Protocol.

    The editor starts it, and ends it. Each text is checked with the configuration nearest to it; files that change are
    read again. docs/editors.md has the settings of editors.
    """
    if not find_spec("pygls"):
        raise UsageError("`mtqa lsp` needs pygls", hint="pip install 'mtqa[lsp]'")
    from mtqa.lsp.server import server_of
    from mtqa.lsp.setup import Settings

    columns = chosen(common.split(options["columns"]), "--columns", "source=3,target=4")
    paths = chosen(options["json_paths"], "--json-path", "target=$.articles[*].body", repeated=True)
    read = LoadOptions(columns=columns, json_paths=paths, main_content=options["main_content"])
    common.config_of({**options, "isolated": True, "config_file": None})  # a mistake in an option is told at once
    settings = Settings(lambda folder: _config_for(folder, options), read, options["baseline"])
    if sys.stdin.isatty():
        click.echo("mtqa: this is for an editor to start; docs/editors.md says how. Ctrl-C ends it.", err=True)
    server = server_of(settings)
    with redirect_stdout(sys.stderr):  # the other one belongs to the protocol
        return server.run()


def _config_for(folder: Path, options: dict[str, Any]) -> configuration.Config:
    """Return the configuration of a folder: the file named, else the nearest. Raises: MtqaError."""
    given = dict(options)
    if not options["config_file"] and not options["isolated"]:
        found = configuration.find(folder)
        given |= {"config_file": found} if found else {"isolated": True}
    return common.config_of(given)
