"""A value that several specs may take is read by the first that fits."""

from mtqa.nodes import Node
from mtqa.schema import Choice, FirstOf, Report, Scalar

EITHER = FirstOf((Choice(("short", "long")), Choice(("mixed", "stray"))))


def test_the_first_spec_that_fits_reads_the_value() -> None:
    report = Report("pack.yaml")
    assert EITHER.read(Node("str", "stray"), report) == "stray"
    assert FirstOf((Scalar("float"), Scalar("int"))).read(Node("int", 3), report) == 3
    assert not report.problems


def test_where_none_fits_one_problem_is_told() -> None:
    report = Report("pack.yaml")
    assert EITHER.read(Node("str", "none"), report) is None
    assert len(report.problems) == 1
