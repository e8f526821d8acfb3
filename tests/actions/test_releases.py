"""Releasing: numbered, hashed, never changed; a correction hides as much; who it is about is told, once."""

import io
import re
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from actions.house import House
from actions.release_check import content_of, digest_of, verify
from actions.releases import release, released
from actions.reports import Form, released_report, report_in
from rules.report_errors import (
    AlreadyReleased,
    NotForReleasing,
    NothingReleased,
    NotProtected,
    ReasonTooLong,
    ShowsMore,
    YearStillRuns,
)
from rules.reports import Masked, Report, Row, Section, Table, Why
from rules.vocabulary import ContactRole, Role
from store.models import Notice, ReleasedReport, User
from store.releases import cells_of
from store.session import transaction
from templates.document import document_text
from templates.report_document import report_document
from tests.builders import Region

NOW = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
YOUTHS, ADULTS = "2025/res:GM1/table_1a/youth/total", "2025/res:GM1/table_1a/parent/total"
COUNTED = Table(
    "table_1a", "Cliënten", "1a", columns=("Totaal",),
    rows=(Row("Jeugdigen", (12,), (YOUTHS,)), Row("Ouders", (Masked("<5", Why.SMALL_COUNT),), (ADULTS,))),
)  # fmt: skip
REPORT = Report(
    kind="municipality", name="Waterrijk", title="Jaarrapportage", author="Voorbeeldwerk", starts_on=date(2025, 1, 1),
    ends_on=date(2025, 12, 31), made_on=date(2026, 2, 16), profile="strict", method="jaar-1", code="GM1",
    sections=(Section("Cijfers", tables=(COUNTED,)),),
    cells={YOUTHS: "12", ADULTS: None},
)  # fmt: skip


def people(session: Session) -> tuple[Region, User]:
    region = Region(session)
    return region, region.add_user(Role.MANAGER)


def test_a_release_keeps_what_it_shows(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _, manager = people(session)
        row = release(session, each_house, REPORT, NOW, by=manager)
        assert (row.number, row.version, row.supersedes_id) == ("JR-2026-0001", 1, None)
        assert row.content == content_of(REPORT)
        assert row.digest == digest_of(row.content)
        assert cells_of(session, row.id) == {YOUTHS: "12", ADULTS: None}
        assert verify(session, row.number).faults == ()
        assert [(one.number, one.code, one.version) for one in released(session, 2025)] == [(row.number, "GM1", 1)]
        assert list(released(session, 2024)) == []


@pytest.mark.parametrize("change", ["UPDATE released_report SET content = ''", "DELETE FROM published_cell"])
def test_the_database_lets_nobody_change_a_release(each_house: House, change: str) -> None:
    with transaction(each_house.engine) as session:
        release(session, each_house, REPORT, NOW, by=people(session)[1])
    with pytest.raises(DatabaseError), transaction(each_house.engine) as session:
        session.execute(text(change))


def test_a_correction_is_a_new_version_with_a_reason(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        first = release(session, house, REPORT, NOW, by=manager)
        with pytest.raises(AlreadyReleased, match=first.number):
            release(session, house, REPORT, NOW, by=manager)
        counted = replace(COUNTED, rows=(Row("Jeugdigen", (13,), (YOUTHS,)), COUNTED.rows[1]))
        section = Section("Cijfers", tables=(counted,))
        better = replace(REPORT, sections=(section,), cells={YOUTHS: "13", ADULTS: None})
        second = release(session, house, better, NOW, by=manager, reason="telfout")
        assert (second.version, second.supersedes_id, second.reason) == (2, first.id, "telfout")
        assert verify(session, second.number).faults == ()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param("x" * 200, None, id="as long as is kept"),
        pytest.param("x" * 201, ReasonTooLong, id="longer"),
        pytest.param("  ", AlreadyReleased, id="no reason"),
    ],
)
def test_a_reason_is_kept_whole(each_house: House, reason: str, expected: type[Exception] | None) -> None:
    with transaction(each_house.engine) as session:
        _, manager = people(session)
        release(session, each_house, REPORT, NOW, by=manager)
        with pytest.raises(expected) if expected else nullcontext():
            assert release(session, each_house, REPORT, NOW, by=manager, reason=reason).reason == reason


def test_a_figure_of_a_release_is_not_replaced_either(house: House) -> None:
    """On SQLite a REPLACE takes the old row away; the trigger that refuses this has to hear of it."""
    with transaction(house.engine) as session:
        row = release(session, house, REPORT, NOW, by=people(session)[1])
        figure = {"report": row.id, "cell": ADULTS}
    with pytest.raises(DatabaseError), transaction(house.engine) as session:
        session.execute(
            text("REPLACE INTO published_cell (report_id, cell, shown) VALUES (:report, :cell, '3')"), figure
        )


@pytest.mark.parametrize("reason", ["", "telfout"])
@pytest.mark.parametrize("kind", ["municipality", "national"])
def test_what_was_hidden_stays_hidden(house: House, kind: str, reason: str) -> None:
    """In a correction, and in another report that prints the same figure."""
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, REPORT, NOW, by=manager)
        bold = replace(REPORT, kind=kind, cells={ADULTS: "3"})
        expected = AlreadyReleased if kind == "municipality" and not reason else ShowsMore
        with pytest.raises(expected):
            release(session, house, bold, NOW, by=manager, reason=reason)


def test_a_figure_that_somebody_showed_may_be_shown_by_others(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, REPORT, NOW, by=manager)
        release(session, house, replace(REPORT, cells={YOUTHS: None}), NOW, by=manager, reason="voorzichtiger")
        other = replace(REPORT, kind="national", code="NL", cells={YOUTHS: "12"})
        assert release(session, house, other, NOW, by=manager).version == 1
        with pytest.raises(ShowsMore):
            release(session, house, REPORT, NOW, by=manager, reason="toch maar wel")


def test_what_was_text_only_stays_text_only(house: House) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, replace(REPORT, cells={"2025/nl/table_a/total/total": "99"}), NOW, by=manager)
        with pytest.raises(ShowsMore):
            release(session, house, replace(REPORT, cells={YOUTHS: "12"}), NOW, by=manager, reason="toch genoeg")


@pytest.mark.parametrize("role", [Role.JURIST, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_only_a_coordinator_or_manager_releases(house: House, role: Role) -> None:
    with transaction(house.engine) as session:
        with pytest.raises(NotForReleasing):
            release(session, house, REPORT, NOW, by=Region(session).add_user(role))
        assert session.scalars(select(ReleasedReport)).all() == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(datetime(2025, 12, 31, 22, 59, tzinfo=UTC), YearStillRuns, id="last minute of the year"),
        pytest.param(datetime(2025, 12, 31, 23, 0, tzinfo=UTC), None, id="1 January in Amsterdam"),
    ],
)
def test_a_year_that_runs_is_not_released(house: House, now: datetime, expected: type[Exception] | None) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        if expected is None:
            release(session, house, REPORT, now, by=manager)
        else:
            with pytest.raises(expected):
                release(session, house, REPORT, now, by=manager)


def test_only_the_profile_of_the_policy_leaves(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(NotProtected, match="strict"):
        release(session, house, replace(REPORT, profile="seed_2016"), NOW, by=people(session)[1])


def test_the_municipality_is_told_once(house: House) -> None:
    with transaction(house.engine) as session:
        region, manager = people(session)
        region.add_contact(ContactRole.MUNICIPALITY, agency=None, municipality_id=region.municipality.id)
        region.add_contact(
            ContactRole.MUNICIPALITY, agency=None, municipality_id=region.municipality.id,
            active_to=NOW.date() - timedelta(days=1),
        )  # fmt: skip
        release(session, house, REPORT, NOW, by=manager)
        [mail] = session.scalars(select(Notice).where(Notice.template == "report_ready"))
        assert mail.facts == {"report": "municipality", "year": 2025, "on": "2026-02-16"}


def test_an_agency_is_told_itself(house: House) -> None:
    """F131: the agency's own report goes to the agency."""
    with transaction(house.engine) as session:
        region, manager = people(session)
        release(session, house, replace(REPORT, kind="agency", code=region.agency.code), NOW, by=manager)
        [mail] = session.scalars(select(Notice).where(Notice.template == "report_ready"))
        assert mail.facts["report"] == "agency"


def test_the_national_report_is_told_to_nobody(house: House) -> None:
    with transaction(house.engine) as session:
        release(session, house, replace(REPORT, kind="national", code="NL"), NOW, by=people(session)[1])
        assert session.scalars(select(Notice)).all() == []


IN_THE_REPORT = "released_report SET content = replace(content, "
IN_THE_LEDGER = "published_cell SET shown = "
CHANGED_AFTER = "de inhoud is veranderd na het vrijgeven"
LEDGER_CHANGED = "het grootboek van wat is getoond, is veranderd na het vrijgeven"
YOUTHS_DIFFER = "tabel 1a, Jeugdigen, Totaal: het rapport toont {}, het grootboek {}"
ADULTS_DIFFER = "tabel 1a, Ouders, Totaal: het rapport toont verborgen, het grootboek {}"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        pytest.param(
            (f"UPDATE {IN_THE_REPORT}'12', '13')",),
            (CHANGED_AFTER, "veranderd: tabel 1a", YOUTHS_DIFFER.format(13, 12)),
            id="a figure in the report",
        ),
        pytest.param(
            (f"UPDATE {IN_THE_REPORT}'Jaarrapportage', 'Verslag')",),
            (CHANGED_AFTER, "veranderd: de teksten"),
            id="a text in the report",
        ),
        pytest.param(
            (f"UPDATE {IN_THE_LEDGER}'13' WHERE shown = '12'",),
            (YOUTHS_DIFFER.format(12, 13), LEDGER_CHANGED),
            id="a figure in the ledger",
        ),
        pytest.param(
            (f"UPDATE {IN_THE_LEDGER}'3' WHERE shown IS NULL",),
            (ADULTS_DIFFER.format(3), LEDGER_CHANGED),
            id="a hidden figure in the ledger",
        ),
        pytest.param(
            ("DELETE FROM published_cell WHERE shown IS NULL",),
            (ADULTS_DIFFER.format("niets"), LEDGER_CHANGED),
            id="a figure gone from the ledger",
        ),
        pytest.param(
            (f"UPDATE {IN_THE_REPORT}'12', '13')", f"UPDATE {IN_THE_LEDGER}'13' WHERE shown = '12'"),
            (CHANGED_AFTER, "veranderd: tabel 1a", LEDGER_CHANGED),
            id="a figure in both alike",
        ),
        pytest.param(
            ("INSERT INTO published_cell (report_id, cell, shown) SELECT id, 'x', '1' FROM released_report",),
            (LEDGER_CHANGED,),
            id="a figure more in the ledger",
        ),
        pytest.param(
            ("UPDATE released_report SET subject_code = 'GM2'",),
            ("nummer, soort, over wie, jaar of versie is veranderd na het vrijgeven",),
            id="whom the report is about",
        ),
        pytest.param(
            ("UPDATE released_report SET year = 2024",),
            ("nummer, soort, over wie, jaar of versie is veranderd na het vrijgeven",),
            id="over which year",
        ),
    ],
)
def test_checking_finds_and_names_what_was_changed(
    house: House, changes: tuple[str, ...], faults: tuple[str, ...]
) -> None:
    with transaction(house.engine) as session:
        number = release(session, house, REPORT, NOW, by=people(session)[1]).number
    with transaction(house.engine) as session:  # as the owner of the database, whom triggers do not stop
        for trigger in ("released_report_no_update", "published_cell_no_update", "published_cell_no_delete"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        for change in changes:
            session.execute(text(change))
    with transaction(house.engine) as session:
        assert verify(session, number).faults == faults


PUT = text("UPDATE released_report SET content = json_set(content, :path, json(:value))")
REMOVED = text("UPDATE released_report SET content = json_remove(content, :path)")
NO_REPORT = "de inhoud heeft niet meer de vorm van een rapport"


@pytest.mark.parametrize(
    ("path", "value", "says_so"),
    [
        pytest.param("$.tables.table_1a.rows[0].values", None, True, id="a line without figures"),
        pytest.param("$.tables.table_1a.rows[0].label", None, False, id="a line without a label"),
        pytest.param("$.tables.table_1a.columns", "[]", False, id="no columns"),
        pytest.param("$.tables.table_1a.total", "7", False, id="a total that is no line"),
        pytest.param("$.tables", "[]", True, id="no tables but a list"),
        pytest.param("$.tables.table_1a", "3", True, id="a table that is a number"),
        pytest.param("$.layout", '"x"', False, id="a layout that is a text"),
        pytest.param("$.figures", "[1]", True, id="names that are a list"),
        pytest.param("$.figures.table_1a", "5", True, id="names of one table that are a number"),
        pytest.param("$.texts", None, False, id="no texts"),
    ],
)
def test_checking_content_that_is_no_report_any_more_says_so(
    house: House, path: str, value: str | None, says_so: bool
) -> None:
    with transaction(house.engine) as session:
        number = release(session, house, REPORT, NOW, by=people(session)[1]).number
    with transaction(house.engine) as session:
        session.execute(text("DROP TRIGGER released_report_no_update"))
        session.execute(REMOVED, {"path": path}) if value is None else session.execute(
            PUT, {"path": path, "value": value}
        )
    with transaction(house.engine) as session:
        faults = verify(session, number).faults
    assert CHANGED_AFTER in faults
    assert (NO_REPORT in faults) is says_so
    assert len(set(faults)) == len(faults)


def test_checking_content_that_is_nested_without_end_says_that_it_changed(house: House) -> None:
    with transaction(house.engine) as session:
        number = release(session, house, REPORT, NOW, by=people(session)[1]).number
    with transaction(house.engine) as session:
        session.execute(text("DROP TRIGGER released_report_no_update"))
        session.execute(text("UPDATE released_report SET content = :deep"), {"deep": "[" * 200_000})
    with transaction(house.engine) as session:
        assert CHANGED_AFTER in verify(session, number).faults


def test_checking_finds_a_digest_that_fits_the_change(house: House) -> None:
    with transaction(house.engine) as session:
        number = release(session, house, REPORT, NOW, by=people(session)[1]).number
    with transaction(house.engine) as session:
        session.execute(text("DROP TRIGGER released_report_no_update"))
        session.execute(text("UPDATE released_report SET content = 'x', digest = :d"), {"d": digest_of("x")})
    with transaction(house.engine) as session:
        assert verify(session, number).faults == ("in de registratie van wijzigingen staat een ander kenmerk",)
        with pytest.raises(NothingReleased):
            verify(session, "JR-2026-9999")


@pytest.mark.parametrize("form", ["json", "html", "docx", "xlsx", "pdf"])
def test_every_form_bears_the_number_and_is_made_again_alike(house: House, form: Form) -> None:
    with transaction(house.engine) as session:
        _, manager = people(session)
        release(session, house, REPORT, NOW, by=manager)
        number = release(session, house, REPORT, NOW, by=manager, reason="telfout").number
        report = released_report(session, number)
    made = report_in(report, form)
    assert made == report_in(report, form)
    assert made != report_in(replace(report, number=""), form)
    said = text_of(report, form)
    assert number in said
    assert re.search(r'versie 2|"version": 2', said)


def text_of(report: Report, form: Form) -> str:
    """Return what people read in a file; of a PDF, whose letters are drawn, what it is made from."""
    if form == "pdf":
        return document_text(report_document(report))
    made = report_in(report, form)
    if form in ("html", "json"):
        return made.decode()
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
