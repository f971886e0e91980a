"""Inputs: find the files, know their format, read them as documents. A new format is a module and a row here."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mtqa.errors import EmptyError, ExcludedError, InputError, UsageError
from mtqa.lazy import Modules
from mtqa.load import sniff
from mtqa.load.bytesource import ByteSource, vet
from mtqa.load.notes.noted import noted
from mtqa.load.options import LoadOptions
from mtqa.model import Document

FORMATS: Mapping[str, Callable[[ByteSource, LoadOptions], Document]] = Modules(
    "mtqa.load",
    {
        "text": "text:load",
        "html": "html.page:load",
        "markdown": "markdown.file:load",
        "jsonl": "json.jsonl:load",
        "feed": "feed.file:load",
        "jsonfeed": "json.feed:load",
        "json": "json.paths:load",
        "csv": "table.file:load_csv",
        "tsv": "table.file:load_tsv",
        "po": "po.file:load",
        "parquet": "table.parquet:load",
        "srt": "subtitles.file:load_srt",
        "vtt": "subtitles.file:load_vtt",
        "xliff": "bilingual.xliff:load",
        "tmx": "bilingual.tmx:load",
    },
)
SUFFIXES: Mapping[str, str] = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".xht": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".xml": "feed", ".rss": "feed", ".atom": "feed", ".rdf": "feed",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".parquet": "parquet", ".po": "po", ".pot": "po", ".srt": "srt", ".vtt": "vtt",
    ".xlf": "xliff", ".xliff": "xliff", ".sdlxliff": "xliff", ".mqxliff": "xliff", ".mxliff": "xliff", ".tmx": "tmx",
}  # fmt: skip
MEDIA: Mapping[str, str] = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/markdown": ".md", "text/csv": ".csv",
    "text/tab-separated-values": ".tsv", "application/json": ".json", "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "text/vtt": ".vtt", "application/x-subrip": ".srt",
    "application/xliff+xml": ".xliff", "application/x-xliff+xml": ".xliff", "application/x-tmx+xml": ".tmx",
    "text/x-gettext-translation": ".po", "application/rss+xml": ".rss", "application/atom+xml": ".atom",
    "application/rdf+xml": ".rdf", "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip
"""The suffix that a media type would have as a file."""


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a file in the format its content, then its name, says. Raises: InputError."""
    vet(source)
    form = options.format or format_of(source)
    if options.source is None:
        return noted(FORMATS[form](source, options), source)
    if form not in ("text", "markdown"):
        raise UsageError(
            f"--source pairs plain texts, and this is {form}, which holds its own sources", source.name,
            "leave --source out, or give --input-format text",
        )  # fmt: skip
    original = ByteSource(str(options.source), options.source)
    if options.format is None and (form := format_of(original)) not in ("text", "markdown"):
        raise UsageError(
            f"--source pairs plain texts, and this is {form}", original.name,
            "check that file by itself if it holds both texts",
        )  # fmt: skip
    from mtqa.load import paired

    return noted(paired.load(source, options), source)


def format_of(source: ByteSource) -> str:
    """Tell a file's format by content, then by name, then by what its server says."""
    told = sniff.known(source.head(sniff.HEAD), source.filename)
    if told and told in FORMATS:
        return told
    named = (SUFFIXES.get(ending) for ending in (sniff.suffix(source.filename), MEDIA.get(source.media)) if ending)
    return next(filter(None, named), "text")


UNSURE = frozenset([".xml", ".json"])
"""Suffixes of files that may as well hold settings: in a folder they are read if their content is known."""


def find(paths: Iterable[str], exclude: Iterable[str] = (), *, every: bool = False) -> list[Path]:
    """List the files that paths, folders and globs name, each once, in order; of a folder those known as texts.

    `every`: the caller says how such files are to be read, so those of UNSURE suffixes are taken too.
    Raises: InputError for a path that is not there, and for a folder or glob without a readable text;
    ExcludedError where `exclude` leaves nothing.
    """
    found: dict[Path, None] = {}
    for name in paths:
        files = [p for p in _files(name, every) if not any(p.match(pattern) for pattern in exclude)]
        found.update(dict.fromkeys(files))
    if not found:
        raise ExcludedError("every file is excluded", ", ".join(paths), "see `exclude` in the configuration")
    return list(found)


def _is_text(path: Path, every: bool) -> bool:
    suffix = sniff.suffix(path.name)
    if suffix not in SUFFIXES or not path.is_file():
        return False
    if every or suffix not in UNSURE:
        return True
    try:
        head = ByteSource(str(path), path).head(sniff.HEAD)
        # XML without any element is damaged, which is to be told
        damaged = suffix == ".xml" and not sniff.root(sniff.text_of(head), path.name)
        return damaged or sniff.known(head, path.name) is not None
    except InputError:
        return True  # it is told when it is read


def _files(name: str, every: bool) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if _is_text(p, every))
        visible = [p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not visible:
            raise EmptyError("no text in this folder", name, "read are: " + ", ".join(SUFFIXES))
        return visible
    if path.exists():
        return [path]
    if glob.has_magic(name):
        matched = sorted(Path(p) for p in glob.glob(name, recursive=True) if Path(p).is_file())
        if matched:
            return matched
        raise InputError("no file matches", name, "quote the pattern, or check the folder it starts from")
    if name.startswith(("http://", "https://")):
        raise UsageError("an address in the net is not read here", name, "save it to a file first")
    raise InputError("there is no such file", name, "check the path; a folder or a glob will do as well")


__all__ = ["FORMATS", "SUFFIXES", "ByteSource", "LoadOptions", "find", "format_of", "load"]
