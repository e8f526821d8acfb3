"""How people come in at the demo: one password for all, and somebody for each role that the region has nobody in.

Only in a simulated database.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.accounts import put_password
from actions.house import NotSimulated, is_simulated
from actions.passwords import hashed
from rules.vocabulary import Role
from store.events import SYSTEM, Subject, record
from store.models import Agency, Group, GroupProvider, Location, User

FOR_ALL = "paarse fietsbel in de demo"


def give_accounts(session: Session, now: datetime) -> int:
    """Give every active user of a demo the same password, and each role somebody; return how many there are.

    Raises: NotSimulated.
    """
    if not is_simulated(session):
        raise NotSimulated
    present = set(session.scalars(select(User.role).where(User.active.is_(True))))
    for user in _outsiders(session):
        if user.role not in present:
            session.add(user)
            session.flush()
            record(session, Subject("user", user.id), "user_added", at=now, role=user.role.value)
    kept, users = hashed(FOR_ALL), session.scalars(select(User).where(User.active.is_(True)).order_by(User.id)).all()
    for user in users:
        put_password(session, user, kept, now, actor=SYSTEM)
    return len(users)


def _outsiders(session: Session) -> Iterator[User]:
    """Yield somebody of the first agency that runs a group, of the municipality of that group, and an inspector."""
    first = select(GroupProvider.agency_id, Location.municipality_id).join(Group, Group.id == GroupProvider.group_id)
    found = session.execute(
        first.join(Location, Location.id == Group.location_id)
        .join(Agency, Agency.id == GroupProvider.agency_id)
        .order_by(Agency.code, Group.code)
    ).first()
    if found is not None:
        agency_id, municipality_id = found
        yield User(
            login="aanbieder", name="Wessel Ganzerik", email="aanbieder@demo.example", role=Role.PROVIDER_CONTACT,
            agency_id=agency_id,
        )  # fmt: skip
        yield User(
            login="gemeente", name="Yara Moerasspirea", email="gemeente@demo.example", role=Role.MUNICIPALITY_CONTACT,
            municipality_id=municipality_id,
        )  # fmt: skip
    yield User(login="inspectie", name="Lars Zonnedauw", email="inspectie@demo.example", role=Role.INSPECTOR)
