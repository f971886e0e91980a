"""Scores as a text for the terminal, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mtqa.packs import Row
from mtqa.study.score import Scores, Tally

_HEAD = ("hits", "human", "lift", "used", "win", "loss", "tie", "native")
MEANING = {
    "hits": "findings on the machine translation",
    "human": "findings on the human references of the same segments",
    "lift": "findings per word of machine translation over findings per word of its references",
    "used": "findings whose very words the reference has as well",
    "win, loss, tie": "fixes that bring the segment nearer to the reference, further from it or neither (chrF2)",
    "native": "errors and warnings on native text, and the notes of severity info after a +",
}


def as_text(scores: Scores) -> Iterator[str]:
    """Yield lines for a terminal: totals, packs, rules by hits."""
    yield from _totals(scores)
    width = max((len(_label(row)) for row in scores.rows), default=10)
    for label, tally, told in _lines(scores):
        if label is None:
            yield ""
            yield f"{told:<{width}} " + "".join(f"{name:>8}" for name in _HEAD)
        else:
            yield (
                f"{label:<{width}} " + "".join(f"{cell:>8}" for cell in _cells(scores, tally)) + f"  {told}"
            ).rstrip()


def as_markdown(scores: Scores) -> Iterator[str]:
    """Yield Markdown: totals, a table of packs and one of rules."""
    yield from (f"- {line}" for line in _totals(scores))
    yield ""
    yield from (f"- **{name}**: {told}" for name, told in MEANING.items())
    for label, tally, told in _lines(scores):
        if label is None:
            yield ""
            yield f"| {told} | " + " | ".join(_HEAD) + " | |"
            yield "| --- |" + " ---: |" * len(_HEAD) + " --- |"
        else:
            yield f"| {label} | " + " | ".join(_cells(scores, tally)) + f" | {told} |"


def as_json(scores: Scores) -> Iterator[str]:
    """Yield one JSON object: totals, `packs` by name, `rules` by id."""

    def figures(tally: Tally) -> dict[str, Any]:
        lift = scores.lift(tally)
        counts = {name: getattr(tally, name) for name in Tally.__slots__}
        return counts | {"lift": None if lift is None else round(lift, 2)}

    yield json.dumps(
        {
            "signature": scores.signature,
            "segments": scores.segments,
            "words": {"mt": scores.words_mt, "human": scores.words_human, "native": scores.words_native},
            "total": figures(scores.total()),
            "corpus": {
                name: dict(zip(("as_is", "safe", "all"), (round(v, 3) for v in values), strict=True))
                for name, values in scores.corpus.items()
            },
            "signatures": scores.signatures,
            "packs": {pack: figures(scores.total(pack)) for pack in _packs(scores)},
            "rules": {
                row["id"]: {
                    "name": row["name"], "pack": row["pack"], "status": row["status"], "severity": row["severity"],
                    "safety": (row["fix"] or {}).get("safety"), **figures(scores.rules[row["id"]]),
                    "advice": scores.advice(row),
                }
                for row in scores.rows
            },
        },
        ensure_ascii=False,
        indent=1,
    )  # fmt: skip


FORMATS: Mapping[str, Callable[[Scores], Iterator[str]]] = {
    "text": as_text, "markdown": as_markdown, "json": as_json,
}  # fmt: skip


def _totals(scores: Scores) -> Iterator[str]:
    total = scores.total()
    yield f"{scores.segments:,} segments, {scores.words_mt:,} words of MT, {scores.words_human:,} of references"
    density = f"findings per 1,000 words: MT {_rate(total.hits, scores.words_mt)}"
    if scores.words_human:
        density += f", references {_rate(total.human, scores.words_human)}, lift {_lift(scores, total)}"
    if scores.words_native:
        both = total.native + total.native_info
        density += (
            f"; native text {_rate(total.native, scores.words_native)} errors and warnings,"
            f" {_rate(both, scores.words_native)} with info ({scores.words_native:,} words)"
        )
    yield density
    yield (
        f"fixes: {total.win} win, {total.loss} loss, {total.tie} tie;"
        f" the reference has the flagged words in {total.used} of {total.hits} findings"
    )
    for name, (as_is, safe, every) in scores.corpus.items():
        yield f"{name}: as is {as_is:.3f}, safe fixes {safe:.3f}, all fixes {every:.3f} ({scores.signatures[name]})"


def _rate(count: int, words: int) -> str:
    return f"{1000 * count / max(words, 1):.3f}"


def _lift(scores: Scores, tally: Tally) -> str:
    lift = scores.lift(tally)
    return "" if lift is None or not (tally.hits or tally.human) else f"{lift:.1f}"


def _packs(scores: Scores) -> list[str]:
    return list(dict.fromkeys(row["pack"] for row in scores.rows))


def _label(row: Row) -> str:
    return f"{row['id']} {row['name']}"


def _lines(scores: Scores) -> Iterator[tuple[str | None, Tally, str]]:
    """Yield label, counts and remark of each line; a label of None begins a table named by the remark."""
    yield None, Tally(), "pack"
    for pack in _packs(scores):
        yield pack, scores.total(pack), ""
    yield "all", scores.total(), ""
    yield None, Tally(), "rule"
    for row in sorted(scores.rows, key=lambda r: (-scores.rules[r["id"]].hits, r["id"])):
        tally = scores.rules[row["id"]]
        if any(getattr(tally, name) for name in Tally.__slots__):
            status = "" if row["status"] == "stable" else f"({row['status']})"
            yield _label(row), tally, "; ".join(t for t in (status, scores.advice(row)) if t)
    silent = [r["id"] for r in scores.rows if not any(getattr(scores.rules[r["id"]], n) for n in Tally.__slots__)]
    if silent:
        yield f"{len(silent)} rules", Tally(), "found nothing anywhere"


def _cells(scores: Scores, tally: Tally) -> Sequence[str]:
    native = f"{tally.native}" + (f"+{tally.native_info}" if tally.native_info else "")
    plain = [str(getattr(tally, name)) for name in ("used", "win", "loss", "tie")]
    return [str(tally.hits), str(tally.human), _lift(scores, tally), *plain, native]
