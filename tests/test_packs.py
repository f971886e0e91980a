from pathlib import Path

import pytest

from mtqa.errors import PackError, UsageError
from mtqa.packs import load, pack_files, shipped_folder
from mtqa.selftest import run_tests

HEAD = "mtqa: 1\npack: team/x\ntitle: T\nlang: {source: fr, target: en}\nrules:\n"


def problems(tmp_path: Path, text: str) -> str:
    path = tmp_path / "pack.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load([path], shipped=False, use_cache=False)
    return str(caught.value)


def test_shipped_rules_pass_their_own_tests() -> None:
    outcome = run_tests(load())
    assert outcome.rules > 200
    assert [str(f) for f in outcome.failures] == []


def test_every_mistake_is_reported_at_once_with_its_lines(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        HEAD
        + "  - {id: X1, name: a, kind: phrase, mesage: m, any: [{phrase: b}]}\n"
        + "  - {id: X2, name: b, kind: patern, message: m}\n"
        + "  - {id: X3, name: c, kind: pattern, message: m, any: [{pattern: '(a+)+b'}, {pattern: '(x'}]}\n"
        + "  - {id: X1, name: d, kind: phrase, message: m, any: [{phrase: c}]}\n"
        + "  - {id: X5, name: e, kind: pattern, message: m, any: [{pattern: '\\w+'}]}\n"
        + "  - {id: X6, name: f, kind: phrase, message: 12, any: [{phrase: no}]}\n",
    )
    for expected in (
        "pack.yaml:6:37: unknown key 'mesage'", "did you mean 'message'?", "did you mean 'pattern'?", "does not compile",
        "stands in another", "used already, at", "no text that every match must contain", "put it in quotes: '12'",
        "    6 |   - {id: X1",
    ):  # fmt: skip
        assert expected in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mtqa: 2\n", "this mtqa reads 1"),
        ("", "empty"),
        ("mtqa: [1\n", "not YAML"),
        (HEAD + "  - &a {id: X1, name: a, kind: phrase, message: m, any: [{phrase: b}]}\n  - *a\n", "anchors"),
        (HEAD.replace("pack: team/x", "pack: team/x\npack: y"), "here twice"),
    ],
)
def test_broken_packs(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in problems(tmp_path, text)


def test_yaml_is_read_as_1_2(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(HEAD + "  - {id: X1, name: a, kind: phrase, message: no, any: [{phrase: no}]}\n", encoding="utf-8")
    (row,) = load([path], shipped=False, use_cache=False).rows
    assert row["message"] == "no"
    assert row["options"]["any"][0]["forms"] == ["no"]


def test_extends_builds_on_a_shipped_rule(tmp_path: Path) -> None:
    path = tmp_path / "team.yaml"
    path.write_text(
        HEAD + "  - {id: X1, name: ours, extends: FE201, severity: error, any+: [{phrase: check procedure}]}\n",
        encoding="utf-8",
    )
    (row,) = load([path], use_cache=False).select(select=["X1"]).rows
    forms = [f for m in row["options"]["any"] for f in m.get("forms", ())]
    assert row["severity"] == "error"
    assert {"control procedure", "check procedure"} <= set(forms)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("find: segment", "pack.yaml:7:42: expected one of "),  # a word of another kind's `find`
        ("loans: [pain]", "pack.yaml:7:36: unknown key 'loans'"),
        ("delimiters: brakets", "pack.yaml:7:48: expected one of"),
    ],
)
def test_a_rule_that_extends_is_held_against_the_fields_of_its_kind(tmp_path: Path, line: str, expected: str) -> None:
    base = "  - {id: X1, name: a, kind: pair, find: orphan, delimiters: brackets, message: m}\n"
    assert expected in problems(tmp_path, HEAD + base + f"  - {{id: X2, name: b, extends: X1, {line}}}\n")


def test_selection() -> None:
    rules = load()
    assert {r["id"] for r in rules.select(select=["FE201"]).rows} == {"FE201"}
    assert {r["pack"] for r in rules.select(select=["fr-en/names"]).rows} == {"fr-en/names"}
    assert not [r for r in rules.select(ignore=["FE"]).rows if r["id"].startswith("FE")]
    assert all(r["status"] == "stable" for r in rules.select().rows)
    assert {r["langs"][0] for r in rules.select(source_lang="de", target_lang="en").rows} == {"any"}
    with pytest.raises(UsageError, match="control-procedur"):
        rules.select(select=["control-procedur"])


def test_packs_lie_where_they_are_looked_for() -> None:
    assert (shipped_folder() / "fr-en" / "literal.yaml").is_file()


def test_a_shipped_pack_named_by_path_counts_once() -> None:
    shipped = shipped_folder() / "fr-en" / "names.yaml"
    files = pack_files([shipped])
    assert sorted(name for path, name in files if path.name == "names.yaml") == [str(shipped)]
    assert len(files) == len(pack_files())


OWN_SOURCE = """
mtqa: 1
pack: t/t
title: A pack
lang: {source: fr, target: en}
rules:
  - id: T1
    name: acronym
    kind: pattern
    message: '{match}'
    any:
      - {pattern: '\\bONU\\b', case: match, replace: UN, source: {any: ['ONU'], missing: match}}
      - {pattern: '\\bPIB\\b', case: match, replace: GDP}
    source: {any: ['PIB'], missing: skip}
    fix: {safety: unsafe}
    tests:
      - {bad: 'The ONU met.', marks: ONU, fixed: 'The UN met.'}
      - {bad: 'The ONU met.', marks: ONU, source: 'L’ONU s’est réunie.'}
      - {bad: 'The PIB fell.', marks: PIB, source: 'Le PIB a baissé.'}
      - {ok: 'The PIB fell.'}
      - {ok: 'The PIB fell.', source: 'L’ONU s’est réunie.'}
      - {ok: 'The ONU met.', source: 'Le PIB a baissé.'}
"""


def test_a_matcher_asks_the_source_in_place_of_its_rule(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(OWN_SOURCE.replace("\\b", "\\b"), encoding="utf-8")
    outcome = run_tests(load([tmp_path / "t.yaml"], shipped=False, use_cache=False))
    assert outcome.failures == ()
    assert outcome.passed == 6


def test_only_a_matcher_of_any_has_a_source_of_its_own(tmp_path: Path) -> None:
    text = OWN_SOURCE.replace(
        "    source: {any: ['PIB'], missing: skip}", "    not: [{phrase: the ONU, source: {any: [x]}}]"
    )
    (tmp_path / "t.yaml").write_text(text.replace("\\b", "\\b"), encoding="utf-8")
    with pytest.raises(PackError, match="source` of its own"):
        load([tmp_path / "t.yaml"], shipped=False, use_cache=False)


def test_a_pack_is_chosen_without_its_trials(tmp_path: Path) -> None:
    rules = "".join(
        f"  - {{id: T{n}, name: t{n}, kind: phrase, status: {status}, message: m, any: [{{phrase: word {n}}}]}}\n"
        for n, status in enumerate(("stable", "preview", "deprecated"))
    )
    path = tmp_path / "t.yaml"
    path.write_text(f"mtqa: 1\npack: test/trial\ntitle: t\nlang: {{source: any, target: any}}\nrules:\n{rules}")
    ruleset = load([path], shipped=False, use_cache=False)

    def chosen(*selectors: str, preview: bool = False) -> list[str]:
        return [row["id"] for row in ruleset.select(select=selectors, preview=preview).rows]

    assert chosen("test/trial") == chosen("T") == ["T0"]
    assert chosen("test/trial", preview=True) == ["T0", "T1"]
    assert chosen("T1", "t2") == ["T1", "T2"]
