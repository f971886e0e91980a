"""Markdown read stretch by stretch is what it is when it is read at once."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtqa.load import ByteSource, LoadOptions, load, mdstretches
from mtqa.model import Edit

PIECES = (
    "Plain text.", "# A head", "Under\n=====", "- one\n- two", "- one\n\n  more\n- two", "1. a\n2. b", "> quoted\nlazy", "> a\n\n> b",
    "```\ncode\n\nmore\n```", "~~~ x\n\n# no head", "    indented\n\n    code", "<div>\n\ntext\n\n</div>", "<!-- a\n\nb -->", "<pre>\n\nx</pre>",
    "| a | b |\n|---|---|\n| c | d |", "[a]: /u 'T'", "[a] and [b][a]", "See [a].", "![alt *x*](u)", "*em* **st** `c`", "---", "\ttab\n\n\tcode",
    "a\\\nb", "line  \nbreak", "[^1]: note", "***", "* * *", "&eacute; &lt;", "<b>x</b> y", "[a]:\n/url", "- [a]: /v", "<!-- mtqa-ignore FE1: x -->",
)  # fmt: skip
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n", "\n \n"])), max_size=12
).map(lambda parts: "".join(piece + end for piece, end in parts))


def dumped(data: bytes, stretch: int) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mdstretches, "STRETCH", stretch)
        rows = []
        for batch in load(ByteSource("a.md", data=data), LoadOptions()).batches():
            assert batch.place is not None
            assert batch.locate is not None
            for i, target in enumerate(batch.targets):
                edits = batch.locate(i, Edit(0, 1, "Z")), batch.locate(i, Edit(len(target), len(target), "é"))
                rows.append((batch.segment(i), batch.place(i, 0), batch.place(i, len(target)), edits))
        return rows


@settings(max_examples=400, deadline=None)
@example("[a]\n\nText.\n\n[a]: /u\n", "\n")
@example("- one\n\n  more\n\nText.\n", "\r\n")
@given(DOCUMENTS, st.sampled_from(["\n", "\n", "\r\n"]))
def test_stretch_by_stretch_as_at_once(text: str, line_end: str) -> None:
    data = text.replace("\n", line_end).encode()
    whole = dumped(data, 1 << 30)
    assert dumped(data, 1) == dumped(data, 25) == whole


def test_a_text_is_read_in_stretches() -> None:
    text = "A paragraph.\n\n" * 100
    found = list(mdstretches._stretches(text, {"references": {}}, 0))
    assert len(found) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mdstretches, "STRETCH", 100)
        parts = list(mdstretches._stretches(text, {"references": {}}, 0))
    assert len(parts) > 5
    assert [at for at, _, _ in parts[1:]] == [end for _, end, _ in parts[:-1]]
    assert sum(len(blocks) for _, _, blocks in parts) == 100
