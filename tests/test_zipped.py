"""A wheel that is imported as it is finds its packs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from mtqa import packs

ROOT = Path(__file__).parent.parent
ASK = "import mtqa; from mtqa import packs; print(mtqa.__file__, *sorted(r['id'] for r in packs.load().rows))"


def test_packs_in_a_zip_file_are_found(tmp_path: Path) -> None:
    wheel = tmp_path / "mtqa.whl"
    with ZipFile(wheel, "w") as file:
        for path in (ROOT / "mtqa").rglob("*.py"):
            file.write(path, path.relative_to(ROOT))
        for path in (ROOT / "rules").rglob("*.yaml"):
            file.write(path, Path("mtqa/_rules") / path.relative_to(ROOT / "rules"))
    env = {**os.environ, "PYTHONPATH": str(wheel), "MTQA_CACHE_DIR": str(tmp_path / "cache")}
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-c", ASK], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        place, *ids = told.stdout.split()
        assert place.startswith(str(wheel))
        assert ids == sorted(row["id"] for row in packs.load().rows)
    assert len(list((tmp_path / "cache").glob("zipped-*"))) == 1
