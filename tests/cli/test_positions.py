"""A finding stands where an editor would put the cursor: line and column of the file as it is, markup and escapes too."""

import gzip
import json
from pathlib import Path

import pytest

import mtqa.cli

RSS = """<?xml version="1.0" encoding="ENC"?>
<rss version="2.0"><channel><title>News</title>
<item><guid>g</guid><title>Tom &amp; Ann: “ here »</title>
<description><![CDATA[<p>One<br>two <b>bold</b> &eacute;&eacute; and
 the “ text »</p>]]></description></item>
<item><guid>h</guid><description>&lt;p&gt;It&amp;#8217;s &lt;i&gt;so&lt;/i&gt; “ it »&lt;/p&gt;</description></item>
</channel></rss>
"""
XLIFF = """<?xml version="1.0"?>
<xliff version="1.2"><file original="a" source-language="fr" target-language="en" datatype="html"><body>
<trans-unit id="1"><source>a</source><target>
  A &amp; B <g id="1">said</g><x id="2"/>
  “ so »</target></trans-unit>
</body></file></xliff>
"""
TABLE = 'id;source;target\n1;"a ""b""";"He said ""yes"" and\nthen “ no »"\n2;x;He “ left »\n'
TEXTS = {
    "a.rss": RSS.replace("ENC", "UTF-8"),
    "a.xlf": XLIFF,
    "a.csv": TABLE,
    "a.tmx": '<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>a</seg></tuv>'
    '<tuv xml:lang="en"><seg>A &lt; <bpt i="1">x</bpt>b<ept i="1">y</ept>\n “ c »</seg></tuv></tu></body></tmx>',
    "a.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr ""\n"He \\"came\\"\\n"\n'
    '"and \\t“ went »"\n',
    "a.html": "<!DOCTYPE html>\n<html><body><p>Tom &amp; <b>Ann</b>\n  said “ no »</p></body></html>\n",
    "a.md": "---\ntitle: A “ b »\n---\n\n> Tom **and** `x`\n> said “ no »\n",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n<i>He</i> said\nit: “ no »\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>You &amp; me\nsay “ no »\n",
    "a.json": '{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [\n'
    '{"id": "1", "content_html": "<p>\\u00e9 <b>x<\\/b> “ no »</p>", "title": "a\\"b “ c »"}]}',
    "a.jsonl": '{"target": "A \\"b\\" “ c »", "id": 1}\n{"id": 2, "source": "“ c »", "target": "“ c »"}\n'
    + '{"id": 3, "target": "\\u00e9 \\ud83d\\ude00 “ c »"}\n',
    "a.txt": "One.\n\nThis is a long line of a text that is wrapped at a width,\nand it goes on “ here » in a line\n",
}


def opens(text: str) -> set[tuple[int, int]]:
    """Return line and column of each opening mark of a text."""
    return {(n, at + 1) for n, line in enumerate(text.split("\n"), 1) for at, c in enumerate(line) if c == "“"}


def told(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> set[tuple[int, int]]:
    mtqa.cli.main(["check", "--isolated", "--select", "FE101", "--format", "concise", str(path), *options])
    lines = capsys.readouterr().out.splitlines()[:-1]
    return {(int(line), int(column)) for line, column in (x.removeprefix(f"{path}:").split(":")[:2] for x in lines)}


@pytest.mark.parametrize("name", TEXTS)
def test_line_and_column_are_those_of_the_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_bytes(TEXTS[name].encode())
    expected = opens(TEXTS[name]) - ({(2, 22)} if name == "a.jsonl" else set())  # the source
    assert expected
    assert told(path, capsys) == expected


@pytest.mark.parametrize("name", ["a.rss", "a.xlf", "a.csv", "a.html", "a.po"])
def test_packed_and_with_other_line_ends_as_well(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = TEXTS[name]
    path = tmp_path / f"{name}.gz"
    path.write_bytes(gzip.compress(text.replace("\n", "\r\n").encode()))
    assert told(path, capsys) == opens(text)


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16"])
def test_columns_are_signs_and_not_bytes(encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.rss"
    text = RSS.replace("ENC", encoding).replace("Tom", "Éloïse")
    path.write_bytes(text.encode(encoding))
    assert told(path, capsys) == opens(text)


def test_json_by_paths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": [\n {"t": "\\u00e9\\n “ c »"}]}', encoding="utf-8")
    assert told(path, capsys, "--json-path", "target=$.a[*].t") == {(2, 18)}


def test_a_feed_read_tolerantly_has_its_findings_at_the_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.rss"
    path.write_text(RSS.replace("ENC", "UTF-8").replace("&amp; Ann", "& Ann"), encoding="utf-8")
    assert told(path, capsys) == {(3, 1), (6, 1)}


def test_only_new_items_and_workers_tell_the_same_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("a.rss", "a.xlf"):
        (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
    run = ["check", "--isolated", "--select", "FE101", "--format", "jsonl", str(tmp_path), "--new-items"]
    mtqa.cli.main([*run, "-j2"])
    both = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(f["line"], f["column"]) for f in both} == opens(TEXTS["a.rss"]) | opens(TEXTS["a.xlf"])
    text = TEXTS["a.rss"].replace("“ it »", "“ it is »")
    (tmp_path / "a.rss").write_text(text, encoding="utf-8")
    mtqa.cli.main(run)
    (only,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (only["line"], only["column"]) in opens(text)
