"""A rhythm below the norm: nothing changes until a manager accepts it, and a refusal says why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.house import House
from actions.renewal import open_windows
from actions.rhythms import accept_rhythm, propose_rhythm, refuse_rhythm
from actions.visit_errors import (
    BelowNormNeedsManager,
    DecisionReasonMissing,
    FrequencyOutOfBounds,
    NoRhythmWaits,
    NotBelowNorm,
    OverrideOverlaps,
    OwnRhythm,
    RhythmWaits,
)
from actions.visits import override_cadence
from actions.worklist import DecideFirst, complete, work_list
from rules.errors import RuleError
from rules.vocabulary import CareType, Role
from store.models import CadenceOverride, Event, Group, RhythmProposal, User, WorkItem
from store.rhythms import told_rhythms, waiting_rhythm
from store.session import transaction
from store.visits import windows_from
from tests.actions.signal_world import at
from tests.builders import Region

MONDAY = date(2026, 3, 2)
NOW = at(MONDAY, 9)
FIRST, LAST = MONDAY + timedelta(days=14), MONDAY + timedelta(days=200)
WHY = "De groep vroeg hierom; de jongeren werken overdag."


@dataclass
class People:
    """A group of open care (a visit every 14 days), its coordinator and two managers."""

    house: House
    session: Session
    group: Group
    coordinator: User
    manager: User
    other: User

    def propose(self, by: User | None = None, every_days: int = 28) -> RhythmProposal:
        """Put a rhythm before the managers."""
        return propose_rhythm(
            self.session, self.house, self.group.id, every_days=every_days, reason=WHY, valid_from=FIRST,
            valid_to=LAST, now=NOW, by=by or self.coordinator,
        )  # fmt: skip

    def kinds(self, user: User) -> list[str]:
        """Return what is asked of somebody about the group."""
        return [line.kind for line in work_list(self.session, user, MONDAY)]

    def events(self) -> list[str]:
        """Return what happened with rhythms."""
        found = self.session.scalars(select(Event.what).where(Event.subject_kind == "group").order_by(Event.seq))
        return [what for what in found if what.startswith(("rhythm", "cadence"))]


@pytest.fixture
def people(each_house: House) -> Iterator[People]:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, anchor_on=MONDAY)
        open_windows(session, each_house, date(2026, 4, 26), NOW)
        users = [region.add_user(role) for role in (Role.COORDINATOR, Role.MANAGER, Role.MANAGER)]
        yield People(each_house, session, group, *users)


def windows(people: People) -> list[date]:
    return [row.starts_on for row in windows_from(people.session, FIRST, [people.group.id])[people.group.id]]


def test_what_a_coordinator_agreed_waits_for_a_manager(people: People) -> None:
    before = windows(people)

    people.propose()

    assert windows(people) == before
    assert people.kinds(people.manager) == people.kinds(people.other) == ["accept_rhythm"]
    assert people.kinds(people.coordinator) == []
    assert people.events() == ["rhythm_proposed"]
    (item,) = people.session.scalars(select(WorkItem)).all()
    assert item.due_on == MONDAY + timedelta(days=7)


def test_a_manager_accepts_and_the_windows_follow(people: People) -> None:
    before = windows(people)
    people.propose()

    accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.manager)

    kept = people.session.get_one(CadenceOverride, (people.group.id, FIRST))
    assert (kept.every_days, kept.below_norm, kept.approved_by_id) == (28, True, people.manager.id)
    assert len(windows(people)) < len(before)
    assert people.events() == ["rhythm_proposed", "rhythm_accepted", "cadence_overridden"]
    assert people.kinds(people.manager) == people.kinds(people.coordinator) == []
    assert told_rhythms(people.session, people.group.id, MONDAY) == []


def test_a_manager_refuses_and_the_coordinator_reads_why(people: People) -> None:
    before = windows(people)
    people.propose()

    refuse_rhythm(people.session, people.group.id, " Eerst met de jongeren praten. ", NOW, by=people.manager)

    assert windows(people) == before
    assert people.kinds(people.coordinator) == ["rhythm_refused"]
    assert people.kinds(people.manager) == []
    assert people.events() == ["rhythm_proposed", "rhythm_refused"]
    ((told, name),) = told_rhythms(people.session, people.group.id, MONDAY)
    assert (told.note, name) == ("Eerst met de jongeren praten.", people.coordinator.name)
    assert told_rhythms(people.session, people.group.id, LAST + timedelta(days=1)) == []
    assert waiting_rhythm(people.session, people.group.id) is None


def test_only_deciding_finishes_the_work(people: People) -> None:
    people.propose()
    (line,) = work_list(people.session, people.manager, MONDAY)
    with pytest.raises(DecideFirst):
        complete(people.session, line.number, people.manager, NOW)
    assert people.kinds(people.manager) == ["accept_rhythm"]


REFUSED: dict[str, tuple[Callable[[People], object], type[RuleError]]] = {
    "at the norm": (lambda people: people.propose(every_days=14), NotBelowNorm),
    "no days": (lambda people: people.propose(every_days=0), FrequencyOutOfBounds),
    "a second one": (lambda people: (people.propose(), people.propose()), RhythmWaits),
    "nothing waits": (lambda people: refuse_rhythm(people.session, 1, "Nee.", NOW, by=people.manager), NoRhythmWaits),
    "no manager": (
        lambda people: (
            people.propose(),
            accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.coordinator),
        ),
        BelowNormNeedsManager,
    ),
    "the own one": (
        lambda people: (
            people.propose(people.manager),
            accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.manager),
        ),
        OwnRhythm,
    ),
    "no reason": (
        lambda people: (people.propose(), refuse_rhythm(people.session, people.group.id, " ", NOW, by=people.manager)),
        DecisionReasonMissing,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(people: People, case: str) -> None:
    act, error = REFUSED[case]
    with pytest.raises(error):
        act(people)
    assert people.session.scalars(select(CadenceOverride)).all() == []


def test_a_rhythm_made_meanwhile_stands_in_the_way(people: People) -> None:
    people.propose()
    override_cadence(
        people.session, people.house, people.group.id, every_days=7, reason="crisisgroep",
        approver_id=people.other.id, valid_from=FIRST, valid_to=LAST, now=NOW,
    )  # fmt: skip
    with pytest.raises(OverrideOverlaps):
        accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.manager)


def test_the_database_itself_asks_for_two_people(people: People) -> None:
    proposal = people.propose()
    people.session.expunge(proposal)
    changed = update(RhythmProposal).values(decided_by_id=people.coordinator.id, decided_at=NOW, accepted=True)
    with people.session.begin_nested() as inner:
        with pytest.raises(IntegrityError, match="four_eyes"):
            people.session.execute(changed)
        inner.rollback()
