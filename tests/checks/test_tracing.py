"""Names traced with few comparisons: the same as comparing all with all, and never more than so many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import tracing
from mtqa.checks.capitals import Text
from mtqa.checks.tracing import MOST, WINDOW, Tracer, around, begins_alike, is_like, nearest
from mtqa.lang.names import fold_name, likeness, likest, sound

word = st.text("abcdehouz", min_size=1, max_size=6)
name = word.map(str.capitalize)
text = st.lists(st.one_of(name, name, word), max_size=24).map(" ".join)


@given(word, st.lists(st.one_of(word, st.none()), max_size=20))
def test_the_likest_of_all_at_once_is_the_first_of_the_likest_one_by_one(one: str, others: list[str | None]) -> None:
    sounds = [heard if len(heard := sound(other)) > 2 else None for other in (o or "" for o in others)]
    real = [number for number, other in enumerate(others) if other is not None]
    expected = max(real, key=lambda number: likeness(one, others[number] or ""), default=None)
    assert likest(one, others, sounds) == expected


@given(text, text)
def test_a_name_is_traced_as_by_holding_it_against_every_word(ours: str, theirs: str) -> None:
    source, target = Text(ours), Text(theirs)
    tracer = Tracer(source, target, _Nothing())
    for one in source.names:
        how = tracer.trace(one)
        free = [w for w in target.names if w.key not in source.keys]
        near = max(free, key=lambda w: likeness(one.key, w.key), default=None)
        if any(w.key == one.key for w in target.names):
            assert (how.how, how.word) == ("kept", next(w for w in target.names if w.key == one.key))
        elif one.key in target.keys:
            assert how.how == "lowered"
            assert how.word is not None
            assert fold_name(theirs[how.word.start : how.word.end]) == one.key
        elif one.is_acronym:
            assert how.how == "lost"
        elif near is not None and is_like(one.key, near.key):
            assert (how.how, how.word) == ("alike", near)
        elif len(one.key) > 3 and one.key in fold_name(theirs.replace(" ", "")):
            assert how.how == "kept"
        else:
            assert how.how == ("known" if any(key[:4] == one.key[:4] for key in target.keys) else "lost")


@given(text, text)
def test_a_new_name_is_like_no_word_of_the_source(ours: str, theirs: str) -> None:
    source, target = Text(ours), Text(theirs)
    new = set(Tracer(source, target, _Nothing()).new(target.names))
    for one in target.names:
        known = {"", *source.keys}
        told = one.key in known or one.key.removesuffix("s") in known
        told |= len(one.key) > 3 and one.key in fold_name(ours.replace(" ", ""))
        gone = [w for w in source.names if w.key not in target.keys]
        long = [key for key in source.keys if len(key) > 3]
        alike = any(is_like(one.key, w.key) for w in gone) or any(
            one.key[:4] == key[:4] or sound(one.key)[:4] == sound(key)[:4] for key in long
        )
        assert (one in new) == (not told and (one.is_acronym or not alike))


def test_in_a_text_of_many_names_those_about_the_same_place_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Text(" ".join(f"B{_letters(i)}" for i in range(3 * MOST)))
    theirs = Text(" ".join(f"V{_letters(i)}x" for i in range(3 * MOST)))
    sizes: list[int] = []

    def counted(one: str, others: list[str | None], sounds: list[str | None]) -> int | None:
        sizes.append(len(others))
        return likest(one, others, sounds)

    monkeypatch.setattr(tracing, "likest", counted)
    traces = [*map(Tracer(ours, theirs, _Nothing()).trace, ours.names)]
    assert max(sizes) == MOST
    assert {t.how for t in traces} == {"alike"}
    assert all(abs(t.word.start / len(theirs.plain) - t.name.start / len(ours.plain)) < 0.4 for t in traces if t.word)


@pytest.mark.parametrize(("share", "first"), [(0.0, 0), (0.5, MOST // 2), (1.0, MOST)])
def test_nearest_names_stand_about_there(share: float, first: int) -> None:
    told = Text(" ".join(["Aa"] * 2 * MOST))
    assert nearest(told.names, share, told) == told.names[first : first + MOST]
    assert nearest(told.names[:MOST], share, told) == told.names[:MOST]


@pytest.mark.parametrize(("share", "first"), [(0.0, 0), (0.5, WINDOW // 2), (1.0, WINDOW)])
def test_a_window_lies_about_there(share: float, first: int) -> None:
    long = "".join(chr(97 + i % 26) for i in range(2 * WINDOW))
    assert around(long, share) == long[first : first + WINDOW]
    assert around(long[:WINDOW], share) == long[:WINDOW]


def test_beginnings_count_by_letter_and_by_sound() -> None:
    assert begins_alike("tchetchenie", "chechnya")
    assert not begins_alike("paris", "london")


class _Nothing(dict[str, tuple[()]]):
    def __missing__(self, key: str) -> tuple[()]:
        return ()


def _letters(number: int) -> str:
    return "".join("aeiou"[number // 5**place % 5] + "bdfgk"[number // 5**place % 5] for place in range(6))
