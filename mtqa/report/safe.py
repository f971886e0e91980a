"""Make text of a feed fit to be shown: nothing in it may steer a terminal."""

from __future__ import annotations

from mtqa import rx

_UNSAFE = rx.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc\p{Cs}]")
_COMMAND = rx.compile(r"(?m)^\s*+\K:(?=:)|#(?=#\[)")


def visible(text: str) -> str:
    """Show control characters, bidirectional marks and lone surrogates as symbols; an inline code as an ellipsis."""
    return _UNSAFE.sub(lambda m: _symbol(m.group()), text)


def _symbol(char: str) -> str:
    code = ord(char)
    if char == "\ufffc":
        return "…"
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"


def inert(lines: str) -> str:
    """Keep lines from being read as commands by a CI service's log (GitHub Actions): what would begin one is shown.

    Source: actions/runner, ActionCommand.cs: `::` behind white space begins one, and `##[` wherever it stands.
    """
    if "::" not in lines and "##[" not in lines:
        return lines
    return _COMMAND.sub(lambda m: f"\u27e8U+{ord(m.group()):04X}\u27e9", lines)


def told(error: Exception) -> str:
    """Word an error for stderr, line by line, as what a file or option says may stand in it."""
    return inert("mtqa: " + "\n".join(visible(line) for line in str(error).split("\n")))
