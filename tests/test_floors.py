"""Imports go only downward; see CONTRIBUTING for the floors."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "mtqa"
FLOORS = [
    {"model", "errors", "fold", "lazy", "cachefolder", "workline", "tables", "rx"},
    {
        "lang",
        "textview",
        "nodes",
        "schema",
        "keys",
        "config",
        "load",
        "fetch",
        "seen",
        "splice",
        "termbase",
        "policy",
        "globs",
    },
    {"checks"},
    {"packs", "engine", "owners", "search", "fix", "suppress", "penalty"},
    {"report", "selftest", "metrics", "study", "gate", "baseline", "history", "changed", "exits", "options", "arrow"},
    {"review", "serve", "lsp", "spark"},
    {"cli", "__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "mtqa":
            if node.module == "mtqa":
                found |= {f"mtqa.{a.name}" for a in node.names if (PACKAGE / f"{a.name}.py").exists()}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.startswith("mtqa.")}
    return {room(m) for m in found}


def test_every_module_has_a_floor_and_imports_only_downward() -> None:
    upward = []
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own == "__init__":
            assert not imports(path)
            continue
        assert own in FLOOR, f"{own} stands on no floor"
        upward += [f"{own} -> {other}" for other in imports(path) if FLOOR[other] > FLOOR[own]]
    assert not upward
