"""A small inhabited house for flows to run over; what must stay in it can be looked for elsewhere."""

from datetime import UTC, date, datetime
from pathlib import Path

from actions.house import House, build_house
from actions.planning import open_windows
from actions.signals import approve_and_send, draft_signal, submit_signal
from rules.vocabulary import CareType, Cause, Measure, Role, SignalKind
from store.events import user_actor
from store.session import transaction
from store.settings import Settings
from tests.builders import Region

OPENED_AT = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
SIGNAL_SENT_AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A working day on which the signal waits for an answer that is overdue."""

ADVISER = "Floortje Kanarievogel"
AGENCY = "De Kanariehof"
ADDRESS = "kanarie.vogel@vertrouwenswerk.example"
TEXT = "Drie jongeren mochten zonder reden een week niet naar de kanariekooi"
CANARIES = (ADVISER, AGENCY, ADDRESS, TEXT)


def inhabit(home: Path) -> House:
    """Build a simulated house in `home` with an adviser, two groups and a signal that was sent a month ago."""
    house = build_house(Settings(home=home), OPENED_AT, simulated=True)
    with transaction(house.engine) as session:
        region = Region(session)
        agency = region.add_agency(AGENCY)
        adviser = region.add_adviser(name=ADVISER, email=ADDRESS)
        region.add_user(Role.COORDINATOR)
        region.add_user(Role.MANAGER)
        jurist = region.add_user(Role.JURIST)
        for care_type in (CareType.CLOSED_CARE, CareType.OPEN_RESIDENTIAL_CARE):
            group = region.add_group(care_type, adviser, agency=agency)
        open_windows(session, house, date(2026, 2, 15), OPENED_AT)
        signal = draft_signal(
            session, house, kind=SignalKind.GENERAL, measure=next(iter(Measure)), cause=Cause.UNKNOWN,
            agency_id=agency.id, location_id=group.location_id, group_id=group.id, adviser_id=adviser.id,
            observed_on=date(2026, 1, 30), text=TEXT, now=SIGNAL_SENT_AT, actor=user_actor(1),
        )  # fmt: skip
        submit_signal(session, house, signal, SIGNAL_SENT_AT)
        approve_and_send(session, house, signal, jurist, SIGNAL_SENT_AT)
    return house
