"""`mtqa rules score` and `mtqa rules mine`: what a corpus says of the rules, and which rules it asks for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.progress import Bar
from mtqa.errors import UsageError
from mtqa.model import Document


def _documents(paths: Sequence[str], options: dict[str, Any], config: Any) -> list[Document]:
    """Open every file; here one that cannot be read stops all, for the figures would be of something else."""
    inputs = common.inputs_of(paths, options, config)
    documents = [document for _, document in inputs.documents()]
    if inputs.errors:
        raise UsageError(
            "not every file can be read", hint="figures of a part would mislead: mend or leave out the rest"
        )
    return documents


def _segments(documents: Sequence[Document]) -> int:
    return sum(len(batch.targets) for d in documents for batch in d.batches())


@click.command("score")
@click.argument("paths", nargs=-1, required=True, metavar="DATA...")
@click.option("--native", multiple=True, metavar="FILE", help="Human text: every finding in it is a false alarm.")
@click.option("--corpus/--no-corpus", default=False, help="Also score the corpus before and after the fixes (slow).")
@click.option(
    "--format", "format", type=click.Choice(["text", "markdown", "json"]), default="text", help="How to print."
)
@common.output_option
@common.rule_options
@common.input_options
@common.config_options
def score_rules(paths: tuple[str, ...], **options: Any) -> int:
    """Measure the rules on machine translation against human text.

    DATA are JSON Lines, also gzip: {"target", "source"?, "reference"?}. For each rule: how often it fires on the MT and
    on the references, how often the human used the flagged words, and whether its fix brings the segment nearer to the
    reference (chrF2, by sacrebleu).
    """
    from mtqa.study import score, tables

    shown, outputs = options.pop("format"), [common.output_of(o, tables.FORMATS) for o in options["outputs"]]
    config = common.config_of(options)
    ruleset = common.rules_of(config)
    documents = _documents(paths, options, config)
    native = _documents(options["native"], options, config) if options["native"] else []
    with Bar("scoring", 2 * _segments(documents) + _segments(native)) as bar:
        scores = score.score(ruleset, documents, native, bar.advance, with_corpus=options["corpus"])
    if not scores.words_human:
        click.echo('no segment has a "reference": neither lift nor wins can be told', err=True)
    scores.signature = common.signature(ruleset, config, scores.segments)
    for name, path in outputs:
        _write(path, "\n".join(tables.FORMATS[name](scores)) + "\n")
    sys.stdout.writelines(f"{line}\n" for line in tables.FORMATS[shown](scores))
    click.echo(scores.signature, err=True)
    return 0


@click.command("mine")
@click.argument("paths", nargs=-1, required=True, metavar="DATA...")
@click.option("--native", multiple=True, metavar="FILE", help="Human text, to count each proposal in.")
@click.option(
    "--hits", type=click.IntRange(2), default=8, show_default=True, help="Least segments of MT with the words."
)
@click.option("--lift", type=click.FloatRange(1), default=5.0, show_default=True, help="Least lift over human text.")
@click.option(
    "--used",
    type=click.FloatRange(0, 1),
    default=0.15,
    show_default=True,
    help="Largest share that the human wrote too.",
)
@click.option("--words", type=click.IntRange(1, 6), default=4, show_default=True, help="Longest run of words.")
@click.option("--all", "with_covered", is_flag=True, help="Also what the rules in force flag already.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Most proposals to print.")
@click.option("--format", "format", type=click.Choice(["text", "json", "yaml"]), default="text", help="How to print.")
@common.output_option
@common.rule_options
@common.input_options
@common.config_options
def mine_rules(paths: tuple[str, ...], **options: Any) -> int:
    """Propose rules: words that MT writes and humans do not.

    DATA are JSON Lines, also gzip: {"target", "reference", "source"?}; a reference may be a post-edit. Each proposal
    comes with the source words it depends on, its figures, examples, what the humans wrote and a draft rule (yaml).
    """
    from mtqa.study import draft
    from mtqa.study.corpus import triples
    from mtqa.study.mine import STEPS, Limits, mine

    shown, outputs = options.pop("format"), [common.output_of(o, draft.FORMATS) for o in options["outputs"]]
    config = common.config_of(options)
    documents = _documents(paths, options, config)
    native = _documents(options["native"], options, config) if options["native"] else []
    limits = Limits(
        options["hits"], options["lift"], options["used"], 1.0 if options["with_covered"] else 0.5, options["words"]
    )
    ruleset = common.rules_of(config)
    with Bar("reading", _segments(documents)) as bar:
        rows, spans = triples(ruleset, documents, bar.advance)
    if not rows:
        raise UsageError('no segment has a "reference"', hint="mining compares MT with human text of the same segment")
    with Bar("mining", STEPS) as bar:
        texts = [s.target for d in native for s in d.segments]
        found = mine(rows, texts, spans.__getitem__, limits, bar.step)[: options["limit"]]
    langs = (config["source-lang"] or "fr", config["target-lang"] or "en")
    for name, path in outputs:
        _write(path, "\n".join(draft.FORMATS[name](found, langs)) + "\n")
    sys.stdout.writelines(f"{line}\n" for line in draft.FORMATS[shown](found, langs))
    click.echo(f"{len(found)} proposals from {len(rows):,} segments", err=True)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", str(path)) from error


COMMANDS: tuple[click.Command, ...] = (score_rules, mine_rules)
