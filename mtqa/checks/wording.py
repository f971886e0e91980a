"""A wording of a termbase as it may stand in a text: its words whole, inflected, with a hyphen or a space between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mtqa.checks.inflect import VERB_TAGS, word_forms
from mtqa.lang.stems import akin, alike, safe_prefix

_WORD = re.compile(r"\w+")
_BETWEEN = {" ": "[ -]", "-": "[ -]", "'": "' ?"}
UNSPACED = frozenset(("ja", "km", "lo", "my", "th", "zh"))
"""Languages that write no spaces between words."""

Span = tuple[int, int]


@lru_cache(maxsize=16384)
def english_forms(word: str, verb: bool) -> frozenset[str]:
    """Return a lower-case English word with its plural, and its tenses and persons where `verb`."""
    tags = ("NNS", *VERB_TAGS) if verb else ("NNS",)
    return frozenset({word}.union(*(word_forms(word, tag) for tag in tags))) if word.isalpha() else frozenset((word,))


class Wording:
    """One wording in one language.

    `case`: match, ignore, or empty: capitals inside a word ask to be matched. `loose` takes more forms for the same
    word; `fixed` takes none but an English plural in -s. `part`: noun, verb and so on, where it is known.
    """

    __slots__ = (
        "_beginnings",
        "_ends",
        "_pattern",
        "anchor",
        "exact",
        "fixed",
        "lang",
        "loose",
        "lower",
        "part",
        "text",
        "words",
    )

    def __init__(
        self, text: str, lang: str, *, case: str = "", part: str = "", loose: bool = False, fixed: bool = False
    ) -> None:
        self.text = text
        self.lower = text.lower()
        self.lang = lang
        self.part = part
        self.loose = loose
        self.fixed = fixed
        cut = [m.span() for m in _WORD.finditer(text)]
        self.words = [text[s:e].lower() for s, e in cut]
        self._ends = cut
        inner = any(c.isupper() for s, e in cut for c in text[s + 1 : e])
        self.exact = case == "match" or (not case and inner)
        self.anchor = max(range(len(cut)), key=lambda i: len(self.words[i])) if cut else 0
        self._pattern: re.Pattern[str] | None = None
        self._beginnings: list[str] | None = None

    @property
    def simple(self) -> bool:
        """Tell whether a word that `is_form` is all there is to look at."""
        return len(self.words) == 1 and not self.exact and not self.fixed and len(self.text) == len(self.words[0])

    @property
    def prefixes(self) -> list[str]:
        """Lower-case beginnings; each form of the anchor word has one of them."""
        if self._beginnings is None:
            self._beginnings = self._prefixes()
        return self._beginnings

    def _prefixes(self) -> list[str]:
        word = self.words[self.anchor]
        if self.fixed:
            return [word]
        if self.lang != "en":
            return [safe_prefix(self.lang, word)]
        if self.loose:
            first = safe_prefix("en", word)
            return [first, *(f for f in english_forms(word, verb=True) if not f.startswith(first))]
        if len(word) > 6:
            return [word[: max(4, len(word) - 3)]]
        forms = sorted(english_forms(word, self._verb(self.anchor)))
        common = _shared(forms[0], forms[-1])
        return [common] if len(common) >= 3 else forms

    def _verb(self, index: int) -> bool:
        return self.loose or (index == 0 and self.part not in ("noun", "adjective"))

    def is_form(self, index: int, token: str) -> bool:
        """Tell whether a lower-case word of a text is word `index` inflected."""
        word = self.words[index]
        if token == word:
            return True
        if self.fixed:
            return index == len(self.words) - 1 and token == word + "s"
        if self.lang == "en":
            return token in english_forms(word, self._verb(index)) or (self.loose and akin("en", word, token))
        if self.loose:
            return akin(self.lang, word, token)
        several = len(self.words) > 1 or self.part == "adjective"
        return alike(self.lang, word, token, adjective=several, verb=self.part == "verb" and index == 0)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What may be the wording; each word is a group, for `is_form` to judge."""
        if self._pattern is None:
            self._pattern = re.compile(self._written(), 0 if self.exact else re.IGNORECASE)
        return self._pattern

    def _written(self) -> str:
        text, pieces, at = self.text, [], 0
        for i, (start, end) in enumerate(self._ends):
            between = text[at:start]
            pieces.append(_BETWEEN.get(between, re.escape(between)))
            pieces.append(f"({self._word(i, text[start:end])})")
            at = end
        pieces.append(re.escape(text[at:]))
        if self.lang in UNSPACED:
            return "".join(pieces)
        before, after = text[:1], text[-1:]
        edges = (r"(?<!\w)" if before.isalnum() else r"(?<!\S)", r"(?!\w)")
        return edges[0] + "".join(pieces) + (edges[1] if after.isalnum() else "")

    def _word(self, index: int, shown: str) -> str:
        if self.lang in UNSPACED:
            return re.escape(shown)
        if self.fixed:
            return re.escape(shown) + ("s?" if index == len(self.words) - 1 else "")
        if self.lang == "en":
            forms = sorted(english_forms(self.words[index], self._verb(index)), key=len, reverse=True)
            cased = {_cased(shown, f): None for f in forms}
            return "|".join([*map(re.escape, cased), *([self._begun(index, shown)] if self.loose else [])])
        return self._begun(index, shown)

    def _begun(self, index: int, shown: str) -> str:
        """Write any word that begins as all forms of a word do."""
        return re.escape(shown[: len(safe_prefix(self.lang, self.words[index]))]) + r"\w*"

    def find(self, text: str) -> Iterator[Span]:
        """Yield where the wording stands in a plain text."""
        lower = text.lower()
        if not any(p in lower for p in self.prefixes):
            return iter(())
        if self.simple and len(lower) == len(text) and self.lang not in UNSPACED:
            return iter(self._words(lower))
        return self._find(text, 0, len(text))

    def _words(self, text: str) -> list[Span]:
        """Find a wording of one word in a lower-case text, without a pattern."""
        found: set[Span] = set()
        for prefix in self.prefixes:
            at = text.find(prefix)
            while at >= 0:
                word = _WORD.match(text, at)
                if word and not _WORD.match(text[at - 1 : at]) and self.is_form(0, word.group()):
                    found.add(word.span())
                at = text.find(prefix, at + 1)
        return sorted(found)

    def _find(self, text: str, start: int, end: int) -> Iterator[Span]:
        for match in self.pattern.finditer(text, start, end):
            if all(self.is_form(i, (match[i + 1] or "").lower()) for i in range(len(self.words))):
                yield match.span()

    def stands(self, text: str) -> bool:
        """Tell whether the wording stands in a plain text."""
        return next(self.find(text), None) is not None

    def stands_so(self, text: str) -> bool:
        """Tell whether the wording stands in a lower-case text just as it is, which is soon done."""
        own = self.lower
        if self.exact or own not in text:
            return False
        at = text.find(own)
        end = at + len(own)
        return at >= 0 and not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())

    def around(self, text: str, place: int) -> Span | None:
        """Return the span of the wording whose anchor word begins at `place`."""
        before = self._ends[self.anchor][0]
        first = max(0, place - before - 6 * self.anchor - 1) if before else place
        last = place + 2 * len(self.text) + 24
        return next((span for span in self._find(text, first, last) if span[0] <= place < span[1]), None)


def _shared(one: str, other: str) -> str:
    """Return what two words begin with; of a sorted list's first and last, what all begin with."""
    size = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:size]


def _cased(shown: str, form: str) -> str:
    """Write a lower-case form with the capitals of the wording: GPU, gpus -> GPUs."""
    size = len(_shared(shown.lower(), form))
    return shown[:size] + form[size:]
