"""Findings made by hand, and what a report makes of them."""

from collections.abc import Sequence
from pathlib import Path

from mtqa.errors import InputError
from mtqa.model import Edit, Finding, Fix, Rule, Segment, Severity, Where
from mtqa.report import reporter
from mtqa.report.base import About, FileResult, Reporter, Silenced, Summary

TEXT = "The regulator opened a control procedure in March."


def finding(
    text: str = TEXT, start: int = 21, end: int = 40, *, rule: str = "FE201", severity: Severity = "warning",
    message: str = "Say it in English.", new: str | None = "an inspection", fingerprint: str = "f0", key: str = "L1",
    line: int = 1, side: str = "target", **more: str,
) -> Finding:  # fmt: skip
    segment = Segment(key, text, source=text if side == "source" else None, line=line, item=more.get("item", ""))
    fix = Fix((Edit(start, end, new),), "safe") if new is not None else None
    return Finding(
        rule=rule, name=more.get("name", "control-procedure"), pack="fr-en/literal", segment=segment, side=side,  # type: ignore[arg-type]
        start=start, end=end, text=text[start:end], message=message, severity=severity,
        category="accuracy/mistranslation", fix=fix, fingerprint=fingerprint, base=fingerprint,
    )  # fmt: skip


def result(
    path: str, *findings: Finding, format: str = "text", old: Sequence[Finding] = (), silenced: Sequence[Silenced] = ()
) -> FileResult:
    return FileResult(
        path, [(f.segment, [f]) for f in findings], segments=3, old=[(f.segment, [f]) for f in old], silenced=silenced,
        format=format,
    )  # fmt: skip


def rule(name: str) -> Rule:
    if not name.startswith("FE"):
        raise KeyError(name)
    return Rule(
        id=name, name="control-procedure", pack="fr-en/literal", kind="phrase", langs=("fr", "en"), severity="warning",
        category="accuracy/mistranslation", status="stable", message='Say "{suggestion}".', explain="Word for word.",
        where=Where("pack.yaml", 1, 1), options={}, links=("https://example.org/rules?a=1&b=2",),
    )  # fmt: skip


def summary(results: Sequence[FileResult], *errors: InputError) -> Summary:
    made = Summary(files=len(results), unread=len(errors), errors=errors, signature="mtqa:1|lang:fr-en", exit_code=1)
    for one in results:
        made.count(one)
    return made


def report(
    format: str, *results: FileResult, errors: Sequence[InputError] = (), compared: bool = False, color: bool = False
) -> str:  # fmt: skip
    return written(reporter(format, color=color), *results, errors=errors, compared=compared)


def written(made: Reporter, *results: FileResult, errors: Sequence[InputError] = (), compared: bool = False) -> str:
    """Run a reporter as a command does."""
    parts = [*made.start(About(rule, "mtqa:1|lang:fr-en", tuple(dict.fromkeys(r.path for r in results)), compared))]
    for one in results:
        parts += made.findings(one)
    parts += made.end(summary(results, *errors))
    return "".join(parts)


HERE = Path(__file__).parent
