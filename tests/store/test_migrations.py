"""Migrations: numbered, without gaps, up, checked against the models, and down again, on both databases."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Integer, inspect, text
from sqlalchemy.exc import DBAPIError

from store.migrate import DatabaseOutOfStep, check, downgrade, head, require_current, upgrade
from store.migrations.altering import change_check, one_of
from store.session import open_engine
from tests.conftest import POSTGRESQL, SQLITE

APPEND_ONLY = ("event", "chain_anchor", "access_log")
VERSIONS = sorted((Path(__file__).parents[2] / "store/migrations/versions").glob("[0-9]*.py"))


def test_numbers_have_no_gaps_and_name_their_file() -> None:
    assert [path.name[:4] for path in VERSIONS] == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]
    for path in VERSIONS:
        assert re.search(rf'^revision = "{path.name[:4]}"$', path.read_text(), re.M)
    assert head() == VERSIONS[-1].name[:4]


def test_no_migration_imports_our_models() -> None:
    assert not [path.name for path in VERSIONS if "store.models" in path.read_text()]


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_up_check_down(kind: str, new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(kind))
    upgrade(engine)
    check(engine)
    require_current(engine)
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    upgrade(engine)
    check(engine)
    engine.dispose()


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
@pytest.mark.parametrize("change", ["UPDATE event SET actor = 'x'", "DELETE FROM event"])
def test_the_record_cannot_be_changed_by_sql(kind: str, change: str, new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(kind))
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO event (subject_kind, subject_id, seq, at, actor, what, facts, previous, hash)"
                " VALUES ('signal', 1, 1, '2026-01-01 00:00:00', 'system', 'x', '{}', '', '')"
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()


def test_an_empty_and_a_newer_database_are_refused(new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(SQLITE))
    with pytest.raises(DatabaseOutOfStep, match="nog leeg"):
        require_current(engine)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseOutOfStep, match="9999"):
        require_current(engine)
    engine.dispose()


def test_a_changed_table_keeps_all_it_had(new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(SQLITE))
    upgrade(engine)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        for table in set(inspect(connection).get_table_names()) - {"alembic_version", *APPEND_ONLY}:
            before = _shape(connection, table)
            with op.batch_alter_table(table, recreate="always") as change:
                change.add_column(Column("more", Integer()))
            with op.batch_alter_table(table, recreate="always") as change:
                change.drop_column("more")
            assert _shape(connection, table) == before
    engine.dispose()


def test_a_closed_list_can_grow(new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(SQLITE))
    upgrade(engine)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        before = _shape(connection, "notice")
        with op.batch_alter_table("notice") as change:
            change_check(change, "ck_notice_recipient", one_of("recipient_kind", ("adviser", "owl")))
        checks = {check["name"]: check["sqltext"] for check in inspect(connection).get_check_constraints("notice")}
        assert checks["ck_notice_recipient"] == "recipient_kind IN ('adviser', 'owl')"
        assert len(checks) == len(before[1])
    engine.dispose()


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_grades_leave_their_cases_and_do_not_come_back(kind: str, new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(kind))
    upgrade(engine)
    downgrade(engine, "0014")
    answers = [(1, True, "2026-03-31", 8), (2, False, "2025-10-01", 6), (3, True, None, None)]
    with engine.begin() as connection:
        if kind == POSTGRESQL:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            connection.execute(text("DROP TABLE support_case"))
            connection.execute(text("CREATE TABLE support_case (id INTEGER PRIMARY KEY)"))
            connection.execute(text("INSERT INTO support_case VALUES (1), (2), (3)"))
        for case, youth, on, grade in answers:
            connection.execute(
                text(
                    "INSERT INTO survey (support_case_id, is_youth, sent_at, answered_on, grade)"
                    " VALUES (:case, :youth, '2025-10-01 10:00', :on, :grade)"
                ),
                {"case": case, "youth": youth, "on": on, "grade": grade},
            )
    upgrade(engine, "0015")
    with engine.begin() as connection:
        moved = connection.execute(text("SELECT quarter, is_youth, grade FROM survey_grade ORDER BY quarter")).all()
        assert [(str(row[0]), bool(row[1]), row[2]) for row in moved] == [
            ("2025-10-01", False, 6),
            ("2026-01-01", True, 8),
        ]
        assert "grade" not in {column["name"] for column in inspect(connection).get_columns("survey")}
    downgrade(engine, "0014")
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT answered_on IS NOT NULL, grade FROM survey ORDER BY support_case_id"))
        assert [(bool(row[0]), row[1]) for row in kept] == [(True, None), (True, None), (False, None)]
    engine.dispose()


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_a_note_goes_to_the_organisation_of_who_wrote_it(kind: str, new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(kind))
    upgrade(engine, "0013")
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO organisation (id, code, name, kind) VALUES (7, 'R', 'Regio', 'principal')",
            (
                'INSERT INTO "user" (id, login, name, email, role, language, active, organisation_id)'
                " VALUES (3, 'c', 'C', 'c@vertrouwen.example', 'coordinator', 'nl', TRUE, 7)"
            ),
            "INSERT INTO agency (id, code, kind) VALUES (5, 'A', 'provider')",
            (
                'INSERT INTO relation_note (id, agency_id, reference, kind, "on", in_report)'
                " VALUES (1, 5, 'REL-1', 'talk', '2026-01-01', FALSE), (2, 5, 'REL-2', 'talk', '2026-01-01', FALSE)"
            ),
            (
                "INSERT INTO event (subject_kind, subject_id, seq, at, actor, what, facts, previous, hash)"
                " VALUES ('relation', 1, 1, '2026-01-01 00:00:00', 'user:3', 'relation_noted', '{}', '', '')"
            ),
        ):
            connection.execute(text(statement))
    upgrade(engine, "0014")
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT id, organisation_id FROM relation_note ORDER BY id")).all()
    assert [tuple(row) for row in kept] == [(1, 7), (2, None)]
    engine.dispose()


def test_the_number_of_a_grade_tells_nothing_of_the_order_of_cases(new_database: Callable[[str], str]) -> None:
    engine = open_engine(new_database(SQLITE))
    upgrade(engine, "0014")
    with engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text("DROP TABLE support_case"))
        connection.execute(text("CREATE TABLE support_case (id INTEGER PRIMARY KEY)"))
        for case in range(1, 65):
            connection.execute(text("INSERT INTO support_case VALUES (:case)"), {"case": case})
            connection.execute(
                text(
                    "INSERT INTO survey (support_case_id, is_youth, sent_at, answered_on, grade)"
                    " VALUES (:case, 1, '2025-10-01 10:00', '2025-10-02', :grade)"
                ),
                {"case": case, "grade": 1 if case <= 32 else 10},
            )
    upgrade(engine, "0015")
    with engine.begin() as connection:
        rows = [(row[0], row[1]) for row in connection.execute(text("SELECT id, grade FROM survey_grade"))]
    for bits in range(5, 49):
        in_order = [grade for _, grade in sorted(rows, key=lambda row: row[0] % 2**bits)]
        assert 4 < in_order[:32].count(1) < 28
    engine.dispose()


def _shape(connection: Connection, table: str) -> list[list[str]]:
    seen = inspect(connection)
    parts = (
        seen.get_check_constraints(table),
        seen.get_foreign_keys(table),
        connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table"), {"table": table}
        ),
        seen.get_unique_constraints(table),
    )
    return [[str(column) for column in seen.get_columns(table)], *(sorted(map(str, part)) for part in parts)]
