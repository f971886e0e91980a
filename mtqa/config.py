"""The configuration: the nearest mtqa.yaml or [tool.mtqa] of a pyproject.toml, over the defaults.

Nothing is merged: the nearest file is the one in force. Each value remembers where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import ConfigError, InputError, Problem
from mtqa.keys import KeysSpec
from mtqa.model import SEVERITIES
from mtqa.nodes import Node, from_plain, read_yaml
from mtqa.policy import GateSpec
from mtqa.schema import FLAG, TEXT, TEXTS, Between, Choice, MapOf, Report, Spec, Struct

FILE_NAME = "mtqa.yaml"
FORMATS = (
    "diff", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "rdjson", "checkstyle", "markdown",
    "html",
)  # fmt: skip
"""Names of `mtqa.report.FORMATS`, which stands on a floor above."""
FIELDS: Mapping[str, Spec] = {
    "source-lang": TEXT,
    "target-lang": TEXT,
    "packs": TEXTS,
    "termbase": TEXTS,
    "domain": TEXTS,
    "select": TEXTS,
    "extend-select": TEXTS,
    "ignore": TEXTS,
    "preview": FLAG,
    "severity": MapOf(Choice(SEVERITIES)),
    "fail-on": Choice(SEVERITIES),
    "format": Choice(FORMATS),
    "exclude": TEXTS,
    "suppressions": Struct({"file": TEXT, "require-reason": FLAG}),
    "gate": GateSpec(),
    "score": Struct(
        {
            "weights": Struct({severity: Between(0, least=True) for severity in SEVERITIES}),
            "pass": Between(0, 100),
            "allowed": Between(0),
            "history": TEXT,
        }
    ),
    "review": Struct({"order": Choice(("reading", "severity")), "pack": TEXT, "keys": KeysSpec()}),
}
DEFAULTS: Mapping[str, Any] = {
    "source-lang": None,
    "target-lang": None,
    "packs": [],
    "termbase": [],
    "domain": [],
    "select": [],
    "extend-select": [],
    "ignore": [],
    "preview": False,
    "severity": {},
    "fail-on": "error",
    "format": "diff",
    "exclude": [],
    "suppressions": {"file": None, "require-reason": False},
    "gate": {},
    "score": {},
    "review": {"order": "reading", "pack": None, "keys": {}},
}


@dataclass(slots=True)
class Config:
    """Values in force, and where each came from."""

    values: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))
    origins: dict[str, str] = field(default_factory=lambda: dict.fromkeys(DEFAULTS, "default"))
    folder: Path = field(default_factory=Path)
    path: Path | None = None
    isolated: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def override(self, options: Mapping[str, Any]) -> None:
        """Put command-line options over the values; None and empty lists say nothing."""
        for name, value in options.items():
            if value is not None and value != () and value != []:
                self.values[name] = list(value) if isinstance(value, tuple) else value
                self.origins[name] = f"--{name}"


def find(start: Path) -> Path | None:
    """Return the nearest configuration file, in `start` or a folder above it."""
    for folder in (start, *start.parents):
        own = folder / FILE_NAME
        if own.is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file() and _tool_table(project) is not None:
            return project
    return None


def load(path: Path | None) -> Config:
    """Read a configuration file. Raises: ConfigError with every mistake; InputError where it cannot be read."""
    config = Config()
    if path is None:
        return config
    shown = str(path)
    node, report = _read(path, shown)
    values = Struct(FIELDS).read(node, report) if node is not None else {}
    if report.problems:
        raise ConfigError(report.problems)
    lines = {str(k.value): k.line for k, _ in node.pairs()} if node is not None else {}
    for name, value in (values or {}).items():
        config.values[name] = value
        config.origins[name] = f"{shown}:{lines[name]}" if lines.get(name) else shown
    config.folder, config.path = path.parent, path
    _complete(config, "suppressions", "file")
    _complete(config, "review", "pack")
    for name in ("packs", "termbase"):
        config.values[name] = [str(path.parent / p) for p in config[name]]
    return config


def _complete(config: Config, name: str, file: str) -> None:
    """Put the defaults beneath the keys given of a group; a file it names stands beside the configuration."""
    config.values[name] = {**DEFAULTS[name], **config.values[name]}
    if config.values[name][file]:
        config.values[name][file] = str(config.folder / config.values[name][file])


def _read(path: Path, shown: str) -> tuple[Node | None, Report]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", shown, "check the path given to --config") from error
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(shown, 0, 0, f"not UTF-8: byte {error.start}", "save it as UTF-8")]) from error
    report = Report(shown, text.splitlines())
    if path.name == "pyproject.toml":
        table = _tool_table(path)
        return (from_plain(table) if table is not None else None), report
    node, problems = read_yaml(text, shown)
    report.problems += problems
    return node, report


def _tool_table(path: Path) -> Any:
    """Return [tool.mtqa] of a pyproject.toml, None if it has none."""
    import tomllib

    try:
        data = path.read_bytes()
        if b"mtqa" not in data:
            return None
        return tomllib.loads(data.decode("utf-8")).get("tool", {}).get("mtqa")
    except OSError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            [Problem(str(path), 0, 0, f"not TOML: {error}", "mend the file, or pass --isolated")]
        ) from error
