"""Run rules over documents: one scan for the literals of all rules, then a look only where one stands."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from mtqa import fix, rx
from mtqa.checks import KINDS, bulk
from mtqa.checks.chunk import CONTEXT, Chunk, Hit, Neighbour
from mtqa.checks.line import count_lines
from mtqa.checks.matchers import TIME_LIMIT, RuleTimeoutError, heard
from mtqa.lang import primary
from mtqa.load.reworded import OBJECT
from mtqa.model import ASIDE, SEVERITIES, Batch, Document, Finding, Rule, Severity
from mtqa.packs import RuleSet, rule_of
from mtqa.search import Search, build

_WORDS = rx.compile(r"\w+")
_ASCII = bytes(i if chr(i).isalnum() or chr(i) == "_" else 32 for i in range(256))
"""Leaves of ASCII what words are made of."""


@dataclass(slots=True)
class BatchResult:
    """The findings of one batch, by segment number, in order of position."""

    batch: Batch
    findings: list[tuple[int, list[Finding]]]


@dataclass(slots=True)
class Fingerprints:
    """Tells equal findings of a run apart, in the order they come."""

    seen: Counter[str] = field(default_factory=Counter)

    def number(self, base: str) -> str:
        """Return the fingerprint of the next finding with this base."""
        ordinal = self.seen[base]
        self.seen[base] += 1
        return blake2b(f"{base}{ordinal}".encode(), digest_size=8).hexdigest() if ordinal else base


@dataclass(slots=True)
class Engine:
    """Rules made ready to run. `problems` tells of rules that took too long; a run with problems has not passed.

    `fingerprints` None leaves equal findings alike, for a caller that numbers those of several engines.
    """

    ruleset: RuleSet
    problems: list[str] = field(default_factory=list)
    fingerprints: Fingerprints | None = field(default_factory=lambda: Fingerprints())
    _rules: dict[int, Rule] = field(default_factory=dict)
    _searches: dict[tuple[bool, tuple[str, str]], Search] = field(default_factory=dict)
    _seen: int = 0

    def rule(self, number: int) -> Rule:
        """Return rule `number` as a value, without its tests."""
        rule = self._rules.get(number)
        if rule is None:
            rule = self._rules[number] = rule_of(self.ruleset.rows[number], tested=False)
        return rule

    def anew(self) -> Engine:
        """Return an engine with these rules that has met nothing yet."""
        return replace(self, problems=[], fingerprints=self.fingerprints and Fingerprints())

    def run(self, document: Document, recurring: Mapping[str, int] | None = None) -> Iterator[BatchResult]:
        """Yield the findings of a document batch by batch."""
        langs = primary(document.source_lang), primary(document.target_lang)
        for chunk in chunks(document.batches(), recurring, langs):
            yield BatchResult(chunk.batch, list(self.check(chunk, document.path)))

    def check(self, chunk: Chunk, path: str = "") -> Iterator[tuple[int, list[Finding]]]:
        """Yield the segments of a chunk that have findings, in order."""
        self._weigh(chunk)
        hits: dict[int, list[tuple[Rule, Hit]]] = defaultdict(list)
        search = self._search(chunk.batch.sources is not None, chunk.langs)
        found = search.scan(chunk)
        for number in sorted({*found, *search.always}):
            rule = self.rule(number)
            try:
                for hit in KINDS[rule.kind].check(chunk, rule, found.get(number, ())):
                    hits[hit.segment].append((rule, hit))
            except RuleTimeoutError as error:
                self._too_slow(rule, path, error)
        for segment in sorted(hits):
            findings = self._findings(chunk, segment, hits[segment], path)
            if findings:
                yield segment, findings

    def _weigh(self, chunk: Chunk) -> None:
        """Have a chunk looked at by arrays where there has been much text before."""
        if self._seen >= bulk.LARGE:
            chunk.large = min(chunk.large, bulk.WORTH)
        else:
            self._seen += chunk.batch.size

    def _search(self, sources: bool, langs: tuple[str, str]) -> Search:
        known = self._searches.get((sources, langs))
        if known is None:
            known = self._searches[sources, langs] = build(self.ruleset.rows, sources=sources, langs=langs)
        return known

    def _findings(self, chunk: Chunk, segment: int, hits: list[tuple[Rule, Hit]], path: str) -> list[Finding]:
        whole = chunk.batch.segment(segment)
        findings = []
        for rule, hit in sorted(hits, key=lambda rh: (rh[1].side == "source", rh[1].start, rh[1].end, rh[0].id)):
            if whole.role not in rule.scope if rule.scope else whole.role in ASIDE:
                continue
            try:
                severity, evidence = judge(rule, whole.source, hit.source)
            except RuleTimeoutError as error:
                self._too_slow(rule, path, error)
                continue
            if severity is None:
                continue
            own = whole.target if hit.side == "target" else whole.source or ""
            text = own[hit.start : hit.end]
            if chunk.batch.codes and text and not text.strip(OBJECT):
                continue
            mended = fix.build(rule, hit, own) if hit.side == "target" else None
            base = _fingerprint(rule, own, hit)
            findings.append(
                Finding(
                    rule=rule.id, name=rule.name, pack=rule.pack, segment=whole, side=hit.side, start=hit.start,
                    end=hit.end, text=text, message=message(rule, hit, text, evidence), severity=severity,
                    category=rule.category, fix=mended, base=base,
                    fingerprint=self.fingerprints.number(base) if self.fingerprints else base,
                )
            )  # fmt: skip
        return findings

    def _too_slow(self, rule: Rule, path: str, error: Exception) -> None:
        told = (
            f"rule {rule.id} ({rule.where.path}:{rule.where.line}) took over {TIME_LIMIT:g} s on a segment of"
            f" {path or 'the text'}: {str(error)[:80]}"
        )
        if told not in self.problems:
            self.problems.append(told)


def _fingerprint(rule: Rule, text: str, hit: Hit) -> str:
    """Hash rule, match and neighbouring words."""
    before = words_beside(text[max(0, hit.start - 60) : hit.start], last=True)
    after = words_beside(text[hit.end : hit.end + 60])
    match = " ".join(text[hit.start : hit.end].casefold().split())
    parts = "\0".join([rule.id, match, " ".join(before), " ".join(after)])
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def words_beside(text: str, *, last: bool = False) -> Sequence[str]:
    """Return the first two words of a text, or the last two."""
    if not text.isascii():
        return _WORDS.findall(text)[slice(-2, None) if last else slice(2)]
    spaced = text.encode().translate(_ASCII)
    words = spaced.rsplit(None, 2)[-2:] if last else spaced.split(None, 2)[:2]
    return [word.decode() for word in words]


def judge(rule: Rule, source: str | None, own: Mapping[str, Any] | None = None) -> tuple[Severity | None, str]:
    """Hold the source condition of a rule, or a matcher's `own`, against the source.

    Return the severity (None: silent) and what spoke for it.
    """
    condition = own or rule.options.get("source")
    if not condition:
        return rule.severity, ""
    verdict, evidence = heard(condition, source)
    if verdict == "skip":
        return None, ""
    lower = SEVERITIES[max(0, SEVERITIES.index(rule.severity) - 1)]
    return (lower if verdict == "downgrade" else rule.severity), evidence


def message(rule: Rule, hit: Hit, text: str, evidence: str) -> str:
    """Fill a rule's message."""
    if "{" not in rule.message:
        return rule.message
    values = {**hit.groups, "match": text}
    if "{suggestion" in rule.message:
        values |= _suggested(rule, hit)
    if evidence:
        values["source"] = evidence
    told = fix.fill(rule.message, values)
    return told[:-1] if told.endswith("..") and not told.endswith("...") else told


def _suggested(rule: Rule, hit: Hit) -> Mapping[str, str]:
    """Return what a message says of other wordings."""
    wordings = [w for w in hit.suggest or () if w]
    if not wordings and (template := hit.replace or (rule.fix or {}).get("replace")):
        wordings = [fix.fill(template, hit.groups)]
    quoted = [f'"{w}"' for w in wordings]
    listed = ", ".join(quoted[:-1]) + (" or " if quoted[1:] else "") + quoted[-1] if quoted else ""
    return {"suggestions": listed, "suggestion": wordings[0] if wordings else ""}


def chunks(
    batches: Iterable[Batch], recurring: Mapping[str, int] | None = None, langs: tuple[str, str] = ("fr", "en")
) -> Iterator[Chunk]:
    """Give each batch its neighbours, up to CONTEXT segments before and after, and all of them one memory."""
    source = iter(batches)
    document: dict[str, Any] = {}
    waiting: deque[Batch] = deque()
    before: list[Neighbour] = []
    ended = False
    while True:
        while not ended and (not waiting or sum(len(b.targets) for b in list(waiting)[1:]) < CONTEXT):
            following = next(source, None)
            if following is None:
                ended = True
            elif following.targets:
                waiting.append(following)
        if not waiting:
            return
        batch = waiting.popleft()
        after: list[Neighbour] = []
        for later in waiting:
            after += neighbours(later, range(min(CONTEXT - len(after), len(later.targets))))
        yield Chunk(batch, before, after, recurring, langs=langs, document=document)
        size = len(batch.targets)
        before = [*before, *neighbours(batch, range(max(0, size - CONTEXT), size))][-CONTEXT:]


def neighbours(batch: Batch, numbers: Iterable[int]) -> list[Neighbour]:
    """Return segments of a batch as neighbours of another."""
    return [Neighbour(batch.targets[i], batch.items[i] if batch.items else None) for i in numbers]


def least_recurring(ruleset: RuleSet) -> int:
    """Return in how many items a line stands that a rule flags; 0 where no rule asks for it."""
    return min((r["options"]["recurs"] for r in ruleset.rows if r["options"].get("recurs")), default=0)


def recurring_lines(documents: Sequence[Document], ruleset: RuleSet) -> dict[str, int]:
    """Count in how many items each short line stands, where a rule asks for it and there are items to compare."""
    least = least_recurring(ruleset)
    if not least:
        return {}
    counts: dict[str, set[str]] = {}
    for document in documents:
        for batch in document.batches():
            if batch.items is None and len(documents) < least:
                break
            count_lines(batch.targets, batch.items, document.path, counts)
            if len(counts) > 50_000:
                counts = {line: items for line, items in counts.items() if len(items) > 1}
    return {line: len(items) for line, items in counts.items() if len(items) >= least}
