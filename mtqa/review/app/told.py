"""Long texts of the application: the diff of all that is decided, and the help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from rich.text import Text

from mtqa.model import Rule
from mtqa.report.diff import after, before, shorten
from mtqa.report.safe import visible
from mtqa.review.app.lines import Make
from mtqa.review.app.look import Palette, text_of, wrapped
from mtqa.review.keymap import PARTS, Keymap
from mtqa.review.session import Drafted
from mtqa.review.state import Decision, State, accepted, decided


def difference(state: State, palette: Palette, paths: Collection[str] | None = None) -> Make:
    """Return lines that show each decided edit in its segment, of some files or of all; then what is left alone."""

    def make(width: int) -> Iterator[Text]:
        path = None
        for place, edits in accepted(state).items():
            if paths is not None and place[0] not in paths:
                continue
            if place[0] != path:
                yield from [Text("")] if path is not None else []
                path = place[0]
                yield Text(visible(path), palette.strong)
            segment = state.deck.spots[state.deck.places[place][0]].segment
            yield Text("")
            yield Text(f"  line {segment.line}", palette.muted)
            yield from _line("- ", text_of(shorten(before(segment.target, edits, ())), palette), palette.error, width)
            yield from _line("+ ", text_of(shorten(after(segment.target, edits)), palette), palette.accent, width)
        yield from _aside(state, palette)

    return make


def _line(sign: str, text: Text, style: str, width: int) -> Iterator[Text]:
    for i, line in enumerate(wrapped(text, width - 4)):
        yield Text.assemble("  ", (sign if i == 0 else "  ", style), line, end="")


def _aside(state: State, palette: Palette) -> Iterator[Text]:
    """Yield a line for each finding that is to be left alone from now on."""
    begun = False
    for spot, made in decided(state, ("false-alarm", "allow")):
        if not begun:
            begun = True
            yield Text("")
            yield Text("Left alone from now on", palette.strong)
        because = f": {visible(made.reason)}" if made.reason else ""
        kind = "false alarm" if made.kind == "false-alarm" else f"allowed ({made.scope})"
        yield Text.assemble(
            "  ",
            (spot.finding.rule, palette.muted),
            f" {visible(spot.finding.text)}  ",
            (f"{kind}{because}", palette.muted),
        )


def help_lines(keymap: Keymap, rule: Rule, palette: Palette) -> Make:
    """Return the lines of the help: what the rule is about, and every key."""

    def make(width: int) -> Iterator[Text]:
        yield Text.assemble((rule.id, palette.strong), f" {visible(rule.name)}")
        yield Text(f"{rule.severity} · {visible(rule.category)} · {visible(rule.pack)}", palette.muted)
        for paragraph in rule.explain.strip().split("\n\n"):
            yield Text("")
            yield Text(visible(" ".join(paragraph.split())))
        for link in rule.links:
            yield Text(visible(link), palette.muted)
        column = max(len(keymap.all(action)) for action in keymap.keys) + 2
        for title, actions in PARTS.items():
            yield Text("")
            yield Text(title, palette.strong)
            for action in actions:
                lines = wrapped(Text(keymap.meaning(action)), width - column - 2)
                for i, line in enumerate(lines):
                    keys = keymap.all(action) if i == 0 else ""
                    yield Text.assemble("  ", (keys.ljust(column), palette.accent), line, end="")
        yield Text("")
        yield Text(
            "With the mouse: a suggestion is accepted, a file or rule of the list is shown alone.", palette.muted
        )

    return make


def draft_lines(drafted: Drafted, palette: Palette) -> Make:
    """Return the lines of a drafted rule: its YAML, and what it finds in the files at hand."""

    def make(width: int) -> Iterator[Text]:
        for line in drafted.yaml.splitlines():
            yield Text(visible(line))
        yield Text("")
        yield Text("In the files at hand", palette.strong)
        for hit in drafted.hits or ("It finds nothing else.",):
            for line in hit.splitlines():
                yield Text(visible(line), palette.muted)

    return make


def made_of(decisions: Collection[Decision]) -> str:
    """Count decisions by kind, in words."""
    words = {
        "accept": "accepted", "retype": "retyped", "leave": "left", "false-alarm": "false alarms", "allow": "allowed",
    }  # fmt: skip
    kinds: Counter[str] = Counter(made.kind for made in decisions)
    if kinds["false-alarm"] == 1:
        words["false-alarm"] = "false alarm"
    return ", ".join(f"{kinds[kind]:,} {word}" for kind, word in words.items() if kinds[kind])
