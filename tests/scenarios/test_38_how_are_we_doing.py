"""Scenario 38: a manager asks how we are doing, and reads what became of every window, signal and client."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from actions.casework import NewClient, NewIssue, open_client, raise_issue
from actions.house import House
from actions.overview import period_report
from actions.planning import open_windows
from actions.reports import report_in
from actions.signals import receive_reply
from actions.visits import attempt_visit
from actions.windows import close_windows
from rules.casework import Channel, ClientKind, IssueCategory, IssueKind
from rules.overview import METHOD
from rules.reports import Masked, Report, Row
from rules.vocabulary import AttemptReason, SignalKind
from store.events import SYSTEM
from store.models import Closure
from store.scope import Viewer
from store.session import transaction
from tests.actions.signal_world import World, at
from tests.actions.visiting import add_visit, evening, make_visit, morning

FIRST, LAST = date(2026, 4, 6), date(2026, 6, 14)
CAMP = date(2026, 5, 18)
JUDGED = LAST + timedelta(days=1)
ASKED_AT = at(date(2026, 6, 16), 9)
OPEN_CARE = "Open residentiële jeugdhulp"


def visit_all(session: Session, house: House, world: World) -> None:
    """Five windows: met, met late, missed, closed for a camp, and refused before another adviser met it."""
    world.group.anchor_on = FIRST
    session.add(Closure(group_id=world.group.id, starts_on=CAMP, ends_on=date(2026, 5, 31)))
    session.flush()
    open_windows(session, house, LAST, morning(FIRST))
    for day in (date(2026, 4, 8), date(2026, 5, 5)):
        make_visit(session, house, add_visit(session, world.group, day))
    close_windows(session, house, CAMP, morning(CAMP))
    refused = add_visit(session, world.group, date(2026, 6, 3))
    attempt_visit(session, house, refused.id, AttemptReason.REFUSED, now=evening(refused.on), actor=SYSTEM)
    substitute = add_visit(session, world.group, date(2026, 6, 10))
    substitute.adviser_id = world.region.add_adviser().id
    make_visit(session, house, substitute)
    close_windows(session, house, JUDGED, morning(JUDGED))


def signal_all(session: Session, house: House, world: World) -> None:
    """Three acute signals, of which two were answered, and a general one that is 62 days old."""
    world.sent(at(date(2026, 4, 15), 10))
    for day, answered_at in (
        (date(2026, 6, 1), at(date(2026, 6, 1), 15)),
        (date(2026, 6, 8), at(date(2026, 6, 9), 16, 30)),
        (date(2026, 6, 12), None),
    ):
        signal = world.draft(SignalKind.ACUTE, at(day, 9), observed_on=day)
        world.send_acute(signal, at(day, 10))
        if answered_at is not None:
            receive_reply(session, house, signal, "Wij zijn erbij.", answered_at, answered_at)


def help_all(session: Session, house: House, world: World) -> None:
    """Six youths and two relatives come with a complaint."""
    now = at(date(2026, 5, 11), 10)
    for kind in [ClientKind.YOUTH] * 6 + [ClientKind.RELATIVE] * 2:
        new = NewClient(kind, birth_year=2010, identity="Noor Voorbeeld", reporting=world.region.municipality)
        client = open_client(session, house, new, now, by=world.writer)
        issue = NewIssue(
            kind=IssueKind.COMPLAINT, category=IssueCategory.TREATMENT, channel=Channel.PHONE, raised_on=now.date(),
            agency=world.region.agency, text="De begeleider luistert niet.",
        )  # fmt: skip
        raise_issue(session, house, client, issue, now, by=world.writer)


@pytest.fixture
def report(house: House) -> Report:
    """What the manager is shown two days after the ten weeks."""
    with transaction(house.engine) as session:
        world = World(house, session)
        visit_all(session, house, world)
        signal_all(session, house, world)
        help_all(session, house, world)
        return period_report(session, house, Viewer(world.manager, ASKED_AT), FIRST, LAST)


def row_of(report: Report, key: str, label: str) -> dict[str, object]:
    """Return one row of a table of the report, by the names of its columns."""
    table = next(table for section in report.sections for table in section.tables if table.key == key)
    rows: list[Row] = [*table.rows, *([table.total] if table.total else [])]
    cells = next(row.cells for row in rows if row.label == label)
    return dict(zip(table.columns, cells, strict=True))


def test_38_what_became_of_each_window(report: Report) -> None:
    assert row_of(report, "windows", OPEN_CARE) == {
        "Verschuldigd": 5, "Op tijd": 2, "Te laat": 1, "Gemist": 1, "Vervallen": 1, "Nog open": 0,
    }  # fmt: skip
    assert row_of(report, "gaps", OPEN_CARE)["Langste gat"] == (date(2026, 6, 10) - date(2026, 5, 5)).days
    assert row_of(report, "debt", OPEN_CARE)["Toegang geweigerd"] == 1
    assert row_of(report, "advisers", OPEN_CARE) == {"Bezochte groepen": 1, "Gemiddeld": 2, "Meeste": 2}


def test_38_how_old_signals_are_and_how_fast_the_acute_were_answered(report: Report) -> None:
    assert row_of(report, "open_signals", "61 tot en met 90 dagen") == {"Acuut": 0, "Algemeen": 1, "Totaal": 1}
    assert row_of(report, "open_signals", "Totaal") == {"Acuut": 3, "Algemeen": 1, "Totaal": 4}
    assert row_of(report, "acute_answers", "Acute signalen") == {
        "Verstuurd": 3, "Beantwoord": 2, "Mediaan": 5, "Negen van de tien binnen": 31, "Langst": 31,
    }  # fmt: skip
    assert row_of(report, "escalations", "Voorgesteld")["Acuut"] == 3


def test_38_no_number_of_clients_below_five(report: Report) -> None:
    assert row_of(report, "clients", "Jeugdige")["Cliënten"] == 6
    assert isinstance(row_of(report, "clients", "Familielid")["Cliënten"], Masked)


def test_38_what_is_taken_along_says_how_it_was_counted(report: Report) -> None:
    book = load_workbook(BytesIO(report_in(report, "xlsx")))
    assert METHOD in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
