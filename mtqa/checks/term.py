"""`kind: term`: what the team's glossary asks for.

    find: required      # required | forbidden | keep
    terms:
      - {source: contrôle, target: [inspection, audit], forbidden: [control], note: of a regulator}
      - {source: Disclose, keep: true}

- required: the source has the term, the translation none of its targets.
- forbidden: the translation has a wording that is forbidden for a term of the source, or, without a source, anywhere.
- keep: the term stands in the source and, in the same letters, less often in the translation.

A rule without `terms` takes those of `--termbase` and is not run where there are none; `sample` stands in for them in
the rule's tests. Terms are found inflected, as whole words; of nested terms the longest counts. See docs/termbase.md.

The groups `term`, `asked` (the targets), `instead`, `counts`, `note` and `origin` serve the message. A forbidden
wording is mended by the preferred target, in the same form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.inflect import phrase_forms
from mtqa.checks.lexicon import Lexicon, Place
from mtqa.checks.wording import Span, Wording
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Choice, Report, Spec
from mtqa.termbase.entry import Reading, Term
from mtqa.termbase.listing import TERMS, gather
from mtqa.termbase.merge import merge, select

FINDS = ("required", "forbidden", "keep")
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS), "terms": TERMS, "sample": TERMS}
MOST_NAMED = 3


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Read a rule's own terms, with the mistakes a termbase would be refused for."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    own = "terms" in raw
    reading = Reading(report.path, ("any", "any"))
    listed = node.get("terms" if own else "sample")
    if listed is not None:
        gather(listed, reading)
    merged, clashes = merge(reading.terms)
    report.problems += [*reading.problems, *clashes]
    terms = select(merged, ())
    options = {"find": raw["find"], "whole": True, "bilingual": raw["find"] != "forbidden", "idle": not own}
    return options | _table([t.plain() for t in terms])


def _table(terms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    digest = blake2b(json.dumps(terms, ensure_ascii=False).encode("utf-8", "surrogatepass"), digest_size=12)
    return {"terms": terms, "key": digest.hexdigest()}


def supply(rows: Sequence[dict[str, Any]], terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Give the terms of a termbase to the rules that wait for them; one with nothing to find stays idle."""
    table = _table([t.plain() for t in terms])
    wanted = {
        "required": any(t.source and t.targets for t in terms),
        "forbidden": any(t.forbidden for t in terms),
        "keep": any(t.keep for t in terms),
    }
    return [
        {**row, "options": {**row["options"], **table, "idle": False}}
        if row["options"].get("idle") and wanted.get(row["options"].get("find"))
        else row
        for row in rows
    ]


class Where(NamedTuple):
    """A segment's number and its two texts in their plain view."""

    segment: int
    source: str
    target: str


@dataclass(frozen=True)
class _Entry:
    """One term in the languages of a chunk, its wordings made when first asked for."""

    row: Mapping[str, Any]
    langs: tuple[str, str]

    def _wording(self, text: str, side: int, **how: Any) -> Wording:
        part = self.row["part"] if side == 0 or len(self.row["targets"]) < 2 else ""
        return Wording(text, self.langs[side], case=self.row["case"], part=part, **how)

    @cached_property
    def source(self) -> Wording:
        if self.row["keep"]:
            case = self.row["case"] or "match"
            return Wording(self.row["source"], self.langs[0], case=case, fixed=True)
        return self._wording(self.row["source"], 0)

    @cached_property
    def kept(self) -> Wording:
        """The source form as it stands in a translation."""
        return Wording(self.row["source"], self.langs[1], case=self.row["case"] or "match", fixed=True)

    @cached_property
    def targets(self) -> list[Wording]:
        return [self._wording(t, 1, loose=True) for t in self.row["targets"]]

    @cached_property
    def forbidden(self) -> list[Wording]:
        return [self._wording(f, 1) for f in self.row["forbidden"]]

    def allowed(self, text: str) -> list[Span]:
        """Return where a target stands in a text."""
        return [span for target in self.targets for span in target.find(text)]

    def groups(self, **more: str) -> dict[str, str]:
        """Return what a message may say of the term."""
        row = self.row
        named = [f'"{t}"' for t in row["targets"][:MOST_NAMED]]
        return {
            "term": row["source"], "asked": " or ".join(named), "note": f" ({row['note']})" if row["note"] else "",
            "origin": row["where"], **more,
        }  # fmt: skip


class _Terms:
    """The terms of a rule in the languages of a chunk."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], langs: tuple[str, str]) -> None:
        self.entries = [_Entry(row, langs) for row in rows if row["source"]]
        self.source = Lexicon([e.source for e in self.entries])
        bare = [_Entry(row, langs) for row in rows if not row["source"]]
        self.barred = [(e, w) for e in bare for w in e.forbidden]
        self.anywhere = Lexicon([w for _, w in self.barred])


@dataclass(frozen=True)
class _Request:
    """Names a table of terms by its key, so that its lexicon is built once."""

    key: str
    langs: tuple[str, str]
    rows: Any

    def __hash__(self) -> int:
        return hash((self.key, self.langs))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Request) and (self.key, self.langs) == (other.key, other.langs)


@lru_cache(maxsize=8)
def _terms(request: _Request) -> _Terms:
    return _Terms(request.rows, request.langs)


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield where the translation is not what the glossary asks for."""
    options = rule.options
    terms = _terms(_Request(options["key"], chunk.langs, options["terms"]))
    source, spotted = chunk.source, {}
    if source is not None:
        spotted = chunk.memo(("terms", options["key"]), lambda: terms.source.scan(source))
    for segment, places in spotted.items():
        text = chunk.target.plain(segment)
        if text and not text.isspace():
            own = source.plain(segment) if source is not None else ""
            for hit in _CHECKS[options["find"]](terms, Where(segment, own, text), places):
                yield _mapped(chunk, hit)
    if options["find"] == "forbidden":
        for segment, places in terms.anywhere.scan(chunk.target).items():
            text = chunk.target.plain(segment)
            for start, end, number in places:
                yield _mapped(chunk, _barred(*terms.barred[number], segment, (start, end), text))


def _mapped(chunk: Chunk, hit: Hit) -> Hit:
    """Move a hit from the plain view to the segment as it is."""
    side = chunk.target if hit.side == "target" or chunk.source is None else chunk.source
    start, end = side.original(hit.segment, hit.start, hit.end)
    return Hit(
        hit.segment, start, end, hit.groups, hit.suggest, edits=hit.edits, exact_case=hit.exact_case, side=hit.side
    )


def _once(terms: _Terms, places: Sequence[Place]) -> Iterator[tuple[_Entry, Span]]:
    """Yield each term of a segment with the first place it has."""
    first: dict[int, Span] = {}
    for start, end, number in places:
        first.setdefault(number, (start, end))
    return ((terms.entries[number], span) for number, span in first.items())


def _required(terms: _Terms, where: Where, places: Sequence[Place]) -> Iterator[Hit]:
    segment, own, text = where
    low = text.lower()
    for entry, span in _once(terms, places):
        targets = entry.targets
        if not targets or any(t.stands_so(low) for t in targets) or any(t.stands(text) for t in targets):
            continue
        if any(f.stands(text) for f in entry.forbidden):
            continue  # told as a forbidden wording
        left = _left(own[slice(*span)], text)
        if left is None:
            yield Hit(segment, *span, entry.groups(instead="none of it"), edits=(), side="source")
            continue
        groups = entry.groups(instead=f'"{text[slice(*left)]}" untranslated')
        yield Hit(segment, *left, groups, [entry.row["targets"][0]], exact_case=entry.targets[0].exact)


def _left(word: str, text: str) -> Span | None:
    """Find a word of the source in the translation, as it is but for its capitals."""
    lower, low = word.lower(), text.lower()
    at = low.find(lower)
    end = at + len(word)
    whole = at >= 0 and not (low[at - 1 : at].isalnum() or low[end : end + 1].isalnum())
    return (at, end) if whole and len(low) == len(text) else None


def _forbidden(terms: _Terms, where: Where, places: Sequence[Place]) -> Iterator[Hit]:
    segment, _, text = where
    entries = [entry for entry, _ in _once(terms, places)]
    barred = [(entry, w, span) for entry in entries for w in entry.forbidden for span in w.find(text)]
    if not barred:
        return
    right = [span for entry in entries for span in entry.allowed(text)]
    told: set[Span] = set()
    for entry, wording, (start, end) in barred:
        if (start, end) not in told and not any(s <= start and end <= e for s, e in right):
            told.add((start, end))
            yield _barred(entry, wording, segment, (start, end), text)


def _barred(entry: _Entry, wording: Wording, segment: int, span: Span, text: str) -> Hit:
    suggest = _in_step(wording, text[slice(*span)], entry.row["targets"])
    source = entry.row["source"]
    asked = entry.groups()["asked"]
    groups = entry.groups(instead=f' for "{source}"' if source else "", say=f"; say {asked}" if asked else "")
    return Hit(segment, *span, groups, suggest or None, edits=None if suggest else (), exact_case=wording.exact)


def _in_step(wording: Wording, found: str, targets: Sequence[str]) -> list[str]:
    """Return the targets in the form of what was found, none where that form is not known."""
    lower = found.lower()
    if lower == wording.text.lower():
        return list(targets)
    if wording.lang != "en" or not targets:
        return []
    for mode in ("noun", "verb"):
        if wording.part not in ("", mode):
            continue
        for form, told in phrase_forms(wording.text.lower(), mode, targets):
            if form == lower:
                return told
    return []


def _keep(terms: _Terms, where: Where, places: Sequence[Place]) -> Iterator[Hit]:
    segment, _, text = where
    for entry, span in _once(terms, places):
        if not entry.row["keep"]:
            continue
        wanted = sum(terms.entries[number] is entry for _, _, number in places)
        kept = sum(1 for _ in entry.kept.find(text))
        if kept >= wanted:
            continue
        groups = entry.groups(counts=f"{wanted} times in the source, {kept} in the translation")
        if wanted == 1:
            groups["counts"] = "the translation does not have it"
        other = _respelt(entry, text)
        if other is None:
            yield Hit(segment, *span, groups, edits=(), side="source")
        else:
            yield Hit(segment, *other, groups, [entry.row["source"]], exact_case=True)


def _respelt(entry: _Entry, text: str) -> Span | None:
    """Find the term in other letters of case."""
    if not entry.kept.exact:
        return None
    anyhow = Wording(entry.row["source"], entry.langs[1], case="ignore", fixed=True)
    right = set(entry.kept.find(text))
    return next((span for span in anyhow.find(text) if span not in right), None)


_CHECKS = {"required": _required, "forbidden": _forbidden, "keep": _keep}
