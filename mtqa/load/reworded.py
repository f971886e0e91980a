"""Take an edit apart into the words that really change, so that each stays in the markup it stands in."""

from __future__ import annotations

from mtqa import rx
from mtqa.model import Edit

OBJECT = "\ufffc"
"""What inline code and the like reads as."""
MOST = 1000
"""Units: words of an edit that are compared; a longer one is written as it is."""

_UNIT = rx.compile(r"\ufffc|\s++|\w++|[^\w\s]")


def reworded(text: str, edit: Edit) -> list[Edit]:
    """Return edits of the words of `text` that together do what `edit` does, but for signs that stand for objects."""
    old, new = _UNIT.findall(text[edit.start : edit.end]), _UNIT.findall(edit.text)
    if len(old) + len(new) > MOST:
        return [edit]
    from difflib import SequenceMatcher

    starts = [edit.start]
    for unit in old:
        starts.append(starts[-1] + len(unit))
    made = []
    for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            made.append(Edit(starts[first], starts[last], "".join(new[begin:end])))
    return made
