"""The watch over calamities and violence: the provider is asked whether it reported, and proof is waited for."""

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.escalations import propose
from actions.house import House
from actions.live_work import end_asked
from actions.notices import enqueue
from actions.running_terms import settle, start_deadline
from actions.signal_moves import check_active, check_follower, check_open, check_own, refresh, subject
from actions.signal_notices import agency_contacts, as_contacts, ask, due_fact
from actions.work import add_work
from rules.calamity import CalamityAct, CalamityState, IncidentKind, roles_of, state_after
from rules.calendar import at_local, local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.signal_errors import NotYourRole, ReplyAtWrongTime
from rules.signals import ENDED, EscalationReason, SignalAct
from rules.vocabulary import ContactRole, Role
from rules.work_matters import OF_CALAMITY
from store.counters import next_number
from store.deadlines import next_round, open_deadlines
from store.events import SYSTEM, Fact, Subject, record, user_actor
from store.inspectorate import locked_watch
from store.models import CalamityWatch, Deadline, Signal, User

TERMS: Mapping[CalamityState, tuple[DeadlineKind, str]] = MappingProxyType(
    {
        CalamityState.INCIDENT_SEEN: (DeadlineKind.CALAMITY_ASK, "ask_provider"),
        CalamityState.PROVIDER_ASKED: (DeadlineKind.CALAMITY_PROOF, "proof"),
        CalamityState.PROVIDER_INVESTIGATING: (DeadlineKind.CALAMITY_DOUBT, "doubt"),
        CalamityState.PROVIDER_REPORTED: (DeadlineKind.CALAMITY_REPORT, "report"),
    }
)
"""Which term runs in which state, and where in the policy (leidraad) it stands. A denial lets the proof's run on."""

GOES_ON = frozenset({CalamityState.PROVIDER_DENIES})


def watch_subject(watch: CalamityWatch) -> Subject:
    """Return how deadlines, notices and events name a watch."""
    return Subject("calamity", watch.id)


def watch_incident(
    session: Session, house: House, signal: Signal, kind: IncidentKind, seen_on: date, now: datetime, *, by: User
) -> CalamityWatch:
    """Begin to watch an incident of a signal that the provider has to report; it has to be asked within a working day.

    Raises: SignalIsClosed, ActNotPossible, ReplyAtWrongTime for a day to come, UserInactive, NotYourRole,
    NotYourSignal.
    """
    refresh(session, signal)
    check_open(signal, SignalAct.FOLLOW_UP)
    check_follower(signal, SignalAct.FOLLOW_UP, by, now)
    if seen_on > local_date(now):
        raise ReplyAtWrongTime(signal.reference, at_local(seen_on, time(12)))
    year = local_date(now).year
    watch = CalamityWatch(
        reference=f"C-{year}-{next_number(session, f'C-{year}'):04d}", signal_id=signal.id, kind=kind, seen_on=seen_on,
        created_at=now,
    )  # fmt: skip
    session.add(watch)
    session.flush()
    _record(session, watch, "calamity_watched", now, by, kind=kind.value, signal=signal.reference)
    deadline = _start(session, house, watch, now, now)
    _ask(session, "ask_about_calamity", watch, Role.ADVISER, date.fromisoformat(due_fact(session, deadline)), now)
    return watch


def ask_provider(session: Session, house: House, watch: CalamityWatch, now: datetime, *, by: User) -> int:
    """Ask the provider whether it reported; return how many people get the question. Proof is waited for from now.

    Without a contact a coordinator is asked to phone. Raises: WatchNotPossible, UserInactive, NotYourRole,
    NotYourSignal.
    """
    signal = _move(session, watch, CalamityAct.ASK, now, by)
    deadline = _start(session, house, watch, now, now)
    people = agency_contacts(session, signal, now, ContactRole.DIRECTOR, ContactRole.SIGNALS)
    _tell_provider(session, watch, signal, deadline, now, cause="asked")
    if not people:
        _ask(session, "phone_about_calamity", watch, Role.COORDINATOR, local_date(now), now)
    return len(people)


def provider_says(
    session: Session, house: House, watch: CalamityWatch, act: CalamityAct, said_at: datetime, now: datetime, *,
    by: User,
) -> None:  # fmt: skip
    """Record what the provider says or proves: it investigates, denies, reported, or sent its report.

    Its terms count from `said_at`. Raises: WatchNotPossible, ReplyAtWrongTime, UserInactive, NotYourRole,
    NotYourSignal.
    """
    if said_at > now or said_at < watch.created_at:
        raise ReplyAtWrongTime(watch.reference, said_at)
    _move(session, watch, act, now, by)
    if act is CalamityAct.REPORT:
        watch.reported_on = local_date(said_at)
    if act is CalamityAct.DENY:
        _ask(session, "judge_denial", watch, Role.JURIST, local_date(now), now)
    if watch.state in TERMS:
        _start(session, house, watch, said_at, now)


def propose_unreported(session: Session, house: House, watch: CalamityWatch, now: datetime, by: User | None) -> None:
    """Propose to tell the inspectorate because no report is known; a jurist is asked when the signal has ended.

    Where passing the signal on was approved already, a jurist is asked to pass this on as well.
    Raises: WatchNotPossible, UserInactive, NotYourRole, NotYourSignal.
    """
    signal = _move(session, watch, CalamityAct.PROPOSE, now, by)
    if signal.state in ENDED:
        _ask(session, "calamity_unreported", watch, Role.JURIST, local_date(now), now)
        return
    known = propose(session, house, signal, EscalationReason.CALAMITY_UNREPORTED, now, by=by, parallel=True)
    if known.approved_at is not None:
        actor = user_actor(by.id) if by else SYSTEM
        record(session, subject(signal), "evidence_added", at=now, actor=actor, reference=watch.reference)
        ask(session, "pass_on_evidence", signal, Role.JURIST, local_date(now), now, cause=watch.reference)


def close_watch(session: Session, _house: House, watch: CalamityWatch, now: datetime, *, by: User) -> None:
    """End a watch: the report was sent, or it was no such incident. All its terms end.

    Raises: WatchNotPossible, UserInactive, NotYourRole, NotYourSignal.
    """
    _move(session, watch, CalamityAct.CLOSE, now, by)


def remind_provider(session: Session, watch: CalamityWatch, deadline: Deadline, now: datetime, cause: str) -> None:
    """Remind the provider before the end of its own investigation."""
    _tell_provider(session, watch, signal_of(session, watch), deadline, now, cause=cause)


def signal_of(session: Session, watch: CalamityWatch) -> Signal:
    """Return the signal of a watch, or the one that it was merged into."""
    signal = session.get_one(Signal, watch.signal_id)
    while signal.merged_into_id is not None:
        signal = session.get_one(Signal, signal.merged_into_id)
    return signal


def _move(session: Session, watch: CalamityWatch, act: CalamityAct, now: datetime, by: User | None) -> Signal:
    """Do `act`: locked, judged by the table, recorded; terms of the state before end, unless they run on."""
    locked_watch(session, watch.id)
    signal = signal_of(session, watch)
    to = state_after(watch.reference, watch.state, act)
    if by is not None:
        _check_role(signal, watch, act, by, now)
    before, watch.state = watch.state, to
    if to is CalamityState.CLOSED:
        watch.closed_at = now
    if to not in GOES_ON:
        for deadline in open_deadlines(session, watch_subject(watch)):
            settle(session, deadline, now)
    session.flush()
    _record(session, watch, f"calamity_{act.value}", now, by, before=before.value, after=to.value)
    over = [kind for kind, states in OF_CALAMITY.items() if to not in states]
    end_asked(session, watch_subject(watch), now, *over, by=by)
    return signal


def _check_role(signal: Signal, watch: CalamityWatch, act: CalamityAct, by: User, now: datetime) -> None:
    check_active(signal, by)
    allowed = roles_of(watch.state, act)
    if by.role not in allowed:
        raise NotYourRole(act, by.role, sorted(allowed))
    check_own(signal, by, now)


def _start(session: Session, house: House, watch: CalamityWatch, anchor_at: datetime, now: datetime) -> Deadline:
    kind, key = TERMS[watch.state]
    term: PolicyTerm = getattr(house.policy(local_date(anchor_at)).leidraad, key)
    return start_deadline(
        session, house, watch_subject(watch), kind, term.term, term.legal_effect, anchor_at, now,
        round=next_round(session, watch_subject(watch), kind),
    )  # fmt: skip


def _tell_provider(
    session: Session, watch: CalamityWatch, signal: Signal, deadline: Deadline, now: datetime, *, cause: str
) -> None:
    contacts = agency_contacts(session, signal, now, ContactRole.DIRECTOR, ContactRole.SIGNALS)
    for person in as_contacts(contacts):
        enqueue(
            session, template="calamity_question", key=f"calamity_question:{watch.id}:{cause}:contact:{person.id}",
            recipient=person, subject=watch_subject(watch), signal_id=signal.id, now=now,
            facts={
                "reference": watch.reference, "known_on": watch.seen_on.isoformat(), "due": due_fact(session, deadline),
            },
        )  # fmt: skip


def _ask(session: Session, kind: str, watch: CalamityWatch, role: Role, due: date, now: datetime) -> None:
    signal = signal_of(session, watch)
    add_work(
        session, key=f"{kind}:calamity:{watch.id}:{watch.state.value}", kind=kind, subject=watch_subject(watch),
        role=role, due_on=due, now=now, adviser_id=signal.adviser_id if role is Role.ADVISER else None,
    )  # fmt: skip


def _record(session: Session, watch: CalamityWatch, what: str, now: datetime, by: User | None, **facts: Fact) -> None:
    record(
        session, watch_subject(watch), what, at=now, actor=user_actor(by.id) if by else SYSTEM,
        reference=watch.reference, **facts,
    )  # fmt: skip
