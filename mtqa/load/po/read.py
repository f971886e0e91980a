"""The entries of a PO file: those of a stretch at once where all are ordinary, else line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.po.string import INNER, Span, unquoted
from mtqa.load.stretches import Stretch

# number of a msgstr, its text, and where that stands
Form = tuple[int, str, Sequence[Span]]
# key, role, source, target, and where the target stands
Translation = tuple[str, str, str, str, Sequence[Span]]

_LINE = rx.compile(
    r"\s*(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr)\b\s*(?:\[\s*(?P<form>[0-9]{1,3})\s*\])?\s*)?"
    rf'(?:"(?P<part>{INNER})"\s*+)*+'
)
# the group is not possessive, for `re` up to Python 3.11.4 loses its place where one fails midway
_SEVERAL = r'[^"\\\n]*+(?:(?:\\.|"[ \t\r\n]*+")[^"\\\n]*+)*'
_END = r'"[ \t\r]*+(?:\n[ \t\r\n]*+|\Z)'
_STRING = rf'[ \t]*+"({_SEVERAL}){_END}'
_NUMBERED = rf'msgstr[ \t]*+\[[ \t]*+([0-9]{{1,3}})[ \t]*+\][ \t]*+"({_SEVERAL}){_END}'
_ENTRY = re.compile(
    r"[ \t\r\n]*+((?:#.*+[ \t\r\n]*+)*+)"
    rf"(?:(?:msgctxt{_STRING})?msgid{_STRING}(?:msgid_plural{_STRING})?(?:msgstr{_STRING}|(?=msgstr[ \t]*+\[))|\Z)"
)
"""Comments, and an entry as most are written or the end; before numbered forms it ends. No other is read as one."""
_FORM = re.compile(_NUMBERED)
_FUZZY = rx.compile(r"\s*#[,=](?:.*,)?\s*fuzzy\b")
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
        if single is not None:
            forms: list[Form] = [(0, unquoted(single, encoding), (entry.span(5),))]
        else:
            forms, at = _numbered(text, at, encoding)
            if not forms:
                return None
        fuzzy = "fuzzy" in comments and any(map(_FUZZY.match, comments.split("\n")))
        context, plural = context and unquoted(context, encoding), plural and unquoted(plural, encoding)
        found += _translated(context, unquoted(ident, encoding), plural, forms, fuzzy)
    return found


def _numbered(text: str, at: int, encoding: str) -> tuple[list[Form], int]:
    """Return the numbered forms at a place, none if two have the same number, and where they end."""
    forms: list[Form] = []
    while form := _FORM.match(text, at):
        forms.append((int(form[1]), unquoted(form[2], encoding), (form.span(2),)))
        at = form.end()
    return forms if len({number for number, _, _ in forms}) == len(forms) else [], at


def _translated(
    context: str | None, ident: str, plural: str | None, forms: Sequence[Form], fuzzy: bool
) -> list[Translation]:
    """Return what is translated in an entry; its header is not."""
    if not ident:
        return []
    key, role = _key(ident if context is None else f"{context}|{ident}"), "fuzzy" if fuzzy else "body"
    if plural is None:
        return [(key, role, ident, target, spans) for _, target, spans in forms if target]
    return [
        (f"{key}[{number}]", role, plural if number or len(forms) == 1 else ident, target, spans)
        for number, target, spans in forms
        if target
    ]


def _key(text: str) -> str:
    told = " ".join(text[: _LONGEST_KEY + 8].split())
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


def _of_entry(entry: Entry, stretch: Stretch) -> list[Translation]:
    texts = {
        key: "".join(unquoted(stretch.text[start:end], stretch.encoding) for start, end in spans)
        for key, spans in entry.texts.items()
    }
    forms = [(number, texts[word, number], spans) for (word, number), spans in entry.texts.items() if word == "msgstr"]
    context, ident, plural = (texts.get((word, 0)) for word in ("msgctxt", "msgid", "msgid_plural"))
    return _translated(context, ident or "", plural, forms, entry.fuzzy)
