"""Rule packs: find them, compile them once, keep the result, select from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import PackError, Problem, UsageError
from mtqa.lang import speaks
from mtqa.model import Pack, Rule, RuleTest, Where
from mtqa.packs.compiled import Options, at_hand
from mtqa.packs.compiled import Row as Row
from mtqa.packs.own import OWN, OWN_PACK


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules as rows of plain data, in the order of their packs; `rule(row)` makes one a value.

    `own`: rules about suppressions, which the engine does not run.
    """

    rows: tuple[Row, ...]
    packs: tuple[Pack, ...]
    own: tuple[Row, ...] = OWN

    def select(
        self,
        *,
        source_lang: str = "any",
        target_lang: str = "any",
        select: Sequence[str] = (),
        extend_select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        preview: bool = False,
        severity: dict[str, str] | None = None,
    ) -> RuleSet:
        """Return the rules to run. A selector is an id, an id prefix, a name, a pack or a category.

        A rule that is not stable runs where `preview` says so or its id or name is given; the other selectors take in
        what is on, so that a pack can be chosen without its trials.

        Raises: UsageError where a selector names no rule.
        """
        for selector in (*select, *extend_select, *ignore, *(severity or {})):
            if not any(selects(selector, row) for row in self.every):
                raise UsageError(f"no rule is selected by {selector!r}", hint=self._nearest(selector))
        kept = []
        chosen = (*select, *extend_select)
        for row in self.rows if chosen else ():
            if at_hand(row).get("idle") and not {row["id"], row["name"]}.isdisjoint(chosen):
                raise UsageError(f"{row['id']} finds nothing without terms of its kind", hint="give --termbase FILE")
        for row in self.every:
            if not (speaks(row["langs"][0], source_lang) and speaks(row["langs"][1], target_lang)):
                continue
            if at_hand(row).get("idle"):
                continue
            taken = _is_on(row, preview)
            if chosen:
                named = not {row["id"], row["name"]}.isdisjoint(chosen)
                taken = named or (taken and (not select or any(selects(s, row) for s in chosen)))
            if taken and not (ignore and any(selects(s, row) for s in ignore)):
                kept.append(row)
        for selector, level in (severity or {}).items():
            kept = [{**r, "severity": level} if selects(selector, r) else r for r in kept]
        own = tuple(row for row in kept if row["pack"] == OWN_PACK)
        return RuleSet(tuple(row for row in kept if row["pack"] != OWN_PACK), self.packs, own)

    @property
    def every(self) -> tuple[Row, ...]:
        """The rules of packs and those of mtqa's own."""
        return (*self.rows, *self.own)

    def _nearest(self, selector: str) -> str:
        from mtqa.schema import did_you_mean

        known = {r[k] for r in self.every for k in ("id", "name", "pack", "category")}
        return did_you_mean(selector, sorted(known)) or "`mtqa rules list` shows every rule"


def _is_on(row: Row, preview: bool) -> bool:
    return bool(row["status"] == "stable" or (preview and row["status"] == "preview"))


def selects(selector: str, row: Row) -> bool:
    """Tell whether a selector (id, id prefix, name, pack or category) names a rule."""
    if selector in ("ALL", row["id"], row["name"], row["pack"], row["category"]):
        return True
    is_prefix = selector.isupper() or (selector[:1].isupper() and selector.isalnum() and selector.upper() == selector)
    if is_prefix and row["id"].startswith(selector):
        return True
    return bool(row["category"].startswith(selector + "/") or row["pack"].startswith(selector + "/"))


def rule_of(row: Row, *, tested: bool = True) -> Rule:
    """Make a row a Rule; with its tests, unless `tested` is false."""
    path, line, column = row["where"]
    options = row["options"]
    tests = tuple(
        RuleTest(
            text=t["text"], bad=t["bad"], where=Where(path, *t["where"]), marks=tuple(t["marks"]), fixed=t["fixed"],
            source=t["source"], known=t["known"],
        )
        for t in (row["tests"] if tested else ())
    )  # fmt: skip
    return Rule(
        id=row["id"], name=row["name"], pack=row["pack"], kind=row["kind"], langs=tuple(row["langs"]),
        severity=row["severity"], category=row["category"], status=row["status"], message=row["message"],
        explain=row["explain"], where=Where(path, line, column), fix=row["fix"],
        options=options.whole() if isinstance(options, Options) else options,
        scope=tuple(row["scope"]), links=tuple(row["links"]), tests=tests,
    )  # fmt: skip


_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "_rules"
_BESIDE = _PACKAGE.parent / "rules"


def shipped_folder() -> Path:
    """Return the folder of the shipped packs: inside the wheel, or beside the package in a checkout."""
    for folder in (_INSTALLED, _BESIDE):
        if folder.is_dir():
            return folder
    from mtqa.packs.zipped import unpacked

    return unpacked(_INSTALLED) or _BESIDE


def linted_folder() -> Path | None:
    """Return the folder of the shipped packs, inside a wheel: linted when it was built, unlike those of a checkout."""
    folder = shipped_folder()
    return None if folder == _BESIDE else folder


def pack_files(extra: Iterable[str | Path] = (), *, shipped: bool = True) -> list[tuple[Path, str]]:
    """List pack files with the names to show for them: the shipped ones, then those of the user.

    Raises: UsageError for a path that is not there or a folder without packs.
    """
    files: list[tuple[Path, str]] = []
    if shipped:
        folder = shipped_folder()
        files += [(p, "rules/" + p.relative_to(folder).as_posix()) for p in sorted(folder.rglob("*.yaml"))]
        if not files:
            raise UsageError("the shipped rule packs are missing", str(folder), "reinstall mtqa")
    for name in extra:
        path = Path(name)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())
            if not found:
                raise UsageError("no rule pack (*.yaml) in this folder", str(path), "name a pack or a folder of packs")
            files += [(p, str(p)) for p in found]
        elif path.is_file():
            files.append((path, str(path)))
        else:
            raise UsageError("there is no such rule pack", str(path), "give the path of a .yaml file or a folder")
    return list({path.resolve(): (path, name) for path, name in files}.values())


def load(extra: Iterable[str | Path] = (), *, shipped: bool = True, use_cache: bool = True) -> RuleSet:
    """Load the shipped packs and further ones, from the cache where they have not changed.

    Raises: PackError with every mistake of every pack; UsageError for a pack that is not there.
    """
    files = pack_files(extra, shipped=shipped)
    if use_cache:
        from mtqa.packs.kept import load_kept

        return load_kept(files, linted_folder())
    ruleset, problems = compile_files(files, trusted=linted_folder())
    if problems:
        raise PackError(problems)
    return ruleset


def compile_files(files: Sequence[tuple[Path, str]], trusted: Path | None = None) -> tuple[RuleSet, list[Problem]]:
    """Read and compile packs; return what could be and every mistake."""
    from mtqa.packs.link import compile_packs

    return compile_packs(files, trusted)
