"""HTML pages and fragments (.html .htm .xhtml): blocks are segments, in the order of the page.

The language is that of the page's `lang`; parts marked as in another language are left out. With `main_content`
only the segments that trafilatura takes for the main text are left.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, read_whole
from mtqa.load.htmlread import HtmlSegment, segments
from mtqa.load.htmltokens import Characters, tokens
from mtqa.load.maintext import MainText
from mtqa.load.options import LoadOptions
from mtqa.load.whole import Whole, decoded, survives
from mtqa.model import Batch, ByteEdit, Document, Edit

LARGEST = 64 << 20
"""Units: bytes of a page."""
LOOKED_AT = 1024
"""Units: bytes in which a page may tell its charset. Source: the HTML standard, 4.2.5.4."""
MOST = 1000
"""Units: segments of a batch."""
BATCH = 256 << 10
"""Units: code points of a batch."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = rx.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", regex.IGNORECASE)
_DECLARED = rx.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""")
_XML = rx.compile(r"\s*<\?xml")
# Source: the Encoding standard, 4.2: these labels mean windows-1252.
_WESTERN = frozenset(["ascii", "iso8859-1", "cp1252"])


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read an HTML file. Raises: InputError."""
    data = read_whole(source, LARGEST)
    whole = _decoded(data, source.name, source.charset)
    xml = bool(_XML.match(whole.text)) or source.name.lower().endswith((".xhtml", ".xht"))
    told = _language(whole.text, xml)
    lang = told or options.target_lang or "en"
    read_only = "" if survives(whole, data) else f"its bytes are not what {whole.encoding} writes for its text"
    main = MainText.of(whole.text, source.name) if options.main_content else None

    def batches() -> Iterator[Batch]:
        counts: Counter[str] = Counter()
        found = segments(whole.text, xml=xml, lang=lang.split("-")[0].lower())
        for part in _portions(found if main is None else filter(main.has, found)):
            keys = []
            for _, role, _ in part:
                counts[role] += 1
                keys.append(f"{role}/{counts[role]}")
            yield _batch(whole, part, keys)

    source_lang, target_lang = options.source_lang or "fr", options.target_lang or lang
    return Document(source.name, "html", source_lang, target_lang, batches, read_only, whole.encoding)


def _portions(found: Iterator[HtmlSegment]) -> Iterator[list[HtmlSegment]]:
    part: list[HtmlSegment] = []
    size = 0
    for segment in found:
        part.append(segment)
        size += len(segment.located.text)
        if len(part) >= MOST or size >= BATCH:
            yield part
            part, size = [], 0
    if part:
        yield part


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


def _decoded(data: bytes, name: str, said: str) -> Whole:
    """Decode a page by byte order mark, what it declares, what its server `said`, as UTF-8, else windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return decoded(data, encoding, len(mark), name)
    if b"\0" in data[:LOOKED_AT]:
        raise InputError("this is a binary file, or UTF-16 without a byte order mark", name, "save it as UTF-8")
    declared = _DECLARED.match(data[:LOOKED_AT]) or _CHARSET.search(data[:LOOKED_AT])
    if declared:
        return decoded(data, _encoding(declared[1].decode("ascii"), name), 0, name)
    if said:
        return decoded(data, _encoding(said, name), 0, name)
    try:
        return Whole(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return decoded(data, "cp1252", 0, name)


def _encoding(label: str, name: str) -> str:
    try:
        known = codecs.lookup(label)
    except (LookupError, ValueError) as error:
        raise InputError(f"the charset {label} is not known", name, "save the page as UTF-8") from error
    if known.name.startswith("utf-16"):  # it could not be read so far if it were
        return "utf-8"
    if not getattr(known, "_is_text_encoding", True):
        raise InputError(f"{label} is no charset of texts", name, "save the page as UTF-8")
    return "cp1252" if known.name in _WESTERN else known.name


def _language(html: str, xml: bool) -> str:
    """Return the language that the page gives itself."""
    for token in tokens(html[: 1 << 16], xml):
        if not isinstance(token, Characters) and not token.closes and token.name in ("html", "body"):
            given = token.attributes()
            lang = given.get("lang") or given.get("xml:lang")
            if lang and regex.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", lang.value.strip()):
                return lang.value.strip()
    return ""
