"""What a caller may say about how to read a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`format` overrides what content and name say; languages override the defaults fr and en.

    `source` is the source text of a plain translation, paired with it line by line.
    """

    format: str | None = None
    source_lang: str | None = None
    target_lang: str | None = None
    source: Path | None = None
