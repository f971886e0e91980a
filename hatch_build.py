"""Compile the rule packs into the wheel, so that the first run of mtqa finds them ready."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPacks(BuildHookInterface):
    """Add the compiled packs to a wheel; an editable install reads those of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files and name them for the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        folder = Path(tempfile.mkdtemp(prefix="mtqa-packs-"))
        environment = {**os.environ, "PYTHONPATH": self.root, "MTQA_CACHE_DIR": str(folder / "cache")}
        command = [sys.executable, "-m", "mtqa.packs.prebuilt", str(folder)]
        subprocess.run(command, check=True, cwd=self.root, env=environment)
        for path in folder.glob("*.json"):
            build_data["force_include"][str(path)] = f"mtqa/_rules/{path.name}"
