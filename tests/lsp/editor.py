"""An editor at work with a real `mtqa lsp` process; what it does with edits is written apart from the server."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

PATIENCE = 20
"""Units: seconds after which an answer will not come."""
COMMAND = (sys.executable, "-m", "mtqa", "lsp")


class Editor:
    """A client with a process. `folder` is what it has open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client: LanguageClient = make_test_lsp_client()
        self.texts: dict[str, str] = {}
        self.units = "utf-16"
        self.versions: dict[str, int] = {}

    async def start(
        self, *args: str, capabilities: lsp.ClientCapabilities | None = None, units: Sequence[str] = (),
        like: str = "", cwd: Path | None = None, env: dict[str, str] | None = None,
    ) -> lsp.InitializeResult:  # fmt: skip
        await self.client.start_io(*COMMAND, *args, cwd=cwd or self.folder, env={**os.environ, **(env or {})})
        own = client_capabilities(like) if like else capabilities or pulling()
        if units:
            own.general = lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind(u) for u in units])
        answer = await self.client.initialize_session(
            lsp.InitializeParams(capabilities=own, root_uri=self.folder.as_uri())
        )
        self.units = str(getattr(answer.capabilities.position_encoding, "value", answer.capabilities.position_encoding))
        return answer

    async def stop(self) -> int | None:
        """End the session in order; return the exit code of the process."""
        process = self.client._server
        if process and process.returncode is None:
            await self.client.shutdown_session()
            await asyncio.wait_for(process.wait(), PATIENCE)
        await self.client.stop()
        return process.returncode if process else None

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "plaintext") -> None:
        self.texts[name], self.versions[name] = text, 1
        item = lsp.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def write(self, name: str, text: str) -> None:
        """Replace a whole text."""
        self.texts[name] = text
        self._changed(name, [lsp.TextDocumentContentChangeWholeDocument(text)])

    def edit(self, name: str, edits: Sequence[lsp.TextEdit]) -> str:
        """Make edits, as an editor does that was told to apply them, and tell the server of each; return the text."""
        text = self.texts[name]
        order = sorted(edits, key=lambda e: (self.offset(text, e.range.start), self.offset(text, e.range.end)))
        changes = [lsp.TextDocumentContentChangePartial(e.range, e.new_text) for e in reversed(order)]
        self.texts[name] = self.applied(text, edits)
        self._changed(name, changes)
        return self.texts[name]

    def _changed(self, name: str, changes: Sequence[lsp.TextDocumentContentChangeEvent]) -> None:
        self.versions[name] += 1
        named = lsp.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(named, changes))

    async def pull(self, name: str, before: str | None = None) -> Any:
        asked = lsp.DocumentDiagnosticParams(self.named(name), previous_result_id=before)
        return await asyncio.wait_for(self.client.text_document_diagnostic_async(asked), PATIENCE)

    async def found(self, name: str) -> list[lsp.Diagnostic]:
        return list((await self.pull(name)).items)

    async def check(self, name: str, text: str, language: str = "plaintext") -> list[lsp.Diagnostic]:
        self.open(name, text, language)
        return await self.found(name)

    async def pushed(self, name: str, version: int | None = None) -> list[lsp.Diagnostic]:
        """Wait for the diagnostics of a version to be told."""
        while True:
            told = await asyncio.wait_for(
                self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), PATIENCE
            )
            if told.uri == self.uri(name) and version in (None, told.version):
                return list(told.diagnostics)

    async def actions(
        self, name: str, span: lsp.Range | None = None, *only: str, diagnostics: Sequence[lsp.Diagnostic] = ()
    ) -> list[lsp.CodeAction]:  # fmt: skip
        asked = lsp.CodeActionParams(
            self.named(name), span or self.whole(name), lsp.CodeActionContext(diagnostics, list(only) or None)
        )
        answer = await asyncio.wait_for(self.client.text_document_code_action_async(asked), PATIENCE)
        return list(answer or ())  # type: ignore[arg-type]

    async def hover(self, name: str, at: lsp.Position) -> lsp.Hover | None:
        return await asyncio.wait_for(
            self.client.text_document_hover_async(lsp.HoverParams(self.named(name), at)), PATIENCE
        )

    def edits(self, action: lsp.CodeAction) -> list[lsp.TextEdit]:
        assert action.edit
        if action.edit.document_changes:
            (change,) = action.edit.document_changes
            return list(change.edits)  # type: ignore[union-attr, arg-type]
        ((_, edits),) = (action.edit.changes or {}).items()
        return list(edits)

    def named(self, name: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(name))

    def whole(self, name: str) -> lsp.Range:
        return lsp.Range(lsp.Position(0, 0), lsp.Position(len(lines(self.texts[name])), 0))

    def offset(self, text: str, at: lsp.Position) -> int:
        """Return where a position is, sign by sign."""
        own = lines(text)
        if at.line >= len(own):
            return len(text)
        count, units = 0, 0
        for sign in own[at.line]:
            if units >= at.character:
                break
            units += width(sign, self.units)
            count += 1
        assert units == at.character, "no position lies within a sign or behind a line"
        return sum(map(len, own[: at.line])) + count

    def quoted(self, name: str, span: lsp.Range) -> str:
        text = self.texts[name]
        return text[self.offset(text, span.start) : self.offset(text, span.end)]

    def applied(self, text: str, edits: Sequence[lsp.TextEdit]) -> str:
        spans = [(self.offset(text, e.range.start), self.offset(text, e.range.end), e.new_text) for e in edits]
        at, parts = 0, []
        for start, end, new in sorted(spans, key=lambda s: s[:2]):
            assert start >= at, "edits do not overlap"
            parts += [text[at:start], new]
            at = end
        return "".join([*parts, text[at:]])


def pulling() -> lsp.ClientCapabilities:
    """Return what an editor says that asks for diagnostics."""
    return lsp.ClientCapabilities(
        text_document=lsp.TextDocumentClientCapabilities(
            diagnostic=lsp.DiagnosticClientCapabilities(),
            hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
        )
    )


def width(sign: str, units: str) -> int:
    return {"utf-8": len(sign.encode()), "utf-16": len(sign.encode("utf-16-le")) // 2, "utf-32": 1}[units]


def lines(text: str) -> list[str]:
    """Split a text as the protocol does, and not at U+2028 and the like."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", *args], cwd=cwd, capture_output=True, text=True, check=False, encoding="utf-8"
    )
