"""`--format html`: one self-contained page for people who do not live in a terminal.

Everything is in the page: no font, script or picture comes from elsewhere, and a Content-Security-Policy forbids what
the texts could ask for. The cards are there without JavaScript; the filters need it. Of more than `LIMIT` segments the
worst are shown, and the page says how many findings it leaves out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template

from mtqa.model import Finding, Segment
from mtqa.report.base import About, FileResult, Reporter, Silenced, Summary, counted
from mtqa.report.page import filters
from mtqa.report.page import summary as parts
from mtqa.report.page.cards import Context, card
from mtqa.report.page.counts import Counts
from mtqa.report.page.markup import Markup, data, joined, prose, tag
from mtqa.report.page.spool import Spool

LIMIT = 20_000
"""Cards in a page."""
ASIDE_LIMIT = 2_000
"""Cards of old findings, and of suppressed ones."""
RANK = {"error": 2, "warning": 1, "info": 0}


class Html(Reporter):
    """Writes one page at the end; until then the cards wait in a temporary file.

    `trend`: label and penalty score of earlier runs, oldest first, drawn where there are two or more.
    """

    measure = True

    def __init__(
        self, *, color: bool = False, width: int = 80, limit: int = LIMIT, trend: Sequence[tuple[str, float]] = ()
    ) -> None:
        super().__init__(color=color, width=width)
        self.trend = trend
        self._about: About | None = None
        self._counts = Counts()
        aside = min(limit, ASIDE_LIMIT)
        self._shown, self._old, self._silenced = Spool(limit), Spool(aside), Spool(aside)

    def start(self, about: About) -> Iterator[str]:
        """Remember whom to ask for the rules; the page is written at the end."""
        self._about = about
        return iter(())

    def findings(self, result: FileResult) -> Iterator[str]:
        """Make the cards of some findings and put them aside."""
        counts = self._counts
        counts.measure(result)
        context = Context(result.langs, result.fixable, counts.rules)
        for segment, found in result.findings:
            counts.name(found)
            counts.add(result.path, segment.item, found)
            self._keep(self._shown, result, segment, found, context)
        for segment, found in result.old:
            counts.name(found)
            self._keep(self._old, result, segment, found, context)
        for silenced in result.silenced:
            counts.name([silenced.finding])
            self._keep(self._silenced, result, silenced.finding.segment, [silenced.finding], context, [silenced])
        return iter(())

    def _keep(
        self, spool: Spool, result: FileResult, segment: Segment, found: Sequence[Finding], context: Context,
        reasons: Sequence[Silenced] = (),
    ) -> None:  # fmt: skip
        rank = max((RANK[f.severity] for f in found), default=0)
        if spool.full(rank):
            spool.drop(len(found))
            return
        group = self._counts.group(result.path, segment.item)
        spool.add(card(segment, found, context, reasons), rank, group, len(found))

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the page."""
        counts = self._counts
        shown = list(dict.fromkeys(path for path, _ in counts.groups))
        title = f"{counted(summary.total, 'finding')} in {counted(summary.files, 'file')} · mtqa"
        values = {
            **_files(), "title": joined(title), "heading": _heading(summary),
            "header": parts.header(summary, counts, f"{datetime.now().astimezone():%d %B %Y, %H:%M}"),
            "charts": parts.charts(counts, self.trend) if summary.total else "",
            "filters": filters.form(counts, shown) if counts.groups else "",
            "rules": parts.glossary(counts, self._about.rule) if self._about else "",
            "footer": parts.footer(summary.signature, counts.scale), "data": _data(counts, shown),
        }  # fmt: skip
        head, tail = (Template(t).substitute(values) for t in _template().split("$cards"))
        yield head
        yield from self._cards(self._shown)
        yield self._left_out(self._shown, "`mtqa check --format jsonl` lists them all.")
        for spool, name in ((self._old, "known before"), (self._silenced, "suppressed")):
            yield from self._aside(spool, name)
        yield tail
        for spool in (self._shown, self._old, self._silenced):
            spool.close()

    def _cards(self, spool: Spool) -> Iterator[str]:
        """Yield the cards, those of an item in one section."""
        keys = list(self._counts.groups)
        open_group = -1
        for group, made in spool.cards():
            if group != open_group:
                yield "</section>\n" if open_group >= 0 else ""
                yield f"<section class=item data-i={group}>{self._title(keys[group])}\n"
                open_group = group
            yield made + "\n"
        yield "</section>\n" if open_group >= 0 else ""

    def _title(self, key: tuple[str, str]) -> Markup:
        label = self._counts.label(key)
        path = None if label == key[0] else tag("span", key[0])
        return tag("h3", tag("bdi", label), path)

    def _left_out(self, spool: Spool, hint: str = "") -> str:
        left = spool.left_out()
        told = f"{counted(left, 'finding')} of the least severity left out, as the page would grow too long. {hint}"
        return tag("p", prose(told), class_="alert") if left else ""

    def _aside(self, spool: Spool, name: str) -> Iterator[str]:
        total = spool.shown() + spool.left_out()
        if total:
            yield f"<details class=aside>{tag('summary', counted(total, 'finding') + ' ' + name)}\n"
            yield from self._cards(spool)
            yield self._left_out(spool) + "</details>\n"


def _heading(summary: Summary) -> Markup:
    if summary.unread and not summary.segments:
        return joined("Nothing was checked")
    return joined(counted(summary.total, "finding") if summary.total else "No findings")


def _data(counts: Counts, shown: Sequence[str]) -> Markup:
    numbers = {path: i for i, path in enumerate(shown)}
    return data({"categories": [c for _, c in counts.names], "files": [numbers[path] for path, _ in counts.groups]})


@cache
def _template() -> str:
    return _read("template.html")


@cache
def _files() -> dict[str, str]:
    """Return the page's own style and script, and the policy that allows these and nothing else."""
    own = {"style": _read("page.css"), "dark": _read("dark.css"), "script": _read("page.js")}
    style, dark, script = (f"'sha256-{_digest(text)}'" for text in own.values())
    policy = (
        f"default-src 'none'; style-src {style} {dark}; script-src {script}; img-src data:; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'"
    )
    return {**own, "policy": policy}


def _read(name: str) -> str:
    return (files("mtqa.report.page") / name).read_text(encoding="utf-8").strip()


def _digest(own: str) -> str:
    return base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
