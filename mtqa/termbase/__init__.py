"""The team's glossary: which words a translation must use, must not use, and must leave as they are.

A new format is a module and a row here. A termbase with a mistake, a contradiction or no usable term is refused
whole, with every mistake told: a glossary that is half read would pass texts it should not.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from mtqa.errors import Problem, TermbaseError
from mtqa.schema import did_you_mean
from mtqa.termbase import listing, merge, table, tbx
from mtqa.termbase.entry import Reading, Term

TEXT_FORMATS: Mapping[str, Callable[[str, Reading], None]] = {
    ".csv": table.read, ".tsv": table.read, ".txt": table.read, ".tab": table.read,
    ".yaml": listing.read, ".yml": listing.read,
}  # fmt: skip
XML_SUFFIXES = (".tbx", ".xml")
LARGEST = 256 * 1024 * 1024
"""Units: bytes of a termbase file."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def load(
    paths: Iterable[str | Path], source_lang: str = "fr", target_lang: str = "en", domains: Sequence[str] = ()
) -> list[Term]:
    """Read termbases into the terms that apply. Raises: TermbaseError with every mistake of every file."""
    problems: list[Problem] = []
    terms: list[Term] = []
    for path in dict.fromkeys(str(p) for p in paths):
        reading = read(Path(path), source_lang, target_lang)
        problems += reading.problems
        terms += reading.terms
    merged, clashes = merge.merge(terms)
    problems += clashes
    problems += _unknown_domains(merged, domains)
    if problems:
        raise TermbaseError(list(dict.fromkeys(problems)))
    return merge.select(merged, domains)


def read(path: Path, source_lang: str, target_lang: str) -> Reading:
    """Read one file, as far as it can be read."""
    reading = Reading(str(path), (source_lang, target_lang))
    suffix = path.suffix.lower()
    if suffix not in TEXT_FORMATS and suffix not in XML_SUFFIXES:
        reading.add(0, "a termbase ends in " + ", ".join((*TEXT_FORMATS, XML_SUFFIXES[0])), "rename or convert it")
        return reading
    data = _data(path, reading)
    if data is None:
        return reading
    if suffix in XML_SUFFIXES:
        tbx.read(data, reading)
    elif (text := _text(data, reading)) is not None:
        TEXT_FORMATS[suffix](text, reading)
    if not reading.terms and not reading.problems:
        reading.add(
            0, f"no term for {source_lang} to {target_lang}",
            "the file is empty, or holds other languages: see --source-lang and --target-lang",
        )  # fmt: skip
    return reading


def _data(path: Path, reading: Reading) -> bytes | None:
    try:
        if path.stat().st_size > LARGEST:
            reading.add(0, f"over {LARGEST >> 20} MiB", "split the termbase")
            return None
        return path.read_bytes()
    except OSError as error:
        reading.add(0, f"cannot be read: {error.strerror}", "check the path given to --termbase")
    return None


def _text(data: bytes, reading: Reading) -> str | None:
    mark, encoding = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start + len(mark)) + 1
        reading.add(
            line, f"not {encoding.upper()}: byte 0x{data[len(mark) + error.start]:02x}",
            "save the file as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` converts an older one",
        )  # fmt: skip
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        reading.add(line, "a zero byte: a binary file, or UTF-16 without a byte order mark", "save the file as UTF-8")
        return None
    return text


def _unknown_domains(terms: Sequence[Term], domains: Sequence[str]) -> list[Problem]:
    known = {d for t in terms for d in t.domains}
    unknown = [d for d in domains if d.strip().lower() not in known]
    hints = {d: did_you_mean(d.lower(), sorted(known)) or "leave it out" for d in unknown}
    return [Problem("--domain", 0, 0, f"no term is of the domain {d!r}", hint) for d, hint in hints.items()]


__all__ = ["TEXT_FORMATS", "Reading", "Term", "load", "read"]
