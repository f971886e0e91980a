"""`mtqa init`: the files a team starts from."""

from __future__ import annotations

from pathlib import Path

import click

from mtqa.errors import UsageError

CONFIG = """\
# mtqa: checks machine-translated text before it is published. `mtqa config show` tells what is in force.

source-lang: fr
target-lang: en

# Packs of your own, beside the shipped ones: files, or folders of *.yaml. `mtqa rules test FILE` runs their tests.
packs: []

# Glossaries that translations are held to: CSV, TSV, YAML or TBX, such as [glossary.csv]; of these, some domains only.
termbase: []
domain: []

# Rules by id (FE201), id prefix (FE2), name, pack (fr-en/literal) or category. `mtqa rules list` shows them all.
ignore: []
extend-select: []

# Rules still on trial.
preview: false

# A rule matters more or less to you: {FE201: error}
severity: {}

# The least severity that makes `mtqa check` exit 1: error, warning or info.
fail-on: error

# Files to leave alone: ['drafts/*.txt']
exclude: []
"""
WORKFLOW = """\
# Checks translated texts on every push and pull request. Put your folder in place of `content`.
name: mtqa
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      - run: python -m pip install mtqa
      - run: mtqa check content --format concise
"""
PRE_COMMIT = """\
# `pre-commit install` runs mtqa on the texts of each commit.
repos:
  - repo: local
    hooks:
      - id: mtqa
        name: mtqa
        entry: mtqa check --format concise
        language: system
        types_or: [plain-text, markdown]
"""
FILES = {
    "mtqa.yaml": CONFIG,
    ".github/workflows/mtqa.yml": WORKFLOW,
    ".pre-commit-config.yaml": PRE_COMMIT,
}


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> int:
    """Write a commented mtqa.yaml, a CI workflow and a pre-commit entry into FOLDER (default: here).

    Nothing that exists is overwritten.
    """
    if (folder / "mtqa.yaml").exists():
        raise UsageError("there is one already", str(folder / "mtqa.yaml"), "edit it, or remove it first")
    for name, text in FILES.items():
        path = folder / name
        if path.exists():
            click.echo(f"kept {path}: it exists. Add to it:\n{text}", err=True)
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", str(path)) from error
        click.echo(f"wrote {path}", err=True)
    return 0
