from hypothesis import given
from hypothesis import strategies as st
from made import finding
from rich.text import Text

from mtqa.model import Edit
from mtqa.report.diff import NEW, OLD, SPOT, Diff, after, before, shorten
from mtqa.report.safe import visible


def test_parts_tell_what_goes_and_what_comes() -> None:
    text = "a control procedure here"
    edits = [Edit(0, 19, "an inspection")]
    assert before(text, edits, [(20, 24)]) == [("a control procedure", OLD), (" ", ""), ("here", SPOT)]
    assert after(text, edits) == [("an inspection", NEW), (" here", "")]


def test_far_text_is_cut_but_changes_are_whole() -> None:
    parts = [("word " * 60, ""), ("x" * 200, OLD), (" word" * 60, "")]
    cut = shorten(parts)
    assert cut[1] == parts[1]
    assert all("…" in cut[i][0] and len(cut[i][0]) < 80 for i in (0, 2))
    assert cut[0][0].endswith(" ")


def test_nothing_steers_a_terminal() -> None:
    assert visible("a\x1b[31m\u202eb\r\x7f") == "a␛[31m⟨U+202E⟩b␍␡"


_PHRASES = st.text(alphabet="ab Aé漢\u0301\u200b\t-…«», .", max_size=30)


@given(
    target=st.text(alphabet="abcd  efgh é漢\u0301\t\n«».", min_size=1, max_size=160), message=_PHRASES,
    width=st.integers(20, 70), color=st.booleans(), spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30))),
)  # fmt: skip
def test_lines_come_out_as_rich_wraps_each_of_them(
    target: str, message: str, width: int, color: bool, spans: list[tuple[int, int]]
) -> None:
    places = [(start, min(start + size, len(target))) for start, size in spans if start < len(target)] or [(0, 1)]
    found = [
        finding(target, start, end, message=message, new="new" if start % 2 else None, key="a/b", line=start)
        for start, end in places
    ]
    report = Diff(color=color, width=width)
    lines = [report._render(line) for line in report.block(found[0].segment, found)]
    assert report.row("a.txt", found[0].segment, found) == "".join(lines) + "\n"


@given(text=st.text(alphabet="ab c é漢\u0301\t-.", max_size=90), width=st.integers(20, 60))
def test_short_texts_are_left_as_rich_leaves_them(text: str, width: int) -> None:
    report = Diff(width=width)
    wrapped = Text(text).wrap(report._console, width, tab_size=4)
    assert [line.plain for line in report._wrapped(Text(text), width)] == [line.plain for line in wrapped]
