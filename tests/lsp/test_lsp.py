"""A real `mtqa lsp` process, asked by a client of the protocol."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="`mtqa lsp` needs pygls (extra lsp)")
pytest_lsp = pytest.importorskip("pytest_lsp", reason="the client is pytest-lsp")
pytest_asyncio = pytest.importorskip("pytest_asyncio", reason="the client is asynchronous")

from lsprotocol import types as lsp  # noqa: E402

TEXT = "He saw 😀 the the house.\nIt was red , he said.\n"
FEED = (
    '<?xml version="1.0" encoding="ENC"?>\n<rss version="2.0"><channel><title>News</title>\n'
    "<item><guid>g</guid><title>Café &amp; the the bar , open</title>\n"
    "<description>&lt;p&gt;It is &lt;b&gt;so&lt;/b&gt; , here.&lt;/p&gt;</description></item></channel></rss>\n"
)
LINES = '{"target": "A \\"red\\" the the house , \\u00e9t\\u00e9"}\n{"target": "fine"}\n'
TEXTS = {
    "a.txt": TEXT,
    "crlf.txt": TEXT.replace("\n", "\r\n"),
    "a.xml": FEED.replace("ENC", "utf-8"),
    "latin.xml": FEED.replace("ENC", "iso-8859-1"),
    "wide.xml": FEED.replace("ENC", "utf-16"),
    "a.jsonl": LINES,
    "a.html": "<!DOCTYPE html>\n<html><body><p>Tom &amp; <b>the</b> the 😀 house , red</p></body></html>\n",
    "a.md": "# Title\n\nHe saw *the* the house , 😀 red , so.\n",
}


class Editor:
    """An editor with one server and what it has open."""

    def __init__(self, client: Any, folder: Path) -> None:
        self.client, self.folder = client, folder

    async def begin(self, *encodings: str) -> lsp.InitializeResult:
        general = lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind(e) for e in encodings])
        capabilities = lsp.ClientCapabilities(general=general if encodings else None)
        result = await self.client.initialize_session(
            lsp.InitializeParams(capabilities=capabilities, root_uri=self.folder.as_uri())
        )
        return result  # type: ignore[no-any-return]

    async def open(self, name: str, text: str) -> list[lsp.Diagnostic]:
        item = lsp.TextDocumentItem(self.uri(name), "plaintext", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return await self.told(name, 1)

    async def change(self, name: str, text: str, version: int) -> list[lsp.Diagnostic]:
        self.send(name, text, version)
        return await self.told(name, version)

    def send(self, name: str, text: str, version: int) -> None:
        whole = lsp.TextDocumentContentChangeWholeDocument(text)
        identifier = lsp.VersionedTextDocumentIdentifier(uri=self.uri(name), version=version)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [whole]))

    async def told(self, name: str, version: int) -> list[lsp.Diagnostic]:
        """Wait for the diagnostics of a version."""
        async with asyncio.timeout(90):
            while self.versions.get(self.uri(name)) != version:
                await self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[self.uri(name)])

    @property
    def versions(self) -> dict[str, int | None]:
        return self.client.versions  # type: ignore[no-any-return]

    async def actions(self, name: str, span: lsp.Range, *only: str) -> list[lsp.CodeAction]:
        context = lsp.CodeActionContext([], only=list(only) or None)
        identifier = lsp.TextDocumentIdentifier(self.uri(name))
        found = await self.client.text_document_code_action_async(lsp.CodeActionParams(identifier, span, context))
        return found or []

    async def mended(self, name: str, text: str, encoding: str = "utf-16") -> str:
        """Apply source.fixAll."""
        nowhere = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        (action,) = await self.actions(name, nowhere, "source.fixAll")
        return applied(text, self.edits(name, action), encoding)

    def edits(self, name: str, action: lsp.CodeAction) -> list[lsp.TextEdit]:
        assert action.edit
        if action.edit.document_changes:
            (change,) = action.edit.document_changes
            return list(change.edits)  # type: ignore[union-attr, arg-type]
        assert action.edit.changes
        return list(action.edit.changes[self.uri(name)])

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()


def offset(text: str, at: lsp.Position, encoding: str = "utf-16") -> int:
    line = "".join(text.splitlines(keepends=True)[: at.line])
    rest = text[len(line) :].encode(f"{encoding}-le" if encoding != "utf-8" else encoding)
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    before = rest[: at.character * width].decode(f"{encoding}-le" if encoding != "utf-8" else encoding)
    return len(line) + len(before)


def quoted(text: str, span: lsp.Range, encoding: str = "utf-16") -> str:
    return text[offset(text, span.start, encoding) : offset(text, span.end, encoding)]


def applied(text: str, edits: list[lsp.TextEdit], encoding: str = "utf-16") -> str:
    spans = [(offset(text, e.range.start, encoding), offset(text, e.range.end, encoding), e.new_text) for e in edits]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def fixed(path: Path, text: str, encoding: str) -> str:
    """Return what `mtqa fix` makes of a file."""
    path.write_bytes(text.encode(encoding))
    done = subprocess.run([sys.executable, "-m", "mtqa", "fix", "-j1", "--exit-zero", path.name], cwd=path.parent)
    assert done.returncode == 0
    return path.read_bytes().decode(encoding)


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    command = [sys.executable, "-m", "mtqa", "lsp", "--stdio"]
    client = await pytest_lsp.ClientServerConfig(server_command=command).start()
    client.versions = {}

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(_: Any, params: lsp.PublishDiagnosticsParams) -> None:
        client.diagnostics[params.uri] = params.diagnostics
        client.versions[params.uri] = params.version

    (tmp_path / "mtqa.yaml").write_text("source-lang: fr\ntarget-lang: en\n", encoding="utf-8")
    yield Editor(client, tmp_path)
    if client._server.returncode is None:
        await client.shutdown_session()
    await client.stop()


pytestmark = pytest.mark.asyncio


async def test_findings_are_told_when_a_text_is_opened_and_changed(editor: Editor) -> None:
    await editor.begin()
    found = await editor.open("a.txt", TEXT)
    assert [(d.code, quoted(TEXT, d.range)) for d in found] == [("AC500", "the the"), ("AC720", " ,")]
    assert {d.source for d in found} == {"mtqa"}
    assert found[0].range.start == lsp.Position(0, 10)  # the emoji counts twice
    assert all(d.message and d.severity for d in found)
    assert [d.code for d in await editor.change("a.txt", "It was red , he said.\n", 2)] == ["AC720"]
    assert await editor.change("a.txt", "It was red, he said.\n", 3) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_positions_are_in_the_encoding_agreed_on(editor: Editor, encoding: str) -> None:
    result = await editor.begin(encoding)
    assert result.capabilities.position_encoding == encoding
    text = TEXTS["a.html"]
    found = await editor.open("a.html", text)
    assert [quoted(text, d.range, encoding) for d in found if d.code == "AC720"] == [" ,"]
    assert " ," not in await editor.mended("a.html", text, encoding)


@pytest.mark.parametrize("name", TEXTS)
async def test_fix_all_writes_what_the_command_writes(editor: Editor, name: str) -> None:
    text = TEXTS[name]
    await editor.begin()
    await editor.open(name, text)
    encoding = {"latin.xml": "iso-8859-1", "wide.xml": "utf-16"}.get(name, "utf-8")
    expected = fixed(editor.folder / name, text, encoding)
    assert expected != text
    assert await editor.mended(name, text) == expected


async def test_a_quick_fix_for_each_wording(editor: Editor) -> None:
    """The fix comes first, and what it writes is what `mtqa check` says."""
    pack = editor.folder / "own.yaml"
    pack.write_text(OWN, encoding="utf-8")
    (editor.folder / "mtqa.yaml").write_text("packs: [own.yaml]\nselect: [ZZ001]\n", encoding="utf-8")
    text = "One 😀 sees a wug here.\n"
    await editor.begin()
    (found,) = await editor.open("a.txt", text)
    made = await editor.actions("a.txt", found.range, "quickfix")
    (editor.folder / "a.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mtqa", "check", "--format", "jsonl", "a.txt"]
    told = json.loads(subprocess.run(command, cwd=editor.folder, capture_output=True, check=False).stdout)
    (edit,) = told["fix"]["edits"]
    wordings = [edit["text"], *told["fix"]["alternatives"]]
    expected = [text[: edit["start"]] + new + text[edit["end"] :] for new in wordings]
    assert len(expected) == 2
    assert [applied(text, editor.edits("a.txt", action)) for action in made] == expected
    assert [action.is_preferred for action in made] == [None, None]  # the fix is not safe
    assert made[0].diagnostics == [found]
    assert found.code_description == lsp.CodeDescription("https://example.org/wug")


async def test_a_safe_fix_is_preferred_and_others_are_not_offered_elsewhere(editor: Editor) -> None:
    await editor.begin()
    found = await editor.open("a.txt", TEXT)
    (action,) = await editor.actions("a.txt", found[1].range, "quickfix")
    assert action.is_preferred
    assert applied(TEXT, editor.edits("a.txt", action)) == TEXT.replace(" ,", ",")
    start = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 1))
    assert await editor.actions("a.txt", start, "quickfix") == []
    assert await editor.actions("a.txt", found[1].range, "refactor") == []


async def test_a_hover_explains_the_rule(editor: Editor) -> None:
    await editor.begin()
    found = await editor.open("a.txt", TEXT)
    at = lsp.TextDocumentIdentifier(editor.uri("a.txt"))
    told = await editor.client.text_document_hover_async(lsp.HoverParams(at, found[0].range.start))
    assert told.range == found[0].range
    assert "AC500" in told.contents.value
    assert len(told.contents.value) > len("**AC500**\n\n" + found[0].message)
    assert await editor.client.text_document_hover_async(lsp.HoverParams(at, lsp.Position(0, 0))) is None


async def test_what_a_text_says_is_no_markup_in_a_hover(editor: Editor) -> None:
    pack = editor.folder / "own.yaml"
    pack.write_text(OWN.replace("say: ", "say: '{match} is ' #").replace("wug", "[wug](x:y)"), encoding="utf-8")
    (editor.folder / "mtqa.yaml").write_text("packs: [own.yaml]\nselect: [ZZ001]\n", encoding="utf-8")
    await editor.begin()
    found = await editor.open("a.txt", "One sees [wug](x:y) here.\n")
    at = lsp.TextDocumentIdentifier(editor.uri("a.txt"))
    told = await editor.client.text_document_hover_async(lsp.HoverParams(at, found[0].range.start))
    assert "[wug](" not in told.contents.value
    assert "wug" in told.contents.value


async def test_a_text_that_cannot_be_read_is_told_at_its_line(editor: Editor) -> None:
    await editor.begin()
    (found,) = await editor.open("a.jsonl", '{"target": "fine"}\n{"target": \n')
    assert (found.range.start.line, found.severity) == (1, lsp.DiagnosticSeverity.Error)
    assert "not JSON" in found.message
    assert [d.code for d in await editor.change("a.jsonl", LINES, 2)] == ["AC500", "AC720"]


async def test_a_bad_configuration_is_told_and_a_mended_one_is_taken(editor: Editor) -> None:
    settings = editor.folder / "mtqa.yaml"
    settings.write_text("source-lang: fr\nselct: [AC500]\n", encoding="utf-8")
    await editor.begin()
    (found,) = await editor.open("a.txt", TEXT)
    assert "selct" in found.message
    assert any("selct" in message.message for message in editor.client.messages)
    (own,) = await editor.open("mtqa.yaml", settings.read_text("utf-8"))
    assert own.range.start.line == 1
    settings.write_text("select: [AC500]\n", encoding="utf-8")
    editor.versions.clear()
    saved = lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(editor.uri("mtqa.yaml")))
    editor.client.text_document_did_save(saved)
    assert [d.code for d in await editor.told("a.txt", 1)] == ["AC500"]


async def test_comments_suppress_and_what_is_excluded_is_left_alone(editor: Editor) -> None:
    (editor.folder / "mtqa.yaml").write_text("exclude: ['old*.md']\n", encoding="utf-8")
    await editor.begin()
    text = "<!-- mtqa-ignore AC500: a quotation -->\n\nHe saw the the house , red.\n"
    assert [d.code for d in await editor.open("a.md", text)] == ["AC720"]
    assert await editor.open("old-1.md", text) == []


async def test_the_last_of_many_changes_is_what_counts(editor: Editor) -> None:
    await editor.begin()
    await editor.open("a.txt", TEXT)
    for version in range(2, 30):
        editor.send("a.txt", TEXT * version, version)
    assert await editor.change("a.txt", "It was red , he said.\n", 30)
    action = await editor.mended("a.txt", "It was red , he said.\n")
    assert action == "It was red, he said.\n"
    assert [d.code for d in editor.client.diagnostics[editor.uri("a.txt")]] == ["AC720"]


async def test_it_takes_back_its_findings_and_ends_when_told(editor: Editor) -> None:
    await editor.begin()
    await editor.open("a.txt", TEXT)
    identifier = lsp.TextDocumentIdentifier(editor.uri("a.txt"))
    editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(identifier))
    await editor.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert editor.client.diagnostics[editor.uri("a.txt")] == []
    await editor.client.shutdown_session()
    async with asyncio.timeout(30):
        assert await editor.client._server.wait() == 0


OWN = ""
