"""Write docs/rules/, a page per pack and the table of measurements, and docs/kinds.md, the manual of the kinds.

python docs/rules.py                                      pages from the packs and the last measurements
python docs/rules.py --native N.jsonl.gz DATA.jsonl.gz …  measure first, each file of DATA by itself
python docs/rules.py --check                              exit 1 if a page is not what the packs and figures give
"""

import argparse
import html
import inspect
import json
import sys
from itertools import groupby
from pathlib import Path

from mtqa import packs
from mtqa.checks import KINDS
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Document
from mtqa.packs import Row, RuleSet, rule_of
from mtqa.study import tables
from mtqa.study.score import score

FOLDER = Path(__file__).parent / "rules"
FIGURES = FOLDER / "scores.json"
MANUAL = Path(__file__).parent / "kinds.md"
COUNTS = ("hits", "human", "used", "win", "loss", "tie", "native", "native_info")


def measure(data: list[str], native: list[str]) -> None:
    """Score every rule, preview rules too, and keep the figures."""
    ruleset = packs.load().select(preview=True)
    stable = packs.load().select()
    documents = {Path(name).name.split(".jsonl")[0]: document(name) for name in data}
    told = {}
    for name, read in documents.items():
        print(f"measuring on {name}", file=sys.stderr)
        told[name] = json.loads("".join(tables.as_json(score(ruleset, [read], [document(n) for n in native], skip))))
        ids = {row["id"] for row in stable.rows}
        told[name]["rules"] = {k: v for k, v in told[name]["rules"].items() if any(v[c] for c in COUNTS)}
        told[name]["stable"] = {c: sum(v[c] for k, v in told[name]["rules"].items() if k in ids) for c in COUNTS}
    FIGURES.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def document(name: str) -> Document:
    return load(ByteSource(name, Path(name)), LoadOptions())


def skip(count: int) -> None:
    """Tell nobody."""


def pages(ruleset: RuleSet, figures: dict) -> dict[Path, str]:
    """Return the text of every page."""
    by_pack = {name: list(rows) for name, rows in groupby(ruleset.rows, key=lambda row: row["pack"])}
    titles = {pack.name: pack.title for pack in ruleset.packs}
    made = {FOLDER / "README.md": index(by_pack, titles, figures)}
    for name, rows in by_pack.items():
        made[FOLDER / f"{slug(name)}.md"] = page(name, titles[name], rows, figures)
    return made | {MANUAL: manual()}


def manual() -> str:
    """Return what the kinds say of themselves, in the order of their table."""
    lines = ["# Kinds of rule", "", "Written by `python docs/rules.py` from the kinds' own words in mtqa/checks.", ""]
    for name, module in KINDS.items():
        opening, _, rest = inspect.getdoc(module).partition("\n")
        told = opening.split("`: ", 1)[1]
        lines += [f"## {name}", "", told[:1].upper() + told[1:], *rest.rstrip().split("\n"), ""]
    return "\n".join(lines)


def slug(pack: str) -> str:
    return pack.replace("/", "-")


def summed(figures: dict, ids: list[str]) -> dict[str, float]:
    """Add up counts over the data; native text is the same each time, and counts once."""
    total = dict.fromkeys(COUNTS, 0)
    for number, told in enumerate(figures.values()):
        for rule in ids:
            for count in COUNTS:
                if number == 0 or not count.startswith("native"):
                    total[count] += told["rules"].get(rule, {}).get(count, 0)
    words = {side: sum(told["words"][side] for told in figures.values()) for side in ("mt", "human")}
    return total | {"lift": (total["hits"] / max(words["mt"], 1)) / ((total["human"] + 0.5) / max(words["human"], 1))}


def cells(total: dict) -> list[str]:
    lift = f"{total['lift']:.1f}" if total["hits"] or total["human"] else ""
    native = f"{total['native']}" + (f"+{total['native_info']}" if total["native_info"] else "")
    return [
        str(total["hits"]),
        str(total["human"]),
        lift,
        *(str(total[c]) for c in ("used", "win", "loss", "tie")),
        native,
    ]


HEAD = "hits | human | lift | used | win | loss | tie | native |"
RULE = " ---: |" * 8


def index(by_pack: dict[str, list[Row]], titles: dict[str, str], figures: dict) -> str:
    lines = [
        "# The shipped rule packs",
        "",
        "Written by `python docs/rules.py`; `mtqa rules score` measures your own data the same way.",
        "",
    ]
    lines += ["| pack | stable | preview | " + HEAD, "| --- | ---: | ---: |" + RULE]
    for name, rows in by_pack.items():
        stable = [row["id"] for row in rows if row["status"] == "stable"]
        told = [
            f"[{name}]({slug(name)}.md)",
            str(len(stable)),
            str(len(rows) - len(stable)),
            *cells(summed(figures, stable)),
        ]
        lines.append("| " + " | ".join(told) + " |")
    stable = [row["id"] for rows in by_pack.values() for row in rows if row["status"] == "stable"]
    count = sum(len(rows) for rows in by_pack.values())
    lines += [
        f"| all | {len(stable)} | {count - len(stable)} | " + " | ".join(cells(summed(figures, stable))) + " |",
        "",
    ]
    lines += [f"- **{name}**: {told}" for name, told in tables.MEANING.items()]
    lines += ["", "The figures are those of the stable rules on:", ""]
    for name, told in figures.items():
        words, total = told["words"], told["stable"]
        mt, human = 1000 * total["hits"] / words["mt"], 1000 * total["human"] / words["human"]
        lines.append(
            f"- {name}: {told['segments']:,} segments, {words['mt']:,} words of MT; per 1,000 words {mt:.2f} findings"
            f" on the MT and {human:.2f} on the references; fixes {total['win']} win, {total['loss']} loss"
        )
    native = next(iter(figures.values()), None)
    if native:
        words, total = native["words"]["native"], native["stable"]
        grave, notes = (1000 * total[count] / max(words, 1) for count in ("native", "native_info"))
        lines.append(
            f"- native text: {words:,} words; per 1,000 words {grave:.3f} errors and warnings, {notes:.3f} notes"
        )
    lines += [
        "",
        "A reference may be a translation from a third language, and has faults of its own: guillemets and",
        "“10 000” in the human text count as `human` too.",
        "",
    ]
    return "\n".join(lines)


def page(name: str, title: str, rows: list[Row], figures: dict) -> str:
    lines = [f"# {name}", "", f"{title}. Written by `python docs/rules.py` from `rules/{name}.yaml`.", ""]
    lines += ["| rule | | " + HEAD, "| --- | --- |" + RULE]
    for row in rows:
        link = f"[{row['id']}](#{row['id'].lower()}-{row['name']}) {row['name']}"
        lines.append(f"| {link} | {marks(row)} | " + " | ".join(cells(summed(figures, [row["id"]]))) + " |")
    for row in rows:
        lines += ["", f"## {row['id']} {row['name']}", "", f"{marks(row)}, {row['category']}", "", *entry(row)]
    return "\n".join([*lines, ""])


def marks(row: Row) -> str:
    safety = (row["fix"] or {}).get("safety")
    told = [row["severity"], f"{safety} fix" if safety else "no fix"]
    return ", ".join([*told, *([] if row["status"] == "stable" else [f"**{row['status']}**"])])


def entry(row: Row) -> list[str]:
    """What the rule finds and why, what to write instead, and where it stays silent."""
    rule = rule_of(row)
    lines = [*rule.explain.strip().split("\n"), ""] if rule.explain.strip() else []
    bad = next((t for t in rule.tests if t.bad and not t.known), None)
    ok = next((t for t in rule.tests if not t.bad and not t.known), None)
    shown = []
    if bad:
        shown += [f"- {line}" for line in bad.text.split("\n")]
        shown += [f"+ {line}" for line in bad.fixed.split("\n")] if bad.fixed is not None else []
    lines += ["```diff", *shown, "```", ""]
    if bad and bad.source:
        lines += [f"Source: <i>{html.escape(bad.source)}</i>", ""]
    if rule.options.get("source"):
        missing = {
            "skip": "it is silent",
            "match": "it speaks all the same",
            "downgrade": "it says so one severity lower",
        }
        lines += [f"It asks the source; where there is none, {missing[rule.options['source']['missing']]}.", ""]
    if ok and "\n" not in ok.text:
        lines += [f"Silent on: <i>{html.escape(ok.text)}</i>", ""]
    lines += [f"- {link}" for link in rule.links]
    return lines[:-1] if lines and not lines[-1] else lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*")
    parser.add_argument("--native", action="append", default=[])
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    if args.data:
        measure(args.data, args.native)
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    made = pages(packs.load().select(preview=True), figures)
    if args.check:
        stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        stale += [path for path in FOLDER.glob("*.md") if path not in made]
        print(*(f"{path}: not what `python docs/rules.py` writes" for path in stale), sep="\n", end="\n" * bool(stale))
        return int(bool(stale))
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
