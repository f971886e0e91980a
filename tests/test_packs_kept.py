"""Compiled packs are kept, each by its content, and only those that changed are compiled anew."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa import packs
from mtqa.errors import PackError
from mtqa.packs import kept
from mtqa.packs.compiled import Options, at_hand, decode, encode

PACK = """
mtqa: 1
pack: team/{name}
title: T
lang: {{source: fr, target: en}}
rules:
"""
RULE = """  - id: {id}
    name: {name}
    kind: phrase
    message: m
    any: [{{phrase: {phrase}}}]
    tests: [{{bad: 'The {phrase}.'}}, {{ok: 'x'}}]
"""
BUILT_ON = "  - {id: TB1, name: built-on, extends: TA1, any+: [{phrase: lower house}]}\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the files that were compiled, call by call."""
    calls: list[list[str]] = []
    own = kept.compile_files

    def noted(files: kept.Files, trusted: Path | None = None) -> object:
        calls.append([Path(shown).name for _, shown in files])
        return own(files, trusted)

    monkeypatch.setattr(kept, "compile_files", noted)
    return calls


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    """Two packs."""
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    paths[0].write_text(PACK.format(name="a") + RULE.format(id="TA1", name="upper", phrase="upper house"))
    paths[1].write_text(PACK.format(name="b") + RULE.format(id="TB1", name="lower", phrase="lower house"))
    return paths


def load(paths: list[Path]) -> packs.RuleSet:
    return packs.load(paths, shipped=False)


def test_the_shipped_packs_come_back_as_they_were_compiled(compiled: list[list[str]]) -> None:
    fresh = packs.load(use_cache=False)
    assert packs.load() == fresh
    made = len(compiled)
    assert packs.load() == fresh
    assert made == len(compiled) == len(fresh.packs)
    assert [packs.rule_of(row) for row in packs.load().rows] == [packs.rule_of(row) for row in fresh.rows]


def test_only_what_changed_is_compiled(pair: list[Path], compiled: list[list[str]]) -> None:
    load(pair)
    pair[1].write_text(pair[1].read_text().replace("lower house", "lower chamber"))
    changed = load(pair)
    assert compiled == [["a.yaml"], ["b.yaml"], ["b.yaml"]]
    assert changed == packs.load(pair, shipped=False, use_cache=False)
    assert load(pair[:1]).rows == changed.rows[:1]
    assert len(compiled) == 3


def test_a_pack_that_builds_on_another_follows_it(pair: list[Path], compiled: list[list[str]]) -> None:
    pair[1].write_text(PACK.format(name="b") + BUILT_ON)
    for phrase in ("upper house", "high house"):
        pair[0].write_text(PACK.format(name="a") + RULE.format(id="TA1", name="upper", phrase=phrase))
        for _ in range(2):
            assert [m["forms"] for m in load(pair).rows[1]["options"]["any"]] == [[phrase], ["lower house"]]
    assert compiled == [["a.yaml"], ["b.yaml"], ["a.yaml", "b.yaml"]] * 2


def test_packs_that_claim_one_id_are_refused_from_the_cache_as_well(pair: list[Path]) -> None:
    for path in pair:
        load([path])
    pair[1].write_text(pair[1].read_text().replace("TB1", "TA1"))
    for _ in range(2):
        load(pair[1:])
        with pytest.raises(PackError, match="'TA1' is used already"):
            load(pair)


def test_every_mistake_is_told(pair: list[Path]) -> None:
    load(pair[:1])
    for path in pair:
        path.write_text(path.read_text().replace("kind: phrase", "kind: phras"))
    for _ in range(2):
        with pytest.raises(PackError) as told:
            load(pair)
        assert {Path(p.path).name for p in told.value.problems} == {"a.yaml", "b.yaml"}


def test_a_pack_that_cannot_be_read_is_told(pair: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    files = packs.pack_files(pair, shipped=False)
    pair[1].unlink()
    with pytest.raises(PackError, match="cannot be read: No such file"):
        kept.load_kept(files, None)


def cut(data: bytes) -> bytes:
    return data[:-9]


def emptied(data: bytes) -> bytes:
    return b""


def reworded(data: bytes) -> bytes:
    return data.replace(b"upper house", b"upper mouse")


def foreign(data: bytes) -> bytes:
    return b"\x80\x04cos\nsystem\n(S'exit 1'\ntR."


@pytest.mark.parametrize("damage", [cut, emptied, reworded, foreign])
def test_a_damaged_file_is_not_used_and_is_written_anew(
    damage: Callable[[bytes], bytes], pair: list[Path], cache: Path
) -> None:
    fresh = load(pair[:1])
    (stored,) = cache.glob("pack-*")
    whole = stored.read_bytes()
    stored.write_bytes(damage(whole))
    assert load(pair[:1]) == fresh
    assert stored.read_bytes() == whole


def test_a_file_under_another_key_is_not_used(pair: list[Path], cache: Path) -> None:
    (row,) = load(pair[:1]).rows
    (stored,) = cache.glob("pack-*")
    pair[0].write_text(pair[0].read_text().replace("upper house", "high house"))
    load(pair[:1])
    (other,) = set(cache.glob("pack-*")) - {stored}
    other.write_bytes(stored.read_bytes())
    (after,) = load(pair[:1]).rows
    assert row["options"]["any"][0]["forms"] != after["options"]["any"][0]["forms"] == ["high house"]


def test_a_folder_that_cannot_be_written_is_done_without(
    pair: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "file"))
    assert load(pair) == packs.load(pair, shipped=False, use_cache=False)


def test_the_folder_does_not_grow_without_end(pair: list[Path], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.packs.cache.KEPT", 2)
    for number in range(4):
        pair[0].write_text(f"# {number}\n" + pair[0].read_text())
        load(pair[:1])
    assert len(list(cache.glob("pack-*"))) == 2


def test_processes_that_start_at_once_agree(pair: list[Path], cache: Path) -> None:
    code = "import sys; from mtqa import packs; print([r['id'] for r in packs.load(sys.argv[1:], shipped=False).rows])"
    command = [sys.executable, "-c", code, *map(str, pair)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(4)]
    assert {process.communicate()[0] for process in running} == {"['TA1', 'TB1']\n"}
    assert not [path for path in cache.iterdir() if path.name.startswith(".")]


def test_options_and_tests_are_parsed_when_they_are_asked_for(pair: list[Path]) -> None:
    (fresh,) = packs.load(pair[:1], shipped=False, use_cache=False).rows
    pack = packs.load(pair[:1], shipped=False).packs[0]
    written = encode(pack, [fresh], "key")
    _, (row,) = decode(written, "key") or (None, [])
    options = row["options"]
    assert isinstance(options, Options)
    assert options["literals"] == fresh["options"]["literals"]
    assert options.get("whole") is None
    assert options._whole is None
    assert pickle.loads(pickle.dumps(row)) == row == fresh
    assert {**options} == fresh["options"]
    assert len(options) == len(fresh["options"])
    assert list(row["tests"]) == fresh["tests"]
    assert decode(written, "other") is None


def test_rules_come_back_whatever_they_share(pair: list[Path]) -> None:
    (fresh,) = packs.load(pair[:1], shipped=False, use_cache=False).rows
    pack = packs.load(pair[:1], shipped=False).packs[0]
    bare = {name: value for name, value in fresh["options"].items() if name != "literals"}
    others = [{**fresh, "id": "TA2", "fix": {"safety": "safe"}, "options": {**bare, "whole": True}}]
    others += [{**fresh, "id": "TA3", "tests": [], "options": {**bare, "literals": []}}]
    for rows in ([], [fresh], [fresh, *others], [*others, fresh]):
        assert decode(encode(pack, rows, "key"), "key") == (pack, rows)
    _, (_, whole, silent) = decode(encode(pack, [fresh, *others], "key"), "key") or (None, [])
    assert "literals" not in whole["options"]
    assert not at_hand(silent)["literals"]
