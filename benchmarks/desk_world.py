"""A register of the size of the country for the desk: windows, visits, signals and issues, all invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from actions.house import House
from actions.release_check import content_of
from rules.calendar import Profile, at_local
from rules.casework import Channel, ClientKind, IssueCategory, IssueKind
from rules.ladder import DeadlineKind
from rules.reports import Report
from rules.vocabulary import (
    CareType,
    Cause,
    LegalEffect,
    Measure,
    Role,
    SignalKind,
    SignalState,
    Unit,
    VisitState,
    WindowState,
)
from store.models import (
    Client,
    ClientAdviser,
    Deadline,
    Escalation,
    Intake,
    Issue,
    ReleasedReport,
    Signal,
    SupportCase,
    User,
    Visit,
    VisitWindow,
    WorkItem,
)
from store.session import transaction
from store.signals import signal_text_place
from tests.builders import LONG_AGO, Region

NOW = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
ADVISERS, GROUPS, AGENCIES = 75, 1_200, 90
WINDOWS_EACH, DAYS_EACH, PAST = 35, 14, 26
WINDOWS = GROUPS * WINDOWS_EACH
SIGNALS, CLIENTS, ISSUES = 600, 12_000, 21_000
FIRST = date(2026, 4, 6) - timedelta(days=PAST * DAYS_EACH)
CARE_TYPES = (
    CareType.CLOSED_CARE,
    CareType.OPEN_RESIDENTIAL_CARE,
    CareType.FAMILY_HOME,
    CareType.INDEPENDENCE_TRAINING,
)
TEXT = "De jongeren zitten 's avonds op hun kamer."
STATES = (SignalState.SENT, SignalState.SENT, SignalState.DRAFT, SignalState.ANSWERED, SignalState.CLOSED)


@dataclass(frozen=True, slots=True)
class World:
    """Who looks, by role."""

    users: dict[Role, User]


def fill(house: House) -> World:
    """Keep it all; return somebody of each role."""
    with transaction(house.engine) as session:
        region = Region(session)
        agencies = [region.agency, *(region.add_agency(f"Huis {number}") for number in range(1, AGENCIES))]
        advisers = [region.add_adviser() for _ in range(ADVISERS)]
        groups = [
            region.add_group(
                CARE_TYPES[number % len(CARE_TYPES)], advisers[number % ADVISERS], agency=agencies[number % AGENCIES]
            )
            for number in range(GROUPS)
        ]
        users: dict[Role, User] = {
            role: region.add_user(
                role,
                agency_id=region.agency.id if role is Role.PROVIDER_CONTACT else None,
                municipality_id=region.municipality.id if role is Role.MUNICIPALITY_CONTACT else None,
            )
            for role in Role
            if role is not Role.ADVISER
        }
        users[Role.ADVISER] = session.scalars(select(User).where(User.adviser_id == advisers[0].id)).one()
        where = [(group.id, group.location_id, group.owner_id) for group in groups]
        _visits(session, where)
        _signals(session, house, where, [agency.id for agency in agencies], users)
        _casework(session, [adviser.id for adviser in advisers], [agency.id for agency in agencies])
        _rest(session, region, users)
    with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return World(users)


def _visits(session: Session, groups: list[tuple[int, int, int | None]]) -> None:
    """Windows of two weeks, a visit in most of them: the past ones made, some missed, the next six weeks planned."""
    windows, visits = [], []
    for place, (group, _, adviser) in enumerate(groups):
        for turn in range(WINDOWS_EACH):
            number = place * WINDOWS_EACH + turn + 1
            starts = FIRST + timedelta(days=turn * DAYS_EACH)
            missed = turn < PAST and number % 20 == 0
            windows.append({
                "id": number, "group_id": group, "care_type": CARE_TYPES[place % len(CARE_TYPES)], "starts_on": starts,
                "ends_on": starts + timedelta(days=DAYS_EACH - 1), "late_until": starts + timedelta(days=DAYS_EACH + 6),
                "state": WindowState.MISSED if missed else WindowState.OPEN, "relaxation_facts": {},
            })  # fmt: skip
            if not missed and turn < PAST + 3:
                on = starts + timedelta(days=(place // ADVISERS) % 5 + 7 * (number % 2))
                start = at_local(on, time(9 + (place // ADVISERS) % 4 * 2))
                done = on < TODAY
                visits.append({
                    "id": number, "group_id": group, "adviser_id": adviser, "window_id": number, "on": on,
                    "state": VisitState.REPORTED if done else VisitState.PLANNED, "starts_at": start,
                    "ends_at": start + timedelta(hours=1), "extra": False, "frozen": False,
                    "present": 8 if done else None, "spoken_to": 5 if done else None,
                    "reported_at": start + timedelta(hours=3) if done else None,
                })  # fmt: skip
    session.execute(insert(VisitWindow), windows)
    session.execute(insert(Visit), visits)
    session.execute(
        text(
            "UPDATE visit_window SET state = 'satisfied', satisfied_by_id = id"
            " WHERE id IN (SELECT id FROM visit WHERE state = 'reported')"
        )
    )


def _signals(
    session: Session,
    house: House,
    groups: list[tuple[int, int, int | None]],
    agencies: list[int],
    users: dict[Role, User],
) -> None:
    rows, terms = [], []
    for number in range(1, SIGNALS + 1):
        group, location, adviser = groups[number % len(groups)]
        state, at = STATES[number % len(STATES)], NOW - timedelta(days=number % 300)
        reference = f"S-2026-{number:04d}"
        rows.append({
            "id": number, "reference": reference, "kind": SignalKind.GENERAL, "state": state,
            "measure": Measure.ROOM_CONFINEMENT, "cause": Cause.ORGANISATIONAL,
            "agency_id": agencies[number % len(agencies)],
            "location_id": location, "group_id": group, "adviser_id": adviser, "round": 1, "text_version": 1,
            "observed_on": at.date(), "created_at": at, "sent_at": None if state is SignalState.DRAFT else at,
            "closed_at": at + timedelta(days=20) if state is SignalState.CLOSED else None,
            "text_sealed": house.vault.seal(session, signal_text_place(reference), TEXT),
        })  # fmt: skip
        if state is SignalState.SENT:
            terms.append({
                "subject_kind": "signal", "subject_id": number, "kind": DeadlineKind.ANSWER.value, "round": 1,
                "amount": 15, "unit": Unit.WORKING_DAYS,
                "legal_effect": LegalEffect.HOUSE_POLICY, "profile": Profile.ATW_FULL,
                "calendar_version": "bench", "consumed": 0, "extended_by": 0, "due_version": 1, "anchor_at": at,
                "running_since_at": at, "next_step": "remind_5_before", "next_step_at": NOW + timedelta(days=2),
            })  # fmt: skip
    session.execute(insert(Signal), rows)
    session.execute(insert(Deadline), terms)
    approver = users[Role.MANAGER].id
    session.execute(insert(Escalation), [
        {"signal_id": row["id"], "legal_effect": LegalEffect.AGREEMENT, "reason": "no_answer",
         "proposed_at": row["sent_at"],
         "approved_at": NOW, "approved_by_id": approver, "told_at": NOW}
        for row in islice((row for row in rows if row["state"] is SignalState.SENT), 40)
    ])  # fmt: skip


def _casework(session: Session, advisers: list[int], agencies: list[int]) -> None:
    clients, links, issues, cases = [], [], [], []
    for number in range(1, CLIENTS + 1):
        clients.append({"id": number, "code": f"CL-{number:05d}", "kind": ClientKind.YOUTH, "first_contact_on": FIRST})
        links.append({"client_id": number, "valid_from": LONG_AGO, "adviser_id": advisers[number % len(advisers)]})
    kinds, categories, channels = tuple(IssueKind), tuple(IssueCategory), tuple(Channel)
    for number in range(1, ISSUES + 1):
        client = number % CLIENTS + 1
        issues.append({
            "id": number, "reference": f"V-{number:05d}", "client_id": client, "kind": kinds[number % len(kinds)],
            "category": categories[0], "channel": channels[number % len(channels)],
            "raised_on": FIRST + timedelta(days=number % 360), "agency_id": agencies[number % len(agencies)],
        })  # fmt: skip
        if number % 3 == 0:
            cases.append({
                "reference": f"O-{number:05d}", "issue_id": number, "adviser_id": advisers[client % len(advisers)],
                "opened_on": FIRST + timedelta(days=number % 360),
            })  # fmt: skip
    for noun, rows in ((Client, clients), (ClientAdviser, links), (Issue, issues), (SupportCase, cases)):
        session.execute(insert(noun), rows)


def _report(kind: str) -> Report:
    return Report(
        kind=kind, name="Waterrijk", title="Jaarrapport", author="Voorbeeldwerk", starts_on=FIRST, ends_on=TODAY,
        made_on=TODAY, profile="strict", method="x", sections=(),
    )  # fmt: skip


def _rest(session: Session, region: Region, users: dict[Role, User]) -> None:
    adviser = users[Role.ADVISER].adviser_id
    session.add_all(
        WorkItem(
            key=f"w:{role.value}:{number}", kind="finish_draft", subject_kind="signal", subject_id=number, role=role,
            adviser_id=adviser if role is Role.ADVISER else None, organisation_id=region.organisation.id,
            due_on=TODAY + timedelta(days=number % 20 - 5), created_at=NOW,
        )
        for role in Role
        for number in range(1, 41)
    )  # fmt: skip
    session.add_all(
        Intake(reference=f"I-{number:04d}", channel=next(iter(Channel)), is_youth=True, arrived_at=NOW)
        for number in range(30)
    )
    session.add_all(
        ReleasedReport(
            number=f"JR-{number:03d}", kind=kind, subject_code=code, year=2025 - number, part="year", version=1,
            profile="strict", method="x", content=content_of(_report(kind)), digest="0" * 64, released_at=NOW,
        )
        for kind, code in (("municipality", region.municipality.code), ("agency", region.agency.code))
        for number in ((1,) if kind == "agency" else (2,))
    )  # fmt: skip
