"""The mail about what goes wrong if nobody acts: one a day to each person it concerns, by code, with what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.notices import Fact, Recipient, enqueue
from rules.health import HealthWorry
from rules.vocabulary import Role
from store.events import Subject
from store.models import Adviser, Agency, Group
from store.users import is_responsible, users_in_role


@dataclass(frozen=True, slots=True)
class Worry:
    """Something that will go wrong if nobody acts: what, about whom, and who must act. `key`: the same for the same.

    `ends_on`: the last day of what is about to end.
    """

    kind: str
    subject: Subject
    role: Role
    key: str
    ends_on: date | None = None


def warn(session: Session, worries: Sequence[Worry], today: date, now: datetime) -> int:
    """Write everybody who must act on one of these worries one mail of them; return how many mails.

    Worries without a word for mails are on the work list only. Source: house policy.
    """
    told = [(worry, *_about(session, worry.subject)) for worry in worries if worry.kind in set(HealthWorry)]
    count = 0
    for role in sorted({worry.role for worry, _, _ in told}):
        for user in users_in_role(session, role):
            own = [
                _line(worry, code)
                for worry, code, organisation in told
                if worry.role is role and is_responsible(user, organisation)
            ]
            facts: dict[str, Fact] = {"on": today.isoformat(), "worries": own}
            if own:
                notice = enqueue(
                    session, template="health_warning", key=f"health_warning:{today}:{user.id}",
                    recipient=Recipient("user", user.id), subject=None, facts=facts, now=now,
                )  # fmt: skip
                count += notice is not None
    return count


def _line(worry: Worry, code: str) -> dict[str, str]:
    return {"worry": worry.kind, "about": code, "ending_on": worry.ends_on.isoformat() if worry.ends_on else ""}


def _about(session: Session, subject: Subject) -> tuple[str, int | None]:
    """Return the code of what a worry is about, and the organisation whose people must act; None is everybody."""
    match subject.kind:
        case "adviser":
            adviser = session.get_one(Adviser, subject.id)
            return adviser.code, adviser.organisation_id
        case "group":
            return session.get_one(Group, subject.id).code, None
        case "agency":
            return session.get_one(Agency, subject.id).code, None
        case _:
            return "", None
