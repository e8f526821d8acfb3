"""The day of the demo: the flows under Prefect, in a process of their own, and the reports of the year."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from actions.evidence_pack import make_pack, write_pack
from actions.house import House
from actions.publishing import FORMS, write_year
from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import SignalState
from store.models import Signal
from store.session import transaction

FLOWS = (
    "close_windows",
    "plan_rounds",
    "repair_rounds",
    "remind_advisers",
    "follow_deadlines",
    "deliver_notices",
    "keep_house",
    "send_surveys",
    "publish_reports",
)
SOURCE = Path(__file__).parents[2]


class FlowsFailed(RuleError):
    """A flow of the demo did not come to its end."""

    def __init__(self, done: int) -> None:
        super().__init__(
            "Na {done} van de {all} stromen onder Prefect ging het mis; wat Prefect zei, staat hierboven."
            " Draai de demo nog eens; helpt dat niet, meld het dan bij de beheerder.",
            done=done,
            all=len(FLOWS),
        )


def run_flows(house: House, now: datetime) -> list[dict[str, object]]:
    """Run every flow once under Prefect, as of `now`; return the counts each of them gave.

    The process sees none of the user's own settings but those of the demo. Raises: FlowsFailed.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("WAAKVLAM_")}
    command = [sys.executable, "-m", "deployments.run", *FLOWS, "--as-of", now.isoformat()]
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        cwd=SOURCE,
        env=own | {"WAAKVLAM_HOME": str(house.settings.home.absolute())},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    counts: list[dict[str, object]] = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or len(counts) != len(FLOWS):
        sys.stderr.write(done.stderr)
        raise FlowsFailed(len(counts))
    return counts


def write_packs(house: House, now: datetime) -> list[Path]:
    """Write the evidence pack of the signal whose passing on was approved and is on its way to the inspectorate."""
    with transaction(house.engine) as session:
        wanted = select(Signal.reference).where(Signal.state == SignalState.ESCALATION_APPROVED)
        packs = [make_pack(session, house, reference, now) for reference in session.scalars(wanted).all()]
    return [write_pack(pack, house.settings.home / "packs").zip for pack in packs]


def write_reports(house: House, now: datetime) -> list[Path]:
    """Write the reports of everybody on the year so far; return all files, also the page for managers of its flow."""
    write_year(house, local_date(now).year, now)
    files = (house.settings.home / "reports").rglob("*-*.*")
    return sorted(file for file in files if file.suffix.removeprefix(".") in FORMS)
