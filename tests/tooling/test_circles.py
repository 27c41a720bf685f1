"""No module is imported in a circle, also not where only the type checker looks, or inside a function.

Whoever reads one of two modules that need each other has to read both, and neither can be tried alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "contracts", "deploy", "gateway", "services")


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(tree: ast.AST, known: set[str]) -> set[str]:
    """The modules of ours that a module names in an import, wherever that stands."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                named.add(inner if inner in known else node.module)
    return named & known


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Each set of modules that all reach each other, or that imports itself."""
    reach = {module: reached_from(module, graph) for module in graph}
    found = {
        tuple(sorted(other for other in reach[module] if module in reach[other]))
        for module in graph
        if module in reach[module]
    }
    return [list(circle) for circle in sorted(found)]


def reached_from(module: str, graph: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    left = [module]
    while left:
        new = graph[left.pop()] - reached
        reached |= new
        left += new
    return reached


def graph_of(sources: dict[str, str]) -> dict[str, set[str]]:
    return {name: imports(ast.parse(source), set(sources)) for name, source in sources.items()}


def ours() -> Iterator[tuple[str, str]]:
    for name, file in modules().items():
        yield name, file.read_text()


def test_no_module_is_imported_in_a_circle() -> None:
    assert circles(graph_of(dict(ours()))) == []


def test_a_circle_is_found_wherever_its_imports_stand() -> None:
    sources = {
        "a": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import thing",
        "b": "def run():\n    import c",
        "c": "import a",
        "d": "import a",
    }
    assert circles(graph_of(sources)) == [["a", "b", "c"]]


def test_a_package_and_what_is_in_it_are_two_modules() -> None:
    sources = {"a": "from a import b", "a.b": "from a.c import thing", "a.c": "", "d": "from a import b"}
    assert circles(graph_of(sources)) == []
    assert circles(graph_of({**sources, "a.c": "from a.b import other"})) == [["a.b", "a.c"]]
