from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import finding, report, result
from markdown_it import MarkdownIt

from mtqa import fix
from mtqa.errors import InputError
from mtqa.model import Edit, Fix
from mtqa.report.markdown import LIMIT
from mtqa.report.markdowntext import diff, escaped
from mtqa.report.safe import visible


class Text(HTMLParser):
    """The text of a page, what is struck left out, and whether a mark was left unread."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.old, self.new = "", ""
        self.feed(MarkdownIt("gfm-like").render(markdown))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        self.old += "" if "strong" in self.open else data
        self.new += "" if "s" in self.open else data


def bare(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("␣", "").split())


SIGNS = st.text(st.sampled_from(list("ab é1 \u00a0“”\"'.,!?-–*_~`[]()<>&|#@:$\\/\n€°…%^+=")), max_size=30)


@given(SIGNS)
def test_text_comes_back(text: str) -> None:
    shown = Text("x " + escaped(text) + " x")
    assert bare(shown.new) == bare("x" + visible(text.replace("\n", " ")) + "x")


@given(SIGNS, SIGNS, SIGNS, SIGNS)
def test_both_sides_of_a_diff_come_back(left: str, old: str, right: str, new: str) -> None:
    text = left + old + right
    made = finding(text, len(left), len(left) + len(old), new=new)
    edits = made.fix.edits if made.fix else ()
    shown = Text("→ " + diff(made))
    assert bare(shown.old) == bare("→" + visible(text.replace("\n", " ")))
    assert bare(shown.new) == bare("→" + visible(fix.apply(text, edits).replace("\n", " ")))


@pytest.mark.parametrize(("text", "start", "end", "new", "shown"), [
    ("He organises it.", 9, 10, "z", "He ~~organises~~ **organizes** it."),
    ("a  b", 1, 3, " ", "a ~~␣~~ **␣** b"),
    ("(so)", 1, 3, "thus", "(~~so~~ **thus**)"),
    ("the the end", 3, 7, "", "the ~~the~~ end"),
])  # fmt: skip
def test_a_diff_reads_well(text: str, start: int, end: int, new: str, shown: str) -> None:
    assert diff(finding(text, start, end, new=new)) == shown


def test_a_finding_without_a_fix_is_marked_and_far_text_cut() -> None:
    made = finding("word " * 100 + "wrong" + " word" * 100, 500, 505, new=None)
    shown = diff(made)
    assert " *wrong* " in shown
    assert len(shown) < 200


def test_the_report() -> None:
    made = replace(result("feeds/a_b.txt", finding(severity="error"), old=[finding(fingerprint="o")]))
    text = report("markdown", made, errors=[InputError("is no UTF-8", "c.txt")])
    assert text.startswith("## mtqa: not everything could be checked, 1 error\n")
    for part in ("| Error | 1 |", "| Known before | 1 |", "### feeds/a\\_b.txt", "c.txt: is no UTF-8", "[More](https://example.org/rules?a=1&b=2)",
                 "opened ~~a control procedure~~ **an inspection** in"):  # fmt: skip
        assert part in text


def test_several_edits_are_shown_in_one_line() -> None:
    made = replace(finding("is “ wrong » so", 3, 12), fix=Fix((Edit(3, 5, "“"), Edit(10, 12, "”")), "safe"))
    assert diff(made) == "is ~~“~~ **“** wrong ~~»~~ **”** so"


def test_the_worst_are_kept_within_the_limit() -> None:
    infos = [finding(fingerprint=f"i{i}", severity="info", message="i" * 300) for i in range(300)]
    errors = [finding(fingerprint=f"e{i}", severity="error", message="e" * 300) for i in range(100)]
    text = report("markdown", result("a.txt", *infos), result("b.txt", *errors))
    assert LIMIT - 3000 < len(text.encode()) <= LIMIT
    assert text.count("- **error**") == 100
    left = 300 - text.count("- **info**")
    assert f"**{left} findings more are left out here**" in text
    assert "| Info | 300 |" in text
    assert text.count("<details>") == text.count("</details>")
