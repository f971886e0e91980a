import os
from pathlib import Path

import pytest
import regex

from mtqa import rx

PATTERNS = [
    (r"\bcontrol (?P<what>procedure)s?\b", regex.I),
    (r"[“”]\p{L}+(?<!é)(?=x|$)", 0),
    (r"(?<!\w)(?:ä|ß){1,3}+", regex.I),
    (r"(\w+) \1", 0),
]
TEXT = "The Control Procedures said “né “nex ßÄ die die"


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path))
    forget(monkeypatch)


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do as a new process would."""
    monkeypatch.setattr(rx, "_made", {})
    monkeypatch.setattr(rx, "_rows", None)
    monkeypatch.setattr(rx, "_shipped", None)
    monkeypatch.setattr(rx, "_new", {})


def matches(pattern: str, flags: int) -> list[tuple[int, int, dict[str, str]]]:
    return [(m.start(), m.end(), m.groupdict()) for m in rx.compile(pattern, flags).finditer(TEXT, timeout=1)]


def store(tmp_path: Path) -> Path:
    (found,) = tmp_path.glob("patterns-*.json")
    return found


def test_a_stored_pattern_matches_as_a_compiled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = [matches(*p) for p in PATTERNS]
    assert all(compiled)
    rx.keep()
    forget(monkeypatch)
    monkeypatch.setattr(rx.regex, "compile", None)
    assert [matches(*p) for p in PATTERNS] == compiled
    assert rx.compile(*PATTERNS[0]).groupindex == {"what": 1}


def test_what_is_new_is_added_to_the_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for pattern in PATTERNS:
        rx.compile(*pattern)
        rx.keep()
        forget(monkeypatch)
    assert len(rx._read(store(tmp_path)) or ()) == len(PATTERNS)


def test_a_run_that_compiles_nothing_writes_nothing(tmp_path: Path) -> None:
    rx.compile(b"bytes are not kept")
    rx.keep()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b.replace(b"control", b"kontrol"), lambda b: b[:0], bytes.upper]
)
def test_a_damaged_store_is_not_used(damage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    compiled = [matches(*p) for p in PATTERNS]
    rx.keep()
    path = store(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    forget(monkeypatch)
    assert [matches(*p) for p in PATTERNS] == compiled
    rx.keep()
    assert path.read_bytes() == whole


def test_a_store_of_another_regex_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rx.compile(*PATTERNS[0])
    rx.keep()
    forget(monkeypatch)
    path = store(tmp_path)
    monkeypatch.setattr(rx.regex, "__version__", "0")
    monkeypatch.setattr(rx, "_path", lambda: path)
    rx.compile(*PATTERNS[0])
    assert rx._new


@pytest.mark.skipif(os.name != "posix", reason="users of files are those of POSIX")
def test_a_store_that_others_may_write_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rx.compile(*PATTERNS[0])
    rx.keep()
    assert rx._read(store(tmp_path))
    store(tmp_path).chmod(0o666)
    assert rx._read(store(tmp_path)) is None
    owned = {uid: os.stat_result((0o100600, 0, 0, 1, uid, 0, 0, 0, 0, 0)) for uid in (0, 7, 8)}
    monkeypatch.setattr(rx.os, "geteuid", lambda: 7)
    assert [rx._is_ours(owned[uid]) for uid in (0, 7, 8)] == [True, True, False]


def test_without_a_cache_folder_it_compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "file"))
    assert matches(*PATTERNS[0])
    rx.keep()


def test_a_full_store_is_begun_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rx, "MOST", 2)
    for pattern in PATTERNS[:3]:
        rx.compile(*pattern)
        rx.keep()
    assert len(rx._read(store(tmp_path)) or ()) == 1


def test_a_mistake_is_told() -> None:
    with pytest.raises(regex.error):
        rx.compile("(")


def test_shipped_patterns_are_used_and_taken_into_the_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiled = [matches(*p) for p in PATTERNS]
    shipped = tmp_path / "shipped.json"
    shipped.write_bytes(rx.dump(dict(rx._new)))
    forget(monkeypatch)
    monkeypatch.setattr(rx, "SHIPPED", shipped)
    monkeypatch.setattr(rx.regex, "compile", None)
    assert [matches(*p) for p in PATTERNS] == compiled
    rx.keep()
    forget(monkeypatch)
    monkeypatch.setattr(rx, "SHIPPED", tmp_path / "none")
    assert [matches(*p) for p in PATTERNS] == compiled
