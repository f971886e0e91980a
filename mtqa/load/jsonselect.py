"""Which strings of a JSON value are segments: JSONPaths, and what belongs to what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mtqa.errors import InputError, UsageError
from mtqa.load.jsontext import Placed
from mtqa.load.options import Chosen

if TYPE_CHECKING:
    from jsonpath import JSONPath, JSONPathEnvironment, JSONPathMatch

ROLES = {"title": "title", "headline": "title", "summary": "summary", "description": "summary", "caption": "caption"}

Location = tuple[str | int, ...]


class Node(NamedTuple):
    """A value that a path leads to. `bound` are the places in `location` that its wildcards stand for."""

    value: Any
    location: Location
    bound: tuple[int, ...]

    @property
    def binding(self) -> Location:
        """What the wildcards stand for."""
        return tuple(self.location[i] for i in self.bound)


class Moved(NamedTuple):
    """A part of an array that stands at a `depth` of locations, so many elements further on than it seems."""

    depth: int
    by: int

    def location(self, parts: Location) -> Location:
        """Return where a value stands in the whole."""
        number = parts[self.depth]
        assert isinstance(number, int)
        return (*parts[: self.depth], number + self.by, *parts[self.depth + 1 :])


class Row(NamedTuple):
    """A segment, its text still with its place."""

    text: Placed
    key: str
    item: str
    role: str
    source: str | None
    reference: str | None


@lru_cache(maxsize=1)
def _environment() -> JSONPathEnvironment:
    from jsonpath import JSONPathEnvironment  # 40 ms

    return JSONPathEnvironment(strict=True)


@lru_cache(maxsize=1)
def _match() -> type[JSONPathMatch]:
    """Return the library's match without what is not asked for here.

    It holds no children: they hold it, and both would stay until cycles are looked for; nor its path as text.
    """
    from jsonpath import JSONPathMatch

    class Match(JSONPathMatch):
        def add_child(self, *children: JSONPathMatch) -> None:
            pass

        def new_child(self, obj: object, key: int | str) -> JSONPathMatch:
            return Match(
                filter_context=self.filter_context(), obj=obj, parent=self, path="", parts=(*self.parts, key),
                root=self.root,
            )  # fmt: skip

    return Match


def _matches(query: JSONPath, tree: Any) -> Iterable[JSONPathMatch]:
    """Follow a path as its own `finditer` does, which would read text as JSON."""
    matches: Iterable[JSONPathMatch] = [
        _match()(filter_context={}, obj=tree, parent=None, path="", parts=(), root=tree)
    ]
    for segment in query.segments:
        matches = segment.resolve(matches)
    return matches


@lru_cache(maxsize=64)
def compiled(path: str) -> JSONPath:
    """Read a JSONPath. Raises: UsageError."""
    from jsonpath import JSONPath, JSONPathError

    try:
        query = _environment().compile(path)
    except JSONPathError as error:
        told = f"{path} is not a JSONPath: {error.args[0] if error.args else error}"
        raise UsageError(told, hint="such as $.articles[*].body, $.pages[0].text, $..caption") from error
    if not isinstance(query, JSONPath):
        raise UsageError(f"{path} is more than one JSONPath", hint="give --json-path once for each")
    return query


def names_of(path: str) -> tuple[str, ...]:
    """Return the names of a path of nothing but names; empty for any other. Raises: UsageError."""
    from jsonpath.selectors import NameSelector

    steps = [s.selectors[0] for s in compiled(path).segments if _is_single(s)]
    names = tuple(s.name for s in steps if isinstance(s, NameSelector))
    return names if len(names) == len(compiled(path).segments) else ()


def array_of(paths: Chosen) -> str | None:
    """Return the name of the array into whose elements all paths lead, of each by itself; None: they do not.

    The name is "" where the array is the outermost value. Raises: UsageError.
    """
    names = {_array_of(compiled(path)) for _, path in paths}
    return names.pop() if len(names) == 1 else None


def _array_of(query: JSONPath) -> str | None:
    from jsonpath.selectors import IndexSelector, NameSelector, SliceSelector, WildcardSelector

    segments = list(query.segments)
    first = segments[0].selectors[0] if segments and _is_single(segments[0]) else None
    name = first.name if isinstance(first, NameSelector) else ""
    within = segments[1 if name else 0 :]
    if not within or _descends(within[0]) or len(within[0].selectors) != 1:
        return None
    plain = NameSelector, IndexSelector, SliceSelector, WildcardSelector  # others may look elsewhere
    each = isinstance(within[0].selectors[0], WildcardSelector)
    return name if each and all(isinstance(s, plain) for segment in within for s in segment.selectors) else None


def _is_single(segment: Any) -> bool:
    return not _descends(segment) and _is_name(segment)


def _is_name(segment: Any) -> bool:
    from jsonpath.selectors import IndexSelector, NameSelector

    return len(segment.selectors) == 1 and isinstance(segment.selectors[0], NameSelector | IndexSelector)


def _descends(segment: Any) -> bool:
    from jsonpath.segments import JSONPathRecursiveDescentSegment

    return isinstance(segment, JSONPathRecursiveDescentSegment)


@lru_cache(maxsize=1024)
def _bound(path: str, size: int) -> tuple[int, ...]:
    """Return which parts of a location of `size` parts a path leaves open."""
    query = compiled(path)
    fixed = [_is_single(s) for s in query.segments]
    if all(fixed):
        return ()
    if not any(_descends(s) for s in query.segments):
        return tuple(i for i, single in enumerate(fixed) if not single)
    behind = fixed[::-1].index(False)
    last = query.segments[len(fixed) - 1 - behind]
    return tuple(range(fixed.index(False), size - behind - (_descends(last) and _is_name(last))))


def nodes(tree: Any, path: str, name: str, moved: Moved | None = None) -> list[Node]:
    """List what a path leads to, each place once. Raises: InputError."""
    from jsonpath import JSONPathError

    query = compiled(path)
    found: dict[Location, Node] = {}
    try:
        for match in _matches(query, tree):
            location = moved.location(match.parts) if moved else match.parts
            found[location] = Node(match.obj, location, _bound(path, len(location)))
    except (JSONPathError, RecursionError) as error:
        told = error.args[0] if isinstance(error, JSONPathError) and error.args else "nested too deeply"
        raise InputError(f"{path} cannot be followed: {told}", name, "give a path without .. or filters") from error
    return [node for node in found.values() if node.value is not None]


def select(tree: Any, paths: Chosen, name: str, moved: Moved | None = None) -> list[Row]:
    """List the segments that paths choose, in the order of the file. Raises: InputError, UsageError."""
    targets = [path for part, path in paths if part == "target"]
    others = {p: _others(tree, p, paths, len(targets), name, moved) for p in ("source", "reference", "id", "role")}
    rows: dict[Location, Row] = {}
    for number, path in enumerate(targets):
        for node in nodes(tree, path, name, moved):
            text = _text(node, path, name)
            if isinstance(text, Placed) and node.location not in rows:
                rows[node.location] = _row(node, text, {p: o[number] for p, o in others.items() if o}, len(targets))
    return sorted(rows.values(), key=lambda row: row.text.start)


def refuse(tree: Any, paths: Chosen, name: str, *, any_rows: bool, any_sources: bool) -> None:
    """Tell of paths that lead to no text, or to no source of one. Raises: InputError."""
    targets = [path for part, path in paths if part == "target"]
    if not any_rows:
        raise InputError(f"there is nothing at {', '.join(targets)}", name, _names(tree))
    if any(p == "source" for p, _ in paths) and not any_sources:
        raise InputError(
            "no source belongs to any target", name, "wildcards in both paths must stand for the same places"
        )


def _names(tree: Any) -> str:
    """Say what the outermost value holds."""
    if isinstance(tree, dict):
        return "its outermost names are " + (", ".join(list(tree)[:12]) or "none")
    return f"its outermost value is a {'list: begin with $[*]' if isinstance(tree, list) else 'single value'}"


def _others(
    tree: Any, part: str, paths: Chosen, targets: int, name: str, moved: Moved | None
) -> Sequence[Mapping[Location, str]]:
    """Return, for each target path, what belongs to it by what its wildcards stand for."""
    own = [path for p, path in paths if p == part]
    if own and len(own) != targets and (len(own) != 1 or part in ("source", "reference")):
        raise UsageError(
            f"--json-path has {targets} target paths and {len(own)} {part} paths",
            hint=f"give a {part} path for each target path, in the same order",
        )
    tables = [{n.binding: _text(n, path, name, part == "id") for n in nodes(tree, path, name, moved)} for path in own]
    return tables * targets if len(tables) == 1 else tables


def _text(node: Node, path: str, name: str, or_number: bool = False) -> str:
    if isinstance(node.value, str):
        return node.value
    if or_number and isinstance(node.value, int):
        return str(node.value)
    kind = {dict: "an object", list: "a list", bool: "true or false"}.get(type(node.value), "a number")
    place = "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in node.location)
    raise InputError(f"{place} is {kind} and not text", name, f"{path} must lead to strings only")


def _row(node: Node, text: Placed, others: Mapping[str, Mapping[Location, str]], targets: int) -> Row:
    binding = node.binding
    own, depth = _nearest(others.get("id", {}), binding)
    role, _ = _nearest(others.get("role", {}), binding)
    beneath = node.location[node.bound[depth - 1] + 1 if depth else 0 :]
    if own is None:
        key = _joined(node.location)
        item = _joined(node.location[: node.bound[0] + 1]) if node.bound else ""
    else:
        key = own if targets == 1 and depth == len(binding) else f"{own}/{_joined(beneath)}"
        item = own
    name = next((p for p in reversed(node.location) if isinstance(p, str)), "")
    return Row(
        text, key, item, role or ROLES.get(name.lower(), "body"), others.get("source", {}).get(binding),
        others.get("reference", {}).get(binding),
    )  # fmt: skip


def _nearest(table: Mapping[Location, str], binding: Location) -> tuple[str | None, int]:
    """Return what stands at the longest beginning of a binding, and its length."""
    for depth in range(len(binding), -1, -1):
        if binding[:depth] in table:
            return table[binding[:depth]], depth
    return None, 0


def _joined(location: Sequence[str | int]) -> str:
    return "/".join(str(part) for part in location)
