import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa import packs
from mtqa.checks import consistency
from mtqa.checks.chunk import Chunk
from mtqa.checks.recalling import LETTERS, differing, give_letters, letters_of
from mtqa.checks.side import Side
from mtqa.engine import Engine, chunks
from mtqa.model import Batch, Finding

RULES = packs.load(use_cache=False)


def found(rule: str, pairs: list[tuple[str, str]], size: int = 1000) -> list[Finding]:
    engine = Engine(RULES.select(select=[rule]))
    batches = [
        Batch(
            [t for _, t in part],
            range(1, len(part) + 1),
            [f"s{i + n}" for n in range(len(part))],
            sources=[s for s, _ in part],
        )
        for i in range(0, len(pairs), size)
        if (part := pairs[i : i + size])
    ]
    return [f for c in chunks(batches) for _, fs in engine.check(c) for f in fs]


ONE = ("Le procès s'ouvre lundi matin.", "The trial opens on Monday morning.")
TWO = ("Le procès s’ouvre lundi matin", "The hearing starts on Monday morning.")
REST = ("La pluie tombera sur le nord.", "Rain will fall in the north.")


def test_the_later_translation_is_flagged_and_the_first_quoted_over_chunks() -> None:
    for size in (1, 2, 10):
        (finding,) = found("AC800", [ONE, REST, TWO, ONE], size)
        assert finding.segment.key == "s2"
        assert finding.text == TWO[1]
        assert f'at s0: "{ONE[1]}"' in finding.message


def test_a_document_is_remembered_alone() -> None:
    assert found("AC800", [ONE, REST]) == found("AC800", [TWO]) == []


def test_memory_has_a_bound(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(consistency, "MOST", 1)
    assert found("AC800", [REST, ONE, TWO]) == []
    assert len(found("AC800", [ONE, REST, TWO])) == 1


SAID = st.sampled_from(["Oui.", "oui", "Non !", "...", "", "a b", "ab", "A-B", "Peut-être." * 20, "Ž", "文"])


@settings(deadline=None)
@given(st.lists(st.tuples(SAID, SAID), min_size=1, max_size=12), st.integers(0, 4), st.sampled_from([1, 3, 12]))
def test_what_is_told_is_told_one_by_one_as_well(pairs: list[tuple[str, str]], most: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(consistency, "MOST", most)
        patch.setattr(consistency, "RUN", 100)
        told = [(f.segment.key, f.message) for f in found("AC801", pairs, size)]
    memory: dict[bytes, tuple[bytes, int]] = {}
    expected = []
    for i, (key, match) in enumerate((letters(source), letters(target)) for source, target in pairs):
        if not (key and match):
            continue
        if key in memory and memory[key][0] != match:
            expected.append((i, memory[key][1]))
        elif key not in memory and len(memory) < most:
            memory[key] = match, i
    assert [key for key, _ in told] == [f"s{i}" for i, _ in expected]
    assert all(f"at s{first}:" in message for (_, message), (_, first) in zip(told, expected, strict=True))


def letters(text: str) -> bytes:
    (only,) = Side([text]).only(LETTERS)
    return only


def test_names_in_two_spellings() -> None:
    pairs = [("Selon Zelensky, oui.", "Zelensky says yes."), ("Puis Zelensky part.", "Then Zelenskyy leaves.")]
    (finding,) = found("AC820", pairs)
    assert (finding.text, finding.segment.key) == ("Zelenskyy", "s1")
    assert found("AC820", [pairs[0], ("Puis il part.", "Then Zelenskyy leaves.")]) == []
    assert found("AC820", [pairs[0], ("Les Zelensky partent.", "The Zelenskys leave.")]) == []


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=6))
def test_a_text_against_itself_has_no_finding(pairs: list[tuple[str, str]]) -> None:
    same = [(s, s) for s, _ in pairs]
    for rule in ("AC800", "AC801", "AC810", "AC820"):
        found(rule, pairs, 2)
        assert found(rule, same + same, 2) == []


def test_a_second_translation_of_the_whole_text_is_no_inconsistency() -> None:
    sources = [f"Le préfet de la région numéro {n} a refusé de répondre." for n in range(60)]
    first = [f"The prefect of region number {n} declined to answer." for n in range(60)]
    second = [f"The prefect of region number {n} refused to reply." for n in range(60)]
    both = list(zip(sources, first, strict=True)) + list(zip(sources, second, strict=True))
    assert found("AC800", both) == []
    assert len(found("AC800", both[:63])) == 3
    assert found("AC800", both[:85]) == []
    turns = [pair for n in range(60) for pair in (both[n], both[n + 60])]
    assert found("AC800", turns) == []


@given(st.lists(st.tuples(st.text("ab É&;.\t«", max_size=8), st.text("ab é", max_size=6)), min_size=1, max_size=8))
def test_letters_from_another_process_do_as_ones_own(pairs: list[tuple[str, str]]) -> None:
    batch = Batch([target for _, target in pairs], [*range(1, len(pairs) + 1)], sources=[source for source, _ in pairs])
    own, given_to = Chunk(batch), Chunk(batch)
    give_letters(given_to, [b"".join(parts) for parts in zip(letters_of(Chunk(batch)), strict=True)])
    for chunk in (own, given_to):
        assert chunk.source is not None
    found = [list(differing(c, c.source, c.target, {}, 100)) for c in (own, given_to) if c.source]
    assert found[0] == found[1]
    assert letters_of(own) == letters_of(given_to)


def test_the_earlier_text_is_told_in_its_plain_view() -> None:
    for long in (0, 90):
        first, second = "He&#8217;s here" + " and there" * long, "He is here" + " or there" * long
        batch = Batch([first, second], [1, 2], sources=["Il est ici", "Il est ici"])
        chunk = Chunk(batch)
        assert chunk.source is not None
        ((segment, seen),) = differing(chunk, chunk.source, chunk.target, {}, 100)
        assert (segment, seen.text) == (1, first.replace("&#8217;", "'")[:160])
