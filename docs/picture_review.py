"""Draw the pictures of `mtqa review` in docs/: python docs/picture_review.py"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from mtqa.cli.reviewing import session_of
from mtqa.review.app.app import ReviewApp
from mtqa.review.keymap import keymap_of

HERE = Path(__file__).parent
KEYS = ("a", "s", "a", "s", "a")
SIZES = ((80, 24), (160, 48))


async def picture(size: tuple[int, int], keys: tuple[str, ...] = KEYS) -> str:
    """Return the screen as SVG once some keys are pressed."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [shutil.copy(path, folder) for path in sorted((HERE.parent / "samples").glob("*.jsonl"))]
        options = {"isolated": True, "journal": str(Path(folder) / "journal")}
        os.chdir(folder)  # for the names shown
        session, _ = session_of([Path(path).name for path in paths], options)
        try:
            app = ReviewApp(session, keymap_of())
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await pilot.press(*keys)
                await pilot.pause()
                return app.export_screenshot(title="mtqa review")
        finally:
            session.journal.close()


def main() -> None:
    """Draw them all."""
    for width, height in SIZES:
        path = HERE / f"review-{width}x{height}.svg"
        path.write_text(asyncio.run(picture((width, height))), encoding="utf-8")
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
