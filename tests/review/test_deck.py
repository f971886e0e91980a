"""The deck: what is identical, in which order it comes, what a suggestion makes of a text."""

from collections import Counter
from collections.abc import Sequence

from decks import decks, finding
from hypothesis import given

from mtqa import fix
from mtqa.model import Edit
from mtqa.review.deck import ORDERS, Deck, Spot, deck_of

CITY = "The big metropolis said: a big metropolis."


def card_of(*spots: Spot) -> list[Sequence[int]]:
    return list(deck_of(spots).cards)


@given(decks())
def test_every_spot_is_on_one_card_and_once_in_each_walk(deck: Deck) -> None:
    numbers = list(range(len(deck.spots)))
    assert sorted(n for card in deck.cards for n in card) == numbers
    assert all(n in deck.cards[deck.card_of[n]] for n in numbers)
    assert all(sorted(deck.walks[order]) == numbers for order in ORDERS)
    assert sorted(n for numbers in deck.places.values() for n in numbers) == numbers
    assert [deck.numbers[name] for name in deck.names] == numbers


@given(decks())
def test_a_card_holds_what_one_decision_suits(deck: Deck) -> None:
    for card in deck.cards:
        spots = [deck.spots[n] for n in card]
        wordings = [[spot.reworded(edits) for edits in spot.suggestions] for spot in spots]
        shown = [(s.finding.rule, s.finding.message, s.segment.target[slice(*s.span)]) for s in spots]
        assert all(w == wordings[0] for w in wordings)
        assert len(set(shown)) == 1


@given(decks())
def test_a_suggestion_does_what_its_fix_does(deck: Deck) -> None:
    for spot in deck.spots:
        target, (start, end) = spot.segment.target, spot.span
        for edits in spot.suggestions:
            assert fix.apply(target, edits) == target[:start] + spot.reworded(edits) + target[end:]
        made = spot.finding.fix
        assert len(spot.suggestions) == (1 + len(made.alternatives) if made else 0)


def test_cards_come_in_the_order_of_their_first_findings_or_by_severity() -> None:
    deck = deck_of([
        Spot("a.txt", finding(CITY, 0, 3, severity="info")), Spot("a.txt", finding(CITY, 4, 18)),
        Spot("b.txt", finding("The Hague", 0, 3, severity="error")), Spot("b.txt", finding("x", 0, 1, severity="error")),
    ])  # fmt: skip
    assert deck.cards == ((0, 2), (1,), (3,))
    assert deck.walks == {"reading": (0, 2, 1, 3), "severity": (0, 2, 3, 1)}


def test_what_differs_in_rule_text_message_or_wording_is_not_identical() -> None:
    same = [finding(CITY, 4, 18, "city"), finding(CITY, 27, 41, "city")]
    others = [
        finding(CITY, 4, 18, "town"), finding(CITY, 4, 18), finding(CITY, 4, 18, "city", rule="XX002"),
        finding(CITY, 4, 18, "city", message="other"), finding(CITY, 4, 17, "city"),
    ]  # fmt: skip
    assert [len(card) for card in card_of(*(Spot("a.txt", f) for f in [*same, *others]))] == [2, 1, 1, 1, 1, 1]


def test_the_span_takes_the_fix_in() -> None:
    quoted = Spot("a.txt", finding("« so »", 2, 4, edits=(Edit(0, 2, "“"), Edit(4, 6, "”"))))
    assert (quoted.span, quoted.reworded(quoted.suggestions[0])) == ((0, 6), "“so”")
    in_source = Spot("a.txt", finding("so", 0, 3, source="ainsi"))
    assert (in_source.span, in_source.suggestions) == ((0, 2), ())


def test_findings_in_the_source_are_identical_where_both_texts_are() -> None:
    texts = [("so", "ainsi", 0, 3), ("so", "ainsi", 0, 3), ("so", "ainsi", 1, 4), ("thus", "ainsi", 0, 3)]
    spots = [Spot("a.txt", finding(t, a, b, source=s, message="m")) for t, s, a, b in texts]
    assert [len(card) for card in card_of(*spots)] == [2, 1, 1]


def test_a_name_outlives_edits_of_other_segments() -> None:
    own = finding(CITY, 4, 18, "city")
    moved = finding(CITY, 4, 18, "town")
    assert Spot("a.txt", own).digest == Spot("a.txt", moved).digest
    different = [
        finding(CITY, 4, 17),
        finding(CITY, 4, 18, key="L2"),
        finding(f"{CITY} ", 4, 18),
        finding(CITY, 4, 18, rule="Y"),
    ]
    assert Spot("a.txt", own).digest not in {Spot("a.txt", f).digest for f in different}


def test_what_nothing_tells_apart_is_numbered() -> None:
    deck = deck_of([Spot("a.txt", finding(CITY, 4, 18, "city")), Spot("a.txt", finding(CITY, 4, 18, "town"))])
    assert Counter(path for path, _ in deck.names) == {"a.txt": 2}
    assert deck.names[1][1] == f"{deck.names[0][1]}.2"
