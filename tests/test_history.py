import multiprocessing
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from mtqa import history
from mtqa.errors import InputError
from mtqa.history import Entry, Ran
from mtqa.penalty import Tally

RAN = Ran("2026-03-01T10:00:00+00:00", "feed.xml", "", "", "0.1", "rules:1", "weights:1/5/25", 90)


def entry(kind: str = "total", path: str = "", *, errors: int = 0, item: str = "", **more: object) -> Entry:
    made = history.entry_of(kind, path, Tally(1000, Counter(error=errors)), item=item)
    return replace(made, **more)  # type: ignore[arg-type]


def day(number: int, **more: str) -> Ran:
    return replace(RAN, at=f"2026-03-{number:02}T10:00:00+00:00", **more)


def scores(points: list[history.Point]) -> list[float]:
    return [point.entry.score for point in points]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "h.sqlite"


def test_what_is_recorded_comes_back_in_order_of_time(path: Path) -> None:
    history.record(path, day(2), [entry(errors=3, metrics={"BLEU": 31.5})])
    history.record(path, day(1), [entry(errors=0)])
    first, second = history.trend(path)
    assert (first.ran, second.ran) == (day(1), day(2))
    assert second.entry == entry(errors=3, metrics={"BLEU": 31.5})
    assert scores(history.trend(path, limit=1)) == [90]


def test_totals_of_other_texts_do_not_mix(path: Path) -> None:
    history.record(path, day(1), [entry(errors=1)])
    history.record(path, day(2, inputs="other.xml"), [entry(errors=2)])
    history.record(path, day(3), [entry(errors=0)])
    assert len(history.trend(path)) == len(history.trend(path, "feed.xml")) == 2
    assert len(history.trend(path, "other.xml")) == 1
    assert history.trend(path, "third.xml") == []


def test_a_file_an_item_and_a_system_have_trends_of_their_own(path: Path) -> None:
    entries = [entry(errors=2), entry("file", "a.xml", errors=1), entry("item", "a.xml", item="g1", title="One")]
    history.record(path, day(1), [*entries, entry("system", "deepl", errors=3)])
    assert scores(history.trend(path, "a.xml")) == scores(history.trend(path, "a.xml", kind="file"))
    assert history.trend(path, "a.xml", item="g1")[0].entry.title == "One"
    assert history.trend(path, item="g1")[0].entry.path == "a.xml"
    assert history.trend(path, "deepl")[0].entry.errors == 3


def test_other_rules_or_another_scale_are_marked(path: Path) -> None:
    changes = [{}, {"rules": "rules:2"}, {"rules": "rules:2"}, {"rules": "rules:2", "scale": "weights:0/5/25"}]
    for number, more in enumerate(changes, 1):
        history.record(path, day(number, **more), [entry()])
    assert [point.changed for point in history.trend(path)] == [False, True, False, True]


def test_names_are_data(path: Path) -> None:
    name = "a'); DROP TABLE run;--\x1b[31m\ud800"
    history.record(path, RAN, [entry("file", name)])
    (point,) = history.trend(path, name.encode("utf-8", "backslashreplace").decode())
    assert "DROP TABLE" in point.entry.path


def test_without_a_history_reading_makes_none(path: Path) -> None:
    with pytest.raises(InputError, match="no history"):
        history.trend(path)
    assert not path.exists()


@pytest.mark.parametrize("kind", ["text", "foreign", "newer", "damaged"])
def test_what_cannot_be_used_is_not_written(path: Path, kind: str) -> None:
    path.parent.mkdir()
    if kind == "text":
        path.write_text("not a database, but long enough to be looked at " * 40)
    elif kind == "foreign":
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE mine (x)")
        database.close()
    else:
        for number in range(1, 9):
            history.record(path, day(number), [entry("file", f"f{i}.xml", title="t" * 90) for i in range(40)])
        data = bytearray(path.read_bytes())
        if kind == "newer":
            data[60:64] = (history.VERSION + 1).to_bytes(4, "big")
        else:
            data[len(data) // 2 : len(data) // 2 + 9000] = b"\xff" * 9000
        path.write_bytes(data)
    before = path.read_bytes()
    for use in (lambda: history.record(path, RAN, [entry()]), lambda: history.trend(path)):
        with pytest.raises(InputError) as told:
            use()
        assert "h.sqlite" in str(told.value)
        assert "schema 2" in str(told.value) or kind != "newer"
    assert path.read_bytes() == before


def test_a_run_that_fails_leaves_nothing(path: Path) -> None:
    history.record(path, RAN, [entry()])
    with pytest.raises(InputError):
        history.record(path, day(2), [entry(), entry(words=None)])
    assert len(history.trend(path)) == 1


def test_an_empty_file_becomes_a_history(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert history.trend(path) == []
    history.record(path, RAN, [entry()])
    assert len(history.trend(path)) == 1


def _write(path: Path, first: int) -> None:
    for number in range(first, first + 10):
        history.record(path, replace(RAN, label=str(number)), [entry(), entry("file", "feed.xml")])


def test_writers_at_once_lose_nothing(path: Path) -> None:
    workers = [multiprocessing.get_context("spawn").Process(target=_write, args=(path, 10 * n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert {int(point.ran.label) for point in history.trend(path)} == set(range(40))
