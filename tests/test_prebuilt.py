from pathlib import Path

import pytest

import mtqa
from mtqa import packs, rx
from mtqa.packs import prebuilt


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("prebuilt")
    prebuilt.write(made)
    return made


def test_what_a_wheel_carries_is_what_compiling_gives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_INSTALLED", folder)
    monkeypatch.setattr(packs, "shipped_folder", lambda: Path(packs.__file__).parents[2] / "rules")
    compiled = packs.load(use_cache=False)
    monkeypatch.setattr(packs, "compile_files", None)
    assert packs.load() == compiled


def test_compiled_packs_of_other_packs_are_not_used(folder: Path, tmp_path: Path) -> None:
    files = packs.pack_files()
    assert prebuilt.read(folder, files)
    assert prebuilt.read(folder, files[1:]) is None
    other = tmp_path / "pack.yaml"
    other.write_bytes(files[0][0].read_bytes() + b"# changed")
    assert prebuilt.read(folder, [(other, files[0][1]), *files[1:]]) is None


def test_compiled_packs_of_another_mtqa_are_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtqa, "__version__", "0.0.0")
    assert prebuilt.read(folder, packs.pack_files()) is None


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:0], lambda b: b.replace(b"{", b"[", 1)])
def test_damaged_compiled_packs_are_not_used(damage, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / prebuilt.NAME).write_bytes(damage((folder / prebuilt.NAME).read_bytes()))
    assert prebuilt.read(tmp_path, packs.pack_files()) is None


def test_every_pattern_that_a_rule_may_use_is_carried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = rx._read(folder / rx.SHIPPED.name)
    assert shipped
    wanted = {rx.name_of(*p) for p in prebuilt.patterns_of(packs.load())}
    assert wanted == set(shipped)
