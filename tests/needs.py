"""What tests need and a machine may not have."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec


def missing() -> str:
    """Tell what is lacking to run Spark; empty where nothing is."""
    if lacking := [name for name in ("pyspark", "pyarrow", "pandas") if not find_spec(name)]:
        return f"{', '.join(lacking)} not installed (the extra `spark`)"
    home = os.environ.get("JAVA_HOME")
    return "" if home or shutil.which("java") else "no Java: Spark needs one, 17 or later"
