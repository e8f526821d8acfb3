"""Putting notices into the outbox, in the transaction of their cause; each once for its key.

A template-only notice holds references and dates, and is rendered when it is sent. A content notice (a signal's text)
is rendered before, read by a second person, and sealed here; the database refuses it without the gate decision.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_work_of_notice
from rules.calendar import local_date
from rules.errors import RuleError
from rules.letters import names_place
from rules.mail_kinds import KIND_OF
from store.crypto import Place, TextDamaged
from store.events import Subject, record
from store.groups import care_types_ever
from store.mail_wishes import stand_ins, wants
from store.models import Group, Notice, Signal
from store.notices import add_once
from store.settings import Settings
from store.together import is_together
from templates.engine import Rendered, render_mail
from templates.samples import OPTIONAL, SAMPLES, SHAPES

CONTENT = frozenset({"signal_to_provider", "signal_returned", "inspectorate_notice", "signal_copy"})
"""The notices that carry a signal's text; the check constraint of the table names the same."""

FOR_DEPUTIES = frozenset({"signal_answered", "escalation_told_adviser"})
"""What who stands in for an absent adviser gets as well. A digest brings the deputy's share by itself."""

Fact = str | int | bool | list[Any]

_URGENT = "urgent_notices"

_SHAPES = {name: re.compile(shape) for name, shape in SHAPES.items()}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, by number: the address is looked up when the notice is sent."""

    kind: Literal["adviser", "contact", "user", "client"]
    id: int


class NothingToRelease(RuleError):
    """A notice that does not wait for a person's decision."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(
            "Bericht {notice_id} staat niet stil: het bestaat niet, wacht nog op verzending, of is al afgehandeld."
            " Bekijk met 'waakvlam outbox list' welke berichten vrijgegeven kunnen worden.",
            notice_id=notice_id,
        )


def enqueue(
    session: Session,
    *,
    template: str,
    key: str,
    recipient: Recipient,
    subject: Subject | None,
    facts: Mapping[str, Fact],
    now: datetime,
    next_at: datetime | None = None,
    signal_id: int | None = None,
    deadline_id: int | None = None,
    urgent: bool = False,
) -> Notice | None:
    """Put a template-only notice into the outbox; return None when `key` did so before or the person switched it off.

    Within a batch (store/together.py) what is not urgent waits for the others, and None is returned as well.

    It leaves at `next_at` (now, when None) or later: what is not `urgent` waits for the end of quiet hours. Give
    `deadline_id` for a reminder only: once that deadline is settled, the notice is not sent any more.
    Raises: ValueError for facts other than the mail needs, in name or in kind (templates/samples.py says which).
    """
    _check_facts(template, facts)
    can_wait = is_together(session) and not urgent
    if (not can_wait and _exists(session, key)) or not _is_wanted(session, template, recipient):
        return None
    if (deputy := _deputy(session, template, recipient, now)) is not None:
        enqueue(
            session, template=template, key=f"{key}:deputy", recipient=deputy[0], subject=subject,
            facts={**facts, "stands_in_for": deputy[1]}, now=now, next_at=next_at, signal_id=signal_id,
            deadline_id=deadline_id, urgent=urgent,
        )  # fmt: skip
    row: dict[str, Any] = {
        "template": template, "content": False, "dedupe_key": key, "recipient_kind": recipient.kind,
        "recipient_id": recipient.id, "subject_kind": subject.kind if subject else None,
        "subject_id": subject.id if subject else None, "facts": dict(facts), "signal_id": signal_id,
        "deadline_id": deadline_id, "urgent": urgent, "created_at": now, "next_at": next_at or now,
    }  # fmt: skip
    if can_wait:
        add_once(session, row)
        return None
    return _put(session, Notice(**row))


def _is_wanted(session: Session, template: str, recipient: Recipient) -> bool:
    return template not in KIND_OF or wants(session, recipient.kind, recipient.id, KIND_OF[template])


def _deputy(session: Session, template: str, recipient: Recipient, now: datetime) -> tuple[Recipient, str] | None:
    """Return who gets this notice too, standing in for an adviser who is away, and the code of that adviser."""
    if template not in FOR_DEPUTIES or recipient.kind != "adviser":
        return None
    stand_in = stand_ins(session, local_date(now), [recipient.id]).get(recipient.id)
    if stand_in is None or stand_in.deputy_id is None:
        return None
    return Recipient("adviser", stand_in.deputy_id), stand_in.away_code


def enqueue_content(
    session: Session,
    house: House,
    *,
    template: str,
    key: str,
    recipient: Recipient,
    signal: Signal,
    rendered: Rendered,
    now: datetime,
    deadline_id: int | None = None,
    urgent: bool = False,
    attachment: bytes | None = None,
) -> Notice | None:
    """Put a rendered text of a signal into the outbox, sealed; return None when `key` did so before.

    `attachment` is a PDF that goes with it. It leaves through the secure channel only: give one only where
    `has_secure_channel` (actions/mail_ways.py) says so, else the letter is refused when it would leave.
    Raises: ValueError for a template without content; IntegrityError without a gate decision on exactly this text.
    """
    if template not in CONTENT:
        raise ValueError(f"{template!r} carries no content")
    if _exists(session, key):
        return None
    sealed = house.vault.seal(session, _place(signal.reference, key), json.dumps(asdict(rendered)))
    notice = Notice(
        template=template, content=True, dedupe_key=key, recipient_kind=recipient.kind, recipient_id=recipient.id,
        subject_kind="signal", subject_id=signal.id, signal_id=signal.id, text_hash=rendered.hash, body_sealed=sealed,
        gate_passed=True,
        deadline_id=deadline_id, urgent=urgent, created_at=now, next_at=now,
    )  # fmt: skip
    if attachment is not None:
        place = _place(signal.reference, key, "attachment_sealed")
        notice.attachment_sealed = house.vault.seal_bytes(session, place, attachment)
    return _put(session, notice)


def render_content(settings: Settings, template: str, facts: Mapping[str, Fact], page: str | None = None) -> Rendered:
    """Return the mail that the second person reads and that `enqueue_content` seals; it names no recipient.

    Raises: ValueError for facts other than the mail needs.
    """
    _check_names(template, facts)
    return render_mail(template, mail_context(settings, facts, page))


def mail_context(settings: Settings, facts: Mapping[str, Fact], page: str | None = None) -> dict[str, Any]:
    """Return the facts with what the house adds to every mail: its name, its phone and a link, to `page` if given."""
    reference = str(facts.get("reference", ""))
    desk = f"/signalen/{reference}" if reference.startswith("S-") else "/"  # a calamity has no page for an agency
    return {
        **facts,
        "organisation_name": settings.organisation_name,
        "organisation_phone": settings.organisation_phone,
        "link": settings.desk_url.rstrip("/") + (page or desk),
    }


def group_label(session: Session, group: Group) -> str:
    """Return how a mail names a group: by its code only if it is, or ever was, a family home: that name is a family's.

    Source: DOMAIN 6.1 items 2 and 5 (house policy on AVG art. 5).
    """
    return group.name if names_place(care_types_ever(session, group_id=group.id)) else f"groep {group.code}"


def opened(session: Session, house: House, notice: Notice) -> Rendered:
    """Return the sealed text of a content notice. Raises: TextDamaged when it is not what was decided on."""
    if notice.body_sealed is None or notice.signal_id is None:
        raise ValueError("this notice carries no content")
    signal = session.get_one(Signal, notice.signal_id)
    text = house.vault.open(session, _place(signal.reference, notice.dedupe_key), notice.body_sealed)
    rendered = Rendered(**json.loads(text))
    if rendered.hash != notice.text_hash:
        raise TextDamaged(f"notice {notice.id}")
    return rendered


def opened_attachment(session: Session, house: House, notice: Notice) -> bytes | None:
    """Return the PDF that goes with a content notice; None without one. Raises: TextDamaged."""
    if notice.attachment_sealed is None:
        return None
    signal = session.get_one(Signal, notice.signal_id)
    place = _place(signal.reference, notice.dedupe_key, "attachment_sealed")
    return house.vault.open_bytes(session, place, notice.attachment_sealed)


def urgent_notices(session: Session) -> list[int]:
    """Return the urgent notices that were written in this session, to be delivered at once after its commit."""
    return [notice.id for notice in session.info.get(_URGENT, [])]


def release(session: Session, notice_id: int, *, actor: str, now: datetime) -> Notice:
    """Send a notice again that was given up or is in doubt: a person decided so. It gets all its tries anew.

    Raises: NothingToRelease when it does not wait for that.
    """
    notice = session.get(Notice, notice_id)
    if notice is None or notice.state not in ("dead", "in_doubt"):
        raise NothingToRelease(notice_id)
    notice.state, notice.next_at, notice.leased_until, notice.finished_at = "queued", now, None, None
    notice.attempts, notice.first_tried_at, notice.last_error, notice.bounced_at = 0, None, None, None
    record(session, subject_of(notice), "notice_released", at=now, actor=actor, notice=notice.id)
    end_work_of_notice(session, notice.id, now, actor)
    return notice


def subject_of(notice: Notice) -> Subject:
    """Return whose chain of events tells of this notice: its subject's, or its own where it has none."""
    if notice.subject_kind is None or notice.subject_id is None:
        return Subject("notice", notice.id)
    return Subject(notice.subject_kind, notice.subject_id)


def _put(session: Session, notice: Notice) -> Notice:
    session.add(notice)
    session.flush()
    if notice.urgent:
        session.info.setdefault(_URGENT, []).append(notice)
    return notice


def _exists(session: Session, key: str) -> bool:
    return session.scalars(select(Notice.id).where(Notice.dedupe_key == key)).first() is not None


def _place(reference: str, key: str, column: str = "body_sealed") -> Place:
    """Return where a letter lies: under its signal's own key, so that erasing the signal erases its letters."""
    return Place(subject=f"signal:{reference}", table="notice", row=key, column=column)


def _check_facts(template: str, facts: Mapping[str, Fact]) -> None:
    if template in CONTENT:
        raise ValueError(f"{template!r} carries content: use enqueue_content")
    _check_names(template, facts)
    for name, fact in _scalars(facts):
        if name not in _SHAPES or not _SHAPES[name].fullmatch(str(fact)):
            raise ValueError(f"{template!r}: the fact {name!r} is not of its kind")


def _scalars(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts by name, those in the lines of a list too."""
    for name, fact in facts.items():
        if isinstance(fact, list):
            for line in fact:
                yield from _scalars(line)
        else:
            yield name, fact


def _check_names(template: str, facts: Mapping[str, Fact]) -> None:
    """A wrong set of facts is a mistake in the program: it is refused here, before night falls."""
    if template not in SAMPLES:
        raise ValueError(f"there is no mail {template!r}")
    needed, given = set(SAMPLES[template]), set(facts)
    if given - OPTIONAL != needed or (facts.get("late_days") and "was_due_on" not in facts):
        raise ValueError(f"{template!r} needs the facts {sorted(needed)}, not {sorted(given)}")
