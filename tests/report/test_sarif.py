import json
from dataclasses import replace
from pathlib import Path

import pytest
from made import HERE, TEXT, finding, report, result, written

from mtqa.errors import InputError
from mtqa.model import Edit, Fix
from mtqa.report import sarif
from mtqa.report.base import Silenced

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")


def valid(text: str) -> dict:  # type: ignore[type-arg]
    """Hold a report against the schema; return its run."""
    schema = json.loads((HERE / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    log = json.loads(text)
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    return run


def test_a_report_of_everything_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = finding(severity="error")
    silenced = [
        Silenced(finding(fingerprint="s1"), "agreed with Ana", "line 3"),
        Silenced(finding(fingerprint="s2"), "quote", "x.yaml:1"),
    ]
    run = valid(
        report("sarif", result("a b.txt", one, old=[finding(fingerprint="o")], silenced=silenced),
               errors=[InputError("is no UTF-8", "c.txt", "save it")], compared=True)
    )  # fmt: skip
    new, old, inside, outside = run["results"]
    assert new["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.txt", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 1, "startColumn": 22, "endLine": 1, "endColumn": 41},
    }
    assert (new["level"], new["baselineState"], old["baselineState"]) == ("error", "new", "unchanged")
    assert [s["kind"] for r in (inside, outside) for s in r["suppressions"]] == ["inSource", "external"]
    assert "agreed with Ana" in inside["suppressions"][0]["justification"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["helpUri"], rule["defaultConfiguration"]) == (
        "FE201",
        "https://example.org/rules?a=1&b=2",
        {"level": "warning"},
    )
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 1)
    assert "c.txt: is no UTF-8" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def applied(text: str, fix: dict) -> str:  # type: ignore[type-arg]
    """Apply the replacements of a fix as a viewer would."""
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    (change,) = fix["artifactChanges"]
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    return text


def test_fixes_apply_where_the_text_stands_as_it_reads() -> None:
    text = "Le 𐐀 été\nis “ wrong » so"
    start = text.index("“")
    one = replace(
        finding(text, start, start + 9), fix=Fix((Edit(start, start + 2, "“"), Edit(start + 7, start + 9, "”")), "safe")
    )
    (told,) = valid(report("sarif", result("a.txt", one)))["results"]
    assert applied(text, told["fixes"][0]) == "Le 𐐀 été\nis “wrong” so"


@pytest.mark.parametrize("made", [
    result("a.xml", finding(line=4, key="g/1"), format="feed"),
    replace(result("a.txt.gz", finding()), fixable=False),
    result("a.txt", finding(TEXT.replace(" a ", "\ra "))),
])  # fmt: skip
def test_elsewhere_a_fix_is_told_in_words(made: object) -> None:
    (told,) = valid(report("sarif", made))["results"]  # type: ignore[arg-type]
    assert "fixes" not in told
    assert "Fix: " in told["message"]["text"]


def test_a_fix_of_an_entity_is_no_edit_of_the_file() -> None:
    placed = replace(finding(), line=7, column=3)
    (told,) = valid(report("sarif", result("a.html", placed, format="html")))["results"]
    assert told["locations"][0]["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 3}


def test_names_of_files_are_uris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    names = {"é#%?.txt": "sub/%C3%A9%23%25%3F.txt", "a:b.txt": "sub/a%3Ab.txt", "bad\udcff.txt": "sub/bad%FF.txt", "../x.txt": "x.txt",
             "https://example.org/feed?a=1": "https://example.org/feed?a=1", "<stdin>": "%3Cstdin%3E", "/else/x.txt": "file:///else/x.txt"}  # fmt: skip
    for name, uri in names.items():
        (told,) = valid(report("sarif", result(name, finding())))["results"]
        where = told["locations"][0]["physicalLocation"]["artifactLocation"]
        assert where["uri"] == uri
        assert ("uriBaseId" in where) == uri.startswith(("sub/", "x.txt"))


def test_what_github_would_refuse_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    made = sarif.Sarif()
    run = valid(written(made, result("a.txt", *(finding(fingerprint=f"f{i}") for i in range(3)))))
    assert "takes 2 results of a run, and this report has 3" in made.notes[0]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "warning"
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    monkeypatch.setattr(sarif, "MOST_BYTES", 10)
    made = sarif.Sarif()
    written(made, result("a.txt", finding()))
    assert "of gzip" in made.notes[0]


def test_sarif_tools_read_it(tmp_path: Path) -> None:
    loader = pytest.importorskip("sarif.loader", reason="sarif-tools is not installed")
    path = tmp_path / "mtqa.sarif"
    path.write_text(
        report(
            "sarif", result("a.txt", finding(severity="error"), finding(rule="FE9", fingerprint="f1", severity="info"))
        ),
        encoding="utf-8",
    )
    read = loader.load_sarif_file(str(path))
    assert read.get_distinct_tool_names() == ["mtqa"]
    records = read.get_records()
    assert [(r["Severity"], r["Location"], r["Line"]) for r in records] == [("error", "a.txt", 1), ("note", "a.txt", 1)]
    assert read.get_report().get_issue_count_for_severity("error") == 1


def test_no_finding_is_a_valid_report() -> None:
    assert valid(report("sarif", result("a.txt")))["results"] == []
