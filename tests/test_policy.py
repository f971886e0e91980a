"""The gate's policy as it is written."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mtqa import config
from mtqa.errors import ConfigError
from mtqa.model import SEVERITIES
from mtqa.penalty import LEAST_WORDS
from mtqa.policy import DEFAULTS, Limit, Policy, policy_of


def read(tmp_path: Path, gate: str) -> Policy:
    """Return the policy of a configuration with these lines under `gate:`."""
    path = tmp_path / "mtqa.yaml"
    path.write_text("gate:\n" + "".join(f"  {line}\n" for line in gate.splitlines()), encoding="utf-8")
    return policy_of(config.load(path)["gate"])


def test_no_policy_allows_no_new_error() -> None:
    (group,) = policy_of(config.Config()["gate"]).groups
    assert group.limits == (Limit("max", Fraction(0), ("error",)),)
    assert DEFAULTS["min-words"] == LEAST_WORDS


def test_a_policy_read_whole(tmp_path: Path) -> None:
    sport, rest = read(
        tmp_path,
        """\
count: all
min-words: 300
min-score: 85.5
limits:
  - {severity: error, max: 0, count: new}
  - {severity-from: warning, max-per-1000-words: 2.3, by: item}
  - {category: accuracy, rule: [FE2, TEAM1], max: 3, max-per-1000-words: 1}
overrides:
  - paths: "sport/**"
    by: file
    limits: [{severity-from: info, max: 10}]
""",
    ).groups
    assert rest.paths == ()
    assert rest.limits == (
        Limit("max", Fraction(0), ("error",), count="new", min_words=300),
        Limit("max-per-1000-words", Fraction("2.3"), ("warning", "error"), count="all", by="item", min_words=300),
        Limit("max", Fraction(3), SEVERITIES, ("FE2", "TEAM1"), ("accuracy",), "all", "run", 300),
        Limit("max-per-1000-words", Fraction(1), SEVERITIES, ("FE2", "TEAM1"), ("accuracy",), "all", "run", 300),
        Limit("min-score", Fraction("85.5"), count="all", min_words=300),
    )
    assert sport.paths == ("sport/**",)
    assert sport.limits == (
        Limit("max", Fraction(10), count="all", by="file", min_words=300),
        Limit("min-score", Fraction("85.5"), count="all", by="file", min_words=300),
    )


def test_a_min_score_alone_leaves_no_error_unlimited(tmp_path: Path) -> None:
    (group,) = read(tmp_path, "min-score: 80").groups
    assert [limit.bound for limit in group.limits] == ["max", "min-score"]


WRONG: list[tuple[str, str]] = [
    ("limits: []", "no limit: everything would pass"),
    ("limits: []\nmin-score: 0", "no limit: everything would pass"),
    ("limits: [{}]", "this limits nothing"),
    ("limits: [{severity: error}]", "max, max-per-1000-words or min-score"),
    ("limits: [{min-score: 0}]", "a score is never under 0"),
    ("limits: [{severity: error, max: -1}]", "0 or more"),
    ("limits: [{severity: error, max: 0.5}]", "a whole number"),
    ("limits: [{severity: error, max-per-1000-words: .nan}]", "found nan"),
    ("limits: [{severity: error, max-per-1000-words: .inf}]", "found inf"),
    ("limits: [{severity: error, max-per-1000-words: true}]", "expected a number"),
    ("limits: [{severity: error, max-per-1000-words: '2'}]", "expected a number, found '2'"),
    ("min-score: 101", "0 to 100"),
    ("limits: [{severity: fatal, max: 0}]", "expected one of info, warning, error"),
    ("limits: [{severity: error, severity-from: error, max: 0}]", "exactly that severity"),
    ("limits: [{severity: warning, max: 3}]", "takes in no error, and nothing else limits errors"),
    ("limits: [{severity: info, rule: FE2, max: 3}]", "severity-from: info"),
    ("limits: [{rule: [], max: 3}]", "expected at least 1"),
    ("limits: [{rule: '', max: 3}]", "an empty text"),
    ("limits: [{max: 3, by: files}]", "did you mean 'file'?"),
    ("limit: [{max: 3}]", "did you mean 'limits'?"),
    ("limits: [{max: 3, sevrity: error}]", "did you mean 'severity'?"),
    ("count: old", "expected one of new, all"),
    ("min-words: -1", "0 or more"),
    ("overrides: [{limits: [{max: 3}]}]", "missing: paths"),
    ("overrides: [{paths: [], limits: [{max: 3}]}]", "expected at least 1"),
    ("overrides: [{paths: sport}]", "this override changes nothing"),
    ("overrides: [{paths: sport, limits: []}]", "no limit: everything would pass"),
    ("overrides: [{paths: sport, limits: [{severity: warning, max: 3}]}]", "nothing else limits errors"),
    ("overrides: {paths: sport}", "expected a list"),
]


@pytest.mark.parametrize(("gate", "told"), WRONG)
def test_a_policy_that_could_fail_open_is_refused_where_it_stands(tmp_path: Path, gate: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(tmp_path, gate)
    assert told in str(error.value)
    assert "mtqa.yaml:" in str(error.value)


@pytest.mark.parametrize("gate", ["gate:", "gate: []", "gate: no"])
def test_a_gate_without_settings_is_refused(tmp_path: Path, gate: str) -> None:
    (tmp_path / "mtqa.yaml").write_text(gate, encoding="utf-8")
    with pytest.raises(ConfigError, match="expected a mapping"):
        config.load(tmp_path / "mtqa.yaml")


def test_pyproject_has_the_same_policy(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[tool.mtqa.gate]\nmin-score = 80\nlimits = [{severity = "error", max = 0}]\n'
        '[[tool.mtqa.gate.overrides]]\npaths = ["sport/**"]\nmin-score = 70.5\n',
        encoding="utf-8",
    )
    sport, rest = policy_of(config.load(path)["gate"]).groups
    assert [limit.value for limit in rest.limits] == [0, 80]
    assert [limit.value for limit in sport.limits] == [0, Fraction("70.5")]
    path.write_text("[tool.mtqa.gate]\nmin-score = nan\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        config.load(path)


def test_a_milder_limit_stands_where_errors_have_one(tmp_path: Path) -> None:
    settings: list[Any] = ["limits: [{severity: warning, max: 3}, {severity: error, max: 1}]",
                           "min-score: 80\nlimits: [{severity: warning, max: 3}]"]  # fmt: skip
    for gate in settings:
        assert len(read(tmp_path, gate).groups[0].limits) == 2
