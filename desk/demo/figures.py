"""What the simulated year came to: counts from its database and its mailbox, never a name."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.visits import SATISFIED
from rules.vocabulary import CareType, SignalState, VisitState, WindowState
from store.models import Escalation, Notice, Signal, Visit, VisitWindow

REMINDERS = ("signal_reminder", "signal_overdue", "signal_director", "signal_review", "visit_report_overdue")
DIGEST = "adviser_digest"
BOXES = ("new", "cur")


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """The windows of one care type that ended: how many asked a visit, and how they were met."""

    due: int
    satisfied: int
    satisfied_late: int
    missed: int
    waived: int

    @property
    def percent(self) -> float:
        """Part of the windows that asked a visit and got one, late ones included; 100 when none asked."""
        met = self.satisfied + self.satisfied_late
        return round(100 * met / self.due, 1) if self.due else 100.0


@dataclass(frozen=True, slots=True)
class EscalationFigures:
    """What went to the inspectorate: proposed in all, of which approved, told, and waiting for a manager."""

    proposed: int
    approved: int
    told: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a demo shows at its end."""

    visits_planned: int
    visits: dict[str, int]
    windows: dict[str, WindowFigures]
    reminders: int
    digests: int
    signals: dict[str, int]
    escalations: EscalationFigures
    notices: dict[str, int]
    mails: int

    def as_data(self) -> dict[str, object]:
        """Return the figures as `--json` shows them."""
        windows = {
            care_type: {
                "due": one.due, "satisfied": one.satisfied, "satisfied_late": one.satisfied_late,
                "missed": one.missed, "waived": one.waived, "percent": one.percent,
            }
            for care_type, one in self.windows.items()
        }  # fmt: skip
        raised = self.escalations
        return {
            "visits_planned": self.visits_planned,
            "visits": self.visits,
            "windows": windows,
            "reminders": self.reminders,
            "digests": self.digests,
            "signals": self.signals,
            "escalations": {
                "proposed": raised.proposed, "approved": raised.approved, "told": raised.told,
                "waiting": raised.waiting,
            },
            "notices": self.notices,
            "mails": self.mails,
        }  # fmt: skip


def gather(session: Session, mailbox: Path, today: date) -> Figures:
    """Count what the year came to; windows only as far as they ended before `today`."""
    templates: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for template, state, count in session.execute(
        select(Notice.template, Notice.state, func.count()).group_by(Notice.template, Notice.state)
    ):
        states[state] += count
        templates[template] += count if state == "sent" else 0
    visits: dict[VisitState, int] = dict(
        session.execute(select(Visit.state, func.count()).group_by(Visit.state)).tuples().all()
    )
    signals = dict(session.execute(select(Signal.state, func.count()).group_by(Signal.state)).tuples().all())
    return Figures(
        visits_planned=session.scalar(select(func.count()).where(Visit.plan_run_id.is_not(None))) or 0,
        visits={state.value: visits[state] for state in VisitState if state in visits},
        windows=_windows(session, today),
        reminders=sum(templates[name] for name in REMINDERS),
        digests=templates[DIGEST],
        signals={state.value: signals.get(state, 0) for state in SignalState},
        escalations=_escalations(session),
        notices=dict(sorted(states.items())),
        mails=sum(len(list((mailbox / box).glob("*"))) for box in BOXES),
    )


def _windows(session: Session, today: date) -> dict[str, WindowFigures]:
    counted: dict[tuple[CareType, WindowState], int] = {
        (care_type, state): count
        for care_type, state, count in session.execute(
            select(VisitWindow.care_type, VisitWindow.state, func.count())
            .where(VisitWindow.ends_on < today)
            .group_by(VisitWindow.care_type, VisitWindow.state)
        )
    }
    return {
        care_type.value: _window_figures({state: counted.get((care_type, state), 0) for state in WindowState})
        for care_type in CareType
        if any(known is care_type for known, _ in counted)
    }


def _window_figures(states: dict[WindowState, int]) -> WindowFigures:
    return WindowFigures(
        due=sum(count for state, count in states.items() if state in SATISFIED or state is WindowState.MISSED),
        satisfied=states[WindowState.SATISFIED],
        satisfied_late=states[WindowState.SATISFIED_LATE],
        missed=states[WindowState.MISSED],
        waived=states[WindowState.WAIVED],
    )


def _escalations(session: Session) -> EscalationFigures:
    proposed, approved, told = session.execute(
        select(func.count(), func.count(Escalation.approved_at), func.count(Escalation.told_at)).select_from(Escalation)
    ).one()
    return EscalationFigures(proposed, approved, told, proposed - approved)
