import json
from pathlib import Path

from mtqa import packs
from mtqa.selftest import run_tests
from mtqa.study import draft
from mtqa.study.corpus import Triple
from mtqa.study.mine import Limits, Proposal, mine
from mtqa.study.ngrams import frequent, index, log_likelihood, ngrams, source_tokens, tokens

NAMES = ["Anna", "Bernard", "Claire", "Denis", "Emma", "Fanny", "Gilles", "Hugo", "Ines", "Jean"]
TRIPLES = [
    Triple(f"{name} se trouve actuellement à Lyon.", f"{name} is actually in Lyon.", f"{name} is currently in Lyon.")
    for name in NAMES
] + [
    Triple(f"{name} y croit vraiment.", f"{name} actually believes it.", f"{name} actually believes it.")
    for name in NAMES
]


def mined(flagged: list[list[tuple[int, int]]] | None = None) -> list[Proposal]:
    spans = flagged or [[] for _ in TRIPLES]
    return mine(TRIPLES, ["Nobody actually knows."], spans.__getitem__, Limits(hits=5), lambda _: None)


def test_a_word_is_tied_to_the_source_word_that_makes_it_wrong() -> None:
    (found,) = [p for p in mined() if "actually" in p.phrase]
    assert (found.phrase, found.hits, found.human, found.used) == ("is actually in lyon", 10, 0, 0)
    assert found.instead == (("is currently in Lyon", 10),)
    assert found.agreed == 10


def test_the_source_decides_where_humans_write_the_words_too() -> None:
    literal = [
        Triple(f"{n} {i} vote actuellement {i}.", f"{n} {i} actually votes {i}.", f"{n} {i} now votes {i}.")
        for i, n in enumerate(NAMES)
    ]
    right = [t for t in TRIPLES if "vraiment" in t.source]
    rest = [Triple(f"{n} dort.", f"{n} sleeps.", f"{n} is asleep.") for n in NAMES]
    found = mine(
        literal + right + rest, ["Nobody actually knows."], lambda _: (), Limits(hits=5, words=1), lambda _: None
    )
    (proposal,) = [p for p in found if p.phrase == "actually"]
    assert (proposal.source, proposal.hits, proposal.human, proposal.native) == ("actuellement", 10, 0, 1)
    assert proposal.instead == (("now", 10),)


def test_what_rules_flag_already_is_not_proposed() -> None:
    everything = [[(0, 1000)] for _ in TRIPLES]
    assert mined(everything) == []


def test_the_draft_pack_is_a_pack_whose_tests_pass(tmp_path: Path) -> None:
    proposals = mined()
    path = tmp_path / "drafts.yaml"
    path.write_text("\n".join(draft.as_yaml(proposals, ("fr", "en"))) + "\n")
    outcome = run_tests(packs.load([path], shipped=False, use_cache=False))
    assert outcome.failures == ()
    assert outcome.passed == 2 * len(proposals) > 0


def test_text_and_json_tell_the_same() -> None:
    proposals = mined()
    text = "\n".join(draft.as_text(proposals, ("fr", "en")))
    assert "1. “is actually in lyon”" in text
    assert "humans wrote: is currently in Lyon ×10" in text
    assert json.loads("\n".join(draft.as_json(proposals, ("fr", "en"))))[0]["hits"] == 10


def test_ngrams() -> None:
    words = tokens("It’s over, Anna said.")
    assert words == ["it's", "over", ",", "anna", "said", "."]
    assert list(ngrams(words, 2)) == [("it's", "over"), ("anna", "said")]
    assert source_tokens("L’un d’eux, peut-être") == ["l'", "un", "d'", "eux", ",", "peut-être"]
    texts = [["a", "b"], ["a", "b"], ["a", "c"]]
    assert frequent(texts, 2, 2) == {("a",), ("b",), ("a", "b")}
    assert index(texts, {("a", "c"), ("b",)}, 2) == {("b",): [0, 1], ("a", "c"): [2]}


def test_log_likelihood_is_nothing_for_independent_events_and_grows_with_dependence() -> None:
    assert log_likelihood(25, 50, 50, 100) == 0
    assert log_likelihood(50, 50, 50, 100) > log_likelihood(40, 50, 50, 100) > 0


def test_no_text_of_the_data_controls_the_terminal() -> None:
    hostile = Triple("a\x1b]0;x\x07", "b\x1b[2J\nc", "d\x1b[31m")
    proposal = Proposal("b", "a", 9, 0, 0, 0, 0, (("d", 9),), (hostile,))
    text = "\n".join(draft.as_text([proposal], ("fr", "en")))
    assert "\x1b" not in text
    assert "\x07" not in text
