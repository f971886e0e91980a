"""Rules made of corrections: the phrase, and the team's pack it goes to."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa import packs
from mtqa.errors import MtqaError, UsageError
from mtqa.model import Batch, Document
from mtqa.packs import RuleSet
from mtqa.review.draft import Draft, draft_of
from mtqa.review.teampack import MOST_SHOWN, TeamPack, free_id, hits, lines_of
from mtqa.selftest import run_tests

CORRECTIONS = [  # before, after, phrase, suggestion (None: deleted), whether case matters
    ("The Gazetteer said so.", "La Gazette said so.", "The Gazetteer", "La Gazette", True),
    ("They opened a control procedure.", "They opened an inspection.", "control procedure", "inspection", False),
    ("He is actually in Lyon.", "He is currently in Lyon.", "actually", "currently", False),
    ("Actually, he left.", "Currently, he left.", "actually", "currently", False),
    ("He is actually here.", "He is here.", "actually", None, False),
    ("It depends the weather.", "It depends on the weather.", "depends the", "depends on the", False),
    ("He came in Monday.", "He came on Monday.", "in Monday", "on Monday", True),
    ("We met on monday.", "We met on Monday.", "on monday", "on Monday", True),
    ("the the cat sat", "the cat sat", "the the cat", "the cat", False),
    ("He has many informations here.", "He has many information here.", "informations here", "information here", False),
    ("It was « nice » there.", "It was “nice” there.", "« nice »", "“nice”", False),
    ("I\u2019m agree, he said.", "I\u2019m agreed, he said.", "I'm agree", "I’m agreed", False),
]


@pytest.mark.parametrize(("before", "after", "phrase", "suggestion", "cased"), CORRECTIONS)
def test_a_correction_becomes_the_smallest_phrase_that_says_something(
    before: str, after: str, phrase: str, suggestion: str | None, cased: bool
) -> None:
    rule = draft_of(before, after, id="TEAM1").rule
    assert rule["any"] == [{"phrase": phrase} | ({"case": "match"} if cased else {})]
    assert rule["fix"].get("suggest") == ([suggestion] if suggestion else None)
    assert rule["tests"][0]["fixed"] == after
    assert rule["tests"][1] == {"ok": after}


def test_only_the_sentence_becomes_the_test_with_its_source() -> None:
    before = "It rained. He is actually in Lyon. All is well."
    source = "Il pleuvait. Il est actuellement à Lyon. Tout va bien."
    rule = draft_of(before, before.replace("actually", "currently"), source, id="TEAM1").rule
    assert rule["tests"] == [
        {
            "bad": "He is actually in Lyon.",
            "marks": "actually",
            "fixed": "He is currently in Lyon.",
            "source": "Il est actuellement à Lyon.",
        },
        {"ok": "He is currently in Lyon.", "source": "Il est actuellement à Lyon."},
    ]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Same.", "Same.", "nothing was changed"),
        ("a b c", "a  b c", "only spaces"),
        ("It\u2019s late", "It's late", "apostrophes"),
        ("Ten green bottles fell.", "Alles ist ganz anders.", "written anew"),
        ("He left. She came too.", "He went away and she came too.", "several sentences"),
        ("?", "!", "no words"),
        ("", "New text.", "no words"),
    ],
)
def test_what_cannot_become_a_rule_says_why(before: str, after: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        draft_of(before, after, id="TEAM1")


PARTS = ("the", "The", "a", "an", "in", "big", "apple", "Paris", "said", "no", "1e5", "&amp;", "“", "l’été", ",", ".",
         "Yes.", "\n", "\u00a0", "e\u0301", "{x}", "'", "#", ":", "- ", "I", "I'm", "%", "\u2028", "\x85", "😀")  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(PARTS), max_size=7).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts(), texts(), texts(), texts(), st.none() | texts())
def test_whatever_is_drafted_is_saved_and_passes_its_tests(
    tmp_path_factory: pytest.TempPathFactory, head: str, old: str, new: str, tail: str, source: str | None
) -> None:
    pack = TeamPack(tmp_path_factory.mktemp("packs") / "own.yaml", RuleSet((), ()))
    before, after = f"{head} {old} {tail}", f"{head} {new} {tail}"
    try:
        draft = pack.draft(before, after, source)
    except UsageError:
        return
    pack.save(draft)
    outcome = run_tests(packs.load([pack.path], shipped=False, use_cache=False))
    assert (outcome.rules, outcome.passed, outcome.failures) == (1, 2, ())


def drafted(pack: TeamPack, number: int = 0) -> Draft:
    before, after, *_ = CORRECTIONS[number]
    return pack.draft(before, after, None)


HEAD = "mtqa: 1\npack: our/own\ntitle: Ours\nlang: {source: any, target: en}\nrules:\n"
RULE = (
    "{0}- {{id: OWN07, name: huge, kind: phrase, message: no, any: [{{phrase: huge}}], # why\n"
    "{0}   tests: [{{bad: huge, marks: huge}}, {{ok: big}}]}}\n"
)


@pytest.mark.parametrize("indent", ["", "  ", "      "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "# the end", "\n\n"])
def test_the_rest_of_a_pack_stays_byte_for_byte(tmp_path: Path, indent: str, end: str, last: str) -> None:
    path = tmp_path / "own.yaml"
    old = ("# kept\n" + HEAD + RULE.format(indent) + last).replace("\n", end).encode()
    path.write_bytes(old)
    pack = TeamPack(path, RuleSet((), ()))
    for number in (0, 1):
        pack.save(drafted(pack, number))
    assert path.read_bytes().startswith(old)
    ruleset = packs.load([path], shipped=False, use_cache=False)
    assert [row["id"] for row in ruleset.rows] == ["OWN07", "OWN08", "OWN09"]
    assert not run_tests(ruleset).failures


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("rules:\n", "rules: []\n"),
        "rules:\n" + RULE.format("") + HEAD.replace("rules:\n", ""),
        HEAD + RULE.format("") + "...\n",
        "not a pack: at all\n",
        HEAD + "- {id: broken}\n",
    ],
)
def test_a_pack_that_cannot_take_the_rule_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    draft = drafted(TeamPack(path, RuleSet((), ())))
    path.write_text(text)
    with pytest.raises(MtqaError):
        TeamPack(path, RuleSet((), ())).save(draft)
    assert path.read_text() == text


def test_an_id_that_somebody_took_meanwhile_is_not_used_twice(tmp_path: Path) -> None:
    pack = TeamPack(tmp_path / "own.yaml", RuleSet((), ()))
    first, second = drafted(pack, 0), drafted(pack, 1)
    pack.save(first)
    with pytest.raises(MtqaError, match="TEAM1"):
        pack.save(second)
    assert pack.save(drafted(pack, 1)).startswith("TEAM2 ")


def test_the_pack_keeps_its_mode(tmp_path: Path) -> None:
    pack = TeamPack(tmp_path / "own.yaml", RuleSet((), ()))
    pack.save(drafted(pack))
    pack.path.chmod(0o664)
    pack.save(drafted(pack, 1))
    assert pack.path.stat().st_mode & 0o777 == 0o664
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


def test_free_ids_go_on_from_the_last_and_pass_over_those_taken() -> None:
    assert free_id([], []) == "TEAM1"
    assert free_id(["OWN007", "OWN003"], ["OWN008"]) == "OWN009"
    assert free_id(["A9", "TEAM3"], []) == "TEAM4"


def test_hits_are_listed_up_to_a_limit_and_all_counted() -> None:
    texts = ["Nothing here.", *["He is actually in Lyon."] * (MOST_SHOWN + 2)]
    batch = Batch(targets=texts, lines=range(1, len(texts) + 1))
    document = Document("a.txt", "text", "fr", "en", lambda: iter([batch]))
    draft = draft_of("It is actually so.", "It is currently so.", id="TEAM1")
    found = list(hits(draft, [document]))
    assert len(found) == MOST_SHOWN + 2
    lines = list(lines_of(found, own=texts[1]))
    assert lines[0] == "a.txt:2:7: He is [actually] in Lyon."
    assert lines[-2:] == ["... and 2 more", f"{MOST_SHOWN + 2} hits, {MOST_SHOWN + 2} of them where it was corrected"]
    assert list(lines_of([])) == ["0 hits"]
