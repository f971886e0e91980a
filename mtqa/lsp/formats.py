"""What an open text is read as, and whether it is a text at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mtqa.load import SUFFIXES, UNSURE, ByteSource, LoadOptions, format_of, sniff
from mtqa.lsp.text import Text

LANGUAGES: Mapping[str, str] = {
    "markdown": "markdown", "html": "html", "xhtml": "html", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl",
    "csv": "csv", "tsv": "tsv", "po": "po", "gettext": "po", "srt": "srt", "subrip": "srt", "vtt": "vtt",
    "webvtt": "vtt", "xliff": "xliff", "tmx": "tmx", "rss": "feed", "atom": "feed",
}  # fmt: skip
"""Formats by the language that editors say a text is in."""


def format_said(text: Text, path: Path, options: LoadOptions) -> str | None:
    """Return the format that the editor says, where neither content nor name tells one."""
    if options.format or sniff.suffix(path.name) in SUFFIXES:
        return options.format
    told = LANGUAGES.get(text.language.lower())
    return told if told and format_of(_head(text, path)) == "text" else None


def is_text(text: Text, path: Path, options: LoadOptions) -> bool:
    """Tell whether a JSON or XML file is one of texts, not of settings; a damaged one counts, for that is to be told.

    What is not named by its suffix an editor was told to have checked.
    """
    if not text.text.strip():
        return False
    if options.json_paths or (options.format or sniff.suffix(path.name)) not in (*UNSURE, "json"):
        return True
    head = _head(text, path).head(sniff.HEAD)
    damaged = sniff.suffix(path.name) == ".xml" and not sniff.root(sniff.text_of(head), path.name)
    return damaged or sniff.known(head, path.name) is not None


def _head(text: Text, path: Path) -> ByteSource:
    return ByteSource(str(path), data=text.text[: sniff.HEAD].encode()[: sniff.HEAD])
