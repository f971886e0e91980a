"""Draw the picture of the HTML report: `python docs/picture_html.py` writes docs/report.png from samples/.

Needs Debian's chromium (or another on the PATH) and Playwright.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
SIZE = {"width": 1280, "height": 1440}


def main() -> None:
    """Check the samples, open the page and take its picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tools:
        report = Path(folder) / "report.html"
        command = [sys.executable, "-m", "mtqa", "check", "--isolated", "--exit-zero", "--format", "html", "samples"]
        with report.open("wb") as file:
            subprocess.run(command, cwd=ROOT, stdout=file, check=True)
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(report.as_uri())
        page.screenshot(path=ROOT / "docs" / "report.png")
        browser.close()


main()
