"""The entries of a PO file: those of a stretch at once where all are ordinary, else line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.located import Located, Piece
from mtqa.load.stretches import Stretch

# (start, end) of a string in the text, without its quotes; others may follow within, with only blanks between them
Span = tuple[int, int]
# number of a msgstr, its text, and where that stands
Form = tuple[int, str, Sequence[Span]]
# key, role, source, target, and where the target stands
Translation = tuple[str, str, str, str, Sequence[Span]]

_INNER = r'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+'
_LINE = rx.compile(
    r"\s*(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr)\b\s*(?:\[\s*(?P<form>[0-9]{1,3})\s*\])?\s*)?"
    rf'(?:"(?P<part>{_INNER})"\s*+)*+'
)
_SEVERAL = r'[^"\\\n]*+(?:(?:\\.|"[ \t\r\n]*+")[^"\\\n]*+)*+'
_END = r'"[ \t\r]*+(?:\n[ \t\r\n]*+|\Z)'
_STRING = rf'[ \t]*+"({_SEVERAL}){_END}'
_NUMBERED = rf'msgstr[ \t]*+\[[ \t]*+([0-9]{{1,3}})[ \t]*+\][ \t]*+"({_SEVERAL}){_END}'
_ENTRY = re.compile(
    r"[ \t\r\n]*+((?:#.*+[ \t\r\n]*+)*+)"
    rf"(?:(?:msgctxt{_STRING})?msgid{_STRING}(?:msgid_plural{_STRING})?(?:msgstr{_STRING}|(?=msgstr[ \t]*+\[))|\Z)"
)
"""Comments, and an entry as most are written or the end; before numbered forms it ends. No other is read as one."""
_FORM = re.compile(_NUMBERED)
_PART = re.compile(f'"({_INNER})"')
_UNITS = re.compile(r"[^\\]+|(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+|\\.")
_FUZZY = rx.compile(r"\s*#[,=](?:.*,)?\s*fuzzy\b")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = str.maketrans({"\\": "\\\\", '"': '\\"', **{c: f"\\{name}" for name, c in _SIGNS.items()}})
_LONGEST_KEY = 48


def translations(stretch: Stretch, name: str) -> list[Translation]:
    """Return what is translated in whole entries of the file `name`. Raises: InputError."""
    found = at_once(stretch)
    return line_by_line(stretch, name) if found is None else found


def at_once(stretch: Stretch) -> list[Translation] | None:
    """Read entries that are all written as most are; None where one may not be."""
    text, encoding, match = stretch.text, stretch.encoding, _ENTRY.match
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    found: list[Translation] = []
    at = 0
    while at < len(text):
        if not (entry := match(text, at)):
            return None
        at = entry.end()
        comments, context, ident, plural, single = entry.groups()
        if ident is None:
            continue
        forms: list[Form] = []
        if single is not None:
            forms.append((0, _read(single, encoding), (entry.span(5),)))
        while single is None and (form := _FORM.match(text, at)):
            forms.append((int(form[1]), _read(form[2], encoding), (form.span(2),)))
            at = form.end()
        if not forms or len({number for number, _, _ in forms}) < len(forms):
            return None
        fuzzy = "fuzzy" in comments and any(map(_FUZZY.match, comments.split("\n")))
        context, plural = (raw and _read(raw, encoding) for raw in (context, plural))
        found += _translated(context, _read(ident, encoding), plural, forms, fuzzy)
    return found


def _translated(
    context: str | None, ident: str, plural: str | None, forms: Sequence[Form], fuzzy: bool
) -> Iterator[Translation]:
    """Yield what is translated in an entry; its header is not."""
    if not ident:
        return
    key, role = _key(ident if context is None else f"{context}|{ident}"), "fuzzy" if fuzzy else "body"
    for number, target, spans in forms:
        if target and plural is None:
            yield key, role, ident, target, spans
        elif target and plural is not None:
            yield f"{key}[{number}]", role, plural if number or len(forms) == 1 else ident, target, spans


def _key(text: str) -> str:
    told = " ".join(text[: 2 * _LONGEST_KEY].split())
    if len(told) < _LONGEST_KEY:
        told = " ".join(text.split())
    if told == text and len(text) <= _LONGEST_KEY:
        return text
    return f"{told[:_LONGEST_KEY]}~{blake2b(text.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


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


def line_by_line(stretch: Stretch, name: str) -> list[Translation]:
    """Read entries however they are written. Raises: InputError that names the line."""
    return [t for entry in _entries(stretch, name) for t in _of_entry(entry, stretch)]


def _entries(stretch: Stretch, name: str) -> Iterator[Entry]:
    entry = Entry(name if stretch.line == 1 else f"{name}:{stretch.line}")
    at = 0
    for number, line in enumerate(stretch.text.split("\n"), stretch.line):
        where = f"{name}:{number}"
        comment = line.lstrip().startswith("#")
        match = None if comment else _LINE.fullmatch(line)
        word = match["word"] if match else None
        if entry.ended and (comment or word in ("msgid", "msgctxt")):
            yield entry
            entry = Entry(where)
        if "\r" in line.rstrip("\r"):
            raise InputError("a carriage return stands alone", where, "save it with line ends of Unix or Windows")
        if comment:
            entry.fuzzy |= bool(_FUZZY.match(line))
        elif match is None:
            if not line.startswith("domain"):
                raise InputError("this is no line of a PO file", where, "is a quote missing, or a backslash?")
        else:
            parts = [(at + start, at + end) for start, end in match.spans("part")]
            entry.add(word, int(match["form"] or 0), parts, where)
        at += len(line) + 1
    if entry.texts and not entry.ended:
        raise InputError("the last entry has no msgstr", entry.where, "the file may be cut short")
    yield entry


def _of_entry(entry: Entry, stretch: Stretch) -> Iterator[Translation]:
    texts = {
        key: "".join(_read(stretch.text[start:end], stretch.encoding) for start, end in spans)
        for key, spans in entry.texts.items()
    }
    forms = [(number, texts[word, number], spans) for (word, number), spans in entry.texts.items() if word == "msgstr"]
    context, ident, plural = (texts.get((word, 0)) for word in ("msgctxt", "msgid", "msgid_plural"))
    return _translated(context, ident or "", plural, forms, entry.fuzzy)


def _read(raw: str, encoding: str) -> str:
    """Read strings, escapes and all, that stand as a span says."""
    if "\\" not in raw:
        return "".join(raw.split('"')[::2]) if '"' in raw else raw
    units = [unit for part in _PART.findall(f'"{raw}"') for unit in _UNITS.findall(part)]
    return "".join([_told(unit, encoding) if unit[0] == "\\" else unit for unit in units])


def _told(unit: str, encoding: str) -> str:
    if unit[0] != "\\":
        return unit
    if len(unit) == 2 and unit[1] not in "01234567":
        return _SIGNS.get(unit[1], unit[1])
    codes = (int(code[1:], 16) if code[0] == "x" else int(code, 8) for code in unit.split("\\")[1:])
    return bytes(code & 255 for code in codes).decode(encoding, "replace")


def located(text: str, spans: Sequence[Span], encoding: str) -> Located:
    """Read strings with the way back to the text they stand in."""
    pieces: list[Piece] = []
    read: list[str] = []
    at = 0
    for start, end in spans:
        for part in _PART.finditer(text, start - 1, end + 1):
            for unit in _UNITS.finditer(text, *part.span(1)):
                told = _told(unit[0], encoding)
                pieces.append(Piece(at, at + len(told), unit.start(), unit.end(), unit[0][0] != "\\"))
                read.append(told)
                at += len(told)
    return Located("".join(read), pieces, escape=_write)


def _write(text: str, kind: str) -> str:
    return text.translate(_WRITTEN)
