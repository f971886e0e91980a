"""Tables made of a library's data, kept between runs: a run that finds them does not even import the library."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from importlib.util import find_spec
from typing import Any, TypeVar

import mtqa
from mtqa.cachefolder import place, replace, sealed, trim, unsealed

MOST = 300
"""Tables that stay in the cache folder, the last written."""

Made = TypeVar("Made", bound=Callable[..., Any])


def kept(library: str) -> Callable[[Made], Made]:
    """Keep what a function of strings returns, lists and mappings as JSON has them, while code and library stay."""

    def decorate(make: Made) -> Made:
        @wraps(make)
        def asked(*words: str) -> Any:
            return _kept(library, make, words)

        return asked  # type: ignore[return-value]

    return decorate


def _kept(library: str, make: Callable[..., Any], words: tuple[str, ...]) -> Any:
    makers = [_state_of(make.__code__.co_filename), _state_of_library(library)]
    if not all(makers):
        return make(*words)
    key = json.dumps([mtqa.__version__, make.__module__, make.__qualname__, words, makers])
    path = place("table", key)
    with suppress(OSError):
        if body := unsealed(path.name, path.read_bytes()):
            return json.loads(body)
    body = json.dumps(make(*words), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    with suppress(OSError):
        replace(path, sealed(path.name, body))
        trim("table", MOST)
    return json.loads(body)


@cache
def _state_of_library(library: str) -> str:
    """Tell one version of an installed library from another without importing it; "" where that cannot be told."""
    spec = find_spec(library)
    return _state_of(spec.origin) if spec and spec.origin else ""


@cache
def _state_of(path: str) -> str:
    """Tell whether a file changed; "" where it cannot be looked at."""
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return ""
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"
