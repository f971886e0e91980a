"""The planting script: what it plants is an error, where it says; and what it counts as found is so."""

import json
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import plant_errors  # noqa: E402
from plants import EXPECTED, KINDS, Plant, Pool, Segment, values  # noqa: E402

NAMES = ["Marchetti", "Lindqvist", "Okonkwo", "Baumgartner"]
SEGMENTS = [
    Segment(
        str(n),
        f'Le mardi {n + 3} mars, trois des députés et {name} sont sortis, selon une note, pour payer "tout" {n + 20} millions '
        f"d'euros (sur {n + 40} km) vite. La commission du NBKX n'a pas répondu aux lettres du journaliste depuis {n + 60} mois.",
        f'On Tuesday March {n + 3}, three of the deputies and {name} left, said a note, so as to pay "all" {n + 20} million '
        f"euros (over {n + 40} km) soon. The NBKX committee did not answer the reporter's letters for {n + 60} months.",
    )
    for n, name in enumerate(NAMES * 4)
] + [
    Segment("q", "Que va faire la ministre maintenant ?", "What will the minister do now?"),
    Segment("p", "La ministre va signer la lettre demain.", "The minister will sign the letter tomorrow."),
]
FAKE = """
import json, re, sys
for path in sys.argv[1:]:
    if not path.endswith(".jsonl"):
        continue
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        for m in re.finditer(r"\\b(\\w+) \\1\\b|evening-paper", row["target"]):
            print(json.dumps({"path": path, "segment": row["id"], "rule": "AC500", "side": "target", "start": m.start(),
                              "end": m.end(), "text": m[0], "message": "twice"}))
"""


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(SEGMENTS)


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.startswith("terms")])
def test_every_kind_plants_a_change_where_it_says(kind: str, pool: Pool) -> None:
    got = [(s, p) for s in SEGMENTS for seed in range(8) if (p := KINDS[kind](s, random.Random(seed), pool))]
    assert got, "the invented segments lend themselves to every kind"
    for segment, plant in got:
        whole = plant.twin or segment
        assert plant.text != whole.target
        assert whole.target.startswith(plant.text[: plant.start])
        assert whole.target.endswith(plant.text[plant.end :])
    assert kind.partition("/")[0] in EXPECTED


def test_planting_is_the_same_for_the_same_seed(pool: Pool) -> None:
    kinds = ["number/digit", "entity/misspelt", "repetition/word"]
    first, again, other = (list(plant_errors.plant(pool, kinds, 5, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert [p.kind for p in first] == [k for k in kinds for _ in range(5)]


def test_a_number_is_changed_only_where_the_source_has_it_and_to_what_it_has_not(pool: Pool) -> None:
    segment = Segment("1", "Le 12 mai, 1 250 euros", "On 17 May, 1,250 euros")
    for seed in range(50):
        if plant := values.swapped(segment, random.Random(seed), pool):
            assert plant.names[0] == "1,250"
            assert plant.text[plant.start : plant.end] in ("2,150", "1,520", "1,205")
    assert values.digit(segment._replace(source="Le 12 mai"), random.Random(1), pool) is None


def finding(start: int, end: int, text: str, rule: str = "AC100") -> plant_errors.Finding:
    return {"rule": rule, "side": "target", "start": start, "end": end, "text": text, "message": ""}


def test_what_was_found_before_is_not_found_again() -> None:
    text = "about 20 of 31 towns"
    plant = Plant("about 2,000 of 31 towns", 6, 11, ("20", "2,000"))
    before = [finding(12, 14, "31"), finding(0, 20, text)]
    moved = [finding(15, 17, "31"), finding(0, 23, plant.text)]
    fresh = finding(6, 11, "2,000")
    assert plant_errors.new([*moved, fresh], before, text, plant) == [fresh]
    assert plant_errors.new([*moved, moved[0]], before, text, plant) == [moved[0]]


def test_a_finding_elsewhere_is_a_hit_only_for_what_concerns_the_whole() -> None:
    plant = Plant("They paid 21 euros for a very old lamp.", 10, 12, ("20", "21"))
    assert plant_errors.hits(finding(10, 12, "21"), plant, expected=False)
    assert not plant_errors.hits(finding(30, 33, "old"), plant, expected=True)
    assert plant_errors.hits(finding(30, 33, "old") | {"side": "source", "text": "20 euros"}, plant, expected=True)
    assert plant_errors.hits(finding(30, 33, "old"), plant._replace(whole=True), expected=True)
    assert not plant_errors.hits(finding(30, 33, "old"), plant._replace(whole=True), expected=False)


def test_it_counts_recall_and_false_alarms(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    fake, data, figures = tmp_path / "fake.py", tmp_path / "data.jsonl", tmp_path / "figures.json"
    fake.write_text(FAKE, encoding="utf-8")
    rows = [{"id": s.id, "source": s.source, "reference": s.target} for s in SEGMENTS]
    rows.append({"id": "j", "source": "un journal du soir", "reference": "an evening-paper"})
    data.write_text("".join(json.dumps(row) + "\n" for row in rows * 2), encoding="utf-8")
    options = ["--mtqa", f"{sys.executable} {fake}", "--only", "repetition/word,number/digit", "--each", "10"]
    monkeypatch.setattr(sys, "argv", ["plant_errors.py", *options, "--json", str(figures), str(data)])
    plant_errors.main()
    got = json.loads(figures.read_text(encoding="utf-8"))
    assert got["kinds"]["repetition/word"] == {"planted": 10, "found": 10, "expected": 10, "rules": {"AC500": 10}}
    assert got["kinds"]["number/digit"] == {"planted": 10, "found": 0, "expected": 0, "rules": {}}
    assert got["alarms"] == {"AC500": 1}
    assert "repetition/word" in capsys.readouterr().out
