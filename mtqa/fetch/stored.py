"""Answers kept in the cache folder, so that a server need not send again what has not changed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from mtqa import cachefolder

KEPT = 64
KEPT_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent for an address: the unpacked body, its media type and charset, and what tells its state."""

    url: str
    body: bytes
    media: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""

    def conditions(self) -> dict[str, str]:
        """Return the headers that ask whether this is still what the server has."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


def recall(url: str) -> Answer | None:
    """Return the answer kept for an address; None if there is none, or it is damaged."""
    try:
        head, _, body = _place(url).read_bytes().partition(b"\n")
        told = json.loads(head)
        digest = told.pop("digest")
        answer = Answer(body=body, **told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return answer if answer.url == url and _digest(body) == digest else None


def keep(answer: Answer) -> None:
    """Keep an answer that can be asked after; where the folder cannot be written, do without."""
    if not answer.conditions():
        return
    told = {name: value for name, value in asdict(answer).items() if name != "body"}
    head = json.dumps({**told, "digest": _digest(answer.body)}).encode()
    with suppress(OSError):
        cachefolder.replace(_place(answer.url), head + b"\n" + answer.body)
        _prune()


def used(answer: Answer) -> None:
    """Note that an answer is still in use."""
    with suppress(OSError):
        os.utime(_place(answer.url))


def _place(url: str) -> Path:
    return cachefolder.place("answer", url)


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def _prune() -> None:
    stats = [(path, path.stat()) for path in cachefolder.folder().glob("answer-*")]
    size = 0
    for number, (path, stat) in enumerate(sorted(stats, key=lambda entry: -entry[1].st_mtime)):
        size += stat.st_size
        if number and (number >= KEPT or size > KEPT_BYTES):
            path.unlink(missing_ok=True)
