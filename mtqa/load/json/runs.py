"""A large array in a JSON file, read by runs of its elements, so that memory does not grow with the file.

One pass with the standard library's decoder, value by value, tells whether all of the file is JSON, where the runs of
elements stand in its bytes, and what stands outside of the array. Each run is then read by itself, with its places.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from mtqa import rx
from mtqa.load.bytesource import Block, ByteSource, Encoding, decode, read
from mtqa.load.json import text as jsontext
from mtqa.load.json.text import ASCII, Part
from mtqa.load.json.window import Window

ENCODING = "utf-8"
"""The encoding of files that are read so: others may have the bytes of a bracket within a character."""
MOST_NAMES = 12
"""Names of the outermost object that are remembered, to be told where nothing is found."""
_SPACE = rx.compile(r"[ \t\n\r]*+")

_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Run(NamedTuple):
    """Elements one after another, with the sign before the first, "[" or ",". `first` is its number, from 0.

    Units: `offset` and `size` in bytes; `line` and `column`, from 1, of the sign.
    """

    offset: int
    size: int
    line: int
    column: int
    first: int


class Elements(NamedTuple):
    """The elements of a run, read. `first` is the number of the first, from 0."""

    values: Sequence[Any]
    first: int
    part: Part


@dataclass(slots=True)
class Outline:
    """What a file is made of. `runs` is None where no array is at the place asked for.

    `names` are the first of the outermost object, None if it is none; `kept` are the values asked for and their places.
    `escape` is how new text is to be written, see `json.text.way_of`.
    """

    runs: list[Run] | None = None
    names: dict[str, None] | None = None
    kept: dict[str, tuple[Any, Part]] = field(default_factory=dict)
    escape: str = ""

    def elements(
        self, source: ByteSource, encoding: Encoding, parse: Callable[[str], Any] = jsontext.parse
    ) -> Iterator[Elements]:
        """Read the array run by run. Raises: InputError, and what `parse` does."""
        with source.open() as file:
            for run in self.runs or ():
                file.seek(run.offset)
                data = read(file, run.size, source.name)
                text = "[" + decode(Block(data, run.offset, run.line), encoding, source.name)[1:]
                part = Part(text, encoding.name, run.offset, run.line, run.column, self.escape)
                yield Elements(parse(text + "]"), run.first, part)


def outlined(source: ByteSource, encoding: Encoding, names: Sequence[str], kept: Collection[str] = ()) -> Outline:
    """Look a file through for the array that names lead to, and for values of the outermost object to keep.

    Raises: InputError; ValueError where it is not JSON, with line and column; RecursionError.
    """
    with source.open() as file:
        file.seek(encoding.skip)
        window = Window(source, file, encoding)
        outline = Outline()
        _Walk(window, outline, kept).all(names)
    outline.escape = ASCII if window.ascii and window.escapes else ""
    for _, part in outline.kept.values():
        part.escape = outline.escape
    return outline


class _Walk:
    """A walk over the values of a file, from the outermost inwards as far as names lead."""

    def __init__(self, window: Window, outline: Outline, kept: Collection[str]) -> None:
        self._window, self._outline, self._kept = window, outline, kept

    def all(self, names: Sequence[str]) -> None:
        """Walk over the whole file, unless its beginning shows that there is nothing to find."""
        sign = self._window.take(_sign, "")
        if sign != ("{" if names else "[") and not self._kept:
            return
        if sign == "{":
            self._outline.names = {}
        self._value(names, "")
        self._window.take(_end, '""')

    def _value(self, names: Sequence[str], before: str) -> None:
        window = self._window
        sign = window.text[window.at : window.at + 1]
        if sign == ("{" if names else "["):
            if names:
                self._object(names)
            else:
                self._outline.runs = self._array()
        else:
            window.take(_scan, before)

    def _object(self, names: Sequence[str]) -> None:
        outline, window = self._outline, self._window
        outermost = outline.names is not None and not outline.names
        before = ""
        while (name := window.take(_name if before else _first_name, before)) is not None:
            if outermost and outline.names is not None and len(outline.names) < MOST_NAMES:
                outline.names[name] = None
            if name == names[0]:
                outline.runs = None  # of equal names the last counts
                self._value(names[1:], '{"":')
            elif outermost and name in self._kept:
                self._keep(name)
            else:
                window.take(_scan, '{"":')
            before = '{"":""'
            if window.take(_comma_or_end, before) == "}":
                break

    def _keep(self, name: str) -> None:
        window = self._window
        window.drop()
        window.take(_scan, '{"":')
        text = window.text[: window.at]
        part = Part(text, ENCODING, window.offset, window.line, window.column)
        self._outline.kept[name] = (jsontext.parse(text), part)

    def _array(self) -> list[Run]:
        """Pass over the elements of an array that begins here. A run is what is read at a time."""
        window = self._window
        window.drop()
        runs: list[Run] = []
        number = first = 0
        sign = ""
        while sign != "]":
            text, at = window.text, window.at
            begin = end = at
            try:
                while True:
                    begin = at + 1
                    if text[begin] in " \n\r\t":
                        begin = _past_space(text, begin)
                    end = _scan(text, begin)[1]
                    if (sign := text[end]) in " \n\r\t":
                        end = _past_space(text, end)
                        sign = text[end]
                    if sign not in ",]":
                        raise json.JSONDecodeError("Expecting ',' delimiter", text, end)
                    number += 1
                    at = end
                    if sign == "]":
                        break
            except (StopIteration, IndexError, ValueError) as error:
                window.at = at
                if not number and text[begin : begin + 1] == "]":
                    window.at = begin + 1
                    return runs
                window.heed(error, '[""' if number else "")
                sign = ""
            window.at = at
            if number > first:
                size = len(text[:at].encode(ENCODING))
                runs.append(Run(window.offset, size, window.line, window.column, first))
                first = number
            if sign != "]":
                window.grow()
        window.at += 1
        return runs


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _sign(text: str, at: int) -> tuple[str, int]:
    """Read the space before a value, and tell how that begins."""
    end = _past_space(text, at)
    return text[end], end


def _end(text: str, at: int) -> tuple[None, int]:
    end = _past_space(text, at)
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return None, end


def _first_name(text: str, at: int) -> tuple[str | None, int]:
    """Read from the bracket of an object to its first value; the name is None where it is empty."""
    end = _past_space(text, at + 1)
    return (None, end + 1) if text[end] == "}" else _name(text, at)


def _name(text: str, at: int) -> tuple[str, int]:
    """Read from the bracket or comma before a name to the value after it."""
    begin = _past_space(text, at + 1)
    if text[begin] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, begin)
    name, end = scanstring(text, begin + 1, True)
    end = _past_space(text, end)
    if text[end] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, end)
    end = _past_space(text, end + 1)
    return name, end


def _comma_or_end(text: str, at: int) -> tuple[str, int]:
    """Read from the end of a value to the comma, or over the end of the object."""
    end = _past_space(text, at)
    if text[end] not in ",}":
        raise json.JSONDecodeError("Expecting ',' delimiter", text, end)
    return text[end], end + (text[end] == "}")
