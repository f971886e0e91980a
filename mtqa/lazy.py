"""A table of modules that are imported when they are asked for, so that a start pays only for what it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any


class Modules(Mapping[str, Any]):
    """Names and what they stand for: `"module"`, or `"module:name"` for something in a module of the package."""

    def __init__(self, package: str, places: Mapping[str, str]) -> None:
        self._package, self._places = package, places
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            module, _, part = self._places[name].partition(":")
            found: Any = import_module(f"{self._package}.{module}")
            self._known[name] = getattr(found, part) if part else found
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places
