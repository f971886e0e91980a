"""Findings that are known, so that a run tells only those that are new.

An entry knows a finding by what it says and where: `base` is its fingerprint (rule, match, neighbouring words),
`segment` a hash of the whole text it stands in, `place` a hash of the file and the item (article). A finding is known

1. where an entry has its base and its segment: so it may be moved, renamed and reordered;
2. else where an entry has its base and its place, and the segment of that entry is gone: so the text around it may be
   edited.

Each entry covers `count` findings and no more, so a second copy is new, and a mended article hides nothing elsewhere.
"""

from mtqa.baseline.entry import Entry, Places, based, entry_of, merged
from mtqa.baseline.file import NAME, add, change, create, read, vacant
from mtqa.baseline.match import Known, Occurrences, Wanted, occurrences

__all__ = [
    "NAME", "Entry", "Known", "Occurrences", "Places", "Wanted", "add", "based", "change", "create", "entry_of",
    "merged", "occurrences", "read", "vacant",
]  # fmt: skip
