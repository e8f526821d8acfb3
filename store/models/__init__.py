"""The tables: one class per noun of the domain, one file per part of it. No behaviour lives here.

Dates are days in Europe/Amsterdam; `_at` columns are instants in UTC. A `valid_to` is the last day that still
counts (None: open). Columns named `_sealed` hold text sealed by store/crypto.py. Rows that people know carry
a `code` or `reference`, which is also how registers are exchanged.
"""

from store.models.people import (
    Absence,
    Adviser,
    Agency,
    AgencyName,
    CadenceOverride,
    Certificate,
    Closure,
    ContactPerson,
    Group,
    GroupCareType,
    GroupHours,
    GroupProvider,
    Location,
    Municipality,
    Organisation,
    User,
    WorkingDay,
)
from store.models.record import (
    AccessLog,
    ChainAnchor,
    Counter,
    DecreedDay,
    Event,
    Installation,
)
from store.models.signals import (
    DataKey,
    Escalation,
    GateDecision,
    Observation,
    Reply,
    Signal,
)
from store.models.visits import (
    InfoSession,
    PlanRun,
    Visit,
    VisitWindow,
)
from store.models.work import (
    Deadline,
    Notice,
    StepClaim,
    WorkItem,
)

__all__ = [
    "Absence",
    "AccessLog",
    "Adviser",
    "Agency",
    "AgencyName",
    "CadenceOverride",
    "Certificate",
    "ChainAnchor",
    "Closure",
    "ContactPerson",
    "Counter",
    "DataKey",
    "Deadline",
    "DecreedDay",
    "Escalation",
    "Event",
    "GateDecision",
    "Group",
    "GroupCareType",
    "GroupHours",
    "GroupProvider",
    "InfoSession",
    "Installation",
    "Location",
    "Municipality",
    "Notice",
    "Observation",
    "Organisation",
    "PlanRun",
    "Reply",
    "Signal",
    "StepClaim",
    "User",
    "Visit",
    "VisitWindow",
    "WorkItem",
    "WorkingDay",
]
