"""A review in words: cards, help and sums as lines for dumb terminals and screen readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mtqa import fix
from mtqa.model import Edit, Rule
from mtqa.report.base import counted
from mtqa.report.diff import after, before, shorten
from mtqa.report.safe import visible
from mtqa.review.apply import Applied
from mtqa.review.deck import Spot
from mtqa.review.keymap import PARTS, Keymap, shown
from mtqa.review.plan import Plan
from mtqa.review.session import Around
from mtqa.review.state import Decision, State

KINDS = {
    "accept": "accepted", "retype": "retyped", "leave": "left as it is", "false-alarm": "a false alarm",
    "allow": "allowed",
}  # fmt: skip
SCOPES = {"here": "here", "file": "in this file", "project": "in the project"}


def card(state: State, position: tuple[int, int]) -> Iterator[str]:
    """Yield the card shown: where it stands, what is there, what it would be, the suggestions."""
    spot, own = state.spot, state.spot.finding
    number, count = position
    alike = state.identical
    left = sum(n not in state.decisions for n in alike)
    among = f", {len(alike)} identical, {left} of these undecided" if len(alike) > 1 else ""
    yield ""
    yield f"Finding {number} of {count}{among}. {counted(state.left, 'finding')} left in all."
    yield place(spot)
    yield f"{own.severity.capitalize()} {own.rule}, {visible(own.name)}: {visible(own.message)}"
    if spot.segment.source:
        yield f"Source: {visible(spot.segment.source)}"
    yield from _texts(spot)
    for i, edits in enumerate(spot.suggestions, 1):
        yield f"{i}: {wording(spot, edits)}"
    if spot.why_not:
        yield f"This file cannot be written back: {visible(spot.why_not)}"
    if made := state.decisions.get(state.at):
        yield f"Decided: {decided(spot, made)}"


def place(spot: Spot) -> str:
    """Say where a finding stands."""
    segment = spot.segment
    key = "" if segment.key == f"L{segment.line}" else f", {visible(segment.key)}"
    title = f", in: {visible(spot.title)}" if spot.title else ""
    return f"{visible(spot.path)}, line {segment.line}{key}{title}"


def _texts(spot: Spot) -> Iterator[str]:
    own, target = spot.finding, spot.segment.target
    if own.side == "source":
        yield f"Found in the source: {visible(own.text)}"
    first = spot.suggestions[0] if spot.suggestions else ()
    spots = [(own.start, own.end)] if own.side == "target" else []
    now = shorten(before(target, first, spots))
    yield "Now: " + (_bracketed(now) or "(empty)")
    if first:
        yield "Would be: " + (_bracketed(shorten(after(target, first))) or "(empty)")


def _bracketed(parts: Sequence[tuple[str, str]]) -> str:
    return "".join(f"[{visible(text)}]" if style else visible(text) for text, style in parts)


def wording(spot: Spot, edits: Sequence[Edit]) -> str:
    """Say what a suggestion makes of the span."""
    start, end = spot.span
    new = spot.reworded(edits)
    old = spot.segment.target[start:end]
    return (visible(new) if new.strip() else _quoted(new)) if new else f"delete {_quoted(old)}"


def _quoted(text: str) -> str:
    return f'"{visible(text)}"' if text else "nothing"


def decided(spot: Spot, made: Decision) -> str:
    """Say what was decided on a finding."""
    because = f", because {visible(made.reason)}" if made.reason else ""
    scope = f" {SCOPES[made.scope]}" if made.kind == "allow" else ""
    text = f": {visible(fix.apply(spot.segment.target, made.edits))}" if made.edits else ""
    return f"{KINDS[made.kind]}{scope}{because}{text}"


def context(around: Around) -> Iterator[str]:
    """Yield the segments about one."""
    for name, segments in zip(("Before", "After"), around, strict=True):
        for segment in segments:
            yield f"{name}, line {segment.line}: {visible(segment.target)}"


def helped(keymap: Keymap, extra: dict[str, str], rule: Rule) -> Iterator[str]:
    """Yield what the rule is about, and what may be typed."""
    yield ""
    yield f"Rule {rule.id}, {visible(rule.name)}, {rule.severity}, {visible(rule.category)}."
    for paragraph in rule.explain.strip().split("\n\n"):
        yield visible(" ".join(paragraph.split()))
    yield from (visible(link) for link in rule.links)
    yield ""
    yield "Type one of these, then Enter. The word does the same as the key."
    others = {action: key for key, action in extra.items()}
    for title, actions in PARTS.items():
        yield f"{title}:"
        for action in actions:
            if action in ("list", "theme"):
                continue
            keys = others.get(action) or typed(keymap, action)
            keys = "1A to 9A" if action == "suggestion-all" else keys
            yield f"  {keys}  ({action}): {keymap.meaning(action)}"
    yield "An answer may follow on the line: g 12, /word, f it is a name, e another wording."


def typed(keymap: Keymap, action: str) -> str:
    """Return the keys of an action that can be typed on a line."""
    keys = [key for key in keymap.keys[action] if len(key) == 1 or key in ("enter", "space")]
    return keymap.all(action) if len(keys) > 4 else " ".join(map(shown, keys))


def summed(plan: Plan) -> str:
    """Say what applying a plan does."""
    kinds = Counter(aside.decision.kind for aside in plan.asides)
    parts = [f"{counted(plan.corrections, 'correction')} in {counted(len(plan.files), 'file')}"] if plan.files else []
    return "; ".join([*parts, *_asides(kinds["false-alarm"], kinds["allow"])])


def done(applied: Applied) -> str:
    """Say what was written."""
    count = len(applied.files)
    parts = [f"{counted(applied.corrections, 'correction')} in {counted(count, 'file')}"] if count else []
    return "; ".join([*parts, *_asides(applied.false_alarms, applied.allowed)])


def _asides(alarms: int, allowed: int) -> Iterator[str]:
    if alarms:
        yield f"{counted(alarms, 'false alarm')} to the baseline"
    if allowed:
        yield f"{counted(allowed, 'allowed finding')} to the suppressions"


def planned(plan: Plan) -> Iterator[str]:
    """Yield the whole diff and what is left alone from now on."""
    yield from plan.diff()
    for aside in plan.asides:
        own = aside.spot.finding
        yield f"{own.rule} {_quoted(own.text)} at {place(aside.spot)}: {decided(aside.spot, aside.decision)}"
    for error in plan.problems:
        yield f"Not touched: {visible(' '.join(str(error).split()))}"
