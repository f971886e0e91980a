"""What a caller may say about how to read a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`format` overrides what content and name say; languages override the defaults fr and en."""

    format: str | None = None
    source_lang: str | None = None
    target_lang: str | None = None
