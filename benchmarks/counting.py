"""Counts what mtqa does over segments of the samples, in figures that do not depend on the machine."""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

import ahocorasick_rs
import corpus
import regex

import mtqa
from mtqa import engine, packs
from mtqa.checks import bulk
from mtqa.checks.bulk.grams import Grams
from mtqa.load.rows import document_of
from mtqa.model import Document, Rule
from mtqa.report import reporter
from mtqa.report.base import result_of

SEGMENTS = 1000
PACKAGE = str(Path(mtqa.__file__).parent)
PATTERNS = (type(regex.compile("")), type(__import__("re").compile("")))
INLINED = ("<listcomp>", "<dictcomp>", "<setcomp>")
"""Calls of their own in Python 3.11, and not after it."""
HITS, GIVEN, SEARCHES, CALLS = "literals found", "places given to rules", "regex searches", "calls of our functions"

Counts = dict[str, dict[str, int]]


def documents() -> dict[str, Callable[[], Document]]:
    """Return what makes the two documents: translations of the samples, numbered, one sentence in five with faults."""
    rng = random.Random(4)
    rows = []
    for number in range(SEGMENTS):
        two = [rng.choice(corpus.pairs("" if rng.random() < 0.2 else "clean")) for _ in range(2)]
        rows.append([" ".join(side) + f" ({number})" for side in ([p.target for p in two], [p.source for p in two])])
    targets, sources = ([row[i] for row in rows] for i in (0, 1))
    return {
        "without sources": lambda: document_of(targets, name="made"),
        "with sources": lambda: document_of(targets, sources, name="made"),
    }


class Watch:
    """Counts hits, places and calls while it is on."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.modules: Counter[str] = Counter()

    @contextmanager
    def on(self) -> Iterator[None]:
        """Count the calls of our functions, and the searches that they ask for."""
        sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _event(self, frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE):
            return
        if event == "call" and code.co_name not in INLINED:
            self.counts[CALLS] += 1
            self.modules[code.co_filename[len(PACKAGE) + 1 :].replace(os.sep, "/")] += 1
        elif event == "c_call" and isinstance(getattr(argument, "__self__", None), PATTERNS):
            self.counts[SEARCHES] += 1

    def automaton(self, *arguments: Any, **options: Any) -> Any:
        """Stand for the class of automata: make one that counts what it finds."""
        return _CountedAutomaton(_AUTOMATON(*arguments, **options), self.counts)

    def grams(self) -> Callable[[Grams, bytes], Sequence[Any]]:
        """Stand for the search by arrays: count what it finds."""

        def find(grams: Grams, text: bytes) -> Sequence[Any]:
            found = _FIND(grams, text)
            self.counts[HITS] += len(found[0])
            return found

        return find

    def kinds(self) -> Mapping[str, Any]:
        """Stand for the table of kinds: count the places that each is given."""
        return {name: _CountedKind(module, self.counts) for name, module in engine.KINDS.items()}


_AUTOMATON = ahocorasick_rs.BytesAhoCorasick
_FIND = Grams.find


class _CountedAutomaton:
    def __init__(self, automaton: Any, counts: Counter[str]) -> None:
        self._automaton, self._counts = automaton, counts

    def find_matches_as_indexes(self, *given: Any, **how: Any) -> Sequence[Any]:
        found: Sequence[Any] = self._automaton.find_matches_as_indexes(*given, **how)
        self._counts[HITS] += len(found)
        return found


class _CountedKind:
    def __init__(self, kind: Any, counts: Counter[str]) -> None:
        self._kind, self._counts = kind, counts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kind, name)

    def check(self, chunk: Any, rule: Rule, found: Sequence[Any]) -> Any:
        self._counts[GIVEN] += len(found)
        return self._kind.check(chunk, rule, found)


def counted(ruleset: packs.RuleSet) -> Counts:
    """Return the counts of each document, and under "modules …" the calls by module.

    Each is checked as it is, and once more by arrays, as a large text is.
    """
    told: Counts = {}
    for way, large in (("", bulk.LARGE), (", by arrays", 0)):
        for name, document in documents().items():
            watch = Watch()
            with mock.patch.object(bulk, "LARGE", large):
                _run(ruleset, document, watch)
            told[name + way] = {item: watch.counts[item] for item in (HITS, GIVEN, SEARCHES, CALLS)}
            told[f"modules {name}{way}"] = dict(sorted(watch.modules.items()))
    return told


def _run(ruleset: packs.RuleSet, document: Callable[[], Document], watch: Watch) -> None:
    """Watch a document being checked.

    What is done once, such as compiling a pattern, is done in a first run over the same document, which is not counted.
    """
    with (
        mock.patch("ahocorasick_rs.BytesAhoCorasick", watch.automaton),
        mock.patch.object(Grams, "find", watch.grams()),
        mock.patch.object(engine, "KINDS", watch.kinds()),
    ):
        made = engine.Engine(ruleset)
        check(made, document())
        watch.counts.clear()
        made.fingerprints = engine.Fingerprints()
        with watch.on():
            check(made, document())


def check(made: engine.Engine, document: Document) -> int:
    """Check a document and write its findings as JSON Lines; return their length."""
    report = reporter("jsonl")
    return sum(
        len(text)
        for result in made.run(document)
        for text in report.findings(result_of(document, result.batch, result.findings))
    )
