"""Our top-level folders are import packages with plain names: nobody else may own one."""

import ast
import importlib.util
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, modules

OURS = "waakvlam"
TABLES = "store/models/__init__.py"
"""The one package file that names what is in it: the tables lie in many files and are imported from one place."""

INSTALLED = packages_distributions()


@pytest.mark.parametrize("name", [*PACKAGES, "tests", "benchmarks", "examples"])
def test_no_installed_distribution_owns_one_of_our_names(name: str) -> None:
    assert set(INSTALLED.get(name, ())) <= {OURS}
    assert name not in sys.stdlib_module_names


@pytest.mark.parametrize("name", PACKAGES)
def test_our_names_are_imported_from_here(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("folder", ["flows", "channels"])
def test_no_module_carries_the_name_of_a_package(folder: str) -> None:
    names = {file.stem for file in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert names
    assert not names & (set(sys.stdlib_module_names) | set(INSTALLED))


def test_every_package_file_holds_one_docstring() -> None:
    inits = [(name, tree) for name, tree in modules(*PACKAGES, "tests") if Path(name).name == "__init__.py"]
    assert len(inits) >= len(PACKAGES)
    others = [(name, tree) for name, tree in inits if name != TABLES]
    assert not [name for name, tree in others if len(tree.body) != 1 or not ast.get_docstring(tree)]
