from mtqa.model import Edit
from mtqa.report.diff import NEW, OLD, SPOT, after, before, shorten
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
