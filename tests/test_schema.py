"""A value that several specs may take is read by the first that fits."""

import math

import pytest

from mtqa.nodes import Node
from mtqa.schema import Between, Choice, FirstOf, Report, Scalar

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


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [("int", 1, True), ("float", 99.9, True), ("int", 0, False), ("int", 100, False), ("int", -1, False),
     ("float", math.nan, False), ("float", math.inf, False), ("str", "5", False), ("bool", True, False)],
)  # fmt: skip
def test_a_number_is_held_to_its_bounds(kind: str, value: object, fits: bool) -> None:
    report = Report("mtqa.yaml")
    read = Between(0, 100).read(Node(kind, value), report)
    assert (read == value and not report.problems) if fits else (read is None and len(report.problems) == 1)


def test_a_bound_may_be_within() -> None:
    assert Between(0, least=True).read(Node("int", 0), Report("mtqa.yaml")) == 0
