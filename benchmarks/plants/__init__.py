"""Errors to plant in a good translation: one small function an error, all in the table KINDS.

Each takes a segment, a seeded random source and the pool of all segments, and returns a Plant, or None where the
segment does not lend itself to it. It must be an error for sure: numbers and names are changed only where the source
has the very same, and never to something else the source has.
"""

from plants import amounts, form, terms, values
from plants.base import Plant, Planter, Pool, Segment

__all__ = ["EXPECTED", "KINDS", "Plant", "Planter", "Pool", "Segment"]

EXPECTED = {  # the group of a kind: the rules that ought to find it, by the beginning of their ids
    "number": ("AC1",),
    "entity": ("AC2",),
    "untranslated": ("AC3",),
    "length": ("AC4",),
    "repetition": ("AC5",),
    "polarity": ("AC6",),
    "form": ("AC7",),
    "consistency": ("AC80", "AC81", "AC82", "AC83", "AC84"),
    "terms": ("AC85", "AC86", "AC87", "AC88", "AC89"),
}


KINDS: dict[str, Planter] = {
    "number/digit": values.digit,
    "number/swapped": values.swapped,
    "number/shifted": values.shifted,
    "number/replaced": values.replaced,
    "number/word": values.from_list(values.EN_NUMBERS, values.FR_NUMBERS),
    "number/million": values.million,
    "number/unit": values.exchanged(values.UNITS, r"[\d\s] "),
    "number/currency": values.exchanged(values.MONEY, " "),
    "number/month": values.from_list(values.EN_MONTHS, values.FR_MONTHS),
    "number/weekday": values.from_list(values.EN_DAYS, values.FR_DAYS),
    "entity/replaced": values.name_changed(values.other_name),
    "entity/misspelt": values.name_changed(values.misspell),
    "entity/lower-case": values.name_changed(values.lower_name),
    "entity/dropped": values.name_dropped,
    "entity/acronym": values.acronym,
    "entity/exact": values.exact,
    "untranslated/segment": amounts.left_as_is,
    "untranslated/clause": amounts.clause,
    "untranslated/run": amounts.run,
    "untranslated/word": amounts.french_word,
    "untranslated/foreign": amounts.foreign,
    "length/empty": amounts.empty,
    "length/sentence dropped": amounts.sentence_dropped,
    "length/one of two dropped": amounts.joined_dropped(2),
    "length/one of four dropped": amounts.joined_dropped(4),
    "length/half": amounts.cut,
    "length/sentence added": amounts.sentence_added,
    "length/another": amounts.another,
    "length/model talk": amounts.talk,
    "repetition/word": amounts.doubled(1, 1),
    "repetition/phrase": amounts.doubled(2, 3),
    "repetition/loop": amounts.loop,
    "repetition/sentence": amounts.sentence_twice,
    "polarity/question lost": form.end_mark("?", "."),
    "polarity/question gained": form.end_mark(".", "?"),
    "polarity/negation lost": form.negation_removed,
    "polarity/negation gained": form.negation_added,
    "form/first letter": form.rewritten(form.lower_first),
    "form/lower-case": form.rewritten(str.lower),
    "form/upper-case": form.rewritten(str.upper),
    "form/stop lost": form.end_mark(".", ""),
    "form/stop doubled": form.end_mark(".", ".."),
    "form/tokenised": form.rewritten(form.tokenised),
    "form/double space": form.gap_doubled,
    "form/bracket lost": form.one_lost("()"),
    "form/quotation mark lost": form.one_lost('"“”'),
    "consistency/repeated": form.repeated_otherwise,
    "consistency/name": form.name_otherwise,
    "terms/replaced": terms.wrong_term,
}
