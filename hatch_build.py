"""Compile the rule packs into the wheel, so that the first run of mtqa finds them ready."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPacks(BuildHookInterface):
    """Add the compiled packs to a wheel; an editable install reads those of the checkout."""

    _folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and name them for the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        folder = self._folder = Path(tempfile.mkdtemp(prefix="mtqa-packs-"))
        path = os.pathsep.join(filter(None, (self.root, os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, "MTQA_CACHE_DIR": str(folder / "cache")}
        command = [sys.executable, "-m", "mtqa.packs.prebuilt", str(folder)]
        if subprocess.run(command, check=False, cwd=self.root, env=environment).returncode:
            self.app.display_warning("the rule packs could not be compiled; the first run of mtqa will do it")
            return
        for made in folder.glob("*.json"):
            build_data["force_include"][str(made)] = f"mtqa/_rules/{made.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was made beside the wheel."""
        if self._folder:
            shutil.rmtree(self._folder)
