"""Make an HTML report of 10,000 findings and tell its size, and how long Chromium takes to open and to filter it.

python benchmarks/html_report.py [--findings 10000] [--keep report.html] [--no-browser]

The findings are made up: sentences of a news item in French and English, a word or two of each marked. Times are the
median of five loads from disk in headless Chromium (`chromium` on the PATH, driven by Playwright): until the page's
script has run and two frames are drawn, and from a key pressed in the search field, or a severity switched off, until
the frame that shows it. Peak memory is that of the process that writes the page.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtqa.model import Edit, Finding, Fix, Rule, Segment, Where
from mtqa.report.base import About, FileResult, Summary
from mtqa.report.html import Html

PLACES = ("Valmorey", "Sarlemont", "Port-Lignac", "Beaurive", "Castelneuf")
SOURCE = (
    "Le conseil municipal de {place} a adopté mardi soir un budget de {n} euros pour la rénovation de la piscine, "
    "malgré les réserves de l’opposition, qui demandait un contrôle des dépenses engagées depuis {year}."
)
TARGET = (
    "The municipal council of {place} adopted on tuesday evening a budget of {n} euros for the renovation of the pool, "
    "despite the reserves of the opposition, which demanded a control of the expenses engaged since {year}."
)
WRONG = (("tuesday", "Tuesday"), ("demanded", "asked for"), ("reserves", "reservations"), ("expenses engaged", "costs"))
SEVERITIES = ("error", "warning", "info", "warning")
EACH = 3  # segments in which findings stand two by two, and once alone: 5 findings


def results(number: int) -> Iterator[FileResult]:
    """Yield made-up findings, an item of eight segments at a time."""
    made = 0
    item = 0
    while made < number:
        found = []
        for line in range(1, 9):
            count = 1 + (line % EACH != 0)
            segment = _segment(item, line)
            findings = [_finding(segment, k + line + item, made + k) for k in range(min(count, number - made))]
            made += len(findings)
            found += [(segment, findings)] if findings else []
        name = f"item-{item}"
        title = f"{PLACES[item % 5]} pays {item:,} euros for its pool"
        yield FileResult("feed.xml", found, 8, words={name: 260}, titles={name: title}, langs=("fr", "en"))
        item += 1


def _segment(item: int, line: int) -> Segment:
    values = {"place": PLACES[(item + line) % 5], "n": f"{item * 8 + line:,}", "year": 1990 + item % 30}
    return Segment(
        f"item-{item}/body/{line}", TARGET.format(**values), SOURCE.format(**values), line=item * 9 + line,
        item=f"item-{item}",
    )  # fmt: skip


def _finding(segment: Segment, kind: int, number: int) -> Finding:
    wrong, right = WRONG[kind % 4]
    start = segment.target.index(wrong)
    rule = f"FE{100 + kind % 60}"
    return Finding(
        rule, f"rule-{rule.lower()}", "fr-en/made-up", segment, "target", start, start + len(wrong), wrong,
        f'"{wrong}" is said otherwise here; say "{right}".', SEVERITIES[kind % 4],  # type: ignore[arg-type]
        f"accuracy/mistranslation/kind-{kind % 12}", Fix((Edit(start, start + len(wrong), right),), "unsafe"),
        f"{number:016x}", segment.line, 1 + start,
    )  # fmt: skip


def rule(name: str) -> Rule:
    explain = "A word that looks alike means something else here. An editor would choose the second."
    return Rule(
        name, f"rule-{name}", "fr-en/made-up", "phrase", ("fr", "en"), "warning", "accuracy", "stable", "", explain,
        Where("", 1, 1), {},
    )  # fmt: skip


def write(path: Path, number: int) -> tuple[float, float]:
    """Write the page. Units: seconds, and mebibytes of peak memory."""
    began = time.perf_counter()
    report = Html()
    summary = Summary()
    list(report.start(About(rule)))
    for result in results(number):
        summary.count(result)
        list(report.findings(result))
    summary = replace(summary, files=1)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(report.end(summary))
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
SEARCHED = """async (word) => {
  const field = document.querySelector("[name=text]");
  const began = performance.now();
  field.value = word;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""
SWITCHED = """async () => {
  const began = performance.now();
  document.querySelector("[value=warning]").click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""


def measure(path: Path, chromium: str) -> dict[str, float]:
    """Open the page five times. Units: milliseconds, medians."""
    from playwright.sync_api import sync_playwright

    taken: dict[str, list[float]] = {}
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(5):
            page: Any = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(path.resolve().as_uri())
            taken.setdefault("open", []).append(page.evaluate(DRAWN))
            taken.setdefault("first filter (a severity off)", []).append(page.evaluate(SWITCHED))
            taken.setdefault("the same back", []).append(page.evaluate(SWITCHED))
            taken.setdefault("first search", []).append(page.evaluate(SEARCHED, "beaurive"))
            taken.setdefault("next search", []).append(page.evaluate(SEARCHED, "reserves castelneuf"))
            taken.setdefault("search cleared", []).append(page.evaluate(SEARCHED, ""))
            page.close()
        browser.close()
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="write the page here")
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "report.html"
        seconds, peak = write(path, options.findings)
        size = path.stat().st_size / 1e6
        print(f"{options.findings:,} findings: {size:.2f} MB, written in {seconds:.2f} s, peak memory {peak:.0f} MiB")
        chromium = shutil.which("chromium")
        if options.no_browser or not chromium:
            return
        for name, milliseconds in measure(path, chromium).items():
            print(f"  {name:<30} {milliseconds:7.0f} ms")


if __name__ == "__main__":
    main()
