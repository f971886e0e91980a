"""Which strings of a JSON value are segments: JSONPaths, and what belongs to what they lead to."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mtqa.errors import InputError, UsageError
from mtqa.load.json.runs import MOST_NAMES
from mtqa.load.json.text import Placed
from mtqa.load.options import Chosen

if TYPE_CHECKING:
    from jsonpath import JSONPath, JSONPathEnvironment, JSONPathMatch

ROLES = {"title": "title", "headline": "title", "summary": "summary", "description": "summary", "caption": "caption"}

BESIDE = ("source", "reference", "id", "role")
"""What may belong to a target."""

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


@lru_cache(maxsize=1)
def _match_class() -> type[JSONPathMatch]:
    from jsonpath import JSONPathMatch

    class Match(JSONPathMatch):
        """A match that does not know its children, so that it goes when it was looked at, nor its path as text."""

        def add_child(self, *children: JSONPathMatch) -> None:
            pass

        def new_child(self, obj: object, key: int | str) -> Match:
            return Match(
                filter_context=self.filter_context(), obj=obj, parent=self, parts=(*self.parts, key), path="",
                root=self.root,
            )  # fmt: skip

    return Match


def _matches(tree: Any, query: JSONPath) -> Iterable[JSONPathMatch]:
    """Follow a path, as its `finditer` does."""
    root = _match_class()(filter_context={}, obj=tree, parent=None, path="$", parts=(), root=tree)
    found: Iterable[JSONPathMatch] = [root]
    for segment in query.segments:
        found = segment.resolve(found)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """Return the names of a path of nothing but names; empty for any other. Raises: UsageError."""
    from jsonpath.selectors import NameSelector

    steps = [s.selectors[0] for s in compiled(path).segments if _is_single(s)]
    names = tuple(s.name for s in steps if isinstance(s, NameSelector))
    return names if len(names) == len(compiled(path).segments) else ()


def array_of(paths: Chosen) -> tuple[str, ...] | None:
    """Return the names that lead to an array whose elements the paths are about, each by itself; None if none do."""
    places = {_array_of(path) for part, path in paths if part in ("target", *BESIDE)}
    return places.pop() if len(places) == 1 else None


def _array_of(path: str) -> tuple[str, ...] | None:
    from jsonpath.selectors import Filter, NameSelector, WildcardSelector

    segments = compiled(path).segments
    count = next((i for i, s in enumerate(segments) if not _is_single(s) or not _is_plain(s, NameSelector)), None)
    if count is None or not all(map(_looks_inward, segments[count:])):
        return None
    first = segments[count]
    if not _is_plain(first, NameSelector if _descends(first) else WildcardSelector | Filter):
        return None
    return tuple(s.selectors[0].name for s in segments[:count] if isinstance(s.selectors[0], NameSelector))


def _looks_inward(segment: Any) -> bool:
    """Tell whether what a step of a path leads to depends on nothing but the value that it is taken from."""
    from jsonpath.selectors import Filter, IndexSelector, NameSelector, SliceSelector, WildcardSelector

    filters = [s.expression for s in segment.selectors if isinstance(s, Filter)]
    plain = _is_plain(segment, NameSelector | IndexSelector | SliceSelector | WildcardSelector | Filter)
    return plain and all(map(_asks_inward, filters))


def _asks_inward(expression: Any) -> bool:
    """Tell whether a filter asks for nothing but what is in the value that it is held against, as "@" does."""
    from jsonpath.filter import FilterQuery, RelativeFilterQuery

    if isinstance(expression, FilterQuery):
        return isinstance(expression, RelativeFilterQuery) and all(map(_looks_inward, expression.path.segments))
    return all(map(_asks_inward, expression.children()))


def _is_plain(segment: Any, kinds: Any) -> bool:
    return all(isinstance(selector, kinds) for selector in segment.selectors)


def _is_single(segment: Any) -> bool:
    return not _descends(segment) and _is_name(segment)


def _is_name(segment: Any) -> bool:
    from jsonpath.selectors import IndexSelector, NameSelector

    return len(segment.selectors) == 1 and isinstance(segment.selectors[0], NameSelector | IndexSelector)


def _descends(segment: Any) -> bool:
    from jsonpath.segments import JSONPathRecursiveDescentSegment

    return isinstance(segment, JSONPathRecursiveDescentSegment)


def _bound(query: JSONPath, size: int) -> tuple[int, ...]:
    """Return which parts of a location of `size` parts a path leaves open."""
    fixed = [_is_single(s) for s in query.segments]
    if all(fixed):
        return ()
    if not any(_descends(s) for s in query.segments):
        return tuple(i for i, single in enumerate(fixed) if not single)
    behind = fixed[::-1].index(False)
    last = query.segments[len(fixed) - 1 - behind]
    return tuple(range(fixed.index(False), size - behind - (_descends(last) and _is_name(last))))


def nodes(tree: Any, path: str, name: str, first: int = 0) -> list[Node]:
    """List what a path leads to, each place once. `first`: see `select`. Raises: InputError."""
    from jsonpath import JSONPathError

    query = compiled(path)
    at = len(_array_of(path) or ()) if first else 0
    found: dict[Location, Node] = {}
    bound: dict[int, tuple[int, ...]] = {}
    try:
        for match in _matches(tree, query):
            parts = match.parts
            if first:
                parts = (*parts[:at], int(parts[at]) + first, *parts[at + 1 :])
            if (size := len(parts)) not in bound:
                bound[size] = _bound(query, size)
            found[parts] = Node(match.obj, parts, bound[size])
    except (JSONPathError, RecursionError) as error:
        told = error.args[0] if isinstance(error, JSONPathError) and error.args else "nested too deeply"
        raise InputError(f"{path} cannot be followed: {told}", name, "give a path without .. or filters") from error
    if "?" in path:  # what a filter finds knows its parent and its children, and would be kept for long
        gc.collect(0)
    return [node for node in found.values() if node.value is not None]


def select(tree: Any, paths: Chosen, name: str, first: int = 0) -> list[Row]:
    """List the segments that paths choose, in the order of the file.

    `first` is the number of the first element, where the array of `array_of` is only a part of the file's.
    Raises: InputError, UsageError.
    """
    targets = [path for part, path in paths if part == "target"]
    others = {p: _others(tree, p, paths, len(targets), name, first) for p in BESIDE}
    rows: dict[Location, Row] = {}
    for number, path in enumerate(targets):
        for node in nodes(tree, path, name, first):
            text = _text(node, path, name)
            if isinstance(text, Placed) and node.location not in rows:
                rows[node.location] = _row(node, text, {p: o[number] for p, o in others.items() if o}, len(targets))
    return sorted(rows.values(), key=lambda row: row.text.start)


def must_be_found(paths: Chosen, name: str, found: bool, sourced: bool, tree: Any) -> None:
    """Refuse a file without any target, and one of which no target has a source that was asked for.

    Of `tree` the kind is told, and the outermost names. Raises: InputError.
    """
    if not found:
        targets = ", ".join(path for part, path in paths if part == "target")
        raise InputError(f"there is nothing at {targets}", name, _names(tree))
    if not sourced and any(part == "source" for part, _ in paths):
        raise InputError(
            "no source belongs to any target", name, "wildcards in both paths must stand for the same places"
        )


def _names(tree: Any) -> str:
    """Say what the outermost value holds."""
    if isinstance(tree, dict):
        return "its outermost names are " + (", ".join(list(tree)[:MOST_NAMES]) or "none")
    return f"its outermost value is a {'list: begin with $[*]' if isinstance(tree, list) else 'single value'}"


def _others(
    tree: Any, part: str, paths: Chosen, targets: int, name: str, first: int
) -> Sequence[Mapping[Location, str]]:
    """Return, for each target path, what belongs to it by what its wildcards stand for."""
    own = [path for p, path in paths if p == part]
    if own and len(own) != targets and (len(own) != 1 or part in ("source", "reference")):
        raise UsageError(
            f"--json-path has {targets} target paths and {len(own)} {part} paths",
            hint=f"give a {part} path for each target path, in the same order",
        )
    tables = [{n.binding: _text(n, path, name, part == "id") for n in nodes(tree, path, name, first)} for path in own]
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
