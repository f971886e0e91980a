from pathlib import Path

import pytest

from mtqa.cli import workers
from mtqa.load import bytesource


@pytest.fixture
def sharded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the test runs in, with files cut into many shards."""
    monkeypatch.setattr(workers, "LEAST", 0)
    monkeypatch.setattr(workers, "SHARD", 1)
    monkeypatch.setattr(bytesource, "BLOCK", 4096)
    monkeypatch.chdir(tmp_path)
    return tmp_path
