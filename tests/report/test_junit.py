import junitparser
from made import finding, report, result

from mtqa.errors import InputError


def read(text: str) -> dict[str, junitparser.TestSuite]:
    return {suite.name: suite for suite in junitparser.JUnitXml.fromstring(text.encode("utf-8"))}


def test_what_each_severity_becomes() -> None:
    made = result(
        "a.txt", finding(severity="error"), finding(fingerprint="f1"), finding(fingerprint="f2", severity="info")
    )
    suite = read(report("junit", made))["a.txt"]
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (3, 1, 1, 0)
    failed, skipped, passed = suite
    assert isinstance(failed.result[0], junitparser.Failure)
    assert "error FE201 control-procedure\nSay it in English." in failed.result[0].text
    assert isinstance(skipped.result[0], junitparser.Skipped)
    assert passed.result == []
    assert "info FE201" in passed.system_out
    assert failed.classname == "a.txt"


def test_a_clean_file_passes_and_a_large_one_is_one_suite() -> None:
    suites = read(report("junit", result("a.txt", finding()), result("a.txt"), result("b.txt"), result("a2.txt")))
    assert {name: (s.tests, s.failures) for name, s in suites.items()} == {
        "a.txt": (1, 0),
        "b.txt": (1, 0),
        "a2.txt": (1, 0),
    }
    (case,) = suites["b.txt"]
    assert (case.name, case.is_passed) == ("no findings", True)


def test_what_could_not_be_checked_is_an_error() -> None:
    suites = read(
        report("junit", errors=[InputError("is no UTF-8", "b.txt", "save it"), InputError("no such file", "b.txt")])
    )
    text = report("junit", errors=[InputError("is no UTF-8", "b.txt", "save it"), InputError("no such file", "c.txt")])
    assert (suites["b.txt"].errors, len(read(text))) == (1, 2)
    (case,) = read(text)["b.txt"]
    assert isinstance(case.result[0], junitparser.Error)
    assert case.result[0].text == "is no UTF-8\nsave it"


def test_names_of_tests_are_unique_and_keep_when_lines_move() -> None:
    def names(line: int) -> list[str]:
        made = result("a.txt", finding(line=line), finding(line=line, fingerprint="f1"))
        return [case.name for case in read(report("junit", made))["a.txt"]]

    assert len(set(names(1))) == 2
    assert names(1) == names(9)
