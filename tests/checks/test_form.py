from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load().select(select=["AC7"], preview=True)


def flagged(*pairs: tuple[str, str | None], rules: str = "AC7", items: Sequence[str] | None = None) -> list[Finding]:
    targets, sources = zip(*pairs, strict=True)
    batch = Batch(targets=targets, lines=range(1, len(targets) + 1), sources=sources, items=items)
    found = [f for _, findings in Engine(RULES).check(Chunk(batch)) for f in findings]
    return [f for f in found if f.rule.startswith(rules)]


def rules_of(found: Sequence[Finding]) -> list[str]:
    return [f.rule for f in found]


@pytest.mark.parametrize(
    ("target", "source", "rule", "text"),
    [
        ("the mayor spoke.", "Le maire a parlé.", "AC700", "t"),
        ("&quot;the mayor&quot; spoke.", "« Le maire » a parlé.", "AC700", "t"),
        ("\u00e9mile spoke.", "Émile a parlé.", "AC700", "é"),
        ("the mayor of lyon spoke.", "Le maire de Lyon a parlé.", "AC701", "the mayor of lyon spoke."),
        ("THE MAYOR SPOKE.", "Le maire a parlé.", "AC702", "THE MAYOR SPOKE."),
        ("The mayor spoke,", "Le maire a parlé.", "AC711", ","),
        ("The mayor (of Lyon spoke.", "Le maire (de Lyon) a parlé.", "AC741", "("),
        ("The mayor spoke.\u00a0", "Le maire a parlé.", "AC731", "\u00a0"),
    ],
)
def test_what_differs_from_the_source_is_found(target: str, source: str, rule: str, text: str) -> None:
    (finding,) = flagged((target, source))
    assert (finding.rule, finding.text) == (rule, text)


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("iPhone sales fell.", "Les ventes d’iPhone ont reculé."),
        ("example.org is down.", "Le site example.org est en panne."),
        ("a) the mayor", "A) le maire"),
        ("THE MAYOR SPOKE.", "LE MAIRE A PARLÉ."),
        ("NATO and UN", "L’OTAN et l’ONU"),
        ("ß", "Ss."),
        ("", "Le maire."),
        ("the mayor", ""),
        ("the mayor", None),
    ],
)
def test_what_has_its_reason_is_left_alone(target: str, source: str | None) -> None:
    assert flagged((target, source)) == []


def test_a_segment_that_carries_on_the_one_before_may_begin_small() -> None:
    before = ("He came,", "Il est venu,")
    assert flagged(before, ("and he left.", "Et il est parti.")) == []
    assert rules_of(flagged(("He came.", "Il est venu."), ("and he left.", "Et il est parti."))) == ["AC700"]


def test_the_stop_of_a_headline_may_go_and_that_of_a_long_sentence_may_not() -> None:
    assert flagged(("Strike at the port", "Grève au port.")) == []
    long = "Le maire a dit " + "qu’il viendrait et " * 8 + "qu’il partirait."
    assert rules_of(flagged(("The mayor said that he would come and go", long))) == ["AC710"]
    assert flagged(("เขาจะมาพรุ่งนี้", long)) == []


def test_a_fix_of_the_last_word_keeps_what_stands_after_it() -> None:
    long = "Le maire a dit " + "qu’il viendrait et " * 8 + "qu’il « partirait »."
    (finding,) = flagged(('The mayor said that he would "go"', long))
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert (finding.segment.target[edit.start : edit.end], edit.text) == ('"go', '"go.')


@given(st.text(max_size=40))
def test_a_text_that_equals_its_source_is_in_form(text: str) -> None:
    ours = ("AC700", "AC701", "AC702", "AC710", "AC711", "AC712", "AC713", "AC731", "AC741")
    assert [f.rule for f in flagged((text, text)) if f.rule in ours] == []


@given(st.lists(st.tuples(st.text(max_size=20), st.one_of(st.none(), st.text(max_size=20))), min_size=1, max_size=4))
def test_any_text_is_read_and_spans_lie_in_their_segments(pairs: list[tuple[str, str | None]]) -> None:
    for finding in flagged(*pairs):
        assert finding.text == finding.segment.target[finding.start : finding.end]


def test_the_greek_question_mark_ends_a_sentence() -> None:
    batch = Batch(targets=["Είναι αλήθεια;"], lines=[1], sources=["Is it true?"])
    for lang, expected in (("el", []), ("it", ["AC711"])):
        found = Engine(RULES).check(Chunk(batch, langs=("en", lang)))
        assert [f.rule for _, findings in found for f in findings] == expected


ENDS = st.sampled_from(["", " ", '"', '."', "(", ")", ".", "...", "!", ",", "\u00a0", "7", "İ"])
BODIES = st.sampled_from(
    ["", "the mayor", "The mayor (of Lyon) spoke", "THE MAYOR SPOKE OUT", "le maire", "Le Maire a"]
)
SIDES = st.tuples(ENDS, BODIES, ENDS).map("".join)


@given(st.lists(st.tuples(SIDES, st.one_of(st.none(), SIDES)), min_size=1, max_size=5))
def test_segments_are_judged_together_as_each_is_alone(pairs: list[tuple[str, str | None]]) -> None:
    together = flagged(*pairs, items=[str(i) for i in range(len(pairs))])
    alone = [(i, f.rule, f.start, f.end) for i, pair in enumerate(pairs) for f in flagged(pair)]
    assert [(f.segment.line - 1, f.rule, f.start, f.end) for f in together] == alone
