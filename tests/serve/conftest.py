"""One service for all tests that ask it in the ordinary way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("uvicorn", reason="the extra serve is not installed: pip install 'mtqa[serve]'")
pytest.importorskip("httpx", reason="httpx is not installed")

from service import Service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(cwd=tmp_path_factory.mktemp("service"))
    yield running
    assert running.stop() == 0, running.errors.read_text("utf-8")
