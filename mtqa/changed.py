"""What changed in git since a commit: the files to look at, and what stood in them then.

Nothing given by a user can be an option of git, no name of a file is read from lines, and no shell is run. Symbolic
links are followed, then as now; a submodule is compared with the commit of it that the project had then.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.errors import MtqaError, UsageError

OPTION = "--new-from-merge-base"
LINK, MODULE = "120000", "160000"

# what a hook of git sets for its own repository; here the one of the files counts
_OWN = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR GIT_OBJECT_DIRECTORY GIT_NAMESPACE"
    " GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_SHALLOW_FILE GIT_INTERNAL_SUPER_PREFIX GIT_IMPLICIT_WORK_TREE"
    " GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_ATTR_SOURCE GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS"
    " GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS".split()
)
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


@dataclass(frozen=True, slots=True)
class Repository:
    """A working tree of git; `top` is its folder, without links."""

    top: Path

    def git(self, *args: str, feed: bytes = b"", **env: str) -> bytes:
        """Run git at the top and return what it prints. Raises: MtqaError."""
        done = run(self.top, *args, feed=feed, **env)
        if done.returncode:
            raise failed(done, self.top)
        return done.stdout

    def commit(self, name: str) -> str | None:
        """Return the id of a commit that is here, None where there is none of this name."""
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        done = run(self.top, *asked)
        return done.stdout.decode().strip() if done.returncode == 0 else None


def run(folder: Path, *args: str, feed: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder. Raises: MtqaError where there is no git."""
    kept = {name: value for name, value in os.environ.items() if name not in _OWN}
    kept |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", **env}
    try:
        return subprocess.run(["git", *_SETTINGS, *args], cwd=folder, env=kept, input=feed, capture_output=True)
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise MtqaError(f"{OPTION}: there is no such folder", str(folder)) from error
        hint = "install git, or compare with a file: mtqa baseline create"
        raise MtqaError(f"{OPTION}: git is not installed", hint=hint) from error
    except OSError as error:
        raise MtqaError(f"{OPTION}: git cannot be run: {error.strerror}", str(folder)) from error


def failed(done: subprocess.CompletedProcess[bytes], folder: Path) -> MtqaError:
    """Word what git says when it fails."""
    told = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
    return MtqaError(f"{OPTION}: git: {told[0]}", str(folder), "\n  ".join(line.strip() for line in told[1:]))


def repository(folder: Path) -> Repository:
    """Return the repository that a folder is in. Raises: MtqaError; UsageError where it is in none."""
    done = run(folder, "rev-parse", "--show-toplevel")
    if done.returncode == 0:
        return Repository(Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).resolve())
    if b"not a git repository" in done.stderr:
        hint = "run it on files of a git repository, or use --baseline"
        raise UsageError(f"{OPTION}: not in a git repository", str(folder), hint)
    raise failed(done, folder)


def merge_base(repo: Repository, ref: str) -> str:
    """Return the commit at which HEAD left `ref`. Raises: UsageError with the command that mends it; MtqaError."""
    if not ref or ref.startswith("-"):
        raise UsageError(f"{OPTION}: {ref!r} names no commit", hint="give a branch, such as origin/main")
    if repo.commit("HEAD") is None:
        if ref == "HEAD":  # before the first commit nothing stood there
            return repo.git("hash-object", "-w", "-t", "tree", os.devnull).decode().strip()
        raise UsageError(f"{OPTION}: there is no commit yet", str(repo.top))
    shallow = repo.git("rev-parse", "--is-shallow-repository").strip() == b"true"
    mend = "`git fetch --unshallow origin`; in GitHub Actions, `fetch-depth: 0` of actions/checkout"
    commit = repo.commit(ref)
    if commit is None:
        branch = ref.removeprefix("refs/remotes/").removeprefix("refs/heads/").removeprefix("origin/")
        hint = f"get it with `git fetch origin {branch}:refs/remotes/origin/{branch}`, and name it origin/{branch}"
        hint += f"\n  the clone is shallow, so it needs this as well: {mend}" if shallow else ""
        raise UsageError(f"{OPTION}: there is no {ref} here", str(repo.top), hint)
    done = run(repo.top, "merge-base", commit, "HEAD")
    if done.returncode == 0:
        return done.stdout.decode().split()[0]
    if done.returncode != 1:
        raise failed(done, repo.top)
    what = f"{OPTION}: {ref} and HEAD have no commit in common"
    if shallow:
        raise UsageError(f"{what} in this shallow clone", str(repo.top), f"get the history with {mend}")
    raise UsageError(what, str(repo.top), f"name a branch that HEAD comes from; `git merge-base {ref} HEAD` tells")


@dataclass(frozen=True, slots=True)
class Old:
    """A file as it stood at a commit."""

    snapshot: Snapshot
    path: str
    blob: str
    mode: str

    @property
    def full(self) -> Path:
        """Where it stood."""
        return self.snapshot.repo.top / self.path


@dataclass(slots=True)
class Snapshot:
    """A commit and how the working tree differs from it. Paths are from the top, with forward slashes."""

    repo: Repository
    commit: str
    tree: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    modules: dict[str, Snapshot | None] = field(default_factory=dict)

    @classmethod
    def of(cls, repo: Repository, commit: str) -> Snapshot:
        """Compare the working tree with a commit. Raises: MtqaError."""
        rows = repo.git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]
        heads, names = zip(*(row.split(b"\t", 1) for row in rows), strict=True) if rows else ((), ())
        tree = {
            os.fsdecode(name): (head.split()[0].decode(), head.split()[2].decode())
            for head, name in zip(heads, names, strict=True)
        }
        made = cls(repo, commit, tree)
        made.modules = {path: None for path, (mode, _) in tree.items() if mode == MODULE}
        made._compare()
        return made

    def _compare(self) -> None:
        asked = ("--raw", "-z", "--find-renames", "--no-relative", "--no-ext-diff", "--ignore-submodules=all")
        fields = iter(self.repo.git("diff", *asked, self.commit, "--").split(b"\0"))
        for head in filter(None, fields):
            status, path = head.split()[-1].decode()[0], os.fsdecode(next(fields))
            if status in "RC":
                new = os.fsdecode(next(fields))
                self.renamed[new] = path
                self.changed.add(new)
                self.gone |= {path} if status == "R" else set()
            else:
                self.changed.add(path)
                self.gone |= {path} if status == "D" else set()
        for row in self.repo.git("ls-files", "-v", "-z").split(b"\0")[:-1]:
            if row[:1].islower() or row[:1] == b"S":  # git was told not to look at these
                self.changed.add(os.fsdecode(row[2:]))

    def within(self, path: str) -> tuple[Snapshot, str]:
        """Return the snapshot that a path belongs to, itself or a submodule's, and its path in that."""
        module = next((m for m in self.modules if path.startswith(f"{m}/")), None)
        if module is None:
            return self, path
        own = self.modules[module]
        if own is None:
            own = self.modules[module] = self._module(module)
        return own.within(path.removeprefix(f"{module}/")) if own is not self else (self, path)

    def _module(self, path: str) -> Snapshot:
        commit = self.tree[path][1]
        found = repository(self.repo.top / path)
        if found.top == self.repo.top:  # files in its place that are in no repository: all of them are new
            return self
        if found.commit(commit) is None:
            hint = f"`git -C {path} fetch origin {commit}`"
            raise UsageError(f"{OPTION}: the submodule has no commit {commit[:12]}", str(found.top), hint)
        return Snapshot.of(found, commit)

    def snapshots(self) -> Iterator[Snapshot]:
        """Yield this one and those of the submodules that were looked into."""
        yield self
        for own in self.modules.values():
            if own is not None and own is not self:
                yield from own.snapshots()

    def differs(self, path: str) -> bool:
        """Tell whether a file is not as it was."""
        return path in self.changed or path not in self.tree

    def before(self, path: str) -> Old | None:
        """Return what a file was, also where it had another name; None where it is new."""
        return self.old(path if path in self.tree else self.renamed.get(path, ""))

    def old(self, path: str, hops: int = 8) -> Old | None:
        """Return what stood at a path then, links followed; None where nothing did."""
        mode, blob = self.tree.get(path, (MODULE, ""))
        if mode == MODULE or not hops:
            return None
        if mode != LINK:
            return Old(self, path, blob, mode)
        target = os.fsdecode(self.repo.git("cat-file", "blob", blob))
        return self.old(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)), hops - 1)


def write(olds: Sequence[Old], folder: Path) -> list[Path]:
    """Write files as they were, in a folder of their own, as git would check them out. Raises: MtqaError."""
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[int, list[Old]] = {}
    for old in olds:
        groups.setdefault(id(old.snapshot), []).append(old)
    places: dict[tuple[int, str], Path] = {}
    for number, (own, group) in enumerate(groups.items()):
        repo, into = group[0].snapshot.repo, folder / str(number)
        index = str(folder / f"index-{number}")
        rows = {old.path: f"{old.mode} {old.blob}\t".encode() + os.fsencode(old.path) + b"\0" for old in group}
        repo.git("update-index", "-z", "--index-info", feed=b"".join(rows.values()), GIT_INDEX_FILE=index)
        names = b"".join(os.fsencode(path) + b"\0" for path in rows)
        # eol, encodings and large files stored elsewhere (LFS) come out as in the working tree
        repo.git("checkout-index", "-z", "--stdin", f"--prefix={into}/", feed=names, GIT_INDEX_FILE=index)
        places |= {(own, path): into / path for path in rows}
    return [places[id(old.snapshot), old.path] for old in olds]
