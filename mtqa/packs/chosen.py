"""The rules that a configuration asks for."""

from __future__ import annotations

from dataclasses import replace

from mtqa import packs
from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.lang import primary
from mtqa.packs import RuleSet


def rules_of(config: Config) -> RuleSet:
    """Load and select the rules a configuration asks for.

    Where it names no languages, rules of every pair are kept, and the engine runs those of each document's own.
    Raises: PackError, TermbaseError; UsageError where a selector names no rule.
    """
    source, target = config["source-lang"] or "fr", config["target-lang"] or "en"
    ruleset = packs.load(config["packs"])
    if config["termbase"]:
        from mtqa import termbase
        from mtqa.checks.term import supply

        terms = termbase.load(config["termbase"], source, target, config["domain"])
        ruleset = replace(ruleset, rows=tuple(supply(ruleset.rows, terms)))
    elif config["domain"]:
        raise UsageError("a domain is chosen and there is no glossary", hint="give --termbase FILE")
    return ruleset.select(
        source_lang=config["source-lang"] or "any", target_lang=config["target-lang"] or "any",
        select=config["select"], extend_select=config["extend-select"], ignore=config["ignore"],
        preview=config["preview"], severity=config["severity"],
    )  # fmt: skip


def vet_lang(lang: str | None, option: str) -> None:
    """Refuse a language's name where its tag is wanted: rules would be chosen, and numbers read, for none.

    Raises: UsageError, which names the `option`.
    """
    subtag = primary(lang) if lang is not None else "und"
    if not (2 <= len(subtag) <= 3 and subtag.isascii() and subtag.isalpha()):
        raise UsageError(f"{option} {lang!r} is no language tag", hint="such as fr, en-GB, pt-BR")
