"""`--format html`: one self-contained page for people who do not live in a terminal.

Everything is in the page: no font, script or picture comes from elsewhere, and a Content-Security-Policy forbids what
the texts could ask for. The cards are there without JavaScript; the filters need it. Of more than `LIMIT` segments the
worst are shown, and the page says how many findings it leaves out.
"""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template

from mtqa.errors import MtqaError
from mtqa.model import Finding, Rule, Segment
from mtqa.report.base import About, FileResult, Reporter, Silenced, Summary, counted
from mtqa.report.page import filters
from mtqa.report.page import summary as parts
from mtqa.report.page.cards import Context, card
from mtqa.report.page.counts import Counts
from mtqa.report.page.markup import Markup, data, joined, prose, tag
from mtqa.report.page.spool import Spool
from mtqa.report.safe import visible

LIMIT = 20_000
"""Cards in a page."""
ASIDE_LIMIT = 2_000
"""Cards of old findings, and of suppressed ones."""
PATHS = 5
"""PATHS that the command to suppress a finding repeats; of more it names the file alone."""
RANK = {"error": 2, "warning": 1, "info": 0}


class Html(Reporter):
    """Writes one page at the end; until then the cards wait in a temporary file."""

    measure = True

    def __init__(self, *, color: bool = False, width: int = 80, limit: int = LIMIT) -> None:
        super().__init__(color=color, width=width)
        self._about = About(_unknown)
        self._counts = Counts()
        aside = min(limit, ASIDE_LIMIT)
        self._shown, self._old, self._silenced = Spool(limit), Spool(aside), Spool(aside)

    def start(self, about: About) -> Iterator[str]:
        """Remember whom to ask for the rules; the page is written at the end."""
        self._about = about
        self._counts.scale = about.scale
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
        counts, about = self._counts, self._about
        shown = list(dict.fromkeys(path for path, _ in counts.groups))
        title = f"{counted(summary.total, 'finding')} in {counted(summary.files, 'file')} · mtqa"
        values = {
            **_files(), "title": joined(title), "heading": _heading(summary, compared=about.compared),
            "header": parts.header(summary, counts, f"{datetime.now().astimezone():%d %B %Y, %H:%M}"),
            "charts": parts.charts(counts, self._trend()),
            "filters": filters.form(counts, shown) if counts.groups else "",
            "rules": parts.glossary(counts, about.rule),
            "footer": parts.footer(summary.signature, counts.scale), "data": _data(counts, shown, about.paths),
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

    def _trend(self) -> Sequence[tuple[str, float]]:
        """Ask for the scores of earlier runs; a history that cannot be read is told, and the page does without."""
        try:
            return self._about.trend()
        except MtqaError as error:
            self.notes = [*self.notes, f"the page shows no trend: {error}"]
            return ()

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


def _unknown(name: str) -> Rule:
    raise KeyError(name)


def _heading(summary: Summary, *, compared: bool) -> Markup:
    if summary.unread and not summary.segments:
        return joined("Nothing was checked")
    noun = "new finding" if compared else "finding"
    told = counted(summary.total, noun) if summary.total else f"No {noun}s"
    return joined(f"{told} in what was checked" if summary.unread or summary.errors else told)


def _data(counts: Counts, shown: Sequence[str], paths: Sequence[str]) -> Markup:
    """Give the script what it cannot read off the cards; `paths` are quoted for a shell."""
    numbers = {path: i for i, path in enumerate(shown)}
    return data({
        "categories": [c for _, c in counts.names],
        "files": [numbers[path] for path, _ in counts.groups],
        "paths": [_quoted([path]) for path in shown],
        "run": _quoted(paths) if len(paths) <= PATHS else "",
    })  # fmt: skip


def _quoted(paths: Sequence[str]) -> str:
    """Quote paths as arguments; what cannot be seen is a symbol, so no terminal obeys it."""
    return visible(shlex.join(f"./{path}" if path.startswith("-") and path != "-" else path for path in paths))


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
