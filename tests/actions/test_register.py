"""The register in and out: what comes back is what went in, and nothing happens twice."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from actions.house import House, build_house
from actions.register import (
    WORKBOOK,
    export_register,
    import_register,
    template_sheets,
    validate_register,
    write_template,
)
from actions.register_cells import read_cell, show_cell
from actions.register_columns import Column, Kind, Table
from actions.register_loading import load_register
from actions.register_sheets import BY_NAME, TABLES
from actions.signals import receive_reply
from channels.sheets import read_book
from rules.calendar import at_local
from rules.vocabulary import (
    AbsenceKind,
    AttemptReason,
    CareType,
    Cause,
    InfoSessionKind,
    Measure,
    Role,
    SignalKind,
    SignalState,
    VisitState,
)
from store.events import SYSTEM, breaks
from store.models import (
    Absence,
    AccessLog,
    Agency,
    AgencyRegulation,
    CadenceOverride,
    Closure,
    Conflict,
    Deadline,
    Escalation,
    Event,
    Group,
    GroupHours,
    InfoSession,
    Location,
    Notice,
    Signal,
    Visit,
)
from store.session import transaction
from store.signals import signal_text, signal_text_place
from tests.actions.register_casework import READ, fill_casework
from tests.actions.register_files import Cells, Files, put, small_register, write_files
from tests.builders import Region
from tests.conftest import settings_for

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def take_in(house: House, path: Path, now: datetime = NOW, *, validate_only: bool = False) -> tuple[int, int]:
    with transaction(house.engine) as session:
        counts = import_register(session, house, path, now=now, actor=SYSTEM, validate_only=validate_only)
    return counts.added, counts.changed


def write_out(house: House, folder: Path) -> Path:
    with transaction(house.engine) as session:
        export_register(session, house, folder, now=NOW, actor="user:1")
    return folder


def contents(house: House) -> dict[str, dict[object, dict[str, object]]]:
    """Everything the register holds, by natural keys, texts opened."""
    with transaction(house.engine) as session:
        known = load_register(session, lambda place, text: house.vault.open(session, place, text))
    return {name: {key: entry.values for key, entry in shelf.items()} for name, shelf in known.items()}


def csv_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


@pytest.fixture
def second_house(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[House]:
    home = tmp_path / "second"
    built = build_house(settings_for(f"sqlite:///{home / 'second.db'}", home), NOW, simulated=True)
    yield built
    built.engine.dispose()


def fill(house: House) -> None:
    """Fill a house with every kind of row, odd values among them."""
    with transaction(house.engine) as session:
        region = Region(session)
        own, other = region.add_adviser(latitude=52.1, longitude=5.25), region.add_adviser(contract_hours=28.5)
        own.deputy_id, other.deputy_id = other.id, own.id
        heir = region.add_agency("De  Ërfgenaam; 'quoted' \"names\"")
        merged = region.add_agency("De Opgegane")
        merged.merged_into_id, merged.merged_on = heir.id, date(2026, 1, 1)
        closed = region.add_group(CareType.CLOSED_CARE, own, fixed_weekday=1, fixed_time=time(16), deputy_id=other.id)
        ended = region.add_group(CareType.CARE_FARM, residents=None, ended_on=date(2025, 12, 31))
        coordinator = region.add_user(Role.COORDINATOR, active=False)
        moment = at_local(date(2026, 1, 12), time(16, 0))
        session.add_all([
            Absence(adviser_id=own.id, kind=AbsenceKind.ILL, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 3)),
            GroupHours(group_id=closed.id, weekday=6, starts=time(10), ends=time(12, 30)),
            Closure(group_id=closed.id, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 9)),
            Conflict(adviser_id=other.id, group_id=ended.id),
            AgencyRegulation(agency_id=heir.id, valid_from=date(2024, 1, 1), weeks=8),
            CadenceOverride(group_id=closed.id, valid_from=date(2026, 1, 1), valid_to=date(2026, 2, 1), every_days=3,
                            below_norm=False, reason="=1+1 of zo; \n tweede regel", approved_by_id=coordinator.id),
            Visit(group_id=closed.id, adviser_id=own.id, state=VisitState.REPORTED, on=date(2026, 1, 12),
                  starts_at=moment, ends_at=moment + timedelta(minutes=75), extra=True, present=7, spoken_to=0,
                  reported_at=datetime(2026, 1, 13, 8, 1, 2, 345, tzinfo=UTC), booklet_given=False),
            Visit(group_id=ended.id, adviser_id=other.id, state=VisitState.ATTEMPTED, on=date(2025, 12, 8),
                  starts_at=moment - timedelta(days=35), ends_at=moment - timedelta(days=35, minutes=-10),
                  attempt_reason=AttemptReason.REFUSED),
            Visit(group_id=closed.id, adviser_id=own.id, on=date(2026, 4, 1), starts_at=NOW + timedelta(days=30),
                  ends_at=NOW + timedelta(days=30, hours=1)),
            InfoSession(reference="V-1", kind=InfoSessionKind.CLIENT_COUNCIL,
                        held_on=date(2026, 5, 1), agency_id=heir.id, location_id=closed.location_id,
                        adviser_id=own.id),
        ])  # fmt: skip
        _add_signals(session, house, region, closed.location_id, own.id)
        fill_casework(session, house, region, closed.location_id, own.id, other.id)


def _add_signals(session: object, house: House, region: Region, location_id: int, adviser_id: int) -> None:
    facts = {"agency_id": region.agency.id, "location_id": location_id, "adviser_id": adviser_id}

    def add(reference: str, state: SignalState, sent: datetime | None, **more: object) -> Signal:
        sealed = house.vault.seal(
            region.session, signal_text_place(reference), f"Tekst van {reference} — 'ë' \U0001f600"
        )
        row = Signal(reference=reference, kind=SignalKind.GENERAL, state=state, measure=Measure.CLIMATE, sent_at=sent,
                     observed_on=date(2025, 9, 1), text_sealed=sealed, created_at=datetime(2025, 9, 1, 7, tzinfo=UTC),
                     **facts, **more)  # type: ignore[arg-type]  # fmt: skip
        region.session.add(row)
        region.session.flush()
        return row

    long_open = add("S-2025-0009", SignalState.SENT, datetime(2025, 10, 26, 0, 30, tzinfo=UTC))
    add("S-2025-0001", SignalState.MERGED, None, merged_into_id=long_open.id)
    add("S-2026-0002", SignalState.DRAFT, None, cause=Cause.POWERLESSNESS, round=2)
    add("S-2025-0003", SignalState.CLOSED, NOW - timedelta(days=90), closed_at=NOW - timedelta(days=3, microseconds=7))


@pytest.mark.parametrize("path_of", [lambda folder: folder, lambda folder: folder / WORKBOOK], ids=["csv", "xlsx"])
def test_export_then_import_gives_the_same_content(
    each_house: House, second_house: House, tmp_path: Path, path_of: Callable[[Path], Path]
) -> None:
    fill(each_house)
    first = write_out(each_house, tmp_path / "first")
    take_in(second_house, path_of(first))
    assert contents(second_house) == contents_without_planned(each_house)
    second = write_out(second_house, tmp_path / "second-out")
    assert csv_bytes(second) == csv_bytes(first)
    assert (second / WORKBOOK).read_bytes() == (first / WORKBOOK).read_bytes()


def contents_without_planned(house: House) -> dict[str, dict[object, dict[str, object]]]:
    found = contents(house)
    assert all(count for count in map(len, found.values())), "every sheet takes part in the comparison"
    assert len(found["bezoeken"]) == 2, "planned visits are no part of the register"
    return found


def test_importing_again_changes_nothing(each_house: House, tmp_path: Path) -> None:
    path = write_files(tmp_path / "register", small_register())
    added, changed = take_in(each_house, path)
    assert (added, changed) == (sum(len(rows) for rows in small_register().values()), 0)
    before, events = contents(each_house), count_of(each_house, Event)
    assert take_in(each_house, path, NOW + timedelta(days=40)) == (0, 0)
    assert (contents(each_house), count_of(each_house, Event)) == (before, events)


def count_of(house: House, table: type) -> int:
    with transaction(house.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_changed_row_is_updated_and_the_record_names_fields_only(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "first", small_register()))
    files = small_register()
    put("vertrouwenspersonen", 2, naam="Andere Naam", plaatsvervanger="")(files)
    assert take_in(house, write_files(tmp_path / "second", files)) == (0, 1)
    with transaction(house.engine) as session:
        event = session.scalars(select(Event).where(Event.what == "register_changed")).one()
        assert event.subject_kind == "adviser"
        assert event.facts == {
            "sheet": "vertrouwenspersonen", "changed_naam": True, "changed_plaatsvervanger": True
        }  # fmt: skip
        assert not list(breaks(session))
    values = contents(house)["vertrouwenspersonen"]["VP1",]
    assert (values["naam"], values["plaatsvervanger"]) == ("Andere Naam", None)


def test_rows_and_columns_that_are_not_in_the_file_are_left_alone(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "first", small_register()))
    before = contents(house)
    only: Files = {"locaties": [{"code": "L1", "naam": "Nieuwe naam", "gemeente": "GM1", "plaats": "Waterrijk"}]}
    assert take_in(house, write_files(tmp_path / "second", only)) == (0, 1)
    before["locaties"]["L1",]["naam"] = "Nieuwe naam"
    assert contents(house) == before


def test_validating_says_what_would_happen_and_writes_nothing(house: House, tmp_path: Path) -> None:
    path = write_files(tmp_path / "register", small_register(), delimiter=",")
    assert take_in(house, path, validate_only=True) == take_in(house, path)
    assert take_in(house, path) == (0, 0)


def test_validating_sheets_gives_a_plan(house: House, tmp_path: Path) -> None:
    sheets = read_book(write_files(tmp_path / "register", small_register()))
    with transaction(house.engine) as session:
        plan = validate_register(session, house, sheets, now=NOW)
    assert len(plan.changes["groepen"]) == 2
    assert count_of(house, Group) == 0


def test_words_are_read_in_short_forms_and_any_case(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "register", small_register()))
    found = contents(house)
    assert [row["zorgvorm"] for row in found["groep_zorgvormen"].values()] == ["closed_care", "open_residential_care"]
    assert found["instanties"]["A2",]["soort"] == "certified_institution"
    assert found["gebruikers"]["coordinator",]["rol"] == Role.COORDINATOR


def test_an_open_signal_gets_its_running_term(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "register", small_register()))
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        running = session.scalars(select(Deadline).where(Deadline.subject_kind == "signal")).all()
        assert {deadline.subject_id for deadline in running} == {signal.id}
        assert "answer" in {deadline.kind for deadline in running}
        assert signal_text(session, house.vault, signal) == "Er is in het weekend geen programma."
        assert b"weekend" not in signal.text_sealed


def test_an_overdue_signal_says_in_the_record_why_it_came_in(house: House, tmp_path: Path) -> None:
    files = small_register()
    files["signalen"][0] |= {
        "waargenomen_op": "2026-01-05",
        "verstuurd_op": "2026-01-05",
        "verstreken_reden": "uitstel afgesproken",
    }
    take_in(house, write_files(tmp_path / "register", files))
    with transaction(house.engine) as session:
        of_signal = select(Event).where(Event.what == "register_added", Event.subject_kind == "signal")
        added = session.scalars(of_signal).one()
    assert added.facts == {"sheet": "signalen", "overdue_reason": "delay_agreed"}


def test_a_signal_with_the_director_comes_in_its_second_round(house: House, tmp_path: Path) -> None:
    files = small_register()
    put("signalen", 2, toestand="teruggelegd bij directie")(files)
    path = write_files(tmp_path / "register", files)
    take_in(house, path)
    assert take_in(house, path) == (0, 0)
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal)).one()
        [deadline] = session.scalars(select(Deadline).where(Deadline.subject_kind == "signal")).all()
        assert (signal.round, deadline.kind, deadline.round) == (2, "director_answer", 2)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"soort": "acuut", "verstreken_reden": "overgenomen"}, ["acute"], id="acute"),
        pytest.param({"zorgvorm": "gesloten"}, ["closed_care_duty"], id="closed care"),
        pytest.param({"zorgvorm": "gesloten", "toestand": "concept", "verstuurd_op": ""}, [], id="draft"),
        pytest.param({}, [], id="general"),
        pytest.param({"soort": "acuut", "toestand": "afgesloten", "afgesloten_op": "2026-02-27"}, [], id="closed"),
    ],
)
def test_what_cannot_wait_is_proposed_for_passing_on_at_once(
    house: House, tmp_path: Path, cells: dict[str, str], expected: list[str]
) -> None:
    files = small_register()
    files["signalen"][0] |= {"zorgvorm": ""} | cells
    take_in(house, write_files(tmp_path / "register", files))
    with transaction(house.engine) as session:
        assert list(session.scalars(select(Escalation.reason))) == expected
        asked = select(Deadline.kind).where(Deadline.kind == "escalate")
        assert len(session.scalars(asked).all()) == len(expected)


def test_a_signal_answered_here_may_stand_in_a_register_for_here(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "register", small_register()))
    with transaction(house.engine) as session:
        receive_reply(session, house, session.scalars(select(Signal)).one(), "Ja.", NOW, NOW)
    assert take_in(house, write_out(house, tmp_path / "out")) == (0, 0)


def test_an_export_can_be_imported_where_it_came_from(house: House, tmp_path: Path) -> None:
    fill(house)
    assert take_in(house, write_out(house, tmp_path / "out")) == (0, 0)


def test_each_exported_text_is_logged(house: House, tmp_path: Path) -> None:
    fill(house)
    write_out(house, tmp_path / "out")
    with transaction(house.engine) as session:
        log = session.scalars(select(AccessLog).order_by(AccessLog.subject)).all()
    signals = [f"signal:{reference}" for reference in ("S-2025-0001", "S-2025-0003", "S-2025-0009", "S-2026-0002")]
    assert [(row.subject, row.purpose, row.actor) for row in log] == [
        (subject, "export", "user:1") for subject in (*READ, *signals)
    ]


def test_no_mail_leaves_because_of_an_import(house: House, tmp_path: Path) -> None:
    take_in(house, write_files(tmp_path / "register", small_register()))
    assert count_of(house, Notice) == 0


@pytest.mark.parametrize(
    ("valid_to", "expected"),
    [
        pytest.param("2026-03-02", [], id="valid until today"),
        pytest.param("2026-03-01", ["eigenaar"], id="ran out yesterday"),
    ],
)
def test_an_uncertified_owner_of_a_closed_group_is_a_warning(
    house: House, tmp_path: Path, valid_to: str, expected: list[str]
) -> None:
    files = small_register()
    put("certificaten", 2, geldig_tot=valid_to)(files)
    with transaction(house.engine) as session:
        counts = import_register(session, house, write_files(tmp_path / "r", files), now=NOW, actor=SYSTEM)
    assert [flaw.column for flaw in counts.warnings] == expected
    assert counts.saved


def test_a_row_may_come_before_the_row_it_points_to(house: House, tmp_path: Path) -> None:
    chain: list[Cells] = [
        {"code": code, "soort": "aanbieder", "opgegaan_in": into, "opgegaan_op": "2026-01-01" if into else ""}
        for code, into in (("B1", "B2"), ("B2", "B3"), ("B3", ""))
    ]
    files = small_register()
    files["instanties"] += chain
    files["instantienamen"] += [
        {"instantie": row["code"], "geldig_van": "2020-01-01", "naam": f"Naam {row['code']}"} for row in chain
    ]
    take_in(house, write_files(tmp_path / "register", files))
    with transaction(house.engine) as session:
        by_code = {agency.code: agency for agency in session.scalars(select(Agency))}
    assert (by_code["B1"].merged_into_id, by_code["B2"].merged_into_id) == (by_code["B2"].id, by_code["B3"].id)


def test_the_untouched_template_imports_as_nothing(house: House, tmp_path: Path) -> None:
    write_template(tmp_path / "template")
    assert take_in(house, tmp_path / "template") == (0, 0)
    assert take_in(house, tmp_path / "template" / WORKBOOK) == (0, 0)
    assert [sheet.name for sheet in template_sheets()] == [*BY_NAME, "uitleg"]


def test_an_export_goes_over_an_earlier_one(house: House, tmp_path: Path) -> None:
    fill(house)
    assert csv_bytes(write_out(house, tmp_path / "out")) == csv_bytes(write_out(house, tmp_path / "out"))


def test_a_changed_coordinate_is_kept_to_the_digit(house: House, tmp_path: Path) -> None:
    files = small_register()
    put("locaties", 2, breedtegraad="52.1234567")(files)
    take_in(house, write_files(tmp_path / "register", files))
    with transaction(house.engine) as session:
        assert session.scalars(select(Location.latitude)).one() == 52.1234567


def test_no_grade_leaves_beside_its_case(house: House, tmp_path: Path) -> None:
    fill(house)
    folder = write_out(house, tmp_path / "out")
    assert (folder / "tevredenheid.csv").read_text("utf-8-sig").splitlines() == [
        "traject;jeugdige;verstuurd_op;beantwoord_op",
        "T-1;ja;2026-02-26T10:00:01+01:00;2026-02-27",
    ]
    [header, row] = (folder / "rapportcijfers.csv").read_text("utf-8-sig").splitlines()
    assert header == "nummer;jeugdige;kwartaal;cijfer"
    assert re.fullmatch(r"\d+;ja;2026-01-01;10", row)


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_each_column_fills_a_field_of_its_table(sheet: Table) -> None:
    known = set(sheet.model.__table__.c.keys())
    assert {column.field for column in sheet.kept} <= known
    assert set(sheet.key) <= set(sheet.by_name)
    earlier = list(BY_NAME)[: list(BY_NAME).index(sheet.name) + 1]
    assert {column.refers for column in sheet.columns if column.refers} <= set(earlier)


LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
VALUES = {
    Kind.DAY: st.dates(),
    Kind.TIME: st.times().map(lambda clock: clock.replace(microsecond=0)),
    Kind.MOMENT: st.integers(0, 4 * 10**15).map(lambda micros: LONG_AGO + timedelta(microseconds=micros)),
    Kind.WEEKDAY: st.integers(0, 6),
    Kind.YES_NO: st.booleans(),
    Kind.INTEGER: st.integers(0, 366),
    Kind.NUMBER: st.floats(0.001, 1000),
}


@given(st.data())
def test_what_is_shown_reads_back_the_same(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(VALUES)))
    column = Column("kolom", "field", kind, "")
    value = data.draw(VALUES[kind])
    assert read_cell(column, show_cell(column, value)) == value


@given(st.sampled_from([column for table in TABLES for column in table.columns if column.words]), st.data())
def test_each_word_reads_back_in_any_case(column: Column, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(column.words))
    for said in (word.dutch, word.value, word.dutch.upper(), f"  {word.dutch} "):
        assert read_cell(column, said) is word
    assert show_cell(column, str(word)) == word.dutch


def test_the_hour_that_comes_twice_is_shown_with_its_offset() -> None:
    column = BY_NAME["signalen"].by_name["verstuurd_op"]
    twice = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert show_cell(column, twice) == "2025-10-26T02:30:00+02:00"
    assert show_cell(column, twice + timedelta(hours=3)) == "2025-10-26 04:30"


def test_space_around_a_kept_text_is_no_difference(house: House, tmp_path: Path) -> None:
    fill(house)
    with transaction(house.engine) as session:
        signal = session.scalars(select(Signal).where(Signal.reference == "S-2026-0002")).one()
        signal.text_sealed = house.vault.seal(
            session, signal_text_place(signal.reference), "Twee regels,\r\neen spatie. "
        )
    assert take_in(house, write_out(house, tmp_path / "out")) == (0, 0)
