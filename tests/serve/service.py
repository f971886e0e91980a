"""A real `mtqa serve` process to ask."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

TEXT = "The CNIL opened a control procedure. He called it “ a mistake »."


class Service:
    """A process on a free port, with what it prints."""

    def __init__(self, *args: str, cwd: Path, ready: bool = True, isolated: bool = True) -> None:
        self.errors = cwd / f"errors-{time.monotonic_ns()}.txt"
        with self.errors.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mtqa", "serve", "--port", "0", *["--isolated"] * isolated, *args],
                cwd=cwd, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, "NO_PROXY": "*"},
                start_new_session=True,
            )  # fmt: skip
        assert self.process.stdout
        self.told = self.process.stdout.readline()
        found = re.search(r"http://[\[\].:\w]+", self.told)
        assert found, self.told + self.errors.read_text("utf-8")
        self.url = found[0]
        if ready:
            self.wait(lambda: self.get("/readyz").status_code == 200)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return httpx.get(self.url + path, timeout=90, trust_env=False, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return httpx.post(self.url + path, timeout=90, trust_env=False, **more)

    def text(self, text: str = TEXT, language: str = "en-US", **more: str) -> httpx.Response:
        """Check a text as a client of LanguageTool would."""
        return self.post("/v2/check", data={"text": text, "language": language, **more})

    def matches(self, text: str = TEXT, **more: str) -> list[dict[str, Any]]:
        answer = self.text(text, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["matches"]  # type: ignore[no-any-return]

    def metric(self, name: str) -> float:
        """Return a measure; 0 where it has not been counted yet."""
        lines = self.get("/metrics").text.splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[0] == name), 0.0)

    def wait(self, holds: Any) -> None:
        """Wait until something holds."""
        for _ in range(1500):
            try:
                if holds():
                    return
            except httpx.TransportError:
                pass
            assert self.process.poll() is None, self.errors.read_text("utf-8")
            time.sleep(0.02)
        raise AssertionError("it has not come about")

    def stop(self) -> int:
        """Stop it; return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)
