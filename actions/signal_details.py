"""What is kept of a signal beside its text: the rights it cites, the advice of the triage, and who else is told."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_letters import as_fact, decide, queue_letter, render_letter
from actions.signal_moves import check, move, refresh
from rules.calendar import local_date
from rules.errors import RuleError
from rules.letters import setting_of
from rules.policy_words import CareSetting
from rules.signal_words import Right
from rules.signals import SignalAct
from rules.triage import Advice, judge
from rules.triage_conditions import Case
from rules.triage_table import rights_of
from rules.vocabulary import ContactRole, Measure
from store.models import ContactPerson, Signal, SignalRecipient, SignalRight, TriageResult, User
from store.signal_details import chosen_recipients
from store.signals import agency_in_charge

COPY = "signal_copy"


class RecipientNotPossible(RuleError):
    """Somebody is chosen who gets the signal anyway, or who is no placing body, access point or municipality."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} kan deze persoon niet als extra ontvanger krijgen. Kies iemand van een gemeente of "
            "van een andere instantie (plaatsende instantie, toegang); de instantie zelf krijgt het altijd.",
            reference=reference,
        )


class CaseDiffers(RuleError):
    """A triage of another measure, day or setting than the signal is about."""

    def __init__(self, reference: str, measure: Measure, observed_on: date, setting: CareSetting) -> None:
        super().__init__(
            "Deze toetsing hoort niet bij signaal {reference}: dat gaat over {measure} op {observed_on} in "
            "{setting}. Pas het bestand aan.",
            reference=reference,
            measure=measure,
            observed_on=observed_on,
            setting=setting,
        )


def usual_rights(measure: Measure) -> tuple[Right, ...]:
    """Return the fundamental rights that a measure without ground touches (IGJ & AKJ, May 2022)."""
    cited = rights_of(measure)
    return tuple(right for right in Right if right.dutch in cited)


def cite_rights(session: Session, signal: Signal, rights: Iterable[Right]) -> None:
    """Keep which fundamental rights a signal cites."""
    for right in dict.fromkeys(rights):
        session.add(SignalRight(signal_id=signal.id, right=right))
    session.flush()


def judge_ground(session: Session, house: House, signal: Signal, case: Case, now: datetime, *, by: User) -> Advice:
    """Judge a signal's measure by the law of the day it was seen, and keep the advice with it. Nothing is sent.

    Raises: CaseDiffers, NoRulesForDay, SignalIsClosed, ActNotPossible, NotYourRole, NotYourSignal, UserInactive.
    """
    refresh(session, signal)
    check(signal, SignalAct.TRIAGE, by, now)
    about = signal.measure, signal.observed_on, setting_of(signal.care_type)
    if (case.measure, case.observed_on, case.setting) != about:
        raise CaseDiffers(signal.reference, *about)
    advice = judge(case, house.policy(local_date(now)))
    session.add(
        TriageResult(
            signal_id=signal.id, judged_at=now, judged_by_id=by.id, observed_on=case.observed_on,
            rule_set=advice.rule_set, row=advice.row, verdict=advice.verdict, severity=advice.severity,
            sources=list(advice.sources), ask=[ask.value for ask in advice.ask],
        )
    )  # fmt: skip
    move(session, signal, SignalAct.TRIAGE, now, by=by, verdict=advice.verdict.value, severity=advice.severity.value)
    return advice


def choose_recipient(
    session: Session, signal: Signal, contact: ContactPerson | None, now: datetime, *, by: User
) -> None:
    """Let somebody outside the agency hear of a signal too, by the adviser's own choice; kept with who chose.

    Asked again it changes nothing. Raises: RecipientNotPossible, ActNotPossible, NotYourRole, NotYourSignal,
    UserInactive. Source: house policy (F022: placing bodies and municipalities have duties of their own).
    """
    refresh(session, signal)
    check(signal, SignalAct.CHOOSE_RECIPIENT, by, now)
    in_charge = agency_in_charge(session, signal.agency_id, local_date(now))
    if (
        contact is None
        or contact.role is ContactRole.INSPECTORATE
        or contact.agency_id in (signal.agency_id, in_charge)
    ):
        raise RecipientNotPossible(signal.reference)
    if session.get(SignalRecipient, (signal.id, contact.id)) is not None:
        return
    session.add(SignalRecipient(signal_id=signal.id, contact_id=contact.id, chosen_by_id=by.id, chosen_at=now))
    move(session, signal, SignalAct.CHOOSE_RECIPIENT, now, by=by, contact=contact.id)


def send_copies(
    session: Session, house: House, signal: Signal, due: date | datetime, now: datetime, *, reviewer: User | None
) -> int:
    """Send a signal for information to whom a person chose, as it goes to the agency; return to how many."""
    people = chosen_recipients(session, signal, local_date(now))
    if not people:
        return 0
    rendered = render_letter(session, house, COPY, signal, now, due=as_fact(due))
    decide(session, house, signal, rendered, now, reviewer=reviewer)
    return queue_letter(session, house, COPY, signal, rendered, people, now)
