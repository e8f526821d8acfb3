"""Run flows once, by name: `python -m deployments.run follow_deadlines --as-of 2026-11-18T09:00+01:00`.

Prints one JSON line for each flow: its name and counts. The desk starts flows this way, without importing Prefect.
"""

import argparse
import asyncio
import importlib
import json
import sys
from datetime import datetime

from deployments.environment import enter
from deployments.schedules import SCHEDULES
from store.settings import load_settings

NAMES = tuple(schedule.flow for schedule in SCHEDULES)


def instant(given: str) -> datetime:
    """Return the instant that was given. Raises: ArgumentTypeError when it has no zone; ValueError when it is none."""
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{given} needs a time zone, such as +01:00")
    return moment


def main(arguments: list[str] | None = None) -> int:
    """Run the named flows in order; stop at the first that fails, with exit code 1."""
    parser = argparse.ArgumentParser(description="Run flows once, in order.")
    parser.add_argument("flows", nargs="+", choices=NAMES, metavar="FLOW")
    parser.add_argument("--as-of", type=instant, help="the moment to work at, with its zone (simulated databases only)")
    given = parser.parse_args(arguments)
    enter(load_settings())
    for name in given.flows:
        flow = getattr(importlib.import_module(f"flows.{name}"), name)
        counts = asyncio.run(flow(as_of=given.as_of))
        sys.stdout.write(json.dumps({"flow": name, "counts": counts}) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
