import xml.etree.ElementTree as ET

from made import finding, report, result

from mtqa.errors import InputError


def test_errors_stand_in_their_files() -> None:
    made = [
        result("a.txt", finding()),
        result("a.txt", finding(fingerprint="f1", severity="info")),
        result("b.txt"),
        result("c.txt", finding(severity="error")),
    ]
    root = ET.fromstring(report("checkstyle", *made, errors=[InputError("is no UTF-8", "d.txt")]))
    files = {file.get("name"): [error.attrib for error in file] for file in root}
    assert {name: [e["severity"] for e in errors] for name, errors in files.items()} == {
        "a.txt": ["warning", "info"], "c.txt": ["error"], "d.txt": ["error"],
    }  # fmt: skip
    assert files["a.txt"][0] == {
        "line": "1",
        "column": "22",
        "severity": "warning",
        "message": "Say it in English.",
        "source": "mtqa.FE201",
    }


def test_no_finding_is_an_empty_report() -> None:
    assert len(ET.fromstring(report("checkstyle", result("a.txt")))) == 0
