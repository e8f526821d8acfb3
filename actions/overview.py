"""How things go: the manager's first page, and the figures of a period as a report (scenario 38)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.report_texts import INTERNAL, MANAGEMENT_TITLE
from rules import management_figures as count
from rules import overview as trend
from rules.calendar import at_local
from rules.casework import ClientKind
from rules.management_figures import AGES, OpenSignal, PeriodFacts
from rules.overview import DEBT_DAYS, Week
from rules.policy import Policy
from rules.report_errors import PeriodBackwards
from rules.reports import Report, Section
from rules.vocabulary import CareType, SignalState, WindowState
from store.overview import (
    SeenEscalation,
    acute_answers,
    caught_up,
    clients_with_issue,
    escalations,
    open_signals,
    outcomes,
    period_seen,
    window_counts,
)
from store.scope import Viewer

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
METHOD_TEXT = (
    "Een venster telt in de periode waarin het eindigt, en alleen als u de groep mag zien.",
    "Het langste gat telt vanaf het laatste bezoek vóór de periode, of vanaf het eerste venster van de groep.",
    "Antwoorden op acute signalen tellen in verstreken uren, ook 's nachts en in het weekend.",
    "Van cliënten staat er alleen hoeveel het er zijn, en nooit een aantal van 1 tot en met 4.",
)


@dataclass(frozen=True, slots=True)
class Overview:
    """The trends of the last weeks, and what is open now."""

    weeks: Sequence[Week]
    care_types: Sequence[CareType]
    debt: Sequence[int]
    signals: Sequence[OpenSignal]
    ended: Mapping[SignalState, int]
    acute_hours: int | None
    acute_count: int
    escalations: Sequence[SeenEscalation]

    @property
    def share(self) -> int | None:
        """Return which percentage of the windows of these weeks was met in time."""
        states = sum((counter for week in self.weeks for counter in week.states.values()), start=_nothing())
        return trend.share_in_time(states)

    def share_of(self, care_type: CareType) -> int | None:
        """Return that percentage for one care type."""
        states = sum((week.states.get(care_type, _nothing()) for week in self.weeks), start=_nothing())
        return trend.share_in_time(states)

    @property
    def waiting(self) -> list[SeenEscalation]:
        """Return what waits for approval."""
        return [one for one in self.escalations if one.fact.waits]

    def told_since(self, day: date) -> int:
        """Return how many signals were told to the inspectorate since `day`."""
        return sum(one.fact.told_on is not None and one.fact.told_on >= day for one in self.escalations)

    def by_age(self, today: date) -> list[tuple[str, int]]:
        """Return the classes of age with how many open signals are in each."""
        table = count.open_signals_table(self.signals, today)
        return [(label, row.cells[2]) for (label, _), row in zip(AGES, table.rows, strict=True)]  # type: ignore[misc]  # a count


def _nothing() -> Counter[WindowState]:
    return Counter()


def overview(session: Session, viewer: Viewer) -> Overview:
    """Return how things go, of what `viewer` sees: twelve whole weeks, and what is open now."""
    days = trend.mondays(viewer.today)
    first, last = days[0], days[-1] + 6 * DAY
    counts = window_counts(session, viewer, first - DEBT_DAYS * DAY, last)
    late = caught_up(session, viewer, first - DEBT_DAYS * DAY, last)
    weeks = trend.by_week(counts, days)
    seen = {kind for week in weeks for kind in week.states}
    answers = acute_answers(session, viewer, viewer.now - YEAR, viewer.now)
    hours = count_hours(answers)
    return Overview(
        weeks=weeks,
        care_types=[kind for kind in CareType if kind in seen],
        debt=[trend.debt_on(counts, late, monday + 6 * DAY) for monday in days],
        signals=open_signals(session, viewer, viewer.today),
        ended=outcomes(session, viewer, at_local(first, time(0)), viewer.now),
        acute_hours=hours,
        acute_count=sum(reply is not None for _, reply in answers),
        escalations=escalations(session, viewer),
    )


def count_hours(answers: Sequence[tuple[datetime, datetime | None]]) -> int | None:
    """Return within how many hours nine of ten acute signals were answered, rounded up; None of none."""
    rank = trend.nearest_rank(trend.answer_hours(answers), 90)
    return None if rank is None else -int(-rank // 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found of a period: `advisers` came in each group, `answers` to acute signals, `clients` by kind."""

    facts: PeriodFacts
    advisers: Mapping[CareType, Sequence[int]]
    answers: Sequence[tuple[datetime, datetime | None]]
    clients: Mapping[ClientKind, int]


def period_report(session: Session, house: House, viewer: Viewer, first: date, last: date) -> Report:
    """Return the figures of a period, of what `viewer` sees, with the way of counting. Raises: PeriodBackwards."""
    if last < first:
        raise PeriodBackwards(first, last)
    facts, advisers = period_seen(session, viewer, first, last)
    answers = acute_answers(session, viewer, at_local(first, time(0)), at_local(last + DAY, time(0)))
    counted = Counted(facts, advisers, answers, clients_with_issue(session, viewer, first, last))
    return figures_of(counted, house.policy(viewer.today), house.settings.organisation_name, first, last, viewer.today)


def figures_of(counted: Counted, policy: Policy, author: str, first: date, last: date, today: date) -> Report:
    """Return the report that says what was counted of `first` to `last`."""
    facts, shown = counted.facts, count.care_types_shown(policy.cadence, counted.facts)
    share = count.share_on_time(facts.windows)
    return Report(
        kind="management",
        name=f"{first}_{last}",
        title=MANAGEMENT_TITLE,
        author=author,
        starts_on=first,
        ends_on=last,
        made_on=today,
        profile=INTERNAL,
        method=trend.METHOD,
        sections=(
            Section(
                "Bezoeken",
                tables=(
                    count.windows_table(facts.windows, shown),
                    count.gaps_table(facts.groups, policy.cadence, shown, first, min(last, today)),
                    count.debt_table(facts.windows, facts.refused, shown),
                    trend.advisers_table(counted.advisers),
                ),
            ),
            Section(
                "Signalen",
                tables=(
                    count.open_signals_table(facts.signals, today),
                    trend.acute_table(counted.answers),
                    count.escalations_table(facts.escalations, first, last),
                ),
            ),
            Section("Cliënten", tables=(trend.clients_table(counted.clients, policy.report.threshold),)),
            Section("Verantwoording", METHOD_TEXT),
        ),
        highlights=(
            ("Bezoeken op tijd", "–" if share is None else f"{share}%"),
            ("Bezoeken achter", str(count.how_many(count.owed(facts.windows)))),
            ("Open signalen", str(len(facts.signals))),
            ("Wacht op goedkeuring", str(sum(one.waits for one in facts.escalations))),
        ),
    )
