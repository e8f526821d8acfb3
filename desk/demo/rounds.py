"""What advisers do with their planned visits: made, in vain, called off; and when the report is written."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.visits import Checklist, attempt_visit, cancel_visit, record_visit, report_visit
from desk.demo.dice import Dice
from desk.demo.region import users_of_advisers
from rules.calendar import add_working_days
from rules.vocabulary import AttemptReason, MissedReason, VisitState
from store.decrees import calendar_in_force
from store.events import user_actor
from store.models import Group, Visit
from store.visits import PLANNED

USUALLY_PRESENT = 6


class Turn(StrEnum):
    """How a planned visit turns out."""

    MADE = "made"
    REFUSED = "refused"
    NOBODY = "nobody"
    ILL = "ill"
    TRAVEL = "travel"


TURNS = {Turn.MADE: 955, Turn.REFUSED: 10, Turn.NOBODY: 10, Turn.ILL: 18, Turn.TRAVEL: 7}
IN_VAIN = {Turn.REFUSED: AttemptReason.REFUSED, Turn.NOBODY: AttemptReason.NOBODY_PRESENT}
CALLED_OFF = {Turn.ILL: MissedReason.ADVISER_ILL, Turn.TRAVEL: MissedReason.TRAVEL}
REPORT_AFTER = {0: 58, 1: 29, 2: 9, 3: 3, 6: 1}
"""Working days from the visit to its report, and how often."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The advisers on their way."""

    house: House
    dice: Dice

    def visit(self, session: Session, today: date, now: datetime) -> list[Visit]:
        """Let every visit planned for today turn out as it does; return those that were made, in order."""
        users = users_of_advisers(session)
        planned = session.scalars(
            select(Visit).where(Visit.on == today, Visit.state.in_(PLANNED)).order_by(Visit.id)
        ).all()
        return [visit for visit in planned if self._turn_out(session, visit, user_actor(users[visit.adviser_id]), now)]

    def report(self, session: Session, today: date, now: datetime) -> None:
        """Let advisers write the reports they would have written by now: mostly the same evening, a few too late."""
        users, calendar = users_of_advisers(session), calendar_in_force(session)
        for visit in session.scalars(select(Visit).where(Visit.state == VisitState.DONE).order_by(Visit.id)).all():
            after = self.dice.weigh(REPORT_AFTER, "report", visit.id)
            if today >= add_working_days(calendar, visit.on, after):
                report_visit(session, self.house, visit.id, now=now, actor=user_actor(users[visit.adviser_id]))

    def _turn_out(self, session: Session, visit: Visit, actor: str, now: datetime) -> bool:
        turn = self.dice.weigh(TURNS, "visit", visit.id)
        if turn in IN_VAIN:
            attempt_visit(session, self.house, visit.id, IN_VAIN[turn], now=now, actor=actor)
        elif turn in CALLED_OFF:
            cancel_visit(session, self.house, visit.id, CALLED_OFF[turn], now=now, actor=actor)
        else:
            started_at, ended_at, checklist = visit.starts_at, visit.ends_at, self._checklist(session, visit)
            record_visit(
                session, self.house, visit.id, checklist, started_at=started_at, ended_at=ended_at, now=now, actor=actor
            )
        return turn is Turn.MADE

    def _checklist(self, session: Session, visit: Visit) -> Checklist:
        dice, residents = self.dice, session.get_one(Group, visit.group_id).residents or USUALLY_PRESENT
        present = dice.between(max(1, residents - 3), residents, "present", visit.id)
        new_youths = int(dice.happens(0.22, "new", visit.id))
        return Checklist(
            present=present,
            spoken_to=dice.between(1, present, "spoken", visit.id),
            new_youths=new_youths,
            booklet_given=new_youths > 0,
            house_rules_seen=dice.happens(0.3, "rules", visit.id),
            house_rules_changed=dice.happens(0.04, "changed", visit.id),
            measures_seen=dice.happens(0.06, "measures", visit.id),
        )
