"""Quick fixes write what `mtqa fix` writes, in the syntax of each format and in every position encoding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from editor import Editor, run

pytestmark = pytest.mark.asyncio
BAD = "The Mayor 😀 called it “ a mistake »  and the the house , é."
FEED = """<?xml version="1.0" encoding="ENC"?>
<rss version="2.0"><channel><title>News</title><item><guid>g</guid>
<title>Café &amp; the “ bar » is open</title>
<description>&lt;p&gt;😀 It is &lt;b&gt;“ so »&lt;/b&gt; &amp;amp; here.&lt;/p&gt;</description>
<content:encoded xmlns:content="c"><![CDATA[<p>He said “ no » & left.</p>]]></content:encoded></item></channel></rss>
"""
TEXTS = {
    "plain.txt": f"Nothing here.\n{BAD}\u2028 and “ more » of it.\n\n{BAD}\n",
    "crlf.txt": f"Nothing here.\r\n{BAD}\r\n\r\n{BAD}",
    "mark.txt": f"\ufeff{BAD}\n",
    "note.md": f"# 😀 “ Title »\n\n- {BAD}\n- He *saw “ it* » &amp; “ that ».\n\n```\n“ code »\n```\n",
    "page.html": "<!DOCTYPE html>\n<html><body><p>😀 Tom &amp; <b>“ it</b> », &ldquo; so &raquo;.</p></body></html>\n",
    "feed.xml": FEED.replace("ENC", "utf-8"),
    "latin.xml": FEED.replace("ENC", "windows-1252").replace("😀", "ü"),
    "wide.xml": FEED.replace("ENC", "utf-16"),
    "feed.json": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
            {"id": "1", "title": BAD, "content_html": f"<p>😀 \"x\" {BAD}</p>"}]}
    ),
    "rows.jsonl": json.dumps({"id": 1, "target": f'"x"\t{BAD}'}) + "\n" + json.dumps(
        {"id": 2, "target": BAD}, ensure_ascii=False) + "\n",
    "rows.csv": f'id,source,target\n1,"a","😀 ""x"" {BAD}"\n2,b,He said “ no »\n',
    "de.po": f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n"{BAD} "\n"\\"x\\" “ y »"\n',
    "film.srt": f"1\n00:00:01,000 --> 00:00:02,000\n<i>{BAD}</i>\n",
    "film.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<i>{BAD}</i>\n",
    "a.xlf": '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file '
    'original="a" source-language="fr" target-language="en" datatype="plaintext"><body><trans-unit id="1"><source>é '
    f'&amp; b</source><target>&amp; {BAD} <g id="1">“ x »</g></target></trans-unit></body></file></xliff>\n',
    "a.tmx": '<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>é'
    f"</seg></tuv><tuv xml:lang=\"en\"><seg>&lt;{BAD}&gt;</seg></tuv></tu></body></tmx>\n",
}  # fmt: skip
ENCODINGS = {"latin.xml": "windows-1252", "wide.xml": "utf-16"}


def fixed(editor: Editor, name: str) -> str:
    """Return what `mtqa fix` makes of the text as a file."""
    path: Path = editor.folder / name
    encoding = ENCODINGS.get(name, "utf-8")
    path.write_bytes(editor.texts[name].encode(encoding))
    done = run("fix", "--exit-zero", "-j1", name, cwd=editor.folder)
    assert done.returncode == 0, done.stderr
    return path.read_bytes().decode(encoding)


@pytest.mark.parametrize("name", TEXTS)
async def test_fixing_all_that_is_safe_writes_what_the_command_writes(editor: Editor, name: str) -> None:
    await editor.start()
    editor.open(name, TEXTS[name])
    (action,) = await editor.actions(name, None, "source.fixAll")
    assert action.kind == "source.fixAll.mtqa"
    expected = fixed(editor, name)
    assert expected != TEXTS[name]
    assert editor.edit(name, editor.edits(action)) == expected
    assert not await editor.actions(name, None, "source.fixAll.mtqa")


@pytest.mark.parametrize("units", ["utf-8", "utf-16", "utf-32"])
async def test_positions_are_in_the_units_agreed_on(editor: Editor, units: str) -> None:
    answer = await editor.start(units=[units])
    assert answer.capabilities.position_encoding == units
    text = "😀é\u2028 called “ a mistake » é😀 and “ no »\n"
    found = await editor.check("a.txt", text)
    assert [editor.quoted("a.txt", d.range) for d in found] == ["“ a mistake »", "“ no »"]
    (action,) = await editor.actions("a.txt", found[1].range, "quickfix.x", "source.fixAll.mtqa")
    assert editor.applied(text, editor.edits(action)) == "😀é\u2028 called “a mistake” é😀 and “no”\n"


@pytest.mark.parametrize("name", TEXTS)
async def test_findings_stand_where_their_words_are(editor: Editor, name: str) -> None:
    await editor.start()
    found = [d for d in await editor.check(name, TEXTS[name]) if d.code == "FE101"]
    assert found
    for diagnostic in found:
        quoted = editor.quoted(name, diagnostic.range)
        assert quoted.startswith(("“", "&ldquo;", "\\u201c"))
        assert quoted.endswith(("»", "&raquo;", "\\u00bb"))


async def test_the_fix_and_each_other_wording_is_a_quick_fix(editor: Editor) -> None:
    await editor.start()
    text = "😀 The CNIL opened a control procedure.\n"
    (found,) = await editor.check("a.txt", text)
    (editor.folder / "a.txt").write_text(text, encoding="utf-8")
    told = json.loads(run("check", "--format", "jsonl", "a.txt", cwd=editor.folder).stdout)
    (edit,) = told["fix"]["edits"]
    wordings = [edit["text"], *told["fix"]["alternatives"]]
    assert len(wordings) > 1
    made = [a for a in await editor.actions("a.txt", found.range, "quickfix") if "→" in a.title]
    assert [editor.applied(text, editor.edits(action)) for action in made] == [
        text[: edit["start"]] + wording + text[edit["end"] :] for wording in wordings
    ]
    assert not any(action.is_preferred for action in made)  # none is safe
    assert {d.code for action in made for d in action.diagnostics or ()} == {"FE201"}
    assert made[0].title == f"a control procedure → {wordings[0]}"


async def test_a_safe_fix_is_preferred_and_leaves_the_others_alone(editor: Editor) -> None:
    await editor.start()
    first, second = await editor.check("a.txt", "It “ is » so.\nIt “ was » so.\n")
    made = [action for action in await editor.actions("a.txt", second.range) if action.is_preferred]
    assert len(made) == 1
    assert editor.edit("a.txt", editor.edits(made[0])) == "It “ is » so.\nIt “was” so.\n"
    assert [d.range for d in await editor.found("a.txt")] == [first.range]


async def test_only_the_kinds_asked_for_are_offered(editor: Editor) -> None:
    await editor.start()
    (found,) = await editor.check("a.txt", "It “ is » so.\n")
    kinds = {
        only: {str(getattr(a.kind, "value", a.kind)) for a in await editor.actions("a.txt", found.range, *only)}
        for only in [(), ("quickfix",), ("source",), ("refactor",), ("source.organizeImports",)]
    }
    assert kinds == {
        (): {"quickfix", "source.fixAll.mtqa"}, ("quickfix",): {"quickfix"}, ("source",): {"source.fixAll.mtqa"},
        ("refactor",): set(), ("source.organizeImports",): set(),
    }  # fmt: skip


async def test_edits_name_the_version_they_are_for_where_the_editor_knows_versions(editor: Editor) -> None:
    await editor.start(like="visual_studio_code")
    editor.open("a.txt", "It “ is » so.\n")
    editor.write("a.txt", "It “ was » so.\n")
    (action,) = await editor.actions("a.txt", None, "source")
    assert action.edit
    (change,) = action.edit.document_changes or ()
    assert (change.text_document.uri, change.text_document.version) == (editor.uri("a.txt"), 2)  # type: ignore[union-attr]


async def test_a_text_that_cannot_be_written_back_is_not_fixed(editor: Editor) -> None:
    """A feed that is not well-formed is read as far as it goes, and that is told."""
    await editor.start()
    text = '<rss version="2.0"><channel><item><title>“ A » b</title>\n'
    found = await editor.check("a.xml", text)
    assert [d.severity for d in found if d.code == "unreadable"] == [3]
    assert "not well-formed" in next(d.message for d in found if d.code == "unreadable")
    assert not [a for a in await editor.actions("a.xml") if a.edit]
