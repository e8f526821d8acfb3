"""Roll the visit plan to the policy's horizon."""

from datetime import datetime
from typing import Literal

from prefect import flow

from tasks.moments import moment
from tasks.visits import roll_plan


@flow(name="plan-rounds", persist_result=False)
async def plan_rounds(as_of: datetime | None = None, mode: Literal["fast", "quality"] = "fast") -> dict[str, int]:
    """Roll the visit plan to the policy's horizon; what was planned stays, in quality mode only the near weeks."""
    return roll_plan(moment(as_of), mode)
