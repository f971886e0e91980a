"""Keys of a review in the configuration."""

from pathlib import Path

import pytest

from mtqa import config
from mtqa.errors import ConfigError
from mtqa.keys import KEYS, MEANINGS, twice


def read(folder: Path, text: str) -> dict[str, object]:
    path = folder / "mtqa.yaml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)["review"]


def test_the_usual_keys_are_each_used_once_and_explained() -> None:
    assert twice(KEYS) is None
    assert list(KEYS) == list(MEANINGS)


def test_what_is_told_stands_over_the_defaults(tmp_path: Path) -> None:
    told = read(tmp_path, "review: {order: severity, pack: house.yaml, keys: {accept: y, leave: [f9, space]}}")
    assert told == {
        "order": "severity", "pack": str(tmp_path / "house.yaml"), "keys": {"accept": ("y",), "leave": ("f9", "space")},
    }  # fmt: skip


def test_two_actions_may_change_their_keys(tmp_path: Path) -> None:
    told = read(tmp_path, "review: {keys: {next: [k], previous: [j]}}")
    assert told["keys"] == {"next": ("k",), "previous": ("j",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("review: {keys: {acept: y}}", "did you mean 'accept'?"),
        ("review: {keys: {accept: s}}", "'s' is a key of leave already"),
        ("review: {keys: {accept: [y], leave: [y]}}", "'y' is a key of"),
        ("review: {keys: {accept: ['']}}", "'' is no key"),
        ("review: {keys: [a]}", "a mapping of actions to keys"),
        ("review: {ordre: reading}", "did you mean 'order'?"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("?", r"\?")):
        read(tmp_path, text)
