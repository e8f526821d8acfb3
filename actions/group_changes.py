"""Changing what is kept of a group: who visits it, its fixed slot, and which care it gives from a day on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.adviser_notices import tell_new_advisers
from actions.group_access import is_kept_out
from actions.house import House
from actions.renewal import follow_group
from actions.rhythms import put_before_manager
from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.vocabulary import CareType
from store.closed_groups import closed_groups
from store.events import Subject, record
from store.models import Adviser, Group, GroupCareType

DAY = timedelta(days=1)


class SlotHalf(RuleError):
    """A fixed slot without its day, or without its time."""

    def __init__(self) -> None:
        super().__init__("Een vast moment heeft een dag én een tijd. Vul beide in, of laat beide leeg.")


class SamePerson(RuleError):
    """A deputy who is the adviser of the group already."""

    def __init__(self) -> None:
        super().__init__("De plaatsvervanger is dezelfde als de vertrouwenspersoon. Kies een ander, of laat het leeg.")


class KeptOut(Refused):
    """Somebody who may not visit this group becomes its adviser or deputy."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "{code} kan deze groep niet krijgen: een andere organisatie, een tegenstrijdig belang, of niet meer in"
            " dienst. Kies een ander.",
            code=code,
        )


class CareAlready(RuleError):
    """A change of care to what it is already, or from a day that cannot be."""

    def __init__(self) -> None:
        super().__init__(
            "Zo kan de zorgvorm niet veranderen: kies een andere zorgvorm dan de groep nu heeft, en een eerste dag"
            " vanaf vandaag en na het begin van de huidige."
        )


@dataclass(frozen=True, slots=True)
class GroupFields:
    """What may be changed of a group; None is nobody, none or unknown. `fixed_weekday`: 0 is Monday."""

    owner_id: int | None
    deputy_id: int | None
    fixed_weekday: int | None
    fixed_time: time | None
    residents: int | None
    service_min: int | None


def change_group(session: Session, group: Group, new: GroupFields, *, now: datetime, actor: str) -> bool:
    """Change a group; return whether anything changed. The provider of a closed group hears of a new adviser.

    Visits that are planned stay where they are. Raises: SlotHalf, SamePerson, KeptOut.
    """
    if (new.fixed_weekday is None) != (new.fixed_time is None):
        raise SlotHalf
    if new.deputy_id is not None and new.deputy_id == new.owner_id:
        raise SamePerson
    for number in (new.owner_id, new.deputy_id):
        if number not in (None, group.owner_id, group.deputy_id):
            _check_may_visit(session, group, session.get_one(Adviser, number), local_date(now))
    changed = [name for name in GroupFields.__slots__ if getattr(group, name) != getattr(new, name)]
    if not changed:
        return False
    for name in changed:
        setattr(group, name, getattr(new, name))
    session.flush()
    facts = {name: _fact(getattr(new, name)) for name in changed}
    record(session, Subject("group", group.id), "group_changed", at=now, actor=actor, **facts)
    if "owner_id" in changed:
        told = [one for one in closed_groups(session, local_date(now)) if one.group_id == group.id]
        tell_new_advisers(session, told, now)
    return True


def change_care(
    session: Session, house: House, group: Group, care_type: CareType, since: date, *, now: datetime, actor: str
) -> bool:
    """Let a group give other care from a day on; its windows follow at once.

    Return whether an agreed rhythm is below the norm of that care: it ends there, and a manager is asked.
    Raises: CareAlready. Source: DOMAIN 3.1.
    """
    last = session.scalars(
        select(GroupCareType)
        .where(GroupCareType.group_id == group.id)
        .order_by(GroupCareType.valid_from.desc())
        .limit(1)
    ).first()
    if since < local_date(now) or (last and (last.care_type is care_type or last.valid_from >= since)):
        raise CareAlready
    if last is not None and (last.valid_to is None or last.valid_to >= since):
        last.valid_to = since - DAY
        session.flush()
    session.add(GroupCareType(group_id=group.id, care_type=care_type, valid_from=since))
    session.flush()
    subject = Subject("group", group.id)
    record(session, subject, "care_changed", at=now, actor=actor, since=since, care_type=care_type.value)
    asked = put_before_manager(session, house, now, [group.id])
    follow_group(session, house, group.id, now)
    return bool(asked)


def _check_may_visit(session: Session, group: Group, adviser: Adviser, today: date) -> None:
    gone = adviser.active_to is not None and adviser.active_to < today
    if gone or is_kept_out(session, adviser, group):
        raise KeptOut(adviser.code)


def _fact(value: object) -> str | int | None:
    return f"{value:%H:%M}" if isinstance(value, time) else value if isinstance(value, int) else None
