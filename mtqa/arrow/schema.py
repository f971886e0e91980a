"""The columns of segments and of findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from mtqa.errors import InputError
from mtqa.load.options import nearest

SEGMENTS = pa.schema(
    [
        pa.field("document", pa.string()),
        pa.field("id", pa.string()),
        pa.field("target", pa.string()),
        pa.field("source", pa.string()),
        pa.field("reference", pa.string()),
        pa.field("role", pa.string()),
        pa.field("item", pa.string()),
        pa.field("system", pa.string()),
    ]
)
"""What is read of a segment. Only `target` must be there; columns of other names are passed over."""

_EDIT = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
FINDINGS = pa.schema(
    [
        pa.field("document", pa.string()),
        pa.field("segment", pa.string()),
        pa.field("rule", pa.string()),
        pa.field("name", pa.string()),
        pa.field("pack", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("category", pa.string()),
        pa.field("side", pa.string()),
        pa.field("start", pa.int32()),
        pa.field("end", pa.int32()),
        pa.field("line", pa.int64()),
        pa.field("column", pa.int32()),
        pa.field("text", pa.string()),
        pa.field("message", pa.string()),
        pa.field(
            "fix",
            pa.struct([("safety", pa.string()), ("edits", pa.list_(_EDIT)), ("alternatives", pa.list_(pa.string()))]),
        ),
        pa.field("fingerprint", pa.string()),
        pa.field("base", pa.string()),
        pa.field("problem", pa.string()),
    ]
)
"""A finding, as `--format jsonl` has it. Units: `start`, `end` in code points of the segment; `line`: its row.

`problem`: null in a finding; in a row that tells of a rule which took too long, all else but `document` is null.
"""

_NUMBERED = frozenset(["document", "id", "system"])


def vet(schema: pa.Schema) -> None:
    """Refuse columns that are no segments. Raises: InputError, which names the column."""
    names: Sequence[str] = schema.names
    if "target" not in names:
        raise InputError("no column is named target", hint=nearest("target", names) if names else "there are none")
    for name in SEGMENTS.names:
        if names.count(name) > 1:
            raise InputError(f"{names.count(name)} columns are named {name}", hint="keep one of them")
        if name in names and not _is_text(kind := schema.field(name).type, numbered=name in _NUMBERED):
            raise InputError(f"column {name} holds {kind} and not text", hint="cast it, or rename it")


def _is_text(kind: Any, *, numbered: bool) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_text(kind.value_type, numbered=numbered)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind):
        return True
    if getattr(types, "is_string_view", lambda _: False)(kind):
        return True
    return numbered and bool(types.is_integer(kind))
