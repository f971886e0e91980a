"""What a caller may say about how to read a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import UsageError

PARTS = ("target", "source", "id", "reference", "role", "system")
"""What a table's column, a field or a path may hold of a segment."""

Chosen = tuple[tuple[str, str], ...]
"""(part, where it stands) pairs, in the order given."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`format` overrides what content and name say; languages override the defaults fr and en.

    `source` is the source text of a plain translation, paired with it line by line. `columns` says which column of a
    table holds what, by number or name; `json_paths` which strings of a JSON file are texts; `main_content`
    leaves of web pages only the main text.
    """

    format: str | None = None
    source_lang: str | None = None
    target_lang: str | None = None
    source: Path | None = None
    columns: Chosen = ()
    json_paths: Chosen = ()
    main_content: bool = False


def chosen(given: Iterable[str], option: str, example: str, repeated: bool = False) -> Chosen:
    """Read PART=WHERE settings, of which one must be the target. Raises: UsageError."""
    pairs: list[tuple[str, str]] = []
    for setting in given:
        part, equals, where = setting.partition("=")
        part, where = part.strip().lower(), where.strip()
        if not equals or not where:
            raise UsageError(f"{option} {setting} says nothing", hint=f"write {option} {example}")
        if part not in PARTS:
            raise UsageError(f"{option} {setting}: a segment has no {part}", hint=nearest(part, PARTS))
        if not repeated and part in dict(pairs):
            raise UsageError(f"{option} names two columns for {part}", hint=f"write {option} {example}")
        pairs.append((part, where))
    if pairs and "target" not in dict(pairs):
        raise UsageError(f"{option} does not say where the target stands", hint=f"write {option} {example}")
    return tuple(pairs)


def nearest(name: str, known: Sequence[str]) -> str:
    """Suggest the known name that is most like one."""
    from difflib import get_close_matches

    lowered = {k.lower(): k for k in known}
    near = get_close_matches(name.lower(), list(lowered), 1, 0.5)
    return f"did you mean {lowered[near[0]]}?" if near else f"known are {_listed(known)}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
