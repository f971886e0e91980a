"""Tell the main text of a page from what stands about it (trafilatura, extra `web`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mtqa.errors import InputError, UsageError
from mtqa.load.html.read import HtmlSegment

LONG = 40
"""Units: letters and digits. So long a text is found within a paragraph too; a shorter one must be a whole one."""
BLOCKS = ("p", "head", "item", "cell", "quote", "ab", "code")
"""Elements that trafilatura makes of blocks. Source: its documentation, "XML TEI"."""


@dataclass(frozen=True, slots=True)
class MainText:
    """The paragraphs of the main text, as letters and digits alone."""

    paragraphs: frozenset[str]
    text: str

    @classmethod
    def of(cls, html: str, name: str) -> MainText:
        """Extract the main text. Raises: UsageError without trafilatura, InputError where none is found."""
        try:
            import trafilatura
        except ImportError as error:
            raise UsageError("--main-content needs trafilatura", hint="pip install 'mtqa[web]'") from error
        found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
        body = getattr(found, "body", None)
        paragraphs = [*_texts(body)] if body is not None else []
        if not paragraphs:
            raise InputError("no main text is found in this page", name, "leave out --main-content to check all of it")
        heads = (bare(getattr(found, which, None) or "") for which in ("title", "description"))
        return cls(frozenset(filter(None, [*paragraphs, *heads])), "\0".join(paragraphs))

    def has(self, segment: HtmlSegment) -> bool:
        """Tell whether a segment is part of the main text."""
        text = bare(segment.located.text)
        if segment.role == "title" or not text:
            return False
        return text in self.paragraphs or (len(text) >= LONG and text in self.text)


def bare(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text)).casefold()


def _texts(body: Any) -> Iterator[str]:
    """Yield the text of each block, and of each line in it."""
    for element in body.iter(*BLOCKS):
        yield bare("".join(element.itertext()))
        lines = [""]
        for part in element.iter():
            if part.tag == "lb":
                lines.append("")
            lines[-1] += part.text or ""
            if part is not element:
                lines[-1] += part.tail or ""
        if len(lines) > 1:
            yield from map(bare, lines)
