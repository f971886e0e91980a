"""What charset a page is in, and whether it can be read in parts."""

from __future__ import annotations

import codecs

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, Encoding, is_single_byte, marked_as

LOOKED_AT = 1024
"""Units: bytes in which a page may tell its charset. Source: the HTML standard, 4.2.5.4."""

_CHARSET = rx.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", regex.IGNORECASE)
_DECLARED = rx.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""")
# Source: the Encoding standard, 4.2: these labels mean windows-1252.
_WESTERN = frozenset(["ascii", "iso8859-1", "cp1252"])


def charset(source: ByteSource) -> Encoding | None:
    """Tell it by byte order mark, what the page declares, or what its server says; None where nothing does.

    Raises: InputError.
    """
    head = source.head(LOOKED_AT)
    if marked := marked_as(head):
        return marked
    if b"\0" in head:
        raise InputError("this is a binary file, or UTF-16 without a byte order mark", source.name, "save it as UTF-8")
    declared = _DECLARED.match(head) or _CHARSET.search(head)
    said = declared[1].decode("ascii") if declared else source.charset
    return Encoding(_known(said, source.name)) if said else None


def _known(label: str, name: str) -> str:
    try:
        known = codecs.lookup(label)
    except (LookupError, ValueError) as error:
        raise InputError(f"the charset {label} is not known", name, "save the page as UTF-8") from error
    if known.name.startswith("utf-16"):  # it could not be read so far if it were
        return "utf-8"
    if not getattr(known, "_is_text_encoding", True):
        raise InputError(f"{label} is no charset of texts", name, "save the page as UTF-8")
    return "cp1252" if known.name in _WESTERN else known.name


def has_parts(encoding: Encoding) -> bool:
    """Tell whether a text in an encoding can be cut anywhere, and whatever can be read in it is written as it was."""
    return encoding.name == "utf-8" or encoding.width > 1 or _keeps_bytes(encoding.name)


def _keeps_bytes(name: str) -> bool:
    if not is_single_byte(name):
        return False
    each = ((byte, bytes([byte]).decode(name, "ignore")) for byte in range(256))
    return all(text.encode(name) == bytes([byte]) for byte, text in each if text)
