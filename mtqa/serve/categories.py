"""What mtqa's categories are called by LanguageTool and by ITS 2.0, whose issue types LanguageTool uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ISSUES: Mapping[str, str] = {
    "accuracy": "mistranslation",
    "accuracy/addition": "addition",
    "accuracy/do-not-translate": "terminology",
    "accuracy/mistranslation/number": "numbers",
    "accuracy/mistranslation/unit": "numbers",
    "accuracy/omission": "omission",
    "accuracy/untranslated": "untranslated",
    "fluency": "grammar",
    "fluency/duplication": "duplication",
    "fluency/non-word": "misspelling",
    "fluency/punctuation": "typographical",
    "fluency/spelling": "misspelling",
    "fluency/style": "style",
    "fluency/typography": "typographical",
    "junk": "other",
    "junk/encoding": "characters",
    "junk/markup": "markup",
    "locale-convention": "locale-violation",
    "locale-convention/punctuation": "typographical",
    "locale-convention/typography": "typographical",
    "style": "style",
    "style/register": "register",
    "terminology": "terminology",
    "terminology/inconsistent": "inconsistency",
}
"""ITS issue types by category; the longest beginning counts. Source: www.w3.org/TR/its20, 8.10.3."""
THEIRS: Mapping[str, tuple[str, ...]] = {
    "CASING": ("fluency/spelling/capitalization", "locale-convention/capitalization"),
    "FALSE_FRIENDS": ("accuracy/mistranslation/false-friend",),
    "GRAMMAR": ("fluency/grammar",),
    "PUNCTUATION": ("fluency/punctuation", "locale-convention/punctuation"),
    "REDUNDANCY": ("style/redundancy", "style/wordiness"),
    "REPETITIONS": ("fluency/duplication",),
    "STYLE": ("style", "fluency/style"),
    "TYPOGRAPHY": ("locale-convention/typography", "fluency/typography"),
    "TYPOS": ("fluency/spelling", "fluency/non-word"),
}
"""LanguageTool's categories that have a like among mtqa's."""


def issue(category: str) -> str:
    """Return the issue type of a category."""
    while category not in ISSUES and "/" in category:
        category = category.rpartition("/")[0]
    return ISSUES.get(category, "uncategorized")


def title(category: str) -> str:
    """Return a category in words."""
    head, _, rest = category.partition("/")
    words = head.replace("-", " ").capitalize()
    return f"{words}: {rest.replace('/', ', ').replace('-', ' ')}" if rest else words


def own(names: Iterable[str]) -> list[str]:
    """Return mtqa's categories for names of its own or of LanguageTool's."""
    return [category for name in names for category in THEIRS.get(name, (name,))]


def within(category: str, names: Iterable[str]) -> bool:
    """Tell whether a category is one of those named, or in one."""
    return any(category == name or category.startswith(f"{name}/") for name in names)
