"""Termbases as TBX: versions 2 (martif) and 3 (tbx), data categories as attributes (DCA) or as elements (DCT).

A concept gives a term for each of its source terms: what is preferred or admitted in the target language is asked
for, what is deprecated or superseded is forbidden. The file is read as a stream; entities are refused, and a
document type is never fetched.

Source: ISO 30042:2019; TBX-Basic 3.1; TBX 2 (LISA, 2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mtqa.lang import primary
from mtqa.termbase.entry import ALLOWED, FORBIDDEN, KEEP, LONGEST, PREFERRED, STATES, Reading

DEEPEST = 40
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONCEPTS = frozenset(("termEntry", "conceptEntry"))
_LANGUAGES = frozenset(("langSet", "langSec"))
_TERMS = frozenset(("tig", "ntig", "termSec"))
_STATUS = frozenset(("administrativeStatus", "normativeAuthorization"))
_KEEP = frozenset(("doNotTranslate", "do-not-translate", "dnt"))
_CATEGORIES = frozenset(("termNote", "descrip", "admin", "note", "adminNote", "descripNote"))


@dataclass(slots=True)
class _Word:
    text: str = ""
    line: int = 0
    state: str = PREFERRED
    part: str = ""


@dataclass(slots=True)
class _Concept:
    line: int
    words: dict[str, list[_Word]] = field(default_factory=dict)
    domains: list[str] = field(default_factory=list)
    note: str = ""
    keep: bool = False


def read(data: bytes, reading: Reading) -> None:
    """Read a TBX file into terms."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _Builder(reading)
    parser = DefusedXMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    builder.place = parser.parser
    try:
        for at in range(0, len(data), 65536):
            parser.feed(data[at : at + 65536])
            if builder.refused:
                return
        parser.close()
    except DefusedXmlException:
        reading.add(
            builder.line, "the file declares XML entities, which are not read", "write the characters themselves"
        )
    except ParseError as error:
        reading.add(error.position[0], f"not XML: {error}", "TBX is XML: mend it at that place")
    except (ValueError, LookupError) as error:
        reading.add(builder.line, f"not XML that can be read: {error}", "save the file as UTF-8")
    else:
        if builder.root not in ("martif", "tbx"):
            reading.add(1, f"the root of this XML is {builder.root!r}", "TBX has martif (version 2) or tbx (version 3)")


class _Builder:
    """Gathers concepts from the parser's events."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.place: Any = None
        self.root = ""
        self.refused = False
        self.open: list[str] = []
        self.concept: _Concept | None = None
        self.lang = ""
        self.word: _Word | None = None
        self.category = ""
        self.text: list[str] | None = None

    @property
    def line(self) -> int:
        return int(self.place.CurrentLineNumber) if self.place is not None else 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.open.append(name)
        self.root = self.root or name
        if len(self.open) > DEEPEST and not self.refused:
            self.refused = True
            self.reading.add(self.line, f"elements are nested over {DEEPEST} deep", "this is no TBX file")
        if name in _CONCEPTS:
            self.concept = _Concept(self.line)
        elif name in _LANGUAGES:
            self.lang = attributes.get(_LANG, "") or attributes.get("lang", "")
        elif name in _TERMS:
            self.word = _Word(line=self.line)
        self._begin_text(name, attributes)
        if self.concept is not None and attributes.get("translate") == "no":
            self.concept.keep = True

    def _begin_text(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.concept is None or name == "hi":
            return
        self.category = attributes.get("type", name) if name in _CATEGORIES else name
        self.text = []

    def data(self, text: str) -> None:
        if self.text is not None and sum(map(len, self.text)) <= 10 * LONGEST:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = self.open.pop()
        if self.text is not None and name != "hi":
            self._take(self.category, " ".join("".join(self.text).split()))
            self.text = None
        if self.concept is None:
            return
        if name in _TERMS and self.word is not None:
            self.concept.words.setdefault(self.lang, []).append(self.word)
            self.word = None
        elif name in _CONCEPTS:
            self._finish(self.concept)
            self.concept = None

    def _take(self, category: str, text: str) -> None:
        """Note what a data category says of the concept or the term at hand."""
        concept, word = self.concept, self.word
        if concept is None or not text:
            return
        if category == "term" and word is not None:
            word.text, word.line = text, self.line
        elif category in _STATUS and word is not None:
            word.state = self._state(text)
        elif category == "partOfSpeech" and word is not None:
            word.part = text
        elif category in ("subjectField", "domain"):
            concept.domains.append(text)
        elif category in _KEEP:
            concept.keep = text.lower() not in ("no", "false", "0")
        elif category in ("note", "definition") and not concept.note:
            concept.note = text

    def _state(self, text: str) -> str:
        """Read preferredTerm-admn-sts, deprecatedTerm and the like."""
        bare = text.removesuffix("-admn-sts").removesuffix("Term").removesuffix("term")
        return self.reading.word(bare, STATES, "administrative status", self.line)

    def _finish(self, concept: _Concept) -> None:
        source, target = self.reading.langs
        words = list(_of(concept, target))
        wanted = [w.text for state in (PREFERRED, ALLOWED) for w in words if w.state == state]
        barred = [w.text for w in words if w.state == FORBIDDEN]
        keep = concept.keep or any(w.state == KEEP for w in (*words, *_of(concept, source)))
        own = list(_of(concept, source))
        if not own and barred and not concept.words.keys() - {lang for lang in concept.words if _fits(lang, target)}:
            own = [_Word(line=concept.line)]
        for word in own:
            if keep or wanted or barred:
                self.reading.make(
                    word.line or concept.line, word.text, [] if keep else wanted, barred, state=KEEP if keep else "",
                    domains=concept.domains, note=concept.note, part=word.part,
                )  # fmt: skip

    def close(self) -> None:
        """End the document."""


def _of(concept: _Concept, lang: str) -> Iterator[_Word]:
    return (w for own, words in concept.words.items() if _fits(own, lang) for w in words if w.text)


def _fits(own: str, lang: str) -> bool:
    """Tell whether a language of the file is that of the pair: en-GB for en, en for en-GB, not en-US for en-GB."""
    if primary(own) != primary(lang):
        return False
    tags = [t.lower().replace("_", "-") for t in (own, lang)]
    return tags[0] == tags[1] or any("-" not in t for t in tags)
