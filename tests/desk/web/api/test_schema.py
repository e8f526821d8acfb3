"""The API as its own document has it: strange questions of every kind, and never an answer that is not in it."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from desk.web.api.operations import OPERATIONS
from rules.vocabulary import Role
from tests.desk.web.api.conftest import Systems

EXAMPLES = 25


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_no_answer_differs_from_the_document(systems: Systems, name: str, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", systems.app)
    asked = document.find_operation_by_id(name)
    token, met = systems.token(Role.MANAGER), Counter[int]()

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(asked.as_strategy(generation_mode=mode))
        case.headers["Authorization"] = f"Bearer {token}"
        # The key is ours and good whatever was drawn; test_api.py holds what a bad one gets.
        answer = case.call_and_validate(excluded_checks=[ignored_auth])
        met[answer.status_code] += 1

    ask()
    assert met
    assert max(met) < 500
    assert (400 in met) is (mode is GenerationMode.NEGATIVE)
