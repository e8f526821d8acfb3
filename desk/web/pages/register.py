"""The register in and out: a workbook is judged as a whole before anything is kept; planning sheets go out.

Whoever works for one subcontractor does neither: the register holds the people of all organisations.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from starlette.datastructures import UploadFile
from starlette.responses import Response

from actions.register import PLANNING_SHEETS, ImportCounts, import_register, planning_sheets
from actions.register_parse import GUIDE
from channels.grid import WEB_UPLOAD
from channels.sheets import read_book, write_xlsx
from desk.web.desk import Desk
from desk.web.lists import XLSX
from desk.web.table import Page
from rules.errors import FlawedInput, Refused, RuleError
from rules.vocabulary import OrganisationKind, Role
from store.events import Subject, record
from store.models import Organisation

PLANNERS = frozenset({Role.COORDINATOR, Role.MANAGER})
LARGEST = 10_000_000
NAME = "register.xlsx"


class NoWorkbook(RuleError):
    """An import without a workbook."""

    def __init__(self) -> None:
        super().__init__(
            "Kies een Excelbestand (.xlsx) van hooguit 10 MB. Een leeg bestand om in te vullen staat op deze bladzijde."
        )


class OnlyPlanning(Refused):
    """A workbook that also holds signals, clients or users."""

    def __init__(self, sheets: Sequence[str]) -> None:
        super().__init__(
            "Hier leest u alleen de planning in. Haal de rijen weg van: {sheets}. Die leest de beheerder in"
            " via de opdrachtregel.",
            sheets=tuple(sheets),
        )


class OnlyNational(Refused):
    """Somebody of one subcontractor asks for the register of all."""

    def __init__(self) -> None:
        super().__init__(
            "Het register bevat de gegevens van alle organisaties. Inlezen en bewaren doet de coördinator van de"
            " landelijke organisatie."
        )


def register(desk: Desk) -> Response:
    """Show how the register goes in and out, and after a refused import every flaw at once."""
    _check_national(desk)
    flaws = desk.error.flaws if isinstance(desk.error, FlawedInput) else ()
    return desk.page("desk/planning/register.html", flaws=flaws, counts=None)


def take_in(desk: Desk) -> Response:
    """Judge a workbook; keep it when that was asked and nothing is wrong with it."""
    _check_national(desk)
    only_check = desk.form.get("what") != "keep"
    with _uploaded(desk) as file:
        _check_planning(file)
        counts = import_register(
            desk.session, desk.house, file, now=desk.now, actor=desk.actor, validate_only=only_check
        )
    if only_check:
        return desk.page("desk/planning/register.html", flaws=(), counts=_told(counts))
    numbers = {"added": counts.added, "changed": counts.changed}
    said = desk.say("Ingelezen: %(added)s rijen nieuw, %(changed)s gewijzigd.", **numbers)
    return desk.redirect("register", message=said)


def empty_workbook(desk: Desk) -> Response:
    """Give the empty workbook with the explanation of every column."""
    _check_national(desk)
    with TemporaryDirectory() as folder:
        write_xlsx(Path(folder) / NAME, planning_sheets())
        return _workbook(Path(folder) / NAME, "register-leeg.xlsx")


def give_out(desk: Desk) -> Response:
    """Give the sheets of the planning as a workbook: people, places, groups and visits; no text of any client."""
    _check_national(desk)
    with TemporaryDirectory() as folder:
        write_xlsx(Path(folder) / NAME, planning_sheets(desk.session))
        answer = _workbook(Path(folder) / NAME, f"register-{desk.today.isoformat()}.xlsx")
    record(desk.session, Subject("register", 0), "register_exported", at=desk.now, actor=desk.actor)
    return answer


def _check_planning(file: Path) -> None:
    """Raises: OnlyPlanning, FlawedInput."""
    sheets = read_book(file, WEB_UPLOAD)
    others = [sheet.name for sheet in sheets if sheet.rows and sheet.name not in (*PLANNING_SHEETS, GUIDE)]
    if others:
        raise OnlyPlanning(others)


def _told(counts: ImportCounts) -> dict[str, object]:
    changed = {name: one for name, one in counts.sheets.items() if one.added or one.changed}
    return {"sheets": changed, "warnings": counts.warnings}


@contextmanager
def _uploaded(desk: Desk) -> Iterator[Path]:
    """Keep what was uploaded in a folder of its own for as long as it is read. Raises: NoWorkbook."""
    given = desk.form.get("file")
    if not isinstance(given, UploadFile) or not (given.filename or "").lower().endswith(".xlsx"):
        raise NoWorkbook
    content = given.file.read(LARGEST + 1)
    if not content or len(content) > LARGEST:
        raise NoWorkbook
    with TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        file.write_bytes(content)
        yield file


def _workbook(file: Path, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file.read_bytes(), media_type=XLSX, headers=headers)


def _check_national(desk: Desk) -> None:
    employer = desk.user.organisation_id
    kind = desk.session.scalars(select(Organisation.kind).where(Organisation.id == employer)).first()
    if employer is not None and kind is not OrganisationKind.PRINCIPAL:
        raise OnlyNational


PAGES = (
    Page("/register", "register", register, PLANNERS),
    Page("/register", "import_register", take_in, PLANNERS, "POST", reauth=True, shows="register"),
    Page("/register/leeg.xlsx", "register_template", empty_workbook, PLANNERS),
    Page("/register/bewaren", "export_register", give_out, PLANNERS, "POST", reauth=True, shows="register", once=False),
)
