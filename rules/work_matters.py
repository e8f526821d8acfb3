"""When work is over: the deed that it asks for, not the tick, takes it off the list.

A list full of done things hides the one that matters. Every kind of work stands in exactly one of three tables: it
matters while a signal is somewhere in its life, it is ended by a deed that is named, or only a person can say that it
is done. A duty that no deed of ours can prove, such as a phone call, is never ended by anything that is not that call,
as long as the signal is open.

Source: house policy throughout (DOMAIN.md 2b for the life of a signal).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.calamity import CalamityState
from rules.ladder import DeadlineKind
from rules.signals import OPEN, UNSENT, WITH_AGENCY, WITH_INSPECTORATE
from rules.vocabulary import SignalState

S, K, C = SignalState, DeadlineKind, CalamityState

NO_TERM: frozenset[DeadlineKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a signal is: its state, which of its terms are open, and whether its last answer waits for a judgement."""

    state: SignalState
    terms: frozenset[DeadlineKind] = NO_TERM
    is_unjudged: bool = False


@dataclass(frozen=True, slots=True)
class While:
    """As long as what work matters: in some states, with one of some terms open, with an answer to judge."""

    states: frozenset[SignalState]
    terms: frozenset[DeadlineKind] = NO_TERM
    unjudged: bool = False

    def holds(self, standing: Standing) -> bool:
        """Return whether the signal is still there."""
        return (
            standing.state in self.states
            and (not self.terms or bool(self.terms & standing.terms))
            and (standing.is_unjudged or not self.unjudged)
        )


_READ = While(OPEN, terms=frozenset({K.REVIEW}))
_DECIDE = While(OPEN, terms=frozenset({K.ESCALATE}))
_NOT_ENDED = While(OPEN)

OF_SIGNAL: Mapping[str, While] = MappingProxyType(
    {
        "finish_draft": While(frozenset({S.DRAFT})),
        # An acute signal is read after it was sent: the term tells it, not the state.
        "review_signal": _READ,
        "review_overdue": _READ,
        "find_contact": While(UNSENT | WITH_AGENCY | {S.RETURNED}),
        # Whom nobody reached is phoned, also when the director or the inspectorate is addressed meanwhile.
        "phone_agency": While(OPEN - UNSENT - {S.RECEIVED, S.ANSWERED}),
        "phone_director": _NOT_ENDED,
        "more_time_asked": While(WITH_AGENCY | WITH_INSPECTORATE | {S.RETURNED}),
        "check_promise": _NOT_ENDED,
        "judge_reply": While(WITH_INSPECTORATE | {S.ANSWERED}, unjudged=True),
        "read_judgement": While(frozenset({S.ANSWERED})),
        "judgement_returned": While(frozenset({S.ANSWERED})),
        "decide_escalation": _DECIDE,
        "approval_overdue": _DECIDE,
        "escalation_declined": While(OPEN - WITH_INSPECTORATE),
        "phone_inspectorate": While(OPEN, terms=frozenset({K.TELL})),
        "ask_inspectorate": _NOT_ENDED,
        "measure_ended": _NOT_ENDED,
        "close_signal": _NOT_ENDED,
        "code_overdue": While(OPEN, terms=frozenset({K.CODE_CONSULT, K.CODE_DECIDE})),
        "verify_signal": While(frozenset({S.VERIFICATION})),
        "verify_overdue": While(frozenset({S.VERIFICATION})),
    }
)
"""Work about a signal, by kind: as long as what it matters. Some of it is ended earlier by a deed."""

OF_CALAMITY: Mapping[str, frozenset[CalamityState]] = MappingProxyType(
    {
        "ask_about_calamity": frozenset({C.INCIDENT_SEEN}),
        "calamity_ask_overdue": frozenset({C.INCIDENT_SEEN}),
        "phone_about_calamity": frozenset({C.PROVIDER_ASKED}),
        "judge_denial": frozenset({C.PROVIDER_DENIES}),
        "calamity_unreported": frozenset({C.PROPOSED}),
        "calamity_report_overdue": frozenset({C.PROVIDER_REPORTED}),
    }
)
"""Work about the watch over an incident, by kind: in which states it matters."""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a visit that did not come off: the group was visited later, or a new visit of it is planned.

    `judged`: the window is over, met or missed. `group_ended`: nobody lives there any more.
    """

    visited: bool = False
    planned: bool = False
    judged: bool = False
    group_ended: bool = False


OF_VISITS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # A window that was missed is asked for by work of its own, `window_missed`.
        "visit_attempted": frozenset({"visited", "planned", "judged", "group_ended"}),
        "window_unfilled": frozenset({"planned", "judged", "group_ended"}),
        # A debt is not paid by a plan: the missed window itself stays in the figures for good.
        "window_missed": frozenset({"visited", "group_ended"}),
        "windows_missed_in_row": frozenset({"visited", "group_ended"}),
    }
)
"""Work about visits, by kind: which of the things that became of it (`Since`) ends it."""

OF_HOUSE = frozenset(
    {
        "agency_without_contact",
        "calendar_ending",
        "certificate_ending",
        "group_without_adviser",
        "rota_gap",
    }
)
"""Worries of the house: each night those that are gone are ended."""

BY_DEED: Mapping[str, str] = MappingProxyType(
    {
        "assign_adviser": "an adviser is chosen for the client",
        "backup_failed": "a backup is made",
        "accept_rhythm": "the manager accepts or refuses the rhythm, or its proposer takes it back",
        "clock_doubtful": "a round finds the clock right, or a person accepts it",
        "complaint_overdue": "a decision or a reaction is recorded, or the procedure goes on or ends without it",
        "mail_certificate_ending": "what ended is replaced, or counts no more",
        "mail_server_away": "a letter is taken by the mail server again",
        "mail_to_read": "the mail is read, or matched to its signal",
        "mailbox_away": "the mailbox is read again",
        "notice_in_doubt": "a person lets the notice go again",
        "notice_undelivered": "a person lets the notice go again",
        "notice_unsent": "the notice does not wait to be sent any more",
        "release_reports": "every report of the year is released",
        "webhook_given_up": "the other system takes a message again, or its address is removed",
        "webhook_gone": "a new webhook is made of the same name, or for the same address",
    }
)
"""Work that one deed ends, by kind: which deed."""

BY_PERSON = frozenset(
    {
        "adviser_away_long",
        "brake_pulled",
        "mail_not_kept",
        "merge_locations",
        "pass_on_evidence",
        "record_broken",
        "review_break_glass",
        "rhythm_refused",
        "step_refused",
    }
)
"""Work of which only a person can say that it is done: nothing that is recorded proves it."""


def still_matters(kind: str, standing: Standing) -> bool:
    """Return whether work of `kind` about a signal has still to be done; work that only a person ends always has."""
    return kind not in OF_SIGNAL or OF_SIGNAL[kind].holds(standing)


def visits_ended(kind: str, since: Since) -> bool:
    """Return whether work of `kind` about visits is over by what became of them."""
    return any(getattr(since, what) for what in OF_VISITS[kind])
