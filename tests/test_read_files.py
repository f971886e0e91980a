"""Thousands of feeds and translation files, many malformed on purpose: none crashes, hangs or loses a byte."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures"
sys.path.insert(0, str(ROOT / "benchmarks"))

from read_files import BAD, Slow, results, table, tried  # noqa: E402


def test_every_fixture_is_read_or_refused() -> None:
    if not FIXTURES.is_dir():
        pytest.skip("the fixtures are not beside this checkout")
    found = list(results([FIXTURES]))
    print(*table(found), sep="\n")
    assert [(r.path.name, r.outcome, r.why) for r in found if r.outcome in BAD] == []
    assert sum(r.outcome == "read" for r in found) > 2900
    wellformed = [r for r in found if "wellformed" in r.path.parts and r.outcome == "refused"]
    assert wellformed == []


def test_what_goes_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import read_files

    path = tmp_path / "a.txt"
    path.write_text("One line.\n", encoding="utf-8")

    class Broken:
        def run(self, document: object) -> list[object]:
            raise self.error

    for error, outcome in ((ValueError("no"), "crashed"), (Slow(), "slow")):
        engine = Broken()
        engine.error = error  # type: ignore[attr-defined]
        assert tried(path, engine).outcome == outcome  # type: ignore[arg-type]
    monkeypatch.setattr(read_files, "spliced", lambda data, _: data + b"x")
    from mtqa.engine import Engine
    from mtqa.packs import load

    assert tried(path, Engine(load().select(select=["AC500"]))).outcome == "damaged"
