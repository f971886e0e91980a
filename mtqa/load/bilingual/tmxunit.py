"""The units of TMX, and which of their variants are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mtqa.lang import primary
from mtqa.load.bilingual.inline import Content
from mtqa.load.bilingual.units import XML, Pair
from mtqa.load.xml.read import Start
from mtqa.load.xml.write import width

MARKS = frozenset(["hi"])
"""Inline elements that only mark text."""
MOST_SEEN = 100
"""Units: languages of a memory that are told of where the one asked for is not in it."""


class Choice:
    """Which of a unit's variants are read. `seen`: the languages there were to choose from."""

    def __init__(self, source_lang: str, target_lang: str) -> None:
        self.source_lang, self.target_lang = source_lang, target_lang
        self.seen: dict[str, None] = {}
        self._made: dict[tuple[str, ...], tuple[int | None, Sequence[int]]] = {}

    def of(self, langs: tuple[str, ...]) -> tuple[int | None, Sequence[int]]:
        """Return the number of the source, if there is one, and those of the translations."""
        made = self._made.get(langs)
        if made is None:
            if len(self.seen) < MOST_SEEN:
                self.seen.update(dict.fromkeys(langs))
            source = self._source(langs)
            made = source, [i for i, lang in enumerate(langs) if i != source and is_of(lang, self.target_lang)]
            self._made[langs] = made
        return made

    def _source(self, langs: Sequence[str]) -> int | None:
        exact = [i for i, lang in enumerate(langs) if lang.lower() == self.source_lang.lower()]
        near = [i for i, lang in enumerate(langs) if primary(lang) == primary(self.source_lang)]
        others = [i for i in near if langs[i].lower() != self.target_lang.lower()]
        return next(iter([*exact, *others]), None)


def is_of(lang: str, wanted: str) -> bool:
    """Tell whether a variant is in the language asked for: regions count only where both name one."""
    ours, theirs = (tag.replace("_", "-").lower() for tag in (lang, wanted))
    return ours == theirs or (primary(ours) == primary(theirs) and ("-" not in ours or "-" not in theirs))


class Variant(NamedTuple):
    """A unit's text in one language."""

    lang: str
    start: Start
    content: Content


class Unit(NamedTuple):
    """A unit of the memory."""

    key: str
    start: Start
    source_lang: str
    variants: Sequence[Variant]

    def pairs(self, choice: Choice, encoding: str) -> list[Pair]:
        """Return its translations, each with the source."""
        source, targets = choice.of(tuple(variant.lang for variant in self.variants))
        before = self.variants[source] if source is not None else None
        its_source = before.content.whole.text(self._preserves(before)) if before else None
        pairs = []
        for number, i in enumerate(targets):
            variant = self.variants[i]
            preserve, sentence = self._preserves(variant), variant.content.whole
            written = sentence.pieces_of(preserve, width(encoding))
            pairs.append(Pair(numbered(self.key, number), "", "body", its_source, *written, *sentence.place(preserve)))
        return pairs

    def _preserves(self, variant: Variant) -> bool:
        tags = variant.content.start, variant.start, self.start
        return preserves(*(tag.attributes for tag in tags))


def numbered(key: str, number: int) -> str:
    """Return the key of a unit's translation, counted from 0."""
    return f"{key}/{number + 1}" if number else key


def preserves(*tags: Mapping[str, str]) -> bool:
    """Tell whether white space counts; the attributes of the innermost element come first."""
    return next((told == "preserve" for tag in tags if (told := tag.get(f"{XML}space"))), False)


def lang_of(attributes: Mapping[str, str]) -> str:
    """Return the language of a variant, empty where it is not told."""
    return attributes.get(f"{XML}lang") or attributes.get("lang") or ""
