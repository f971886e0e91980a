"""Draw the picture of the README: `python docs/picture.py` writes docs/check.svg from samples/."""

import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
SHOWN = "samples/data-breach.txt"
WIDTH = 100
LINES = 60


def main() -> None:
    """Run the main job with colour, and export what it prints."""
    command = [sys.executable, "-m", "mtqa", "check", "--isolated", "--color", "always", SHOWN]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", env={"COLUMNS": str(WIDTH), "PATH": ""}, check=False
    )
    lines = run.stdout.splitlines()
    shown = lines if len(lines) <= LINES else [*lines[: LINES - 5], "…", "", *lines[-3:]]
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi("\n".join(shown)))
        svg = console.export_svg(title=f"mtqa check {SHOWN}")
    (ROOT / "docs" / "check.svg").write_text("\n".join(line.rstrip() for line in svg.split("\n")), encoding="utf-8")


main()
