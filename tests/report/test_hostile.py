"""Whatever a feed or a file's name says comes out as text, in every format: it steers nothing that reads the report."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import regex
from junitparser import JUnitXml
from made import finding, report, result
from markdown_it import MarkdownIt
from runner import commands

from mtqa.errors import InputError
from mtqa.report import FORMATS
from mtqa.report.base import Silenced
from mtqa.report.safe import visible

HOSTILE = {
    "command": "::error::x",
    "set-output": "  ::set-output name=a::b",
    "old command": "a ##[error]x ###[group]y",
    "escaped command": "%0A::error::x%25%0D",
    "line break": "x\n::error::x\r\n##[error]y\r::warning::z",
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "cdata": "]]><!DOCTYPE a>&amp;&lt;&#0;",
    "ansi": "\x1b[31mred\x1b]8;;http://a.example\x07link\x1b]8;;\x07\x1b]0;title\x07\x08\x7f",
    "c1": "\x9b31mred\x85\x9d0;t\x9c",
    "formula": "=cmd()|x @SUM(1) +1 -1",
    "bidi": "\u202egnp.exe\u2066\u200f\u061c",
    "nul": "a\x00b\x0b\x0c",
    "surrogate": "a\ud800b\udcff",
    "separator": "a\u2028b\u2029c\ufeff\ufffe\uffff\u200b",
    "backticks": "``` `a` ``b ~~~ $x$ $`y`$",
    "comment": "<!-- x --> --> <details>",
    "link": "[x](javascript:alert(1)) ![i](http://a.example/i) <http://a.example> http://a.example www.a.example",
    "mention": "@everyone @a/b #123 !45 ~bug %1 &7 $8 GH-9 a@b.example :tada: a/b#5",
    "markdown": "# h\n- l\n> q\n1. n\n---\n***b*** __c__ ~~d~~ | t | \\* &copy; [ref]: x",
    "json": '"}],"a":[{"b":"\\u0000',
    "long": "word " * 4000 + "x" * 70_000,
}
RAW = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]")


def words(text: str) -> str:
    """Without what makes no difference in a page: kinds of space, and what is written to keep signs apart."""
    return " ".join(text.replace("\u200b", "").replace("␊", " ").replace("␍", " ").split())


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(f"{tag} {attrs}" if tag in ("a", "img", "script") else tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read_jsonl(text: str) -> list[str]:
    return [json.loads(line)["message"] for line in text.split("\n") if line]


def read_checkstyle(text: str) -> list[str]:
    return [e.get("message", "") for e in ET.fromstring(text).iter("error")]


def read_junit(text: str) -> list[str]:
    suites = JUnitXml.fromstring(text.encode("utf-8"))
    return [
        told for suite in suites for case in suite for told in [*(r.text for r in case.result), case.system_out or ""]
    ]


def read_markdown(text: str) -> list[str]:
    page = Page(MarkdownIt("gfm-like").render(text))
    assert set(page.tags) <= set(
        "h2 h3 p table thead tbody tr th td ul li strong em s details summary sub code span hr".split()
    ) | {t for t in page.tags if t.startswith("a [('href', 'https://example.org/rules?")}
    assert "hr" not in page.tags
    return [page.text]


def read_html(text: str) -> list[str]:
    return [Page(text).text]


READERS: Mapping[str, Callable[[str], list[str]]] = {
    "diff": lambda text: [text],
    "concise": lambda text: [text],
    "json": lambda text: [f["message"] for f in json.loads(text)["findings"]],
    "jsonl": read_jsonl,
    "github": lambda text: [c.data for c in commands(text)],
    "gitlab": lambda text: [i["description"] for i in json.loads(text)],
    "sarif": lambda text: [r["message"]["text"] for r in json.loads(text)["runs"][0]["results"]],
    "junit": read_junit,
    "rdjson": lambda text: [d["message"] for d in json.loads(text)["diagnostics"]],
    "checkstyle": read_checkstyle,
    "markdown": read_markdown,
    "html": read_html,
}
EXACT = ("json", "jsonl")
LAID_OUT = ("diff", "concise", "markdown", "html")
"""Formats whose text is wrapped, cut or marked, and may show a sign by its number."""


def shown_by(format: str, hostile: str) -> str:
    if format == "github":
        return "\n".join(map(visible, hostile.split("\n"))).replace("##[", "⟨U+0023⟩#[")
    if format in ("junit", "checkstyle"):  # of what XML cannot carry, two are no control characters
        return visible(hostile).replace("\ufffe", "⟨U+FFFE⟩").replace("\uffff", "⟨U+FFFF⟩")
    return visible(hostile)


def told(format: str, hostile: str) -> str:
    """Return a report in which everything that comes from outside is hostile."""
    text = f"{hostile} control procedure {hostile}"
    at = len(hostile) + 1
    one = finding(text, at, at + 17, message=hostile, key=hostile, item=hostile, new=hostile, severity="error")
    two = replace(one, fix=None, fingerprint="f1", severity="info")
    three = finding(hostile, 0, len(hostile), message=hostile, side="source", new=None, fingerprint="f2")
    made = result(hostile, one, two, three, old=[replace(one, fingerprint="f3")],
                  silenced=[Silenced(replace(one, fingerprint="f4"), hostile, hostile)])  # fmt: skip
    made = replace(made, titles={hostile: hostile}, words={hostile: 5})
    return report(format, made, errors=[InputError(hostile, hostile, hostile)])


def test_no_format_is_left_out() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format", FORMATS)
def test_it_is_text(format: str, name: str) -> None:
    hostile = HOSTILE[name]
    text = told(format, hostile)
    assert not RAW.search(text)
    carried = commands(text)
    if format == "github":
        assert [c.name for c in carried] == ["error", "error", "warning", "notice"]
        assert all(set(c.properties) <= {"file", "line", "col", "endLine", "endColumn", "title"} for c in carried)
    else:
        assert not carried
    texts = READERS[format](text)
    if format in EXACT:
        assert texts == [hostile] * 3
    elif format not in LAID_OUT:
        shown = words(shown_by(format, hostile))[:500]
        assert sum(shown in words(text) for text in texts) >= 3
    elif name not in ("long", "line break", "command", "set-output", "old command", "markdown"):
        assert "".join(words(visible(hostile)).split()) in "".join(words(texts[0]).split())


@pytest.mark.parametrize("name", ["script", "cdata", "comment", "link", "json", "bidi"])
def test_a_page_has_the_same_tags_for_any_text(name: str) -> None:
    def shape(text: str) -> list[str]:
        return [tag.split()[0] for tag in Page(text).tags if not tag.startswith(("mark", "ins", "del", "br"))]

    for format in ("markdown", "html"):
        hostile, harmless = told(format, HOSTILE[name]), told(format, "harmless")
        if format == "markdown":
            hostile, harmless = (MarkdownIt("gfm-like").render(t) for t in (hostile, harmless))
        assert shape(hostile).count("script") == shape(harmless).count("script")
        assert not {"img", "iframe", "object"} & set(shape(hostile)) - set(shape(harmless))


def test_a_coloured_report_colours_with_its_own_codes_alone() -> None:
    for format in ("diff", "concise"):
        text = report(
            format, result("\x1b[2J.txt", finding(HOSTILE["ansi"], 0, 5, message=HOSTILE["ansi"])), color=True
        )
        assert not RAW.search(regex.sub(r"\x1b\[[\d;]*m", "", text))


@pytest.mark.skipif(sys.platform == "win32", reason="such file names cannot be made")
def test_a_check_of_hostile_files_in_a_ci_job(tmp_path: Path) -> None:
    names = [
        "::error::x.txt",
        "##[error]y.txt",
        "%0A::error::z.txt",
        "@everyone `a` <b>.txt",
        "a\x1b[31m\nb.txt",
        "=cmd()|x.txt",
    ]
    for number, name in enumerate(names):
        body = f"::error::x\nThe “ end » {number} ##[error]x </script><script>alert(1)</script> ]]> \x1b[31m \x9b \u202e @everyone\n"
        (tmp_path / name).write_text(body, encoding="utf-8")
    (tmp_path / os.fsdecode(b"bad-\xff.txt")).write_text("The “ end » is it.\n", encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text('{"target": "::error::\n', encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI_"))}
    outputs = [part for format in FORMATS for part in ("--output", f"{format}=out/{format}")]
    (tmp_path / "out").mkdir()
    for format in FORMATS:
        run = subprocess.run(
            [sys.executable, "-m", "mtqa", "check", *(outputs if format == "diff" else ()), "--format", format, "--",
             *sorted(p.name for p in tmp_path.iterdir() if p.is_file() and p.name != "summary.md")],
            cwd=tmp_path, capture_output=True, check=False,
            env={**environment, "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path)},
        )  # fmt: skip
        shown, aside = run.stdout.decode(), run.stderr.decode()
        assert run.returncode == 2, aside
        assert not RAW.search(shown)
        assert not RAW.search(aside)
        assert not commands(aside)
        assert {c.name for c in commands(shown)} <= ({"error", "warning", "notice"} if format == "github" else set())
        assert READERS[format](shown)
    for format in FORMATS:
        READERS[format]((tmp_path / "out" / format).read_text(encoding="utf-8"))
