"""A signal about a group, as an adviser writes it: the agency, location and kind of care follow from the group."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signals import draft_signal
from rules.errors import Refused, RuleError
from rules.signal_words import Right, SpecialGroup
from rules.vocabulary import Cause, Measure, Role, SignalKind
from store.events import user_actor
from store.groups import group_by_code, provider_on
from store.models import Observation, Signal, User


class GroupUnknown(RuleError):
    """A group that is not there, or that nobody ran on the day."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            "Groep '{code}' bestaat niet, of hoorde op die dag bij geen instantie. Kijk in het register.", code=code
        )


class OnlyAdvisersWrite(Refused):
    """Somebody who is no adviser drafts a signal."""

    def __init__(self) -> None:
        super().__init__("Een signaal schrijft een vertrouwenspersoon. Vraag het aan die van de groep.")


def draft_about_group(
    session: Session, house: House, code: str, *, kind: SignalKind, measure: Measure, cause: Cause, observed_on: date,
    text: str, now: datetime, by: User, special_group: SpecialGroup | None = None,
    rights: Iterable[Right] | None = None, observation: Observation | None = None,
) -> Signal:  # fmt: skip
    """Draft a signal about the group that people know by `code`, written by adviser `by`; from `observation` if given.

    Raises: GroupUnknown, OnlyAdvisersWrite, TextInvisible, TextTooLong, SignNotAllowed.
    """
    if by.role is not Role.ADVISER or by.adviser_id is None or not by.active:
        raise OnlyAdvisersWrite
    group = group_by_code(session, code)
    agency_id = provider_on(session, group.id, observed_on) if group else None
    if group is None or agency_id is None:
        raise GroupUnknown(code)
    return draft_signal(
        session, house,
        kind=kind, measure=measure, cause=cause, agency_id=agency_id, location_id=group.location_id, group_id=group.id,
        adviser_id=by.adviser_id, observed_on=observed_on, text=text, now=now, actor=user_actor(by.id),
        special_group=special_group, rights=rights, observation=observation,
    )  # fmt: skip
