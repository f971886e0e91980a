"""Which rules are to run: a configuration, plain arguments, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TypedDict

from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.model import SEVERITIES, Severity
from mtqa.packs import RuleSet
from mtqa.packs.chosen import rules_of, vet_lang

_LISTS = ("packs", "termbase", "domain", "select", "extend_select", "ignore")


class Options(TypedDict, total=False):
    """What a configuration says too, under the same names; given here it is put over the configuration."""

    source_lang: str
    target_lang: str
    packs: Sequence[str]
    termbase: Sequence[str]
    domain: Sequence[str]
    select: Sequence[str]
    extend_select: Sequence[str]
    ignore: Sequence[str]
    preview: bool
    severity: Mapping[str, Severity]


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules and languages of a run, as plain data that can be sent. `langs`: of source and target."""

    ruleset: RuleSet
    langs: tuple[str, str] = ("fr", "en")


def rules_for(config: Config | None = None, options: Options | None = None) -> Rules:
    """Load and select rules. Without a configuration the defaults are in force; no file is looked for.

    Packs and termbases of `options` come to those of the configuration. Languages default to fr and en.
    Raises: UsageError, PackError, TermbaseError.
    """
    given = options or {}
    own = copy(config or Config())
    own.values, own.origins = dict(own.values), dict(own.origins)
    _vet(given)
    for name in ("packs", "termbase"):
        if more := given.get(name):
            own.override({name: [*own[name], *map(str, more)]})  # type: ignore[call-overload]
    own.override({name.replace("_", "-"): value for name, value in given.items() if name not in ("packs", "termbase")})
    return Rules(rules_of(own), (own["source-lang"] or "fr", own["target-lang"] or "en"))


def _vet(given: Options) -> None:
    """Refuse what would be taken for something else."""
    unknown = set(given) - set(Options.__annotations__)
    if unknown:
        raise UsageError(f"there is no option {min(unknown)}", hint="known are " + ", ".join(Options.__annotations__))
    for name in ("source_lang", "target_lang"):
        vet_lang(given.get(name), name)  # type: ignore[arg-type]
    for name in _LISTS:
        if isinstance(given.get(name), str):
            raise UsageError(f"{name} is a list, and a text is given", hint=f"write {name}=[{given[name]!r}]")  # type: ignore[literal-required]
    for rule, level in given.get("severity", {}).items():
        if level not in SEVERITIES:
            raise UsageError(f"severity of {rule}: there is no {level!r}", hint="known are " + ", ".join(SEVERITIES))
