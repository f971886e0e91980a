"""What an editor shows of a finding in words. Text of a feed stays text: it steers neither Markdown nor the screen."""

from __future__ import annotations

from mtqa.lsp.fixing import Offer
from mtqa.model import Finding, Rule
from mtqa.report.markdowntext import escaped
from mtqa.report.safe import visible

LONG = 60
"""Units: code points of a text in the title of a quick fix."""


def title(offer: Offer) -> str:
    """Name a quick fix."""
    if not offer.new:
        return f"Delete {_short(offer.old)}"
    if not offer.old:
        return f"Insert {_short(offer.new)}"
    return f"{_short(offer.old)} → {_short(offer.new)}"


def _short(text: str) -> str:
    text = visible(text).replace(" ", "␣") if text.isspace() else visible(text)
    return text if len(text) <= LONG else f"{text[: LONG // 2]} … {text[-LONG // 2 :]}"


def link_of(rule: Rule | None) -> str:
    """Return the address of a page about a rule, empty where it names none."""
    links = rule.links if rule else ()
    return next((link for link in links if link.startswith(("https://", "http://"))), "")


def hover_markdown(finding: Finding, rule: Rule | None) -> str:
    """Explain a finding, as Markdown."""
    parts = [f"**{escaped(finding.rule)}** {escaped(finding.name)} ({finding.severity}, {escaped(finding.category)})"]
    parts.append(_paragraph(finding.message))
    if rule:
        parts += [_paragraph(part) for part in rule.explain.split("\n\n") if part.strip()]
        if link := link_of(rule):
            parts.append(f"<{link}>" if not set(link) & set("<> \n\\") else escaped(link))
    return "\n\n".join(part for part in parts if part)


def _paragraph(text: str) -> str:
    """Escape a paragraph: what would begin a heading, a list or code at its beginning is kept from it as well."""
    shown = escaped(" ".join(text.split()))
    return f"&#8203;{shown}" if shown[:1] in "-+=#>" or shown[:1].isdigit() else shown


def hover_plain(finding: Finding, rule: Rule | None) -> str:
    """Explain a finding, as plain text."""
    parts = [f"{finding.rule} {finding.name} ({finding.severity}, {finding.category})", finding.message]
    parts += [rule.explain, link_of(rule)] if rule else []
    return "\n\n".join(visible(" ".join(part.split())) for part in parts if part)
