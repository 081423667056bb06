"""Rules on single modules: one place that commits, one clock, telling names, sizes that can be read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.architecture.sources import Module

FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES = 40, 300, 120
COMMITS = {
    "app.core.db": "transaction()",
    "app.core.keystore": "keys lie in a database of their own",
}
CLOCK = "app.core.clock"
TELLS_TIME = re.compile(r"\b(datetime|date|dt)\.(now|utcnow|today)$|\btime\.(time|time_ns|localtime|gmtime)$")
CATCH_ALL = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff", "lib"}


def commits(modules: Iterable[Module]) -> list[str]:
    """List the commits outside the places that may."""
    return [
        f"{module.path}:{node.lineno} {ast.unparse(node)}"
        for module in modules
        if module.name not in COMMITS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def other_clocks(modules: Iterable[Module]) -> list[str]:
    """List the places that ask another clock than core's, or that hold on to its function."""
    problems = []
    for module in modules:
        if module.name == CLOCK:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and TELLS_TIME.search(ast.unparse(node.func)):
                problems.append(f"{module.path}:{node.lineno} asks {ast.unparse(node.func)}()")
            if isinstance(node, ast.ImportFrom) and node.module == CLOCK:
                taken = {alias.name for alias in node.names} & {"now", "today"}
                problems += [
                    f"{module.path}:{node.lineno} imports the function {name}" for name in sorted(taken)
                ]
    return problems


def catch_alls(paths: Iterable[str]) -> list[str]:
    """List the files and folders whose name says nothing about what is in them."""
    return [
        path for path in paths if {part.partition(".")[0].strip("_") for part in path.split("/")} & CATCH_ALL
    ]


def long_functions(modules: Iterable[Module], most: int = FUNCTION_LINES) -> list[str]:
    """List the functions with more lines than can be read at once."""
    problems = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > most:
                    problems.append(f"{module.path}:{node.lineno} {node.name} has {lines} lines")
    return problems


def long_texts(texts: Iterable[tuple[str, str]], most: int) -> list[str]:
    """List the files with too many lines."""
    counted = ((path, len(text.splitlines())) for path, text in texts)
    return [f"{path} has {lines} lines" for path, lines in counted if lines > most]


def full_package_inits(modules: Iterable[Module]) -> list[str]:
    """List the features whose __init__.py holds more than its docstring (tables may be gathered there)."""
    return [
        module.path
        for module in modules
        if module.is_package
        and module.name.count(".") >= 1
        and not _is_only_docstring(module.tree)
        and not (module.name.endswith(".models") and _only_gathers(module.tree))
    ]


def _only_gathers(tree: ast.Module) -> bool:
    """Say whether a module names what its neighbours hold, and nothing else."""
    return all(
        isinstance(node, ast.ImportFrom) or (isinstance(node, ast.Assign) and "__all__" in ast.unparse(node))
        for node in tree.body[1:]
    )


def _is_only_docstring(tree: ast.Module) -> bool:
    return len(tree.body) == 1 and ast.get_docstring(tree) is not None


def untranslated_strings(modules: Iterable[Module]) -> list[str]:
    """List the sentences for people that bypass gettext: labels, refusals, flashes."""
    return [
        f"{module.path}:{node.lineno} “{node.value[:50]}”"
        for module in modules
        for node in _sentences_for_people(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[^\W\d_]", node.value)
    ]


def _sentences_for_people(module: Module) -> Iterator[ast.expr]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called == "flash" or called.endswith("Field"):
                yield from node.args[:1]
            elif called == "Letter":
                yield from node.args
            yield from (
                each.value
                for each in node.keywords
                if each.arg in {"label", "description", "message", "subject"}
            )
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                value = getattr(each, "value", None)
                if value is not None and _names_of(each) & {"message", "title", "sentence"}:
                    yield value


def _names_of(node: ast.stmt) -> set[str]:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return {target.id for target in targets if isinstance(target, ast.Name)}
