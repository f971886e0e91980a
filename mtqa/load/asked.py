"""Columns of a batch that are worked out when they are asked for: most of their numbers never are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, overload


class Asked(Sequence[int]):
    """`size` numbers, of which `value` makes each. It is sent to other processes as a list."""

    __slots__ = ("_size", "_value")

    def __init__(self, size: int, value: Callable[[int], int]) -> None:
        self._size, self._value = size, value

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, i: int) -> int: ...
    @overload
    def __getitem__(self, i: slice) -> list[int]: ...
    def __getitem__(self, i: int | slice) -> int | list[int]:
        if isinstance(i, slice):
            return [*map(self._value, range(self._size)[i])]
        return self._value(range(self._size)[i])

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self[:],)
