"""The job: read Parquet, check, write Parquet, sum up. Run by `spark-submit`, or as `python -m mtqa.spark`.

Exit codes are those of the command line: 0 clean, 1 findings at or above --fail-on, 2 what could not be done or could
not be checked, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from mtqa import config as configuration
from mtqa import exits
from mtqa.errors import MtqaError, UsageError
from mtqa.options import config_option, fail_option, lang_options, rule_options, split
from mtqa.report.safe import told, visible

HINT = "mend the rule, or leave it out with --ignore; its findings are incomplete"
_EXAMPLE = "target=text_en,source=text_fr"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--input", "inputs", multiple=True, required=True, metavar="PATH", help="Parquet of segments; repeatable."
)
@click.option("--output", required=True, metavar="PATH", help="Where the findings go, as Parquet.")
@click.option("--overwrite", is_flag=True, help="Replace what is at --output.")
@click.option("--columns", multiple=True, metavar="PART=COLUMN,...", help=f"Where each part stands: {_EXAMPLE}.")
@click.option("--presorted", is_flag=True, help="Each document is whole in its partition, in order: move nothing.")
@click.option("--partitions", type=click.IntRange(1), help="Cut the work into so many (default: at least 4 a core).")
@click.option("--master", metavar="URL", help="Where Spark runs, such as local[2] (default: as spark-submit says).")
@config_option
@rule_options
@click.option("--severity", multiple=True, metavar="RULES=LEVEL,...", help="Give findings of these another severity.")
@lang_options
@fail_option
def command(**options: Any) -> int:
    """Check segments in Parquet, and write the findings as Parquet."""
    from mtqa.spark.run import run

    config = configuration.load(options["config_file"])
    level = options["fail_on"] or config["fail-on"]
    summary = run(_options(options), config, _pairs(options["columns"], "--columns", _EXAMPLE), options)
    for line in summary.lines():
        click.echo(visible(line))
    for problem in summary.problems:
        click.echo(told(MtqaError(problem, hint=HINT)), err=True)
    if summary.problems:
        return 2
    return 0 if options["exit_zero"] else int(summary.fails(level))


def _options(options: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of rules."""
    told: dict[str, Any] = {name: split(options[name]) for name in ("domain", "select", "extend_select", "ignore")}
    told |= {name: options[name] for name in ("packs", "termbase", "preview", "source_lang", "target_lang")}
    told["severity"] = _pairs(options["severity"], "--severity", "FE201=error")
    return {name: value for name, value in told.items() if value not in (None, (), [], {})}


def _pairs(given: Sequence[str], option: str, example: str) -> dict[str, str]:
    """Read NAME=VALUE settings. Raises: UsageError."""
    pairs: dict[str, str] = {}
    for setting in split(given):
        name, equals, value = (text.strip() for text in setting.partition("="))
        if not (name and equals and value):
            raise UsageError(f"{option} {setting} says nothing", hint=f"write {option} {example}")
        if name in pairs:
            raise UsageError(f"{option} says two things of {name}", hint=f"write {option} {example}")
        pairs[name] = value
    return pairs


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job; return the exit code."""
    return exits.run(command, "mtqa.spark", arguments)


if __name__ == "__main__":
    sys.exit(main())
