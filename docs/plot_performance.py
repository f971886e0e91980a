"""Write the tables and plots of docs/performance.md from the figures in docs/performance.json.

python docs/plot_performance.py            after peers.py, growth.py and many_cores.py of benchmarks/ have measured anew
python docs/plot_performance.py --check    exit 1 if the page or a plot is not what the figures give
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chart import chart

DOCS = Path(__file__).parent
PAGE = DOCS / "performance.md"
BEGIN, END = "<!-- figures: written by docs/plot_performance.py -->", "<!-- end of figures -->"
PLAIN, SOURCES = "mtqa, one core", "mtqa with sources, one core"
SIZED = {"plain text": "plain", "with sources": "sources", "with sources, many faults": "faults"}
"""What is read in several sizes."""

Row = Mapping[str, Any]


def plots(growth: Mapping[str, Sequence[Row]]) -> dict[Path, str]:
    """Return the plots of cost against rules and against size."""
    base = growth["rules"][0]["wall"]
    rules = [(row["rules"], row["wall"] / base) for row in growth["rules"]]
    sizes = {name: [(row["megabytes"], row["wall"]) for row in growth[kind]] for name, kind in SIZED.items()}
    title = "Time of mtqa check with more rules, as a multiple of the time with the shipped packs"
    return {
        DOCS / "performance-rules.svg": chart(
            title, "phrase rules beside the shipped packs", "times the time",
            {"measured": rules, "aim": [(0, 1.0), (rules[-1][0], 1.3)]}, [0, 1000, 3000, 10000], log=False,
        ),
        DOCS / "performance-size.svg": chart(
            "Time of mtqa check on one core, whole process", "megabytes of text", "seconds", sizes,
            [0.1, 1, 5, 20, 50], log=True,
        ),
    }  # fmt: skip


def table(head: str, rows: Sequence[Sequence[str]]) -> list[str]:
    names = [name.strip() for name in head.split("|")]
    rule = "| --- |" + " ---: |" * (len(names) - 1)
    return [f"| {' | '.join(names)} |", rule, *(f"| {' | '.join(row)} |" for row in rows), ""]


def rate(row: Row) -> str:
    return f"{row['rate']:.1f}" if row["rate"] >= 1 else f"{row['rate']:.2g}"


def measured(rows: Sequence[Row], text: str) -> list[str]:
    """Return the table of what reads a kind of text, fastest first, and what could not be measured."""
    known = sorted((r for r in rows if r["text"] == text and "why" not in r), key=lambda r: -r["rate"])
    cells = []
    for row in known:
        own = row["name"].startswith("mtqa")
        name = f"**{row['name']}**" if own else " ".join([row["name"], row["version"]])
        cells.append(
            [name, rate(row), f"{row['megabytes']:.1f}", f"{row['wall']:.2f}", f"{row['user']:.2f}",
             f"{row['peak']:.0f}", f"{row['findings']:,}", str(row["runs"])]
        )  # fmt: skip
    told = table(" | MB/s | MB read | wall s | user s | peak MB | findings | runs", cells)
    missing = [row for row in rows if row["text"] == text and "why" in row]
    told += ["Not measured here:", ""] * bool(missing)
    told += [f"- {row['name']} ({row['does']}): {row['why']}" for row in missing]
    return [*told, ""] if missing else told


def aims(
    peers: Mapping[str, Any], growth: Mapping[str, Sequence[Row]], cores: Mapping[str, Any], formats: Sequence[Row]
) -> list[str]:
    """Return the table of the aims, each met or missed."""
    rows = {row["name"]: row for row in peers["rows"] if "why" not in row}
    large = {row["name"]: row for row in peers["large"] if "why" not in row}
    starts = {row["name"]: row["wall"] for row in peers["starts"]}
    most = growth["rules"][-1]["wall"] / growth["rules"][0]["wall"]
    peak = max(row["peak"] for kind in SIZED.values() for row in growth[kind])
    largest = max(formats, key=lambda row: row["peak"])
    told = [
        (f"{what}, one core, {row['megabytes']:.0f} MB", f"{least} MB/s or more", f"{row['rate']:.2f} MB/s",
         row["rate"] >= least)
        for what, least, kind, own in (("plain English", 15, "plain", PLAIN), ("with sources", 5, "sources", SOURCES))
        for row in (rows[own], growth[kind][-1])
    ]  # fmt: skip
    told += [
        ("10,000 more phrase rules", "1.3 times the time or less", f"{most:.2f} times", most <= 1.3),
        ("memory, up to 50 MB of text", "under 200 MB", f"{peak:.0f} MB", peak < 200),
        (
            f"memory, {largest['megabytes']:.0f} MB of any format",
            "under 200 MB",
            f"{largest['peak']:.0f} MB ({largest['name']})",
            largest["peak"] < 200,
        ),
    ]
    for name, most_seconds in zip(starts, (0.08, 0.20, 1.0), strict=False):  # the last is that of a checkout
        seconds = starts[name]
        told.append((name, f"{most_seconds:.2f} s", f"{seconds:.3f} s", seconds <= most_seconds))
    for own, text in ((PLAIN, "plain"), (SOURCES, "sources")):
        for size, known in (("5 MB", rows), ("50 MB, of the fastest", large)):
            others = [row for row in known.values() if row["text"] == text and not row["name"].startswith("mtqa")
                      and not row.get("counts")]  # fmt: skip
            ahead = [row for row in others if row["rate"] >= known[own]["rate"]]
            said = "behind " + ", ".join(f"{r['name']} ({rate(r)})" for r in ahead) if ahead else "ahead of all"
            told.append((f"MB/s beside {len(others)} other checkers, {own}, {size}", "ahead of all", said, not ahead))
    for row in cores["rows"]:
        jobs, gain = cores["jobs"], row["one"] / row["more"]
        what = f"{jobs} processes, {row['megabytes']:.0f} MB, {row['name']}"
        told.append((what, f"{0.9 * jobs:.1f} times as fast", f"{gain:.2f} times", gain >= 0.9 * jobs))
    return table("aim | asked | measured | ", [[a, b, c, "met" if met else "**missed**"] for a, b, c, met in told])


def grown(growth: Mapping[str, Sequence[Row]]) -> list[str]:
    """Return the table of the costs that the plots show."""
    base = growth["rules"][0]["wall"]
    cells = [
        [f"{row['rules']:,} more rules", f"{row['megabytes']:.1f}", f"{row['wall']:.2f}", rate(row),
         f"{row['peak']:.0f}", f"{row['wall'] / base:.2f}"]
        for row in growth["rules"]
    ]  # fmt: skip
    for name, kind in SIZED.items():
        cells += [
            [name, f"{row['megabytes']:.1f}", f"{row['wall']:.2f}", rate(row), f"{row['peak']:.0f}", ""]
            for row in growth[kind]
        ]
    return table(" | MB | wall s | MB/s | peak MB | times the time", cells)


def read(formats: Sequence[Row]) -> list[str]:
    """Return the table of formats."""
    cells = [
        [row["name"], f"{row['megabytes']:.0f}", f"{row['wall']:.1f}", rate(row), f"{row['peak']:.0f}"]
        for row in sorted(formats, key=lambda row: -row["rate"])
    ]
    return table("format | MB | wall s | MB/s | peak MB", cells)


def machine(part: Mapping[str, Any]) -> str:
    told = part["machine"]
    return (
        f"{told['processor']}, {told['cores']} cores, {told['memory']}, {told['system']}, Python {told['python']},"
        f" mtqa {told['mtqa']}, {told['date']}"
    )


def figures(known: Mapping[str, Any]) -> str:
    """Return all that stands between the marks of the page."""
    peers, growth = known["peers"], known["growth"]
    where = [f"Measured on: {machine(peers)}.", ""]
    if machine(growth) != machine(peers):
        where = [f"Measured on: {machine(peers)}; growth on: {machine(growth)}.", ""]
    lines = [*where, "## Aims", "", *aims(peers, growth, known["cores"], known["formats"]["rows"])]
    for head, text in (("## Plain English", "plain"), ("## Sources and translations", "sources")):
        lines += [head, "", *measured(peers["rows"], text)]
        lines += ["The fastest of them on ten times the text:", "", *measured(peers["large"], text)]
    lines += ["## Starting", "", *table("run | wall s", [[r["name"], f"{r['wall']:.3f}"] for r in peers["starts"]])]
    lines += ["## Formats", "", *read(known["formats"]["rows"])]
    lines += ["## Growth", "", "![time against the number of rules](performance-rules.svg)", ""]
    lines += ["![time against size](performance-size.svg)", "", *grown(growth)]
    return "\n".join(lines)


def main() -> int:
    known = json.loads((DOCS / "performance.json").read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    made = plots(known["growth"]) | {PAGE: f"{before}{BEGIN}\n\n{figures(known)}\n{END}{rest.split(END)[1]}"}
    if "--check" in sys.argv[1:]:
        stale = [path.name for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
        print(*stale, sep="\n", end="\n" * bool(stale))
        return bool(stale)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
