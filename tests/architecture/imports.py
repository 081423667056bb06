"""Which way modules may import: rules on the graph of imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tests.architecture.sources import Module

STARTS = {"cli", "server", "serving", "worker", "__main__"}
DOORS = {"views", "manage", "cli", "jobs", "context"}
LAYERS = {
    0: "core",
    1: "models",
    2: "acts, queries and forms",
    3: "views, manage, cli, jobs, context",
    4: "app",
    5: "start",
}
WEB = {"flask", "flask_login", "flask_wtf", "flask_limiter", "werkzeug"}
MAY_WEB = {"views", "manage", "cli", "context"}
WRITING = {"insert", "update", "delete"}


@dataclass(frozen=True)
class Import:
    """One import: what, in which line, and whether only the type checker sees it."""

    target: str
    line: int
    for_types: bool


def layer_of(name: str) -> int:
    """Give the layer of a module: core 0, models 1, acts and queries 2, doors 3, app 4, what starts it 5."""
    parts = name.split(".")
    if parts == ["app"]:
        return 4
    if parts[1] in STARTS:
        return 5
    if parts[1] == "core" or len(parts) == 2:
        return 0
    if parts[2] in {"models", "states"}:  # states and their steps are data that tables are made with
        return 1
    kinds = {part.rpartition("_")[2] for part in (parts[-1], parts[2])}
    return 3 if kinds & DOORS else 2


def feature_of(name: str) -> str:
    """Give the feature that a module belongs to."""
    return ".".join(name.split(".")[:2])


def imports_of(module: Module, known: Iterable[str] = ()) -> Iterator[Import]:
    """Give everything that a module imports, inside functions too; `known` tells modules from names."""
    names = set(known)
    typed = {id(inner) for node in ast.walk(module.tree) if _is_for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, id(node) in typed)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield Import(whole if whole in names else str(node.module), node.lineno, id(node) in typed)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def upward(modules: Iterable[Module]) -> list[str]:
    """List the imports that go up a layer, or from core into a feature."""
    modules = list(modules)
    known = {module.name for module in modules}
    problems = []
    for module in modules:
        for each in imports_of(module, known):
            if each.target.split(".")[0] == "app" and layer_of(each.target) > layer_of(module.name):
                ours, theirs = LAYERS[layer_of(module.name)], LAYERS[layer_of(each.target)]
                problems.append(f"{module.path}:{each.line} ({ours}) imports {each.target} ({theirs})")
            elif each.target == "app" and layer_of(module.name) < 5:
                problems.append(f"{module.path}:{each.line} imports the application itself")
    return problems


def rings(modules: Iterable[Module]) -> list[str]:
    """List one ring of imports, or nothing."""
    modules = list(modules)
    known = {module.name for module in modules}
    graph = {
        module.name: {each.target for each in imports_of(module, known) if not each.for_types}
        & known - {module.name}
        for module in modules
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [" → ".join(reversed(error.args[1]))]
    return []


def web_below_views(modules: Iterable[Module]) -> list[str]:
    """List the modules that know the web though they are neither door, core nor server."""
    return [
        f"{module.path}:{each.line} imports {each.target}"
        for module in modules
        if layer_of(module.name) in {1, 2, 3} and module.kind not in MAY_WEB
        for each in imports_of(module)
        if each.target.split(".")[0] in WEB
    ]


def database_in_views(modules: Iterable[Module]) -> list[str]:
    """List the public and organizers' pages that hold SQL."""
    problems = []
    for module in modules:
        if layer_of(module.name) != 3 or module.kind not in {"views", "manage"}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "app.core.db":
                wrong = {alias.name for alias in node.names} - {"transaction"}
                problems += [
                    f"{module.path}:{node.lineno} imports {name} of app.core.db" for name in sorted(wrong)
                ]
        problems += [
            f"{module.path}:{each.line} imports {each.target}"
            for each in imports_of(module)
            if each.target.split(".")[0] == "sqlalchemy"
        ]
    return problems


def writes_outside_services(modules: Iterable[Module]) -> list[str]:
    """List the queries, forms, mails and pages that change rows."""
    problems = []
    for module in modules:
        if layer_of(module.name) < 2 or module.kind not in {"queries", "forms", "emails", "views", "manage"}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                wrong = sorted({alias.name for alias in node.names} & WRITING)
                problems += [f"{module.path}:{node.lineno} imports {name}" for name in wrong]
            if _changes_session(node):
                problems.append(f"{module.path}:{node.lineno} {ast.unparse(node)[:60]}")  # type: ignore[attr-defined]
    return problems


def _changes_session(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"add", "add_all", "delete", "merge", "flush"}
        and ast.unparse(node.func.value).endswith("session")
    )
