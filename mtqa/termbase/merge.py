"""Make one termbase of many rows: rows of one term joined, contradictions told, domains chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mtqa.errors import Problem
from mtqa.termbase.entry import Term

Key = tuple[str, tuple[str, ...]]


def merge(terms: Sequence[Term]) -> tuple[list[Term], list[Problem]]:
    """Join the rows of each source term in each domain; return the terms and every conflict."""
    groups: dict[Key, list[Term]] = defaultdict(list)
    for term in terms:
        groups[_key(term), term.domains].append(term)
    merged: list[Term] = []
    problems: list[Problem] = []
    for (key, _), rows in groups.items():
        if not key:
            merged += rows
            continue
        problems += _clash(rows)
        merged.append(_joined(rows))
    problems += _barred(merged)
    return merged, problems


def select(terms: Sequence[Term], domains: Sequence[str]) -> list[Term]:
    """Choose the terms of domains, and those without one that no chosen domain speaks of.

    Without `domains` all apply: what is right in any domain is right.
    """
    wanted = {d.strip().lower() for d in domains}
    by_source: dict[str, list[Term]] = defaultdict(list)
    chosen: list[Term] = []
    for term in terms:
        if wanted and term.domains and not wanted & set(term.domains):
            continue
        if term.source:
            by_source[_key(term)].append(term)
        else:
            chosen.append(term)
    for rows in by_source.values():
        special = [t for t in rows if t.domains]
        chosen.append(_lenient(special if wanted and special else rows))
    return chosen


def _key(term: Term) -> str:
    return term.source if term.case == "match" else term.source.casefold()


def _joined(rows: Sequence[Term]) -> Term:
    ordered = sorted(rows, key=lambda t: t.alternative)
    first = next((t for t in ordered if t.targets or t.keep), ordered[0])
    return replace(
        first,
        targets=_all(t.targets for t in ordered),
        forbidden=_all(t.forbidden for t in ordered),
        case=next((t.case for t in ordered if t.case), ""),
        note=next((t.note for t in ordered if t.note), ""),
        part=next((t.part for t in ordered if t.part), ""),
    )


def _lenient(rows: Sequence[Term]) -> Term:
    """Join terms of several domains: each one's targets will do, and what one wants no other forbids."""
    if len(rows) == 1:
        return rows[0]
    whole = _joined(rows)
    kept = [t for t in rows if t.keep]
    targets = whole.targets
    if kept and targets:
        targets = (*targets, kept[0].source)
    right = {t.casefold() for t in targets}
    return replace(
        whole, targets=targets, keep=bool(kept) and not targets,
        forbidden=tuple(f for f in whole.forbidden if f.casefold() not in right),
    )  # fmt: skip


def _all(lists: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for words in lists for w in words))


def _problem(term: Term, what: str, hint: str) -> Problem:
    path, _, line = term.where.rpartition(":")
    return Problem(path, int(line), 1, what, hint)


def _clash(rows: Sequence[Term]) -> Iterator[Problem]:
    """Yield what the rows of one term in one domain contradict each other in."""
    kept = next((t for t in rows if t.keep), None)
    first = next((t for t in rows if t.targets and not t.alternative), None)
    translated = next((t for t in rows if t.targets), None)
    if kept and translated:
        yield _problem(
            max(kept, translated, key=lambda t: (t.where != rows[0].where, t.line)),
            f"{translated.source!r} is to be kept ({kept.where}) and has the translation"
            f" {translated.targets[0]!r} ({translated.where})",
            "keep it or translate it; give the rows different domains if each is right somewhere",
        )  # fmt: skip
    for term in rows:
        if first and term.targets and not term.alternative and set(term.targets) != set(first.targets):
            told = f"{term.source!r} has the target {term.targets[0]!r} here and {first.targets[0]!r} at {first.where}"
            yield _problem(
                term, told,
                "list both in one row (a|b), mark one as allowed, or give them different domains",
            )  # fmt: skip


def _barred(terms: Sequence[Term]) -> Iterator[Problem]:
    """Yield wordings that are asked for and forbidden at once."""
    anywhere = {f.casefold(): t for t in terms if not t.source for f in t.forbidden}
    for term in terms:
        own = {_fold(f, term): term for f in term.forbidden} if term.source else {}
        for target in term.targets:
            other = own.get(_fold(target, term)) or anywhere.get(target.casefold())
            if other is not None:
                yield _problem(
                    term, f"{target!r} is both the translation of {term.source!r} and forbidden ({other.where})",
                    "leave one out; where only the capitals differ, say case: match",
                )  # fmt: skip


def _fold(text: str, term: Term) -> str:
    return text if term.case == "match" else text.casefold()
