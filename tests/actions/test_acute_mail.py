"""Scenario 11, the mail: on Good Friday evening what is acute leaves, and all else waits for Tuesday morning."""

from datetime import date, datetime, time

import pytest

from actions.house import House
from actions.notices import Recipient, enqueue
from actions.outbox import notices_due
from rules.calendar import at_local
from rules.vocabulary import Role
from store.events import Subject
from store.session import transaction
from tests.builders import Region

GOOD_FRIDAY = at_local(date(2026, 4, 3), time(17))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        pytest.param(GOOD_FRIDAY, ["acute"], id="Good Friday, five o'clock"),
        pytest.param(at_local(date(2026, 4, 4), time(3)), ["acute"], id="in the night"),
        pytest.param(at_local(date(2026, 4, 6), time(11)), ["acute"], id="Easter Monday"),
        pytest.param(at_local(date(2026, 4, 7), time(7, 59)), ["acute"], id="Tuesday, just before eight"),
        pytest.param(at_local(date(2026, 4, 7), time(8)), ["acute", "general"], id="Tuesday, eight o'clock"),
    ],
)
def test_scenario_11_only_what_is_acute_leaves_over_easter(house: House, now: datetime, then: list[str]) -> None:
    with transaction(house.engine) as session:
        reader = Recipient("user", Region(session).add_user(Role.JURIST).id)
        for kind in ("general", "acute"):
            enqueue(
                session, template="signal_review", key=kind, recipient=reader, subject=Subject("signal", 1),
                facts={"reference": "S-2026-001", "kind": kind, "due": GOOD_FRIDAY.isoformat()}, now=GOOD_FRIDAY,
                urgent=kind == "acute",
            )  # fmt: skip
        assert [notice.dedupe_key for notice in notices_due(session, house, now)] == then
