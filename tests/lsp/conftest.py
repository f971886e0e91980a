"""An editor for each test, with a process of its own in a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the extra lsp is not installed: pip install 'mtqa[lsp]'")
pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

import pytest_asyncio
from editor import Editor


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    (tmp_path / "mtqa.yaml").write_text("source-lang: fr\ntarget-lang: en\n", encoding="utf-8")
    own = Editor(tmp_path)
    yield own
    if own.client._server:
        assert await own.stop() == 0
