import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from mtqa.lang.amounts import amounts
from mtqa.lang.figures import plain_values
from mtqa.lang.numbers import Reading, read
from mtqa.lang.samevalues import Difference, answers, differences, scales_differ, unanswered
from mtqa.textview import plain_view


def values(text: str, lang: str) -> list[set[object]]:
    return [set(n.values) for n in read(text, lang) if n.sure]


def same(source: str, target: str) -> bool:
    return differences(read(source, "fr"), read(target, "en")) == Difference()


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("3,5", "fr", {3.5}),
        ("1 200", "fr", {1200}),
        ("1'250", "fr", {1250}),
        ("1.250", "de", {1250, 1.25}),
        ("deux millions", "fr", {2e6}),
        ("1,5 milliard", "fr", {1.5e9}),
        ("2 billions", "fr", {2e12}),
        ("2 billion", "en", {2e9}),
        ("5 mille 352", "fr", {5352}),
        ("1 million 200 mille", "fr", {1.2e6}),
        ("1.25 thousand million", "en", {1.25e9}),
        ("half a million", "en", {5e5}),
        ("$5bn", "en", {5e9}),
        ("10M€", "fr", {1e7}),
        ("2 1/2", "en", {2.5}),
        ("2½", "en", {2.5}),
        ("14h30", "fr", {"14:30"}),
        ("2:30 p.m.", "en", {"14:30"}),
        ("2.30pm", "en", {"14:30"}),
        ("3e", "fr", {3}),
        ("vingt et unième", "fr", {21}),
        ("zwölf", "de", {12}),
    ],
)
def test_a_number_is_read(text: str, lang: str, expected: set[object]) -> None:
    assert values(text, lang) == [expected]


@pytest.mark.parametrize("text", ["G20", "A380", "H1N1", "4x4", "MH17", "192.168.1.20"])
def test_a_code_is_no_number(text: str) -> None:
    assert values(f"le {text} ici", "fr") == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("à 19h", "at 7 p.m."),
        ("à 19 heures", "at 7 p.m."),
        ("à 20h30", "at 20.30"),
        ("de 10h à 14h", "from 1000 to 1400 hours"),
        ("le XIXe siècle", "the 19th century"),
        ("dans les années 80", "in the 1980s"),
        ("dans les années 80", "in the eighties"),
        ("une vingtaine de maires", "two dozen mayors"),
        ("trois décennies", "30 years"),
        ("la saison 2011/2012", "the 2011/12 season"),
        ("le 28.8.09", "August 28, 2009"),
        ("les deux tiers", "two thirds"),
        ("un sur deux", "half of them"),
        ("divisé par deux", "halved"),
        ("les huitièmes de finale", "the last 16"),
        ("entre 16 et 18 millions", "between 16 million and 18 million"),
        ("deux heures et demie", "2.5 hours"),
        ("hausse de 0, 5%", "up 0.5%"),
        ("50 pour cent", "fifty percent"),
        ("un stade neuf", "a new stadium"),
        ("le roi Louis XIV", "King Louis XIV"),
        ("score de 3-1", "3-1 win"),
        ("quarante-deux", "42"),
        ("au XX° siècle", "in the 20th century"),
        ("le plan quinquennal", "the five-year plan"),
        ("3,5 trillions de dollars", "$3.5 trillion"),
    ],
)
def test_what_is_written_otherwise_is_the_same(source: str, target: str) -> None:
    assert same(source, target)


@pytest.mark.parametrize(
    ("source", "target", "how"),
    [
        ("1 250 places", "1,520 seats", "swapped"),
        ("3,5 tonnes", "35 tonnes", "scaled"),
        ("4 millions", "4", "scaled"),
        ("deux milliards", "two million", "scaled"),
        ("plusieurs millions", "several billion", "scaled"),
        ("trois navires", "five ships", "counted"),
        ("les deux navires", "the five ships", "counted"),
        ("14h30", "2:45 p.m.", "changed"),
        ("47 %", "43%", "changed"),
    ],
)
def test_a_change_is_named(source: str, target: str, how: str) -> None:
    found = differences(read(source, "fr"), read(target, "en"))
    assert [c.how for c in found.changed] == [how]
    assert not found.dropped
    assert not found.added


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_a_number_formatted_in_french_and_in_english_is_the_same(whole: int, thousandths: int) -> None:
    number = round(whole + thousandths / 1000, 3)
    french, english = (format_decimal(number, locale=lang) for lang in ("fr", "en"))
    assert same(f"On en compte {plain_view(french).plain}.", f"There are {english}.")


@given(st.integers(10, 10**9), st.randoms(use_true_random=False))
def test_a_permutation_never_is_the_same(number: int, random: object) -> None:
    digits = list(str(number))
    random.shuffle(digits)  # type: ignore[attr-defined]
    if digits[0] == "0" or int("".join(digits)) == number:
        return
    french, english = format_decimal(number, locale="fr"), format_decimal(int("".join(digits)), locale="en")
    assert not same(f"On en compte {plain_view(french).plain}.", f"There are {english}.")


WORDS = st.lists(
    st.sampled_from(
        "12 1 200 3,5 1.200 14h30 2:30 p.m. deux two million milliard XIXe 1er 1/2 ½ 28.8.09 80s ' - à and a half demi"
        " cent pour cent G20 neuf % € $5 5bn mille 000 . , années dozen  of de 0".split(" ")
    ),
    max_size=12,
)


@given(
    st.one_of(st.text(max_size=40), WORDS.map(" ".join), WORDS.map("".join)), st.sampled_from(["fr", "en", "de", "xx"])
)
def test_reading_any_text_gives_spans_in_order_inside_it(text: str, lang: str) -> None:
    found = read(text, lang)
    end = 0
    for number in found:
        assert end <= number.start < number.end <= len(text)
        assert number.values
        end = number.end
    for amount in amounts(text, lang, found):
        assert 0 <= amount.start < amount.end <= len(text)
    assert not differences(found, found).changed
    assert differences(found, found) == Difference()


@given(st.text(alphabet="0123456789.,' ", min_size=1).filter(lambda t: t[0].isdigit() and t[-1].isdigit()))
def test_digits_with_any_separators_have_a_value(digits: str) -> None:
    assert plain_values(digits)


def test_answers_prefer_the_same_form() -> None:
    (clock,), (number,) = read("14h", "fr"), read("14", "fr")
    assert answers(clock, clock) > answers(number, clock) > 0


def test_lone_surrogates_are_passed_over() -> None:
    assert values("deux \ud800 mots \udfff", "fr") == [{2.0}]


def test_a_million_left_out_the_second_time_is_no_change() -> None:
    assert same("9 millions pour elle, 5,2 pour lui", "9 million for her, 5.2 million for him")
    assert not same("5,2 pour lui", "5.2 million for him")


def test_a_long_text_takes_no_long_time() -> None:
    text = "1 200 et deux millions, " * 5000
    assert len(read(text, "fr")) >= 10_000


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_where_all_that_is_sure_has_an_answer_nothing_differs(source: str, target: str) -> None:
    ours, theirs = Reading(source, "fr"), Reading(target, "en")
    lost = unanswered(unanswered(ours.certain, theirs.certain), theirs.unsure())
    new = unanswered(unanswered(theirs.certain, ours.certain), ours.unsure())
    if not (lost or new or scales_differ(ours.certain, theirs.certain)):
        assert differences(ours.whole(), theirs.whole()) == Difference()


def test_a_unit_with_a_long_s_is_read() -> None:
    (dollars,) = amounts("5 dollarſ", "en", read("5 dollarſ", "en"))
    assert dollars.concepts == {("currency", "dollar")}


def test_a_million_of_no_number_is_held_against_one() -> None:
    ours, theirs, others = (
        Reading(text, lang).certain
        for text, lang in (("plusieurs millions", "fr"), ("several billion", "en"), ("several million", "en"))
    )
    assert scales_differ(ours, theirs)
    assert not scales_differ(ours, others)


def test_a_number_that_stands_for_a_time_is_told_the_same_in_every_run() -> None:
    (change,) = differences(read("351 pages", "fr"), read("3:15", "en")).changed
    assert (len(change.target.values), change.how) == (2, "swapped")
