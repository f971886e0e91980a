"""Check segments that are columns: Arrow record batches of segments in, record batches of findings out."""

try:
    import pyarrow as _pyarrow  # noqa: F401
except ImportError as error:
    raise ImportError("mtqa.arrow needs pyarrow: pip install 'mtqa[arrow]'") from error

from mtqa.arrow.check import Checker, check_batches
from mtqa.arrow.recurring import recurring_lines
from mtqa.arrow.rules import Options, Rules, rules_for
from mtqa.arrow.schema import FINDINGS, SEGMENTS

__all__ = ["FINDINGS", "SEGMENTS", "Checker", "Options", "Rules", "check_batches", "recurring_lines", "rules_for"]
