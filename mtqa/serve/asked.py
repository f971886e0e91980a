"""What the service asks of a worker process, and what that answers."""

from __future__ import annotations

from typing import NamedTuple

JSON = "application/json"
LINES = "application/x-ndjson"
TEXT = "text/plain; charset=utf-8"


class Asked(NamedTuple):
    """A request as it came: `kind` is a key of `mtqa.serve.work.KINDS`, `media` the type its body is said to have."""

    kind: str
    query: str
    body: bytes
    media: str


class Answer(NamedTuple):
    """What is to be sent back, and for the metrics what was checked. Units: `size` code points of translation."""

    status: int
    media: str
    body: bytes
    segments: int = 0
    size: int = 0
    findings: tuple[tuple[str, int], ...] = ()


class RefusedError(Exception):
    """A request that cannot be answered as it is, with the status that says so."""

    def __init__(self, what: str, status: int = 400) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
