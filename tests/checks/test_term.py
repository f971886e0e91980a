"""Terms in texts: what counts as the term, and what is said where it is missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import fix, packs
from mtqa.checks.chunk import Chunk
from mtqa.checks.inflect import phrase_forms, word_forms
from mtqa.checks.lexicon import Lexicon
from mtqa.checks.side import Side
from mtqa.checks.term import supply
from mtqa.checks.wording import Wording
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import RuleSet
from mtqa.termbase import Term

RULES = [r for r in packs.load(use_cache=False).rows if r["id"] in ("AC850", "AC851", "AC852")]


def found(terms: list[Term], source: str | None, target: str, langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    rows = [r for r in supply(RULES, terms) if not r["options"]["idle"]]
    chunk = Chunk(Batch([target], [1], sources=None if source is None else [source]), langs=langs)
    return [f for _, fs in Engine(RuleSet(tuple(rows), ())).check(chunk) for f in fs]


def told(*args: Any, **how: Any) -> list[tuple[str, str, str]]:
    return [(f.rule, f.side, f.text) for f in found(*args, **how)]


def test_rules_without_terms_do_not_run() -> None:
    assert all(r["options"]["idle"] for r in RULES)
    ids = {r["id"] for r in packs.load(use_cache=False).select(source_lang="fr", target_lang="en").rows}
    assert not ids & {"AC850", "AC851", "AC852"}
    kept = [r["id"] for r in supply(RULES, [Term("Val", keep=True)]) if not r["options"]["idle"]]
    assert kept == ["AC852"]


BAIL = Term("bail", ("lease",), ("rental",), note="of a shop", where="g.csv:3")


def test_a_message_names_term_targets_note_and_origin() -> None:
    (finding,) = found([BAIL], "Les baux expirent.", "The contracts end.")
    assert (finding.side, finding.text, finding.fix) == ("source", "baux", None)
    assert all(part in finding.message for part in ('"bail"', '"lease"', "of a shop", "g.csv:3"))


def test_the_source_word_left_in_the_translation_is_flagged_there() -> None:
    (finding,) = found([BAIL], "Le bail expire.", "The bail ends.")
    assert (finding.side, finding.text) == ("target", "bail")
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "lease"


def test_a_forbidden_wording_is_told_once_and_mended_in_its_form() -> None:
    target = "A rental is signed; rentals end."
    findings = found([BAIL], "Le bail est signé.", target)
    assert [(f.rule, f.text) for f in findings] == [("AC851", "rental"), ("AC851", "rentals")]
    assert fix.apply(target, fix.edits_of(findings)) == "A lease is signed; leases end."
    assert told([BAIL], "Il loue une voiture.", target) == []
    assert told([BAIL], None, target) == []


def test_a_forbidden_wording_without_source_is_found_without_a_source_text() -> None:
    terms = [Term("", ("migrant",), ("alien",))]
    assert told(terms, None, "Two aliens.") == [("AC851", "target", "aliens")]
    assert told(terms, None, "Alienation.") == []


def test_the_longest_term_counts() -> None:
    terms = [Term("banque", ("bank",)), Term("Banque de France", keep=True)]
    assert told(terms, "La Banque de France parle.", "The Banque de France speaks.") == []
    assert told(terms, "La Banque de France et les banques.", "The Banque de France and lenders.") == [
        ("AC850", "source", "banques")
    ]


def test_a_free_expression_hides_the_terms_in_it() -> None:
    terms = [Term("rapport", ("report",)), Term("par rapport à")]
    assert told(terms, "Il baisse par rapport à mars.", "It falls against March.") == []
    assert len(told(terms, "Un rapport par rapport à mars.", "A paper on March.")) == 1


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        ("La TVA augmente.", "VAT goes up.", False),
        ("La TVA augmente.", "vat goes up.", True),
        ("On tva.", "Nothing.", False),
        ("Les TVA augmentent.", "VATs go up.", False),
    ],
)
def test_capitals_inside_a_term_count(source: str, target: str, flagged: bool) -> None:
    assert bool(told([Term("TVA", ("VAT",))], source, target)) == flagged


def test_capitals_count_or_not_as_the_case_says() -> None:
    assert told([Term("Orange", ("Orange",), case="match")], "Une orange.", "A fruit.") == []
    assert told([Term("TVA", ("VAT",), case="ignore")], "La tva.", "The vat.") == []


def test_kept_terms_are_counted() -> None:
    terms = [Term("Vigie Sud", keep=True)]
    assert told(terms, "Vigie Sud et Vigie Sud.", "Vigie Sud and it.") == [("AC852", "source", "Vigie Sud")]
    (finding,) = found(terms, "Vigie Sud parle.", "vigie Sud speaks.")
    assert (finding.side, finding.text) == ("target", "vigie Sud")
    assert told(terms, "Vigie-Sud parle.", "Anything.") != []
    assert told([Term("Val", keep=True)], "Le Val parle.", "«Val» a dit，Val。", langs=("fr", "zh")) == []


def test_entities_and_curly_apostrophes_do_not_move_spans() -> None:
    (finding,) = found([Term("émeute", ("riot",))], "D&#233;but de l’e\u0301meute.", "A fight.")
    assert finding.text == "e\u0301meute"


@pytest.mark.parametrize("langs", [("ru", "en"), ("zh", "en"), ("el", "fi"), ("xx", "yy"), ("fr", "zh")])
def test_any_pair_is_sensible(langs: tuple[str, str]) -> None:
    term = {"ru": "закон", "zh": "法律", "el": "νόμος"}.get(langs[0], "loi")
    target = {"zh": "法律"}.get(langs[1], "law")
    assert (
        told([Term(term, (target,))], f"{term}.", f"这{target}好" if langs[1] == "zh" else f"A {target}.", langs=langs)
        == []
    )
    assert len(told([Term("закон", ("law",))], "Новые законы.", "New rules.", langs=("ru", "en"))) == 1


def test_empty_translations_are_left_to_other_rules() -> None:
    assert told([BAIL], "Le bail.", " ") == []


WORDS = st.sampled_from(
    ["lease", "strike", "company", "child", "knife", "dismiss", "carry", "stop", "write", "analysis"]
)
TAGS = st.sampled_from(["NN", "NNS", "VBZ", "VBD", "VBN", "VBG"])


@given(WORDS, TAGS, st.data())
def test_an_inflected_target_satisfies(word: str, tag: str, data: Any) -> None:
    form = data.draw(st.sampled_from(word_forms(word, tag)))
    assert told([Term("mot", (word,))], "Un mot.", f"The {form}, then.") == []
    assert Wording(word, "en", loose=True).stands(form.upper())


@given(st.sampled_from(["press release", "trade union", "life insurance"]), st.data())
def test_an_inflected_phrase_satisfies(phrase: str, data: Any) -> None:
    form, _ = data.draw(st.sampled_from(phrase_forms(phrase, "noun", ())))
    assert told([Term("mot", (phrase,))], "Un mot.", f"The {form}, then.") == []


@given(
    st.lists(st.sampled_from(["Val", "Le Val", "Val-d'Or", "iPhone", "A&B", "C++", "mot", ".", "œuvre"]), min_size=1)
)
def test_a_text_that_is_kept_whole_has_no_finding(words: list[str]) -> None:
    terms = [Term(w, keep=True) for w in ("Val", "Le Val", "Val-d'Or", "iPhone", "A&B", "C++", "œuvre")]
    text = " ".join(words)
    assert told(terms, text, text) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_it_and_spans_lie_inside(source: str, target: str) -> None:
    terms = [BAIL, Term("a b", keep=True), Term("", (), ("b",)), Term("Ж", ("c",)), Term("C++", ("d",))]
    for finding in found(terms, source, target):
        own = finding.segment.target if finding.side == "target" else finding.segment.source or ""
        assert own[finding.start : finding.end] == finding.text != ""


@given(
    st.lists(
        st.sampled_from(["banque", "banques", "œuvre", "œuvres", "taux", "mot", "l'émeute", "?", "ł"]), max_size=12
    )
)
def test_the_automaton_finds_what_a_plain_look_finds(words: list[str]) -> None:
    wordings = [Wording(w, "fr") for w in ("banque", "œuvre", "taux", "émeute", "mot banque")]
    text = " ".join(words)
    lexicon = Lexicon(wordings)
    placed = {(s, e) for places in lexicon.scan(Side([text, ""])).values() for s, e, _ in places}
    plain = {span for w in wordings for span in w.find(text)}
    assert placed <= plain
    assert all(any(s <= a and b <= e for s, e in placed) for a, b in plain)
