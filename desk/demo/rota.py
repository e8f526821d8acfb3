"""The on-call rota of the demo: managers take turns by the week, jurists stand behind them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.on_call import put_on_call
from rules.vocabulary import Role
from store.signals import active_users

WEEK = timedelta(days=7)


def fill_rota(session: Session, house: House, since: datetime, until: datetime) -> None:
    """Put somebody first and second on call for every week between two instants."""
    coordinator = active_users(session, Role.COORDINATOR)[0]
    ranks = ((1, active_users(session, Role.MANAGER)), (2, active_users(session, Role.JURIST)))
    week, starts = 0, since
    while starts < until:
        for rank, people in ranks:
            user = people[week % len(people)]
            put_on_call(session, house, user, rank, starts, starts + WEEK, since, by=coordinator)
        week, starts = week + 1, starts + WEEK
