"""The language server: what an editor asks, and what it is told of its own accord.

An editor that asks for diagnostics ("pull", 3.17) is told them when it asks; any other is told a moment after a text
is opened or changed ("push").
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.io_ import run_async
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

import mtqa
from mtqa.lsp import answers, stdio
from mtqa.lsp.checking import Checked
from mtqa.lsp.desk import Desk
from mtqa.lsp.protocol import Protocol
from mtqa.lsp.setup import Settings
from mtqa.lsp.text import Text
from mtqa.report.safe import visible

DELAY = 0.3
"""Units: seconds without a change after which a text is checked."""
WATCHED = ("**/*.{yaml,yml,tbx}", "**/pyproject.toml", "**/.mtqa-baseline.json")
"""Files that decide what is found: configuration, suppressions, rule packs, glossaries, a baseline."""
DECIDING = (".yaml", ".yml", ".tbx", ".toml")


class Server(LanguageServer):
    """One session with an editor."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("mtqa", mtqa.__version__, protocol_cls=Protocol)
        self.desk = Desk(settings, Path.cwd())
        self._pushes: set[asyncio.Future[None]] = set()
        self._told: set[str] = set()

    def run(self) -> int:
        """Serve until the editor ends the session. Return 0 where it did so in order, else 1, as the protocol asks."""
        try:
            asyncio.run(self._serve())
        except SystemExit as end:
            return int(end.code or 0)
        except (asyncio.IncompleteReadError, ValueError):  # the stream ended, or went astray, within a message
            return 1
        finally:
            self.desk.stop()
        return 1

    async def _serve(self) -> None:
        gone = Event()
        self.protocol.set_writer(stdio.Writer(gone.set))
        await run_async(
            stop_event=gone, reader=stdio.opened(0, asyncio.get_running_loop()), protocol=self.protocol,
            logger=logging.getLogger(__name__), error_handler=self.report_server_error,
        )  # fmt: skip

    def begin(self, params: types.InitializeParams) -> None:
        """Take the folder that is open as that of texts which are no files."""
        folders = [folder.uri for folder in params.workspace_folders or ()]
        for uri in filter(None, (*folders, params.root_uri)):
            if (path := to_fs_path(uri)) and Path(path).is_dir():
                self.desk.root = Path(path)
                return

    def watch(self) -> None:
        """Ask to be told of changes to the files that decide what is found."""
        if self._can("workspace.did_change_watched_files.dynamic_registration"):
            watchers = [types.FileSystemWatcher(glob) for glob in WATCHED]
            told = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            one = types.Registration("mtqa-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, told)
            self.client_register_capability(types.RegistrationParams([one]))

    def opened(self, item: types.TextDocumentItem) -> None:
        """Take in a text, and check it."""
        self._put(Text(item.uri, item.text, item.version, self._units(), item.language_id or ""), 0)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in the next version of a text, and check it in a moment."""
        if one := self.desk.texts.get(params.text_document.uri):
            self._put(one.text.changed(params.content_changes, params.text_document.version), DELAY)

    def closed(self, uri: str) -> None:
        """Forget a text and what was told of it."""
        self.desk.close(uri)
        if not self._is_asked():
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def saved(self, uri: str) -> None:
        """Check a saved text again, and all others where it may be one that decides what is found."""
        if Path(uri).suffix.lower() in DECIDING:
            self.refresh()
        elif uri in self.desk.texts and not self._is_asked():
            self._soon(uri, 0)

    def refresh(self) -> None:
        """Check all texts anew, with their files read again."""
        self._told.clear()
        self.desk.refresh()
        if not self._is_asked():
            for uri in self.desk.texts:
                self._soon(uri, 0)
        elif self._can("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)

    async def checked(self, uri: str) -> Checked | None:
        """Return what is found in a text, and tell once what is wrong with the files it goes by."""
        found = await self.desk.checked(uri)
        if found and found.trouble and found.trouble not in self._told:
            self._told.add(found.trouble)
            self._show(types.MessageType.Error, found.trouble)
        for problem in found.problems if found else ():
            if problem not in self._told:
                self._told.add(problem)
                self._show(types.MessageType.Warning, f"{problem}: its findings are incomplete")
        return found

    async def pull(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """Answer with what is found in a text, or that it is what was answered before."""
        found = await self.checked(params.text_document.uri)
        if found is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        if params.previous_result_id == found.number:
            return types.RelatedUnchangedDocumentDiagnosticReport(found.number)
        return types.RelatedFullDocumentDiagnosticReport(answers.diagnostics(found), result_id=found.number)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Answer with what can be done about findings."""
        found = await self.checked(params.text_document.uri)
        if found is None:
            return []
        start, end = found.text.offset(params.range.start), found.text.offset(params.range.end)
        versioned = self._can("workspace.workspace_edit.document_changes")
        ask = partial(answers.actions, found, start, end, params.context.only, versioned=versioned)
        return await self.desk.answer(ask)

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Answer with the explanation of the findings at a place."""
        found = await self.checked(params.text_document.uri)
        formats = get_capability(self.client_capabilities, "text_document.hover.content_format") or ()
        offset = found.text.offset(params.position) if found else 0
        markdown = types.MarkupKind.Markdown in formats
        return answers.hover(found, offset, markdown=markdown) if found else None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell of a mistake of ours, or of a message that is none."""
        self._show(types.MessageType.Error, f"a message of the editor could not be dealt with: {error}")

    def _put(self, text: Text, seconds: float) -> None:
        self.desk.put(text)
        if not self._is_asked():
            self._soon(text.uri, seconds)

    def _soon(self, uri: str, seconds: float) -> None:
        self.desk.later(uri, seconds, partial(self._begin_push, uri))

    def _begin_push(self, uri: str) -> None:
        task = asyncio.ensure_future(self._push(uri))
        self._pushes.add(task)  # the loop alone would not keep it
        task.add_done_callback(self._pushes.discard)

    async def _push(self, uri: str) -> None:
        found = await self.checked(uri)
        if found is not None and uri in self.desk.texts:
            told = types.PublishDiagnosticsParams(uri, answers.diagnostics(found), found.text.version)
            self.text_document_publish_diagnostics(told)

    def _is_asked(self) -> bool:
        """Tell whether the editor asks for diagnostics itself."""
        return self._can("text_document.diagnostic")

    def _can(self, capability: str) -> bool:
        return bool(get_capability(self.client_capabilities, capability))

    def _units(self) -> str:
        units = self.server_capabilities.position_encoding
        return str(getattr(units, "value", units) or "utf-16")

    def _show(self, kind: types.MessageType, what: str) -> None:
        shown = "\n".join(map(visible, what.split("\n")))
        self.window_show_message(types.ShowMessageParams(kind, f"mtqa: {shown}"))


def server_of(settings: Settings) -> Server:
    """Return a server that knows what to answer."""
    server = Server(settings)
    actions = types.CodeActionOptions([types.CodeActionKind.QuickFix, answers.FIX_ALL])
    pulled = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier="mtqa")
    for name, handler, options in (
        (types.INITIALIZE, server.begin, None),
        (types.INITIALIZED, lambda _: server.watch(), None),
        (types.TEXT_DOCUMENT_DID_SAVE, lambda params: server.saved(params.text_document.uri), None),
        (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, lambda _: server.refresh(), None),
        (types.WORKSPACE_DID_CHANGE_CONFIGURATION, lambda _: server.refresh(), None),
        (types.TEXT_DOCUMENT_DIAGNOSTIC, server.pull, pulled),
        (types.TEXT_DOCUMENT_CODE_ACTION, server.actions, actions),
        (types.TEXT_DOCUMENT_HOVER, server.hover, None),
    ):
        server.feature(name, options)(partial(handler))  # pygls marks what it is given, which a method cannot be
    return server
