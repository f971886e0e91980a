"""What a comment to mtqa says: `mtqa-ignore FE201, FE3: reason`, and the same with `mtqa-ignore-file`."""

from __future__ import annotations

import regex

from mtqa import rx
from mtqa.model import Note

KEYWORD = "mtqa-ignore"
LONGEST = 4000
"""Units: code points of a comment behind the keyword."""
_BODY = rf"(?P<own>\s*{KEYWORD}(?P<kind>[\w-]*)(?P<body>(?:(?!--(?:>|&gt;|\\u003[eE])).){{0,{LONGEST}}}+))"
COMMENT = rx.compile(rf"<!--{_BODY}-->", regex.DOTALL)
"""A comment of HTML, Markdown, XML and plain text."""
LINE_COMMENT = rx.compile(COMMENT.pattern.replace(r"\s*", r"[ \t]*").replace(").)", r")[^\r\n])"))
"""The same within a line."""
ESCAPED = rx.compile(rf"&(?:lt|#60|#x3[cC]);!--{_BODY}--(?:>|&(?:gt|#62|#x3[eE]);)", regex.DOTALL)
"""The same in markup that is escaped once, as in a feed."""
JSON_COMMENT = rx.compile(rf"(?:<|\\u003[cC])!--{_BODY}--(?:>|\\u003[eE])")
"""The same in a string of JSON."""
BARE = rx.compile(rf"(?P<own>\s*{KEYWORD}(?P<kind>[\w-]*)(?P<body>.{{0,{LONGEST}}}))", regex.DOTALL)
"""What stands in a comment that has signs of its own, as `#` of PO and NOTE of WebVTT."""
_COLON = "write the rules, a colon and the reason: mtqa-ignore FE201: a quotation"


def note_of(match: regex.Match[str], line: int, column: int, *, escaped: bool = False) -> Note:
    """Return what a match of one of these says."""
    own, kind, body = (match.group(name) for name in ("own", "kind", "body"))
    if escaped:
        from html import unescape

        own, body = unescape(own), unescape(body)
    named, _, reason = body.partition(":")
    rules = tuple(name for part in named.split(",") if (name := part.strip()))
    problem = ""
    if kind not in ("", "-file"):
        problem = f"{KEYWORD}{kind} is not known: write mtqa-ignore or mtqa-ignore-file"
    elif not rules:
        problem = f"it names no rule: {_COLON}"
    return Note(" ".join(own.split()), rules, " ".join(reason.split()), line, column, kind == "-file", problem)
