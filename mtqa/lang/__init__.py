"""What is known of languages: one module a field of knowledge, each importing its library where it is asked."""

from __future__ import annotations


def primary(lang: str) -> str:
    """Return the primary subtag of a language: "fr" of "fr-CA"."""
    return lang.lower().replace("_", "-").split("-")[0]
