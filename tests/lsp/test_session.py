"""A session with an editor: what it is told and when, what happens when files change, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from editor import COMMAND, PATIENCE, Editor, pulling
from lsprotocol import types as lsp

pytestmark = pytest.mark.asyncio
BAD = "😀 It “ is » so.\n"
OWN = """mtqa: 1
pack: own
version: 1.0.0
title: Own
lang: {source: fr, target: en}
rules:
  - id: ZZ001
    name: wug
    kind: phrase
    status: stable
    severity: SEVERITY
    category: terminology
    message: '"{match}" is no word.'
    explain: |
      Say [what](command:x) it is: `<b>` & @you, see www.example.org.

      # Not a heading
    links: [https://example.org/wug]
    any: [{phrase: wug}]
    tests:
      - {bad: A wug.}
      - {ok: A bug.}
"""
"""A rule whose explanation would be markup."""


async def test_an_editor_that_does_not_ask_is_told(editor: Editor) -> None:
    await editor.start(like="visual_studio_code@1.65")
    editor.open("a.txt", BAD)
    (found,) = await editor.pushed("a.txt", 1)
    assert (found.code, found.source, found.severity) == ("FE101", "mtqa", lsp.DiagnosticSeverity.Error)
    assert editor.quoted("a.txt", found.range) == "“ is »"
    assert (found.range.start.character, found.range.end.character) == (6, 12)  # the emoji counts twice
    editor.write("a.txt", "It is so.\n")
    assert await editor.pushed("a.txt", 2) == []


async def test_of_many_changes_only_the_last_is_told(editor: Editor) -> None:
    await editor.start(like="neovim@0.9.1")
    editor.open("a.txt", BAD)
    await editor.pushed("a.txt", 1)
    for number in range(20):
        editor.write("a.txt", BAD * number)
    told = []
    while not told or told[-1] != 21:
        notice = await asyncio.wait_for(
            editor.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), PATIENCE
        )
        told.append(notice.version)
    assert told == [21]


async def test_what_was_told_of_a_text_is_taken_back_when_it_is_closed(editor: Editor) -> None:
    await editor.start(like="neovim@0.9.1")
    editor.open("a.txt", BAD)
    assert await editor.pushed("a.txt")
    editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(editor.named("a.txt")))
    assert await editor.pushed("a.txt") == []


async def test_an_editor_that_asks_is_told_when_it_asks_and_what_has_not_changed_is_not_told_again(
    editor: Editor,
) -> None:  # fmt: skip
    answer = await editor.start()
    assert answer.capabilities.diagnostic_provider
    assert len(await editor.check("a.txt", BAD)) == 1
    first = await editor.pull("a.txt")
    again = await editor.pull("a.txt", first.result_id)
    assert (again.kind, again.result_id) == ("unchanged", first.result_id)
    editor.edit("a.txt", [lsp.TextEdit(lsp.Range(lsp.Position(0, 6), lsp.Position(0, 12)), "is")])
    after = await editor.pull("a.txt", first.result_id)
    assert (after.kind, len(after.items)) == ("full", 0)
    assert not editor.client.diagnostics


async def test_changes_by_range_reach_the_text(editor: Editor) -> None:
    await editor.start()
    editor.open("a.txt", "😀é\u2028x\r\nIt “ is so.")
    at = lsp.Position(1, len("It “ is"))
    editor.edit("a.txt", [lsp.TextEdit(lsp.Range(at, at), " »")])
    (found,) = await editor.found("a.txt")
    assert editor.quoted("a.txt", found.range) == "“ is »"


@pytest.mark.parametrize(("severity", "expected"), [("error", 1), ("warning", 2), ("info", 3)])
async def test_severities(editor: Editor, severity: str, expected: int) -> None:
    own(editor, severity)
    await editor.start()
    (found,) = await editor.check("a.txt", "One wug.\n")
    assert found.severity == expected
    assert found.code_description == lsp.CodeDescription("https://example.org/wug")


async def test_a_hover_explains_the_rule_and_nothing_in_it_is_markup(editor: Editor) -> None:
    own(editor, "error")
    await editor.start()
    await editor.check("a.txt", "One wug.\n")
    told = await editor.hover("a.txt", lsp.Position(0, 5))
    assert told
    assert told.range == lsp.Range(lsp.Position(0, 4), lsp.Position(0, 7))
    assert isinstance(told.contents, lsp.MarkupContent)
    assert told.contents.kind == "markdown"
    shown = told.contents.value
    assert shown.startswith('**ZZ001** wug (error, terminology)\n\n"wug" is no word.')
    assert "Say \\[what\\](command" in shown
    assert "&lt;b&gt;" in shown
    assert shown.endswith("<https://example.org/wug>")
    for live in ("[what]", "<b>", "@you", "www.e", "\n# "):
        assert live not in shown
    assert await editor.hover("a.txt", lsp.Position(0, 0)) is None


async def test_a_hover_is_plain_where_the_editor_has_no_markdown(editor: Editor) -> None:
    own(editor, "error")
    await editor.start(capabilities=lsp.ClientCapabilities(), like="")
    editor.open("a.txt", "One wug.\n")
    told = await editor.hover("a.txt", lsp.Position(0, 5))
    assert told
    assert isinstance(told.contents, lsp.MarkupContent)
    assert told.contents.kind == "plaintext"
    assert "see www.example.org." in told.contents.value


async def test_what_a_text_says_steers_neither_screen_nor_markup(editor: Editor) -> None:
    await editor.start()
    text = "He said “ \x1b[31m \u202e[x](command:y) ![p](http://e.org/p.png) <img src=x> » so.\n"
    found = next(d for d in await editor.check("a.txt", text) if d.code == "FE101")
    shown = [found.message, *(action.title for action in await editor.actions("a.txt"))]
    hover = await editor.hover("a.txt", found.range.start)
    assert hover
    assert isinstance(hover.contents, lsp.MarkupContent)
    for told in (*shown, hover.contents.value):
        assert not set(told) & {"\x1b", "\u202e"}
    assert "](command:" not in hover.contents.value.replace("\\](", "")
    assert "<img" not in hover.contents.value
    (action,) = await editor.actions("a.txt", None, "source")
    assert "\x1b[31m \u202e[x](command:y)" in editor.edit("a.txt", editor.edits(action))


async def test_a_text_that_cannot_be_read_is_told_at_its_place(editor: Editor) -> None:
    await editor.start()
    (found,) = await editor.check("a.jsonl", '{"target": "fine"}\n{"target": "so\n')
    assert (found.code, found.severity) == ("unreadable", lsp.DiagnosticSeverity.Error)
    assert found.range.start == lsp.Position(1, 11)
    assert "not JSON" in found.message
    (found,) = await editor.check("a.json", '{"version": "https://jsonfeed.org/version/1.1",\n "items": [')
    assert found.range.start.line == 1
    (found,) = await editor.check("latin.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=latin1\\n"\n\n'
                                  'msgid "a"\nmsgstr "é “ a »"\n')  # fmt: skip
    assert "iso8859-1, which has no '“'" in found.message
    assert found.range.start == lsp.Position(4, 10)


@pytest.mark.parametrize(
    ("name", "text"),
    [("package.json", '{"name": "x", "scripts": {"a": "It “ is » so."}}'), ("pom.xml", "<project>“ a »</project>"),
     ("empty.json", ""), ("empty.xml", "\n"), ("half.json", '{"name": ')],
)  # fmt: skip
async def test_settings_are_no_texts(editor: Editor, name: str, text: str) -> None:
    await editor.start()
    assert await editor.check(name, text) == []


async def test_a_text_without_a_known_name_is_what_the_editor_says(editor: Editor) -> None:
    await editor.start()
    text = "# A\n\n    It “ is » so.\n"
    assert len(await editor.check("untitled:Untitled-1", text, "plaintext")) == 1
    assert await editor.check("untitled:Untitled-2", text, "markdown") == []
    assert await editor.check("vscode-vfs://host/a/note.md", text, "plaintext") == []
    assert len(await editor.check("untitled:x%00/..", text, "")) == 1


async def test_the_configuration_nearest_to_a_text_is_in_force(editor: Editor) -> None:
    (editor.folder / "mtqa.yaml").write_text("exclude: ['old-*.txt']\nseverity: {FE101: info}\n", encoding="utf-8")
    (editor.folder / "in").mkdir()
    (editor.folder / "in/pyproject.toml").write_text('[tool.mtqa]\nignore = ["FE101"]\n', encoding="utf-8")
    await editor.start(cwd=editor.folder.parent)
    assert [d.severity for d in await editor.check("a.txt", BAD)] == [3]
    assert await editor.check("in/a.txt", BAD) == []
    assert await editor.check("old-1.txt", BAD) == []


async def test_termbase_suppressions_and_baseline_are_heeded(editor: Editor) -> None:
    folder = editor.folder
    (folder / "terms.csv").write_text("fr,en,status\nnavire,vessel,preferred\n", encoding="utf-8")
    (folder / ".mtqa-suppressions.yaml").write_text(
        '- phrase: "“ Yes »"\n  rule: FE101\n  reason: the name of a song\n', encoding="utf-8"
    )
    (folder / "a.txt").write_text("It “ is » so.\nHe sang “ Yes ».\n", encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "mtqa", "baseline", "create", "a.txt", "-o", "known.json"], cwd=folder, check=False,
        capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    await editor.start("--baseline", "known.json")
    text = "It “ is » so.\nHe sang “ Yes ».\nIt “ was » so.\n"
    assert [editor.quoted("a.txt", d.range) for d in await editor.check("a.txt", text)] == ["“ was »"]
    (action,) = await editor.actions("a.txt", None, "source")
    assert editor.applied(text, editor.edits(action)) == text.replace("“ was »", "“was”")


async def test_a_mistake_in_the_configuration_is_told_and_the_last_good_one_stays(editor: Editor) -> None:
    settings = editor.folder / "mtqa.yaml"
    await editor.start()
    assert [d.code for d in await editor.check("a.txt", BAD)] == ["FE101"]
    settings.write_text("source-lang: fr\nselct: [FE2]\n", encoding="utf-8")
    changed(editor, settings)
    about, finding = await editor.found("a.txt")
    assert finding.code == "FE101"
    assert "selct" in about.message
    assert about.message.startswith("Findings are those of the last good configuration")
    (shown,) = [m.message for m in editor.client.messages]
    assert "did you mean 'select'?" in shown
    (own_mistake,) = await editor.check("mtqa.yaml", settings.read_text("utf-8"), "yaml")
    assert (own_mistake.range.start.line, own_mistake.severity) == (1, lsp.DiagnosticSeverity.Error)
    settings.write_text("ignore: [FE101]\n", encoding="utf-8")
    changed(editor, settings)
    assert await editor.found("a.txt") == []
    assert await editor.found("mtqa.yaml") == []


async def test_without_any_good_configuration_a_text_is_said_not_to_be_checked(editor: Editor) -> None:
    (editor.folder / "mtqa.yaml").write_text("packs: [nowhere]\n", encoding="utf-8")
    await editor.start()
    (found,) = await editor.check("a.txt", BAD)
    assert found.message.startswith("This text is not checked: ")
    assert "nowhere" in found.message
    assert len(editor.client.messages) == 1


async def test_a_changed_rule_pack_is_read_anew_and_the_editor_asked_to_ask_again(editor: Editor) -> None:
    own(editor, "info")
    able = pulling()
    able.workspace = lsp.WorkspaceClientCapabilities(
        diagnostics=lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    )
    watched: list[lsp.RegistrationParams] = []
    editor.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda params: watched.append(params))
    await editor.start(capabilities=able)
    assert [d.severity for d in await editor.check("a.txt", "One wug.\n")] == [3]
    own(editor, "error")
    changed(editor, editor.folder / "own.yaml")
    assert [d.severity for d in await editor.found("a.txt")] == [1]
    assert editor.client.diagnostic_refresh_count == 1
    assert watched[0].registrations[0].method == "workspace/didChangeWatchedFiles"


async def test_saving_the_configuration_is_enough_for_an_editor_that_watches_nothing(editor: Editor) -> None:
    await editor.start(capabilities=lsp.ClientCapabilities())
    editor.open("a.txt", BAD)
    assert await editor.pushed("a.txt")
    (editor.folder / "mtqa.yaml").write_text("ignore: [FE101]\n", encoding="utf-8")
    editor.client.text_document_did_save(lsp.DidSaveTextDocumentParams(editor.named("mtqa.yaml")))
    assert await editor.pushed("a.txt") == []


async def test_a_large_text_holds_nothing_up(editor: Editor) -> None:
    """While it is checked another is answered; what was asked about a version that is gone is answered for the next."""
    await editor.start()
    editor.open("large.txt", f"{BAD}All of it is well.\n" * 60_000)
    waiting = asyncio.ensure_future(editor.found("large.txt"))
    assert await editor.hover("nowhere.txt", lsp.Position(0, 0)) is None  # the server listens
    assert not waiting.done()
    editor.write("large.txt", BAD)
    assert [d.code for d in await waiting] == ["FE101"]


async def test_no_more_is_shown_than_an_editor_bears(editor: Editor) -> None:
    await editor.start()
    found = await editor.check("a.txt", BAD * 2010)
    assert len(found) == 2001
    assert found[-1].message == "10 more findings not shown here: `mtqa check` has all."
    (action,) = await editor.actions("a.txt", None, "source")
    assert editor.edit("a.txt", editor.edits(action)) == "😀 It “is” so.\n" * 2010


async def test_a_message_that_is_none_ends_nothing(editor: Editor) -> None:
    await editor.start()
    process = editor.client._server
    assert process
    assert process.stdin
    for body in (b"{", b"[" * 100_000, b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"x": 1}}'):
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    named = lsp.VersionedTextDocumentIdentifier(3, editor.uri("never-opened.txt"))
    whole = lsp.TextDocumentContentChangeWholeDocument("x")
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(named, [whole]))
    assert len(await editor.check("a.txt", BAD)) == 1


async def test_what_is_printed_does_not_get_among_the_messages(tmp_path: Path) -> None:
    """All that the process writes on standard output is messages, to the end of the session."""
    asked = [
        b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}',
        b'{"jsonrpc":"2.0","method":"initialized","params":{}}', b'{"jsonrpc":"2.0","id":2,"method":"shutdown"}',
        b'{"jsonrpc":"2.0","method":"exit"}',
    ]  # fmt: skip
    sent = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in asked)
    done = subprocess.run([*COMMAND, "--stdio"], input=sent, capture_output=True, cwd=tmp_path, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"Content-Length: ")
    assert done.stdout.count(b"Content-Length: ") == 2


@pytest.mark.parametrize(
    ("sent", "code"),
    [(b"", 1), (b'Content-Length: 33\r\n\r\n{"jsonrpc":"2.0","method":"exit"}', 1),
     (b"Content-Length: 100\r\n\r\n{", 1), (b"x" * 200_000, 1)],
    ids=["nothing", "exit", "cut", "no-message"],
)  # fmt: skip
async def test_a_session_that_ends_out_of_order_is_1(tmp_path: Path, sent: bytes, code: int) -> None:
    done = subprocess.run(COMMAND, input=sent, capture_output=True, cwd=tmp_path, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (code, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
async def test_ctrl_c_ends_it_at_once(editor: Editor) -> None:
    await editor.start()
    await editor.check("a.txt", BAD)
    process = editor.client._server
    assert process
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 130
    editor.client._server = None


async def test_a_mistake_in_an_option_is_2(tmp_path: Path) -> None:
    for options, told in ((["--source-lang", "french"], b"french"), (["--json-path", "x"], b"says nothing")):
        done = subprocess.run([*COMMAND, *options], input=b"", capture_output=True, cwd=tmp_path, timeout=PATIENCE)
        assert done.returncode == 2
        assert told in done.stderr


async def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    hidden = "import sys, importlib.util as u; f = u.find_spec; " \
        "u.find_spec = lambda n, *a: None if n == 'pygls' else f(n, *a); " \
        "import mtqa.cli; sys.exit(mtqa.cli.main(['lsp']))"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", hidden], input=b"", capture_output=True, cwd=tmp_path, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pip install 'mtqa[lsp]'" in done.stderr


def own(editor: Editor, severity: str) -> None:
    """Give the folder a rule of its own."""
    (editor.folder / "own.yaml").write_text(OWN.replace("SEVERITY", severity), encoding="utf-8")
    (editor.folder / "mtqa.yaml").write_text("packs: [own.yaml]\nselect: [ZZ001]\n", encoding="utf-8")


def changed(editor: Editor, path: Path) -> None:
    """Tell the server that a file has changed."""
    event = lsp.FileEvent(path.as_uri(), lsp.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
