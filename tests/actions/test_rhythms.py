"""A rhythm below the norm: nothing changes until a manager accepts it, and a refusal says why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.group_changes import change_care
from actions.house import House
from actions.renewal import open_windows
from actions.rhythms import accept_rhythm, propose_rhythm, put_before_manager, refuse_rhythm, withdraw_rhythm
from actions.visit_errors import (
    BelowNormNeedsManager,
    DecisionReasonMissing,
    FrequencyOutOfBounds,
    NoRhythmWaits,
    NotBelowNorm,
    NotYourRhythm,
    OverrideOverlaps,
    OwnRhythm,
    RhythmWaits,
    WithdrawalReasonMissing,
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


def test_the_only_manager_takes_back_what_they_proposed_before(people: People) -> None:
    """Given a proposer who became the only manager / when they take it back / then nothing waits and nothing changed.

    Somebody else can then propose it anew, and the manager decides.
    """
    people.propose()
    people.coordinator.role = Role.MANAGER
    people.manager.active = people.other.active = False
    people.session.flush()
    with pytest.raises(OwnRhythm, match="neem het dan terug"):
        accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.coordinator)

    withdraw_rhythm(people.session, people.group.id, " Ik beslis er nu zelf over. ", NOW, by=people.coordinator)

    assert people.kinds(people.coordinator) == []
    assert told_rhythms(people.session, people.group.id, MONDAY) == []
    assert people.events() == ["rhythm_proposed", "rhythm_withdrawn"]
    people.other.role, people.other.active = Role.COORDINATOR, True
    again = people.propose(people.other)
    assert accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.coordinator) is again


TAKEN_BACK: dict[str, tuple[Callable[[People], object], type[RuleError]]] = {
    "by another": (
        lambda people: withdraw_rhythm(people.session, people.group.id, "Nee.", NOW, by=people.manager),
        NotYourRhythm,
    ),
    "without a reason": (
        lambda people: withdraw_rhythm(people.session, people.group.id, " ", NOW, by=people.coordinator),
        WithdrawalReasonMissing,
    ),
    "another one than was read": (
        lambda people: withdraw_rhythm(people.session, people.group.id, "Nee.", NOW, by=people.coordinator, read=99),
        NoRhythmWaits,
    ),
    "another one accepted than was read": (
        lambda people: accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.manager, read=99),
        NoRhythmWaits,
    ),
}


@pytest.mark.parametrize("case", TAKEN_BACK)
def test_what_is_not_taken_back(people: People, case: str) -> None:
    act, error = TAKEN_BACK[case]
    people.propose()
    with pytest.raises(error):
        act(people)
    assert waiting_rhythm(people.session, people.group.id) is not None


CHANGE = MONDAY + timedelta(days=60)


def agree(people: People, every_days: int, approver: User, *, first: date = FIRST) -> None:
    """Agree a rhythm, up to and including LAST."""
    override_cadence(
        people.session, people.house, people.group.id, every_days=every_days, reason=WHY, approver_id=approver.id,
        valid_from=first, valid_to=LAST, now=NOW,
    )  # fmt: skip


def closed_care(people: People) -> bool:
    """Let the group give closed care (a visit every week) from CHANGE on."""
    return change_care(
        people.session, people.house, people.group, CareType.CLOSED_CARE, CHANGE, now=NOW, actor="system"
    )


@pytest.mark.parametrize(
    ("every_days", "by", "left"),
    [
        pytest.param(10, "coordinator", (FIRST, CHANGE - timedelta(days=1)), id="within the old norm only"),
        pytest.param(28, "manager", (FIRST, CHANGE - timedelta(days=1)), id="accepted below the old norm only"),
        pytest.param(7, "coordinator", (FIRST, LAST), id="within the new norm too"),
    ],
)
def test_other_care_puts_an_agreed_rhythm_before_a_manager(
    people: People, every_days: int, by: str, left: tuple[date, date]
) -> None:
    agree(people, every_days, getattr(people, by))

    asked = closed_care(people)

    kept = people.session.scalars(select(CadenceOverride)).one()
    waiting = waiting_rhythm(people.session, people.group.id)
    assert (kept.valid_from, kept.valid_to) == left
    assert asked is (waiting is not None) is (left[1] < LAST)
    if waiting:
        assert (waiting.every_days, waiting.valid_from, waiting.valid_to) == (every_days, CHANGE, LAST)
        assert people.kinds(people.other) == ["accept_rhythm"]


def test_a_rhythm_that_was_still_to_begin_waits_whole_and_a_manager_can_let_it_hold(people: People) -> None:
    first = CHANGE + timedelta(days=10)
    agree(people, 10, people.coordinator, first=first)
    closed_care(people)
    assert people.session.scalars(select(CadenceOverride)).all() == []

    accept_rhythm(people.session, people.house, people.group.id, NOW, by=people.manager)

    kept = people.session.get_one(CadenceOverride, (people.group.id, first))
    assert (kept.every_days, kept.below_norm, kept.approved_by_id) == (10, True, people.manager.id)
    assert put_before_manager(people.session, people.house, NOW) == []


def test_of_two_rhythms_that_wait_the_oldest_is_decided_and_the_other_still_asked(people: People) -> None:
    middle = CHANGE + timedelta(days=30)
    agree(people, 10, people.coordinator, first=middle)
    override_cadence(
        people.session, people.house, people.group.id, every_days=12, reason=WHY, approver_id=people.coordinator.id,
        valid_from=FIRST, valid_to=middle - timedelta(days=1), now=NOW,
    )  # fmt: skip
    closed_care(people)

    refuse_rhythm(people.session, people.group.id, "Nee.", NOW, by=people.manager)

    assert people.kinds(people.other) == ["accept_rhythm"]
    left = waiting_rhythm(people.session, people.group.id)
    assert left is not None
    assert (left.every_days, left.valid_from) == (10, middle)


def test_a_norm_of_the_policy_that_begins_is_found_by_the_daily_round(people: People) -> None:
    """Given an agreed rhythm / when a stricter norm begins within it / then it ends there, once, and a manager decides.

    The policy of the house holds the norm from the first day; the stricter one is read in beside it.
    """
    agree(people, 10, people.coordinator)
    assert put_before_manager(people.session, people.house, NOW) == []
    (since, policy) = people.house.policies.periods[-1]
    weekly = {CareType.OPEN_RESIDENTIAL_CARE: policy.cadence[CareType.CLOSED_CARE]}
    stricter = policy.model_copy(update={"cadence": {**policy.cadence, **weekly}})
    periods = (*people.house.policies.periods, (CHANGE, stricter))
    house = replace(people.house, policies=replace(people.house.policies, periods=periods))
    assert since < CHANGE

    (asked,) = put_before_manager(people.session, house, NOW)

    assert (asked.valid_from, asked.valid_to, asked.proposed_by_id) == (CHANGE, LAST, people.coordinator.id)
    assert put_before_manager(people.session, house, NOW) == []
    assert people.events() == ["cadence_overridden", "rhythm_below_norm"]
