"""`kind: entity`: proper names and acronyms of the source that the translation changed, lost or made up.

    find: changed             # changed | acronym | unlike | misspelt | inflected | lowered | dropped | invented
    equivalents: {ONU: UN, Pékin: [Beijing, Peking]}
    but: [Disclose]           # names this rule leaves alone
    articles: [un, des]       # for lowered: after these, a word of the source that has a capital is no name

- changed: a name has no counterpart in the translation, which has another in its place ("Merkel" for Sarkozy).
- acronym: an acronym with one letter wrong ("AFT" for AFP), or another one than `equivalents` asks for.
- unlike: an acronym nobody knows the translation of stands for another.
- mangled: a name whose accented letters became others, or none ("Jnos" or "Junos" for János).
- misspelt: a name with one letter wrong ("Sarkosy" for Sarkozy).
- inflected: a name taken for a verb ("Disclosed" for Disclose).
- lowered: a name that lost its capital ("sarkozy").
- dropped: a name or acronym with no trace in the translation; the finding stands on the source.
- invented: a name of the translation with no trace in the source.

A name is a capitalised word that is no common word of its language, or one that CLDR knows as a place. Names are the
same if they are alike but for case, accents and hyphens, if they sound alike (Poutine, Putin), if CLDR pairs them
(Londres, London; Allemagne, Germany; lundi, Monday), or if `equivalents` does. Nothing is said of texts in capitals
or title case, nor of a language pair one of whose languages has no word list (see `mtqa.lang.words`) or writes its
nouns with capitals.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from mtqa.checks.capitals import Text, Word
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.misspelt import is_inflected, is_slip, lost_letters
from mtqa.checks.named import is_known_pair
from mtqa.checks.naming import Compared, compared
from mtqa.checks.tracing import is_like, nearest
from mtqa.lang.names import fold_name, is_ordinary, place_words
from mtqa.lang.words import frequency, is_word
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import TEXTS, Choice, MapOf, Report, Spec

FINDS = ("changed", "acronym", "unlike", "mangled", "misspelt", "inflected", "lowered", "dropped", "invented")
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS), "equivalents": MapOf(TEXTS), "but": TEXTS, "articles": TEXTS}
FARTHEST = 0.3
"""How far from the height of a lost name a new one may stand to be taken for it, as a share of the text."""
FREQUENT = 10_000
"""A word counted so often is the translation of a part of a name, if not a name: State, Station."""
Pair = tuple[Word, Word]


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Fold the table of counterparts."""
    if raw.get("find") not in FINDS:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    table: dict[str, list[list[str]]] = {}
    for name, others in raw.get("equivalents", {}).items():
        table.setdefault(fold_name(name), []).extend([fold_name(w) for w in other.split()] for other in others or ())
    key = blake2b(json.dumps(table, sort_keys=True).encode(), digest_size=8).hexdigest()
    but = [fold_name(name) for name in raw.get("but", ())]
    own = {"find": raw["find"], "table": table, "key": key, "but": but, "articles": raw.get("articles", [])}
    return {**own, "whole": True, "bilingual": True, "segments": True}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the names of one kind of fate."""
    if chunk.source is None or not is_known_pair(chunk.langs):
        return
    finder, table, but = _FINDERS[rule.options["find"]], rule.options["table"], {*rule.options["but"]}
    for one in compared(chunk, rule.options["key"], table, every=rule.options["find"] == "invented"):
        for name, word in finder(chunk, one, rule.options):
            if not {w.key for w in (name, word) if w is not None} & but:
                yield _hit(chunk, one.segment, name, word)


def _hit(chunk: Chunk, segment: int, name: Word | None, word: Word | None) -> Hit:
    """Put a finding on the word of the translation, or where it has none, on that of the source."""
    groups = {"name": name.text if name else "", "word": word.text if word else ""}
    if word is not None:
        return Hit(segment, *chunk.target.original(segment, word.start, word.end), groups, exact_case=True)
    assert name is not None
    assert chunk.source is not None
    return Hit(segment, *chunk.source.original(segment, name.start, name.end), groups, side="source")


Finder = Callable[[Chunk, Compared, Mapping[str, Any]], Iterator[tuple[Word | None, Word | None]]]


def _changed(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    """Pair each lost name with the new one at about the same height; one of each may stand farther apart."""
    lost = [name for name in one.lost() if not name.is_acronym]
    if not lost:
        return
    new = [w for w in one.new if not w.is_acronym and not w.first and len(w.key) > 2]
    farthest = 2 * FARTHEST if len(new) == len(lost) == 1 else FARTHEST
    for name in lost:
        if (stand_in := _in_its_place(one, name, chunk.langs[1])) is not None:
            new = [w for w in new if w != stand_in]
            yield name, stand_in
            continue
        near = nearest(new, name.start / len(one.source.plain), one.target)
        for word in sorted(near, key=lambda w: _apart(one, name, w)):
            if _fits(one, name, word, farthest):
                new.remove(word)
                yield name, word
                break


def _in_its_place(one: Compared, name: Word, lang: str) -> Word | None:
    """Return the word that stands in a name as the lost one did: "Carlos Manuel Jacob" for Carlos Manuel Rodríguez.

    An ordinary word counts too if it is not frequent, but not before the kept part of a name, where titles stand.
    """
    before, after = _beside(one.source, name, -1), _beside(one.source, name, 1)
    for word in _beside_these(one.target, {w.key for w in (before, after) if w}):
        previous, following = _beside(one.target, word, -1), _beside(one.target, word, 1)
        comes_after = before and previous and before.key == previous.key and (after is None) == (following is None)
        comes_before = after and following and after.key == following.key and word in one.new and len(word.key) > 2
        if (comes_after or comes_before) and _is_new(one, name, word) and frequency(lang, word.text) < FREQUENT:
            return word
    return None


def _beside_these(text: Text, keys: set[str]) -> Sequence[Word]:
    """Return the capitalised words of a text, in order, that stand before or after those of some keys."""
    numbers = {number + step for key in keys for number in text.numbers_of.get(key, ()) for step in (-1, 1)}
    return [text.names[number] for number in sorted(numbers) if 0 <= number < len(text.names)]


def _beside(text: Text, word: Word, step: int) -> Word | None:
    """Return the capitalised word before or after another if only a space parts them."""
    names = text.names
    at = text.number(word) + step
    if not 0 <= at < len(names):
        return None
    gap = word.start - names[at].end if step < 0 else names[at].start - word.end
    return names[at] if gap == 1 else None


def _is_new(one: Compared, name: Word, word: Word) -> bool:
    return not word.is_acronym and word.key not in one.source.keys and not is_like(name.key, word.key)


def _apart(one: Compared, name: Word, word: Word) -> float:
    """Return how far apart the two stand, as shares of the texts' lengths."""
    return abs(name.start / len(one.source.plain) - word.start / len(one.target.plain))


def _fits(one: Compared, name: Word, word: Word, farthest: float) -> bool:
    """Tell whether the two may be one by their places and the names beside them: a first name more is no change."""
    ours, theirs = _run(one.source, name), _run(one.target, word)
    if not ours.isdisjoint(theirs):
        return True
    if abs(len(ours) - len(theirs)) > 1:  # a name that is translated: Jihočeská, South Bohemia Library
        return False
    return _apart(one, name, word) < farthest and not (_stays(ours, one.target) or _stays(theirs, one.source))


def _stays(run: set[str], other: Text) -> bool:
    return any(key in other.numbers_of for key in run)


def _run(text: Text, name: Word) -> set[str]:
    """Return the keys of the capitalised words that stand side by side with one."""
    names = text.names
    first = last = text.number(name)
    while first and names[first].start - names[first - 1].end == 1:
        first -= 1
    while last + 1 < len(names) and names[last + 1].start - names[last].end == 1:
        last += 1
    return {w.key for w in names[first : last + 1]}


def _acronym(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    lost = [name for name in one.lost() if name.is_acronym]
    new = [w for w in one.new if w.is_acronym] if lost else ()
    for name in lost:
        for word in new:
            if name.key in options["table"] or _one_letter_off(name.text, word.text):
                if not _is_spelled_out(word, one.target.plain):
                    yield name, word
                break


def _is_spelled_out(acronym: Word, text: str) -> bool:
    """Tell whether the words before an acronym in brackets begin with its letters: it was made anew for them."""
    before = text[: acronym.start].rstrip()
    if not before.endswith("("):
        return False
    initials = [word[0] for word in fold_name(before.replace("-", " ")).split()[-len(acronym.key) - 2 :]]
    letters = iter(initials)
    return all(letter in letters for letter in acronym.key.removesuffix("s"))


def _one_letter_off(one: str, other: str) -> bool:
    return len(one) == len(other) > 2 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _unlike(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    lost = [name for name in one.lost() if name.is_acronym]
    new = [w for w in one.new if w.is_acronym] if lost else ()
    for name in lost:
        if name.key in options["table"] or not new or _one_letter_off(name.text, new[0].text):
            continue
        if sorted(name.key) != sorted(new[0].key):  # another order is a translation: ADN, DNA
            yield name, new[0]


def _mangled(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    for name, word in _nearly(chunk, one):
        if lost_letters(name.text, word.text):
            yield name, word


def _misspelt(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    for name, word in _nearly(chunk, one):
        if is_slip(name.key, word.key) and not lost_letters(name.text, word.text):
            yield name, word


def _nearly(chunk: Chunk, one: Compared) -> Iterator[Pair]:
    """Yield names that were kept but for some letters, and are not spelt as the translation's language has them."""
    for trace in one.traces:
        if trace.how == "alike" and trace.word is not None and not _is_known(chunk, trace.word):
            yield trace.name, trace.word


def _is_known(chunk: Chunk, word: Word) -> bool:
    """Tell whether a name is spelt as the translation's language has it."""
    source, target = chunk.langs
    return word.key in place_words(target, source) or is_word(target, word.text)


def _inflected(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    for trace in one.traces:
        name, word = trace.name, trace.word
        if word is None or name.first or not is_ordinary(chunk.langs[1], name.text):
            continue
        if is_inflected(name.key, word.key):
            yield name, word


def _lowered(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield names without their capital; a foreign word that French gives one ("un Smartphone") is no name."""
    source, target = chunk.langs
    for trace in one.traces:
        name, word = trace.name, trace.word
        if trace.how != "lowered" or word is None or name.first or len(name.key) < 4 or not name.text[1:].islower():
            continue
        foreign = is_word(target, word.text) or _follows_article(name, one.source, options["articles"])
        if name.key in place_words(source, target) or not foreign or _beside_its_like(chunk, one, name, word):
            yield name, word


def _beside_its_like(chunk: Chunk, one: Compared, name: Word, word: Word) -> bool:
    """Tell whether a rare word stands beside a name that the source's name stands beside: "Barack obama"."""
    if is_ordinary(chunk.langs[1], word.text):
        return False
    text, run = one.target.plain, _run(one.source, name)
    beside = (w for w in one.target.names if word.start - w.end == 1 or w.start - word.end == 1)
    return any(w.key in run and text[min(w.end, word.end)] == " " for w in beside)


def _follows_article(name: Word, text: Text, articles: Sequence[str]) -> bool:
    """Tell whether an article of many, or a hyphen, stands before a word."""
    before = text.plain[: name.start]
    return before.endswith("-") or before.rstrip().rpartition(" ")[2].lower() in articles


def _dropped(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[tuple[Word, None]]:
    lost = [name for name in one.lost() if not name.first]
    if lost and not one.new:
        yield from ((name, None) for name in lost)


def _invented(chunk: Chunk, one: Compared, options: Mapping[str, Any]) -> Iterator[tuple[None, Word]]:
    if not any(True for _ in one.lost()):
        yield from ((None, word) for word in one.new if not word.first)


_FINDERS: Mapping[str, Finder] = {
    "changed": _changed,
    "acronym": _acronym,
    "unlike": _unlike,
    "mangled": _mangled,
    "misspelt": _misspelt,
    "inflected": _inflected,
    "lowered": _lowered,
    "dropped": _dropped,
    "invented": _invented,
}
