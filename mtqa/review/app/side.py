"""The side list: all findings, files and rules, with how many are left of each; choosing one shows only these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mtqa.review.app.look import Palette, cut, ends
from mtqa.review.app.tally import Tally
from mtqa.review.state import View

Key = tuple[str, str]  # what it is ("all", "file", "rule"), and which


class Side(OptionList, can_focus=False):
    """The list. Lines are only made anew where their count changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    class Chosen(Message):
        """A view was chosen."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self, tally: Tally, names: Mapping[str, str]) -> None:
        super().__init__(id="side", markup=False)
        self._tally = tally
        self._names = names
        self._keys: list[Key] = []
        self._shown: list[tuple[object, ...]] = []
        self._width = 0
        self.view = View()

    def _layout(self) -> Iterator[Key | None]:
        yield ("all", "")
        yield None
        yield ("head", "Files")
        yield from (("file", path) for path in self._tally.files)
        yield None
        yield ("head", "Rules")
        yield from (("rule", rule) for rule in sorted(self._tally.rules))

    def fill(self, palette: Palette) -> None:
        """Show all lines anew."""
        self._keys = [key or ("gap", "") for key in self._layout()]
        self._shown = [self._facts(key) for key in self._keys]
        self.clear_options()
        self.add_options(
            Option(self._line(key, palette), disabled=key[0] in ("head", "gap")) for key in self._keys
        )  # fmt: skip
        self._point()

    def follow(self, view: View, palette: Palette) -> None:
        """Show what has changed."""
        moved, self.view = view != self.view, view
        for at, key in enumerate(self._keys):
            facts = self._facts(key)
            if facts != self._shown[at]:
                self._shown[at] = facts
                self.replace_option_prompt_at_index(at, self._line(key, palette))
        if moved:
            self._point()

    def _point(self) -> None:
        wanted = self._wanted()
        self.highlighted = self._keys.index(wanted) if wanted in self._keys else 0

    def _wanted(self) -> Key:
        if self.view.path:
            return "file", self.view.path
        return ("rule", self.view.rule) if self.view.rule else ("all", "")

    def _facts(self, key: Key) -> tuple[object, ...]:
        return self._left(key), key == self._wanted()

    def _left(self, key: Key) -> int:
        kind, name = key
        if kind == "all":
            return self._tally.files.total()
        counts = {"file": self._tally.files, "rule": self._tally.rules}
        return counts[kind][name] if kind in counts else 0

    def _line(self, key: Key, palette: Palette) -> Text:
        kind, name = key
        if kind in ("head", "gap"):
            return Text(name, palette.muted, end="")
        width = max(8, self.size.width - 3)
        left = self._left(key)
        count = Text(f"{left:,}" if left else "✓", palette.muted if left else palette.accent)
        style = palette.strong if key == self._wanted() else "" if left else palette.muted
        label = "All findings" if kind == "all" else name.rsplit("/", 1)[-1]
        text = Text(cut(label, width - count.cell_len - 2), style)
        if kind == "rule":
            text.append(f" {cut(self._names.get(name, ''), 60)}", palette.muted)
        return ends(text, count, width)

    def on_resize(self) -> None:
        """Make the lines as wide as the list."""
        if self.size.width != self._width:
            self._width = self.size.width
            self.fill(self.app.palette)  # type: ignore[attr-defined]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the findings of a line; those chosen already: all again."""
        event.stop()
        kind, name = self._keys[event.option_index]
        now = replace(self.view, path="", rule="")
        if kind in ("file", "rule") and (kind, name) != self._wanted():
            now = replace(now, path=name) if kind == "file" else replace(now, rule=name)
        self.post_message(self.Chosen(now))
