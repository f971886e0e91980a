"""The open texts and their checks: one at a time, beside the event loop, and none for a version that is gone.

A check belongs to one version of a text under one state of the files in force; whatever changes either drops it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event
from typing import TypeVar
from urllib.parse import unquote

from pygls.uris import to_fs_path

from mtqa.errors import MtqaError
from mtqa.lsp import deciding
from mtqa.lsp.checking import Checked, StaleError, check
from mtqa.lsp.setup import Settings, Setup, Setups
from mtqa.lsp.text import Text

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Open:
    """A text that is open. `task`: its check, where one was begun; `gone` tells that check that it is stale."""

    text: Text
    task: asyncio.Task[Checked | None] | None = None
    gone: Event = field(default_factory=Event)
    timer: asyncio.TimerHandle | None = None

    def drop(self) -> None:
        """Give up what was begun."""
        self.gone.set()
        self.gone, self.task = Event(), None
        if self.timer:
            self.timer.cancel()
            self.timer = None


class Desk:
    """Open texts by their addresses. `root`: the folder of texts that are not files."""

    def __init__(self, settings: Settings, root: Path) -> None:
        self.root = root
        self.texts: dict[str, Open] = {}
        self._setups = Setups(settings)
        self._good: dict[Path, Setup] = {}
        self._numbers = count(1)
        self._checker = ThreadPoolExecutor(1, "mtqa-check")
        self._answerer = ThreadPoolExecutor(1, "mtqa-answer")

    def put(self, text: Text) -> None:
        """Take in a new version of a text."""
        one = self.texts.setdefault(text.uri, Open(text))
        one.drop()
        one.text = text

    def close(self, uri: str) -> None:
        """Forget a text."""
        if one := self.texts.pop(uri, None):
            one.drop()

    def refresh(self) -> None:
        """Forget what was found, as rules or decisions may have changed."""
        for one in self.texts.values():
            one.drop()

    def later(self, uri: str, seconds: float, then: Callable[[], object]) -> None:
        """Call something when a text has not changed for so long; a call that waits already is given up."""
        one = self.texts[uri]
        if one.timer:
            one.timer.cancel()
        one.timer = asyncio.get_running_loop().call_later(seconds, then)

    async def checked(self, uri: str) -> Checked | None:
        """Return what is found in a text as it now stands; None where it is not open."""
        while (one := self.texts.get(uri)) is not None:
            if one.task is None:
                one.task = asyncio.create_task(self._check(one.text, one.gone))
            task = one.task
            found = await asyncio.shield(task)
            if found is not None and task is one.task and self.texts.get(uri) is one:
                return found
        return None

    async def answer(self, ask: Callable[[], Answer]) -> Answer:
        """Run something that takes a while."""
        return await asyncio.get_running_loop().run_in_executor(self._answerer, ask)

    def stop(self) -> None:
        """End what is under way."""
        self.refresh()
        self._checker.shutdown(cancel_futures=True)
        self._answerer.shutdown(cancel_futures=True)

    async def _check(self, text: Text, gone: Event) -> Checked | None:
        """Check a version of a text; None where it was dropped."""
        return await asyncio.get_running_loop().run_in_executor(self._checker, self._run, text, gone)

    def _run(self, text: Text, gone: Event) -> Checked | None:
        if gone.is_set():
            return None
        try:
            found = self._found(text, gone)
        except StaleError:
            return None
        except Exception as error:  # a mistake of ours in one text must not end the service of the others
            found = Checked(text, trouble=f"an unforeseen {type(error).__name__}: {error}; please report this")
        found.number = str(next(self._numbers))
        return found

    def _found(self, text: Text, gone: Event) -> Checked:
        """Check a text by what is in force in its folder, else by what was before a mistake got into that."""
        path, trouble = path_of(text.uri, self.root), ""
        if deciding.decides(path):
            return deciding.checked(text, path)
        try:
            self._good[path.parent] = self._setups.of(path.parent)
        except MtqaError as error:
            trouble = str(error)
            if path.parent not in self._good:
                return Checked(text, trouble=trouble)
        setup = self._good[path.parent]
        found = check(text, path, setup, self._setups.options_for(setup), gone.is_set)
        found.trouble = trouble
        return found


def path_of(uri: str, root: Path) -> Path:
    """Return the path of a text; of one that is no file, its name in the folder `root`."""
    path = to_fs_path(uri) if uri.lower().startswith("file:") else None
    if path:
        return Path(path)
    bare = unquote(uri.partition("?")[0].partition("#")[0]).replace("\0", "")
    name = re.split(r"[/\\:]", bare.rstrip("/"))[-1]
    return root / (name if name.strip(". ") else "untitled")
