"""A comment that leaves a finding alone is written where its format has a place for one, and works."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, run
from test_fixes import TEXTS

pytestmark = pytest.mark.asyncio
WITH_COMMENTS = [
    "plain.txt", "crlf.txt", "note.md", "page.html", "feed.xml", "latin.xml", "feed.json", "de.po", "film.vtt", "a.xlf",
    "a.tmx",
]  # fmt: skip

NUMBERS = {"feed.json": 1}
"""Which finding of FE101 is taken: the title of a JSON Feed is plain text and holds no comment."""


async def left(editor: Editor, name: str, number: int) -> str:
    """Leave finding `number` alone; return its rule."""
    found = [d for d in await editor.found(name) if d.code == "FE101"][number]
    made = [a for a in await editor.actions(name, found.range, "quickfix") if a.title.startswith("Leave this FE101")]
    assert made, f"no place for a comment at {editor.quoted(name, found.range)!r}"
    editor.edit(name, editor.edits(made[0]))
    return str(found.code)


@pytest.mark.parametrize("name", WITH_COMMENTS)
async def test_a_finding_is_left_alone_and_nothing_else_changes(editor: Editor, name: str) -> None:
    await editor.start()
    editor.open(name, TEXTS[name])
    before = [(d.code, editor.quoted(name, d.range)) for d in await editor.found(name)]
    rule = await left(editor, name, NUMBERS.get(name, 0))
    after = [(d.code, editor.quoted(name, d.range)) for d in await editor.found(name)]
    assert [code for code, _ in after].count("MQ004") == 1  # it asks for a reason
    told = [one for one in after if one[0] != "MQ004"]
    assert len(told) < len(before)
    assert set(told) <= set(before)
    assert all(code == rule for code, _ in set(before) - set(told))
    assert "mtqa-ignore FE101: " in editor.texts[name]


@pytest.mark.parametrize("name", WITH_COMMENTS)
async def test_the_command_heeds_the_comment_as_well(editor: Editor, name: str) -> None:
    await editor.start()
    editor.open(name, TEXTS[name])
    await left(editor, name, NUMBERS.get(name, 0))
    found = await editor.found(name)
    path: Path = editor.folder / name
    path.write_bytes(editor.texts[name].encode("windows-1252" if name == "latin.xml" else "utf-8"))
    told = run("check", "--format", "concise", "--exit-zero", name, cwd=editor.folder).stdout
    lines = [line for line in told.splitlines() if line.startswith(f"{name}:")]
    assert len(lines) == len(found)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "film.srt"])
async def test_formats_without_comments_are_offered_none(editor: Editor, name: str) -> None:
    await editor.start()
    editor.open(name, TEXTS[name])
    titles = [action.title for action in await editor.actions(name)]
    assert titles
    assert not [title for title in titles if title.startswith("Leave")]


async def test_where_no_comment_can_stand_none_is_offered_or_it_stands_elsewhere(editor: Editor) -> None:
    """An attribute holds no comment: it goes before the tag, where the text is the next one."""
    await editor.start()
    text = '<!DOCTYPE html><html><body><p>Fine.</p><img src="a.png" alt="“ A » b"><p>Also fine.</p></body></html>\n'
    found = [d for d in await editor.check("a.html", text) if d.code == "FE101"]
    for action in await editor.actions("a.html", found[0].range if found else None, "quickfix"):
        if action.title.startswith("Leave"):
            mended = editor.edit("a.html", editor.edits(action))
            assert '<!-- mtqa-ignore FE101: --><img src="a.png" alt="“ A » b">' in mended
            assert [d.code for d in await editor.found("a.html")] == ["MQ004"]
            return
    assert not found


async def test_a_comment_about_nothing_is_told_where_it_stands(editor: Editor) -> None:
    await editor.start()
    (found,) = await editor.check("a.txt", "All is well. <!-- mtqa-ignore FE101: a quotation -->\n")
    assert (found.code, editor.quoted("a.txt", found.range)) == ("MQ001", "<!-- mtqa-ignore FE101: a quotation -->")
    assert not await editor.actions("a.txt", found.range)
