"""Check a DataFrame of segments: the engine of `mtqa.arrow`, run by Spark on as many machines as it has."""

try:
    import pyspark as _pyspark  # noqa: F401
except ImportError as error:
    raise ImportError("mtqa.spark needs pyspark: pip install 'mtqa[spark]'") from error

from mtqa.spark.frame import check

__all__ = ["check"]
