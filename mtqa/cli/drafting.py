"""`mtqa rules new`, and the drafter of a review: rules made of corrections."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtqa import fix, packs
from mtqa.cli import common
from mtqa.config import Config
from mtqa.errors import MtqaError, UsageError
from mtqa.lang import primary
from mtqa.load import FORMATS
from mtqa.model import Document
from mtqa.report.safe import visible

if TYPE_CHECKING:  # the other commands on rules need none of these
    from mtqa.review.deck import Spot
    from mtqa.review.draft import Draft
    from mtqa.review.session import Drafted
    from mtqa.review.state import Decision
    from mtqa.review.teampack import TeamPack


def team_pack(config: Config, to: Path | None = None) -> TeamPack:
    """Return the pack that rules are saved to: the one named, `review: {pack: FILE}`, the first of `packs:`, a new one.

    Raises: PackError where a pack that the configuration names cannot be read.
    """
    from mtqa.review.teampack import FILE_NAME, TeamPack

    named = [Path(p) for p in config["packs"]]
    files = (p for p in named if p.is_file() and p.suffix in (".yaml", ".yml") and os.access(p, os.W_OK))
    own = config["review"]["pack"]
    beside = (config.folder if config.path else Path.cwd()) / FILE_NAME
    path = to or (Path(own) if own else next(files, beside))
    langs = "any", primary(config["target-lang"] or "en")
    runs = any(path.resolve() == p.resolve() or p.resolve() in path.resolve().parents for p in named)
    return TeamPack(path, packs.load(config["packs"]), langs, runs)


@dataclass(slots=True)
class Drafter:
    """Drafts rules for a session, over the documents of a review."""

    config: Config
    documents: Sequence[Document]
    _pack: TeamPack | None = None
    _last: Draft | None = None

    def draft(self, spot: Spot, decision: Decision) -> Drafted:
        """Draft a rule of a decision that has edits, and try it on the documents."""
        from mtqa.review.session import Drafted
        from mtqa.review.teampack import drafted

        self._last = None
        before = spot.segment.target
        try:
            self._pack = self._pack or team_pack(self.config)
            made = self._pack.draft(before, fix.apply(before, decision.edits), spot.segment.source)
            told = drafted(made, self.documents, self._pack.path, before)
        except MtqaError as error:
            return Drafted(problem=str(error))
        self._last = made
        return told

    def save(self) -> str:
        """Append the rule drafted last to the team's pack and return what there is to tell. Raises: MtqaError."""
        if self._last is None or self._pack is None:
            raise UsageError("no rule was drafted")
        return self._pack.save(self._last)


_reading_options = common.stacked(  # those of all commands, without the --source of a file
    click.option("--input-format", type=click.Choice(list(FORMATS)), help="Read every file as this."),
    click.option("--encoding", metavar="NAME", help="Read what does not declare its encoding in this, not in UTF-8."),
    click.option("--source-lang", metavar="LANG", help="Language of the source (default fr)."),
    click.option("--target-lang", metavar="LANG", help="Language of the translation (default en)."),
)


@click.command("new")
@click.argument("paths", nargs=-1, metavar="[PATHS...]")
@click.option("--bad", required=True, metavar="TEXT", help="The sentence as it was.")
@click.option("--fixed", required=True, metavar="TEXT", help="The sentence as it was corrected.")
@click.option("--source", "of_source", metavar="TEXT", help="The sentence that it translates.")
@click.option("--id", "id", default="", metavar="ID", help="The rule's id (default: the next of the pack).")
@click.option("--to", metavar="PACK", type=click.Path(path_type=Path), help="Save the rule to this pack.")
@_reading_options
@common.config_options
def new_rule(paths: tuple[str, ...], **options: Any) -> int:
    """Make a rule of a correction.

    Prints the rule, with tests made of the correction, and what it finds in PATHS. Nothing is written without --to.
    """
    config = common.config_of(options)
    pack = team_pack(config, options["to"])
    made = pack.draft(options["bad"], options["fixed"], options["of_source"], options["id"])
    click.echo("\n".join(map(visible, made.yaml.rstrip("\n").split("\n"))))
    if paths and not _told(made, paths, options, config):
        return 2
    if options["to"]:
        click.echo(visible(pack.save(made)), err=True)
    return 0


def _told(draft: Draft, paths: Sequence[str], options: dict[str, Any], config: Config) -> bool:
    """Print what a draft finds in files; return whether all of them could be read."""
    from mtqa.review.teampack import hits, lines_of

    inputs = common.inputs_of(paths, options, config)
    click.echo("")
    for line in lines_of(hits(draft, (document for _, document in inputs.documents()))):
        click.echo(visible(line))
    return not inputs.errors
