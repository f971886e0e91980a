"""`kind: keep`: things that are no language and must stand in the translation as in the source.

    find: url        # url | email | handle | hashtag | placeholder | tag | file | isbn | code | version
    other: changed   # changed | dropped

- changed (the default): the translation has one that is much like the source's, but not the same; the finding stands
  there, and the group `kept` is what the source has.
- dropped: the translation has nothing like it; the finding stands on the source.

- url, email, handle (@name), hashtag: case does not count; a URL may go to another language (/fr/ and /en/,
  fr.wikipedia.org and en.wikipedia.org), lose its scheme or a closing slash.
- placeholder: {name}, {0}, {{name}}, ${name}, %s, %(name)d, %1$s. - tag: XML and HTML tags, by their names.
- file: a name with a common ending. - isbn: the digits after ISBN or ISSN.
- code: capitals and digits as one word (A380, G20, H1N1, AX-4471-B); hyphens, spaces and small digits (CO₂) do not
  count. - version: 2.10.3, v1.2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from unicodedata import normalize

from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.keep_signs import ENDINGS, HOSTS, may_differ, suspects
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Choice, Report, Spec

_URL = (
    r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»(){}|\\^`]*[\w/#=&%~-]"
    rf"|(?<![\w@.-])(?:[a-z0-9-]++\.)+(?:{HOSTS})(?:/[\w/#=&%.~?-]*[\w/]|(?![\w.-]\w))"
)
_PLACEHOLDER = (
    r"\{\{\s*[\w.]+\s*\}\}|\$?\{[A-Za-z_]\w*(?:[.:][^{}\s]*)?\}|\{\d{0,2}\}"
    r"|(?<![\w%])%(?:\(\w+\)|\d\$)?[-+#0]?\d*(?:\.\d+)?[sdifgxXcu@](?!\w)"
)
_HOST, _FILE = re.compile(rf"\.(?:{HOSTS})"), re.compile(rf"\.(?:{ENDINGS})(?!\w)")
_VERSION, _CODE = re.compile(r"v\d|\d\.\d"), re.compile(r"[A-Z]-?\d|\d[A-Z]")
_CLASSES: Mapping[str, str] = {
    "email": r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "url": _URL,
    "file": rf"(?<![\w/.-])[\w-]++(?:\.[\w-]++)*?\.(?:{ENDINGS})(?!\w)",
    "tag": r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>",
    "placeholder": _PLACEHOLDER,
    "handle": r"(?<![\w@./])@\w{2,}",
    "hashtag": r"(?<![\w&#/])#[^\W\d]\w+",
    "isbn": r"IS[BS]N(?:-1[03])?:? ?\d[\d -]{6,15}[\dXx]",
    "version": r"(?<![\w.,/-])v\d+(?:\.\d+)+(?![\w.]\w)|(?<![\w.,/-])\d{1,2}(?:\.\d{1,2}){2}(?![\w.]\w)",
    "code": r"(?<![\w-])(?:[A-Z]{1,5}-?\d[A-Z\d]*(?:-[A-Z\d]+)*|\d{1,4}[A-Z][A-Z\d-]*[A-Z\d])s?(?!\w)",
}
_NEEDED: Mapping[str, Callable[[str], object]] = {
    "email": lambda text: "@" in text,
    "url": lambda text: "://" in text or "www." in text or _HOST.search(text),
    "file": _FILE.search,
    "tag": lambda text: "<" in text,
    "placeholder": lambda text: "{" in text or "%" in text,
    "handle": lambda text: "@" in text,
    "hashtag": lambda text: "#" in text,
    "isbn": lambda text: "IS" in text,
    "version": _VERSION.search,
    "code": _CODE.search,
}
"""What tells that something of a class may stand in a text."""
FINDS = tuple(_CLASSES)
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS), "other": Choice(("changed", "dropped"))}
ALIKE = 60.0
"""Least likeness, of 100, for one to be taken for the other changed."""
_TIME = re.compile(r"\d+[Hh]\d*$|[A-Z]?[IVX]+\d*$|J-\d+$|\d+(?:K|M|G|T|KM|CV|W|V|X)$")


class Thing(NamedTuple):
    """Something to keep; `value` is what of it counts. Units: offsets of the plain view."""

    kind: str
    text: str
    value: str
    start: int
    end: int


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Note what to look for."""
    if raw.get("find") not in FINDS:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    other = raw.get("other", "changed")
    return {"find": raw["find"], "other": other, "whole": True, "bilingual": True, "segments": True}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what of one class was changed or dropped."""
    if chunk.source is None:
        return
    wanted, other = rule.options["find"], rule.options["other"]
    for segment, ours, theirs in chunk.memo("keep", lambda: list(_differing(chunk))):
        if not chunk.target.texts[segment]:
            continue
        lost, new = _unpaired(wanted, ours, theirs, chunk.target.plain(segment))
        for thing, near in _paired(lost, new):
            if near is not None and other == "changed":
                groups = {"kept": thing.text, "changed": near.text}
                yield Hit(segment, *chunk.target.original(segment, near.start, near.end), groups, exact_case=True)
            elif near is None and other == "dropped":
                span = chunk.source.original(segment, thing.start, thing.end)
                yield Hit(segment, *span, {"kept": thing.text}, side="source")


def _differing(chunk: Chunk) -> Iterator[tuple[int, list[Thing], list[Thing]]]:
    """Yield the segments whose sides do not hold the same things."""
    assert chunk.source is not None
    for segment in sorted(suspects(chunk.source)):
        source, target = chunk.source.plain(segment), chunk.target.plain(segment)
        if may_differ(source, target):
            ours = _things(source, chunk.langs)
            theirs = _things(target, chunk.langs) if ours else []
            if sorted((t.kind, t.value) for t in ours) != sorted((t.kind, t.value) for t in theirs):
                yield segment, ours, theirs


def _things(text: str, langs: tuple[str, str]) -> list[Thing]:
    """Return what is to be kept in a text, each span once."""
    found = []
    for match in _any_of(*(bool(sign(text)) for sign in _NEEDED.values())).finditer(text):
        kind, whole = match.lastgroup or "", match.group()
        if not (kind == "code" and (_TIME.match(whole) or not any(c.isdigit() for c in whole) or len(whole) < 2)):
            found.append(Thing(kind, whole, _value(kind, whole, langs), *match.span()))
    return found


@cache
def _any_of(*wanted: bool) -> re.Pattern[str]:
    """Return the pattern of some classes, compiled when first asked for."""
    names = {name for name, may_stand in zip(_NEEDED, wanted, strict=True) if may_stand}
    classes = (f"(?P<{name}>{pattern})" for name, pattern in _CLASSES.items() if name in names)
    return re.compile("|".join(classes) or "(?!)")


def _url(text: str, langs: tuple[str, str]) -> str:
    plain = re.sub(r"^(?:\w+://)?(?:www\.)?", "", text.casefold()).rstrip("/")
    return re.sub(rf"(?<![^\W_])(?:{'|'.join(langs)})(?![^\W_])", "*", plain)


def _tag(text: str) -> str:
    """Return the name of a tag, with the stroke of a closing one."""
    return "<" + "/" * (text[1] == "/") + re.split(r"[\s/>]", text.lstrip("</"))[0].casefold()


_VALUES: Mapping[str, Callable[[str], str]] = {
    "placeholder": lambda text: text.replace(" ", ""),
    "file": str,
    "tag": _tag,
    "isbn": lambda text: re.sub(r"^IS[BS]N(?:-1[03])?|[^\dxX]", "", text).casefold(),
    "code": lambda text: _bare(text.removesuffix("s")),
}


def _value(kind: str, text: str, langs: tuple[str, str]) -> str:
    return _url(text, langs) if kind == "url" else _VALUES.get(kind, str.casefold)(text)


def _bare(text: str) -> str:
    """Return the letters and digits of a text, lower case, small digits as full ones."""
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))


def _unpaired(kind: str, ours: Sequence[Thing], theirs: Sequence[Thing], text: str) -> tuple[list[Thing], list[Thing]]:
    """Return the things of one class that the source alone has, and those that the translation alone has."""
    here, there = [t for t in ours if t.kind == kind], [t for t in theirs if t.kind == kind]
    new = [t for t in there if t.value not in {o.value for o in here}]
    if kind == "tag":
        left = Counter(t.value for t in here) - Counter(t.value for t in there)
        return [t for t in here if left[t.value] > 0 and not left.subtract([t.value])], new  # one for each
    values = {t.value for t in there}
    return [t for t in here if t.value not in values and not _stands(t, text)], new


def _stands(thing: Thing, text: str) -> bool:
    """Tell whether a thing stands in a text, be it written so that it is not seen as one: G 20, or in a longer code."""
    if thing.kind == "code":
        return re.search(rf"(?<!\w){'[- ]?'.join(thing.value)}(?!\d)", normalize("NFKC", text).casefold()) is not None
    if thing.kind not in ("placeholder", "file"):
        text = text.casefold()
    return re.search(rf"{re.escape(thing.value)}(?!\w)", text) is not None


def _paired(lost: Sequence[Thing], new: Sequence[Thing]) -> Iterator[tuple[Thing, Thing | None]]:
    """Yield each lost thing with the new one most like it, or with None."""
    if not lost:
        return
    from rapidfuzz.fuzz import ratio

    rest = list(new)
    for thing in lost:
        best = max(rest, key=lambda t: ratio(thing.value, t.value), default=None)
        if best is not None and ratio(thing.value, best.value) >= ALIKE:
            rest.remove(best)
            yield thing, best
        else:
            yield thing, None
