"""`mtqa init`: the files a team starts from."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import click

import mtqa
from mtqa import config as configuration
from mtqa.errors import UsageError

# (template, the file it becomes)
CONFIG = ("mtqa.yaml", "mtqa.yaml")
HOOK = ("pre-commit.yaml", ".pre-commit-config.yaml")
PIPELINES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "github": (("github.yml", ".github/workflows/mtqa.yml"),),
    "gitlab": (("gitlab.yml", ".gitlab-ci.yml"),),
    "none": (),
}
PLAIN_PATH = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*/?", re.ASCII)  # means itself to YAML, shell and regex alike


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--ci", type=click.Choice(list(PIPELINES)), help="Whose pipeline to write (default: what is in use here)."
)
@click.option(
    "--texts", default="content", show_default=True, metavar="PATH", help="The folder of your texts, from FOLDER."
)
def command(folder: Path, ci: str | None, texts: str) -> int:
    """Write a commented mtqa.yaml, a CI pipeline and a pre-commit entry into FOLDER (default: here).

    Nothing that exists is overwritten: what is to be added to it is printed instead.
    """
    if not PLAIN_PATH.fullmatch(texts):
        raise UsageError(f"--texts {texts!r} is no plain path from FOLDER", hint="such as content, or site/articles")
    texts = texts.rstrip("/")
    ci = ci or guess(folder)
    wanted = [CONFIG, *PIPELINES[ci], HOOK]
    written = [write(folder, name, filled(template, texts)) for template, name in wanted]
    if not any(written):
        raise UsageError("everything is there already", str(folder), "edit it, or remove what is to be written anew")
    names = " ".join([*(name for _, name in wanted), ".mtqa-baseline.json"])
    click.echo(NEXT.format(texts=texts, files=names), err=True)
    if not (folder / ".git").exists() and ci != "none":
        click.echo(
            "mtqa: CI and pre-commit read these files at the root of a git repository, which this is not", err=True
        )
    return 0


NEXT = """\
Next:
  mtqa check {texts}                                         # what is found today
  mtqa baseline create {texts}                               # what is old does not block
  mtqa gate {texts} --baseline .mtqa-baseline.json           # the verdict
  git add {files}"""


def guess(folder: Path) -> str:
    """Tell whose pipelines a folder uses: by their files, then by where git pushes to, else GitHub's."""
    if (folder / ".gitlab-ci.yml").exists():
        return "gitlab"
    if (folder / ".github").is_dir():
        return "github"
    try:
        run = subprocess.run(["git", "remote", "-v"], cwd=folder, capture_output=True, text=True, check=False)
    except OSError:  # no git, or no such folder yet
        return "github"
    return "gitlab" if "gitlab" in run.stdout else "github"


def filled(template: str, texts: str) -> str:
    """Return a template with the folder of the texts and this version's number in it."""
    text = files("mtqa.cli").joinpath("templates", template).read_text(encoding="utf-8")
    return text.replace("@TEXTS@", texts).replace("@VERSION@", mtqa.__version__)


def write(folder: Path, name: str, text: str) -> bool:
    """Write a file unless there is one; tell what was done. Raises: UsageError where it cannot be written."""
    path = folder / name
    own = configuration.find(folder.resolve()) if name == configuration.FILE_NAME else None
    if own and own.parent == folder.resolve():
        click.echo(f"kept {folder / own.name}: it holds your configuration", err=True)
        return False
    if path.exists():
        click.echo(f"kept {path}: it exists. Add to it:\n{text}", err=True)
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", str(path)) from error
    click.echo(f"wrote {path}", err=True)
    return True
