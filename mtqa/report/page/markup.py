"""Markup that escapes by construction: whatever is not `Markup` is text, and shown as text."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from mtqa import rx
from mtqa.report.safe import visible

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_BARE = rx.compile(r"[A-Za-z0-9_-]++")
_VOID = frozenset(["rect", "line", "circle", "polyline", "path", "br", "meta", "input"])
_JSON = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Escape a text; what would steer a reader (control characters, bidirectional marks) is shown as symbols.

    In the log of a CI job, where a page may be printed, it begins no command either.
    """
    shown = "\n".join(map(visible, value.split("\n"))) if "\n" in value else visible(value)
    return Markup(shown.translate(_ESCAPES).replace("::", "&#58;:").replace("##[", "#&#35;["))


def tag(name: str, /, *children: str | None, **attributes: str | int | float | bool | None) -> Markup:
    """Make an element. `class_` is class, `data_x` data-x; False and None leave an attribute out."""
    opener = "".join(_attribute(n, v) for n, v in attributes.items() if v is not None and v is not False)
    if name in _VOID:
        return Markup(f"<{name}{opener}>" if name in ("br", "meta", "input") else f"<{name}{opener} />")
    return Markup(f"<{name}{opener}>{joined(*children)}</{name}>")


def joined(*children: str | None) -> Markup:
    """Join pieces, escaping those that are text."""
    return Markup("".join([c if type(c) is Markup else text(c) for c in children if c is not None]))


def prose(value: str) -> Markup:
    """Make running text, in which `such` is code."""
    pieces = value.split("`")
    if len(pieces) % 2 == 0:
        return text(value)
    return joined(*(tag("code", piece) if i % 2 else piece for i, piece in enumerate(pieces)))


def _attribute(name: str, value: str | int | float | bool) -> str:
    name = _named(name)
    if value is True:
        return f" {name}"
    shown = text(str(value))
    return f" {name}={shown}" if _BARE.fullmatch(shown) else f' {name}="{shown}"'


@lru_cache(256)
def _named(name: str) -> str:
    return name if name in ("viewBox", "preserveAspectRatio") else name.rstrip("_").replace("_", "-")


def data(value: Any) -> Markup:
    """Write JSON that can stand in a script element: ASCII, and without a sign that could end it."""
    return Markup(
        json.dumps(value, ensure_ascii=True, separators=(",", ":")).translate(_JSON).replace("##[", "#\\u0023[")
    )
