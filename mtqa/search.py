"""Look for the literals of all rules at once; only where one stands is a rule looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mtqa.checks.chunk import AFTER_DIGIT, BEGINS, ENDS, Chunk, Found, Owner
from mtqa.checks.marks import IN_WORD, SOUGHT
from mtqa.checks.side import starts_of
from mtqa.checks.tokens import Reader, Words, folded_words
from mtqa.fold import SEPARATOR, fold
from mtqa.lang import speaks
from mtqa.owners import BOTH, MOST, Hits, LaidOut, Owners, Plan, alone, keys_of, one_by_one
from mtqa.packs.compiled import at_hand, joined

if TYPE_CHECKING:
    from mtqa.checks.bulk.grams import Grams
    from mtqa.checks.bulk.handing import Handing

_DIGITS = frozenset(b"0123456789")
SMALL = 4096
"""Units: characters of text up to which each literal is looked for by itself: an automaton costs more to make."""


class Search:
    """The literals of rules, looked for all at once; rules of `always` look for themselves.

    Literals that are a word are looked up among the words of a text, the others by an automaton, and from the first
    large text on by arrays. All of these are made when there is enough text for them.
    """

    __slots__ = (
        "_automaton", "_grams", "_handing", "_langs", "_owners", "_plan", "_reader", "_seen", "_sources", "_words",
        "always",
    )  # fmt: skip

    def __init__(self, plan: Plan, always: Sequence[int], langs: tuple[str, str], *, sources: bool) -> None:
        self._plan = plan
        self._sources = sources
        self._langs = langs
        self.always = always
        self._automaton: Any = None
        self._grams: Grams | None = None
        self._handing: Handing | None = None
        self._reader: Reader | None = None
        self._owners: Owners = {}
        self._words: Mapping[bytes, Sequence[Owner]] = {}
        self._seen = 0

    def scan(self, chunk: Chunk) -> Mapping[int, Sequence[Found]]:
        """Return what of each rule stands where in the targets; offsets are those of each segment's plain view.

        Where the plain view of a segment may differ from it in length, the segment is scanned as it is as well.
        """
        found: dict[int, list[Found]] = defaultdict(list)
        side = chunk.target
        if not self._plan or not side.texts:
            return found
        if chunk.is_large and not self._grams:
            self._make(side.folded)
        many = self._lane(found, side.folded, side.starts, range(len(side.texts)))
        if self._reader:
            words = folded_words(chunk, self._reader)
            self._look_up(found, words, side.folded, side.starts, range(len(side.texts)))
        if odd := sorted(side.odd):
            texts = [side.texts[i].replace(SEPARATOR, "\x00") for i in odd]
            folded, starts = fold(SEPARATOR.join(texts)), starts_of(texts)
            for number, spots in self._lane(found, folded, starts, odd, raw=True).items():
                found[number] += spots
            if self._reader:
                self._look_up(found, self._reader.read(folded), folded, starts, odd, raw=True)
        return {
            **found,
            **{number: [*spots, *found[number]] if number in found else spots for number, spots in many.items()},
        }

    def _lane(
        self, found: dict[int, list[Found]], folded: bytes, starts: Sequence[int], numbers: Sequence[int],
        *, raw: bool = False,
    ) -> Mapping[int, Sequence[Found]]:  # fmt: skip
        """Scan texts and add each hit, by its segment, to `found`; or return them all where arrays find them.

        Phrases do not read raw texts.
        """
        text = folded + b" "
        if self._grams and self._handing:
            return self._handing.hand_out(text, self._grams.find(text), numbers, raw=raw)
        owners, hits = self._hits(text)
        last = begin = segment = at = 0
        for literal, start, looked_at in hits:
            for number, index, edge, is_phrase, rest in owners[literal]:
                if rest and not text.startswith(rest, start):
                    continue
                end = start + len(rest) if rest else looked_at
                if edge and (
                    (edge & BEGINS and text[start - 1] in IN_WORD)
                    or (edge & ENDS and text[end] in IN_WORD)
                    or (edge & AFTER_DIGIT and text[start - 1] not in _DIGITS)
                ):
                    continue
                if raw and is_phrase:
                    continue
                if not begin <= start < last:
                    at = bisect_right(starts, start) - 1
                    segment, begin, last = numbers[at], starts[at], starts[at + 1]
                found[number].append((segment, start - begin, end - begin, index))
        return {}

    def _look_up(
        self, found: dict[int, list[Found]], words: Words, folded: bytes, starts: Sequence[int],
        numbers: Sequence[int], *, raw: bool = False,
    ) -> None:  # fmt: skip
        """Find the words that are literals, and where each of them stands in its segment."""
        places = list(words.places(SOUGHT))
        previous = after = -1
        for place, at in zip(places, words.segments(places), strict=True):
            if at != previous:
                previous, after = at, starts[at]
            for piece in words.pieces[words.words[place]]:
                start = _next_word(folded, piece, after)
                after = start + 1
                spot = numbers[at], start - starts[at], start - starts[at] + len(piece)
                for number, index, _, is_phrase, _ in self._words[piece]:
                    if not (raw and is_phrase):
                        found[number].append((*spot, index))

    def _hits(self, text: bytes) -> Hits:
        """Return the literals that stand in a text."""
        self._seen += len(text)
        if self._automaton is None:
            if self._seen <= SMALL:
                return one_by_one(self._plan, text.decode("latin-1"))
            self._make()
        return self._owners, self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _make(self, large: bytes = b"") -> None:
        """Make what looks for literals, for a large text or for others, and what reads words."""
        singles = {at: numbers for at, (_, row) in enumerate(self._plan) if (numbers := alone(row))}
        self._words = self._lay_out_words(singles)
        self._reader = Reader(self._langs, self._words, strays=self._sources)
        if large:
            from mtqa.checks.bulk.grams import Grams
            from mtqa.checks.bulk.handing import Handing
            from mtqa.checks.bulk.keys import Keys

            keys = Keys([joined(at_hand(row)["literals"]) for _, row in self._plan], singles, MOST)
            self._owners = LaidOut(self._plan, keys.key)
            self._grams, self._handing = Grams(keys.known, large), Handing(self._owners, len(keys))
            self._automaton = None
            return
        import ahocorasick_rs as aho

        parts = keys_of(self._plan, singles)
        self._owners = LaidOut(self._plan, list(parts.items()).__getitem__)
        self._automaton = aho.BytesAhoCorasick(
            [key.encode("latin-1") for key in parts],
            matchkind=aho.MatchKind.Standard,
            implementation=aho.Implementation.ContiguousNFA,
        )

    def _lay_out_words(self, singles: Mapping[int, Collection[int]]) -> Mapping[bytes, Sequence[Owner]]:
        """Return who owns the literals that are words."""
        words: dict[bytes, list[Owner]] = {}
        for at, numbers in singles.items():
            number, row = self._plan[at]
            for index in numbers:
                owner = number, index, BOTH, row["kind"] == "phrase", b""
                words.setdefault(row["options"]["literals"][index].encode("latin-1"), []).append(owner)
        return words


def _next_word(folded: bytes, word: bytes, at: int) -> int:
    """Return where a word that stands there next begins."""
    while True:
        at = folded.index(word, at)
        end = at + len(word)
        if (at == 0 or folded[at - 1] not in IN_WORD) and (end == len(folded) or folded[end] not in IN_WORD):
            return at
        at += 1


def _is_silent(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule says nothing where there is no source."""
    rule = options.get("source")
    conditions = [matcher.get("source") or rule for matcher in (*options.get("any", ()), *options.get("all", ()))] or [
        rule
    ]
    return all(condition and condition["missing"] == "skip" for condition in conditions)


def needs_source(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule is silent where a text has no source."""
    known = options.get("quiet")
    return bool(known or options.get("bilingual") or (known is None and _is_silent(options)))


def runs(row: Mapping[str, Any], *, sources: bool, langs: tuple[str, str]) -> bool:
    """Tell whether a rule has anything to say of texts in these languages, with sources or without."""
    source, target = row["langs"]
    if not (speaks(source, langs[0]) and speaks(target, langs[1])):
        return False
    return sources or not needs_source(at_hand(row))


def build(rows: Sequence[Mapping[str, Any]], *, sources: bool, langs: tuple[str, str] = ("any", "any")) -> Search:
    """Choose the rules for a pair of languages; without sources, those that are not silent then."""
    plan: list[tuple[int, Mapping[str, Any]]] = []
    always: list[int] = []
    for number, row in enumerate(rows):
        if not runs(row, sources=sources, langs=langs):
            continue
        options = at_hand(row)
        if options.get("whole") or options.get("scan") or options.get("recurs"):
            always.append(number)
        elif options["literals"]:
            plan.append((number, row))
    return Search(plan, always, langs, sources=sources)
