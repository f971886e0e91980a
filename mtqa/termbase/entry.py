"""What a termbase holds: terms, and the collecting of them with every mistake on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtqa.errors import Problem
from mtqa.schema import did_you_mean

LONGEST = 200
"""Units: code points; a longer wording is a sentence or a damaged file, not a term."""
MOST_PROBLEMS = 100

PREFERRED, ALLOWED, FORBIDDEN, KEEP, FREE = "preferred", "allowed", "forbidden", "keep", "free"
STATES: Mapping[str, str] = {
    "preferred": PREFERRED, "approved": PREFERRED, "required": PREFERRED, "standard": PREFERRED, "regulated": PREFERRED,
    "allowed": ALLOWED, "admitted": ALLOWED, "alternative": ALLOWED, "standardized": ALLOWED, "legal": ALLOWED,
    "forbidden": FORBIDDEN, "deprecated": FORBIDDEN, "superseded": FORBIDDEN, "obsolete": FORBIDDEN,
    "rejected": FORBIDDEN, "prohibited": FORBIDDEN, "banned": FORBIDDEN,
    "keep": KEEP, "untranslated": KEEP, "do-not-translate": KEEP, "dnt": KEEP,
    "free": FREE, "ignore": FREE,
}  # fmt: skip
CASES: Mapping[str, str] = {
    "match": "match", "yes": "match", "true": "match", "1": "match", "sensitive": "match", "case-sensitive": "match",
    "ignore": "ignore", "no": "ignore", "false": "ignore", "0": "ignore", "insensitive": "ignore",
    "case-insensitive": "ignore",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """What a termbase asks for where `source` stands (without a source: everywhere).

    `targets`: one of these must stand in the translation, the first is preferred; `forbidden`: none of these may;
    `keep`: the source form stays as it is. `case` is match, ignore, or empty: told by the term's own capitals.
    `alternative`: the targets are further ones beside those of another row. `where` is path:line.
    """

    source: str = ""
    targets: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    case: str = ""
    domains: tuple[str, ...] = ()
    note: str = ""
    part: str = ""
    alternative: bool = False
    where: str = ""
    line: int = 0

    def plain(self) -> dict[str, Any]:
        """Return the term as plain data, for the options of a rule."""
        return {
            "source": self.source, "targets": list(self.targets), "forbidden": list(self.forbidden), "keep": self.keep,
            "case": self.case, "note": self.note, "part": self.part, "where": self.where,
        }  # fmt: skip


@dataclass(slots=True)
class Reading:
    """The terms of one file so far, and what is wrong with it."""

    path: str
    langs: tuple[str, str]
    terms: list[Term] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, what: str, hint: str = "", shown: Sequence[str] = ()) -> None:
        """Note a mistake; after MOST_PROBLEMS they are only counted."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.path, line, 1, what, hint, tuple(shown)))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Problem(self.path, 0, 0, "and more mistakes after these"))

    def wording(self, text: str, line: int) -> str:
        """Return a wording with its spaces and accents normalised, empty after telling what is wrong with it."""
        clean = " ".join(unicodedata.normalize("NFC", text).split())
        bad = next((c for c in clean if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or c == "\ufffd"), "")
        if bad:
            told = f"U+{ord(bad):04X}"
            self.add(line, f"the term {clean!r} holds the character {told}", "remove it; the file may be damaged")
            return ""
        if len(clean) > LONGEST:
            self.add(
                line, f"a term of {len(clean)} characters: {clean[:40]}...",
                f"a term has at most {LONGEST}; check quotes and delimiters",
            )  # fmt: skip
            return ""
        if clean and not any(c.isalnum() for c in clean):
            self.add(line, f"the term {clean!r} has neither letter nor digit", "check quotes and delimiters")
            return ""
        return clean

    def wordings(self, texts: Sequence[str], line: int) -> tuple[str, ...]:
        """Return the wordings that can be used, each once."""
        return tuple(dict.fromkeys(w for t in texts if (w := self.wording(t, line))))

    def word(self, value: str, known: Mapping[str, str], what: str, line: int) -> str:
        """Return what a word of a fixed list stands for; an unknown one is a mistake."""
        name = "-".join(value.lower().replace("_", " ").split())
        if name and name not in known:
            self.add(line, f"unknown {what} {value!r}", did_you_mean(name, list(known)))
        return known.get(name, "")

    def make(
        self, line: int, source: str, targets: Sequence[str], forbidden: Sequence[str], *, state: str = "",
        case: str = "", domains: Sequence[str] = (), note: str = "", part: str = "",
    ) -> None:  # fmt: skip
        """Add a term, or say why it is none."""
        before = len(self.problems)
        own, wanted, unwanted = (
            self.wording(source, line), self.wordings(targets, line), self.wordings(forbidden, line),
        )  # fmt: skip
        if state == FORBIDDEN:
            wanted, unwanted = (), (*wanted, *unwanted)
        if len(self.problems) > before:
            return
        if wrong := _lacks(own, wanted, unwanted, state):
            self.add(line, *wrong)
            return
        keep = state == KEEP
        if keep and wanted and wanted != (own,):
            self.add(
                line,
                f"{own!r} is to be kept and has the translation {wanted[0]!r}",
                "keep it or translate it: not both",
            )
            return
        fields = tuple(sorted({d.strip().lower() for d in domains} - {""}))
        self.terms.append(
            Term(
                own, () if keep else wanted, unwanted, keep, case, fields,
                " ".join(note.split())[:300], part.strip().lower(), state == ALLOWED, f"{self.path}:{line}", line,
            )
        )  # fmt: skip


def _lacks(source: str, targets: Sequence[str], forbidden: Sequence[str], state: str) -> tuple[str, str] | None:
    if state in (KEEP, FREE) and not source:
        told = "kept" if state == KEEP else "left free"
        return f"a term to be {told} without a source", "write the term into the source column as well"
    if source and not (targets or forbidden or state in (KEEP, FREE)):
        hint = "give its translation, or its status: keep, or free for an expression that any translation will do for"
        return f"{source!r} has no target", hint
    if not source and not forbidden:
        return "a target without a source", "name the source term; only a forbidden wording may stand alone"
    return None
