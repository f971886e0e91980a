"""`/v2/check`: LanguageTool's parameters read as it reads them, and its answer.

Its errors are told in its words, for clients show them. Parameters of which mtqa knows nothing are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import mtqa
from mtqa.lang import primary
from mtqa.load.rows import document_of
from mtqa.load.text import spans_of
from mtqa.model import Finding
from mtqa.report.jsontext import exchanged
from mtqa.serve import languages
from mtqa.serve.annotated import Annotated, of_json
from mtqa.serve.asked import JSON, Answer, Asked, RefusedError
from mtqa.serve.categories import own, within
from mtqa.serve.checker import Checked, Checker
from mtqa.serve.languages import Language
from mtqa.serve.matches import Matches

MOST_MATCHES = 10_000
MOST_PARAMETERS = 100
SOFTWARE = {
    "name": "mtqa", "version": mtqa.__version__, "buildDate": "", "apiVersion": 1, "premium": False, "status": "",
}  # fmt: skip

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules a client wants: ids or names, and categories. `only` those enabled; `picky`: trials as well."""

    enabled: Sequence[str]
    disabled: Sequence[str]
    enabled_categories: Sequence[str]
    disabled_categories: Sequence[str]
    only: bool
    picky: bool

    @property
    def every(self) -> bool:
        """Tell whether rules are asked for that are not on by themselves."""
        return bool(self.picky or self.enabled or self.enabled_categories)

    def has(self, finding: Finding, on: frozenset[str]) -> bool:
        """Tell whether a finding is wanted, given the rules that are on by themselves."""
        names = {finding.rule, finding.name}
        named = not names.isdisjoint(self.enabled) or within(finding.category, self.enabled_categories)
        if self.only or not names.isdisjoint(self.disabled) or within(finding.category, self.disabled_categories):
            return named
        return named or self.picky or finding.rule in on


def answer(asked: Asked, checker: Checker) -> Answer:
    """Check the text of a request. Raises: RefusedError."""
    told = parameters(asked)
    text = _text(told)
    _vet(told)
    wanted = _wanted(told)
    used, found, sure = _language(text.plain, told, checker)
    spans = [(start, end) for start, end, _ in spans_of(text.plain)]
    document = document_of(
        [text.plain[start:end] for start, end in spans],
        langs=(checker.source_for(told.get("motherTongue", "")), used.tag),
    )
    checked = checker.run(document, every=wanted.every)
    findings = [
        f for r in checked.results for _, each in r.findings for f in each if wanted.has(f, checker.rules.on)
    ]  # fmt: skip
    matches = list(Matches(text, spans, used.code, checker).of(findings[:MOST_MATCHES]))
    body = {
        "software": SOFTWARE,
        "warnings": _warnings(checked, len(findings)),
        "language": {
            "name": used.name, "code": used.tag,
            "detectedLanguage": {
                "name": found.name, "code": found.tag, "confidence": sure,
                "source": "guessed" if told["language"] == "auto" else "given",
            },
        },
        "matches": matches,
    }  # fmt: skip
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    return Answer(200, JSON, exchanged(body).encode(), len(spans), len(text.plain), tuple(counts.items()))


def parameters(asked: Asked) -> Parameters:
    """Read the parameters of an address and a form, of which the form's count. Raises: RefusedError."""
    if asked.media == "multipart/form-data":
        raise RefusedError("multipart/form-data is not read, send application/x-www-form-urlencoded")
    told: dict[str, str] = {}
    for form in (asked.query, asked.body.decode("utf-8", "replace")):
        try:
            told |= parse_qsl(form, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        except ValueError as error:
            raise RefusedError(f"more than {MOST_PARAMETERS} parameters") from error
    return told


def _text(told: Parameters) -> Annotated:
    if "text" in told and "data" in told:
        raise RefusedError("Set only 'text' or 'data' parameter, not both")
    if "text" in told:
        return Annotated.of([(told["text"], told["text"])])
    if "data" not in told:
        raise RefusedError("Missing 'text' or 'data' parameter")
    try:
        data = json.loads(told["data"])
    except (ValueError, RecursionError) as error:
        raise RefusedError("Could not parse JSON from 'data' parameter") from error
    return of_json(data)


def _vet(told: Parameters) -> None:
    """Refuse what LanguageTool refuses."""
    if not told.get("language"):
        raise RefusedError(
            "Missing 'language' parameter, e.g. 'language=en-US' for American English or 'language=fr' for French"
        )
    for old, new in (("enabled", "enabledRules"), ("disabled", "disabledRules")):
        if old in told:
            raise RefusedError(f"You specified '{old}' but the parameter is now called '{new}' in v2 of the API")
    if "preferredVariants" in told and told["language"] != "auto":
        raise RefusedError("You specified 'preferredVariants' but you didn't specify 'language=auto'")


def _wanted(told: Parameters) -> Wanted:
    enabled, disabled = _list(told, "enabledRules"), _list(told, "disabledRules")
    categories, without = own(_list(told, "enabledCategories")), own(_list(told, "disabledCategories"))
    only = told.get("enabledOnly") in ("true", "yes")
    if only and (disabled or without):
        raise RefusedError("You cannot specify disabled rules or categories using enabledOnly=true")
    if only and not (enabled or categories):
        raise RefusedError("You must specify enabled rules or categories when using enabledOnly=true")
    return Wanted(enabled, disabled, categories, without, only, told.get("level") == "picky")


def _list(told: Parameters, name: str) -> list[str]:
    return [part.strip() for part in told.get(name, "").split(",") if part.strip()]


def _language(text: str, told: Parameters, checker: Checker) -> tuple[Language, Language, float]:
    """Return the language a text is checked as, the one it is in, and how sure that is."""
    codes = languages.served(checker.rules.ruleset, checker.rules.target_lang)
    if told["language"] == "auto":
        found, sure = languages.guess(text, codes, _variants(told), checker.rules.target_lang or "en")
        return found, found, sure
    try:
        given = languages.language(told["language"])
    except KeyError:
        given = None
    if given is None or given.code not in codes:
        raise RefusedError(
            f"'{told['language'][:40]}' is not a language code known to mtqa. Supported language codes are:"
            f" {', '.join(codes)}. The list of languages is at /v2/languages"
        )
    return given, given, 1.0


def _variants(told: Parameters) -> list[str]:
    variants = _list(told, "preferredVariants")
    for variant in variants:
        if "-" not in variant:
            raise RefusedError(
                f"Invalid format for 'preferredVariants', expected a dash as in 'en-GB': '{variant[:40]}'"
            )
        if not languages.known(variant) or languages.language(variant).tag == primary(variant):
            raise RefusedError(f"Invalid 'preferredVariants', no such language/variant found: '{variant[:40]}'")
    return variants


def _warnings(checked: Checked, found: int) -> dict[str, bool | str]:
    """Tell whether, and why, there may be more to find."""
    reasons = list(checked.problems)
    if found > MOST_MATCHES:
        reasons.append(f"{found:,} matches, of which the first {MOST_MATCHES:,} are told")
    return {"incompleteResults": bool(reasons), **({"incompleteResultsReason": "; ".join(reasons)} if reasons else {})}
