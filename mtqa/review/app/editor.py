"""Have a text changed in the editor that the environment names."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from mtqa.errors import InputError


def command() -> list[str]:
    """Return the editor: $VISUAL, else $EDITOR, else vi."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    return shlex.split(named, posix=os.name != "nt") or ["vi"]


def edited(text: str) -> str:
    """Return a text as an editor leaves it, without the line end that most add. Raises: InputError."""
    with tempfile.TemporaryDirectory(prefix="mtqa-") as folder:
        path = Path(folder) / "segment.txt"
        path.write_bytes((text + "\n").encode("utf-8", "surrogatepass"))
        editor = command()
        try:
            code = subprocess.run([*editor, str(path)], check=False).returncode
        except OSError as error:
            hint = "set VISUAL or EDITOR to one that is there"
            raise InputError(f"the editor cannot be started: {error.strerror}", editor[0], hint) from error
        if code:
            raise InputError(f"the editor ended with {code}: nothing was changed", editor[0])
        try:
            changed = path.read_bytes().decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("what the editor left cannot be read as UTF-8: nothing was changed", editor[0]) from error
    for end in ("\r\n", "\n"):
        if changed.endswith(end):
            return changed.removesuffix(end)
    return changed
