"""Outputs, one module a format. A new format is a module and a row here; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from mtqa.report.base import FileResult, Reporter, Style, Summary

FORMATS: Mapping[str, tuple[str, str]] = {
    "diff": ("mtqa.report.diff", "Diff"),
    "concise": ("mtqa.report.concise", "Concise"),
    "json": ("mtqa.report.json", "Json"),
    "jsonl": ("mtqa.report.jsonl", "JsonLines"),
    "github": ("mtqa.report.github", "GitHub"),
    "gitlab": ("mtqa.report.gitlab", "GitLab"),
    "sarif": ("mtqa.report.sarif", "Sarif"),
    "junit": ("mtqa.report.junit", "JUnit"),
    "rdjson": ("mtqa.report.rdjson", "Rdjson"),
    "checkstyle": ("mtqa.report.checkstyle", "Checkstyle"),
    "markdown": ("mtqa.report.markdown", "Markdown"),
    "html": ("mtqa.report.html", "Html"),
}


def reporter(name: str, *, color: bool = False, width: int = 80) -> Reporter:
    """Return the reporter for a format."""
    module, cls = FORMATS[name]
    made: Reporter = getattr(import_module(module), cls)(color=color, width=width)
    made.style = name, color, width
    return made


__all__ = ["FORMATS", "FileResult", "Reporter", "Style", "Summary", "reporter"]
