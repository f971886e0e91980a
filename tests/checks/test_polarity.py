import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.polarity import _compiled, _having
from mtqa.checks.side import Side
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load().select(select=["AC6"], preview=True)


def flagged(*pairs: tuple[str, str | None], langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    targets, sources = zip(*pairs, strict=True)
    batch = Batch(targets=targets, lines=range(1, len(targets) + 1), sources=sources)
    return [f for _, findings in Engine(RULES).check(Chunk(batch, langs=langs)) for f in findings]


@pytest.mark.parametrize(
    ("target", "source", "rule", "side", "text"),
    [
        ("The mayor stays.", "Le maire reste-t-il ?", "AC600", "target", "."),
        ("Does he stay.", "Est-ce qu’il reste.", "AC600", "target", "."),
        ("The mayor will stay?", "Le maire restera.", "AC601", "target", "?"),
        ("The mayor comes.", "Le maire ne vient pas.", "AC610", "source", "ne vient pas"),
        ("He saw her.", "Il ne l’a jamais vue.", "AC610", "source", "ne l’a jamais"),
        ("The mayor does not come.", "Le maire vient.", "AC611", "target", "not"),
        ("He doesn&#39;t come.", "Il vient.", "AC611", "target", "doesn&#39;t"),
    ],
)
def test_a_turn_of_meaning_is_found(target: str, source: str, rule: str, side: str, text: str) -> None:
    (finding,) = [f for f in flagged(("It rained.", "Il pleuvait."), (target, source)) if f.rule == rule]
    assert (finding.side, finding.text, finding.segment.line) == (side, text, 2)


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("He refused to come.", "Il n’a pas voulu venir."),
        ("He was unable to come.", "Il ne pouvait pas venir."),
        ("He only sings.", "Il ne fait que chanter."),
        ("He also sings.", "Il ne fait pas que chanter."),
        ("He surely comes.", "Il ne manquera pas de venir."),
        ("I fear that he comes.", "Je crains qu’il ne vienne."),
        ("He sings better than she did.", "Il chante mieux qu’elle ne le faisait."),
        ("Nobody came.", "Personne n’est venu."),
        ("It is one step from here.", "Il n’y a qu’un pas d’ici."),
        ("Is he there? Yes.", "Est-il là ? Oui."),
        ("The law (is it one?) holds.", "La loi tient."),
        ("", "Il ne vient pas."),
        ("He comes.", None),
    ],
)
def test_what_only_looks_so_is_left_alone(target: str, source: str | None) -> None:
    assert flagged((target, source)) == []


def test_nothing_is_said_of_languages_without_data() -> None:
    assert flagged(("Er bleibt.", "Il ne reste pas."), langs=("fr", "de")) == []
    assert flagged(("Le maire ne reste pas.", "Der Bürgermeister bleibt."), langs=("de", "fr")) == []
    assert [f.rule for f in flagged(("Er bleibt.", "Он останется?"), langs=("ru", "de"))] == ["AC600"]
    assert flagged(("彼は残りますか。", "Restera-t-il ?"), langs=("fr", "ja")) == []


@given(st.lists(st.tuples(st.text(max_size=30), st.one_of(st.none(), st.text(max_size=30))), min_size=1, max_size=4))
def test_any_text_is_read_and_spans_lie_in_their_segments(pairs: list[tuple[str, str | None]]) -> None:
    for finding in flagged(*pairs):
        whole = finding.segment.target if finding.side == "target" else finding.segment.source or ""
        assert finding.text == whole[finding.start : finding.end]


PIECES = st.lists(st.sampled_from(["not", "ne", "pas", "?", ".", "n't", "est-ce que", "he", "\u00a0"]), max_size=7)


@given(PIECES.map(" ".join))
def test_a_text_that_equals_its_source_lost_and_gained_nothing(text: str) -> None:
    assert [f.rule for f in flagged((text, text)) if f.rule != "AC600"] == []


@given(st.lists(st.tuples(PIECES.map(" ".join), PIECES.map(" ".join)), min_size=1, max_size=5))
def test_segments_are_judged_together_as_each_is_alone(pairs: list[tuple[str, str]]) -> None:
    alone = [(i, f.rule, f.start, f.end) for i, pair in enumerate(pairs) for f in flagged(pair)]
    assert [(f.segment.line - 1, f.rule, f.start, f.end) for f in flagged(*pairs)] == alone


@given(PIECES.map(" ".join))
def test_a_word_that_may_deny_counts_as_the_pattern_of_all_does(text: str) -> None:
    (given,) = [r["options"]["negation"]["en"] for r in RULES.rows if r["id"] == "AC610"]
    if not set(given["words"]).isdisjoint(text.lower().split()):
        assert _compiled(given["maybe"]).search(text)


@given(
    st.lists(st.text(alphabet="nep ' \0", max_size=12), min_size=1, max_size=5),
    st.sampled_from([(" ne ", "n'", "ne"), ("",), ()]),
)
def test_the_segments_with_a_hint_are_found(texts: list[str], hints: tuple[str, ...]) -> None:
    side = Side(texts)
    assert [*_having(side, hints)] == [i for i in range(len(texts)) if any(h in side.plain(i) for h in (*hints, "\0"))]
