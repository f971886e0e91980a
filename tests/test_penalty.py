from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.penalty import ALLOWED, DEFAULT, LEAST_WORDS, PASS, WEIGHTS, Scale, Tally, in_force, scale_of, words_of

COUNTS = st.fixed_dictionaries({s: st.integers(0, 500) for s in WEIGHTS})


def tally(words: int, scale: Scale = DEFAULT, **severities: int) -> Tally:
    return Tally(words, Counter(severities), scale)


def test_the_arithmetic_is_mqms() -> None:
    one = tally(2000, error=1, warning=4, info=5)
    assert one.penalty == 25 + 4 * 5 + 5  # APT
    assert one.per_thousand == 25  # ONPT: APT / EWC * 1,000
    assert one.raw == 97.5  # (1 - ONPT / 1,000) * 100
    assert one.score == pytest.approx(100 - 10 * 25 / ALLOWED)


def test_a_text_with_just_what_is_allowed_passes() -> None:
    at_line = tally(1000, error=3)
    assert at_line.per_thousand == ALLOWED == 75
    assert at_line.score == PASS == 90
    assert at_line.passes
    assert not tally(1000, error=3, info=1).passes


def test_no_findings_is_100_and_no_score_is_under_0() -> None:
    assert tally(1000).score == 100
    assert tally(10, error=50).score == 0
    assert tally(10, error=50).raw == 0


def test_findings_without_a_word_are_no_perfect_text() -> None:
    assert tally(0, error=1).score == 0
    assert tally(0).score == 100
    assert not tally(0).reliable


def test_few_words_are_not_reliable() -> None:
    assert not tally(LEAST_WORDS - 1).reliable
    assert tally(LEAST_WORDS).reliable


@given(st.integers(1, 10**6), COUNTS, st.integers(1, 50), st.sampled_from(sorted(WEIGHTS)))
def test_more_findings_never_score_higher(words: int, counts: dict[str, int], more: int, severity: str) -> None:
    less, worse = tally(words, **counts), tally(words, **{**counts, severity: counts[severity] + more})
    assert worse.score <= less.score
    assert 0 <= worse.score <= 100


@given(st.lists(st.tuples(st.integers(0, 5000), COUNTS), min_size=1, max_size=6))
def test_a_feed_weighs_what_its_items_weigh(items: list[tuple[int, dict[str, int]]]) -> None:
    feed = Tally()
    for words, counts in items:
        feed.merge(tally(words, **counts))
    assert feed.words == sum(words for words, _ in items)
    assert feed.penalty == sum(tally(words, **counts).penalty for words, counts in items)


def test_settings_change_only_what_they_name() -> None:
    scale = scale_of({"weights": {"info": 0}, "pass": 80})
    assert dict(scale.weights) == {"info": 0, "warning": 5, "error": 25}
    assert (scale.passing, scale.allowed) == (80, ALLOWED)
    assert tally(1000, scale, info=9).score == 100
    assert tally(1000, scale, error=3).score == 80
    assert scale.signature == "weights:0/5/25|pass:80|allowed:75"
    assert in_force({"allowed": 30}) == {"weights": dict(WEIGHTS), "pass": 90, "allowed": 30}


def test_words_are_what_spaces_part() -> None:
    assert words_of("") == words_of(" \n ") == 0
    assert words_of("It isn't so, is it?") == 5
    assert words_of("Ça n’ira pas") == 3


def test_scripts_without_spaces_count_by_characters() -> None:
    assert words_of("机器翻译") == 2
    assert words_of("机器翻译 is 好") == 4
    assert words_of("カタカナ") == 2
    assert words_of("ภาษาไทยง่าย") == 3
    assert words_of("한국어 문장") == 2
