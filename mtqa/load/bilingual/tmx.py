"""TMX, translation memories: each translation of a unit, with the variant in the source language.

Languages are told by the options, then by the header's `srclang` and the first unit that has another one; of several,
English is read, and without it one has to be chosen. A unit that is not in the language read is left alone. Inline
codes (`bpt`, `ept`, `ph`, `it`, `ut`) read as one sign and are never changed, with all that is in them; `hi` only
marks text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from mtqa.errors import InputError
from mtqa.lang import primary
from mtqa.load.bilingual.inline import Part
from mtqa.load.bilingual.tmxrun import ORDINARY, Units
from mtqa.load.bilingual.tmxunit import MARKS, Choice, Unit, Variant, is_of, lang_of
from mtqa.load.bilingual.units import Pair, Walk, batches
from mtqa.load.bytesource import ByteSource
from mtqa.load.options import LoadOptions
from mtqa.load.xml.events import Run
from mtqa.load.xml.read import Start, encoding_in
from mtqa.model import Batch, Document

ANY = "*all*"
PEEKED = 100
"""So many units are looked at to tell the languages."""


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a TMX file. Raises: InputError where it is none, and where its languages cannot be told."""
    encoding = encoding_in(source)
    source_lang, target_lang = _languages(source, options)

    def pairs() -> Iterator[Sequence[Pair]]:
        choice = Choice(source_lang, target_lang)
        found = False
        for some in _units(Walk(source, "tmx", ORDINARY)):
            made = some.pairs(choice, encoding)
            found = found or bool(made)
            yield made
        others = [lang for lang in choice.seen if primary(lang) != primary(source_lang)]
        if others and not found:  # a memory of sources alone is only not translated yet
            raise InputError(
                f"nothing in it is translated into {target_lang}", source.name, "it has: " + ", ".join(choice.seen)
            )

    def read() -> Iterator[Batch]:
        return batches(pairs(), source, encoding, MARKS)

    return Document(source.name, "tmx", source_lang, target_lang, read)


def _languages(source: ByteSource, options: LoadOptions) -> tuple[str, str]:
    """Tell the languages to read. Raises: InputError."""
    walk = Walk(source, "tmx")
    told = walk.root.attributes.get("version", "1")
    if not told.startswith("1"):
        raise InputError(f'TMX of version "{told}" is not read', walk.where(walk.root), "read are 1.1 to 1.4")
    source_lang, target_lang = options.source_lang or "", options.target_lang or ""
    for unit in islice(_units(walk), PEEKED):
        assert isinstance(unit, Unit)
        own, others = _own_and_others(unit, source_lang, target_lang)
        usual = [lang for lang in others if primary(lang) == "en"]
        if others and (target_lang or usual or len({primary(lang) for lang in others}) == 1):
            return own, target_lang or (usual or others)[0]
        if others:
            raise InputError(
                f"translated into {', '.join(others)}", walk.where(unit.start), "say which to read with --target-lang"
            )
        source_lang = source_lang or own
    return source_lang or "fr", target_lang or "en"


def _own_and_others(unit: Unit, source_lang: str, target_lang: str) -> tuple[str, list[str]]:
    """Return the language of a unit's source, and those of its translations; empty and none where that is not clear."""
    langs = list(dict.fromkeys(v.lang for v in unit.variants))
    own = source_lang or (unit.source_lang if unit.source_lang != ANY else "")
    if not own and len(langs) > 1:
        own = next((lang for lang in langs if not is_of(lang, target_lang)), "")
    others = [lang for lang in langs if primary(lang) != primary(own)] if own else []
    apart = [lang for lang in langs if lang.lower() != own.lower()]
    return own, others or (apart if len(apart) < len(langs) else [])  # the last: from one region's into another's


def _units(walk: Walk) -> Iterator[Unit | Units]:
    header = ""
    count = 0
    for part in walk.children():
        if walk.local(part) == "header":
            header = part.attributes.get("srclang", "")
        if walk.local(part) != "body":
            walk.pass_over()
            continue
        for member in walk.members():
            if isinstance(member, Run):
                yield Units(count, member)
                count += len(member.found)
            elif walk.local(member) == "tu":
                count += 1
                lang = member.attributes.get("srclang") or header
                key = member.attributes.get("tuid") or f"tu-{count}"
                yield Unit(key, member, lang, list(_variants(walk)))
            else:
                walk.pass_over()


def _variants(walk: Walk) -> Iterator[Variant]:
    def tell(start: Start) -> Part:
        return "text" if walk.local(start) in MARKS else "code"

    for start in walk.children():
        if walk.local(start) != "tuv":
            walk.pass_over()
            continue
        lang = lang_of(start.attributes)
        if not lang:
            raise InputError("a variant whose language is not told", walk.where(start), "give the tuv an xml:lang")
        content = None
        for child in walk.children():
            if walk.local(child) == "seg" and content is None:
                content = walk.content(child, tell)
            else:
                walk.pass_over()
        if content is None:
            raise InputError("a variant without a seg", walk.where(start), "mend the file, or what wrote it")
        yield Variant(lang, start, content)
