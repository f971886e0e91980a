"""Read the blocks of a Markdown text stretch by stretch, so that those of a large file are never all in memory.

A stretch is read to its end, but kept of it is only what stands before the last block that the parser began behind an
empty line: there the next stretch begins. What stands before it has ended without a look at what comes behind the
stretch, and the parser begins each outermost block knowing nothing of those before it. So the blocks are the same as
those of the text read at once; where a stretch is all one block, it is read again as part of a larger one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mtqa.load.mdblocks import MdBlock, read

STRETCH = 128 << 10
"""Units: code points."""
GROWTH = 8
"""How many times as large the next try is: what is read in vain is little beside what is read at last."""
_DEFINED = "]:"


def blocks(text: str, env: dict[str, Any], start: int = 0) -> Iterator[tuple[int, MdBlock]]:
    """Yield the blocks with text from `start` on, and the code point where the stretch of each begins.

    `env` receives the link references. All are known when the first block comes out, for a link may stand before what
    defines it. Line ends are "\\n".
    """
    env.setdefault("references", {})
    defined = text.rfind(_DEFINED)
    held: list[tuple[int, list[MdBlock]]] = []
    for at, end, found in _stretches(text, env, start):
        held.append((at, found))
        if end > defined:
            yield from ((at, block) for at, found in held for block in found)
            held.clear()


def _stretches(text: str, env: dict[str, Any], at: int) -> Iterator[tuple[int, int, list[MdBlock]]]:
    """Yield where each stretch begins and ends, and its blocks."""
    size = STRETCH
    while at < len(text):
        end = text.find("\n", at + size) + 1 or len(text)
        found, last, references = read(text[at:end])
        if end < len(text):
            if last is None:
                size *= GROWTH
                continue
            end = at + last.at
            del found[last.blocks :]
            references = {label: told for label, told in references.items() if told["map"][0] < last.line}
        for label, told in references.items():  # of two with one label the first counts
            env["references"].setdefault(label, told)
        yield at, end, found
        at, size = end, STRETCH
