"""Where the sentences of a text begin and end: sentencex, mended where a title or an initial ends no sentence."""

from __future__ import annotations

from mtqa import rx
from mtqa.fold import SPACES
from mtqa.lang import encodable

_NO_END = rx.compile(
    r"(?:^|[\s(«“\"'-])(?:\p{Lu}|MM?|M[mr]es?|Mr?s|Ms|Mgr|Dr|Prof|St|Ste|Gen|Sen|Rep|Lt|Col|Capt|Sgt|Jr|cf|vs|av|env|etc"
    r"|art|vol|fig|no|p|pp|[ap]\.m|U\.S|J\.-\p{Lu}|(?:\p{Lu}\.-?)+\p{Lu})\.$"
)
_BEGINS = rx.compile(r"[\"'“«(\[—–-]*\s*[\p{Lu}\d¿¡]")
"""How a sentence begins in a script with capitals; a part that begins small goes on from the one before."""


_BLANKS = str.maketrans({char: " " for char in SPACES if not char.isascii()})
"""sentencex 1.0 panics at some of these where they stand before a full stop."""


def sentences(lang: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text, each with a letter or digit, without the blanks around them."""
    from sentencex import segment

    text = encodable(text).translate(_BLANKS)
    spans: list[tuple[int, int]] = []
    at = 0
    joins = True
    for part in segment(lang, text):
        body = part.strip()
        if not body:
            continue
        start = text.find(body, at)
        at = start + len(body)
        if spans and (joins or not any(map(str.isalnum, body)) or not _may_begin(body)):
            spans[-1] = spans[-1][0], at
        else:
            spans.append((start, at))
        joins = not any(map(str.isalnum, text[spans[-1][0] : at])) or _is_no_end(body)
    return spans


def _may_begin(body: str) -> bool:
    return not body[:1].islower() or bool(_BEGINS.match(body))


def _is_no_end(body: str) -> bool:
    return body.endswith(".") and bool(_NO_END.search(body[body.rfind(" ") + 1 :]))
