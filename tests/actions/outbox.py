"""A postbox that fails as it is told, and an outbox filled for tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue, enqueue_content, render_content
from rules.vocabulary import ContactRole, Measure, Role, SignalKind, SignalState
from store.events import Subject
from store.models import ContactPerson, Event, GateDecision, Notice, Signal, User
from store.session import transaction
from templates.engine import Rendered
from templates.samples import SAMPLES
from tests.builders import Region

NOON = datetime(2026, 4, 8, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Amsterdam
EVENING = datetime(2026, 4, 8, 18, 0, tzinfo=UTC)
TEXT = "Kamerdeuren gingen op slot."


class Postbox:
    """Keeps what it is given; `fails` may raise for a letter instead."""

    def __init__(self, fails: Callable[[EmailMessage], None] = lambda message: None) -> None:
        self.fails = fails
        self.letters: list[EmailMessage] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""

    async def deliver(self, message: EmailMessage) -> None:
        self.fails(message)
        self.letters.append(message)

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]


def fill(house: House, count: int, *, urgent: bool = False, visits: int = 1000) -> list[int]:
    """Put `count` reminders about at most `visits` visits into the outbox, each for another adviser; return the ids."""
    with transaction(house.engine) as session:
        region = Region(session)
        numbers = range(1, count + 1)
        return [remind(session, region, number, urgent=urgent, visits=visits).id for number in numbers]


def remind(session: Session, region: Region, number: int, *, urgent: bool = False, visits: int = 1000) -> Notice:
    notice = enqueue(
        session,
        template="visit_report_overdue",
        key=f"visit:{number}:report_overdue",
        recipient=Recipient("adviser", region.add_adviser().id),
        subject=Subject("visit", number % visits),
        facts={"group": f"Groep {number}", "visited_on": "2026-04-02", "due": "2026-04-07"},
        now=NOON,
        urgent=urgent,
    )
    assert notice is not None
    return notice


def add_signal(session: Session, region: Region, state: SignalState = SignalState.SENT) -> Signal:
    location, adviser = region.add_location(), region.add_adviser()
    signal = Signal(
        reference="S-2026-017",
        kind=SignalKind.GENERAL,
        state=state,
        measure=Measure.ROOM_CONFINEMENT,
        agency_id=region.agency.id,
        location_id=location.id,
        adviser_id=adviser.id,
        observed_on=date(2026, 4, 1),
        text_sealed=b"sealed",
        created_at=NOON,
        sent_at=NOON,
    )
    session.add(signal)
    session.flush()
    return signal


def decide(session: Session, region: Region, signal: Signal, rendered: Rendered) -> None:
    """Let a second person allow exactly this text."""
    author = session.scalars(select(User.id).where(User.adviser_id == signal.adviser_id)).one()
    reviewer = region.add_user(Role.JURIST).id
    session.add(
        GateDecision(
            signal_id=signal.id,
            text_hash=rendered.hash,
            author_id=author,
            reviewer_id=reviewer,
            decided_at=NOON,
            reviewed_at=NOON,
        )
    )
    session.flush()


def contact_for_signals(session: Session, region: Region) -> ContactPerson:
    at_agency = select(ContactPerson).where(
        ContactPerson.agency_id == region.agency.id, ContactPerson.role == ContactRole.SIGNALS
    )
    return session.scalars(at_agency).one()


def letter_of_signal(house: House) -> Rendered:
    return render_content(house.settings, "signal_to_provider", dict(SAMPLES["signal_to_provider"]) | {"text": TEXT})


def fill_signal(house: House, attachment: bytes | None = None) -> Notice:
    """Put one decided letter about a signal into the outbox."""
    with transaction(house.engine) as session:
        region = Region(session)
        signal, rendered = add_signal(session, region), letter_of_signal(house)
        decide(session, region, signal, rendered)
        contact = contact_for_signals(session, region)
        notice = enqueue_content(
            session, house, template="signal_to_provider", key="signal:1:provider", signal=signal,
            recipient=Recipient("contact", contact.id), rendered=rendered, now=NOON, attachment=attachment,
        )  # fmt: skip
        assert notice is not None
        return notice


def state_of(house: House, notice_id: int) -> Notice:
    with transaction(house.engine) as session:
        return session.get_one(Notice, notice_id)


def events(house: House, what: str) -> list[Event]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(Event).where(Event.what == what).order_by(Event.id)))
