"""What is timed against what: commands over texts, with proof that each did its work."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus
from checkers import Checker, Texts
from timing import Taken, check, timed
from toolbox import NotToBeHadError, Toolbox, why

MEGABYTES, LARGE = 5.0, 50.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be timed. `row` is what is known of it; `megabytes` of text it reads."""

    row: dict[str, Any]
    command: Sequence[str]
    output: Path
    folder: Path
    env: dict[str, str]
    megabytes: float
    proof: str
    finding: str
    codes: Sequence[int]
    runs: int
    written: Path | None = None

    def take(self) -> Taken:
        """Run it once. Raises: NotToBeHadError where it does not do its work."""
        taken = timed(self.command, self.output, cwd=self.folder, env=self.env)
        if taken.code not in self.codes:
            raise NotToBeHadError(f"cannot be run: exit {taken.code}: {why(self._printed())}")
        if not re.search(self.proof, self._found()):
            raise NotToBeHadError(f"does not tell the errors at the end of the text: {why(self._printed())}")
        return taken

    def findings(self) -> int:
        """Count the findings of the last run."""
        return len(re.findall(self.finding, self._found()))

    def _printed(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def _found(self) -> str:
        return self.written.read_text(encoding="utf-8", errors="replace") if self.written else self._printed()


class Bench:
    """The texts of a run, made when they are first asked for, and where they are."""

    def __init__(self, folder: Path, text: Path | None, most: float) -> None:
        self.folder = folder
        self.text = text
        self.most = most
        self.env = {**os.environ, "MTQA_CACHE_DIR": str(folder / "cache"), "HOME": str(folder), "NO_COLOR": "1"}
        self._sizes: dict[str, tuple[Path, float]] = {}

    def plain(self, megabytes: float) -> tuple[Path, float]:
        """Return plain text of about so many megabytes that ends with errors, and its size."""
        return self._once(f"plain-{min(megabytes, self.most)}.txt", megabytes, self._write_plain)

    def pairs(self, megabytes: float) -> tuple[Texts, float]:
        """Return translations in every form that is read, and the size of source and translation."""
        path, size = self._once(f"pairs-{min(megabytes, self.most)}.jsonl", megabytes, self._write_pairs)
        return Texts(
            self.folder, path, path.with_suffix(".po"), (path.with_suffix(".fr"), path.with_suffix(".en"))
        ), size

    def pack(self, rules: int) -> Path:
        """Return a pack of so many phrases."""
        path = self.folder / f"{rules}.yaml"
        if not path.exists():
            corpus.write_pack(path, rules)
        return path

    def _once(self, name: str, megabytes: float, write: Callable[[Path, float], float]) -> tuple[Path, float]:
        if name not in self._sizes:
            path = self.folder / name
            self._sizes[name] = path, write(path, min(megabytes, self.most))
        return self._sizes[name]

    def _write_plain(self, path: Path, megabytes: float) -> float:
        if self.text is None:
            return corpus.write_text(path, megabytes, wrong=True)
        given = self.text.read_bytes()[: int(megabytes * 1e6)].decode("utf-8", "ignore")
        path.write_text(given + "\n\n" + "\n\n".join(corpus.ERRORS) + "\n", encoding="utf-8")
        return path.stat().st_size / 1e6

    def _write_pairs(self, path: Path, megabytes: float) -> float:
        rows, size = corpus.some_translations(megabytes, wrong=True)
        corpus.write_jsonl(path, rows)
        corpus.write_po(path.with_suffix(".po"), rows)
        for suffix, texts in ((".fr", [r.source for r in rows]), (".en", [r.target for r in rows])):
            corpus.write_lines(path.with_suffix(suffix), texts)
        return size


def own_jobs(bench: Bench, runs: int, megabytes: float = MEGABYTES) -> dict[str, Job]:
    """Return what is measured of mtqa."""
    text, size = bench.plain(megabytes)
    texts, size_of_pairs = bench.pairs(megabytes)
    packs = {rules: ["--pack", str(bench.pack(rules))] for rules in (1000, 10000)}
    plain = 'control procedure"'
    told = [
        ("mtqa, one core", "plain", ["-j1"], text, size, plain),
        ("mtqa, one core, 1,000 more rules", "plain", ["-j1", *packs[1000]], text, size, plain),
        ("mtqa, one core, 10,000 more rules", "plain", ["-j1", *packs[10000]], text, size, plain),
        ("mtqa, all cores", "plain", [], text, size, plain),
        ("mtqa with sources, one core", "sources", ["-j1"], texts.plain, size_of_pairs, "placeholder-dropped"),
        ("mtqa with sources, all cores", "sources", [], texts.plain, size_of_pairs, "placeholder-dropped"),
    ]
    return {
        name: Job(
            {"name": name, "does": "all stable packs", "text": kind}, check(path, *more), bench.folder / "out.txt",
            bench.folder, bench.env, megabytes, proof, r"(?m)^\{", (0,), runs,
        )
        for name, kind, more, path, megabytes, proof in told
    }  # fmt: skip


def row_of(checker: Checker) -> dict[str, Any]:
    """Return what is known of a checker before it has run."""
    row: dict[str, Any] = {"name": checker.name, "does": checker.does, "text": checker.text}
    told = {"fetches": checker.fetches, "counts": checker.counts}
    return row | {name: value for name, value in told.items() if value}


def job_of(checker: Checker, bench: Bench, tools: Toolbox, runs: int, megabytes: float | None = None) -> Job:
    """Return what is measured of another checker, over so much text or what it is usually given.

    Raises: NotToBeHadError.
    """
    programs = tools.programs(checker)
    if checker.reads == "text":
        path, size = bench.plain(megabytes or checker.megabytes)
        texts = Texts(bench.folder, path, path, (path, path))
    else:
        texts, size = bench.pairs(megabytes or checker.megabytes)
    row = {**row_of(checker), "version": tools.known[checker.name]}
    env = bench.env | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    written = bench.folder / checker.writes if checker.writes else None
    return Job(
        row, checker.command(programs, texts), bench.folder / "out.txt", bench.folder, env, size, checker.proof,
        checker.finding, checker.codes, min(runs, checker.runs), written,
    )  # fmt: skip
