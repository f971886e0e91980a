"""Read a body block by block, unpacked, and no further than the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from mtqa.errors import InputError

ASKED = "gzip, deflate"
_STEP = 1 << 20
_GZIP = b"\x1f\x8b"


def read_body(parts: Iterable[bytes], packing: str, limit: int, where: str) -> bytes:
    """Join the parts of a body, unpacked. Units: `limit` in bytes, packed and unpacked. Raises: InputError.

    A body that is a gzip file by itself (feed.xml.gz) is unpacked too, within the same limit.
    """
    for name in reversed([n.strip().lower() for n in packing.split(",") if n.strip()]):
        if name == "identity":
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            raise InputError(
                f"the server packs its answer as {name[:40]}, which was not asked for", where, f"asked: {ASKED}"
            )
        parts = _unpack(_bounded(parts, limit, where), where)
    data = b"".join(_bounded(parts, limit, where))
    if data.startswith(_GZIP):
        data = b"".join(_bounded(_unpack([data], where), limit, where))
    return data


def _bounded(parts: Iterable[bytes], limit: int, where: str) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > limit:
            raise over(limit, where)
        yield part


def over(limit: int, where: str) -> InputError:
    """Say that a body is over the limit."""
    shown = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit:,} bytes"
    return InputError(f"the answer is over {shown}", where, "save it to a file, and check the file")


def _unpack(parts: Iterable[bytes], where: str) -> Iterator[bytes]:
    """Unpack gzip of one or more members, or deflate, by at most a MiB at a time."""
    first, unpacker = True, zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for part in parts:
            while part:
                if unpacker.eof:
                    if not part.startswith(_GZIP):
                        return  # padding after the last member
                    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
                try:
                    data = unpacker.decompress(part, _STEP)
                except zlib.error:
                    if not first or part.startswith(_GZIP):
                        raise
                    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without the zlib header
                    data = unpacker.decompress(part, _STEP)
                first = False
                yield data
                part = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise InputError("the packed answer is damaged", where, "fetch it again") from error
    if not unpacker.eof and not first:
        raise InputError("the packed answer is cut short", where, "fetch it again")
