"""What is found, in the words of the Language Server Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lsprotocol import types

from mtqa.lsp import fixing, leaving, wording
from mtqa.lsp.checking import Checked, Told
from mtqa.lsp.text import Text
from mtqa.model import Edit, Severity
from mtqa.report.base import counted
from mtqa.report.safe import visible

SOURCE = "mtqa"
MOST_SHOWN = 2000
"""Diagnostics of a text; editors grow slow on more, and who has so many reads a report."""
FIX_ALL = "source.fixAll.mtqa"
SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics(checked: Checked) -> list[types.Diagnostic]:
    """Return all that is to be told of a text."""
    made = [*_failures(checked), *(_diagnostic(checked, told) for told in checked.told[:MOST_SHOWN])]
    if (over := len(checked.told) - MOST_SHOWN) > 0:
        made.append(_about(checked.text, f"{counted(over, 'more finding')} not shown here: `mtqa check` has all."))
    return made


def _failures(checked: Checked) -> Iterator[types.Diagnostic]:
    if checked.trouble:
        what = "Findings are those of the last good configuration" if checked.setup else "This text is not checked"
        yield _about(checked.text, f"{what}: {checked.trouble}", types.DiagnosticSeverity.Error)
    for failure in checked.failures:
        severity = types.DiagnosticSeverity.Error if failure.grave else types.DiagnosticSeverity.Information
        yield types.Diagnostic(
            checked.text.range(*failure.span), visible(failure.what), severity, source=SOURCE, code="unreadable"
        )


def _about(
    text: Text, what: str, severity: types.DiagnosticSeverity = types.DiagnosticSeverity.Information
) -> types.Diagnostic:
    shown = "\n".join(map(visible, what.split("\n")))
    return types.Diagnostic(text.range(0, text.line_end(0)), shown, severity, source=SOURCE)


def _diagnostic(checked: Checked, told: Told) -> types.Diagnostic:
    finding = told.finding
    link = wording.link_of(checked.setup.rule(finding.rule) if checked.setup else None)
    return types.Diagnostic(
        checked.text.range(*told.span), visible(finding.message) or finding.name, SEVERITIES[finding.severity],
        code=finding.rule, code_description=types.CodeDescription(link) if link else None, source=SOURCE,
        data={"fingerprint": finding.fingerprint},
    )  # fmt: skip


def at(checked: Checked, start: int, end: int) -> list[Told]:
    """Return the findings that a range of the text touches."""
    return [told for told in checked.told if told.span[0] <= end and start <= told.span[1]]


def hover(checked: Checked, offset: int, *, markdown: bool) -> types.Hover | None:
    """Explain the findings at a place."""
    found = at(checked, offset, offset)
    if not found:
        return None
    explain = wording.hover_markdown if markdown else wording.hover_plain
    parts = [explain(t.finding, checked.setup.rule(t.finding.rule) if checked.setup else None) for t in found]
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    value = ("\n\n---\n\n" if markdown else "\n\n").join(dict.fromkeys(parts))
    return types.Hover(types.MarkupContent(kind, value), checked.text.range(*found[0].span))


def is_wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Tell whether actions of a kind are asked for: by it, by a kind above it, or by no kind at all."""
    return only is None or any(not wanted or kind == wanted or kind.startswith(wanted + ".") for wanted in only)


def actions(
    checked: Checked, start: int, end: int, only: Sequence[str] | None, *, versioned: bool
) -> list[types.CodeAction]:
    """Return what can be done about the findings that a range touches, and about all of the text."""
    made: list[types.CodeAction] = []
    if is_wanted(types.CodeActionKind.QuickFix.value, only):
        touched = at(checked, start, end)
        for told in touched:
            made += _fixes(checked, told, versioned)
        for told in touched:
            made += _leaves(checked, told, versioned)
    if is_wanted(FIX_ALL, only):
        edits, number = fixing.every_safe(checked)
        if edits:
            what = f"mtqa: fix all that is safe in this file ({counted(number, 'finding')})"
            made.append(types.CodeAction(what, FIX_ALL, edit=_edit(checked.text, edits, versioned)))
    return made


def _fixes(checked: Checked, told: Told, versioned: bool) -> Iterator[types.CodeAction]:
    for offer in fixing.offers(checked, told):
        edit = _edit(checked.text, offer.edits, versioned)
        about = [_diagnostic(checked, told)]
        yield types.CodeAction(
            wording.title(offer), types.CodeActionKind.QuickFix, about, offer.safe or None, edit=edit
        )


def _leaves(checked: Checked, told: Told, versioned: bool) -> Iterator[types.CodeAction]:
    if comment := leaving.comment(checked, told):
        what = f"Leave this {visible(told.finding.rule)} alone here (with a comment)"
        edit = _edit(checked.text, [comment], versioned)
        yield types.CodeAction(what, types.CodeActionKind.QuickFix, [_diagnostic(checked, told)], edit=edit)


def _edit(text: Text, edits: Sequence[Edit], versioned: bool) -> types.WorkspaceEdit:
    made = [types.TextEdit(text.range(e.start, e.end), e.text) for e in edits]
    if not versioned:
        return types.WorkspaceEdit(changes={text.uri: made})
    named = types.OptionalVersionedTextDocumentIdentifier(text.uri, text.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, made)])
