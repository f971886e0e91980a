import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load().select(select=["AC22", "AC23"], preview=True)


def flagged(source: str | None, target: str) -> list[Finding]:
    chunk = Chunk(Batch(targets=[target], lines=[1], sources=[source]))
    return [f for _, findings in Engine(RULES).check(chunk) for f in findings]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le G20 et le CO2", "The G-20 and CO₂"),
        ("Voir fr.wikipedia.org/wiki/Lyon", "See https://en.wikipedia.org/wiki/Lyon/"),
        ("Le 1er à 14h30, au XIXe siècle, n°5", "On the 1st at 2:30 p.m., in the 19th century, no. 5"),
        ("Il y en a 50 % de plus, soit 1.250.000.", "There are 50% more, or 1,250,000."),
        ("Un <b>mot</b> à {name} : %s", "A <b>word</b> to {name}: %s"),
        ("M.Dupont a vu A.Martin.", "Mr Dupont saw A. Martin."),
    ],
)
def test_what_is_kept_or_lawfully_rewritten_is_left_alone(source: str, target: str) -> None:
    assert flagged(source, target) == []


def test_each_of_several_changed_things_is_paired_with_its_like() -> None:
    found = flagged("Écrivez à {first_name} ou {last_name}.", "Write to {last_nam} or {firs_name}.")
    assert [(f.text, f.fix.edits[0].text if f.fix else "") for f in found] == [
        ("{last_nam}", "{last_name}"),
        ("{firs_name}", "{first_name}"),
    ]


def test_one_of_two_equal_tags_is_missed() -> None:
    (finding,) = flagged("<i>Un</i> et <i>deux</i>", "<i>One</i> and two</i>")
    assert (finding.rule, finding.side, finding.text) == ("AC231", "source", "<i>")


def test_the_fix_writes_what_the_source_has() -> None:
    (finding,) = flagged("L’Airbus &amp; l’A380 volent.", "The Airbus &amp; the A830 fly.")
    assert (finding.text, finding.fix and finding.fix.edits[0].text) == ("A830", "A380")


def test_no_source_no_finding() -> None:
    assert flagged(None, "See www.gazette.example now.") == []


PIECES = st.sampled_from(
    "A380 G-20 www.a.fr/b x@y.org {n} %s %(n)d <b> </b> #Tag @name a.pdf v1.2.3 ISBN 12345678 &lt;".split()
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join))


@given(TEXTS, TEXTS)
def test_no_text_breaks_it_and_spans_lie_inside(source: str, target: str) -> None:
    for finding in flagged(source, target):
        own = source if finding.side == "source" else target
        assert own[finding.start : finding.end] == finding.text != ""


@given(TEXTS)
def test_a_text_left_as_it_is_keeps_everything(text: str) -> None:
    assert flagged(text, text) == []
