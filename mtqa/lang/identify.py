"""Which language a text is in, as lingua says where it is installed (the extra `detect`), else langdetect.

Both answer the same each time: lingua draws nothing by chance, and langdetect is seeded. Only the languages asked for
are loaded, as all would take a second, and of lingua's models those of three letters: the others would take 180 MB and
0.8 s, and tell the texts that are asked about no better. A text of few letters is never guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple

from mtqa.lang import encodable

LEAST_LETTERS = 25
"""In shorter texts names and loanwords outweigh the language."""
Detector = Literal["best", "lingua", "langdetect"]
_CERTAIN = {"lingua": 0.95, "langdetect": 0.7}
"""How sure a detector must be to be believed."""

_NEIGHBOURS = {
    "fr": "es it pt",
    "es": "pt it ca fr",
    "it": "es fr pt",
    "pt": "es it fr",
    "de": "nl en da",
    "nl": "de en af",
    "en": "de nl es it pt",
    "ca": "es fr it",
    "da": "no sv de",
    "sv": "da no de",
    "no": "da sv de",
    "cs": "sk pl",
    "sk": "cs pl",
    "pl": "cs sk",
    "ru": "uk bg",
    "uk": "ru bg",
    "ro": "it fr es",
}
_TWINS = {"zh": "zh-cn", "nb": "no", "nn": "no"}
"""Names langdetect has for a language."""


class Guess(NamedTuple):
    """A language with how sure the detector is, from 0 to 1, and which detector it was."""

    lang: str
    sure: float
    by: str

    @property
    def certain(self) -> bool:
        """Whether this is to be believed."""
        return self.sure >= _CERTAIN[self.by]


def detector_of(wanted: Detector = "best") -> str:
    """Name the detector in use, "" if the wanted one is not installed."""
    names = ("lingua", "langdetect") if wanted == "best" else (wanted,)
    return next((name for name in names if find_spec(name)), "")


def candidates(source: str, target: str) -> tuple[str, ...]:
    """Return the languages worth telling apart for a pair: the two and their neighbours."""
    near = f"{source} {target} {_NEIGHBOURS.get(source, '')} {_NEIGHBOURS.get(target, '')}"
    return tuple(sorted(set(near.split())))


def identify(text: str, langs: Sequence[str], wanted: Detector = "best") -> Guess | None:
    """Return which of `langs` a text is in, None for a short text or where it cannot be told."""
    if sum(map(str.isalpha, text)) < LEAST_LETTERS:
        return None
    name = detector_of(wanted)
    return _ASK[name](text, tuple(langs)) if name else None


def _by_langdetect(text: str, langs: tuple[str, ...]) -> Guess | None:
    factory = _factory(langs)
    if factory is None:
        return None
    from langdetect.lang_detect_exception import LangDetectException

    detector = factory.create()
    detector.append(text)
    try:
        best = detector.get_probabilities()
    except LangDetectException:  # no letters it knows
        return None
    return Guess(best[0].lang.split("-")[0], best[0].prob, "langdetect") if best else None


@cache
def _factory(langs: tuple[str, ...]) -> Any:
    """Load the profiles of some languages; None if there are fewer than two."""
    from pathlib import Path

    import langdetect
    from langdetect.detector_factory import DetectorFactory

    folder = Path(langdetect.__file__).parent / "profiles"
    names = {_TWINS.get(lang, lang) for lang in langs}
    profiles = [(folder / name).read_text("utf-8") for name in sorted(names) if (folder / name).is_file()]
    if len(profiles) < 2:
        return None
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile(profiles)
    return factory


def _by_lingua(text: str, langs: tuple[str, ...]) -> Guess | None:
    detector = _lingua(langs)
    best = detector.compute_language_confidence_values(encodable(text)) if detector else ()
    return Guess(_code(best[0].language), best[0].value, "lingua") if best and best[0].value > 0 else None


@cache
def _lingua(langs: tuple[str, ...]) -> Any:
    """Build lingua's detector for some languages; None if it knows fewer than two."""
    from lingua import Language, LanguageDetectorBuilder

    known = [language for language in sorted(Language.all(), key=_code) if _code(language) in langs]
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build() if len(known) > 1 else None


def _code(language: Any) -> str:
    code: str = language.iso_code_639_1.name.lower()
    return "no" if code == "nb" else code


_ASK = {"lingua": _by_lingua, "langdetect": _by_langdetect}
