import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.number import suspicious
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load(use_cache=False).select(select=["AC10"], preview=True)


def flagged(source: str | None, target: str, langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    chunk = Chunk(Batch([target], [1], sources=[source]), langs=langs)
    return [f for _, findings in Engine(RULES).check(chunk) for f in findings]


def test_the_finding_stands_on_the_number_and_names_both() -> None:
    (found,) = flagged("L&#39;usine emploie 1\u202f250 personnes.", "The plant &amp; shop employ 1,520&nbsp;people.")
    assert (found.rule, found.side, found.text) == ("AC101", "target", "1,520")
    assert "1\u202f250" in found.message


def test_a_dropped_number_stands_on_the_source() -> None:
    (found,) = flagged("La loi a été votée en 2004.", "The law was passed.")
    assert (found.rule, found.side, found.text) == ("AC104", "source", "2004")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", "There are 12 of them."),
        ("Il y en a 12.", ""),
        (None, "There are 12 of them."),
        ("There are 12 of 15.", "There are 12 of 15."),
        ("La piste fait 30 mètres.", "The track is 100 feet long."),
        ("Il gagne 1,1 million d'euros.", "He earns 28 million crowns."),
    ],
)
def test_nothing_is_said(source: str | None, target: str) -> None:
    assert flagged(source, target) == []


@pytest.mark.parametrize("langs", [("de", "fr"), ("xx", "en"), ("ja", "zh"), ("es", "it")])
def test_any_pair_of_languages_has_its_digits_compared(langs: tuple[str, str]) -> None:
    assert flagged("2004: 37", "2004: 37", langs) == []
    assert [f.rule for f in flagged("2004 / 37", "2004 / 38", langs)] == ["AC100"]


@pytest.mark.parametrize(
    ("lang", "other", "english"),
    [
        ("hu", "A gyár 3,5 milliárd forintba kerül.", "The plant costs 3.5 billion forints."),
        (
            "ru",
            "Завод обойдётся в 3,5 миллиарда рублей, там 12 цехов.",
            "The plant has twelve halls and costs 3.5 billion.",
        ),
        ("zh", "该厂耗资35亿元。", "The plant cost 3.5 billion yuan."),
        ("ja", "1億2000万人が住む。", "It is home to 120 million people."),
        ("hi", "12 लाख लोग आए।", "Some 1.2 million people came."),
        ("ar", "تبلغ التكلفة ٣٫٥ مليار، و١٬٢٥٠ غرفة.", "It costs 3.5 billion and has 1,250 rooms."),
        ("es", "Dos millones y medio votaron en dos horas y media.", "Some 2.5 million voted in 2.5 hours."),
        ("it", "Due milioni e mezzo.", "That is 2.5 million."),
        ("de", "Zweieinhalb Millionen in anderthalb Stunden.", "That is 2.5 million in 1.5 hours."),
    ],
)
def test_other_languages_say_numbers_in_their_own_words(lang: str, other: str, english: str) -> None:
    assert flagged(other, english, (lang, "en")) == []
    assert flagged(english, other, ("en", lang)) == []


def test_figures_are_compared_also_where_number_words_are_not_read() -> None:
    assert [f.rule for f in flagged("A könyv 1976-ban jelent meg.", "It came out in 1967.", ("hu", "en"))] == ["AC101"]
    assert [f.rule for f in flagged("زار ١٬٢٥٠ مدرسة.", "He saw 1,520 schools.", ("ar", "en"))] == ["AC101"]


def test_the_first_test_finds_a_point_moved_and_a_word_changed() -> None:
    sources = ["Il pèse 1,25 t.", "Trois navires.", "Il pèse 1,25 t.", "Trois navires.", "1 250 pages"]
    targets = ["It weighs 12.5 t.", "Five ships.", "It weighs 1.25 t.", "Three ships.", "1,250 pages"]
    chunk = Chunk(Batch(targets, range(1, 6), sources=sources))
    assert chunk.source is not None
    assert suspicious(chunk) == {0: False, 1: True}


def test_compounds_are_no_other_numbers_and_signs_between_digits_no_other_words() -> None:
    sources = ["Soixante-dix ans", "À 2:30, dix-neuf", "Il a quatre-vingt-un ans", "Quatre ou vingt", "Dix-neuf"]
    targets = ["Seventy years", "At 23:0, nineteen", "He is eighty-one", "Eighty", "Eighteen"]
    chunk = Chunk(Batch(targets, range(1, 6), sources=sources))
    assert suspicious(chunk) == {1: False, 3: True, 4: True}


WORDS = st.lists(
    st.sampled_from(
        "quatre vingt vingts soixante dix sept neuf onze seize et pour cent mille un _ € 5 - , \x1e \x7f İ quatre-vingt-dix"
        " soixante\u00a0dix dix’sept Dix ſept seventy nineteen eighty one per".split(" ")
    ),
    max_size=8,
).map(" ".join)


@given(
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4),
    st.sampled_from([("fr", "en"), ("en", "fr"), ("fr", "fr")]),
)
def test_segments_with_compounds_are_told_apart_as_each_is_alone(
    pairs: list[tuple[str, str]], langs: tuple[str, str]
) -> None:
    def told(some: list[tuple[str, str]]) -> list[bool | None]:
        sources, targets = zip(*some, strict=True)
        found = suspicious(Chunk(Batch(targets, range(len(some)), sources=sources), langs=langs))
        return [found.get(i) for i in range(len(some))]

    assert told(pairs) == [one for pair in pairs for one in told([pair])]


@pytest.mark.parametrize(
    ("source", "target", "rules"),
    [
        ("Parti à 14h30 avec dix-neuf marins", "Left at 2:30 p.m. with nineteen sailors", []),
        ("Parti à 14h30 avec dix-neuf marins", "Left at 2:50 p.m. with nineteen sailors", ["AC100"]),
        ("Parti à 14h30 avec dix-neuf marins", "Left at 2:30 p.m. with ninety sailors", ["AC100"]),
        ("Deux millions, en 1 250 jours", "Two billion, in 1,250 days", ["AC102"]),
    ],
)
def test_figures_and_words_are_weighed_apart_and_together(source: str, target: str, rules: list[str]) -> None:
    assert [f.rule for f in flagged(source, target)] == rules


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it_and_spans_lie_in_their_side(source: str, target: str) -> None:
    for finding in flagged(source, target):
        own = target if finding.side == "target" else source
        assert own[finding.start : finding.end] == finding.text != ""
