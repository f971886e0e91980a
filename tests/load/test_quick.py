"""Patterns with possessive groups are compiled by a module that reads them right."""

import re
import subprocess
import sys

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


_LEFT = """
import re
import subprocess
import sys
from importlib import import_module
from mtqa.load import quick
quick.SOUND = (99,)
names = ["bilingual." + name for name in ("ordinary", "xliffrun", "tmxrun", "inlinetext")]
for name in (*names, "html.plain", "html.block", "html.tokens"):
    module = import_module(f"mtqa.load.{name}")
    made = list(vars(module).values())
    made += [value for table in made if isinstance(table, dict) for value in table.values()]
    made += [*module.reading(frozenset(["g"]))] if name == "bilingual.inlinetext" else []
    for pattern in made:
        if isinstance(pattern, re.Pattern):
            text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
            if re.search(r"\\)(?:[*+?]|\\{[0-9,]+\\})\\+", text):
                print(name, text)
"""


def test_no_possessive_group_is_left_to_an_old_re() -> None:
    run = subprocess.run([sys.executable, "-c", _LEFT], capture_output=True, text=True, check=True)
    assert run.stdout == ""
