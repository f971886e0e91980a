"""HTML pages and fragments (.html .htm .xhtml): blocks are segments, in the order of the page.

The language is that of the page's `lang`; parts marked as in another language are left out. With `main_content`
only the segments that trafilatura takes for the main text are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, Encoding, read_whole
from mtqa.load.html.charset import charset, has_parts
from mtqa.load.html.maintext import MainText
from mtqa.load.html.parts import parts
from mtqa.load.html.read import HtmlSegment, segments
from mtqa.load.html.tokens import Characters, tokens
from mtqa.load.options import LoadOptions
from mtqa.load.portions import portions
from mtqa.load.texts import texts
from mtqa.load.whole import Whole, decoded, survives
from mtqa.model import Batch, ByteEdit, Document, Edit

LARGEST = 64 << 20
"""Units: bytes of a page that is read as a whole."""
MOST = 1000
"""Units: segments of a batch."""
BATCH = 256 << 10
"""Units: code points of a batch."""

_XML = rx.compile(r"\s*<\?xml")


class _Page(NamedTuple):
    """A page: how it begins, why it cannot be written back, and its parts, read for a language."""

    head: str
    read_only: str
    parts: Callable[[bool, str], Iterable[tuple[Whole, Iterable[HtmlSegment]]]]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read an HTML file. Raises: InputError."""
    encoding = charset(source)
    if encoding and not has_parts(encoding):
        page = _whole(source, encoding, options)
    else:
        page, encoding = _looked_through(source, encoding)
        page = _whole(source, encoding, options) if options.main_content else page
    xml = bool(_XML.match(page.head)) or source.name.lower().endswith((".xhtml", ".xht"))
    told = _language(page.head, xml)
    lang = told or options.target_lang or "en"

    def batches() -> Iterator[Batch]:
        counts: Counter[str] = Counter()
        for whole, found in page.parts(xml, lang.split("-")[0].lower()):
            for part in portions(found, lambda segment: len(segment.located.text), BATCH, MOST):
                keys = []
                for _, role, _ in part:
                    counts[role] += 1
                    keys.append(f"{role}/{counts[role]}")
                yield _batch(whole, part, keys)

    source_lang, target_lang = options.source_lang or "fr", options.target_lang or lang
    return Document(source.name, "html", source_lang, target_lang, batches, page.read_only, encoding.name)


def _looked_through(source: ByteSource, told: Encoding | None) -> tuple[_Page, Encoding]:
    """Look a page through, to be read in parts: where nothing tells its encoding, it is UTF-8, or else windows-1252.

    Raises: InputError where it is no text.
    """
    encoding, head = told or Encoding("utf-8"), ""
    try:
        for text in texts(source, encoding):
            head = head or text
    except InputError as error:
        if told or not isinstance(error.__cause__, UnicodeDecodeError):
            raise
        return _looked_through(source, Encoding("cp1252"))
    return _Page(head, "", lambda xml, lang: parts(source, encoding, xml=xml, lang=lang)), encoding


def _whole(source: ByteSource, encoding: Encoding, options: LoadOptions) -> _Page:
    """Read a page as a whole. Raises: InputError."""
    data = read_whole(source, LARGEST)
    whole = decoded(data, encoding.name, encoding.skip, source.name)
    main = MainText.of(whole.text, source.name) if options.main_content else None

    def parts(xml: bool, lang: str) -> Iterable[tuple[Whole, Iterable[HtmlSegment]]]:
        found = segments(whole.text, xml=xml, lang=lang)
        return [(whole, filter(main.has, found) if main else found)]

    read_only = "" if survives(whole, data) else f"its bytes are not what {whole.encoding} writes for its text"
    return _Page(whole.text, read_only, parts)


def _batch(whole: Whole, part: Sequence[HtmlSegment], keys: Sequence[str]) -> Batch:
    lines, columns = whole.places([segment.at for segment in part])
    return Batch(
        targets=[segment.located.text for segment in part],
        lines=lines,
        columns=columns,
        keys=keys,
        roles=[segment.role for segment in part],
        locate=partial(_locate, whole, part),
        place=lambda i, at: whole.where(part[i].located.place(at)),
        codes=True,
    )


def _locate(whole: Whole, part: Sequence[HtmlSegment], i: int, edit: Edit) -> list[ByteEdit]:
    return list(whole.edits(part[i].located.edits(edit)))


def _language(html: str, xml: bool) -> str:
    """Return the language that the page gives itself."""
    for token in tokens(html[: 1 << 16], xml):
        if not isinstance(token, Characters) and not token.closes and token.name in ("html", "body"):
            given = token.attributes()
            lang = given.get("lang") or given.get("xml:lang")
            if lang and regex.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", lang.value.strip()):
                return lang.value.strip()
    return ""
