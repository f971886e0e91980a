"""Proposals as a text for the terminal, JSON, or a draft pack."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import regex

from mtqa.report.safe import visible
from mtqa.study.mine import Proposal

_BARE = regex.compile(r"[A-Za-z][A-Za-z0-9/-]*(?: [A-Za-z0-9/-]+)*")
Writer = Callable[[Sequence[Proposal], tuple[str, str]], Iterator[str]]


def as_text(proposals: Sequence[Proposal], langs: tuple[str, str]) -> Iterator[str]:
    """Yield lines for a terminal: the figures, what the humans wrote, and example segments."""
    return map(visible, _lines(proposals, langs))


def _lines(proposals: Sequence[Proposal], langs: tuple[str, str]) -> Iterator[str]:
    for number, p in enumerate(proposals, 1):
        tie = f" for {langs[0]} “{p.source}”" if p.source else ""
        yield f"{number}. “{p.phrase}”{tie}"
        covered = f", {p.covered} flagged already" if p.covered else ""
        yield f"   MT {p.hits}, human {p.human}, lift {p.lift:.1f}, used {p.used}, native {p.native}{covered}"
        wordings = "; ".join(f"{words} ×{count}" for words, count in p.instead)
        yield f"   humans wrote: {wordings or 'something else each time'}"
        for example in p.examples:
            yield f"   - {example.target}"
            yield f"     {langs[0]}: {example.source}" if example.source else "     (no source)"
            yield f"     human: {example.reference}"
        yield ""


def as_json(proposals: Sequence[Proposal], langs: tuple[str, str]) -> Iterator[str]:
    """Yield one JSON list."""
    yield json.dumps([asdict(p) | {"lift": round(p.lift, 2)} for p in proposals], ensure_ascii=False, indent=1)


def as_yaml(proposals: Sequence[Proposal], langs: tuple[str, str]) -> Iterator[str]:
    """Yield a draft pack whose rules carry examples of the data as their tests."""
    pack: dict[str, Any] = {
        "mtqa": 1,
        "pack": "drafts/mined",
        "title": "Mined drafts: judge each, reword it, write tests of your own",
        "lang": {"source": langs[0], "target": langs[1]},
        "rules": [_rule(number, p) for number, p in enumerate(proposals, 1)],
    }
    yield written(pack).rstrip("\n")


def written(data: Any) -> str:
    """Write a pack, or rules of one, as YAML that reads the same by version 1.2."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Puts what is more than a few words between quotes: 1e5 is text to YAML 1.1 and a number to 1.2."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = None if _BARE.fullmatch(value) else '"' if regex.search(r"\p{C}|\p{Z}(?<! )", value) else "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return str(yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=110))


FORMATS: Mapping[str, Writer] = {"text": as_text, "json": as_json, "yaml": as_yaml}


def _rule(number: int, p: Proposal) -> dict[str, Any]:
    wordings = [words for words, count in p.instead if count > 1]
    tie = f' comes of "{p.source}"' if p.source else " is what machine translation writes"
    rule: dict[str, Any] = {
        "id": f"DR{number}",
        "name": regex.sub(r"[^a-z0-9]+", "-", f"draft-{number}-{p.phrase}".lower()).strip("-"),
        "kind": "phrase",
        "severity": "info",
        "category": "accuracy/mistranslation/overly-literal",
        "status": "preview",
        "message": f'"{{match}}"{tie}' + ("; say {suggestions}." if wordings else "; reword it."),
        "explain": (
            f"Mined: {p.hits} times in MT, {p.human} in human text (lift {p.lift:.1f}), {p.used} in both,"
            f" {p.native} in native text."
        ),
        "any": [{"phrase": p.phrase}],
    }
    if p.source:
        rule["source"] = {"any": [regex.escape(p.source, special_only=True)], "missing": "skip"}
    if wordings:
        rule["fix"] = {"suggest": wordings, "safety": "display"}
    return rule | {"tests": list(_tests(p))}


def _tests(p: Proposal) -> Iterator[dict[str, str]]:
    place = regex.compile(
        r"(?<!\w)" + r"\s+".join(regex.escape(w).replace("'", "['’]") for w in p.phrase.split()) + r"(?!\w)",
        regex.IGNORECASE,
    )
    for example in p.examples:
        found = place.findall(example.target)
        if len(found) != 1 or place.search(example.reference):
            continue
        source = {"source": example.source} if example.source else {}
        yield {"bad": example.target, "marks": found[0], **source}
        yield {"ok": example.reference, **source}
        return
