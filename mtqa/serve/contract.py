"""`POST /check`: segments in, the findings of `--format jsonl` and a summary out; or JSON Lines in and out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from mtqa.load.options import nearest
from mtqa.load.rows import document_of, items_of
from mtqa.model import Document
from mtqa.report.base import Summary
from mtqa.report.jsonl import as_dict
from mtqa.report.jsontext import dumps
from mtqa.serve.asked import JSON, LINES, Answer, Asked, RefusedError
from mtqa.serve.checker import Checked, Checker
from mtqa.serve.languages import known

MOST_SEGMENTS = 20_000
MOST_FINDINGS = 50_000
PARTS = ("target", "source", "reference", "role", "system")
LANGS = ("source_lang", "target_lang")

Row = Mapping[str, Any]


def answer(asked: Asked, checker: Checker) -> Answer:
    """Check what a request sends. Raises: RefusedError."""
    by_line = asked.media == LINES
    rows, told = _lines(asked) if by_line else _whole(asked.body)
    document = _document(rows, told, checker)
    checked = checker.run(document)
    summary = Summary()
    for result in checked.results:
        summary.count(result)
    if summary.total > MOST_FINDINGS:
        raise RefusedError(
            f"{summary.total:,} findings are over the limit of {MOST_FINDINGS:,}: send less at once", 413
        )
    found = [dumps(as_dict("", f)) for r in checked.results for _, findings in r.findings for f in findings]
    if by_line:
        if checked.problems:
            raise RefusedError(f"the findings are incomplete: {checked.problems[0]}", 503)
        body = "".join(line + "\n" for line in found)
    else:
        body = f'{{"findings": [{", ".join(found)}], "summary": {dumps(_summary(summary, checked, checker))}}}\n'
    size = sum(len(row["target"]) for row in rows)
    counts = tuple(summary.severities.items())
    return Answer(200, LINES if by_line else JSON, body.encode(), summary.segments, size, counts)


def _summary(summary: Summary, checked: Checked, checker: Checker) -> Mapping[str, Any]:
    return {
        "segments": summary.segments, **{s: summary.severities[s] for s in ("error", "warning", "info")},
        "fixable": summary.safe, "fixable_unsafe": summary.unsafe, "suppressed": summary.silenced,
        "unsourced": summary.unsourced, "complete": not checked.problems, "problems": checked.problems,
        "signature": f"{checker.rules.signature}|segments:{summary.segments}",
    }  # fmt: skip


def _document(rows: Sequence[Row], told: Row, checker: Checker) -> Document:
    rules = checker.rules
    keys = [str(row["id"]) if row.get("id") is not None else str(i) for i, row in enumerate(rows)]
    roles = [row.get("role") or "body" for row in rows]
    systems = [row.get("system") or "" for row in rows]
    return document_of(
        [row["target"] for row in rows], [row.get("source") for row in rows], keys=keys,
        items=items_of(keys),
        roles=roles if any(row.get("role") for row in rows) else None,
        references=[row.get("reference") for row in rows], systems=systems if any(systems) else None,
        langs=(_lang(told, "source_lang", rules.source_lang or "fr"),
               _lang(told, "target_lang", rules.target_lang or "en")),
    )  # fmt: skip


def _lang(told: Row, name: str, default: str) -> str:
    lang = told.get(name)
    if lang is None:
        return default
    if not isinstance(lang, str) or not known(lang):
        raise RefusedError(f"{name} is no language mtqa knows: give a tag such as fr, en-GB, pt-BR")
    return lang


def _whole(body: bytes) -> tuple[list[Row], Row]:
    """Read a JSON body: its segments, and what it says of all of them."""
    told = _json(body, "the body")
    if not isinstance(told, dict):
        raise RefusedError('the body is no JSON object: send {"segments": [{"target": ..., "source": ...}]}')
    if "segments" not in told:
        _vet_names(told, ("segments", "id", *PARTS, *LANGS))
        return [_row(told, "")], told
    _vet_names(told, ("segments", *LANGS))
    rows = told["segments"]
    if not isinstance(rows, list):
        raise RefusedError("segments is no list")
    _vet_number(len(rows))
    return [_row(row, f"segments[{i}]") for i, row in enumerate(rows)], told


def _lines(asked: Asked) -> tuple[list[Row], Row]:
    """Read JSON Lines; the languages of all of them stand in the query."""
    told = dict(parse_qsl(asked.query, keep_blank_values=True))
    _vet_names(told, LANGS)
    lines = [(n, line) for n, line in enumerate(asked.body.split(b"\n"), 1) if line.strip()]
    _vet_number(len(lines))
    return [_row(_json(line, f"line {n}"), f"line {n}") for n, line in lines], told


def _json(text: bytes, where: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise RefusedError(f"{where} is nested too deeply") from error
    except ValueError as error:
        raise RefusedError(f"{where} is not JSON: {error}") from error


def _vet_names(told: Row, names: Sequence[str]) -> None:
    for name in told:
        if name not in names:
            raise RefusedError(f"there is no {name[:40]!r} here: {nearest(name[:40], names)}")


def _vet_number(number: int) -> None:
    if number > MOST_SEGMENTS:
        raise RefusedError(f"{number:,} segments are over the limit of {MOST_SEGMENTS:,}: send less at once", 413)


def _row(row: Any, where: str) -> Row:
    """Return a segment as it came, seen to hold texts where it should."""
    at = f"{where}." if where.startswith("segments") else f"{where}: " if where else ""
    if not isinstance(row, dict):
        raise RefusedError(f'{where} is no object: write {{"target": ..., "source": ...}}')
    if not isinstance(row.get("target"), str):
        raise RefusedError(f"{at}target is missing or no text")
    for part in PARTS[1:]:
        if not isinstance(row.get(part), str | None):
            raise RefusedError(f"{at}{part} is no text")
    if isinstance(row.get("id"), bool) or not isinstance(row.get("id"), str | int | None):
        raise RefusedError(f"{at}id is neither text nor a whole number")
    return row
