"""The title, description and summary that stand before a Markdown text, in YAML (---) or TOML (+++).

A value is located sign by sign where it is written on one line or as a block; where an edit could not be written so
that it reads as meant, or the value is written otherwise, it is written anew as a whole, in double quotes.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

import regex
import yaml

from mtqa import rx
from mtqa.load.located import Located, Piece
from mtqa.model import Edit, WholeTextError

ROLES = {"title": "title", "description": "summary", "summary": "summary", "subtitle": "summary", "excerpt": "summary"}
LARGEST = 1 << 20
"""Units: code points of front matter."""
_YAML = rx.compile(r"---[ \t]*\n(.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", regex.DOTALL)
_TOML = rx.compile(r"\+\+\+[ \t]*\n(.*?)(?<=\n)\+\+\+[ \t]*(?:\n|$)", regex.DOTALL)
_KEY = rx.compile(r"(?:[ \t]*(?:#.*)?\n)*+[^\s:#][^:\n]*+:(?:\s|$)")
_TOML_LINE = rx.compile(
    r"""(?m)^[ \t]*(\w+)[ \t]*=[ \t]*("(?!"")(?:[^"\\\n]|\\.)*"|'(?!'')[^'\n]*')[ \t]*(?:#.*)?$|^[ \t]*(\[)"""
)


class Value(NamedTuple):
    """A value. Units: code points; `first` and `last` with its quotes. `key` and `toml` say how to read it again."""

    located: Located
    role: str
    key: str
    first: int
    last: int
    toml: bool
    text: str

    def edits(self, edit: Edit) -> list[Edit]:
        """Turn an edit of the value into edits of the front matter.

        Raises: WholeTextError where the value must be written anew.
        """
        wanted = self.located.text[: edit.start] + " ".join(edit.text.split("\n")) + self.located.text[edit.end :]
        parts = self.located.edits(Edit(edit.start, edit.end, " ".join(edit.text.split("\n"))))
        raw = self.text[self.first : self.last]
        for part in reversed(parts):
            raw = raw[: part.start - self.first] + part.text + raw[part.end - self.first :]
        if self._read(raw) == wanted.strip() and self.located.pieces[0].plain:
            return parts
        if (edit.start, edit.end) != (0, len(self.located.text)):
            raise WholeTextError
        return [Edit(self.first, self.last, quoted(wanted) + ("\n" if raw.endswith("\n") else ""))]

    def _read(self, raw: str) -> str | None:
        """Read the value as it would be written."""
        try:
            given = tomllib.loads(f"x = {raw}") if self.toml else yaml.safe_load(f"x: {raw}")
        except (ValueError, yaml.YAMLError, RecursionError):
            return None
        value = given.get("x") if isinstance(given, dict) and len(given) == 1 else None
        return value.strip() if isinstance(value, str) else None


def quoted(text: str) -> str:
    """Write a string so that YAML, TOML and JSON read it alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def end_of(text: str) -> int:
    """Return where the front matter ends; 0 where there is none."""
    match = _match(text)
    return match.end() if match else 0


def _match(text: str) -> regex.Match[str] | None:
    """Match the front matter; a text that begins with a rule (---) has none."""
    match = _YAML.match(text) or _TOML.match(text)
    if match is None or match.end() > LARGEST:
        return None
    return match if text.startswith("+") or not match[1].strip() or _KEY.match(match[1]) else None


def values(text: str) -> Iterator[Value]:
    """Yield the texts of the front matter, in order. What cannot be read is left alone."""
    match = _match(text)
    if match is None:
        return
    read = _of_toml if text.startswith("+") else _of_yaml
    yield from read(text, match.start(1), match.end(1))


def _of_yaml(text: str, start: int, end: int) -> Iterator[Value]:
    try:
        root = yaml.compose(text[start:end], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    for key, node in root.value if isinstance(root, yaml.MappingNode) else ():
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name not in ROLES or not isinstance(node, yaml.ScalarNode) or not node.tag.endswith(":str"):
            continue
        first, last = start + node.start_mark.index, start + node.end_mark.index
        if node.value.strip() and "\0" not in node.value:
            located = _located(text, node.value, first, last, node.style or "")
            yield Value(located, ROLES[name], name, first, last, False, text)


def _of_toml(text: str, start: int, end: int) -> Iterator[Value]:
    try:
        given: dict[str, Any] = tomllib.loads(text[start:end])
    except (ValueError, RecursionError):
        return
    for match in _TOML_LINE.finditer(text, start, end):
        if match[3]:  # a table begins
            return
        name = match[1].lower()
        value = given.get(match[1])
        if name in ROLES and isinstance(value, str) and value.strip():
            first, last = match.span(2)
            yield Value(_located(text, value, first, last, match[2][0]), ROLES[name], name, first, last, True, text)


def _located(text: str, value: str, first: int, last: int, style: str) -> Located:
    """Locate a value sign by sign if it is written plainly, else as a whole."""
    shown = value.strip()
    if style in ("|", ">"):
        if pieces := _lines(text, shown, first, last, style):
            return Located(shown, pieces, len)
    else:
        inside = first + len(style)
        raw = text[inside : last - len(style)]
        lead = len(raw) - len(raw.lstrip())
        if raw.strip() == shown:
            return Located(shown, [Piece(0, len(shown), inside + lead, inside + lead + len(shown))], len)
    end = last - 1 if text[last - 1 : last] == "\n" else last
    return Located(shown, [Piece(0, len(shown), first, end, False)], len, lambda new, _: quoted(new))


def _lines(text: str, shown: str, first: int, last: int, style: str) -> list[Piece]:
    """Return the pieces of a block of lines, none where it is laid out in another way."""
    pieces: list[Piece] = []
    between = "\n" if style == "|" else " "
    length = 0
    begin = text.find("\n", first, last) + 1
    previous = -1
    for line in text[begin:last].split("\n"):
        words = line.strip()
        at = begin + len(line) - len(line.lstrip())
        begin += len(line) + 1
        if not words:
            continue
        if previous >= 0:
            pieces.append(Piece(length, length + 1, previous, at, False))
            length += 1
        pieces.append(Piece(length, length + len(words), at, at + len(words)))
        length += len(words)
        previous = at + len(words)
    built = between.join(text[p.first : p.last] for p in pieces if p.plain)
    return pieces if built == shown else []
