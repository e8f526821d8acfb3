"""Access that was refused (toegang geweigerd): it breaks the law, so it gives a draft signal. Nothing is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_notices import ask
from actions.signals import draft_signal
from rules.calendar import local_date
from rules.signals import refusal_kind
from rules.vocabulary import Cause, Measure, Role
from store.groups import provider_on
from store.models import Group, Signal, Visit
from store.signals import care_type_of_group

REFUSED = (
    "In week {week} van {year} kreeg de vertrouwenspersoon bij een bezoek geen toegang tot de groep. "
    "Een vertrouwenspersoon heeft vrije toegang (Besluit Jeugdwet art. 4.1.4 en Jeugdwet art. 4.1.9). "
    "Wij vragen u hoe dit kon gebeuren, en ervoor te zorgen dat de vertrouwenspersoon er voortaan in kan."
)
"""What the draft says: a week and no name, so that the adviser has only to add what matters."""


def draft_refusal(session: Session, house: House, visit: Visit, now: datetime, actor: str) -> Signal | None:
    """Draft a signal that access was refused, and ask the adviser to finish it; None where nobody runs the group.

    Source: law (Besluit Jeugdwet 4.1.4, Jw 4.1.9); that it is drafted by itself is house policy (DOMAIN.md 2a).
    """
    today = local_date(now)
    agency_id = provider_on(session, visit.group_id, today)
    if agency_id is None:
        return None
    year, week, _ = today.isocalendar()
    care_type = care_type_of_group(session, visit.group_id, today)
    signal = draft_signal(
        session, house,
        kind=refusal_kind(care_type), measure=Measure.ACCESS_REFUSED, cause=Cause.UNKNOWN, agency_id=agency_id,
        location_id=session.get_one(Group, visit.group_id).location_id, group_id=visit.group_id,
        adviser_id=visit.adviser_id, observed_on=today, text=REFUSED.format(week=week, year=year), now=now, actor=actor,
        care_type=care_type,
    )  # fmt: skip
    ask(session, "finish_draft", signal, Role.ADVISER, today, now)
    return signal
