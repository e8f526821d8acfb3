"""What was decided about keeping records (bewaartermijn): recorded for good, with who decided and where that stands.

A decision removes nothing by itself. What may be removed follows from the policy (Policy.purge_after_years), and there
a term without `decided_by` is only a proposal. Source: DOMAIN.md 6.3; retention in rules/policy.toml.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.policy_words import RecordClass
from rules.vocabulary import Role
from store.audit import DECIDED, RETENTION
from store.events import FACT, Subject, record, user_actor
from store.models import User

LONGEST_YEARS = 100


class NotForDeciding(Refused):
    """Somebody else than the privacy officer records a decision."""

    def __init__(self) -> None:
        super().__init__("Een besluit over bewaren legt de functionaris gegevensbescherming vast.")


class DecisionUnclear(RuleError):
    """A decision that lies in the future, or a reference with other signs than a reference has."""

    def __init__(self) -> None:
        super().__init__(
            "Een besluit heeft een dag die niet in de toekomst ligt, en een kenmerk van hooguit 80 letters, cijfers of"
            " de tekens . : + / @ - _ zonder spaties. Verbeter dat en leg het dan vast."
        )


def decide_retention(
    session: Session, kind: RecordClass, years: int | None, decided_on: date, reference: str, now: datetime, *, by: User
) -> None:
    """Record for how many years a class of records is kept by decision; None is for ever.

    Raises: NotForDeciding, DecisionUnclear. Source: AVG art. 5 lid 1 onder e (the controller decides).
    """
    if by.role is not Role.PRIVACY_OFFICER or not by.active:
        raise NotForDeciding
    if decided_on > local_date(now) or not reference or not FACT.fullmatch(reference):
        raise DecisionUnclear
    number = list(RecordClass).index(kind) + 1
    facts = {"class": kind.value, "years": years, "decided_on": decided_on, "reference": reference}
    record(session, Subject(RETENTION, number), DECIDED, at=now, actor=user_actor(by.id), **facts)
