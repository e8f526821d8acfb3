"""The whole demo, from an empty folder to its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import event

from actions.house import House, build_house
from actions.register import import_register
from desk.demo.accounts import give_accounts
from desk.demo.figures import Figures, gather
from desk.demo.folder import clear_folder, demo_settings, example_region
from desk.demo.rota import fill_rota
from desk.demo.stories import FIRST_DAY, LAST_DAY
from desk.demo.today import run_flows, write_packs, write_reports
from desk.demo.year import DAY, Year
from rules.calendar import at_local
from store.events import SYSTEM
from store.session import transaction

SEED = 2027
TODAY = LAST_DAY + DAY
DAYS = (TODAY - FIRST_DAY).days
IMPORT_AT, FLOWS_AT = time(0, 5), time(9, 5)
ROTA_AHEAD = timedelta(days=60)

Tell = Callable[[str, int, int], None]
"""Hears what happens now, and how many of how many days were lived."""


@dataclass(frozen=True, slots=True)
class Played:
    """What one demo did."""

    figures: Figures
    flows: list[dict[str, object]]
    reports: list[Path]
    packs: list[Path]


def play(folder: Path, tell: Tell, seed: int = SEED) -> Played:
    """Make the demo in `folder`: import the region, live a year, run the flows of today, write the reports and the
    evidence pack of what goes to the inspectorate.

    Raises: ExampleMissing, NotADemo, FolderUnusable, FlawedInput, FlowsFailed.
    """
    region = example_region()
    clear_folder(folder)
    tell("het register van de voorbeeldregio inlezen", 0, DAYS)
    house = _built(folder, at_local(FIRST_DAY, IMPORT_AT), region)
    try:
        Year(house, region, seed).run(lambda day: tell(f"een jaar naspelen: {day:%Y-%m}", (day - FIRST_DAY).days, DAYS))
    finally:
        house.engine.dispose()
    return _today(house, tell, at_local(TODAY, FLOWS_AT))


def _built(folder: Path, now: datetime, region: Path) -> House:
    house = build_house(demo_settings(folder), now, simulated=True)
    # A demo that loses power is simply played again: waiting for the disk at each commit only takes time.
    event.listen(house.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    house.engine.dispose()
    with transaction(house.engine) as session:
        import_register(session, house, region, now=now, actor=SYSTEM)
        give_accounts(session, now)
        fill_rota(session, house, now, at_local(TODAY + ROTA_AHEAD, IMPORT_AT))
    return house


def _today(house: House, tell: Tell, now: datetime) -> Played:
    tell("de stromen van vandaag draaien onder Prefect", DAYS, DAYS)
    flows = run_flows(house, now)
    tell("de rapporten schrijven", DAYS, DAYS)
    reports, packs = write_reports(house, now), write_packs(house, now)
    with transaction(house.engine) as session:
        figures = gather(session, house.settings.maildir, now.date())
    house.engine.dispose()
    return Played(figures, flows, reports, packs)
