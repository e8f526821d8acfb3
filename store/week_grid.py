"""The visits of a week for the grid of advisers by day: only what a cell shows, as a week holds hundreds of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from rules.vocabulary import AttemptReason, CareType, VisitRole, VisitState
from store.models import Group, GroupCareType, Location, Visit
from store.planning_views import LIVE, Choice, told_name, visits_query
from store.scope import Viewer
from store.visits import PLANNED

COLUMNS = (
    Visit.id, Visit.adviser_id, Visit.on, Visit.starts_at, Visit.ends_at, Visit.state, Visit.attempt_reason, Visit.role,
    told_name(GroupCareType.__table__.c.care_type), Location.town, GroupCareType.care_type, Group.code,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GridVisit:
    """One visit as a cell shows it; `name` is what its group is called on a page."""

    id: int
    adviser_id: int
    on: date
    starts_at: datetime
    ends_at: datetime
    state: VisitState
    attempt_reason: AttemptReason | None
    role: VisitRole | None
    name: str
    town: str
    care_type: CareType | None
    group_code: str

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be made."""
        return self.state in PLANNED


def grid_visits(session: Session, viewer: Viewer, first: date, last: date, choice: Choice) -> Sequence[GridVisit]:
    """Return the visits of these days that stand or were made or tried, by time."""
    asked = (
        visits_query(viewer)
        .with_only_columns(*COLUMNS, maintain_column_froms=True)
        .where(Visit.on.between(first, last), Visit.state.in_(LIVE))
        .where(*choice.of_adviser(), *choice.of_care(GroupCareType.__table__.c.care_type))
        .order_by(Visit.starts_at, Visit.id)
    )
    return [GridVisit(*row) for row in session.execute(asked).tuples()]
