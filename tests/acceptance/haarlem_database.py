"""The made-up clients of 2016 in a database, beside the register of that year, and the figures released over 2015."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from actions.house import House
from actions.register import import_register
from rules.annual import Records
from rules.casework import Channel
from rules.vocabulary import AgencyKind
from store.annual import WHOLE_YEAR
from store.events import SYSTEM
from store.models import (
    Adviser,
    Agency,
    AgencyName,
    Client,
    ClientContact,
    ClientResidence,
    Issue,
    Location,
    Municipality,
    ReleasedReport,
    SupportAction,
    SupportCase,
    Survey,
    SurveyGrade,
)
from tests.acceptance.haarlem import write_register
from tests.acceptance.haarlem_microdata import ELSEWHERE_ACCESS, HAARLEM, make_records

MADE_ON = datetime(2017, 1, 20, 9, 0, tzinfo=UTC)
CODES = {1: "JGB", 2: "LIJN5", 3: "KENTER", 4: "LDH", 5: "TOEGANG-1", 6: "TOEGANG-2", 7: "VT", 99: "ELDERS"}

BEFORE: dict[str, Any] = {
    "year": 2015,
    "method": "regio-1",
    "tables": {
        "table_a": {
            "columns": ["Totaal 2015"],
            "rows": [{"label": "Jeugdigen", "values": [4025]}, {"label": "Volwassenen", "values": [3382]}],
            "total": {"label": "Totaal", "values": [7404]},
        },
        "table_b": {
            "columns": ["Totaal 2015"],
            "rows": [
                {"label": "Gestelde vragen", "values": [2466]},
                {"label": "Besproken problemen", "values": [2196]},
                {"label": "Geuite klachten", "values": [10353]},
            ],
            "total": {"label": "Totaal", "values": [15015]},
        },
        "table_d": {
            "columns": ["Totaal 2015"],
            "rows": [{"label": "Jeugdigen", "values": [15]}, {"label": "Volwassenen", "values": [294]}],
            "total": {"label": "Totaal", "values": [309]},
        },
        "table_e": {
            "columns": ["Totaal 2015"],
            "rows": [
                {"label": "Gestelde vragen", "values": [178]},
                {"label": "Besproken problemen", "values": [13]},
                {"label": "Geuite klachten", "values": [540]},
            ],
            "total": {"label": "Totaal", "values": [731]},
        },
    },
}
"""What the report over 2015 printed, as later reports repeat it: the total of table A is not the sum of its rows."""

TOPICS_BEFORE = {
    "table_c1": (("Werkwijze instantie", 1237), ("Wetgeving", 799), ("Andere vragen", 378)),
    "table_c2": (
        ("Woonsituatie / Groep / Groepsgenoten", 634),
        ("Familie / Thuis", 432),
        ("Persoonlijke geschiedenis in de hulpverlening", 278),
    ),
    "table_c3": (("Gebrekkige informatie", 2433), ("Bejegening", 1803), ("Beslissingen", 1624)),
    "table_f1": (("Werkwijze instantie", 86), ("Wetgeving", 67), ("Andere vragen", 25)),
    "table_f2": (
        ("Familie / Thuis", 4),
        ("Persoonlijke geschiedenis in de hulpverlening", 2),
        ("Seksualiteit / Relaties", 2),
    ),
    "table_f3": (("Gebrekkige informatie", 160), ("Beslissingen", 87), ("Bejegening", 85)),
}


def fill(session: Session, house: House, folder: Path) -> None:
    """Import the register of 2016, add the clients, and release the national figures over 2015."""
    write_register(folder / "register")
    import_register(session, house, folder / "register", now=MADE_ON, actor=SYSTEM)
    _add_access_elsewhere(session)
    _Filler(session).add(make_records())
    release_2015(session)


def _add_access_elsewhere(session: Session) -> None:
    agency = Agency(code="TOEGANG-9", kind=AgencyKind.ACCESS_POINT)
    session.add(agency)
    session.flush()
    session.add(AgencyName(agency_id=agency.id, valid_from=date(2010, 1, 1), name=ELSEWHERE_ACCESS.name))


def release_2015(session: Session) -> None:
    """Add the released national report over 2015."""
    topics = {
        key: {"rows": [{"label": label, "values": [count]} for label, count in rows]}
        for key, rows in TOPICS_BEFORE.items()
    }
    content = BEFORE | {"tables": BEFORE["tables"] | topics}
    session.add(
        ReleasedReport(
            number="R-2015-1", kind="national", subject_code="NL", year=2015, part=WHOLE_YEAR, version=1,
            profile="seed_2016", method="regio-1", content=json.dumps(content), digest="0" * 64, released_at=MADE_ON,
        )
    )  # fmt: skip
    session.flush()


class _Filler:
    """Adds records in bulk."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.places = dict(session.execute(select(Municipality.code, Municipality.id)).tuples().all())
        agencies = dict(session.execute(select(Agency.code, Agency.id)).tuples().all())
        self.agencies = {body: agencies[code] for body, code in {**CODES, 98: "TOEGANG-9"}.items()}
        locations = dict(session.execute(select(Location.code, Location.id)).tuples().all())
        self.locations = {body: locations[f"L-{code}"] for body, code in CODES.items()}
        self.adviser = session.scalars(select(Adviser.id)).first()

    def add(self, records: Records) -> None:
        self._many(Client, [
            {"id": each.id, "code": f"C-{each.id}", "kind": each.kind, "parent_kind": each.parent_kind,
             "gender": each.gender, "first_contact_on": each.first_contact_on}
            for each in records.clients
        ])  # fmt: skip
        self._many(ClientResidence, [
            {"client_id": each.id, "valid_from": since, "reporting_id": self.places[place or HAARLEM]}
            for each in records.clients for since, place in each.residences
        ])  # fmt: skip
        self._many(Issue, [
            {"id": each.id, "reference": f"I-{each.id}", "client_id": each.client.id, "kind": each.kind,
             "category": each.category, "agency_id": self._agency(each.agency), "channel": Channel.PHONE,
             "location_id": self._location(each.agency), "raised_on": each.raised_on, "handling": each.handling,
             "handled_on": each.handled_on, "restrictive_measure": False}
            for each in records.issues
        ])  # fmt: skip
        self._add_contacts(records)
        self._add_cases(records)

    def _add_contacts(self, records: Records) -> None:
        self._many(ClientContact, [
            {"reference": f"K-{n}", "client_id": each.client.id, "adviser_id": self.adviser, "on": each.on,
             "channel": Channel.PHONE, "kind": each.kind}
            for n, each in enumerate(records.contacts)
        ])  # fmt: skip

    def _add_cases(self, records: Records) -> None:
        cases = list(enumerate(records.cases, 1))
        self._many(SupportCase, [
            {"id": n, "reference": f"T-{n}", "issue_id": case.issue.id, "adviser_id": self.adviser,
             "opened_on": case.issue.raised_on, "ended_on": case.ended_on}
            for n, case in cases
        ])  # fmt: skip
        self._many(SupportAction, [
            {"reference": f"A-{n}-{m}", "support_case_id": n, "kind": action.kind, "started_on": action.started_on,
             "ended_on": action.ended_on, "outcome": action.outcome, "behavioural_scientist": False,
             "mediation": False, "attended": False}
            for n, case in cases for m, action in enumerate(case.actions)
        ])  # fmt: skip
        self._many(Survey, [
            {"support_case_id": n, "is_youth": each.is_youth, "sent_at": MADE_ON, "answered_on": each.quarter}
            for n, each in enumerate(records.surveys, 1)
        ])  # fmt: skip
        self._many(SurveyGrade, [
            {"id": n, "is_youth": each.is_youth, "quarter": each.quarter, "grade": each.grade}
            for n, each in enumerate(records.surveys, 1)
        ])  # fmt: skip

    def _agency(self, agency: Any) -> int | None:
        return self.agencies[agency.body] if agency else None

    def _location(self, agency: Any) -> int | None:
        return self.locations.get(agency.body) if agency else None

    def _many(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(table), rows)
