r"""PO, the translations of gettext: each msgstr is a segment, its source the msgid that it translates.

Of plural forms msgstr[0] goes with msgid, the others with msgid_plural; a sole form, which stands for every number, is
held to msgid_plural. The header (the entry of an empty msgid), what is not translated (an empty msgstr) and obsolete
entries (#~) are left out. A fuzzy entry is read, as it may be what a machine filled in: its role is "fuzzy". The key is
"context|msgid", [n] behind it for a plural, long ones cut and told apart by a hash.

The charset is what the header says, and the language of the translation too. An edit is written within the quotes it
stands in, with the escapes of PO. Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import BLOCK, ByteSource, Encoding, encoding_of
from mtqa.load.lines import Lines, Window
from mtqa.load.located import Located, Piece
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

_LINE = rx.compile(
    r"\s*(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr)\b\s*(?:\[\s*(?P<form>[0-9]{1,3})\s*\])?\s*)?"
    r'(?:"(?P<part>[^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"\s*+)*+'
)
_PARTS = rx.compile(r"[^\\]+|(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+|\\.")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = str.maketrans({"\\": "\\\\", '"': '\\"', **{c: f"\\{name}" for name, c in _SIGNS.items()}})
_CHARSET = rx.compile(rb"(?i)content-type:[^\"\n]*?charset=([\w.:-]+)")
_LANGUAGE = rx.compile(rb"(?i)\"(x-source-)?language:\s*([\w-]+)")
_FUZZY = rx.compile(r"\s*#[,=](?:.*,)?\s*fuzzy\b")
_LINE_END = rx.compile("\n")
_LONGEST_KEY = 48

# (start, end) of a string part in the window's text, without the quotes
Span = tuple[int, int]


class Entry:
    """What was read of an entry: its strings by keyword and, of a msgstr, its number; `line` is where it begins."""

    def __init__(self, line: str) -> None:
        self.where = line
        self.fuzzy = False
        self.texts: dict[tuple[str, int], list[Span]] = {}
        self.last: list[Span] | None = None

    @property
    def ended(self) -> bool:
        """Tell whether it has a translation, so that what follows is another."""
        return any(word == "msgstr" for word, _ in self.texts)

    def add(self, word: str | None, form: int, parts: Sequence[Span], where: str) -> None:
        """Add what a line says. Raises: InputError for a line out of order."""
        if word:
            if (word, form) in self.texts:
                raise InputError(f"a second {word} in the entry", where, "each msgid is followed by its msgstr")
            if word == "msgstr" and ("msgid", 0) not in self.texts:
                raise InputError("a msgstr without a msgid", where, "each msgid is followed by its msgstr")
            self.last = self.texts[word, form] = []
        elif parts and self.last is None:
            raise InputError("a string without a keyword", where, "it begins with msgid, msgstr or msgctxt")
        if parts and self.last is not None:
            self.last += parts


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a PO file. Raises: InputError for a charset that PO cannot have."""
    head = source.head()
    encoding = _encoding(source, head)
    languages = {bool(m[1]): m[2].decode("ascii", "replace").replace("_", "-") for m in _LANGUAGE.finditer(head)}
    return Document(
        source.name, "po", options.source_lang or languages.get(True) or "fr",
        options.target_lang or languages.get(False) or "en", partial(_batches, source, encoding),
        encoding=encoding.name,
    )  # fmt: skip


def _encoding(source: ByteSource, head: bytes) -> Encoding:
    """Return the encoding that the header names, unless a byte order mark tells."""
    told = _CHARSET.search(head)
    name = told[1].decode("ascii", "replace") if told else ""
    if name in ("", "CHARSET") or head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return encoding_of(source)
    try:
        known = codecs.lookup(name).name
        if b'msgid "\\\n'.decode(known) != 'msgid "\\\n':
            raise LookupError
    except (LookupError, UnicodeError) as error:
        raise InputError(
            f"the charset {name} is not read", source.name, "convert it: `msgconv -t UTF-8`, of GNU gettext"
        ) from error
    return Encoding("utf-8" if known == "ascii" else known)


def _batches(source: ByteSource, encoding: Encoding) -> Iterator[Batch]:
    lines = Lines(source, encoding)
    entry, ready = Entry(source.name), []
    for line in lines:
        comment = line.lstrip().startswith("#")
        match = None if comment else _LINE.fullmatch(line)
        word = match["word"] if match else None
        if entry.ended and (comment or word in ("msgid", "msgctxt")):
            ready.append(entry)
            entry = Entry(lines.where)
            if lines.size >= BLOCK:
                yield from _batch(ready, lines.pass_on(keep=1))
                ready = []
        if "\r" in line.rstrip("\r\n"):
            raise InputError("a carriage return stands alone", lines.where, "save it with line ends of Unix or Windows")
        if comment:
            entry.fuzzy |= bool(_FUZZY.match(line))
        elif match is None:
            if not line.startswith("domain"):
                raise InputError("this is no line of a PO file", lines.where, "is a quote missing, or a backslash?")
        else:
            at = lines.size - len(line)
            parts = [(at + start, at + end) for start, end in match.spans("part")]
            entry.add(word, int(match["form"] or 0), parts, lines.where)
    if entry.texts and not entry.ended:
        raise InputError("the last entry has no msgstr", entry.where, "the file may be cut short")
    yield from _batch([*ready, entry], lines.pass_on())


class Translation(NamedTuple):
    """A msgstr with text."""

    key: str
    role: str
    source: str
    target: Located


def _batch(entries: Sequence[Entry], window: Window) -> Iterator[Batch]:
    text = window.text
    found = [t for entry in entries for t in _translations(entry, text, window.encoding)]
    if not found:
        return
    ends = [m.end() for m in _LINE_END.finditer(text)]
    places = [_place(window, ends, found, i, 0) for i in range(len(found))]
    yield Batch(
        targets=[t.target.text for t in found],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        place=partial(_place, window, ends, found),
        keys=[t.key for t in found],
        sources=[t.source for t in found],
        roles=[t.role for t in found],
        locate=partial(_locate, window, text, found),
    )


def _locate(window: Window, text: str, found: Sequence[Translation], i: int, edit: Edit) -> list[ByteEdit]:
    return window.edits(found[i].target.edits(edit), text)


def _place(window: Window, ends: Sequence[int], found: Sequence[Translation], i: int, at: int) -> tuple[int, int]:
    place = found[i].target.place(at)
    number = bisect_right(ends, place)
    return window.line + number, place - (ends[number - 1] if number else 0) + 1


def _translations(entry: Entry, text: str, encoding: str) -> Iterator[Translation]:
    texts = {key: _located(text, parts, encoding) for key, parts in entry.texts.items()}
    single, plural = texts.get(("msgid", 0)), texts.get(("msgid_plural", 0))
    if single is None or not single.text:
        return
    context = texts.get(("msgctxt", 0))
    key = _key(f"{context.text}|{single.text}" if context else single.text)
    forms = [form for word, form in texts if word == "msgstr"]
    for form in forms:
        target = texts["msgstr", form]
        if target.text:
            by_plural = plural is not None and (form > 0 or len(forms) == 1)
            source = plural if by_plural and plural else single
            yield Translation(
                f"{key}[{form}]" if plural else key, "fuzzy" if entry.fuzzy else "body", source.text, target
            )


def _key(text: str) -> str:
    told = " ".join(text.split())
    if told == text and len(text) <= _LONGEST_KEY:
        return text
    return f"{told[:_LONGEST_KEY]}~{blake2b(text.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def _located(text: str, parts: Sequence[Span], encoding: str) -> Located:
    """Read the parts of a string, escapes and all, with the way back to the text they stand in."""
    pieces: list[Piece] = []
    read: list[str] = []
    at = 0
    for start, end in parts:
        for unit in _PARTS.finditer(text, start, end):
            told = _read(unit[0], encoding)
            pieces.append(Piece(at, at + len(told), unit.start(), unit.end(), unit[0][0] != "\\"))
            read.append(told)
            at += len(told)
    return Located("".join(read), pieces, escape=_write)


def _read(unit: str, encoding: str) -> str:
    if unit[0] != "\\":
        return unit
    if len(unit) == 2 and not unit[1].isdigit():
        return _SIGNS.get(unit[1], unit[1])
    codes = (int(code[1:], 16) if code[0] == "x" else int(code, 8) for code in unit.split("\\")[1:])
    return bytes(code & 255 for code in codes).decode(encoding, "replace")


def _write(text: str, kind: str) -> str:
    return text.translate(_WRITTEN)
