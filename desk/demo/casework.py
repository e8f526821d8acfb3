"""The casework of the demo: what another system knew of its clients on a day, brought in as a register."""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.house import House
from actions.register import import_register
from rules.casework import ActionOutcome, FirstHandling
from store.events import SYSTEM

Cells = dict[str, str]
QUARTER = timedelta(days=92)
"""The grades of a quarter are told when it is over, so that they stand beside no answer."""


@dataclass(frozen=True, slots=True)
class _Life:
    """On which day a row begins to be known, and what else of it only on a later day, with what stood there before.

    `after`: how long after the day in its own column that is.
    """

    born: tuple[str, ...]
    later: Mapping[str, Cells] = field(default_factory=dict)
    after: timedelta = timedelta(0)


LIVES: Mapping[str, _Life] = MappingProxyType({
    "clienten": _Life(("eerste_contact",)),
    "woonplaatsen": _Life(("geldig_van",)),
    "client_vertrouwenspersonen": _Life(("geldig_van",), {"geldig_tot": {}}),
    "tegenstrijdige_belangen": _Life(("vastgelegd_op",)),
    "vragen_problemen_klachten": _Life(("datum",), {
        "afgehandeld_op": {"afhandeling": FirstHandling.RUNNING.dutch, "reden_afgebroken": ""},
        "afgerond_op": {},
    }),
    "contacten": _Life(("datum",)),
    "trajecten": _Life(("begonnen_op",), {"afgerond_op": {}}),
    "acties": _Life(("begonnen_op",), {"afgerond_op": {"uitkomst": ActionOutcome.RUNNING.dutch}}),
    "ondersteuners": _Life(("sinds",), {"geweigerd_op": {"weigeringsgrond": ""}}),
    "klachtprocedures": _Life(("uitspraak_op", "ontvangen_op")),
    "tevredenheid": _Life(("verstuurd_op",), {"beantwoord_op": {}}),
    "rapportcijfers": _Life(("kwartaal",), after=QUARTER),
    "raden": _Life(()),
    "wachtrij": _Life(("binnengekomen_op",)),
    "samenwerking": _Life(("datum",)),
})  # fmt: skip
"""By sheet. A procedure is told once it has its verdict: a register does not change one."""


def known_on(sheet: str, rows: list[Cells], day: date) -> Iterator[Cells]:
    """Yield the rows of a sheet as they were at the end of a day."""
    life = LIVES[sheet]
    for row in rows:
        born = next((row[column] for column in life.born if row[column]), "")
        if born[:10] <= (day - life.after).isoformat():
            yield row | _not_yet(life, row, day)


def _not_yet(life: _Life, row: Cells, day: date) -> Cells:
    undone: Cells = {}
    for column, before in life.later.items():
        if row.get(column, "")[:10] > day.isoformat():
            undone |= {column: "", **before}
    return undone


def bring_in_casework(session: Session, house: House, folder: Path, day: date, now: datetime) -> None:
    """Import the casework in a folder as it was at the end of a day."""
    with tempfile.TemporaryDirectory() as made:
        for sheet in LIVES:
            with (folder / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file, delimiter=";"))
            with (Path(made) / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
                writer.writeheader()
                writer.writerows(known_on(sheet, rows, day))
        import_register(session, house, Path(made), now=now, actor=SYSTEM)
