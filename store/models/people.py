"""People and places: who works, who gives care, and where."""

from datetime import date, time

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from rules.vocabulary import (
    AbsenceKind,
    AgencyKind,
    CareType,
    CertificateKind,
    ContactRole,
    CoordinatePrecision,
    Language,
    OrganisationKind,
    Role,
    SchoolRegion,
)
from store.base import Base, word_column
from store.models.columns import CODE, NAME


class Organisation(Base, kw_only=True):
    """Who employs advisers: the national organisation or a regional subcontractor."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    kind: Mapped[OrganisationKind] = mapped_column(word_column(OrganisationKind, "kind"))


class Municipality(Base, kw_only=True):
    """A municipality (gemeente), dated because municipalities merge."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    youth_region: Mapped[str] = mapped_column(NAME)
    school_region: Mapped[SchoolRegion] = mapped_column(word_column(SchoolRegion, "school_region"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),)


class Adviser(Base, kw_only=True):
    """A confidential adviser (vertrouwenspersoon).

    `field_share` is the part of the contract for visits and travel, `max_day_min` counts from leaving home to being
    home again; an empty limit means that the policy's holds. Who `works_on_holidays` chose that.
    """

    __tablename__ = "adviser"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(String(254))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    home_town: Mapped[str] = mapped_column(NAME)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    contract_hours: Mapped[float]
    field_share: Mapped[float | None] = mapped_column(default=None)
    max_visits_per_day: Mapped[int | None] = mapped_column(default=None)
    max_day_min: Mapped[int | None] = mapped_column(default=None)
    max_drive_min_per_day: Mapped[int | None] = mapped_column(default=None)
    max_evenings_per_week: Mapped[int | None] = mapped_column(default=None)
    works_on_holidays: Mapped[bool] = mapped_column(default=False)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active_from: Mapped[date]
    active_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("contract_hours > 0 AND contract_hours <= 40", name="contract_hours"),
        CheckConstraint("field_share IS NULL OR (field_share > 0 AND field_share <= 1)", name="field_share"),
        CheckConstraint("max_visits_per_day IS NULL OR max_visits_per_day BETWEEN 1 AND 20", name="max_visits"),
        CheckConstraint("max_day_min IS NULL OR max_day_min BETWEEN 60 AND 1440", name="max_day"),
        CheckConstraint("max_drive_min_per_day IS NULL OR max_drive_min_per_day BETWEEN 0 AND 1440", name="max_drive"),
        CheckConstraint("max_evenings_per_week IS NULL OR max_evenings_per_week BETWEEN 0 AND 7", name="max_evenings"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> id", name="deputy"),
    )


class WorkingDay(Base, kw_only=True):
    """A weekday (0 = Monday) on which an adviser works, with the hours in which visits may lie."""

    __tablename__ = "working_day"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="hours"),
    )


class Absence(Base, kw_only=True):
    """Days on which an adviser is away. Never a medical reason."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)
    kind: Mapped[AbsenceKind] = mapped_column(word_column(AbsenceKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("adviser_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )


class Conflict(Base, kw_only=True):
    """An adviser who may not visit a group (conflict of interest). Never the reason."""

    __tablename__ = "conflict"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True, index=True)


class Certificate(Base, kw_only=True):
    """What an adviser holds, and until when."""

    __tablename__ = "certificate"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    kind: Mapped[CertificateKind] = mapped_column(word_column(CertificateKind, "kind"), primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)


class Agency(Base, kw_only=True):
    """A body (instantie) that gives or arranges care; its names are dated, a merged one points onward."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[AgencyKind] = mapped_column(word_column(AgencyKind, "kind"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    merged_on: Mapped[date | None] = mapped_column(default=None)
    main_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), default=None)

    __table_args__ = (
        CheckConstraint("(merged_into_id IS NULL) = (merged_on IS NULL)", name="merger"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_itself"),
    )


class AgencyName(Base, kw_only=True):
    """The name of an agency from a day on."""

    __tablename__ = "agency_name"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(NAME)


class ContactPerson(Base, kw_only=True):
    """Whom to address at an agency, a municipality or (with neither) the inspectorate."""

    __tablename__ = "contact_person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[ContactRole] = mapped_column(word_column(ContactRole, "role"))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30), default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True, default=None)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active_from: Mapped[date]
    active_to: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(
            "(role IN ('signals', 'director') AND agency_id IS NOT NULL AND municipality_id IS NULL)"
            " OR (role = 'municipality' AND municipality_id IS NOT NULL AND agency_id IS NULL)"
            " OR (role = 'inspectorate' AND agency_id IS NULL AND municipality_id IS NULL)",
            name="addressed",
        ),
    )


class Location(Base, kw_only=True):
    """A place where care is given or arranged. That of a family home is personal data."""

    __tablename__ = "location"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    street: Mapped[str] = mapped_column(NAME, default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    town: Mapped[str] = mapped_column(NAME)
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    precision: Mapped[CoordinatePrecision | None] = mapped_column(
        word_column(CoordinatePrecision, "precision"), default=None
    )


class Group(Base, kw_only=True):
    """The unit of visiting (leefgroep): rhythm, adviser and fixed slot hang on it.

    `service_min`: minutes that a visit takes here; empty means as its care type.
    """

    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(CODE, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), index=True, default=None)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    residents: Mapped[int | None] = mapped_column(default=None)
    fixed_weekday: Mapped[int | None] = mapped_column(default=None)
    fixed_time: Mapped[time | None] = mapped_column(default=None)
    service_min: Mapped[int | None] = mapped_column(default=None)
    anchor_on: Mapped[date]
    opened_on: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("residents IS NULL OR residents >= 0", name="residents"),
        CheckConstraint("service_min IS NULL OR service_min BETWEEN 1 AND 720", name="service"),
        CheckConstraint("fixed_weekday IS NULL OR fixed_weekday BETWEEN 0 AND 6", name="fixed_weekday"),
        CheckConstraint("(fixed_weekday IS NULL) = (fixed_time IS NULL)", name="fixed_slot"),
        CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="period"),
        CheckConstraint("deputy_id IS NULL OR owner_id IS NULL OR deputy_id <> owner_id", name="deputy"),
    )


class GroupCareType(Base, kw_only=True):
    """Which care a group gives from a day on."""

    __tablename__ = "group_care_type"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    care_type: Mapped[CareType] = mapped_column(word_column(CareType, "care_type"))


class GroupProvider(Base, kw_only=True):
    """Which agency runs a group from a day on."""

    __tablename__ = "group_provider"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class GroupHours(Base, kw_only=True):
    """Hours on a weekday in which a group may be visited, where these differ from its care type's."""

    __tablename__ = "group_hours"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="hours"),
    )


class Closure(Base, kw_only=True):
    """Days on which a group is closed (camp, renovation): a whole window inside one is waived."""

    __tablename__ = "closure"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"),)


class CadenceOverride(Base, kw_only=True):
    """Another rhythm for one group, with its reason and who approved it (below the norm: a manager)."""

    __tablename__ = "cadence_override"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date]
    every_days: Mapped[int]
    below_norm: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        CheckConstraint("every_days BETWEEN 1 AND 366", name="every_days"),
        CheckConstraint("valid_to >= valid_from", name="period"),
    )


class User(Base, kw_only=True):
    """Someone who works with the product, in one role."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(word_column(Role, "role"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), unique=True, default=None)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), default=None)
    language: Mapped[Language] = mapped_column(word_column(Language, "language"), default=Language.NL)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (CheckConstraint("(role = 'adviser') = (adviser_id IS NOT NULL)", name="adviser"),)
