"""A small invented region for tests: one call makes one row with sensible facts; every fact can be overruled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from rules.vocabulary import (
    AgencyKind,
    CareType,
    CertificateKind,
    ContactRole,
    OrganisationKind,
    Role,
    SchoolRegion,
)
from store.base import Base
from store.models import (
    Adviser,
    Agency,
    AgencyName,
    Certificate,
    ContactPerson,
    Group,
    GroupCareType,
    GroupProvider,
    Location,
    Municipality,
    Organisation,
    User,
    WorkingDay,
)

LONG_AGO = date(2020, 1, 1)
Row = TypeVar("Row", bound=Base)


@dataclass
class Region:
    """Makes rows in one session; keeps the first organisation, municipality and agency as defaults."""

    session: Session
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.organisation = self._add(Organisation(code="ORG", name="Voorbeeldwerk", kind=OrganisationKind.PRINCIPAL))
        self.municipality = self._add(
            Municipality(
                code="GM1",
                name="Waterrijk",
                youth_region="Waterland",
                school_region=SchoolRegion.MIDDLE,
                valid_from=LONG_AGO,
            )
        )
        self.agency = self.add_agency("De Voorbeeldhoeve")
        self.inspectorate = self.add_contact(ContactRole.INSPECTORATE, agency=None)

    def _add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def add_agency(self, name: str, kind: AgencyKind = AgencyKind.PROVIDER) -> Agency:
        """Add an agency with its name and a contact for signals and for its director."""
        agency = self._add(Agency(code=f"A{next(self.numbers)}", kind=kind))
        self._add(AgencyName(agency_id=agency.id, name=name, valid_from=LONG_AGO))
        for role in (ContactRole.SIGNALS, ContactRole.DIRECTOR):
            self.add_contact(role, agency=agency)
        return agency

    def add_contact(self, role: ContactRole, agency: Agency | None, **facts: Any) -> ContactPerson:
        """Add a contact person with an invented address."""
        number = next(self.numbers)
        given: dict[str, Any] = {
            "code": f"C{number}",
            "name": f"Contact {number}",
            "role": role,
            "email": f"contact{number}@aanbieder.example",
            "agency_id": agency.id if agency else None,
            "active_from": LONG_AGO,
        } | facts
        return self._add(ContactPerson(**given))

    def add_adviser(self, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4), *, closed: bool = True, **facts: Any) -> Adviser:
        """Add an adviser with a user, working hours 09:00-20:30 and, when `closed`, both certificates."""
        number = next(self.numbers)
        given: dict[str, Any] = {
            "code": f"V{number}",
            "name": f"Adviseur {number}",
            "email": f"adviseur{number}@vertrouwenswerk.example",
            "organisation_id": self.organisation.id,
            "home_town": "Waterrijk",
            "contract_hours": 32.0,
            "active_from": LONG_AGO,
        } | facts
        adviser = self._add(Adviser(**given))
        for weekday in weekdays:
            self._add(WorkingDay(adviser_id=adviser.id, weekday=weekday, starts=time(9), ends=time(20, 30)))
        for kind in CertificateKind if closed else (CertificateKind.VOG,):
            self._add(Certificate(adviser_id=adviser.id, kind=kind, valid_from=LONG_AGO))
        self.add_user(Role.ADVISER, adviser_id=adviser.id)
        return adviser

    def add_user(self, role: Role, **facts: Any) -> User:
        """Add a user in one role."""
        number = next(self.numbers)
        given: dict[str, Any] = {
            "login": f"user{number}",
            "name": f"Gebruiker {number}",
            "email": f"user{number}@vertrouwenswerk.example",
            "role": role,
            "organisation_id": self.organisation.id,
        } | facts
        return self._add(User(**given))

    def add_location(self, **facts: Any) -> Location:
        """Add a location in the first municipality."""
        number = next(self.numbers)
        given: dict[str, Any] = {
            "code": f"L{number}",
            "name": f"Locatie {number}",
            "municipality_id": self.municipality.id,
            "town": "Waterrijk",
        } | facts
        return self._add(Location(**given))

    def add_group(self, care_type: CareType, owner: Adviser | None = None, **facts: Any) -> Group:
        """Add a group with its care type and provider from its opening on."""
        number = next(self.numbers)
        opened_on = facts.pop("opened_on", LONG_AGO)
        agency = facts.pop("agency", self.agency)
        location = facts.pop("location", None) or self.add_location()
        given: dict[str, Any] = {
            "code": f"G{number}",
            "name": f"Groep {number}",
            "location_id": location.id,
            "owner_id": owner.id if owner else None,
            "residents": 8,
            "anchor_on": date(2026, 1, 5),
            "opened_on": opened_on,
        } | facts
        group = self._add(Group(**given))
        self._add(GroupCareType(group_id=group.id, care_type=care_type, valid_from=opened_on))
        self._add(GroupProvider(group_id=group.id, agency_id=agency.id, valid_from=opened_on))
        return group
