"""What shares a dear fixture runs in one process: else the demo is played once for each of them."""

import os

import pytest


@pytest.fixture
def served() -> str:
    """A fixture by the name of a dear one (tests/conftest.py), which costs nothing."""
    return "served"


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process: everything is together")
def test_a_dear_fixture_names_the_group_of_its_tests(request: pytest.FixtureRequest, served: str) -> None:
    assert request.node.nodeid.endswith(f"@{served}")
