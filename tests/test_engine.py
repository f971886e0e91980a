"""A chunked run finds exactly what a loop over rules and segments finds."""

from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks import bulk
from mtqa.checks.chunk import Chunk
from mtqa.checks.matchers import pattern_of
from mtqa.engine import Engine, chunks, words_beside
from mtqa.model import Batch, Document
from mtqa.packs import RuleSet, compile_files
from mtqa.textview import plain_view

PACK = r"""
mtqa: 1
pack: test/naive
title: Rules of every lexical sort
lang: {source: any, target: any}
rules:
  - {id: T1, name: one, kind: phrase, message: m, any: [{phrase: control procedure, inflect: true}, {phrase: l'été}]}
  - {id: T2, name: two, kind: pattern, message: m, any: [{pattern: '\ba (?:software|news)\b'}]}
  - {id: T3, name: three, kind: pattern, message: m, any: [{pattern: '(?<=\w) +[:;]', view: raw}]}
  - {id: T4, name: four, kind: phrase, message: m, any: [{phrase: The Parisian, case: match}]}
  - {id: T5, name: five, kind: pattern, message: m, any: [{pattern: '\d+ ?€'}, {phrase: euros}]}
"""
WORDS = [
    "control", "procedure", "procedures", " ", " ", " ", "\u00a0", "\u202f", "a", "software", ":", ";", "The", "Parisian",
    "l", "’", "'", "&#39;", "été", "e\u0301te\u0301", "&eacute;t&eacute;", "12", "€", "euros", "😀", "İ", "x", "\n", "A", "CONTROL", "\x1e",
]  # fmt: skip
segments = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map("".join), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    path: Path = tmp_path_factory.mktemp("packs") / "naive.yaml"
    path.write_text(PACK, encoding="utf-8")
    made, problems = compile_files([(path, "naive.yaml")])
    assert not problems
    return made


def naive(ruleset: RuleSet, targets: list[str]) -> set[tuple[int, str, int, int]]:
    found = set()
    for row in ruleset.rows:
        for i, target in enumerate(targets):
            view = plain_view(target)
            spans = []
            for matcher in row["options"]["any"]:
                flags = regex.IGNORECASE if matcher["case"] == "ignore" else 0
                raw = matcher["view"] == "raw"
                for m in regex.finditer(pattern_of(matcher), target if raw else view.plain, flags):
                    spans.append(m.span() if raw else view.original(*m.span()))
            last = -1
            for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
                if start >= last:
                    found.add((i, row["id"], start, end))
                    last = end
    return found


@settings(max_examples=300, deadline=None)
@given(targets=segments, size=st.integers(1, 5), large=st.sampled_from([0, 40, bulk.LARGE]))
def test_chunked_equals_naive(ruleset: RuleSet, targets: list[str], size: int, large: int) -> None:
    batches = [
        Batch(targets=targets[i : i + size], lines=range(i + 1, i + 1 + len(targets[i : i + size])))
        for i in range(0, len(targets), size)
    ]
    document = Document("t", "text", "fr", "en", lambda: iter(batches))
    found = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "LARGE", large)
        patch.setattr(bulk, "WORTH", 5)
        results = list(Engine(ruleset).run(document))
    for result in results:
        for _, findings in result.findings:
            for f in findings:
                assert f.segment.target[f.start : f.end] == f.text
                found.add((f.segment.line - 1, f.rule, f.start, f.end))
    assert found == naive(ruleset, targets)


def test_neighbours_do_not_depend_on_the_size_of_batches() -> None:
    def seen(size: int) -> list[tuple[list[str], list[str]]]:
        lines = [f"s{i}" for i in range(30)]
        batches = [Batch(targets=lines[i : i + size], lines=range(size)) for i in range(0, 30, size)]
        return [
            (list(c.around(i, -1))[:12], list(c.around(i, 1))[:12])
            for c in chunks(batches)
            for i in range(len(c.texts))
        ]

    assert seen(1) == seen(7) == seen(30)


def test_after_much_text_arrays_are_used_for_less(ruleset: RuleSet) -> None:
    def way(engine: Engine, size: int) -> bool:
        chunk = Chunk(Batch(targets=["a" * size], lines=[1]))
        list(engine.check(chunk))
        return chunk.is_large

    engine = Engine(ruleset)
    assert not way(engine, bulk.WORTH)
    assert way(engine, bulk.LARGE)
    assert way(engine, bulk.WORTH)
    assert not way(engine, bulk.WORTH - 1)


def test_fingerprints_are_unique_and_do_not_depend_on_place(ruleset: RuleSet) -> None:
    def prints(*targets: str) -> list[str]:
        chunk = Chunk(Batch(targets=targets, lines=range(len(targets))))
        return [f.fingerprint for _, fs in Engine(ruleset).check(chunk) for f in fs]

    assert len(set(prints(*["It has a software."] * 3))) == 3
    assert prints("It has a software.") == prints("Something else.", "It has a software.")


@given(text=st.text(st.sampled_from("aZ_09é\u0301'- \t\n\x1c\x1f")))
def test_words_beside_a_match_are_those_of_the_pattern(text: str) -> None:
    assert words_beside(text) == regex.findall(r"\w+", text)[:2]
    assert words_beside(text, last=True) == regex.findall(r"\w+", text)[-2:]


def test_a_rule_cannot_hang(tmp_path: Path) -> None:
    path = tmp_path / "slow.yaml"
    path.write_text(PACK.split("rules:")[0] + "rules:\n  - {id: T9, name: slow, kind: pattern, message: m, "
                    "any: [{pattern: '(?:x|x)*(?:x|xx)*(?:x|xx|xxx)*(?:xx|x)*z!'}]}\n")  # fmt: skip
    ruleset, problems = compile_files([(path, "slow.yaml")])
    assert not problems
    engine = Engine(ruleset)
    chunk = Chunk(Batch(targets=["x" * 400 + "z z!"], lines=[1]))
    list(engine.check(chunk))
    assert engine.problems
    assert "T9" in engine.problems[0]


def test_authors_and_categories_are_for_rules_that_ask(tmp_path: Path) -> None:
    rules = """
rules:
  - {id: S1, name: every, kind: phrase, message: m, any: [{phrase: politique}]}
  - {id: S2, name: asked, kind: phrase, message: m, any: [{phrase: politique}], scope: [category]}
"""
    path = tmp_path / "scope.yaml"
    path.write_text(PACK.split("rules:")[0] + rules.lstrip(), encoding="utf-8")
    made, problems = compile_files([(path, "scope.yaml")])
    assert not problems
    batch = Batch(["Politique", "Politique", "Politique"], [1, 2, 3], roles=["title", "category", "author"])
    document = Document("x", "text", "fr", "en", lambda: iter([batch]))
    found = [(i, [f.rule for f in hits]) for result in Engine(made).run(document) for i, hits in result.findings]
    assert found == [(0, ["S1"]), (1, ["S2"])]
