"""Compile patterns for loaders, which ask them of every line of a file: by `re`, which is quicker than `regex`.

Before 3.11.5 `re` takes a possessive group that fails half-way for one that matched (python/cpython gh-106052); there
`regex` is asked. Flags stand in the pattern, since the two modules number them otherwise.
"""

from __future__ import annotations

import re
import sys
from typing import AnyStr, cast

from mtqa import rx

SOUND = (3, 11, 5)


def compile(pattern: AnyStr) -> re.Pattern[AnyStr]:
    """Compile a pattern that both modules read alike. Raises: re.error, regex.error."""
    return re.compile(pattern) if sys.version_info >= SOUND else cast("re.Pattern[AnyStr]", rx.compile(pattern))
