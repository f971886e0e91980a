"""A pack compiled anew is the same, whatever order sets of texts come in."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
from mtqa.checks.literals import further_literals, required_literals
from mtqa.checks.rarity import cost
pattern = r"share (?:this )?(?:article|post)?\\s*(?:on|via)?\\s*(?:facebook|twitter|reddit|telegram)(?:\\s*(?:and )?(?:print|reddit))*"
print(required_literals(pattern), further_literals(pattern), cost(frozenset(required_literals(pattern))))
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_literals_are_chosen_alike_in_every_process(seed: int) -> None:
    def told(number: int) -> str:
        env = {**os.environ, "PYTHONHASHSEED": str(number)}
        return subprocess.run(
            [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True
        ).stdout

    assert told(seed) == told(0) != ""
