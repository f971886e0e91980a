from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import bulk, repeat
from mtqa.checks.chunk import Chunk
from mtqa.checks.repeating import repeating
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load().select(select=["AC5"], preview=True)


def flagged(*targets: str, sources: Sequence[str | None] | None = None) -> list[Finding]:
    batch = Batch(targets=targets, lines=range(1, len(targets) + 1), sources=sources)
    return [f for _, findings in Engine(RULES).check(Chunk(batch)) for f in findings]


@pytest.mark.parametrize(
    ("text", "rule", "marked"),
    [
        ("He saw the the mayor.", "AC500", "the the"),
        ("the mayor of\nof the town", "AC500", "of\nof"),
        ("the\u00a0the mayor", "AC500", "the\u00a0the"),
        ("He met the the the mayor.", "AC520", "the the the"),
        ("The caf&eacute; caf&eacute; is open.", "AC501", "caf&eacute; caf&eacute;"),
        ("He spoke of the town of the town.", "AC510", "of the town of the town"),
    ],
)
def test_what_stands_twice_is_found_at_its_place(text: str, rule: str, marked: str) -> None:
    (finding,) = flagged(text)
    assert (finding.rule, finding.text) == (rule, marked)


def test_the_end_of_a_segment_and_the_next_are_no_double() -> None:
    assert flagged("He saw the", "the mayor", "of the town", "of the town") == []


def test_each_segment_is_told_from_its_neighbours() -> None:
    found = flagged("It rained.", "He saw the the mayor.", "", "Blue blue paint.", "And of of that.")
    assert [(f.segment.line, f.text) for f in found] == [(2, "the the"), (4, "Blue blue"), (5, "of of")]


@pytest.mark.parametrize("text", ["It was very very late.", "Duran Duran played.", "no no no", "That, that is it."])
def test_doubles_of_the_language_are_left_alone(text: str) -> None:
    assert flagged(text) == []


def test_names_are_told_from_slips_by_the_source() -> None:
    assert flagged("He is in Lyon Lyon now.", sources=["Il est à Lyon."]) != []
    assert flagged("He is in Pago Pago now.", sources=["Il est à Pago Pago."]) == []


def test_a_source_that_repeats_excuses_the_translation_but_its_grammar_does_not() -> None:
    assert flagged("It is a dear dear friend.", sources=["C’est un cher cher ami."]) == []
    assert flagged("We we will see.", sources=["Nous nous verrons."]) != []


def test_other_scripts_are_read_as_they_are() -> None:
    chunk = Chunk(Batch(["Он сказал сказал нам.", "Мэр пришёл домой."], [1, 2]))
    assert list(repeating(chunk)["word"]) == [0]


def test_a_loop_is_found_without_a_source() -> None:
    (finding,) = flagged("He goes " + "by the town and then " * 6 + "home.")
    assert finding.rule == "AC520"
    assert finding.text.count("town") >= 5


def test_a_sentence_is_repeated_only_within_its_segment() -> None:
    sentence = "The mayor of the town spoke at noon."
    assert [f.rule for f in flagged(f"{sentence} {sentence}")] == ["AC521"]
    assert flagged(sentence, sentence) == []
    assert [f.start for f in flagged(f"{sentence} {sentence} {sentence}")] == [37, 74]
    assert [f.rule for f in flagged(f"“{sentence}” “{sentence}”")] == ["AC521"]
    assert flagged(f"{sentence} {sentence}", sources=["Le maire de la ville a parlé à midi."]) != []
    assert flagged(f"{sentence} {sentence}", sources=["Le maire a parlé ici. Le maire a parlé ici."]) == []


WORDS = st.sampled_from(
    ["the", "The", "mayor", "caf&eacute;", "e\u0301te", "of", ".", ",", "-", "\u00a0", "", "Ъ", "“a”"]
)


@given(st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=5))
def test_spans_lie_in_their_segments_and_fixes_shorten(texts: list[str]) -> None:
    for finding in flagged(*texts):
        assert finding.text == finding.segment.target[finding.start : finding.end] != ""
        for edit in finding.fix.edits if finding.fix else ():
            assert finding.start - 1 <= edit.start < edit.end <= finding.end + 1
            assert len(edit.text) < edit.end - edit.start


@given(st.text(max_size=60))
def test_a_text_that_equals_its_source_repeats_nothing_of_its_own(text: str) -> None:
    assert [f.rule for f in flagged(text, sources=[text]) if f.rule in ("AC500", "AC501", "AC510")] == []


def test_a_compound_that_stands_twice_is_found() -> None:
    assert [f.text for f in flagged("We met a go-between go-between today.")] == ["go-between go-between"]


SAID = st.sampled_from(
    [
        "the",
        "The",
        "mayor",
        "d'un",
        "go-go",
        "café",
        "œuf",
        "a",
        "Ža",
        "xЖ",
        "x2",
        "“the",
        "'the",
        "the'",
        "**the",
        "of*",
        "'",
    ]
)
BETWEEN = st.sampled_from([" ", " ", " ", "  ", "\n", ", ", "-", ". ", "…", "/", "\x00"])


@given(st.lists(st.tuples(SAID, BETWEEN), min_size=1, max_size=10))
def test_no_segment_with_a_repeat_is_passed_over(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    for large in (10**9, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "LARGE", large)
            looked_at = repeating(Chunk(Batch([text], [1])))
        for pattern, find in ((repeat._WORD, "word"), (repeat._PHRASE, "phrase")):
            if any(len(match.captures("again")) == 1 for match in pattern.finditer(text)):
                assert looked_at[find] == [0]


LIKE = st.sampled_from(
    ["the", "THE", "of", "a", "ſo", "SO", "Kil", "\u212ail", "ı", "İ", "i", "σς", "ΣΣ", "x-y", "d'un", "2", "“"]
)
AFTER = st.sampled_from([" ", " ", " ", " ", ", ", ", ", "; ", "", "-", "  ", "\n", "\u2028", "! "])


@given(st.lists(st.lists(st.tuples(LIKE, AFTER), min_size=1, max_size=4), max_size=4), st.integers(1, 6))
def test_trying_a_pattern_where_it_may_start_finds_what_trying_it_everywhere_does(
    parts: list[list[tuple[str, str]]], times: int
) -> None:
    text = "".join(word + gap for part in parts for word, gap in part * times)
    side = Chunk(Batch([text], [1])).target
    for pattern in repeat._STARTS:
        for start in (0, len(text) // 2):
            everywhere = [match.span() for match in pattern.finditer(side.plain(0), start)]
            assert [match.span() for match in repeat._matches(pattern, side, 0, start)] == everywhere


@pytest.mark.parametrize("text", ["said “of the of the town", "no no no", "“Ha, ha, ha; ha. ha!"])
def test_a_repeat_may_start_within_what_spaces_part(text: str) -> None:
    side = Chunk(Batch([text], [1])).target
    assert [match.group() for pattern in repeat._STARTS for match in repeat._matches(pattern, side, 0)] != []
