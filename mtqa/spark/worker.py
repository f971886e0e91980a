"""What runs on the executors, in a Python worker of Spark's."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import pyarrow as pa

from mtqa.arrow import Checker, Rules


class Shared(Protocol):
    """A broadcast variable."""

    @property
    def value(self) -> Any:
        """What was sent, once for an executor."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """The function for `mapInArrow`. `rules`: what `packed` gave; `recurring`: lines, and their items counted."""

    rules: Shared
    recurring: Shared
    keep_going: bool

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the findings of a partition, whose documents are whole and in order."""
        recurring: Mapping[str, int] = self.recurring.value
        checker = checker_of(self.rules.value)
        yield from checker.check(batches, recurring=recurring, keep_going=self.keep_going)


def packed(rules: Rules) -> bytes:
    """Make rules ready to be sent."""
    return pickle.dumps(rules, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=2)
def checker_of(rules: bytes) -> Checker:
    """Return the checker for packed rules: made once for a worker process, which goes from task to task."""
    checker = Checker(pickle.loads(rules))
    gc.collect()
    gc.freeze()  # Spark collects after each task, and would go through all rules each time
    return checker
