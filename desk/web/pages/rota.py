"""The on-call rota: who approves at night and in weekends, where nobody is, and who takes over from whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from starlette.responses import Response

from actions.on_call import MAKERS, put_on_call, swap
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.table import Menu, Page
from desk.web.typed import Typed
from rules.calendar import at_local, to_local
from rules.on_call import Duty, SwapReason, holes
from rules.signals import APPROVERS, FOLLOWERS
from store.inspectorate import duty_rows
from store.models import OnCallDuty, User
from store.signals import active_users
from templates.desk_page import later

AHEAD = timedelta(weeks=8)
WEEK = timedelta(weeks=1)
CHANGE_AT = time(9)
"""When a duty changes hands, where no time was typed."""
RANKS = {1: later("eerste"), 2: later("tweede")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the rota: from when to when, and who; nobody is a gap."""

    starts_at: datetime
    ends_at: datetime
    rank: int = 1
    name: str = ""
    now: bool = False

    @property
    def is_gap(self) -> bool:
        """Return whether nobody is first on call."""
        return not self.name


def rota(desk: Desk) -> Response:
    """Show who is on call now and in the coming weeks, with every gap."""
    rows = [(duty, user) for duty, user in duty_rows(desk.session, desk.now, desk.now + AHEAD) if user.active]
    duties = [Duty(duty.user_id, duty.rank, duty.starts_at, duty.ends_at) for duty, _ in rows]
    gaps = holes(duties, desk.now, desk.now + AHEAD)
    makes = desk.user.role in MAKERS
    starts = to_local(gaps[0][0] if gaps else max(duty.ends_at for duty in duties))
    return desk.page(
        "desk/signals/rota.html",
        lines=_lines(rows, gaps, desk.now),
        here=[line for line in _lines(rows, gaps, desk.now) if line.now],
        ranks=RANKS, gaps=gaps, makes=makes, until=desk.now + AHEAD,
        people=active_users(desk.session, *sorted(APPROVERS)) if makes else (),
        duties=rows, reasons=SwapReason, starts=starts, ends=starts + WEEK,
    )  # fmt: skip


def _lines(
    rows: Sequence[tuple[OnCallDuty, User]], gaps: Sequence[tuple[datetime, datetime]], now: datetime
) -> list[Line]:
    found = [Line(one.starts_at, one.ends_at, one.rank, user.name, one.starts_at <= now) for one, user in rows]
    found += [Line(starts_at, ends_at, now=starts_at <= now) for starts_at, ends_at in gaps]
    return sorted(found, key=lambda line: (line.starts_at, line.rank))


def add(desk: Desk) -> Response:
    """Put somebody on call."""
    typed = Typed.at(desk)
    user, rank = _person(desk, typed, "person"), typed.number("rank", 1, 9)
    first, last = typed.day_or_none("first"), typed.day_or_none("last")
    starts, ends = typed.clock("first_time", CHANGE_AT), typed.clock("last_time", CHANGE_AT)
    for name, given in (("first", first), ("last", last)):
        if given is None and name not in typed.errors:
            typed.errors[name].append(desk.say("Vul een dag in."))
    typed.check()
    if user is None or first is None or last is None:
        raise NotHere
    put_on_call(
        desk.session, desk.house, user, rank, at_local(first, starts), at_local(last, ends), desk.now, by=desk.user
    )
    return desk.redirect("rota", message=desk.say("%(name)s staat op de piketlijst.", name=user.name))


def take_over(desk: Desk) -> Response:
    """Give the rest of a duty to somebody else."""
    typed = Typed.at(desk)
    duty, user = typed.number("duty", most=10**9), _person(desk, typed, "instead")
    reason = typed.word("reason", SwapReason)
    typed.check()
    if user is None:
        raise NotHere
    swap(desk.session, duty, user, reason, desk.now, by=desk.user)
    return desk.redirect("rota", message=desk.say("%(name)s neemt de dienst over.", name=user.name))


def _person(desk: Desk, typed: Typed, name: str) -> User | None:
    """Return the person that was chosen; without one the form is wrong."""
    number = typed.number_or_none(name, most=10**9)
    found = desk.session.get(User, number) if number is not None else None
    if found is None and name not in typed.errors:
        typed.errors[name].append(desk.say("Kies iemand."))
    return found


PAGES = (
    Page("/piket", "rota", rota, FOLLOWERS, menu=Menu(later("Piket"), 60)),
    Page("/piket", "rota_add", add, MAKERS, method="POST", shows="rota"),
    Page("/piket/ruilen", "rota_swap", take_over, MAKERS, method="POST", shows="rota"),
)
