"""One serving process: `python -m deployments.process sweeps`. Started by deployments/serve.py, in our environment."""

import importlib
import sys

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from deployments.schedules import SCHEDULES, Process, Schedule

RUNS_AT_ONCE = 2


def deployment(schedule: Schedule) -> RunnerDeployment:
    """Return Prefect's deployment of one schedule: one run at a time, and a rule for collisions."""
    flow = getattr(importlib.import_module(f"flows.{schedule.flow}"), schedule.flow)
    made: RunnerDeployment = flow.to_deployment(
        name=schedule.name,
        schedule=Cron(schedule.cron, timezone=schedule.zone) if schedule.cron else None,
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy(schedule.collision.value)
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made


def main() -> None:
    """Serve the flows of the named process until told to stop."""
    process = Process(sys.argv[1])
    chosen = [deployment(schedule) for schedule in SCHEDULES if schedule.process is process]
    # Without a limit all runs missed in downtime would start at once; pausing would leave a restart silent.
    serve(*chosen, limit=RUNS_AT_ONCE, pause_on_shutdown=False)


if __name__ == "__main__":
    main()
