"""Write text into XML so that it reads as given, whatever the encoding holds and wherever it is put."""

from __future__ import annotations

from collections.abc import Callable

from mtqa import rx
from mtqa.load.bytesource import ByteSource
from mtqa.load.located import Located
from mtqa.model import ByteEdit, Edit

CDATA = "cdata"
"""The kind of a piece that stands in a CDATA section."""

_FORBIDDEN = rx.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_TO_ESCAPE = rx.compile("[&<>\r]")
_CDATA_END = "]]>"
_END_OF_CDATA_END = rx.compile(r"\]?>")


def writer(encoding: str, newline: str = "\n") -> Callable[[str, str], str]:
    """Return the `escape` of texts in a document: XML's signs, its line end, what CDATA and the encoding lack."""

    def write(text: str, kind: str) -> str:
        text = _FORBIDDEN.sub("", text)  # no XML can hold these, not even as references
        if kind == CDATA:
            return _in_cdata(text, encoding).replace("\n", newline)
        return _TO_ESCAPE.sub(lambda m: _SPECIAL[m.group()], text).replace("\n", newline)

    return write


def _in_cdata(text: str, encoding: str) -> str:
    text = text.replace(_CDATA_END, "]]]]><![CDATA[>")
    if "\r" not in text and _fits(text, encoding):
        return text
    return "".join(c if c != "\r" and _fits(c, encoding) else f"]]>&#{ord(c)};<![CDATA[" for c in text)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def width(encoding: str) -> Callable[[str], int]:
    """Return what measures plain text in bytes of an encoding."""
    return lambda text: len(text.encode(encoding))


def byte_edits(located: Located, edit: Edit, encoding: str) -> list[ByteEdit]:
    """Turn an edit of a text that knows its bytes into edits of the bytes, in order.

    Raises: ValueError where there is nothing to write to.
    """
    whole = _without_cdata_end(located.text, edit)
    made = located.edits(whole, trim=whole is edit)
    return [ByteEdit(e.start, e.end, e.text.encode(encoding, "xmlcharrefreplace")) for e in made]


def _without_cdata_end(text: str, edit: Edit) -> Edit:
    """Widen an edit that would make a bare "]]>" of new text and old, so that the old is written anew."""
    before = "]" * min(2, len(text[: edit.start]) - len(text[: edit.start].rstrip("]")))
    end = _END_OF_CDATA_END.match(text, edit.end)
    after = end.group() if end else ""
    if _CDATA_END not in before + edit.text + after:
        return edit
    return Edit(edit.start - len(before), edit.end + len(after), before + edit.text + after)


def newline_of(source: ByteSource) -> str:
    r"""Return the line end that a file begins with: "\r\n" or "\n"."""
    head = source.head().replace(b"\0", b"")
    return "\r\n" if 0 <= head.find(b"\r\n") < head.find(b"\n") else "\n"
