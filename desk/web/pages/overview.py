"""Where a manager starts: four numbers, trends, what waits for approval, the rota; the figures of a period; and what
another policy would have made of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import Response

from actions.on_call import rota
from actions.overview import overview, period_report
from actions.reports import report_in
from actions.simulation import PeriodUpsideDown, Simulation, held_throughout, simulate
from desk.web.background import Job, JobState, in_background, job_of
from desk.web.desk import Desk
from desk.web.errors import FormFlawed
from desk.web.lists import XLSX, export_left
from desk.web.provinces import HEIGHT, MAP, WIDTH, on_map
from desk.web.table import Content, Page
from desk.web.typed import Typed
from rules.casework import ClientKind
from rules.errors import Phrase
from rules.policy import PolicyBook, load_policy
from rules.reports import Report, retold
from rules.vocabulary import CareType, Language, Role, SignalState, Word
from store.models import User
from store.overview import places
from store.scope import Viewer
from templates.desk_page import later, said, word_in
from templates.document import shown
from templates.words import LOCALES

MANAGER = frozenset({Role.MANAGER})
ROTA_AHEAD = timedelta(days=14)
DAY = timedelta(days=1)
LONGEST_PERIOD = timedelta(days=366)
SIMULATION = "simulation"
LARGEST_POLICY = 200_000
MOST_WAITING = 6
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
AGES_SAID = {
    label: label
    for label in (
        later("0 tot en met 14 dagen"),
        later("15 tot en met 30 dagen"),
        later("31 tot en met 60 dagen"),
        later("61 tot en met 90 dagen"),
        later("meer dan 90 dagen"),
    )
}
"""The classes of age of rules/management_figures.py, so that their English is looked for."""
WORDS_COUNTED: dict[str, Word] = {word.label: word for word in (*CareType, *ClientKind)}
"""What rows of the figures are called, by how they are written there."""
LEAST_SIDE, MARGIN = 170, 25
Dot = tuple[float, float, int, str]
"""A group on the map: where, the number of its tone, and its care type."""
OUTCOMES = (SignalState.CLOSED, SignalState.WITHDRAWN, SignalState.MERGED)


def manager_start(desk: Desk) -> Response:
    """Show how things go, at a glance."""
    viewer = Viewer(desk.user, desk.now)
    found = overview(desk.session, viewer)
    found_duties, hole = rota(desk.session, desk.now, desk.now + ROTA_AHEAD)
    first = [duty for duty in found_duties if duty.rank == 1 and duty.starts_at <= desk.now < duty.ends_at]
    approver = desk.session.get(User, first[0].user_id) if first else None
    dots = _dots(desk, viewer)
    return desk.page(
        "desk/overview/start.html",
        found=found,
        labels=[desk.say("wk %(number)s", number=week.monday.isocalendar().week) for week in found.weeks],
        types=[(kind, found.share_of(kind)) for kind in found.care_types],
        ages=[(desk.say(AGES_SAID[label]), number) for label, number in found.by_age(desk.today)],
        old=sum((desk.today - one.sent_on).days > 30 for one in found.signals),
        ended=[(state, found.ended.get(state, 0)) for state in OUTCOMES],
        told=found.told_since(found.weeks[0].monday),
        waiting=found.waiting[:MOST_WAITING],
        dots=dots,
        box=_box(dots),
        ends_on=found.weeks[-1].monday + 6 * DAY,
        picture=(MAP, WIDTH, HEIGHT),
        approver=approver,
        hole=hole,
    )


def _dots(desk: Desk, viewer: Viewer) -> list[Dot]:
    """Return where groups lie on the map, with the number of the tone of their care type and its name."""
    order = list(CareType)
    dots = []
    for latitude, longitude, kind in places(desk.session, viewer):
        point = on_map(latitude, longitude)
        if point is not None:
            number = order.index(kind) % 6 + 1 if kind else 6
            dots.append((*point, number, word_in(desk.language, kind) if kind else "–"))
    return sorted(dots, key=lambda dot: dot[2:])


def _box(dots: Sequence[Dot]) -> tuple[float, float, float, float]:
    """Return which part of the map to show: where the groups lie with room around them, the country when none do."""
    if not dots:
        return (0, 0, WIDTH, HEIGHT)
    xs, ys = [dot[0] for dot in dots], [dot[1] for dot in dots]
    side = min(max(LEAST_SIDE, max(xs) - min(xs) + 2 * MARGIN, max(ys) - min(ys) + 2 * MARGIN), HEIGHT)
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return (round(middle_x - side / 2, 1), round(middle_y - side / 2, 1), round(side, 1), round(side, 1))


def figures(desk: Desk) -> Response:
    """Show the figures of a period, with the way of counting."""
    report = _asked(desk)
    return desk.page(
        "desk/overview/figures.html",
        trail=_trail(desk),
        report=retold(report, partial(_figures_said, desk.language)),
        shown=partial(shown, locale=LOCALES[desk.language]),
        asked={"van": report.starts_on.isoformat(), "tot": report.ends_on.isoformat()},
    )


def _figures_said(language: Language, text: str) -> str:
    """Return a text of the figures in the reader's language: a word of a closed list, or a sentence of ours."""
    word = WORDS_COUNTED.get(text)
    if word is None:
        return said(text, language)
    name = word_in(language, word)
    return name[:1].upper() + name[1:]


def figures_xlsx(desk: Desk) -> Response:
    """Give the figures of a period as a workbook."""
    return _file(desk, "xlsx", XLSX)


def figures_pdf(desk: Desk) -> Response:
    """Give the figures of a period as a document."""
    return _file(desk, "pdf", "application/pdf")


def _file(desk: Desk, form: str, media: str) -> Response:
    report = _asked(desk)
    tables = [table for top in report.sections for section in top.whole for table in section.tables]
    export_left(desk, "figures", form, sum(len(table.rows) for table in tables))
    content = report_in(report, "xlsx" if form == "xlsx" else "pdf")
    name = f"overzicht-{report.starts_on}-{report.ends_on}.{form}"
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def _asked(desk: Desk) -> Report:
    """Return the report of the period in the address; the last twelve weeks when it names none that makes sense."""
    monday = desk.today - desk.today.weekday() * DAY
    first, last = _day(desk, "van", monday - 84 * DAY), _day(desk, "tot", desk.today)
    last = min(last, first + LONGEST_PERIOD) if first <= last else first
    return period_report(desk.session, desk.house, Viewer(desk.user, desk.now), first, last)


def _day(desk: Desk, name: str, otherwise: date) -> date:
    """Return the day in the address, within the years that anything can have happened in."""
    try:
        return min(max(date.fromisoformat(desk.query.get(name, "")), FIRST_DAY), LAST_DAY)
    except ValueError:
        return otherwise


def _trail(desk: Desk) -> list[tuple[str, str]]:
    return [(desk.say("Overzicht"), desk.address("overview"))]


def other_policy(desk: Desk) -> Response:
    """Show the form to try another policy, and what the last try found."""
    job = job_of(desk.house, SIMULATION)
    mine = job if job is not None and job.by_id == desk.user.id else None
    found = mine.result if mine is not None and isinstance(mine.result, Simulation) else None
    return desk.page(
        "desk/overview/policy.html",
        trail=_trail(desk),
        job=mine,
        busy=job is not None and job.state is JobState.RUNNING,
        failed=mine is not None and mine.state is JobState.FAILED,
        found=found,
        parts=_parts(found),
        since=desk.today - 90 * DAY,
    )


def _parts(found: Simulation | None) -> list[tuple[str, list[list[object]]]]:
    """Return by subject each kind of thing with how often it was, and how often it would have been."""
    if found is None:
        return []
    parts = {"notices": found.notices, "people": found.people, "escalations": found.escalations}
    return [
        (
            name,
            [
                [kind.replace("_", " "), one.actual.get(kind, 0), one.simulated.get(kind, 0)]
                for kind in sorted({*one.actual, *one.simulated})
            ],
        )
        for name, one in parts.items()
    ]


def try_policy(desk: Desk) -> Response:
    """Play the signals of a period again under the policy that was sent; the page tells when it is done."""
    typed = Typed.at(desk)
    first, last = typed.day("from", desk.today - 90 * DAY), typed.day("to", desk.today)
    typed.check()
    if last < first:
        raise PeriodUpsideDown(first, last)
    book, house = held_throughout(_policy(desk), desk.today), desk.house

    def work(_job: Job) -> Simulation:
        return simulate(house, book, first, last)

    answer = desk.redirect("other_policy", message=desk.say("Het naspelen is begonnen. Er wordt niets verstuurd."))
    answer.background = in_background(house, SIMULATION, work, desk.now, by_id=desk.user.id)
    return answer


def _policy(desk: Desk) -> PolicyBook:
    """Return the policy that was sent as a file. Raises: FormFlawed, and what load_policy raises."""
    upload = desk.form.get("file")
    content = upload.file.read(LARGEST_POLICY + 1) if isinstance(upload, UploadFile) else b""
    if not content or len(content) > LARGEST_POLICY:
        raise FormFlawed({"file": [Phrase("Kies een beleidsbestand (.toml) van hooguit 200 kB.")]})
    with TemporaryDirectory() as folder:
        file = Path(folder) / "policy.toml"
        file.write_bytes(content)
        return load_policy(file)


PAGES = (
    Page("/overzicht", "overview", manager_start, MANAGER),
    Page("/overzicht/cijfers", "figures", figures, MANAGER),
    Page("/overzicht/cijfers.xlsx", "figures_xlsx", figures_xlsx, MANAGER, reads=Content.LIST, reauth=True),
    Page("/overzicht/cijfers.pdf", "figures_pdf", figures_pdf, MANAGER, reads=Content.LIST, reauth=True),
    Page("/overzicht/beleid", "other_policy", other_policy, MANAGER),
    Page("/overzicht/beleid", "try_policy", try_policy, MANAGER, method="POST", shows="other_policy"),
)
