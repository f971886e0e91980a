"""A baseline knows what it should, and never hides what is new."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import baseline
from mtqa.baseline import Entry, Known
from mtqa.baseline.entry import place_hash, segment_hash, total
from mtqa.errors import InputError, UsageError
from mtqa.model import Batch, Document, Finding, Segment

BASES = ("a" * 16, "b" * 16)


@dataclass(frozen=True)
class Text:
    """A segment of a world, with how often each base is found in it."""

    path: str
    item: str
    words: str
    found: tuple[int, int]


def documents(texts: Sequence[Text]) -> list[Document]:
    made = []
    for path in dict.fromkeys(t.path for t in texts):
        own = [t for t in texts if t.path == path]
        batch = Batch([t.words for t in own], range(1, len(own) + 1), items=[t.item for t in own])
        made.append(Document(path, "jsonl", "fr", "en", lambda batch=batch: iter([batch])))
    return made


def findings(text: Text) -> list[tuple[Finding, str]]:
    segment = Segment("k", text.words, item=text.item)
    found = [
        Finding("FE1", "n", "p", segment, "target", 0, 1, text.words[:1], "m", "error", "c", None, base, base=base)
        for base, number in zip(BASES, text.found, strict=True)
        for _ in range(number)
    ]
    return list(baseline.based(found))


def entries(texts: Iterable[Text]) -> list[Entry]:
    made = [baseline.entry_of(t.path, finding, base, "jsonl") for t in texts for finding, base in findings(t)]
    return list(total(made).values())


def told(known: Iterable[Entry], texts: Sequence[Text]) -> list[tuple[Text, str]]:
    """Return what is new in a world, in the order of its texts."""
    found = Known(known, lambda wanted: baseline.occurrences(documents(texts), wanted, str))
    return [
        (t, base)
        for t in texts
        for finding, base in findings(t)
        if found.use(t.path, "jsonl", finding, base)[1] is None
    ]


def per_words(words: str) -> tuple[int, int]:
    return (len(words) % 3, len(words) // 3 % 2)


# the same words are always found alike, as rules do
texts = st.builds(
    lambda path, item, words: Text(path, item, words, per_words(words)),
    st.sampled_from(["a.xml", "b.xml"]), st.sampled_from(["1", "2"]),
    st.integers(1, 6).map(lambda n: "w" * n),
)  # fmt: skip
worlds = st.lists(texts, max_size=8)


@given(worlds, st.randoms())
def test_what_was_there_is_known_wherever_it_moves(world: list[Text], chance: random.Random) -> None:
    moved = [replace(t, path=chance.choice("abc"), item=chance.choice("12")) for t in world]
    chance.shuffle(moved)
    assert told(entries(world), moved) == []


@given(worlds, worlds)
def test_no_more_is_known_than_was_there(before: list[Text], after: list[Text]) -> None:
    was, new, now = Counter(), Counter(), Counter()
    for t in before:
        was.update(base for _, base in findings(t))
    for t in after:
        now.update(base for _, base in findings(t))
    new.update(base for _, base in told(entries(before), after))
    for base, number in now.items():
        assert new[base] >= number - was[base]


@given(worlds, worlds, st.randoms())
def test_every_finding_added_to_what_was_there_is_new(
    before: list[Text], added: list[Text], chance: random.Random
) -> None:
    after = [*before, *added]
    chance.shuffle(after)
    assert len(told(entries(before), after)) == sum(len(findings(t)) for t in added)


@given(worlds, worlds, st.randoms())
def test_a_text_that_is_still_there_is_not_taken_for_new(
    before: list[Text], added: list[Text], chance: random.Random
) -> None:
    kept = [t for t in before if chance.random() < 0.5]
    after = [*kept, *added]
    chance.shuffle(after)
    new = Counter(told(entries(before), after))
    here = Counter(t for t in after)
    for (text, _), number in new.items():
        assert number <= here[text] - Counter(kept)[text]


@given(worlds, worlds, st.randoms())
def test_how_much_is_new_does_not_hang_on_the_order_of_known_and_moved(
    before: list[Text], after: list[Text], chance: random.Random
) -> None:
    found = entries(before)
    shuffled = chance.sample(found, len(found))
    assert told(found, after) == told(shuffled, after)


@given(worlds, worlds)
def test_a_mended_text_hides_nothing_at_another_place(before: list[Text], added: list[Text]) -> None:
    """What is at a place now that had no findings then, in words that were nowhere, is new."""
    places = {(t.path, t.item) for t in before}
    words = {t.words for t in before}
    strange = [t for t in added if (t.path, t.item) not in places and t.words not in words]
    new = Counter(t for t, _ in told(entries(before), added))
    for t, number in Counter(strange).items():
        assert new[t] == number * len(findings(t))


def text(words: str, path: str = "a.xml", item: str = "1") -> Text:
    return Text(path, item, words, (1, 0))


def test_an_edit_elsewhere_in_the_segment_keeps_the_finding_known() -> None:
    assert told(entries([text("one way")]), [text("another way")]) == []
    assert told(entries([text("one way")]), [text("another way", item="2")]) != []


def test_an_entry_serves_its_own_segment_before_an_edited_one_whatever_comes_first() -> None:
    new, old = text("new words"), text("old words")
    assert [t for t, _ in told(entries([old]), [new, old])] == [new]
    assert [t for t, _ in told(entries([old]), [old, new])] == [new]
    elsewhere = text("old words", path="b.xml")
    assert [t for t, _ in told(entries([old]), [elsewhere, old])] == [elsewhere]
    assert [t for t, _ in told(entries([old]), [new, elsewhere])] == [new]  # it moved, and new words came in its place


def test_one_of_two_equal_segments_may_be_edited() -> None:
    """A summary that repeats the first paragraph: the paragraph is edited, the summary stays."""
    was, edited = text("same"), text("edited")
    assert told(entries([was, was]), [edited, was]) == []
    assert told(entries([was, was]), [was, edited, text("third")])[0][0].words == "third"


def test_two_equal_findings_of_a_segment_are_two_entries() -> None:
    twice = Text("a.xml", "1", "the the", (2, 0))
    found = entries([twice])
    assert [e.count for e in found] == [1, 1]
    assert len({e.base for e in found}) == 2


def test_an_entry_of_a_file_not_looked_at_serves_no_other() -> None:
    def used(free: bool) -> bool:
        world = [text("same", path="b.xml")]
        found = Known(
            entries([text("same")]), lambda w: baseline.occurrences(documents(world), w, str), free=lambda _: free
        )
        (finding, base), = findings(world[0])  # fmt: skip
        return found.use("b.xml", "jsonl", finding, base)[1] is not None

    assert used(free=True)
    assert not used(free=False)


def test_the_run_is_looked_through_only_where_something_moved() -> None:
    asked = []

    def look(wanted: object) -> baseline.Occurrences:
        asked.append(wanted)
        return {}

    found = Known(entries([text("one"), text("two")]), look)
    for t in (text("one"), text("two"), text("three", item="9")):
        for finding, base in findings(t):
            found.use(t.path, "jsonl", finding, base)
    assert not asked
    for finding, base in findings(text("four")):
        found.use("a.xml", "jsonl", finding, base)
    assert len(asked) == 1


def test_how_a_segment_is_broken_into_lines_does_not_count() -> None:
    assert segment_hash("one  two\n three") == segment_hash("one two three")
    assert segment_hash("one") != segment_hash("one", "source")
    assert place_hash("a", "b") != place_hash("b", "a")


# the file


def entry(number: int, count: int = 1, **more: str) -> Entry:
    return Entry(f"{number:016x}", f"{number:012x}", f"{number:012x}", count, "FE1", "a.xml", "text", **more)


@given(
    st.lists(
        st.builds(
            Entry, st.sampled_from(BASES), st.sampled_from(["0" * 12, "s" + "0" * 12]), st.just("1" * 12),
            st.integers(1, 99), st.text(), st.text(st.characters(exclude_characters="\0")), st.text(),
            st.text(), st.text(),
        )
    )
)  # fmt: skip
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, found: list[Entry]) -> None:
    path = tmp_path_factory.mktemp("b") / "b.json"
    baseline.create(path, found, force=True)
    assert baseline.read(path) == dict(sorted(total(found).items()))
    lines = path.read_text(encoding="utf-8").split("\n")
    assert len(lines) == 7 + len(total(found))
    assert not any(char in line for line in lines for char in "\u202e\u2028\u200b\x85")


def test_a_new_file_may_be_read_by_others_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.create(path, [entry(1)])
    assert path.stat().st_mode & 0o444 == 0o444
    path.chmod(0o640)
    baseline.add(path, [entry(2)])
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["b.json"]


def test_a_baseline_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.create(path, [entry(1)])
    with pytest.raises(UsageError, match="already.*\n.*update"):
        baseline.create(path, [])
    assert baseline.read(path)
    baseline.create(path, [], force=True)
    assert not baseline.read(path)


def test_of_two_lines_with_one_key_the_larger_count_holds(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.create(path, [entry(1, 2)])
    other = path.read_text().splitlines()[3].replace('"count": 2', '"count": 3').replace('"}', '", "reason": "why"}')
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:3], other, *lines[3:]]))
    (found,) = baseline.read(path).values()
    assert (found.count, found.reason) == (3, "why")


GOOD = '{"version": 1, "findings": [{}]}'


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('{\n"version": 1,\n<<<<<<< HEAD\n', ":3", "merge conflict"),
        ('{"version": 1,\n"findings": [\n', ":3:1", "damaged"),
        ("[]", "", "no list"),
        ('{"version": 2, "findings": []}', "", "version 2"),
        ('{"findings": []}', "", "version None"),
        ('{"version": true, "findings": []}', "", "version True"),
        ('{"version": 1, "findings": [[]]}', "findings[0]", "no object"),
        ('{"version": 1, "findings": [{"base": 1}]}', "findings[0]", "'base'"),
        ("[" * 100_000, "", "damaged"),
        ("\xff", "", "not UTF-8"),
    ],
)
def test_a_damaged_baseline_says_where_and_what_to_do(tmp_path: Path, text: str, where: str, what: str) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError) as caught:
        baseline.read(path)
    assert what in caught.value.what
    assert caught.value.where.startswith(str(path))
    assert caught.value.where.endswith(where)
    assert caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        {"count": 0}, {"count": True}, {"count": "1"}, {"base": "x" * 16}, {"path": "a\0b"}, {"rule": None},
        {"reason": 3}, {"raeson": "x"},
    ],
)  # fmt: skip
def test_an_entry_that_mtqa_did_not_write_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "b.json"
    baseline.create(path, [entry(1)])
    stored = json.loads(path.read_text())
    stored["findings"][0] |= change
    path.write_text(json.dumps(stored))
    with pytest.raises(InputError, match=r"findings\[0\].*damaged"):
        baseline.read(path)


def test_add_makes_a_file_and_does_not_add_twice_what_another_added(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.add(path, [entry(1, reason="no mistake", author="A")])
    seen = baseline.read(path)
    baseline.add(path, [entry(1)], seen)
    baseline.add(path, [entry(1)], seen)  # another editor, the same second copy
    (found,) = baseline.read(path).values()
    assert (found.count, found.reason, found.author) == (2, "no mistake", "A")
    baseline.add(path, [entry(1)])
    assert next(iter(baseline.read(path).values())).count == 3


def test_change_keeps_what_others_wrote_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.create(path, [entry(1), entry(2, 2), entry(3)])
    seen = baseline.read(path)
    baseline.add(path, [entry(4), entry(3)])
    for _ in "twice":  # two runs that found the same
        baseline.change(path, [entry(5)], [entry(1), entry(2), entry(3)], seen)
    counts = {int(e.base, 16): e.count for e in baseline.read(path).values()}
    assert counts == {2: 1, 3: 2, 4: 1, 5: 1}


def _writes(path: Path, first: int) -> None:
    for number in range(first, first + 15):
        baseline.add(path, [entry(number)])


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_writes, args=(path, 100 * n)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert len(baseline.read(path)) == 60


# git


def git(folder: Path, *args: str, code: int = 0) -> str:
    asked = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *args]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _branches(folder: Path, first: Sequence[Entry], ours: Sequence[Entry], theirs: Sequence[Entry]) -> Path:
    path = folder / baseline.NAME
    git(folder, "init", "-q", "-b", "main")
    baseline.create(path, first)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    git(folder, "checkout", "-qb", "other")
    for branch, added in (("other", theirs), ("main", ours)):
        git(folder, "checkout", "-q", branch)
        baseline.add(path, added, baseline.read(path))
        git(folder, "commit", "-qam", branch)
    return path


def _scattered(first: int, number: int) -> list[Entry]:
    return [replace(entry(n), base=segment_hash(str(n)) + "0000") for n in range(first, first + number)]


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_git_merges_what_two_branches_added(tmp_path: Path) -> None:
    first, ours, theirs = _scattered(0, 200), _scattered(1000, 4), _scattered(2000, 4)
    path = _branches(tmp_path, first, ours, theirs)
    git(tmp_path, "merge", "-q", "other", "-m", "both")
    assert set(baseline.read(path)) == {e.key for e in [*first, *ours, *theirs]}


@needs_git
def test_a_merge_that_conflicts_is_told_and_the_union_is_a_baseline(tmp_path: Path) -> None:
    path = _branches(tmp_path, [], [entry(1), entry(3, 2)], [entry(2), entry(3, 1)])
    git(tmp_path, "merge", "-q", "other", code=1)
    with pytest.raises(InputError, match="merge conflict"):
        baseline.read(path)
    git(tmp_path, "merge", "--abort")
    (tmp_path / ".gitattributes").write_text(f"{baseline.NAME} merge=union\n")
    git(tmp_path, "merge", "-q", "other", "-m", "both")
    counts = {int(e.base, 16): e.count for e in baseline.read(path).values()}
    assert counts == {1: 1, 2: 1, 3: 2}
