"""Roll the visit plan to the policy's horizon."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.visits import roll_plan


@flow(name="plan-rounds", persist_result=False)
async def plan_rounds(as_of: datetime | None = None) -> dict[str, int]:
    """Roll the visit plan to the policy's horizon; what was planned stays."""
    return roll_plan(moment(as_of))
