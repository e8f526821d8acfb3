"""Imports go down only, mail never goes by the standard library, and one module reads the clock."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, modules

CLOCKS = frozenset({
    "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "pendulum.now", "pendulum.today", "pendulum.tomorrow", "pendulum.yesterday",
    "sqlalchemy.func.current_date", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.now",
    "time.localtime", "time.time", "time.time_ns",
})  # fmt: skip
CLOCK_KEEPER = "store/clock.py"
BANNED = "smtp" + "lib"


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each imported name: as it is called here, and in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.asname or name.name.split(".")[0], (name.asname and name.name) or name.name.split(".")[0])
                        for name in node.names)  # fmt: skip
        elif isinstance(node, ast.ImportFrom):
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


def used(tree: ast.Module) -> Iterator[str]:
    """Yield the full name of everything imported that the module mentions."""
    full = dict(imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            root, dot, rest = ast.unparse(node).partition(".")
            if root in full:
                yield full[root] + dot + rest


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("from datetime import datetime as d\nd.now()", "datetime.datetime.now", id="renamed class"),
        pytest.param("import datetime\ndatetime.date.today()", "datetime.date.today", id="whole module"),
        pytest.param("import time as t\nf = t.time", "time.time", id="not even called"),
        pytest.param("def f():\n    from time import time\n    time()", "time.time", id="imported late"),
    ],
)
def test_the_scan_sees_a_clock(source: str, name: str) -> None:
    assert name in used(ast.parse(source))


def test_one_module_reads_the_clock() -> None:
    readers = {name for name, tree in modules(*PACKAGES) if CLOCKS & set(used(tree))}
    assert readers == {CLOCK_KEEPER}


def test_mail_never_goes_by_the_standard_library() -> None:
    seen = [(name, full) for name, tree in modules(*PACKAGES, "tests", "benchmarks") for _, full in imported(tree)]
    assert seen
    assert not [name for name, full in seen if full.split(".")[0] == BANNED]


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
