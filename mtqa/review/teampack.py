"""The team's own pack: what a drafted rule finds, its id, and how it gets into the file with the rest left as it is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import regex

from mtqa import cachefolder, packs, selftest
from mtqa.engine import Engine
from mtqa.errors import InputError, MtqaError, PackError, UsageError
from mtqa.model import Document, Finding
from mtqa.nodes import Node, read_yaml
from mtqa.packs import RuleSet
from mtqa.packs.format import read_pack
from mtqa.report.base import result_of
from mtqa.report.jsonl import position
from mtqa.review.draft import Draft, Langs, draft_of, indented, pack_text
from mtqa.review.session import Drafted
from mtqa.splice import replace_file

FILE_NAME = "mtqa-team.yaml"
MOST_SHOWN = 20
"""Units: hits that are listed; the rest is counted."""
_AROUND = 30
_ID = regex.compile(r"([A-Z]{1,8})([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class TeamPack:
    """The pack that drafted rules are saved to, beside all rules there are.

    `named`: the configuration runs it. `langs`: those of the pack where it is made anew.
    """

    path: Path
    ruleset: RuleSet
    langs: Langs = ("any", "en")
    named: bool = True

    def draft(self, before: str, after: str, source: str | None, id: str = "") -> Draft:
        """Draft a rule with an id and a name that are free here. Raises: MtqaError."""
        own, langs = self._own()
        every = {row["id"] for row in self.ruleset.every} | {id for id, _ in own}
        if id and id in every:
            raise UsageError(f"there is a rule {id} already", hint="leave --id out, and a free one is taken")
        if id and not _ID.fullmatch(id):
            raise UsageError(f"{id!r} is no id of a rule", hint="an id is capitals and a number, such as TEAM7")
        names = {row["name"] for row in self.ruleset.every} | {name for _, name in own}
        return draft_of(before, after, source, id=id or free_id([i for i, _ in own], every), langs=langs, names=names)

    def _own(self) -> tuple[list[tuple[str, str]], Langs]:
        """Return ids and names of the rules in the file as it is now, and its languages. Raises: PackError."""
        real = self.path.resolve()
        if not real.exists():
            return [], self.langs
        header, raws, problems = read_pack(real, str(self.path))
        if problems:
            raise PackError(problems)
        return [(r.values["id"], r.values["name"]) for r in raws], (header["source"], header["target"])

    def save(self, draft: Draft) -> str:
        """Append a rule to the file, or leave it as it is, and return what there is to tell. Raises: MtqaError."""
        real = self.path.resolve()
        try:
            with cachefolder.folder_locked(real):
                old = real.read_bytes() if real.exists() else b""
                made = appended(old, draft, str(self.path))
                self._prove(made, draft)
                replace_file(real, BytesIO(made), ())
        except OSError as error:
            hint = "name another with `review: {pack: FILE}`, or --to FILE"
            raise InputError(f"cannot be written: {error.strerror}", str(self.path), hint) from error
        told = f"{draft.id} {draft.rule['name']} is saved to {self.path}"
        return told if self.named else f"{told}; it runs once `packs:` of the configuration names that file"

    def _prove(self, made: bytes, draft: Draft) -> None:
        """Raises: MtqaError where the pack could not be read with the rule, or its tests fail there."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.path.name
            path.write_bytes(made)
            extra = [(path, str(self.path))]
            others = packs.pack_files() if b"extends" in made else []
            ruleset, problems = packs.compile_files([*others, *extra])
        if problems:
            raise PackError(problems)
        rows = tuple(row for row in ruleset.rows if row["id"] == draft.id)
        failures = selftest.run_tests(replace(ruleset, rows=rows)).failures
        if failures or not rows:
            told = str(failures[0]) if failures else f"{draft.id} does not stand in it"
            raise MtqaError(f"the rule does not work in this pack: {told}", str(self.path), "the pack is as it was")


def free_id(own: Sequence[str], every: Iterable[str]) -> str:
    """Return the next id of a pack, its prefix that of the last rule."""
    found = [m for id in own if (m := _ID.fullmatch(id))]
    prefix, width = (found[-1][1], len(found[-1][2])) if found else ("TEAM", 1)
    taken = set(every) | set(own)
    number = max((int(m[2]) for m in found if m[1] == prefix), default=0) + 1
    while (id := f"{prefix}{number:0{width}}") in taken:
        number += 1
    return id


def appended(old: bytes, draft: Draft, shown: str) -> bytes:
    """Return a pack with a rule more at its end, all else byte for byte what it was. Raises: MtqaError."""
    if not old.strip():
        return old + pack_text([draft.rule], draft.langs).encode()
    try:
        text = old.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte {error.start}", shown, "save the pack as UTF-8") from error
    root, problems = read_yaml(text, shown)
    if problems or root is None:
        raise PackError(problems)
    end = "\r\n" if "\r\n" in text else "\n"
    rule = indented(draft.yaml, _indent(root, text, shown)).replace("\n", end)
    return old + ("" if text.endswith("\n") else end).encode() + rule.encode()


def _indent(root: Node, text: str, shown: str) -> int:
    """Return how far the rules of a pack are moved in. Raises: InputError where none can be put at its end."""
    pairs = root.pairs()
    key, rules = pairs[-1] if pairs else (None, None)
    if key is None or rules is None or key.value != "rules" or rules.kind not in ("seq", "null"):
        raise InputError("`rules:` is not what it ends with", shown, "move `rules:` to the end of the pack")
    if rules.kind == "null":
        return 2
    line = text.split("\n")[rules.value[0].line - 1] if rules.value else "["
    if not line.lstrip().startswith("- "):
        raise InputError("its rules are not a list of lines with `- `", shown, "write each rule as `- id: ...`")
    return len(line) - len(line.lstrip())


def hits(draft: Draft, documents: Iterable[Document]) -> Iterator[tuple[str, Finding]]:
    """Run a draft alone over documents and yield what it finds, with the path. Raises: InputError."""
    engine = Engine(draft.ruleset)
    for document in documents:
        for result in engine.run(document):
            for _, findings in result_of(document, result.batch, result.findings).findings:
                yield from ((document.path, finding) for finding in findings)


def lines_of(found: Iterable[tuple[str, Finding]], own: str = "") -> Iterator[str]:
    """Yield a line a hit, the first of them, and then how many there are; those in the text `own` are told apart."""
    count = mine = 0
    for path, finding in found:
        count += 1
        mine += finding.segment.target == own
        if count <= MOST_SHOWN:
            yield _line(path, finding)
    if count > MOST_SHOWN:
        yield f"... and {count - MOST_SHOWN} more"
    told = f", {mine} of them where it was corrected" if mine else ""
    yield f"{count} hit{'' if count == 1 else 's'}{told}"


def _line(path: str, finding: Finding) -> str:
    text, start, end = finding.segment.target, finding.start, finding.end
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    line, column = position(finding)
    return f"{path}:{line}:{column}: " + " ".join(f"{before}[{finding.text}]{after}".split())


def drafted(draft: Draft, documents: Iterable[Document], path: Path, own: str = "") -> Drafted:
    """Return what a skin shows of a draft. Raises: InputError."""
    return Drafted(draft.id, draft.yaml, tuple(lines_of(hits(draft, documents), own)), path=str(path))
