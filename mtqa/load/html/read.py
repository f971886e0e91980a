"""Cut HTML into segments: each block element is one, inline tags stay where they are, code and the like is left out.

A segment reads as a browser shows it: entities decoded, runs of white space as one space. It knows where each of its
characters stands in the HTML, so that an edit changes the words and no tag. Inline code, an image and an inline element
that is not to be translated stand in it as one sign, `located.OBJECT`. The texts that only some readers meet are
segments too: `alt` and `title` of elements, and what a page says of itself for search engines.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from mtqa.load.html.cut import DEEPEST, Cutter
from mtqa.load.html.cut import HtmlSegment as HtmlSegment
from mtqa.load.html.plain import DEPTH, stretch, text_of
from mtqa.load.html.tokens import Left, tokens


def segments(html: str, *, xml: bool = False, lang: str = "") -> Iterator[HtmlSegment]:
    """Yield the segments of a page or a fragment, in order.

    `xml`: it is XHTML, where "/>" ends an element. `lang`: leave out what is marked as being in another language.
    """
    yield from read_on(Cutter(html, lang), Left(), xml=xml)


def read_on(cutter: Cutter, left: Left, *, xml: bool) -> Iterator[HtmlSegment]:
    """Yield the segments of a text that begins where a block does, with what stands open before it."""
    html = cutter.html
    at = 0 if cutter.skips else (yield from _ordinary(cutter, 0))
    read = tokens(html, xml, at, left)
    past: int | None = None
    while True:
        try:
            token = read.send(past)
        except StopIteration:
            break
        begins = cutter.take(token)
        if cutter.done:
            yield from cutter.done
            cutter.done.clear()
        past = (yield from _ordinary(cutter, token.end)) if begins else None
    cutter.flush(len(html))
    yield from cutter.done
    cutter.done.clear()


def _ordinary(cutter: Cutter, at: int) -> Generator[HtmlSegment, None, int]:
    """Yield the segments of the ordinary stretches that follow one another. Return where they end."""
    new, html = tuple.__new__, cutter.html
    before: str | None = ""
    role = ""
    while (match := stretch(html, at)) and match.end() > at and len(cutter.stack) < DEEPEST - DEPTH:
        found = text_of(html, match.start(2), match[2])
        if found is None:
            break
        name = match[1]
        if name != before:
            role = cutter.leaf(name) if name else cutter.role
            before = name
        at = match.end()
        if cutter.skips:
            break
        text, first = found
        if text:
            yield new(HtmlSegment, (text, role, first))
    return at
