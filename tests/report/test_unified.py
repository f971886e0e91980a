"""The diff of byte edits: it turns the old lines into the new ones, and shows no more than it must."""

import io

from hypothesis import assume, given
from hypothesis import strategies as st

from mtqa.model import ByteEdit
from mtqa.report.unified import painted, unified
from mtqa.splice import splice

TEXTS = st.lists(st.sampled_from(["a", "b", "é", "\n", "\r\n", " "]), max_size=40).map(
    lambda parts: "".join(parts).encode()
)


def lines_of(data: bytes) -> list[str]:
    lines = data.decode().replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def patched(old: list[str], diff: list[str]) -> list[str]:
    """Apply a unified diff, checking each number and line of it."""
    made: list[str] = []
    at = 0
    for line in diff[2:]:
        if line.startswith("@@"):
            spans = [part[1:].split(",") for part in line.split()[1:3]]
            starts = [int(s[0]) - (len(s) == 1 or s[1] != "0") for s in spans]
            made += old[at : starts[0]]
            at = starts[0]
            assert len(made) == starts[1]
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert old[at] == line[1:]
            made += [line[1:]] if line[0] == " " else []
            at += 1
    return made + old[at:]


@given(TEXTS, st.data())
def test_the_diff_makes_the_new_lines_of_the_old(text: bytes, data: st.DataObject) -> None:
    bounds = [i for i in range(len(text) + 1) if (text[i : i + 1] or b" ")[0] & 0xC0 != 0x80]
    bounds = [i for i in bounds if text[max(0, i - 1) : i + 1] != b"\r\n"]
    cuts = sorted(data.draw(st.lists(st.sampled_from(bounds), max_size=6)))
    words = st.sampled_from([b"", b"x", b"y\n", "é".encode()])
    edits = [ByteEdit(a, b, data.draw(words)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    assume(len(cuts) % 2 == 0)
    out = io.BytesIO()
    splice(io.BytesIO(text), edits, out)
    diff = list(unified("f", io.BytesIO(text), edits, "utf-8"))
    assert patched(lines_of(text), diff) == lines_of(out.getvalue())


def test_only_the_lines_around_a_change_are_shown() -> None:
    text = "".join(f"line {i}\n" for i in range(1, 10)).encode()
    edits = [ByteEdit(5, 6, b"one"), ByteEdit(19, 20, b"three"), ByteEdit(61, 62, b"nine")]
    assert list(unified("a.txt", io.BytesIO(text), edits, "utf-8")) == [
        "--- a.txt", "+++ a.txt",
        "@@ -1,4 +1,4 @@", "-line 1", "+line one", " line 2", "-line 3", "+line three", " line 4",
        "@@ -8,2 +8,2 @@", " line 8", "-line 9", "+line nine",
    ]  # fmt: skip
    assert list(unified("a.txt", io.BytesIO(text), [], "utf-8")) == []


def test_nothing_in_it_steers_the_terminal() -> None:
    shown = list(
        unified("a\x1b.txt", io.BytesIO("\x1b[2Jé".encode("utf-16-le")), [ByteEdit(8, 10, b"!\0")], "utf-16-le")
    )
    assert shown == ["--- a␛.txt", "+++ a␛.txt", "@@ -1 +1 @@", "-␛[2Jé", "+␛[2J!"]
    assert list(painted(["-a", " b"])) == ["\x1b[31m-a\x1b[0m", " b"]
