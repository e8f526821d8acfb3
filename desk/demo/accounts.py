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
IS_WAITED_FOR = "A04"
"""The agency of the example region that has signals to answer when the year ends."""


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
    """Yield somebody of an agency, of the municipality of the first agency that runs a group, and an inspector."""
    with_groups = select(Agency.id).join(GroupProvider).order_by(Agency.code != IS_WAITED_FOR, Agency.code)
    municipalities = select(Location.municipality_id).join(Group).join(GroupProvider).join(Agency)
    if agency_id := session.scalar(with_groups.limit(1)):
        yield User(
            login="aanbieder", name="Wessel Ganzerik", email="aanbieder@demo.example", role=Role.PROVIDER_CONTACT,
            agency_id=agency_id,
        )  # fmt: skip
    if municipality_id := session.scalar(municipalities.order_by(Agency.code, Group.code).limit(1)):
        yield User(
            login="gemeente", name="Yara Moerasspirea", email="gemeente@demo.example", role=Role.MUNICIPALITY_CONTACT,
            municipality_id=municipality_id,
        )  # fmt: skip
    yield User(login="inspectie", name="Lars Zonnedauw", email="inspectie@demo.example", role=Role.INSPECTOR)
