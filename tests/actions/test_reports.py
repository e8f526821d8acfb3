"""Reports from a register: whose work counts where and when, what is refused, and the files that come of it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.house import House
from actions.reports import make_management_report, make_municipality_report, write_report
from rules.calendar import at_local
from rules.errors import RuleError
from rules.reports import Masked, Report, Why, as_data
from rules.vocabulary import (
    AgencyKind,
    AttemptReason,
    CareType,
    InfoSessionKind,
    LegalEffect,
    Measure,
    SchoolRegion,
    SignalKind,
    SignalState,
    VisitState,
    WaiverReason,
    WindowState,
)
from store.models import (
    Agency,
    AgencyName,
    Escalation,
    Group,
    GroupProvider,
    InfoSession,
    Location,
    Municipality,
    Signal,
    Visit,
    VisitWindow,
)
from store.session import transaction
from tests.builders import LONG_AGO, Region

NOW = datetime(2026, 4, 8, 10, 0, tzinfo=UTC)
OPEN = CareType.OPEN_RESIDENTIAL_CARE
HOSTILE = '<script>alert(1)</script> & "Zonen"'


@dataclass
class Work:
    """Adds work to an invented region."""

    session: Session
    region: Region = field(init=False)

    def __post_init__(self) -> None:
        self.region = Region(self.session)
        self.adviser = self.region.add_adviser()

    def visit(self, group: Group, on: date, state: VisitState = VisitState.DONE) -> Visit:
        reason = AttemptReason.REFUSED if state is VisitState.ATTEMPTED else None
        visit = Visit(
            group_id=group.id,
            adviser_id=self.adviser.id,
            on=on,
            starts_at=at_local(on, time(16)),
            ends_at=at_local(on, time(17)),
            state=state,
            attempt_reason=reason,
            present=6,
            spoken_to=4,
        )
        self.session.add(visit)
        self.session.flush()
        return visit

    def info_session(self, agency: Agency, location: Location, on: date) -> None:
        number = f"VL-{next(self.region.numbers)}"
        self.session.add(
            InfoSession(reference=number, kind=InfoSessionKind.STAFF, held_on=on, agency_id=agency.id,
                        location_id=location.id, adviser_id=self.adviser.id)
        )  # fmt: skip

    def signal(self, location: Location, sent_at: datetime | None, **facts: Any) -> Signal:
        given: dict[str, Any] = {
            "reference": f"S-{next(self.region.numbers)}",
            "kind": SignalKind.GENERAL,
            "state": SignalState.SENT if sent_at else SignalState.DRAFT,
            "measure": Measure.CLIMATE,
            "agency_id": self.region.agency.id,
            "location_id": location.id,
            "adviser_id": self.adviser.id,
            "observed_on": date(2025, 1, 1),
            "text_sealed": b"sealed",
            "created_at": NOW,
            "sent_at": sent_at,
        } | facts
        signal = Signal(**given)
        self.session.add(signal)
        self.session.flush()
        return signal

    def window(self, group: Group, ends_on: date, state: WindowState, visit: Visit | None = None) -> None:
        waived = WaiverReason.CLOSED if state is WindowState.WAIVED else None
        self.session.add(
            VisitWindow(group_id=group.id, care_type=OPEN, starts_on=ends_on - timedelta(days=13), ends_on=ends_on,
                        late_until=ends_on + timedelta(days=7), state=state, waiver_reason=waived,
                        satisfied_by_id=visit.id if visit else None)
        )  # fmt: skip
        self.session.flush()

    def municipality(self, name: str, code: str, **facts: Any) -> Municipality:
        given: dict[str, Any] = {
            "youth_region": "R",
            "school_region": SchoolRegion.NORTH,
            "valid_from": LONG_AGO,
        } | facts
        row = Municipality(code=code, name=name, **given)
        self.session.add(row)
        self.session.flush()
        return row


def names(report: Report) -> tuple[str, ...] | None:
    return report.tables["table_8a"].names


def rows(report: Report, table: str) -> dict[str, tuple[Any, ...]]:
    return {row.label: row.cells for row in report.tables[table].rows}


def visits_of(report: Report) -> Any:
    return rows(report, "table_10")["Groepsbezoeken"][0]


def yearly(session: Session, house: House, name: str = "Waterrijk", year: int = 2025, **changed: Any) -> Report:
    given: dict[str, Any] = {"profile": "seed_2016", "now": NOW} | changed
    return make_municipality_report(session, house, name, year, given["profile"], given["now"])


def test_a_national_body_counts_where_its_location_stands(each_house: House) -> None:
    """Scenario 29: without regional locations in its main municipality, otherwise each location in its own."""
    with transaction(each_house.engine) as session:
        work = Work(session)
        other = work.municipality("Bosrijk", "GM2")
        national = work.region.add_agency("Landelijk Verzonnen")
        main = work.region.add_location()
        there = work.region.add_location(municipality_id=other.id)
        work.info_session(national, main, date(2025, 3, 3))
        work.signal(main, datetime(2025, 5, 1, 9, tzinfo=UTC), agency_id=national.id)
        work.visit(work.region.add_group(OPEN, location=there), date(2025, 3, 3))
        here, elsewhere = yearly(session, each_house), yearly(session, each_house, "Bosrijk")
        assert (names(here), names(elsewhere)) == (("Landelijk Verzonnen",), ("De Voorbeeldhoeve",))
        assert (visits_of(here), visits_of(elsewhere)) == (0, 1)
        assert list(rows(elsewhere, "table_11").values()) == [(0,), (0,)]


def test_a_merger_names_who_it_was_at_each_visit(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        new = work.region.add_agency("De Nieuwe Hoeve")
        group = work.region.add_group(OPEN)
        old = session.get_one(GroupProvider, (group.id, LONG_AGO))
        old.valid_to = date(2025, 6, 30)
        session.add(GroupProvider(group_id=group.id, agency_id=new.id, valid_from=date(2025, 7, 1)))
        work.visit(group, date(2025, 6, 30))
        assert names(yearly(session, house)) == ("De Voorbeeldhoeve",)
        work.visit(group, date(2025, 7, 1))
        report = yearly(session, house)
        assert (names(report), visits_of(report)) == (("De Nieuwe Hoeve", "De Voorbeeldhoeve"), 2)


def test_a_merger_that_leaves_one_agency_in_view_hides_its_signals(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        new = work.region.add_agency("De Nieuwe Hoeve")
        work.region.agency.merged_into_id, work.region.agency.merged_on = new.id, date(2025, 7, 1)
        place = work.region.add_location()
        for month in range(1, 7):
            work.signal(place, datetime(2025, month, 1, 9, tzinfo=UTC))
            work.signal(place, datetime(2025, month + 6, 1, 9, tzinfo=UTC), agency_id=new.id)
        hidden, none = (cells[0] for cells in rows(yearly(session, house, profile="strict"), "table_11").values())
        assert hidden == Masked("niet getoond", Why.ONE_AGENCY)
        assert none == 0


def test_an_agency_is_named_as_it_was_then(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        first = session.get_one(AgencyName, (work.region.agency.id, LONG_AGO))
        first.valid_to = date(2025, 12, 31)
        session.add(AgencyName(agency_id=work.region.agency.id, valid_from=date(2026, 1, 1), name="Nieuwe Naam"))
        group = work.region.add_group(OPEN)
        for day in (date(2025, 12, 31), date(2026, 1, 1)):
            work.visit(group, day)
        assert names(yearly(session, house, year=2025)) == ("De Voorbeeldhoeve",)
        assert names(yearly(session, house, year=2026)) == ("Nieuwe Naam",)


@pytest.mark.parametrize("state", VisitState)
def test_only_visits_made_count(house: House, state: VisitState) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        group = work.region.add_group(OPEN)
        work.visit(group, date(2025, 2, 3))
        work.visit(group, date(2025, 3, 3), state)
        made = state in (VisitState.DONE, VisitState.REPORTED)
        assert visits_of(yearly(session, house)) == 1 + made


@pytest.mark.parametrize("what", ["visit", "session", "signal with its group", "signal at the place"])
def test_a_family_home_is_never_named(house: House, what: str) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        family = work.region.add_agency("Gezinshuis De Verzonnen Familie")
        place = work.region.add_location()
        home = work.region.add_group(CareType.FAMILY_HOME, agency=family, location=place)
        sent = datetime(2025, 5, 1, 9, tzinfo=UTC)
        deeds: dict[str, Callable[[], object]] = {
            "visit": lambda: work.visit(home, date(2025, 2, 3)),
            "session": lambda: work.info_session(family, place, date(2025, 2, 3)),
            "signal with its group": lambda: work.signal(place, sent, agency_id=family.id, group_id=home.id),
            "signal at the place": lambda: work.signal(place, sent, agency_id=family.id),
        }
        deeds[what]()
        session.flush()
        report = yearly(session, house)
        assert names(report) == ()
        assert {"table": "table_8a", "why": "family_home"} in as_data(report)["suppressed"]
        assert "Verzonnen Familie" not in json.dumps(as_data(report), ensure_ascii=False)


@pytest.mark.parametrize(
    ("sent_at", "year"),
    [
        pytest.param(datetime(2024, 12, 31, 22, 59, tzinfo=UTC), 2024, id="23:59 on the last evening"),
        pytest.param(datetime(2024, 12, 31, 23, 0, tzinfo=UTC), 2025, id="midnight in Amsterdam, not yet in UTC"),
    ],
)
def test_a_signal_counts_in_the_year_it_was_sent(house: House, sent_at: datetime, year: int) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        for day in (date(2024, 6, 1), date(2025, 6, 1)):
            work.visit(work.region.add_group(OPEN), day)
        work.signal(work.region.add_location(), sent_at)
        counted = {asked: sum(cells[0] for cells in rows(yearly(session, house, year=asked), "table_11").values())
                   for asked in (2024, 2025)}  # fmt: skip
        assert counted == {2024: int(year == 2024), 2025: int(year == 2025)}


def test_drafts_do_not_count_and_merged_duplicates_count_once(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        place = work.region.add_location()
        first = work.signal(place, datetime(2025, 5, 1, 9, tzinfo=UTC))
        work.signal(place, datetime(2025, 5, 9, 9, tzinfo=UTC), state=SignalState.MERGED, merged_into_id=first.id)
        work.signal(place, None)
        assert [cells[0] for cells in rows(yearly(session, house), "table_11").values()] == [1, 0]


def test_access_points_have_a_row_of_their_own(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        team = work.region.add_agency("Wijkteam Oost", AgencyKind.ACCESS_POINT)
        work.signal(work.region.add_location(), datetime(2025, 5, 1, 9, tzinfo=UTC), agency_id=team.id)
        report = yearly(session, house)
        assert names(report) == ("Toegang Jeugdhulp",)
        assert [cells[0] for cells in rows(report, "table_11").values()] == [0, 1]


@pytest.mark.parametrize(
    ("name", "year", "profile", "says"),
    [
        pytest.param("Waterijk", 2025, "strict", "Bedoelt u Waterrijk?", id="a slip of the pen is pointed out"),
        pytest.param("", 2025, "strict", "Controleer de naam", id="no name"),
        pytest.param("Waterrijk", 2019, "strict", "bestond niet in 2019", id="not a municipality yet"),
        pytest.param("Waterrijk", 2021, "strict", "Over 2021 staat er niets", id="a year without data"),
        pytest.param("Waterrijk", 2027, "strict", "Over 2027 staat er niets", id="a year to come"),
        pytest.param("Waterrijk", 99999, "strict", "Over 99999 staat er niets", id="no year at all"),
        pytest.param("Waterrijk", 2025, "ruim", "Kies strict, seed_2016 of rounded_5.", id="an unknown profile"),
        pytest.param("Dorp", 2025, "strict", "de code: GM8 of GM9", id="two of one name"),
    ],
)
def test_a_question_without_an_answer(house: House, name: str, year: int, profile: str, says: str) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        work.visit(work.region.add_group(OPEN), date(2025, 2, 3))
        for code in ("GM8", "GM9"):
            work.municipality("Dorp", code)
        with pytest.raises(RuleError, match=re.escape(says)):
            yearly(session, house, name, year, profile=profile)


@pytest.mark.parametrize("name", ["WATERRIJK", " gm1 ", "Waterrijk"])
def test_a_municipality_by_name_or_code(house: House, name: str) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        work.visit(work.region.add_group(OPEN), date(2025, 2, 3))
        assert yearly(session, house, name).name == "Waterrijk"


def test_a_municipality_that_got_another_code_in_the_year_is_one(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        work.region.municipality.valid_to = date(2025, 6, 30)
        new = work.municipality("Waterrijk", "GM7", valid_from=date(2025, 7, 1))
        places = [work.region.add_location(), work.region.add_location(municipality_id=new.id)]
        for place, day in zip(places, (date(2025, 2, 3), date(2025, 8, 4)), strict=True):
            work.visit(work.region.add_group(OPEN, location=place), day)
        assert visits_of(yearly(session, house)) == 2


def test_a_year_that_still_runs_is_provisional(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        work.visit(work.region.add_group(OPEN), date(2026, 2, 3))
        assert "voorlopige cijfers" in json.dumps(as_data(yearly(session, house, year=2026)))
        after = yearly(session, house, year=2026, now=datetime(2027, 1, 1, 9, tzinfo=UTC))
        assert "voorlopige cijfers" not in json.dumps(as_data(after))


def test_management_figures_from_the_register(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        work = Work(session)
        group = work.region.add_group(OPEN)
        visit = work.visit(group, date(2026, 1, 20))
        work.window(group, date(2026, 1, 25), WindowState.SATISFIED, visit)
        work.window(group, date(2026, 2, 8), WindowState.MISSED)
        work.window(group, date(2026, 2, 22), WindowState.WAIVED)
        work.window(group, date(2026, 4, 7), WindowState.OPEN)
        work.window(group, date(2026, 4, 21), WindowState.OPEN)
        work.visit(group, date(2026, 2, 1), VisitState.ATTEMPTED)
        place = work.region.add_location()
        signal = work.signal(place, datetime(2026, 3, 9, 9, tzinfo=UTC))
        work.signal(place, datetime(2026, 1, 1, 9, tzinfo=UTC), state=SignalState.CLOSED, closed_at=NOW)
        work.signal(place, None)
        session.add(
            Escalation(signal_id=signal.id, legal_effect=LegalEffect.AGREEMENT, reason="no_answer", proposed_at=NOW)
        )
        session.flush()
        report = make_management_report(session, each_house, date(2026, 1, 1), date(2026, 4, 8), NOW)
        label = "Open residentiële jeugdhulp"
        assert rows(report, "windows")[label] == (4, 1, 0, 1, 1, 1)
        assert rows(report, "gaps")[label] == (78, 21, 28)
        assert rows(report, "debt")[label] == (2, 1, 1)
        assert rows(report, "open_signals")["15 tot en met 30 dagen"] == (0, 1, 1)
        assert rows(report, "escalations")["Wacht nu op goedkeuring"] == (0, 1, 1)
        assert dict(report.highlights) == {
            "Bezoeken op tijd": "33%",
            "Bezoeken achter": "2",
            "Open signalen": "1",
            "Wacht op goedkeuring": "1",
        }


def test_a_window_of_today_still_runs(house: House) -> None:
    with transaction(house.engine) as session:
        work = Work(session)
        work.window(work.region.add_group(OPEN), date(2026, 4, 8), WindowState.OPEN)
        due = [
            sum(cells[0] for cells in rows(made, "windows").values())
            for made in (
                make_management_report(session, house, date(2026, 1, 1), date(2026, 4, 30), NOW + timedelta(days=later))
                for later in (0, 1)
            )
        ]
        assert due == [0, 1]


def test_an_empty_register_gives_an_empty_page(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        report = make_management_report(session, house, date(2026, 1, 1), date(2026, 4, 8), NOW)
    assert dict(report.highlights)["Bezoeken op tijd"] == "geen"
    assert "Vertrouwenswerk in beeld" in write_report(report, "html", tmp_path).read_text(encoding="utf-8")


def test_a_period_that_runs_backwards(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(RuleError, match="2027-01-01"):
        make_management_report(session, house, date(2027, 1, 1), date(2026, 4, 8), NOW)


class Page(HTMLParser):
    """The words of a page and the elements that hold them; complains about elements that are not closed."""

    VOID = frozenset({"meta"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs  # what matters here is which elements there are
        self.seen.append(tag)
        self.open += [] if tag in self.VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)


@pytest.fixture
def report(house: House) -> Report:
    with transaction(house.engine) as session:
        work = Work(session)
        hostile = work.region.add_agency(HOSTILE)
        group = work.region.add_group(OPEN, agency=hostile)
        work.visit(group, date(2025, 2, 3))
        work.signal(work.region.add_location(), datetime(2025, 5, 1, 9, tzinfo=UTC))
        return yearly(session, house, profile="strict")


def test_the_page_says_what_the_data_say(report: Report, tmp_path: Path) -> None:
    page = Page(write_report(report, "html", tmp_path).read_text(encoding="utf-8"))
    words = " ".join(" ".join(page.words).split())
    assert page.open == []
    assert "script" not in page.seen
    for part in (
        HOSTILE,
        "Jaarrapportage Waterrijk 2025",
        "Tabel 8a. Instanties gevestigd in de gemeente, waar vertrouwenswerk is uitgevoerd",
        "Tabel 10. Aantal groepsbezoeken en voorlichtingen",
        "Voorlichting cliëntenraad 0",
        "(inclusief Jeugdbescherming en Veilig Thuis) <5",
        "geen oordeel over een instantie",
        "Methode: gemeente-1. Kleine aantallen: streng.",
        report.author,
    ):
        assert part in words


def test_the_data_hold_profile_method_and_what_is_hidden(report: Report, tmp_path: Path) -> None:
    file = write_report(report, "json", tmp_path / "new" / "folder")
    data = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "municipality-Waterrijk-2025.json"
    assert (data["profile"], data["method"], data["year"]) == ("strict", "gemeente-1", 2025)
    row = "Signalen instanties (inclusief Jeugdbescherming en Veilig Thuis)"
    assert data["suppressed"] == [{"table": "table_11", "row": row, "why": "small_count"}]
    assert data["tables"]["table_11"]["rows"][0]["values"] == [{"shown": "<5"}]
    assert data["tables"]["table_10"]["total"] == {"label": "Totaal", "values": [1]}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Den Haag", "municipality-Den-Haag-2025.json"),
        ("'s-Hertogenbosch", "municipality-s-Hertogenbosch-2025.json"),
        ("../../Bergen (NH.)", "municipality-Bergen-NH-2025.json"),
        ("Súdwest-Fryslân", "municipality-Súdwest-Fryslân-2025.json"),
        ("...", "municipality-naamloos-2025.json"),
    ],
)
def test_a_name_becomes_a_file_in_the_folder(report: Report, tmp_path: Path, name: str, file: str) -> None:
    assert write_report(replace(report, name=name), "json", tmp_path) == tmp_path / file


def test_writing_again_replaces_the_file_and_leaves_nothing_else(report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    first = write_report(report, "json", folder)
    assert write_report(replace(report, title="Anders"), "json", folder) == first
    assert json.loads(first.read_text(encoding="utf-8"))["title"] == "Anders"
    assert list(folder.iterdir()) == [first]
