"""Suppressions: what they silence, what is said of them, and the file they stand in."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import packs
from mtqa.engine import Engine
from mtqa.errors import ConfigError, InputError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Finding, Note
from mtqa.packs.own import OWN
from mtqa.suppress.entries import FILE_NAME, Entry, EntryFile, entries_of, read
from mtqa.suppress.judging import Suppressions
from mtqa.suppress.writing import changed, changing, write

TODAY = date(2027, 3, 1)
FR_EN = ("fr", "en")
RULES = packs.load()


def found(text: str) -> list[Finding]:
    document = load(ByteSource("a.txt", None, text.encode()), LoadOptions())
    return [f for result in Engine(RULES.select()).run(document) for _, findings in result.findings for f in findings]


FINDING = found("He called it “ a mistake ».\n")[0]


def suppressions(
    *entries: Entry, select: tuple[str, ...] = (), reason: bool = False, off: bool = False
) -> Suppressions:
    file = EntryFile(Path(FILE_NAME), FILE_NAME, "", entries)
    return Suppressions(RULES.select(select=select), lambda: RULES, TODAY, file, reason, off)


def note(*rules: str, reason: str = "r", whole: bool = False) -> Note:
    return Note("mtqa-ignore", rules, reason, 3, 1, whole)


def told(made: Suppressions, *notes: Note, partial: bool = False) -> list[str]:
    said = made.about_notes("a.txt", notes, FR_EN, sourced=False, partial=partial)
    return [finding.rule for _, findings in said for finding in findings]


@pytest.mark.parametrize("name", ["FE101", "FE", FINDING.name, FINDING.pack, FINDING.category])
def test_a_comment_names_rules_as_select_does(name: str) -> None:
    made = suppressions()
    assert made.split("a.txt", [FINDING], [note(name)]) == ([], [(FINDING, "r", "line 3")])
    assert told(made, note(name)) == []


@pytest.mark.parametrize(
    ("name", "part"), [("NO1", "no rule"), ("ALL", "name those"), ("MQ001", "cannot be"), ("FE101 so", "colon")]
)
def test_a_comment_about_no_rule_silences_nothing(name: str, part: str) -> None:
    made = suppressions()
    assert made.split("a.txt", [FINDING], [note(name)])[0] == [FINDING]
    assert told(made, note(name)) == ["MQ002"]
    assert part in made.problem(note(name))


def test_a_reason_may_be_asked_for() -> None:
    bare = note("FE101", reason="")
    assert suppressions().split("a.txt", [FINDING], [bare])[0] == []
    strict = suppressions(reason=True)
    assert strict.split("a.txt", [FINDING], [bare])[0] == [FINDING]
    assert told(strict, bare) == ["MQ002"]


def test_of_several_rules_those_that_silence_nothing_are_told() -> None:
    made = suppressions()
    made.split("a.txt", [FINDING], [note("FE101", "JK001")])
    ((_, (finding,)),) = made.about_notes("a.txt", [note("FE101", "JK001")], FR_EN, sourced=False, partial=False)
    assert finding.rule == "MQ001"
    assert "JK001" in finding.message
    assert "FE101" not in finding.message


def test_unused_only_where_the_rule_ran() -> None:
    assert told(suppressions(), note("FE101")) == ["MQ001"]
    assert told(suppressions(select=("JK", "MQ")), note("FE101")) == []
    german = suppressions().about_notes("a.txt", [note("FE101")], ("de", "it"), sourced=False, partial=False)
    assert list(german) == []
    assert told(suppressions(), note("FE101", whole=True), partial=True) == []


def test_own_rules_are_chosen_as_others_are() -> None:
    made = suppressions()
    made.ruleset = RULES.select(ignore=["MQ001"], severity={"MQ004": "error"})
    assert told(made, note("FE101")) == []
    ((_, (finding,)),) = made.about_notes("a.txt", [note("FE101", reason="")], FR_EN, sourced=False, partial=False)
    assert (finding.rule, finding.severity) == ("MQ004", "error")
    assert [row["id"] for row in OWN] == ["MQ001", "MQ002", "MQ003", "MQ004"]


def test_an_entry_is_for_one_finding_of_its_file() -> None:
    twice = found("He called it “ a mistake ».\n\nHe called it “ a mistake ».\n")
    entry = Entry(twice[0].fingerprint, "FE101", "why", path="a.txt", line=1)
    assert suppressions(entry).split("b.txt", twice, [])[0] == twice
    made = suppressions(entry)
    assert made.split("a.txt", twice, [])[0] == twice[1:]


def test_what_else_is_checked_does_not_matter() -> None:
    entry = Entry(FINDING.fingerprint, "FE101", "why", path="b.txt", line=1)
    both = found("He called it “ a mistake ».\n\nHe called it “ a mistake ».\n")  # as of two files, numbered as one run
    made = suppressions(entry)
    assert made.split("a.txt", both[:1], [])[0] == both[:1]
    assert made.split("b.txt", both[1:], [])[0] == []


@pytest.mark.parametrize(("day", "silent"), [("2027-03-01", True), ("2027-02-28", False)])
def test_an_entry_holds_up_to_its_day(day: str, silent: bool) -> None:
    made = suppressions(Entry(FINDING.fingerprint, "FE101", "why", author="Ann", expires=day, line=1))
    assert (made.split("a.txt", [FINDING], [])[0] == []) is silent
    said = [f for _, findings in made.about_entries(partial=False) for f in findings]
    assert [f.rule for f in said] == ([] if silent else ["MQ003"])
    assert all("Ann" in f.message and day in f.message and "why" in f.message for f in said)


def test_an_unused_entry_is_told_only_if_its_text_was_checked() -> None:
    made = suppressions(Entry("0" * 16, "FE101", "why", path="a.txt", line=1))
    assert list(made.about_entries(partial=False)) == []
    made.checked[str(Path("a.txt").resolve())] = FR_EN, False
    assert [f.rule for _, findings in made.about_entries(partial=False) for f in findings] == ["MQ001"]
    assert list(made.about_entries(partial=True)) == []


def test_off() -> None:
    made = suppressions(Entry(FINDING.fingerprint, "FE101", "why", line=1), off=True)
    assert made.split("a.txt", [FINDING], [note("FE101")])[0] == [FINDING]
    assert told(made, note("NO1")) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 1\n", "expected a list"),
        ("- fingerprint: abc\n  rule: FE1\n", "missing: reason"),
        ("- fingerprint: abc\n  rule: FE1\n  reason: ' '\n", "empty"),
        ("- fingerprint: abc\n  rule: FE1\n  reason: r\n  expires: soon\n", "no date"),
        ("- fingerprint: abc\n  rule: FE1\n  resaon: r\n", "did you mean 'reason'"),
        ("- {fingerprint: abc, rule: FE1, reason: r}\n- {fingerprint: abc, rule: FE1, reason: s}\n", "on line 1"),
    ],
)
def test_mistakes_in_the_file(text: str, part: str) -> None:
    with pytest.raises(ConfigError, match=part) as caught:
        entries_of(text, FILE_NAME)
    assert all(problem.line for problem in caught.value.problems)


def test_what_is_not_changed_stays_as_it_is(tmp_path: Path) -> None:
    before = (
        "# ours\r\n- fingerprint: aa\r\n  rule: FE1\r\n  reason: one  # inside\r\n\r\n# about bb\r\n"
        "- rule: FE2\r\n  fingerprint: bb\r\n  reason: |\r\n    two\r\n    lines\r\n- {fingerprint: cc, rule: FE3, reason: x}\r\n"
    )
    path = tmp_path / FILE_NAME
    path.write_bytes(before.encode())
    with changing(path) as file:
        write(file, [Entry("dd", "FE4", "four")], [file.entries[0]])
    after = path.read_bytes().decode()
    assert after.startswith("# ours\r\n\r\n# about bb\r\n- rule: FE2\r\n")
    assert after.endswith('reason: x}\r\n- fingerprint: "dd"\r\n  rule: "FE4"\r\n  reason: "four"\r\n')
    assert [e.fingerprint for e in read(path).entries] == ["bb", "cc", "dd"]


def test_one_line_of_entries_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("[{fingerprint: aa, rule: FE1, reason: one}]\n")
    with changing(path) as file, pytest.raises(InputError, match="dash"):
        write(file, [Entry("dd", "FE4", "four")], [])
    assert path.read_text().startswith("[{")


said = st.text(min_size=1).filter(str.strip)
made_entries = st.builds(Entry, said, said, said, st.text(), st.text(), st.text(), st.just("2027-01-31"))


@given(st.lists(made_entries, unique_by=lambda e: (e.fingerprint, e.path), max_size=4), st.data())
def test_any_entry_reads_as_written(entries: list[Entry], data: st.DataObject) -> None:
    text = changed(EntryFile(Path(FILE_NAME), FILE_NAME), entries, []) if entries else ""
    file = EntryFile(Path(FILE_NAME), FILE_NAME, text, tuple(entries_of(text, FILE_NAME)))
    assert [(e.fingerprint, e.rule, e.reason, e.path, e.text) for e in file.entries] == [
        (e.fingerprint, e.rule, e.reason, e.path, e.text) for e in entries
    ]
    dropped = data.draw(st.sets(st.sampled_from(file.entries))) if entries else set()
    left = entries_of(changed(file, [], dropped), FILE_NAME)
    assert [e.fingerprint for e in left] == [e.fingerprint for e in file.entries if e not in dropped]


def phrase(**more: str) -> Entry:
    return Entry("", FINDING.rule, "house style", phrase="“  A MISTAKE »", **more)


def test_a_phrase_silences_all_that_its_rule_says_of_it() -> None:
    findings = found("He called it “ a mistake ».\nThen “ a\u00a0Mistake »!\nAnd “ an error ».\n")
    assert [f.text for f in findings] == ["“ a mistake »", "“ a\u00a0Mistake »", "“ an error »"]
    made = suppressions(phrase())
    assert [f.text for f in made.split("a.txt", findings, [])[0]] == ["“ an error »"]
    assert suppressions(Entry("", "FE999", "r", phrase="“ a mistake »")).split("a.txt", findings, [])[0] == findings


def test_a_phrase_may_be_of_one_file_and_may_expire() -> None:
    made = suppressions(phrase(path="a.txt"))
    assert made.split("b.txt", [FINDING], [])[0] == [FINDING]
    assert made.split("a.txt", [FINDING], [])[0] == []
    assert suppressions(phrase(expires="2027-02-28")).split("a.txt", [FINDING], [])[0] == [FINDING]
    # one that has expired hides none that has not
    assert suppressions(phrase(expires="2027-02-28"), phrase()).split("a.txt", [FINDING], [])[0] == []


def test_a_phrase_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with changing(path) as file:
        write(file, [phrase(path="a.txt")], [])
    assert [(e.phrase, e.fingerprint, e.path) for e in read(path).entries] == [("“  A MISTAKE »", "", "a.txt")]


@pytest.mark.parametrize("named", ["", "fingerprint: aa\n  phrase: b\n  "])
def test_an_entry_names_a_finding_or_a_phrase(named: str) -> None:
    with pytest.raises(ConfigError, match="fingerprint or a phrase"):
        entries_of(f"- {named}rule: FE101\n  reason: r\n", "f.yaml")


def test_a_phrase_is_there_once() -> None:
    with pytest.raises(ConfigError, match="suppressed already"):
        entries_of("- {phrase: A b, rule: FE101, reason: r}\n- {phrase: a  b, rule: FE101, reason: r}\n", "f.yaml")
