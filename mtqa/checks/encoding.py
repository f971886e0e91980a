"""`kind: encoding`: text that was read in the wrong encoding (mojibake), such as "Ã©" for "é" or "â€™" for "’".

    fix: {replace: '{read}', safety: safe}

The judgement is ftfy's, word by word: a word counts only if decoding it anew gives something ftfy holds for likelier.
The group `read` is the word read aright.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.spots import segments_of
from mtqa.fold import UNKNOWN, fold
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Report, Spec

FIELDS: Mapping[str, Spec] = {}
_LEADS = "ÃÂâÅÄÐÑïÎÏØÙË"
"""What the first bytes of UTF-8 sequences become in Windows-1252 and Latin-1."""
_DAMAGE = rx.compile(rf"[{_LEADS}][\x80-\U0010ffff]")
_WORD = rx.compile(r"(?:\S|(?<=Ã)\xa0)++")
"""A no-break space belongs to a word after "Ã", where the two are "à"."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Name the letters that make a segment worth a look."""
    literals = sorted({fold(lead).decode("latin-1") for lead in _LEADS} - {UNKNOWN.decode()})
    return {"any": [], "all": [], "not": [], "inside": [], "scan": False, "literals": literals}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the words that ftfy reads otherwise."""
    for segment in segments_of(found):
        if not _DAMAGE.search(chunk.texts[segment]):
            continue
        for word in _WORD.finditer(chunk.texts[segment]):
            if not _DAMAGE.search(word.group()):
                continue
            from ftfy import fix_encoding

            read = fix_encoding(word.group())
            if read != word.group():
                yield _narrowed(segment, word, read)


def _narrowed(segment: int, word: regex.Match[str], read: str) -> Hit:
    """Leave out of the hit what is the same on both sides."""
    text = word.group()
    ahead = next((i for i, (a, b) in enumerate(zip(text, read, strict=False)) if a != b), min(len(text), len(read)))
    behind = 0
    while behind < min(len(text), len(read)) - ahead and text[-1 - behind] == read[-1 - behind]:
        behind += 1
    if ahead + behind == len(read):  # a letter too many: show it with the next, so that the fix does not delete spaces
        behind -= 1
    groups = {"read": read[ahead : len(read) - behind]}
    return Hit(segment, word.start() + ahead, word.end() - behind, groups, exact_case=True)
