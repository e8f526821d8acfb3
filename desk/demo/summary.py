"""What the demo says at its end, in a few Dutch lines, and how far it is meanwhile on stderr."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from desk.demo.accounts import FOR_ALL
from desk.demo.figures import Figures
from desk.demo.play import Tell
from rules.vocabulary import CareType, SignalState

WHO = (
    ("coordinator", "plant de rondes: bezoeken die te laat zijn, de week, iemand ziek melden."),
    ("vp-1", "is vertrouwenspersoon: vandaag, een bezoek vastleggen, een signaal beginnen (op een telefoon)."),
    ("jurist", "leest mee en beoordeelt: wat wacht op een tweede lezer, het piket, de inspectie."),
    ("manager", "beslist over doorgeven aan de inspectie en ziet hoe het gaat: cijfers, rapporten."),
    ("privacy", "ziet wie wat las en deed, en of het logboek klopt."),
    ("beheer", "houdt het huis gezond: mail, back-ups, gebruikers, koppelingen."),
    ("aanbieder", "is contactpersoon van een instantie: de eigen signalen en het antwoord daarop."),
    ("gemeente", "leest het eigen jaarrapport."),
    ("inspectie", "leest de dossiers die zijn doorgegeven."),
)
"""Whom to sign in as, one for each role, and what they come for."""


@contextmanager
def told() -> Iterator[Tell]:
    """Give a way to tell how far it is: a live bar on a terminal, else a line for each new thing."""
    if not sys.stderr.isatty():
        yield _line_by_line()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda what, done, total: progress.update(task, description=what, completed=done, total=total)


def _line_by_line() -> Tell:
    last = ""

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        if what != last:
            sys.stderr.write(f"{what} ({done} van {total} dagen)\n")
            sys.stderr.flush()
            last = what

    return tell


def lines(figures: Figures, folder: Path, reports: int, seconds: float) -> list[str]:
    """Return what happened and where to look, for people. Holds no name of anyone."""
    return [*_happened(figures, reports, seconds), "", *_where(folder)]


def _happened(figures: Figures, reports: int, seconds: float) -> list[str]:
    raised, signals = figures.escalations, sum(figures.signals.values())
    passed_on = f"{raised.proposed} keer doorgeven voorgesteld, {raised.told} doorgegeven"
    reminders = f"{_number(figures.reminders)} herinneringen, {_number(figures.digests)} dagoverzichten"
    return [
        f"Een jaar vertrouwenswerk in een verzonnen regio is nagespeeld in {seconds:.0f} seconden.",
        f"Bezoeken     {_number(figures.visits_planned)} gepland; vensters gehaald: {_windows(figures)}.",
        f"Verstuurd    {reminders}.",
        f"Signalen     {_number(signals)}: {_states(figures.signals)}.",
        f"Inspectie    {passed_on}, {raised.waiting} wacht op een manager.",
        f"Post         {_number(figures.mails)} brieven in de postbus; {reports} rapporten geschreven.",
    ]


def _windows(figures: Figures) -> str:
    shares = (f"{CareType(name).dutch} {_decimal(one.percent)}%" for name, one in figures.windows.items() if one.due)
    return ", ".join(shares)


def _states(signals: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {SignalState(state).dutch}" for state, count in signals.items() if count)


def _where(folder: Path) -> list[str]:
    command = f"  WAAKVLAM_HOME={folder} .venv/bin/waakvlam"
    return [
        f"De brieven liggen in {folder / 'mail'} (een Maildir), de rapporten in {folder / 'reports'}.",
        f"Het dossier van het signaal dat naar de inspectie gaat ligt in {folder / 'packs'}.",
        "",
        f"De desk: WAAKVLAM_HOME={folder} .venv/bin/waakvlam serve --only desk",
        f"staat op http://127.0.0.1:8210. Kies daar iemand uit de lijst, of meld u aan met wachtwoord '{FOR_ALL}':",
        *(f"  {login:12} {what}" for login, what in WHO),
        "",
        "Kijk zelf verder, bijvoorbeeld:",
        f"{command} plan show --from 2026-11-16",
        f"{command} plan late --as-of 2026-11-18",
        f"{command} signals sweep --as-of 2026-11-19",
        f"{command} audit verify",
    ]


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _decimal(share: float) -> str:
    return f"{share:.1f}".replace(".", ",")
