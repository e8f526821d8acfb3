"""What the demo must know of its region: who looks after which group, and whose it is on a day."""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions.house import House
from actions.register import import_register
from store.events import SYSTEM
from store.models import Group, GroupProvider, User, Visit

CONTACTS = "contactpersonen.csv"


@dataclass(frozen=True, slots=True)
class Place:
    """A group with everything a signal about it needs."""

    group_id: int
    location_id: int
    agency_id: int
    adviser_id: int
    user_id: int


def users_of_advisers(session: Session) -> dict[int, int]:
    """Return by adviser the user who works under that name."""
    asked = select(User.adviser_id, User.id).where(User.adviser_id.is_not(None))
    return {adviser_id: user_id for adviser_id, user_id in session.execute(asked) if adviser_id is not None}


def place_of(session: Session, group: Group, on: date, adviser_id: int | None = None) -> Place:
    """Return a group as a signal sees it on a day, written by `adviser_id` or else by its own adviser."""
    writer = adviser_id or group.owner_id
    if writer is None:
        raise ValueError("a group without an adviser has no one to write")
    agency_id = session.scalars(
        select(GroupProvider.agency_id)
        .where(GroupProvider.group_id == group.id, GroupProvider.valid_from <= on)
        .where(or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= on))
        .order_by(GroupProvider.valid_from.desc())
    ).first()
    if agency_id is None:
        raise ValueError("the example region gives every group a provider")
    return Place(group.id, group.location_id, agency_id, writer, users_of_advisers(session)[writer])


def group_named(session: Session, code: str) -> Group:
    """Return the group with `code`."""
    return session.scalars(select(Group).where(Group.code == code)).one()


def place_visited(session: Session, visits: Sequence[Visit], on: date, turn: int) -> Place | None:
    """Return the place of one of today's visits, chosen by `turn`; None when there was none."""
    if not visits:
        return None
    visit = visits[turn % len(visits)]
    return place_of(session, session.get_one(Group, visit.group_id), on, visit.adviser_id)


def let_contacts_leave(session: Session, house: House, region: Path, agency: str, now: datetime, today: date) -> None:
    """Bring in, as a register does, that the contacts of an agency left yesterday and have no successors."""
    with (region / CONTACTS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    gone = [row | {"actief_tot": str(today - timedelta(days=1))} for row in rows if row["instantie"] == agency]
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / CONTACTS).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(gone)
        import_register(session, house, Path(folder), now=now, actor=SYSTEM)
