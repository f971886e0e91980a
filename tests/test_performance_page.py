"""The page about performance and its plots say what the figures say."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent


def test_the_page_and_its_plots_are_what_the_figures_give() -> None:
    command = [sys.executable, "docs/plot_performance.py", "--check"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr


def test_the_plots_are_pictures() -> None:
    for name, lines in (("rules", 2), ("size", 3)):
        root = ElementTree.parse(ROOT / "docs" / f"performance-{name}.svg").getroot()
        assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == lines
