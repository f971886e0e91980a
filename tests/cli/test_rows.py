"""Rows made by a worker, once filled in, are those that a single process makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtqa.cli
from mtqa.cli import rendering
from mtqa.cli.rows import Maker, filled
from mtqa.model import Batch, Edit, Finding, Fix, Segment
from mtqa.report import FORMATS, reporter
from mtqa.report.base import Rowed

ROWED = [name for name in FORMATS if isinstance(reporter(name), Rowed)]
TEXT = st.text(max_size=30)


def test_the_reports_whose_findings_stand_alone_have_rows() -> None:
    assert {"diff", "concise", "json", "jsonl", "gitlab", "checkstyle"} == {*ROWED}


@st.composite
def segments(draw: st.DrawFn) -> tuple[Batch, list[Finding]]:
    """Draw a batch of one segment, and findings of it on either side."""
    target, source = draw(TEXT), draw(TEXT)
    batch = Batch([target], [draw(st.integers(1, 10**6))], [draw(TEXT)], sources=[source])
    findings = []
    for number in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(target)))
        fix = Fix((Edit(start, len(target), draw(TEXT)),), "safe", (draw(TEXT),)) if draw(st.booleans()) else None
        findings.append(
            Finding(
                f"FE{number}", draw(TEXT), "p", batch.segment(0), draw(st.sampled_from(["target", "source"])), start,
                len(target), target[start:], draw(TEXT), "error", "accuracy/x", fix, "base", base="base",
            )
        )  # fmt: skip
    return batch, findings


@given(made=segments(), placed=st.booleans(), color=st.booleans())
def test_a_row_is_filled_in_as_if_all_had_been_known(
    made: tuple[Batch, list[Finding]], placed: bool, color: bool
) -> None:
    batch, findings = made
    prints = [f"print{n}" for n in range(len(findings))]
    known = [
        replace(f, fingerprint=own, line=n + 7, column=n + 2)
        if placed and f.side == "target"
        else replace(f, fingerprint=own)
        for n, (f, own) in enumerate(zip(findings, prints, strict=True))
    ]
    maker = Maker([(name, color, 60) for name in FORMATS])
    rows = maker.rows("a.txt", batch, [(0, findings)], start=0, placed=placed)
    assert rows is not None
    (row,) = rows.rows
    for reports, cut in zip(maker.reporters, row.cut, strict=True):
        whole = filled(cut, prints, lambda number: (number + 7, number + 2))
        assert whole == reports.row("a.txt", batch.segment(0), known)


def test_a_segment_with_too_many_findings_has_no_row() -> None:
    finding = Finding("FE1", "n", "p", Segment("L1", "a"), "target", 0, 1, "a", "m", "info", "c", None, "f")
    batch = Batch(["a"], [1])
    assert Maker([("jsonl", False, 80)]).rows("a", batch, [(0, [finding] * 10_001)], start=0, placed=False) is None
    assert Maker([("sarif", False, 80)]).rows("a", batch, [(0, [finding])], start=0, placed=False) is None


@pytest.fixture
def text(sharded: Path) -> Path:
    """Return a folder with a text that is cut into many shards, each finding of which comes again."""
    (sharded / "a.txt").write_text("The CNIL opened a control procedure. It “ is ».\n\n" * 600, encoding="utf-8")
    return sharded


@pytest.mark.parametrize("fmt", ROWED)
def test_findings_are_not_made_anew_for_rows(
    fmt: str, text: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rendering, "unpacked", lambda *_: pytest.fail("findings were made"))
    told = []
    for jobs in "12":
        mtqa.cli.main(["check", "a.txt", "--isolated", "--format", fmt, "-j", jobs])
        told.append(capsys.readouterr())
    assert told[0] == told[1]
    assert len(told[0].out) > 10_000


def test_several_reports_and_what_is_known_are_the_same(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mtqa.cli.main(["baseline", "create", "a.txt", "--isolated", "-o", "known.json"])
    whole = (text / "a.txt").read_text(encoding="utf-8")
    (text / "a.txt").write_text(whole + whole[:500], encoding="utf-8")
    told = []
    for jobs in "12":
        for known in ([], ["--baseline", "known.json"]):
            outputs = [f"--output={fmt}={fmt}{len(known)}-{jobs}" for fmt in (*ROWED, "sarif", "junit")]
            told.append(mtqa.cli.main(["check", "a.txt", "--isolated", *outputs, *known, "-q", "-j", jobs]))
    assert told == [1] * 4
    for one in text.glob("*-1"):
        assert one.read_bytes() == one.with_name(one.name.replace("-1", "-2")).read_bytes()
