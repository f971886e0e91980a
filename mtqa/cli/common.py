"""What the commands share: options, the configuration in force, rules, inputs and streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

import mtqa
from mtqa import config as configuration
from mtqa.errors import EmptyError, ExcludedError, MtqaError, UsageError
from mtqa.load import FORMATS, ByteSource, LoadOptions, find, load
from mtqa.load.bytesource import encoding_named, is_url
from mtqa.load.options import chosen
from mtqa.model import Document
from mtqa.options import config_option, lang_options
from mtqa.options import fail_option as fail_option
from mtqa.options import rule_options as rule_options
from mtqa.options import split as split
from mtqa.options import stacked as stacked
from mtqa.packs import RuleSet
from mtqa.packs.chosen import rules_of as rules_of
from mtqa.packs.chosen import vet_lang
from mtqa.seen import Memory

config_options = stacked(
    config_option,
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
)
input_options = stacked(
    click.option("--input-format", type=click.Choice(list(FORMATS)), help="Read every file as this."),
    click.option("--encoding", metavar="NAME", help="Read what does not declare its encoding in this, not in UTF-8."),
    click.option("--stdin-filename", metavar="NAME", help="The name that standard input (-) goes by."),
    click.option(
        "--skip-excluded",
        is_flag=True,
        help="Pass over named files that the configuration excludes, even if that leaves none (for hooks).",
    ),
    click.option(
        "--source",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The source of a plain translation, paired with it line by line.",
    ),
    click.option(
        "--columns",
        multiple=True,
        metavar="PART=COLUMN,...",
        help="Of a table (CSV, TSV, Parquet), read these columns, by number or name: source=3,target=4.",
    ),
    click.option(
        "--json-path",
        "json_paths",
        multiple=True,
        metavar="PART=PATH",
        help="Of a JSON file, read these strings: target=$.articles[*].body.",
    ),
    click.option("--allow-private", is_flag=True, help="Fetch from this machine and the local network as well."),
    click.option("--main-content", is_flag=True, help="Of web pages, read only the main text."),
    lang_options,
)
new_option = click.option(
    "--new-items", is_flag=True, help="Take only items (articles) that the last run of this command had not seen."
)
suppress_options = stacked(
    click.option(
        "--suppressions",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Use this suppression file (default: the nearest .mtqa-suppressions.yaml).",
    ),
    click.option("--no-suppressions", is_flag=True, help="Tell all findings, also those suppressed."),
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output.",
)


output_option = click.option(
    "--output", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write this format to a file."
)


def output_of(option: str, formats: Mapping[str, Any]) -> tuple[str, Path]:
    """Split an --output FORMAT=PATH. Raises: UsageError."""
    name, _, path = option.partition("=")
    if name not in formats or not path:
        raise UsageError(f"--output {option} is not FORMAT=PATH", hint="formats: " + ", ".join(formats))
    return name, Path(path)


def config_of(options: dict[str, Any]) -> configuration.Config:
    """Return the configuration in force for a command's options."""
    path = options.get("config_file")
    if path is not None and options.get("isolated"):
        raise UsageError("--config and --isolated exclude each other")
    if path is None and not options.get("isolated"):
        path = configuration.find(Path.cwd())
    config = configuration.load(path)
    config.isolated = bool(options.get("isolated"))
    _suppressed(config, options)
    listed = {n: split(options.get(n.replace("-", "_")) or ()) for n in ("select", "extend-select", "ignore", "domain")}
    config.override(listed)
    for name in ("source-lang", "target-lang"):
        vet_lang(options.get(name.replace("-", "_")), f"--{name}")
    config.override(
        {n: options.get(n.replace("-", "_")) for n in ("preview", "source-lang", "target-lang", "fail-on", "format")}
    )
    for name in ("packs", "termbase"):
        if extra := list(options.get(name) or ()):
            config.override({name: [*config[name], *extra]})
    return config


def _suppressed(config: configuration.Config, options: dict[str, Any]) -> None:
    """Put the options about suppressions over the configuration."""
    given: dict[str, Any] = {}
    if options.get("suppressions"):
        given["file"] = str(options["suppressions"])
    if options.get("no_suppressions"):
        given["off"] = True
    if len(given) > 1:
        raise UsageError("--suppressions and --no-suppressions exclude each other")
    if given:
        config.override({"suppressions": {**config["suppressions"], **given}})


# (in LoadOptions, option, formats it is for, what these are)
_READS = (
    ("columns", "--columns", {"csv", "tsv", "parquet"}, "tables (CSV, TSV, Parquet)"),
    ("json_paths", "--json-path", {"json", "jsonl"}, "JSON and JSON Lines"),
    ("main_content", "--main-content", {"html"}, "web pages"),
)


@dataclass(slots=True)
class Inputs:
    """The files to read, and what went wrong with some."""

    sources: list[ByteSource]
    options: LoadOptions
    errors: list[MtqaError]
    memory: Memory | None = None
    paths: Sequence[str] = ()

    def documents(self) -> Iterator[tuple[ByteSource, Document]]:
        """Yield each file as a document; one that cannot be read is told at once and remembered."""
        for source in self.sources:
            try:
                document = load(source, self.options)
                document = self.memory.unseen(source, document) if self.memory else document
            except MtqaError as error:
                self.tell(error)
                continue
            yield source, document

    def tell_idle(self, documents: Sequence[tuple[ByteSource, Document]]) -> None:
        """Tell of options that say how to read files of a format which none of the files has."""
        formats = {document.format for _, document in documents}
        for name, option, own, kind in _READS:
            if formats and getattr(self.options, name) and not formats & own:
                read = "read " + ("was: " if len(formats) == 1 else "were: ") + ", ".join(sorted(formats))
                self.tell(UsageError(f"{option} is for {kind}, and no file is one", hint=f"{read}; see --input-format"))

    def tell(self, error: MtqaError) -> None:
        """Remember and print an error."""
        from mtqa.report.safe import told

        self.errors.append(error)
        click.echo(told(error), err=True)

    def remember(self) -> None:
        """Keep in mind the items that this run has seen; where that fails they are checked again."""
        if self.memory is None or self.errors:
            return
        try:
            self.memory.save()
        except OSError as error:
            click.echo(f"mtqa: --new-items: what was seen cannot be remembered: {error}", err=True)


def inputs_of(paths: Sequence[str], options: dict[str, Any], config: configuration.Config) -> Inputs:
    """Find the files a command's PATHS name. A path that is not there is told; the others are still read."""
    source = options.get("source")
    langs = config["source-lang"], config["target-lang"]
    columns = chosen(split(options.get("columns") or ()), "--columns", "source=3,target=4")
    paths_in = chosen(options.get("json_paths") or (), "--json-path", "target=$.articles[*].body", repeated=True)
    inputs = Inputs(
        [],
        LoadOptions(options.get("input_format"), *langs, source, columns, paths_in, bool(options.get("main_content"))),
        [],
        paths=paths,
    )
    if not paths:
        told = f"--source {source} is a source without a translation" if source else "no file is named"
        raise UsageError(told, hint="give files, folders, globs or URLs, or - for standard input")
    encoding = encoding_named(options["encoding"]) if options.get("encoding") else ""
    sources: dict[str, ByteSource] = {}
    for path in paths:
        if path in sources:
            continue
        try:
            sources.update({s.name if s.path else path: s for s in _sources(path, options, config)})
        except ExcludedError as error:
            if not options.get("skip_excluded"):
                inputs.tell(error)
        except EmptyError as error:
            if not options.get("allow_empty"):
                inputs.tell(error)
        except MtqaError as error:
            inputs.tell(error)
    inputs.sources = [replace(s, charset=encoding) if encoding else s for s in sources.values()]
    if source and len(inputs.sources) > 1:
        raise UsageError(f"one --source, but {len(inputs.sources)} translations", hint="check them one by one")
    return inputs


def _sources(path: str, options: dict[str, Any], config: configuration.Config) -> list[ByteSource]:
    if path == "-":
        from mtqa.load.spool import spooled

        return [ByteSource(options.get("stdin_filename") or "<stdin>", data=spooled(sys.stdin.buffer))]
    if is_url(path):
        from mtqa.fetch import fetch

        return [fetch(path, allow_private=bool(options.get("allow_private")))]
    if not path:
        raise UsageError("a path is empty", hint="is a variable of the command line not set?")
    if "://" in path and not Path(path).exists():
        raise UsageError("this kind of address is not read", path, "give an http or https address, or a file")
    every = bool(options.get("json_paths") or options.get("input_format"))
    return [ByteSource(str(p), p) for p in find([path], config["exclude"], every=every)]


def wants_color(choice: str, stream: Any = None) -> bool:
    """Decide on colour: --color over NO_COLOR over FORCE_COLOR over the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def width_of() -> int:
    """Return the columns to write for: the terminal's, COLUMNS, else 100."""
    import shutil

    return max(40, min(shutil.get_terminal_size((100, 24)).columns, 240))


def signature(ruleset: RuleSet, config: configuration.Config, segments: int) -> str:
    """Name what a result depends on, in one line, as sacrebleu does with its scores."""
    used = {row["pack"] for row in ruleset.rows}
    versions = ",".join(f"{p.name}@{p.version}" for p in ruleset.packs if p.name in used)
    langs = f"{config['source-lang'] or 'fr'}-{config['target-lang'] or 'en'}"
    preview = "yes" if config["preview"] else "no"
    told = f"mtqa:{mtqa.__version__}|lang:{langs}|rules:{len(ruleset.rows)}|preview:{preview}"
    return f"{told}|packs:{versions}|segments:{segments}"
