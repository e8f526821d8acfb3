"""The work list, of everybody who works here: why something is there, its one next action, and what can be done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from starlette.responses import Response

from actions.worklist import NotYourWork, WorkLine, acknowledge, complete, hand_over, snooze, work_list
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.numbers import number_in
from desk.web.table import Handler, Page, Scope
from desk.web.typed import Typed
from rules.vocabulary import Role
from rules.work_subjects import numbered
from rules.worklist import DECIDED, SnoozeReason
from store.planning_people import who_may_take_over
from templates.desk_page import word_in

STAFF = frozenset({
    Role.ADVISER, Role.COORDINATOR, Role.MANAGER, Role.JURIST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR,
})  # fmt: skip
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PER_PAGE = 40
SUBJECT_PAGES: Mapping[str, tuple[str, str]] = {
    "signal": ("signal", "reference"),
    "group": ("group", "code"),
    "adviser": ("adviser", "code"),
    "client": ("client", "code"),
    "procedure": ("procedure", "reference"),
}
"""Where work about something is done: the page by the kind of subject, and what its path asks."""
NUMBERED_PAGES: Mapping[str, tuple[str, str]] = {
    "visit": ("planned_visit", "number"),
    "notice": ("notice", "number"),
    "calamity": ("calamity", "number"),
    "break_glass": ("break_glass_one", "number"),
}
"""The same, for subjects that people know by no code."""


def link_of(desk: Desk, line: WorkLine) -> str | None:
    """Return the page on which a piece of work is done; None where there is none that this person may open."""
    if line.kind == "assign_adviser":
        return desk.address("assign_client", code=line.code) if desk.user.role is Role.COORDINATOR else None
    if line.subject.kind == "webhook":
        return desk.address("hook_log", stand="given_up") if desk.user.role is Role.ADMINISTRATOR else None
    if line.subject.kind == "visit" and desk.user.role is Role.ADVISER:
        return desk.address("adviser_visit", visit=line.subject.id)
    for pages, value in ((SUBJECT_PAGES, line.code), (NUMBERED_PAGES, line.subject.id)):
        name, part = pages.get(line.subject.kind, ("", ""))
        if name and desk.address.knows(name):
            try:
                return desk.address(name, **{part: value})
            except KeyError:
                return None
    return None


def to_place(desk: Desk, line: WorkLine) -> int | None:
    """Return the window that this work asks a visit for, when this person plans visits."""
    plans = desk.user.role in (Role.COORDINATOR, Role.MANAGER)
    return line.subject.id if plans and line.kind in ("window_missed", "window_unfilled") else None


def work(desk: Desk) -> Response:
    """Show all that is asked of this person, what rests included when asked."""
    resting = desk.query.get("rust") == "ja"
    lines = _lines(desk, resting=resting)
    pages = max(1, -(-len(lines) // PER_PAGE))
    asked = desk.query.get("page", "1")
    page = min(number_in(asked) or 1, pages)
    shown = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    return desk.page(
        "desk/planning/work.html",
        lines=[(line, link_of(desk, line), to_place(desk, line)) for line in shown],
        total=len(lines),
        resting=resting,
        number=page,
        pages=pages,
    )


def work_one(desk: Desk) -> Response:
    """Show one piece of work with all that can be done with it."""
    line = _mine(desk)
    may = who_may_take_over(desk.session, desk.user)
    return desk.page(
        "desk/planning/work_one.html",
        trail=[(desk.say("Werklijst"), desk.address("work"))],
        line=line,
        link=link_of(desk, line),
        place=to_place(desk, line),
        reasons=SnoozeReason,
        tomorrow=desk.today + DAY,
        people=[(user.login, f"{user.name} ({word_in(desk.language, user.role)})") for user in may],
        until=desk.today + WEEK,
        decided=DECIDED,
    )


def seen(desk: Desk) -> Response:
    """Say that this person takes it up."""
    acknowledge(desk.session, _mine(desk).number, desk.user, desk.now)
    return desk.redirect("work_one", number=desk.path["number"], message=desk.say("U hebt dit opgepakt."))


def done(desk: Desk) -> Response:
    """Mark a piece of work as done."""
    complete(desk.session, _mine(desk).number, desk.user, desk.now)
    return desk.redirect("work", message=desk.say("Gedaan. Het staat niet meer op uw lijst."))


def rest(desk: Desk) -> Response:
    """Let a piece of work rest until a day."""
    line, typed = _mine(desk), Typed.at(desk)
    until, why = typed.day("until", desk.today), typed.word("why", SnoozeReason)
    typed.check()
    snooze(desk.session, line.number, desk.user, until, why, desk.now)
    return desk.redirect("work", message=desk.say("Dit rust tot en met %(day)s.", day=_day(until)))


def give(desk: Desk) -> Response:
    """Hand a piece of work over to a colleague."""
    line, typed = _mine(desk), Typed.at(desk)
    login, until = typed.text("to", 80, needed=True), typed.day("until_given", desk.today + WEEK)
    typed.check()
    people = who_may_take_over(desk.session, desk.user)
    colleague = next((user for user in people if user.login == login), None)
    if colleague is None:
        raise NotHere
    hand_over(desk.session, desk.house, line.number, desk.user, colleague, until, desk.now)
    said = desk.say("Overgedragen aan %(name)s.", name=colleague.name)
    return desk.redirect("work", message=said)


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _lines(desk: Desk, *, resting: bool) -> list[WorkLine]:
    """Return the list of this person, with what it is about in the reader's language."""
    lines = work_list(desk.session, desk.user, desk.today, with_snoozed=resting)
    return [replace(line, code=_about(desk, line)) for line in lines]


def _about(desk: Desk, line: WorkLine) -> str:
    if line.noun is None:
        return line.code
    return numbered(line.noun, word_in(desk.language, line.noun), line.subject.id)


def _mine(desk: Desk) -> WorkLine:
    """Return the line of this person's list; what is on another's is not here."""
    found = next((line for line in _lines(desk, resting=True) if line.number == desk.path["number"]), None)
    if found is None:
        raise NotHere from NotYourWork(desk.path["number"])
    return found


def _act(part: str, handler: Handler, name: str) -> Page:
    return Page(f"/werk/{{number:int}}/{part}", name, handler, STAFF, method="POST", scope=Scope.WORK, shows="work_one")


PAGES = (
    Page("/werk", "work", work, STAFF),
    Page("/werk/{number:int}", "work_one", work_one, STAFF, scope=Scope.WORK),
    _act("gezien", seen, "work_seen"),
    _act("gedaan", done, "work_done"),
    _act("rusten", rest, "work_rest"),
    _act("overdragen", give, "work_give"),
)
