r"""PO, the translations of gettext: each msgstr is a segment, its source the msgid that it translates.

Of plural forms msgstr[0] goes with msgid, the others with msgid_plural; a sole form, which stands for every number, is
held to msgid_plural. The header (the entry of an empty msgid), what is not translated (an empty msgstr) and obsolete
entries (#~) are left out. A fuzzy entry is read, as it may be what a machine filled in: its role is "fuzzy". The key is
"context|msgid", [n] behind it for a plural, long ones cut and told apart by a hash.

The charset is what the header says, and the language of the translation too. An edit is written within the quotes it
stands in, with the escapes of PO. Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import partial

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, Encoding, encoding_of
from mtqa.load.options import LoadOptions
from mtqa.load.po.read import Translation, translations
from mtqa.load.po.string import Span, located
from mtqa.load.stretches import Stretch, Ways, stretches
from mtqa.model import Batch, Document

_CHARSET = rx.compile(rb"(?i)content-type:[^\"\n]*?charset=([\w.:-]+)")
_LANGUAGE = rx.compile(rb"(?i)\"(x-source-)?language:\s*([\w-]+)")
_BEGINS = re.compile(r"(?m)^[^\S\n]*(?=#|msgid\b|msgctxt\b)")


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a PO file. Raises: InputError for a charset that PO cannot have."""
    head = source.head()
    encoding = _encoding(source, head)
    languages = {bool(m[1]): m[2].decode("ascii", "replace").replace("_", "-") for m in _LANGUAGE.finditer(head)}
    return Document(
        source.name, "po", options.source_lang or languages.get(True) or "fr",
        options.target_lang or languages.get(False) or "en", partial(_batches, source, encoding),
        encoding=encoding.name,
    )  # fmt: skip


def _encoding(source: ByteSource, head: bytes) -> Encoding:
    """Return the encoding that the header names, unless a byte order mark tells."""
    told = _CHARSET.search(head)
    name = told[1].decode("ascii", "replace") if told else ""
    if name in ("", "CHARSET") or head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return encoding_of(source)
    try:
        known = codecs.lookup(name).name
        if b'msgid "\\\n'.decode(known) != 'msgid "\\\n':
            raise LookupError
    except (LookupError, UnicodeError) as error:
        raise InputError(
            f"the charset {name} is not read", source.name, "convert it: `msgconv -t UTF-8`, of GNU gettext"
        ) from error
    return Encoding("utf-8" if known == "ascii" else known)


def _batches(source: ByteSource, encoding: Encoding) -> Iterator[Batch]:
    for stretch in stretches(source, encoding, _cut):
        if found := translations(stretch, source.name):
            yield _batch(stretch, found)


def _cut(text: str) -> int:
    """Tell where the last entry begins that may go on: at the first comment or msgid after a msgstr."""
    end = len(text)
    while (at := text.rfind("msgstr", 0, end)) >= 0:
        if not text[text.rfind("\n", 0, at) + 1 : at].strip() and (entry := _BEGINS.search(text, at, end)):
            return entry.start()
        end = at
    return 0


def _batch(stretch: Stretch, found: list[Translation]) -> Batch:
    keys, roles, sources, targets, spans = zip(*found, strict=True)
    lines, columns = stretch.places(_begin(stretch, at) for at in spans)

    ways = Ways(stretch, lambda i: located(stretch.text, spans[i], stretch.encoding))
    return Batch(
        targets=targets,
        lines=lines,
        columns=columns,
        keys=keys,
        sources=sources,
        roles=roles,
        locate=ways.edits,
        place=ways.place,
    )


def _begin(stretch: Stretch, spans: Sequence[Span]) -> int:
    """Return where the first code point of strings stands, which may be the second string's."""
    first = spans[0][0]
    return located(stretch.text, spans, stretch.encoding).place(0) if stretch.text[first] in '"\\' else first
