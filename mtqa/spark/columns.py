"""Which columns of a DataFrame hold what of a segment."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import CharType, IntegralType, NullType, StringType, VarcharType

from mtqa.arrow import SEGMENTS
from mtqa.errors import InputError
from mtqa.load.options import nearest

POSITION = "position"
PARTS = (*SEGMENTS.names, POSITION)
_NUMBERED = frozenset(["document", "id", "system"])


def segments_of(df: DataFrame, columns: Mapping[str, str], *, ordered: bool) -> DataFrame:
    """Return the segments of a DataFrame, as text, under the names of SEGMENTS and `position`.

    Raises: InputError for a column that is not there or holds no text, and for documents without an order where they
    are to be `ordered`.
    """
    for part in columns:
        if part not in PARTS:
            raise InputError(f"a segment has no {part}", hint=nearest(part, PARTS))
    there = {part: name for part in PARTS if (name := columns.get(part, part)) in df.columns}
    for part, name in {"target": columns.get("target", "target"), **columns}.items():
        if part not in there:
            raise InputError(f"no column is named {name}", hint=nearest(name, df.columns))
    if not ordered:
        there.pop(POSITION, None)
    elif "document" in there and POSITION not in there:
        raise InputError(
            f"the rows of a document have no order: no column is named {POSITION}",
            hint="name one, or say that the rows are in order as they are (presorted)",
        )
    for part, name in there.items():
        _vet(df, part, name)
    return df.select(*(_selected(part, name) for part, name in there.items()))


def _selected(part: str, name: str) -> Column:
    column = F.col("`" + name.replace("`", "``") + "`")
    return (column if part == POSITION else column.cast("string")).alias(part)


def _vet(df: DataFrame, part: str, name: str) -> None:
    kind = df.schema[name].dataType
    if part == POSITION or isinstance(kind, StringType | CharType | VarcharType | NullType):
        return
    if not (part in _NUMBERED and isinstance(kind, IntegralType)):
        raise InputError(f"column {name} holds {kind.simpleString()} and not text", hint="cast it, or choose another")
