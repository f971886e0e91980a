"""What is left out of a translation, and what is too much in it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import packs
from mtqa.checks.bulk.lengths import Lengths, bare_sizes
from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Measure, Text, kin
from mtqa.checks.length import _wordless as wordless
from mtqa.checks.side import Side
from mtqa.engine import Engine
from mtqa.model import Batch

ENGINE = Engine(packs.load(use_cache=False).select(select=["AC40", "AC41"], preview=True))
BRIDGE = (
    "Le pont sur la rivière Vireuse est fermé depuis lundi à cause d'une fissure.",
    "The bridge over the Vireuse has been closed since Monday because of a crack.",
)
MAYOR = (
    "Le maire de Sarlemont promet une déviation avant samedi.",
    "The mayor of Sarlemont has promised a detour before Saturday.",
)
STRIKE = (
    "Environ trois mille voyageurs ont dormi dans les gares de Tanville.",
    "Some three thousand travellers slept in the stations of Tanville.",
)


def found(target: str, source: str | None, langs: tuple[str, str] = ("fr", "en")) -> list[tuple[str, str, str]]:
    chunk = Chunk(Batch([target], [1], sources=None if source is None else [source]), langs=langs)
    return [(f.rule, f.side, f.text) for _, fs in ENGINE.check(chunk) for f in fs]


def joined(*pairs: tuple[str, str]) -> tuple[str, str]:
    return " ".join(p[0] for p in pairs), " ".join(p[1] for p in pairs)


@pytest.mark.parametrize("target", ["", " ", "...", "–", "\n\t", "!" * 500])
def test_an_empty_translation_is_found_whatever_fills_it(target: str) -> None:
    assert found(target, BRIDGE[0]) == [("AC400", "target", target)]
    assert found(target, "") == found(target, "…") == found(target, None) == []


def test_a_translation_of_nothing_is_found() -> None:
    assert found(BRIDGE[1], " ") == [("AC401", "target", BRIDGE[1])]
    assert found(BRIDGE[1], None) == []


def test_a_row_without_a_source_among_others_is_left_alone() -> None:
    chunk = Chunk(Batch([BRIDGE[1], ""], [1, 2], sources=[None, BRIDGE[0]]))
    assert [(i, f.rule) for i, fs in ENGINE.check(chunk) for f in fs] == [(1, "AC400")]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_the_sentence_dropped_is_told(gone: int) -> None:
    pairs = [BRIDGE, MAYOR, STRIKE]
    source, whole = joined(*pairs)
    target = joined(*(p for i, p in enumerate(pairs) if i != gone))[1]
    assert found(target, source) == [("AC411", "source", pairs[gone][0])]
    assert found(whole, source) == []


@pytest.mark.parametrize("more", [0, 1, 2])
def test_the_sentence_added_is_told(more: int) -> None:
    pairs = [BRIDGE, MAYOR, STRIKE]
    source = joined(*(p for i, p in enumerate(pairs) if i != more))[0]
    assert found(joined(*pairs)[1], source) == [("AC412", "target", pairs[more][1])]


def test_sentences_run_together_or_split_are_no_fault() -> None:
    source, target = joined(BRIDGE, MAYOR)
    assert found(target.replace(". The", ", but the"), source) == []
    assert found(target, source.replace(". Le", ", mais le")) == []


def test_the_translation_of_another_segment_is_found_once() -> None:
    other = "Health minister Paul Delorme on Wednesday presented his reform, which takes effect in 2027."
    assert found(other, STRIKE[0] + " La neige tombe encore sur toute la région, selon la préfecture.") == [
        ("AC410", "target", other)
    ]


def test_lengths_are_compared_by_the_rule_of_the_pair_alone() -> None:
    long, short = (
        "Le vote a été long et difficile, " + "comme souvent dans cette assemblée, " * 4,
        "A long and difficult vote in the assembly.",
    )
    assert [rule for rule, *_ in found(short, long)] == ["AC413"]
    assert "AC402" in [rule for rule, *_ in found(short, long, ("es", "en"))]
    assert found("長い投票。", long, ("fr", "ja")) == []


def test_a_measure_counts_deviations() -> None:
    measure = Measure(0.9, 0.1, 1.0)
    assert measure.strays(100, 90) == pytest.approx(0)
    assert measure.strays(100, 45) < -3 < 3 < measure.strays(100, 180)
    assert abs(measure.strays(20, 10)) < abs(measure.strays(200, 100))
    assert measure.strays(0, 5) == measure.strays(5, 0) == 0


def test_kin_counts_words_numbers_and_the_lexicon() -> None:
    source, target = Text("La loi de 1 250 pages plaît à Sarlemont"), Text("Sarlemont likes the law of 1,250 pages")
    assert kin(source, target, {"loi": ["law"]}, of_source=True).met == 4
    assert kin(target, source, {"loi": ["law"]}, of_source=False).met == 4
    assert kin(source, Text("Nothing here"), {"loi": ["law"]}, of_source=True) == (5, 0, 1, 1)


TEXTS = st.text(alphabet="abcdeAB 12.!?\n&;é’", max_size=120) | st.sampled_from([*BRIDGE, *MAYOR])


@given(TEXTS, st.none() | TEXTS, st.sampled_from([("fr", "en"), ("de", "it"), ("xx", "yy")]))
def test_findings_lie_within_the_text(target: str, source: str | None, langs: tuple[str, str]) -> None:
    for _, side, text in found(target, source, langs):
        assert text in ((source or "") if side == "source" else target)


@given(TEXTS)
def test_a_text_misses_nothing_of_itself(text: str) -> None:
    assert found(text, text) == []


@pytest.mark.parametrize("fmt", ["diff", "concise", "json", "jsonl"])
def test_an_empty_target_is_shown_in_every_format(fmt: str, tmp_path: Path) -> None:
    rows = [{"id": "a", "source": "Le pont est fermé.", "target": ""}, {"id": "b", "source": "Oui.", "target": "Yes."}]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mtqa", "check", "--isolated", "--select", "AC400", "--format", fmt, str(path)],
        capture_output=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    shown = run.stdout.decode()
    assert run.returncode == 1, run.stderr
    assert shown.count("AC400") == 1
    if fmt == "jsonl":
        row = json.loads(shown)
        assert (row["start"], row["end"], row["line"], row["text"], row["segment"]) == (0, 0, 1, "", "a")


@given(
    st.lists(
        st.sampled_from(["", "a", "É", "&eacute;", "&#65;", "&amp;", "e\u0301", "\u0301", "…", " ", "\x1e", "ª"]),
        max_size=3,
    )
)
def test_a_side_without_words_is_told_by_its_texts(pieces: list[str]) -> None:
    text = "".join(pieces)
    chunk = Chunk(Batch([text, "x", text], [1, 2, 3], sources=["x", text, text]))
    assert wordless(chunk, True) == (set() if any(map(str.isalnum, text)) else {0, 2})
    assert wordless(chunk, False) == (set() if any(map(str.isalnum, text)) else {1, 2})


BLANK = st.sampled_from(
    ["", " ", "\u00a0", "\t", "\x1e", "\x1c", "\u3000", "&nbsp;", "&#32;", "\u200b", "a", "é ", "e\u0301", "文"]
)
EDGED = st.lists(BLANK, max_size=5).map("".join)


@given(st.lists(EDGED, min_size=1, max_size=5))
def test_blanks_around_a_text_are_not_counted(texts: list[str]) -> None:
    side = Side(texts)
    sizes = np.diff(np.array(side.starts)) - 1
    assert bare_sizes(side, sizes).tolist() == [len(text.strip()) for text in texts]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=5), st.sampled_from([-1, 1]))
def test_arrays_leave_out_no_text_that_is_too_long(sizes: list[tuple[int, int]], sign: int) -> None:
    chunk = Chunk(Batch(["a " * n for _, n in sizes], range(1, 6), sources=["a " * n for n, _ in sizes]))
    measure = Measure(0.89, 0.088, 1.34)
    assert chunk.source is not None
    told = Lengths(chunk.source, chunk.target).far_apart(measure, 1.5, sign)
    lengths = [(max(2 * source - 1, 0), max(2 * target - 1, 0)) for source, target in sizes]
    assert told == [i for i, (s, t) in enumerate(lengths) if s and sign * measure.strays(s, t or 1) > 1.5]
