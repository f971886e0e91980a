"""`mtqa completion`: the script a shell needs."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from mtqa.errors import UsageError


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell, e.g. `mtqa completion zsh > ~/.zfunc/_mtqa`."""
    from mtqa.cli import cli

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(found(cli, {}, "mtqa", "_MTQA_COMPLETE").source())
    return 0
