"""The pages about the rules say what the packs say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_pages_are_what_the_packs_give() -> None:
    run = subprocess.run([sys.executable, "docs/rules.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr
