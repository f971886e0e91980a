import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest

import mtqa
from mtqa import packs, rx
from mtqa.packs import kept, prebuilt

ROOT = Path(__file__).parents[1]
SHOWN = "rules/fr-en/names.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a wheel has it: the packs and what they compile to."""
    made = tmp_path_factory.mktemp("prebuilt") / "_rules"
    for path, shown in packs.pack_files():
        copy = made / shown.removeprefix("rules/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    prebuilt.write(made)
    return made


def data(folder: Path) -> bytes:
    return (folder / SHOWN.removeprefix("rules/")).read_bytes()


def test_what_a_wheel_carries_is_what_compiling_gives(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(packs, "_INSTALLED", folder)
    compiled = packs.load(use_cache=False)
    monkeypatch.setattr(kept, "compile_files", None)
    assert packs.load() == compiled
    assert not (tmp_path / "cache").exists()


def test_a_pack_of_the_user_is_compiled_and_no_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(packs, "_INSTALLED", folder)
    own = tmp_path / "own.yaml"
    own.write_text(
        "mtqa: 1\npack: team/own\ntitle: T\nlang: {source: fr, target: en}\n"
        "rules: [{id: T1, name: t, kind: phrase, message: m, any: [{phrase: upper house}]}]\n"
    )
    ids = [row["id"] for row in packs.load([own]).rows]
    assert ids == [*(row["id"] for row in packs.load().rows), "T1"]
    assert len(list((tmp_path / "cache").glob("pack-*"))) == 1


def test_a_compiled_pack_of_another_pack_is_not_used(folder: Path) -> None:
    assert prebuilt.read(folder, SHOWN, data(folder))
    assert prebuilt.read(folder, SHOWN, data(folder) + b"# changed") is None


def test_a_compiled_pack_of_another_mtqa_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mtqa, "__version__", "0.0.0")
    assert prebuilt.read(folder, SHOWN, data(folder)) is None


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:0], lambda b: b.replace(b"{", b"[", 1)])
def test_a_damaged_compiled_pack_is_not_used(damage, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    name = prebuilt.name_of(SHOWN)
    (tmp_path / name).write_bytes(damage((folder / name).read_bytes()))
    assert prebuilt.read(tmp_path, SHOWN, data(folder)) is None


def test_every_pattern_that_a_rule_may_use_is_carried(folder: Path) -> None:
    shipped = rx._read(folder / rx.SHIPPED.name)
    assert shipped
    wanted = {rx.name_of(*p) for p in prebuilt.patterns_of(packs.load())}
    assert wanted == set(shipped)


def test_a_wheel_that_is_not_unpacked_brings_its_compiled_packs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    wheel = tmp_path / "mtqa.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        for path in folder.rglob("*.*"):
            file.write(path, Path("mtqa/_rules") / path.relative_to(folder))
    monkeypatch.setattr(packs, "_INSTALLED", wheel / "mtqa" / "_rules")
    monkeypatch.setattr(packs, "_BESIDE", wheel / "rules")
    monkeypatch.setattr(kept, "compile_files", None)
    assert len(packs.load().rows) > 700


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def _reached(names: Iterable[str], known: set[str]) -> set[str]:
    """Return packages that are installed and what they need."""
    for name in names:
        if name.lower() in known or not (found := list(distributions(name=name))):
            continue  # hatchling runs the build, and compiles nothing
        known.add(name.lower())
        _reached((_name(r) for r in found[0].requires or () if "extra ==" not in r), known)
    return known


def test_the_packs_compile_with_what_the_build_asks_for(tmp_path: Path) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    (tmp_path / "site").mkdir()
    for name in _reached(map(_name, asked), set()):
        own = distribution(name)
        for top in {file.parts[0] for file in own.files or () if file.parts[0] != ".."}:
            (tmp_path / "site" / top).symlink_to(Path(str(own.locate_file(top))))
    env = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}", "MTQA_CACHE_DIR": str(tmp_path / "c")}
    command = [sys.executable, "-S", "-m", "mtqa.packs.prebuilt", str(tmp_path / "made")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "made").glob("compiled-*.json"))) == len(packs.pack_files())
