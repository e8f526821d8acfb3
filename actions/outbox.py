"""The outbox as people see it: what waits, and a plan of what a delivery would send."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import subject_of
from rules.calendar import local_date
from rules.errors import RuleError
from rules.quiet import QuietHours, may_send_from
from store.decrees import calendar_in_force
from store.events import Subject, record
from store.models import Installation, Notice
from store.notices import due_notices, quarantined_since, sent_lately, unfinished_notices

HOUR = timedelta(hours=1)
MAIL = Subject("mail", 0)


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One notice of the outbox, without a name or an address. `next_at`: when it is due, quiet hours apart."""

    id: int
    template: str
    recipient: str
    subject: str
    state: str
    urgent: bool
    attempts: int
    last_error: str | None
    created_at: datetime
    next_at: datetime | None


class PlanStale(RuleError):
    """What would be sent is not what was shown."""

    def __init__(self, plan_id: str) -> None:
        self.plan_id = plan_id
        super().__init__(
            "Het plan {plan_id} is verouderd: er zijn intussen berichten bijgekomen, verstuurd of vervallen."
            " Vraag een nieuw plan op met 'waakvlam outbox deliver' en verstuur dat.",
            plan_id=plan_id,
        )


class NotQuarantined(RuleError):
    """Nothing holds the outbox."""

    def __init__(self) -> None:
        super().__init__(
            "Het postvak uit wordt niet vastgehouden: deze database is niet teruggezet uit een back-up, of is al"
            " vrijgegeven. Eén bericht vrijgeven kan met 'waakvlam outbox release ID'."
        )


def outbox_lines(session: Session) -> list[OutboxLine]:
    """Return every notice that waits, is in doubt or was given up, oldest first."""
    return [_line(notice) for notice in unfinished_notices(session)]


def delivery_plan(session: Session, house: House, now: datetime) -> tuple[str, list[OutboxLine]]:
    """Return what a delivery at `now` would send, and the id by which exactly that can be ordered."""
    due = notices_due(session, house, now)
    return plan_id_of(due), [_line(notice) for notice in due]


def notices_due(session: Session, house: House, now: datetime) -> list[Notice]:
    """Return the notices that a delivery at `now` would send; in quiet hours only the urgent ones.

    None are as long as the database is in quarantine after a restore. Nobody gets more than the rate allows.
    Source: house policy (mail.quiet_*, mail.per_recipient_per_hour), as it holds when the notice would leave.
    """
    if quarantined_since(session) is not None:
        return []
    mail = house.policy(local_date(now)).mail
    hours = QuietHours(mail.quiet_from, mail.quiet_until, mail.quiet_weekends_and_holidays)
    due = due_notices(session, now, quiet=may_send_from(now, hours, calendar_in_force(session)) > now)
    return within_rate(due, sent_lately(session, now, HOUR), mail.per_recipient_per_hour)


def within_rate(due: Sequence[Notice], got: Mapping[tuple[str, int], int], most: int) -> list[Notice]:
    """Return the notices by which nobody gets more than `most` in an hour, with what each got already in `got`.

    What is urgent always leaves, and counts.
    """
    counts, leaving = Counter(got), []
    for notice in due:
        reader = (notice.recipient_kind, notice.recipient_id)
        if notice.urgent or counts[reader] < most:
            counts[reader] += 1
            leaving.append(notice)
    return leaving


def release_quarantine(session: Session, *, actor: str, now: datetime) -> int:
    """Let a database that was put back from a backup send again: a person decided so; return what then waits.

    Raises: NotQuarantined when it is not held.
    """
    installation = session.get_one(Installation, 1)
    if installation.quarantined_at is None:
        raise NotQuarantined
    record(session, MAIL, "outbox_released", at=now, actor=actor, restored_at=installation.quarantined_at)
    installation.quarantined_at = None
    return sum(notice.state == "queued" for notice in unfinished_notices(session))


def plan_id_of(due: Sequence[Notice]) -> str:
    """Return an id that is the same only for the same notices in the same order, each tried as often."""
    content = "\n".join(f"{notice.id} {notice.dedupe_key} {notice.attempts}" for notice in due)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _line(notice: Notice) -> OutboxLine:
    subject = subject_of(notice)
    return OutboxLine(
        id=notice.id,
        template=notice.template,
        recipient=f"{notice.recipient_kind}:{notice.recipient_id}",
        subject=f"{subject.kind}:{subject.id}",
        state=notice.state,
        urgent=notice.urgent,
        attempts=notice.attempts,
        last_error=notice.last_error,
        created_at=notice.created_at,
        next_at=notice.next_at,
    )
