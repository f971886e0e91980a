"""Count what mtqa does over 1,000 segments, and fail where that has grown by more than a tenth.

python benchmarks/work.py            counts, held against benchmarks/work.json
python benchmarks/work.py --accept   takes the counts of today as what is right

Counted are, over a text of samples/ that is the same each time, without sources and with: hits of the automaton, the
places given to rules to verify, searches by regular expression that our code asks for, and calls of our own functions.
None of them depends on the machine. An item that grew is named, with the modules where calls grew most.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
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
from mtqa.load.rows import document_of
from mtqa.model import Document, Rule
from mtqa.report import reporter
from mtqa.report.base import result_of

SEGMENTS = 1000
ROOM = 1.1
"""What was accepted may grow by so much."""
KNOWN = Path(__file__).parent / "work.json"
PACKAGE = str(Path(mtqa.__file__).parent)
PATTERNS = (type(regex.compile("")), type(__import__("re").compile("")))
INLINED = ("<listcomp>", "<dictcomp>", "<setcomp>")
"""Calls of their own in Python 3.11, and not after it."""
HITS, GIVEN, SEARCHES, CALLS = "automaton hits", "places given to rules", "regex searches", "calls of our functions"

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

    def kinds(self) -> Mapping[str, Any]:
        """Stand for the table of kinds: count the places that each is given."""
        return {name: _CountedKind(module, self.counts) for name, module in engine.KINDS.items()}


_AUTOMATON = ahocorasick_rs.BytesAhoCorasick


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

    What is done once, such as compiling a pattern, is done in a first run over the same document, which is not counted.
    """
    told: Counts = {}
    for name, document in documents().items():
        watch = Watch()
        with mock.patch("ahocorasick_rs.BytesAhoCorasick", watch.automaton), mock.patch.object(
            engine, "KINDS", watch.kinds()
        ):  # fmt: skip
            made = engine.Engine(ruleset)
            check(made, document())
            watch.counts.clear()
            made.fingerprints = engine.Fingerprints()
            with watch.on():
                check(made, document())
        told[name] = {item: watch.counts[item] for item in (HITS, GIVEN, SEARCHES, CALLS)}
        told[f"modules {name}"] = dict(sorted(watch.modules.items()))
    return told


def check(made: engine.Engine, document: Document) -> int:
    """Check a document and write its findings as JSON Lines; return their length."""
    report = reporter("jsonl")
    return sum(
        len(text)
        for result in made.run(document)
        for text in report.findings(result_of(document, result.batch, result.findings))
    )


def grown(known: Counts, now: Counts) -> list[str]:
    """Tell what grew by more than a tenth, and what stands still at 0 though it must not."""
    told = []
    for name in [name for name in now if not name.startswith("modules ")]:
        before = known.get(name, {})
        for item, count in now[name].items():
            if not count:
                told.append(f"{name}: no {item} were counted, so the benchmark no longer sees them")
            elif count > before.get(item, 0) * ROOM:
                was = before.get(item, 0)
                told.append(f"{name}: {item} grew from {was:,} to {count:,} ({_percent(was, count)})")
                told += _where(known, now, name) if item == CALLS else []
    return told


def _percent(before: int, after: int) -> str:
    return f"{100 * (after / before - 1):+.0f}%" if before else "new"


def _where(known: Counts, now: Counts, name: str) -> list[str]:
    """Name the modules whose calls grew most."""
    before, after = known.get(f"modules {name}", {}), now.get(f"modules {name}", {})
    growth = Counter({module: count - before.get(module, 0) for module, count in after.items()})
    return [f"  {module}: {more:+,} calls" for module, more in growth.most_common(3) if more > 0]


def table(known: Counts, now: Counts) -> str:
    lines = [f"{'per 1,000 segments':<24}{'':<18}{'accepted':>10}{'now':>10}"]
    for name in [name for name in now if not name.startswith("modules ")]:
        for item, count in now[name].items():
            was = known.get(name, {}).get(item, 0)
            lines.append(f"{item:<24}{name:<18}{was:>10,}{count:>10,}  {_percent(was, count)}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="keep the counts of today as what is right")
    args = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets is part of the work
        return subprocess.run([sys.executable, *sys.argv], env={**os.environ, "PYTHONHASHSEED": "0"}).returncode
    now = counted(packs.load().select())
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    print(table(known, now))
    if args.accept:
        KNOWN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    if told := grown(known, now):
        print(
            *told,
            "If that is meant, run `python benchmarks/work.py --accept` and commit benchmarks/work.json.",
            sep="\n",
        )
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
