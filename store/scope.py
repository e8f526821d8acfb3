"""Who sees which rows: the one place that says it, for every role, denied by default.

A page asks for rows of a table through `seen`, `one_seen` or `may_see`; what is not for this person is as if it were
not there. Each rule is a condition in SQL, so that a list costs one statement. Source: DOMAIN.md 6.2 (house policy on
AVG art. 5 and 32); advisers of another organisation than a group's never stand in (DOMAIN.md 3.4).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from rules.calendar import local_date
from rules.errors import RuleError
from rules.signals import UNSENT
from rules.vocabulary import OrganisationKind, Role, SignalState
from rules.worklist import ABOVE
from store.accounts import glass_holds
from store.base import Base
from store.models import (
    Absence,
    AccessGrant,
    Adviser,
    Agency,
    BreakGlass,
    Client,
    ClientAdviser,
    ClientConflict,
    Conflict,
    Escalation,
    Group,
    Intake,
    Issue,
    Municipality,
    Organisation,
    RelationNote,
    ReleasedReport,
    Signal,
    SupportCase,
    User,
    Visit,
    VisitWindow,
    WorkItem,
)

Row = TypeVar("Row", bound=Base)
Condition = ColumnElement[bool]


class NothingToSee(RuleError):
    """What is asked for does not exist, or is not for this person: both get the same sentence."""

    def __init__(self) -> None:
        super().__init__("Deze pagina bestaat niet, of is niet voor u. Ga terug naar het overzicht.")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when: grants and emergencies end."""

    user: User
    now: datetime

    @property
    def today(self) -> date:
        """Return the day in Amsterdam."""
        return local_date(self.now)


Rule = Callable[[Viewer], Condition]


def everything(_viewer: Viewer) -> Condition:
    """See all rows of a table."""
    return true()


# --- what belongs to whom -------------------------------------------------------------------------------------------


def _granted(viewer: Viewer, kind: str) -> Select[tuple[int]]:
    """Select the subjects of one kind that somebody was given access to today."""
    return select(AccessGrant.subject_id).where(
        AccessGrant.user_id == viewer.user.id,
        AccessGrant.subject_kind == kind,
        AccessGrant.starts_on <= viewer.today,
        AccessGrant.ends_on >= viewer.today,
        AccessGrant.revoked_at.is_(None),
    )


def _away(viewer: Viewer) -> Select[tuple[int]]:
    """Select the advisers who are absent today."""
    return select(Absence.adviser_id).where(Absence.starts_on <= viewer.today, Absence.ends_on >= viewer.today)


def _deputised(viewer: Viewer) -> Select[tuple[int]]:
    """Select the absent advisers for whom this one stands in today."""
    return select(Adviser.id).where(Adviser.deputy_id == viewer.user.adviser_id, Adviser.id.in_(_away(viewer)))


def _colleagues(viewer: Viewer) -> Select[tuple[int]]:
    """Select the advisers of this person's organisation; all of them for who works for the national one."""
    wanted = select(Adviser.id)
    if viewer.user.organisation_id is None:
        return wanted
    national = select(Organisation.id).where(
        Organisation.id == viewer.user.organisation_id, Organisation.kind == OrganisationKind.PRINCIPAL
    )
    return wanted.where(or_(Adviser.organisation_id == viewer.user.organisation_id, national.exists()))


def _own_agencies(viewer: Viewer) -> Select[tuple[int]]:
    """Select the agency of a contact person with all that merged into it; nothing once it merged away itself."""
    own = (
        select(Agency.id)
        .where(Agency.id == viewer.user.agency_id)
        .where(or_(Agency.merged_on.is_(None), Agency.merged_on > viewer.today))
        .cte(recursive=True)
    )
    merged = aliased(Agency)
    own = own.union(select(merged.id).where(merged.merged_into_id == own.c.id, merged.merged_on <= viewer.today))
    return select(own.c.id)


# --- groups, windows, visits ----------------------------------------------------------------------------------------


def _groups_of_adviser(viewer: Viewer) -> Condition:
    me = viewer.user.adviser_id
    employer = select(Adviser.organisation_id).where(Adviser.id == me).scalar_subquery()
    owner = aliased(Adviser)
    elsewhere = select(owner.id).where(owner.id == Group.owner_id, owner.organisation_id != employer)
    conflict = select(Conflict.group_id).where(Conflict.adviser_id == me)
    absent = select(Absence.id).where(
        Absence.adviser_id == me, Absence.starts_on <= viewer.today, Absence.ends_on >= viewer.today
    )
    return and_(
        or_(Group.owner_id == me, Group.id.in_(_granted(viewer, "group"))),
        Group.id.not_in(conflict),
        ~elsewhere.exists(),
        ~absent.exists(),
    )


def _groups_of_organisation(viewer: Viewer) -> Condition:
    return or_(Group.owner_id.is_(None), Group.owner_id.in_(_colleagues(viewer)))


_GROUPS: Mapping[Role, Rule] = MappingProxyType(
    {
        Role.ADVISER: _groups_of_adviser,
        Role.COORDINATOR: _groups_of_organisation,
        Role.MANAGER: _groups_of_organisation,
    }
)


def _in_seen_groups(column: ColumnElement[int]) -> Rule:
    return lambda viewer: column.in_(select(Group.id).where(condition(Group, viewer)))


def _visits_of_adviser(viewer: Viewer) -> Condition:
    return or_(Visit.adviser_id == viewer.user.adviser_id, _VISITS_OF_GROUPS(viewer))


_WINDOWS_OF_GROUPS: Rule = _in_seen_groups(VisitWindow.__table__.c.group_id)
_VISITS_OF_GROUPS: Rule = _in_seen_groups(Visit.__table__.c.group_id)
_PLANNERS = (Role.COORDINATOR, Role.MANAGER)


# --- signals --------------------------------------------------------------------------------------------------------


def _signals_of_adviser(viewer: Viewer) -> Condition:
    return or_(
        Signal.adviser_id == viewer.user.adviser_id,
        Signal.adviser_id.in_(_deputised(viewer)),
        Signal.id.in_(_granted(viewer, "signal")),
    )


def _signals_of_organisation(viewer: Viewer) -> Condition:
    return Signal.adviser_id.in_(_colleagues(viewer))


def _signals_sent_to_agency(viewer: Viewer) -> Condition:
    return and_(Signal.sent_at.is_not(None), _is_as_sent(), Signal.agency_id.in_(_own_agencies(viewer)))


def _signals_passed_on(_viewer: Viewer) -> Condition:
    told = select(Escalation.signal_id).where(Escalation.told_at.is_not(None))
    return and_(_is_as_sent(), Signal.id.in_(told))


def _is_as_sent() -> Condition:
    """Return the condition that a signal reads as it left: one that was withdrawn and reopened is a draft again."""
    return Signal.state.not_in(sorted(UNSENT))


_SIGNALS: Mapping[Role, Rule] = MappingProxyType(
    {
        Role.ADVISER: _signals_of_adviser,
        Role.COORDINATOR: _signals_of_organisation,
        Role.MANAGER: _signals_of_organisation,
        Role.JURIST: everything,
        Role.PROVIDER_CONTACT: _signals_sent_to_agency,
        Role.INSPECTOR: _signals_passed_on,
    }
)

_UNREAD = (SignalState.DRAFT,)


def readable_text(viewer: Viewer) -> Condition:
    """Return the condition that somebody may read a signal's text: what they see, and for a coordinator once it passed.

    Source: DOMAIN.md 6.2 (coordinator: text after anonymisation only).
    """
    seen = condition(Signal, viewer)
    return and_(seen, Signal.state.not_in(_UNREAD)) if viewer.user.role is Role.COORDINATOR else seen


# --- clients --------------------------------------------------------------------------------------------------------


def _clients_of_adviser(viewer: Viewer) -> Condition:
    me = viewer.user.adviser_id
    mine = select(ClientAdviser.client_id).where(
        ClientAdviser.adviser_id == me,
        ClientAdviser.valid_from <= viewer.today,
        or_(ClientAdviser.valid_to.is_(None), ClientAdviser.valid_to >= viewer.today),
    )
    helped = select(ClientAdviser.client_id).where(ClientAdviser.adviser_id == me)
    rivals = (
        select(ClientConflict.client_id)
        .where(ClientConflict.other_id.in_(helped))
        .union(select(ClientConflict.other_id).where(ClientConflict.client_id.in_(helped)))
    )
    granted = and_(Client.id.in_(_granted(viewer, "client")), Client.id.not_in(rivals))
    return or_(Client.id.in_(mine), granted)


def _clients_in_emergency(viewer: Viewer) -> Condition:
    return Client.id.in_(
        select(BreakGlass.subject_id).where(
            BreakGlass.user_id == viewer.user.id, BreakGlass.subject_kind == "client", glass_holds(viewer.now)
        )
    )


_CLIENTS: Mapping[Role, Rule] = MappingProxyType(
    {Role.ADVISER: _clients_of_adviser, Role.JURIST: _clients_in_emergency}
)


def _issues_of_clients(viewer: Viewer) -> Condition:
    return Issue.client_id.in_(select(Client.id).where(condition(Client, viewer)))


def _cases_of_clients(viewer: Viewer) -> Condition:
    return SupportCase.issue_id.in_(select(Issue.id).where(_issues_of_clients(viewer)))


def _intakes(viewer: Viewer) -> Condition:
    """See who waits, and whom oneself took: no longer once that is a client whose file one may not see."""
    open_file = Intake.client_id.in_(select(Client.id).where(_clients_of_adviser(viewer)))
    taken = and_(Intake.taken_by_id == viewer.user.adviser_id, or_(Intake.client_id.is_(None), open_file))
    return or_(Intake.taken_at.is_(None), taken)


# --- reports, work, register ----------------------------------------------------------------------------------------


def _report_of_municipality(viewer: Viewer) -> Condition:
    code = select(Municipality.code).where(Municipality.id == viewer.user.municipality_id)
    return and_(ReleasedReport.kind == "municipality", ReleasedReport.subject_code.in_(code))


def _report_of_agency(viewer: Viewer) -> Condition:
    codes = select(Agency.code).where(Agency.id.in_(_own_agencies(viewer)))
    return and_(ReleasedReport.kind == "agency", ReleasedReport.subject_code.in_(codes))


def _work(viewer: Viewer) -> Condition:
    """See work of the own role and of the roles whose work goes up to it, within the organisation, and what is own."""
    user = viewer.user
    own = [WorkItem.handed_to_id == user.id]
    if user.adviser_id is not None:
        own += [WorkItem.adviser_id == user.adviser_id, WorkItem.adviser_id.in_(_deputised(viewer))]
        return or_(*own)
    here = or_(WorkItem.organisation_id.is_(None), WorkItem.organisation_id == user.organisation_id)
    whose = WorkItem.role.in_(_below(user.role))
    if user.organisation_id is None:
        return or_(*own, whose)
    people = or_(WorkItem.adviser_id.is_(None), WorkItem.adviser_id.in_(_colleagues(viewer)))
    return or_(*own, and_(whose, here, people))


def _below(role: Role) -> list[Role]:
    """Return a role and those whose work goes up to it when nobody has them."""
    found = [role]
    for below in found:
        found += [lower for lower, upper in ABOVE.items() if upper is below]
    return found


def _advisers_of_organisation(viewer: Viewer) -> Condition:
    return Adviser.id.in_(_colleagues(viewer))


def _notes_of_organisation(viewer: Viewer) -> Condition:
    """See the notes of one's own organisation; all of them for who works for the national one.

    A note without an organisation is of the national one. Whoever visits works where their own row says.
    """
    user = viewer.user
    if user.adviser_id is not None:
        home = select(Adviser.organisation_id).where(Adviser.id == user.adviser_id).scalar_subquery()
    elif user.organisation_id is None:
        return true()
    else:
        home = select(Organisation.id).where(Organisation.id == user.organisation_id).scalar_subquery()
    national = select(Organisation.id).where(Organisation.id == home, Organisation.kind == OrganisationKind.PRINCIPAL)
    return or_(RelationNote.organisation_id == home, national.exists())


def _myself(viewer: Viewer) -> Condition:
    return Adviser.id == viewer.user.adviser_id


def _own_agency(viewer: Viewer) -> Condition:
    return Agency.id.in_(_own_agencies(viewer))


_STAFF = (Role.ADVISER, Role.COORDINATOR, Role.MANAGER, Role.JURIST)

RULES: Mapping[type[Base], Mapping[Role, Rule]] = MappingProxyType(
    {
        Group: _GROUPS,
        VisitWindow: {Role.ADVISER: _WINDOWS_OF_GROUPS, **dict.fromkeys(_PLANNERS, _WINDOWS_OF_GROUPS)},
        Visit: {Role.ADVISER: _visits_of_adviser, **dict.fromkeys(_PLANNERS, _VISITS_OF_GROUPS)},
        Signal: _SIGNALS,
        Client: _CLIENTS,
        Issue: dict.fromkeys(_CLIENTS, _issues_of_clients),
        SupportCase: dict.fromkeys(_CLIENTS, _cases_of_clients),
        Intake: {Role.ADVISER: _intakes},
        ReleasedReport: {
            Role.MANAGER: everything,
            Role.MUNICIPALITY_CONTACT: _report_of_municipality,
            Role.PROVIDER_CONTACT: _report_of_agency,
        },
        WorkItem: dict.fromkeys((*_STAFF, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR), _work),
        RelationNote: dict.fromkeys((Role.ADVISER, *_PLANNERS), _notes_of_organisation),
        Adviser: {Role.ADVISER: _myself, **dict.fromkeys(_PLANNERS, _advisers_of_organisation)},
        Agency: {**dict.fromkeys(_STAFF, everything), Role.PROVIDER_CONTACT: _own_agency},
        BreakGlass: {Role.PRIVACY_OFFICER: everything},
    }
)
"""By table and role. A role that is not named sees nothing; a table that is not named cannot be asked for."""


def condition(noun: type[Base], viewer: Viewer) -> Condition:
    """Return the condition under which `viewer` sees rows of a table; false for a role that sees none.

    Raises: KeyError for a table without rules: a mistake in the program.
    """
    rule = RULES[noun].get(viewer.user.role)
    return false() if rule is None or not viewer.user.active else rule(viewer)


def seen(noun: type[Row], viewer: Viewer) -> Select[tuple[Row]]:
    """Select the rows of a table that `viewer` sees; add conditions, order and limit to it."""
    return select(noun).where(condition(noun, viewer))


def one_seen(session: Session, noun: type[Row], viewer: Viewer, *which: ColumnElement[bool]) -> Row:
    """Return the one row that `which` names. Raises: NothingToSee where there is none, or it is not for `viewer`."""
    row = session.scalars(seen(noun, viewer).where(*which)).one_or_none()
    if row is None:
        raise NothingToSee
    return row


def may_see(session: Session, viewer: Viewer, row: Base) -> bool:
    """Return whether `viewer` sees one row that is already at hand."""
    noun = type(row)
    key = noun.__mapper__.primary_key[0]
    wanted = select(key).where(condition(noun, viewer), key == noun.__mapper__.primary_key_from_instance(row)[0])
    return session.scalars(wanted).first() is not None


def may_read_text(session: Session, viewer: Viewer, signal: Signal) -> bool:
    """Return whether `viewer` may read the text of a signal; reading it is logged apart (`log_reading`)."""
    wanted = select(Signal.id).where(readable_text(viewer), Signal.id == signal.id)
    return session.scalars(wanted).first() is not None
