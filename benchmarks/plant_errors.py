"""Plant errors in good translations by script, and measure how many of them mtqa finds.

It drives mtqa only through its command line: once on the references as they are, once on the planted ones (a file a
kind of error, so that one kind is no context of another). An error is found by a finding that is not there without it,
and that overlaps what was planted, names it, or (where the whole segment is wrong) is of the rules expected.

Data: JSON Lines (or .jsonl.gz) with {"id", "source", "reference"}; a source and reference seen twice count once.
"""

import argparse
import gzip
import json
import random
import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plants import EXPECTED, KINDS, Plant, Pool, Segment
from plants.found import Finding, hits, new
from plants.terms import write_termbase

Findings = dict[tuple[str, str], list[Finding]]  # by (file's stem, segment)


class Planted(NamedTuple):
    kind: str
    segment: Segment
    plant: Plant


def read(paths: list[Path]) -> list[Segment]:
    """Read the references, each once; ids are made unique."""
    seen: dict[tuple[str, str], Segment] = {}
    for path in paths:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, filter(str.strip, file)):
                source, text = row.get("source"), row.get("reference")
                if source and text:
                    seen.setdefault((source, text), Segment(f"{len(seen)}:{row.get('id', '')}", source, text))
    return list(seen.values())


def plant(pool: Pool, kinds: list[str], each: int, seed: int) -> Iterator[Planted]:
    for kind in kinds:
        rng = random.Random(f"{seed}:{kind}")
        planted, used = 0, set()
        for segment in rng.sample(pool.segments, len(pool.segments)):
            if planted == each:
                break
            if segment.source in used:
                continue
            if got := KINDS[kind](segment, rng, pool):
                used.add(segment.source)
                planted += 1
                yield Planted(kind, segment, got)


def write(path: Path, segments: list[Segment]) -> None:
    rows = (json.dumps(s._asdict(), ensure_ascii=False) for s in segments)
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"mtqa exited with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def check(command: list[str], folder: Path) -> Findings:
    paths = sorted(folder.glob("*.jsonl"))
    lines = run([*command, "--format", "jsonl", "--exit-zero", *map(str, paths)]).split("\n")
    found: Findings = defaultdict(list)
    for finding in map(json.loads, filter(None, lines)):
        found[Path(finding["path"]).stem, finding["segment"]].append(finding)
    return found


def words(segments: list[Segment]) -> int:
    return sum(len(re.findall(r"\w+", s.target)) for s in segments)


def expects(kind: str, rule: str) -> bool:
    return rule.startswith(EXPECTED[kind.partition("/")[0]])


class Result(NamedTuple):
    kind: str
    planted: int
    found: int
    expected: int
    rules: Counter[str]
    missed: list[Planted]


def judge(kind: str, planted: list[Planted], before: Findings, after: Findings) -> Result:
    found = expected = 0
    rules: Counter[str] = Counter()
    missed = []
    for number, item in enumerate(planted):
        known = before[stem(kind), str(number)] if item.plant.twin else before["references", item.segment.id]
        twin = item.plant.twin or item.segment
        fresh = new(after[stem(kind), str(number)], known, twin.target, item.plant)
        by = {f["rule"] for f in fresh if hits(f, item.plant, expects(kind, f["rule"]))}
        rules.update(by)
        found += bool(by)
        expected += any(expects(kind, rule) for rule in by)
        if not by:
            missed.append(item)
    return Result(kind, len(planted), found, expected, rules, missed)


def stem(kind: str) -> str:
    return kind.replace("/", "-").replace(" ", "-")


FILLER = Segment("", "La séance numéro {} de la salle {} est levée.", "Session number {} of room {} is adjourned.")


def document(items: list[Planted]) -> list[Segment]:
    rows = []
    for number, (_, segment, got) in enumerate(items):
        rows += [s._replace(id=f"before {number} {s.id}") for s in got.before]
        rows.append((got.twin or segment)._replace(id=str(number), target=got.text))
        if got.before:  # a text that says every other thing again is a second translation, and no inconsistent one
            rows += [FILLER._replace(id=f"filler {number} {k}", source=FILLER.source.format(number, k),
                                     target=FILLER.target.format(number, k)) for k in range(3)]  # fmt: skip
    return rows


def measure(command: list[str], segments: list[Segment], planted: list[Planted]) -> tuple[Findings, list[Result]]:
    by_kind: dict[str, list[Planted]] = defaultdict(list)
    for item in planted:
        by_kind[item.kind].append(item)
    with tempfile.TemporaryDirectory() as name:
        clean, spoilt = Path(name, "clean"), Path(name, "spoilt")
        clean.mkdir()
        spoilt.mkdir()
        write(clean / "references.jsonl", segments)
        for kind, items in by_kind.items():
            write(spoilt / f"{stem(kind)}.jsonl", document(items))
            write(
                clean / f"{stem(kind)}.jsonl",
                [p.twin._replace(id=str(n)) for n, (_, _, p) in enumerate(items) if p.twin],
            )
        before = check(command, clean)
        after = check(command, spoilt) if by_kind else {}
    return before, [judge(kind, items, before, defaultdict(list, after)) for kind, items in by_kind.items()]


def measure_terms(command: list[str], pool: Pool, planted: list[Planted], before: Findings) -> list[Result]:
    """Measure the kinds that need a termbase, and add its findings on the references to those before."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "terms.csv")
        write_termbase(pool, path)
        own, results = measure([*command, "--termbase", str(path)], pool.segments, planted)
    for key, found in own.items():
        before[key] += [f for f in found if expects("terms", f["rule"])]
    return results


def alarms(before: Findings) -> Counter[str]:
    return Counter(f["rule"] for (file, _), found in before.items() if file == "references" for f in found)


def show_table(results: list[Result], before: Findings, count: int) -> None:
    false = alarms(before)
    print(f"{'error':<26}{'planted':>8}{'found':>7}{'%':>7}{'expected':>10}{'%':>7}  found by")
    for kind, planted, found, expected, rules, _ in results:
        by = ", ".join(f"{rule} {n}" for rule, n in rules.most_common(5))
        shares = f"{100 * found / planted:>7.1f}{expected:>10}{100 * expected / planted:>7.1f}"
        print(f"{kind:<26}{planted:>8}{found:>7}{shares}  {by}")
    print(f"\nfindings on the references as they are ({count} words)")
    print(f"{'rules':<26}{'findings':>9}{'per 1,000 words':>17}")
    for group, prefixes in EXPECTED.items():
        n = sum(k for rule, k in false.items() if rule.startswith(prefixes))
        print(f"{group + ' ' + prefixes[0]:<26}{n:>9}{1000 * n / count:>17.3f}")
    for rule, n in sorted(false.items()):
        if rule.startswith("AC"):
            print(f"  {rule:<24}{n:>9}{1000 * n / count:>17.3f}")


def write_json(path: Path, results: list[Result], before: Findings, count: int) -> None:
    kinds = {
        r.kind: {"planted": r.planted, "found": r.found, "expected": r.expected, "rules": r.rules} for r in results
    }
    figures = {"words": count, "kinds": kinds, "alarms": alarms(before)}
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def show_missed(results: list[Result], most: int) -> None:
    for result in results:
        for _, segment, got in result.missed[:most]:
            spoilt = f"{got.text[: got.start]}[[{got.text[got.start : got.end]}]]{got.text[got.end :]}"
            print(f"\n{result.kind}: {' -> '.join(got.names)}\n  source  {segment.source}\n  planted {spoilt}")


def adjudicate(before: Findings, segments: list[Segment], most: int, only: str, seed: int) -> None:
    """Print findings on the references, to be read by eye."""
    by_rule: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for (_, segment), findings in sorted(before.items()):
        for finding in findings:
            if finding["rule"].startswith(only):
                by_rule[finding["rule"]].append((segment, finding))
    texts = {s.id: s for s in segments}
    for rule, found in sorted(by_rule.items()):
        print(f"\n=== {rule}: {len(found)}")
        for key, f in random.Random(f"{seed}:{rule}").sample(found, min(most, len(found))):
            print(f"\n{rule} {key} [{f['side']} {f['text']!r}] {f['message']}")
            print(f"  source {texts[key].source}\n  target {texts[key].target}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=200, help="errors to plant of each kind")
    parser.add_argument("--only", default="", help="kinds that begin so, as in 'number' or 'form/stop'; commas between")
    parser.add_argument("--mtqa", default="mtqa", help="the command to drive")
    parser.add_argument("--preview", action="store_true", help="run rules of status preview as well")
    parser.add_argument(
        "--missed", type=int, default=0, metavar="N", help="show N errors of each kind that were missed"
    )
    parser.add_argument(
        "--adjudicate", type=int, default=0, metavar="N", help="show N findings a rule on the references"
    )
    parser.add_argument("--rules", default="AC", help="with --adjudicate: rules whose ids begin so")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    args = parser.parse_args()
    command = [*shlex.split(args.mtqa), "check", *(["--preview"] if args.preview else [])]
    pool = Pool(read(args.data))
    kinds = [] if args.adjudicate else [k for k in KINDS if k.startswith(tuple(args.only.split(",")))]
    planted = list(plant(pool, kinds, args.each, args.seed))
    terms = [p for p in planted if p.kind.startswith("terms")]
    before, results = measure(command, pool.segments, planted[: len(planted) - len(terms)])
    if terms and "--termbase" in run([*command, "--help"]):
        results += measure_terms(command, pool, terms, before)
    if args.adjudicate:
        adjudicate(before, pool.segments, args.adjudicate, args.rules, args.seed)
        return
    count = words(pool.segments)
    show_table(results, before, count)
    if args.json:
        write_json(args.json, results, before, count)
    show_missed(results, args.missed)


if __name__ == "__main__":
    main()
