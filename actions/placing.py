"""What windows weigh against each other, and how long a visit takes."""

from rules.policy import Policy
from rules.policy_cadence import OnDemand
from rules.vocabulary import CareType

PRIORITY = {
    CareType.CLOSED_CARE: 1,
    CareType.OPEN_RESIDENTIAL_CARE: 2,
    CareType.INDEPENDENCE_TRAINING: 3,
    CareType.FAMILY_HOME: 3,
}
LAST_PRIORITY = 4


def visit_minutes(policy: Policy, care_type: CareType) -> int:
    """Return how long a visit takes with the group: its weight without the report. Source: house policy."""
    cadence = policy.cadence[care_type]
    if isinstance(cadence, OnDemand):
        return policy.visits.on_demand_minutes
    return max(policy.visits.report_minutes, round(cadence.weight_hours * 60) - policy.visits.report_minutes)
