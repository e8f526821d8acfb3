"""What only compiled loops may call, as Python would crash on it, is called by nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import planner.pvrp

SOURCES = sorted(Path(planner.pvrp.__path__[0]).glob("*.py"))
TREES = {source.name: ast.parse(source.read_text(encoding="utf-8")) for source in SOURCES}


def _functions(*decorators: str) -> Iterator[ast.FunctionDef]:
    """The functions that bear one of the decorators, or none at all when none is named."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                borne = {name.id for name in node.decorator_list if isinstance(name, ast.Name)}
                if borne & set(decorators) if decorators else not borne:
                    yield node


def _called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.id for call in calls if isinstance(call, ast.Name)}


def test_python_never_calls_what_is_only_for_compiled_loops() -> None:
    inner = {function.name for function in _functions("inner")}
    assert {"forget", "insert_stop", "draw"} <= inner
    assert not {(each.name, name) for each in _functions() for name in _called(each) & inner}
