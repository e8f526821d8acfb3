"""An adviser with a day of visits, clients and a queue: what the pages of advisers are tested and looked at with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.casework import NewClient, NewIssue, open_client, raise_issue
from actions.house import House
from actions.intake import arrive
from actions.signals import draft_signal
from rules.calendar import at_local
from rules.casework import Channel, ClientKind, Gender, IssueCategory, IssueKind, ParentKind
from rules.vocabulary import AgencyKind, CareType, Cause, Measure, Role, SignalKind, VisitState
from store.models import Adviser, Agency, AgencyRegulation, Client, Group, Issue, ObservePoint, Signal, User, Visit
from store.session import transaction
from tests.builders import LONG_AGO, Region
from tests.desk.web.visiting import WEDNESDAY

TODAY = date(2026, 4, 8)
NAMES = ("Het Nest 2", "De Brug 1", "Duinrand 1", "De Kade 2")
CARE = (CareType.OPEN_RESIDENTIAL_CARE, CareType.CLOSED_CARE, CareType.OPEN_RESIDENTIAL_CARE, CareType.FAMILY_HOME)
TIMES = (time(9), time(11), time(13, 30), time(16))
TOWNS = ("Heemskerk", "Haarlem", "Amstelveen", "Beverwijk")


@dataclass
class AdviserWorld:
    """The ids of what there is; `user` is the adviser who looks, `other` a colleague, `coordinator` their own."""

    user: User
    other: User
    coordinator: User
    visits: list[int]
    groups: list[str]
    signal: str
    agency: str
    access_point: str
    municipality: str


def build(house: House, now: datetime = WEDNESDAY, today: date = TODAY) -> AdviserWorld:
    """Make an adviser with four visits today, one of last week that nobody recorded, one without its report."""
    with transaction(house.engine) as session:
        return _Maker(session, house, now, today).world()


def user_of(session: Session, adviser: Adviser) -> User:
    """Return who signs in for an adviser."""
    return session.scalars(select(User).where(User.adviser_id == adviser.id)).one()


@dataclass
class _Maker:
    session: Session
    house: House
    now: datetime
    today: date

    def __post_init__(self) -> None:
        self.region = Region(self.session)
        self.agency = self.region.agency
        self.adviser = self.region.add_adviser(name="Joost Bakker")
        self.other = self.region.add_adviser(name="Samira Idrissi")
        self.access_point = self.region.add_agency("Toegang Waterrijk", AgencyKind.ACCESS_POINT)
        self.session.add(AgencyRegulation(agency_id=self.agency.id, valid_from=LONG_AGO, weeks=8))

    def world(self) -> AdviserWorld:
        user, other = user_of(self.session, self.adviser), user_of(self.session, self.other)
        user.name, other.name = self.adviser.name, self.other.name
        groups = [self._group(number) for number in range(len(NAMES))]
        visits = [self._visit(group, self.today, at) for group, at in zip(groups, TIMES, strict=True)]
        forgotten = self._visit(groups[0], self.today - timedelta(days=7), TIMES[0])
        self._visit(groups[2], self.today - timedelta(days=6), TIMES[2], VisitState.DONE, present=8, spoken_to=4)
        self._visit(groups[1], self.today + timedelta(days=1), TIMES[1])
        self._visit(groups[0], self.today - timedelta(days=14), TIMES[0], VisitState.REPORTED, present=7, spoken_to=5)
        signal = self._signal(groups[0])
        coordinator = self.region.add_user(Role.COORDINATOR, name="Karin de Wit")
        self.session.flush()
        return AdviserWorld(
            user, other, coordinator, [one.id for one in (*visits, forgotten)], [group.code for group in groups],
            signal.reference, self.agency.code, self.access_point.code, self.region.municipality.code,
        )  # fmt: skip

    def _group(self, number: int) -> Group:
        place = self.region.add_location(name=f"Locatie {NAMES[number]}", town=TOWNS[number], street="Voorbeeldlaan 12")
        return self.region.add_group(CARE[number], self.adviser, name=NAMES[number], location=place)

    def _visit(self, group: Group, on: date, at: time, state: VisitState = VisitState.PLANNED, **facts: Any) -> Visit:
        starts = at_local(on, at)
        visit = Visit(
            group_id=group.id, adviser_id=self.adviser.id, state=state, on=on, starts_at=starts,
            ends_at=starts + timedelta(minutes=50), travel_min_before=25, **facts,
        )  # fmt: skip
        self.session.add(visit)
        self.session.flush()
        return visit

    def _signal(self, group: Group) -> Signal:
        signal = draft_signal(
            self.session, self.house, kind=SignalKind.GENERAL, measure=Measure.LOCK_UP, cause=Cause.UNKNOWN,
            agency_id=self.agency.id, location_id=group.location_id, group_id=group.id, adviser_id=self.adviser.id,
            observed_on=self.today, text="De deur van de groep was op slot.", now=self.now, actor="system",
            care_type=CareType.OPEN_RESIDENTIAL_CARE,
        )  # fmt: skip
        self.session.add(
            ObservePoint(signal_id=signal.id, group_id=group.id, measure=Measure.LOCK_UP, opened_at=self.now)
        )
        return signal


def add_client(
    house: House, by: User, now: datetime = WEDNESDAY, identity: str = "Noor Voorbeeld",
    kind: ClientKind = ClientKind.YOUTH,
) -> str:  # fmt: skip
    """Open a youth's file and return its code."""
    with transaction(house.engine) as session:
        parent = ParentKind.WITH_CUSTODY if kind is ClientKind.PARENT else None
        new = NewClient(kind, Gender.FEMALE, parent, 1980 if parent else 2010, identity)
        return open_client(session, house, new, now, by=session.get_one(User, by.id)).code


def add_issue(house: House, by: User, code: str, agency: str, now: datetime = WEDNESDAY) -> str:
    """Record a complaint of a client and return its reference."""
    with transaction(house.engine) as session:
        client = session.scalars(select(Client).where(Client.code == code)).one()
        body = session.scalars(select(Agency).where(Agency.code == agency)).one()
        new = NewIssue(
            IssueKind.COMPLAINT, IssueCategory.TREATMENT, Channel.PHONE, now.date(), agency=body,
            text="De begeleider luistert niet.",
        )  # fmt: skip
        issue: Issue = raise_issue(session, house, client, new, now, by=session.get_one(User, by.id))
        return issue.reference


def add_waiting(house: House, by: User, *, is_youth: bool, minutes: int, now: datetime = WEDNESDAY) -> str:
    """Put somebody in the queue of the chat who came some minutes ago, and return the reference."""
    with transaction(house.engine) as session:
        return arrive(
            session, house, Channel.CHAT, now - timedelta(minutes=minutes), now, is_youth=is_youth,
            by=session.get_one(User, by.id), note="Wil weten hoe klagen gaat.",
        ).reference  # fmt: skip
