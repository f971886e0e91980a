"""What a service is told: where it listens, its limits, and the rules it may run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtqa.packs import RuleSet
from mtqa.suppress.entries import Entry


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes on.

    Units: `body` bytes of a request; `timeout` seconds that its head and its body may be sent, that it may wait, and
    that it may be worked on, each by itself; `queue` requests that wait beside those that `jobs` processes work on;
    `grace` seconds to finish when it is stopped.
    """

    jobs: int = 1
    body: int = 1_000_000
    timeout: float = 10.0
    queue: int = 256
    grace: float = 10.0

    @property
    def most(self) -> int:
        """Requests taken at a time."""
        return self.jobs + self.queue


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that a request may ask for, and the ids of those that run unless it says otherwise.

    `signature` names the rules that run; languages are None where the service is for every one. `entries` are the
    suppressions that count for requests.
    """

    ruleset: RuleSet
    on: frozenset[str]
    signature: str = ""
    source_lang: str | None = None
    target_lang: str | None = None
    entries: tuple[Entry, ...] = ()

    def lean(self) -> Rules:
        """Return the rules without their examples, which are most of what they weigh."""
        rows = tuple({**row, "tests": []} for row in self.ruleset.rows)
        return replace(self, ruleset=replace(self.ruleset, rows=rows))


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a service listens, from which other sites' pages it may be asked, and its limits. Port 0: any free one.

    `hosts`: names it is called by beside `host` and those of this machine; "*": any.
    """

    host: str = "127.0.0.1"
    port: int = 8081
    origins: Sequence[str] = ()
    hosts: Sequence[str] = ()
    limits: Limits = Limits()
