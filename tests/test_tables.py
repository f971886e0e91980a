"""Tables made of a library's data are kept between runs."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import tables
from mtqa.lang import figures, measures, names, words
from mtqa.lang.wordlist import WordList, written

ASK = """
import sys
from mtqa.lang import figures, measures, names
print(sorted(measures.calendar("fr").items()), sorted((w, sorted(c)) for w, c in measures.measures("en").items()))
print(sorted((w, sorted(o)) for w, o in names.locale_names("fr", "en").items()), sorted(names.place_words("en", "fr")))
print(figures.decimal_sign("fr"))
print("babel" in sys.modules, file=sys.stderr)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path))
    return tmp_path


def ask() -> tuple[str, str]:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, env=dict(os.environ))
    return done.stdout, done.stderr.strip()


def test_a_second_run_says_the_same_and_does_without_the_library() -> None:
    first, second = ask(), ask()
    assert first[0] == second[0]
    assert "janvier" in first[0]
    assert (first[1], second[1]) == ("True", "False")


def test_what_is_read_is_what_was_made() -> None:
    for _ in range(2):
        assert measures._calendar("fr")["lundi"] == ["weekday", "0"]
        assert ["length", "length-mile"] in measures._measures("en")["miles"]
        assert "londres" in names._place_words("fr", "en")
        assert figures.decimal_sign.__wrapped__("fr") == ","


@tables.kept("babel")
def counted(word: str) -> list[str]:
    CALLS.append(word)
    return [word]


CALLS: list[str] = []


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:0], lambda b: b.replace(b"one", b"two"), bytes.upper]
)
def test_a_damaged_table_is_made_anew(damage: Callable[[bytes], bytes], cache: Path) -> None:
    CALLS.clear()
    assert [counted("one"), counted("one")] == [["one"], ["one"]]
    (stored,) = cache.glob("table-*")
    whole = stored.read_bytes()
    stored.write_bytes(damage(whole))
    assert counted("one") == ["one"]
    assert CALLS == ["one", "one"]
    assert stored.read_bytes() == whole


def test_another_version_of_the_library_makes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS.clear()
    counted("one")
    monkeypatch.setattr(tables, "_state_of_library", "changed {}".format)
    counted("one")
    assert CALLS == ["one", "one"]


def test_without_a_library_or_a_folder_tables_are_made_each_time(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS.clear()
    (cache / "file").write_text("no folder")
    monkeypatch.setenv("MTQA_CACHE_DIR", str(cache / "file"))
    assert [counted("one"), counted("one")] == [["one"], ["one"]]
    assert CALLS == ["one", "one"]
    assert tables._state_of_library("no_such_library") == ""


WORDS = st.text(st.characters(exclude_characters="\t\n"), max_size=3)


@given(st.dictionaries(WORDS, st.integers(1, 2**40), max_size=60), st.lists(st.text("ab\t\n1é\ud800", max_size=4)))
def test_a_word_list_answers_as_a_table_does(counts: dict[str, int], others: list[str]) -> None:
    listed = WordList(written(counts))
    assert dict(listed) == counts
    assert len(listed) == len(counts)
    for word in [*counts, *others]:
        assert listed.get(word) == counts.get(word, 0)
        assert (word in listed) == (word in counts)


def test_a_word_list_finds_no_two_words_as_one() -> None:
    counts = {"a": 1, "b": 2, "ab": 2**40, "\ud800": 5}
    listed = WordList(written(counts))
    assert dict(listed) == counts
    assert not any(word in listed for word in ("a\t1\nb", "1\nb", "b\t2", "\n", "\t", "1", "", "A"))
    assert 5 not in listed  # type: ignore[comparison-overlap]
    with pytest.raises(KeyError):
        listed["e"]


def test_the_kept_word_list_is_that_of_the_library(cache: Path) -> None:
    library = words._of_library("fr")
    words._list_of.cache_clear()
    for damaged in (False, True):
        assert dict(words._list_of("fr")) == library
        words._list_of.cache_clear()
        (stored,) = cache.glob("words-*")
        assert dict(words._list_of("fr")) == library
        words._list_of.cache_clear()
        if not damaged:
            stored.write_bytes(stored.read_bytes()[:-100])


def test_a_language_without_a_list_has_no_words() -> None:
    assert words.frequencies("xx") == {}
    assert not words.is_word("xx", "the")
