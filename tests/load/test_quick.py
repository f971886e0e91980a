"""Patterns with possessive groups are compiled by a module that reads them right."""

import re

import pytest

from mtqa.load import quick


def test_an_old_python_asks_regex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 11, 4))
    assert not isinstance(quick.compile("(?:ab?c)*+d"), re.Pattern)
    monkeypatch.setattr("sys.version_info", (3, 11, 5))
    assert isinstance(quick.compile("(?:ab?c)*+d"), re.Pattern)


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 13, 0)])
def test_a_group_that_fails_half_way_is_no_match(version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", version)
    found = quick.compile(rb'<a((?: \w+="[^"]*")*+)>').match(b'<a b="1" c="2>')
    assert found is None
    found = quick.compile(r"(?:(ab)c)?+(.*)").match("abd")
    assert found
    assert (found[0], found[2]) == ("abd", "abd")
