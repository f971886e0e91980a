import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.pairing import DEEPEST, pair_off
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load


def flagged(*targets: str, rules: str = "FE10") -> list[Finding]:
    ruleset = load().select(select=[rules], preview=True)
    chunk = Chunk(Batch(targets=targets, lines=range(1, len(targets) + 1)))
    return [f for _, findings in Engine(ruleset).check(chunk) for f in findings]


@pytest.mark.parametrize(
    "text",
    [
        'He is 6\' 2" tall and wears a 12" belt.',
        "the workers' party, rock 'n' roll, the '90s",
        "“It's the dogs' dinner,” she said.",
        "Choose a) this or b) that :) (or neither).",
        "She said: “He told me ‘never’ twice.”",
    ],
)
def test_ordinary_english_is_left_alone(text: str) -> None:
    assert flagged(text) == []


def test_a_quotation_over_several_segments_is_no_orphan() -> None:
    assert flagged("She began: “We were late.", "The train had left.", "We walked.” Then she slept.") == []
    assert flagged("“We were late.", "“The train had left.", "“We walked.”") == []


def test_an_orphan_is_found() -> None:
    (finding,) = flagged("She began: “We were late.", *["Nothing here."] * 9)
    assert (finding.rule, finding.text) == ("FE104", "“")


def test_guillemets_are_mended_in_the_segments_own_style() -> None:
    (finding,) = flagged("« Oui », he said.", rules="FE102")
    assert finding.fix is not None
    assert [e.text for e in finding.fix.edits] == ["“", "”"]


def test_a_list_number_in_brackets_closes_what_is_open() -> None:
    assert pair_off("the law (44) and (see 22:00) for all", "brackets").unclosed == ()
    assert pair_off("a) one b) two 3) three", "brackets") == pair_off("", "brackets")
    assert [t.at for t in pair_off("open (here a) then", "brackets").unopened] == []


def test_a_delimiter_is_not_looked_for_behind_any_number_of_others() -> None:
    near, far = (pair_off("[" + "(" * n + "]", "brackets") for n in (DEEPEST - 1, DEEPEST))
    assert [opener.char for opener, _ in near.pairs] == ["["]
    assert [opener.char for opener, _ in far.pairs] == ["("]


@given(st.text(alphabet='“”"«»„‹›a .', max_size=12))
def test_only_marks_in_turn_are_passed_over(text: str) -> None:
    pairing = pair_off(text, "quotes")
    marks = "".join(char for char in text if char in '“”"«»„‹›')
    if marks == "“”" * (len(marks) // 2):
        assert (pairing.unclosed, pairing.unopened, pairing.nested) == ((), (), ())
        assert all((opener.char, closer.char) == ("“", "”") for opener, closer in pairing.pairs)
        assert [f.rule for f in flagged(text, text) if f.rule != "FE108"] == []
