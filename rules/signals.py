"""The life of a signal (signaal) as a table: what can be done in which state, where it leads and who may do it.

Source: DOMAIN.md 2b. The order (agency, director, inspectorate) is agreement (IGJ & AKJ, May 2022); roles are house
policy. Towards the inspectorate an acute or closed-care signal runs in parallel: its escalation then has a life of
its own and this table follows only what happens between us and the agency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rules.signal_errors import ActNotPossible, NotYourRole, SignalIsClosed
from rules.vocabulary import CareType, LegalEffect, Role, SignalKind, SignalState, Word

S = SignalState


class SignalAct(Word):
    """What can be done with a signal."""

    EDIT = "edit", "de tekst wijzigen"
    SUBMIT = "submit", "aan een tweede persoon voorleggen"
    APPROVE = "approve", "goedkeuren"
    SEND = "send", "versturen"
    SEND_ACUTE = "send_acute", "acuut versturen"
    FAIL_DELIVERY = "fail_delivery", "bezorging mislukt melden"
    REDELIVER = "redeliver", "alsnog overbrengen"
    ACKNOWLEDGE = "acknowledge", "ontvangst vastleggen"
    ANSWER = "answer", "antwoord vastleggen"
    ACCEPT = "accept", "antwoord voldoende vinden"
    JUDGE = "judge", "antwoord beoordelen"
    RETURN = "return", "terugleggen bij de directie"
    GO_TO_DIRECTOR = "go_to_director", "zonder antwoord naar de directie"
    PROPOSE = "propose", "doorgeven aan de inspectie voorstellen"
    APPROVE_ESCALATION = "approve_escalation", "doorgeven goedkeuren"
    DECLINE_ESCALATION = "decline_escalation", "doorgeven afwijzen"
    TELL = "tell", "doorgeven aan de inspectie"
    FAIL_TELLING = "fail_telling", "melding niet aangekomen bij de inspectie"
    CONFIRM = "confirm", "ontvangst door de inspectie vastleggen"
    TRIAGE = "triage", "toetsen aan de wet"
    CHECK_CODE = "check_code", "de meldcode nalopen"
    CHOOSE_RECIPIENT = "choose_recipient", "nog iemand kiezen die het hoort"
    FOLLOW_UP = "follow_up", "bericht van de inspectie vastleggen"
    OBSERVE = "observe", "vastleggen wat bij een bezoek gezien is"
    VERIFY = "verify", "nagaan en afsluiten"
    CLOSE = "close", "afsluiten"
    WITHDRAW = "withdraw", "intrekken"
    MERGE = "merge", "samenvoegen"
    REOPEN = "reopen", "heropenen"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an act leads and which roles may do it; the system itself is bound by the state alone."""

    to: SignalState
    roles: frozenset[Role]


ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.MERGED})
WITH_INSPECTORATE = frozenset({S.ESCALATION_PROPOSED, S.ESCALATION_APPROVED, S.ESCALATED, S.CONFIRMED})
WITH_AGENCY = frozenset({S.SENT, S.RECEIVED, S.DELIVERY_FAILED})
OPEN = frozenset(SignalState) - ENDED
UNSENT = frozenset({S.DRAFT, S.APPROVED})
LAST_ROUND = 2
"""The round after which an insufficient answer goes to the inspectorate: agency first, then its director."""

SYSTEM_ONLY: frozenset[Role] = frozenset()
WRITERS = frozenset({Role.ADVISER})
SECOND_PERSONS = frozenset({Role.ADVISER, Role.MANAGER, Role.JURIST})
APPROVERS = frozenset({Role.MANAGER, Role.JURIST})
FOLLOWERS = frozenset({Role.ADVISER, Role.COORDINATOR, Role.MANAGER, Role.JURIST})
ANSWERERS = FOLLOWERS | {Role.PROVIDER_CONTACT}
JUDGES = frozenset({Role.ADVISER, Role.JURIST})

Row = tuple[frozenset[SignalState], SignalAct, SignalState | None, frozenset[Role]]

_ROWS: tuple[Row, ...] = (
    # from                          act                           to (None: stays)       who
    (UNSENT,                        SignalAct.EDIT,               S.DRAFT,               WRITERS),
    (frozenset({S.DRAFT}),          SignalAct.SUBMIT,             None,                  WRITERS),
    (frozenset({S.DRAFT}),          SignalAct.APPROVE,            S.APPROVED,            SECOND_PERSONS),
    (frozenset({S.DRAFT}),          SignalAct.SEND_ACUTE,         S.SENT,                WRITERS),
    (frozenset({S.APPROVED}),       SignalAct.SEND,               S.SENT,                SECOND_PERSONS),
    (frozenset({S.SENT}),           SignalAct.FAIL_DELIVERY,      S.DELIVERY_FAILED,     SYSTEM_ONLY),
    (frozenset({S.DELIVERY_FAILED}), SignalAct.REDELIVER,         S.SENT,                FOLLOWERS),
    (frozenset({S.SENT, S.DELIVERY_FAILED}), SignalAct.ACKNOWLEDGE, S.RECEIVED,          ANSWERERS),
    (WITH_AGENCY | {S.RETURNED},    SignalAct.ANSWER,             S.ANSWERED,            ANSWERERS),
    (WITH_INSPECTORATE,             SignalAct.ANSWER,             None,                  ANSWERERS),
    (frozenset({S.ANSWERED}),       SignalAct.ACCEPT,             S.VERIFICATION,        JUDGES),
    (WITH_INSPECTORATE,             SignalAct.JUDGE,              None,                  JUDGES),
    (frozenset({S.ANSWERED}),       SignalAct.RETURN,             S.RETURNED,            JUDGES),
    (WITH_AGENCY,                   SignalAct.GO_TO_DIRECTOR,     S.RETURNED,            SYSTEM_ONLY),
    (WITH_AGENCY | {S.ANSWERED, S.RETURNED, S.VERIFICATION},
                                    SignalAct.PROPOSE,            S.ESCALATION_PROPOSED, JUDGES | APPROVERS),
    (frozenset({S.ESCALATION_PROPOSED}), SignalAct.APPROVE_ESCALATION, S.ESCALATION_APPROVED, APPROVERS),
    (frozenset({S.ESCALATION_PROPOSED}), SignalAct.DECLINE_ESCALATION, S.VERIFICATION, APPROVERS),
    (frozenset({S.ESCALATION_APPROVED}), SignalAct.TELL,          S.ESCALATED,           FOLLOWERS),
    (frozenset({S.ESCALATED}),      SignalAct.FAIL_TELLING,       S.ESCALATION_APPROVED, SYSTEM_ONLY),
    (frozenset({S.ESCALATED}),      SignalAct.CONFIRM,            S.CONFIRMED,           FOLLOWERS),
    (OPEN,                          SignalAct.TRIAGE,             None,                  JUDGES),
    (OPEN,                          SignalAct.CHECK_CODE,         None,                  JUDGES),
    (UNSENT,                        SignalAct.CHOOSE_RECIPIENT,   None,                  WRITERS),
    (OPEN - UNSENT,                 SignalAct.FOLLOW_UP,          None,                  FOLLOWERS),
    (OPEN - UNSENT,                 SignalAct.OBSERVE,            None,                  FOLLOWERS),
    (frozenset({S.VERIFICATION}),   SignalAct.VERIFY,             S.CLOSED,              JUDGES),
    (frozenset({S.CONFIRMED}),      SignalAct.CLOSE,              S.CLOSED,              APPROVERS),
    (OPEN,                          SignalAct.WITHDRAW,           S.WITHDRAWN,           SECOND_PERSONS),
    (OPEN,                          SignalAct.MERGE,              S.MERGED,              FOLLOWERS),
    (frozenset({S.CLOSED}),         SignalAct.REOPEN,             S.VERIFICATION,        SECOND_PERSONS),
    (frozenset({S.WITHDRAWN}),      SignalAct.REOPEN,             S.DRAFT,               SECOND_PERSONS),
)  # fmt: skip

TRANSITIONS: Mapping[tuple[SignalState, SignalAct], Transition] = MappingProxyType(
    {(state, act): Transition(to or state, roles) for states, act, to, roles in _ROWS for state in sorted(states)}
)
"""Every act that is possible; what is not here is refused."""


def possible_acts(state: SignalState) -> tuple[SignalAct, ...]:
    """Return what can be done with a signal in `state`, in the order of the table."""
    return tuple(act for act in SignalAct if (state, act) in TRANSITIONS)


def state_after(
    reference: str, state: SignalState, act: SignalAct, role: Role | None = None, closed_on: date | None = None
) -> SignalState:
    """Return the state that `act` leads to; `role` is of the person who acts, None the system itself.

    Raises: SignalIsClosed, ActNotPossible, NotYourRole; `reference` and `closed_on` only serve their sentences.
    """
    transition = TRANSITIONS.get((state, act))
    if transition is None:
        if state in (S.CLOSED, S.WITHDRAWN):
            raise SignalIsClosed(reference, state, closed_on)
        raise ActNotPossible(reference, state, act, possible_acts(state))
    if role is not None and role not in transition.roles:
        raise NotYourRole(act, role, sorted(transition.roles))
    return transition.to


class EscalationReason(Word):
    """Why a signal goes to the inspectorate."""

    ACUTE = "acute", "acuut: veiligheid in het geding"
    CLOSED_CARE_DUTY = "closed_care_duty", "gesloten jeugdhulp: wettelijke taak (Jw 6.6.1 lid 5)"
    INSUFFICIENT_TWICE = "insufficient_twice", "twee keer onvoldoende beantwoord"
    NO_ANSWER = "no_answer", "ook door de directie niet beantwoord"
    NOT_IMPROVED = "not_improved", "niet verbeterd bij nagaan"
    SAFETY = "safety", "veiligheid in het geding"
    CALAMITY_UNREPORTED = "calamity_unreported", "calamiteit of geweld, geen melding van de aanbieder bekend"


def at_once_reason(
    kind: SignalKind, care_type: CareType | None, *, acute_in_parallel: bool, closed_care_at_once: bool
) -> EscalationReason | None:
    """Return why a signal goes to the inspectorate without waiting for an answer; None when it waits.

    Source: closed care law (Jw 6.6.1 lid 5, since 2024); acute agreement (safety is always reported).
    """
    if closed_care_at_once and care_type is CareType.CLOSED_CARE:
        return EscalationReason.CLOSED_CARE_DUTY
    if acute_in_parallel and kind is SignalKind.ACUTE:
        return EscalationReason.ACUTE
    return None


def refusal_kind(care_type: CareType | None) -> SignalKind:
    """Return which kind of signal refused access is: acute in closed care. Source: house policy (DOMAIN.md 2a)."""
    return SignalKind.ACUTE if care_type is CareType.CLOSED_CARE else SignalKind.GENERAL


def may_decline(legal_effect: LegalEffect) -> bool:
    """Return whether an approver may decline to pass on: not where the law makes it our task (Jw 6.6.1 lid 5)."""
    return legal_effect is not LegalEffect.LAW


def legal_effect_of(reason: EscalationReason) -> LegalEffect:
    """Return what passing on rests on: law for the statutory task in closed care, else agreement (IGJ & AKJ 2022)."""
    return LegalEffect.LAW if reason is EscalationReason.CLOSED_CARE_DUTY else LegalEffect.AGREEMENT
