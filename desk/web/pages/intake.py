"""Who waits to be answered, over all channels: youths first (F042), and taking the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from actions.intake import arrive, queue, read_note, take
from desk.web.desk import Desk
from desk.web.table import Content, Menu, Page
from desk.web.typed import Typed
from rules.casework import Channel
from rules.vocabulary import Role
from store.case_pages import clients_seen
from store.models import Client, Intake
from store.scope import Viewer, one_seen

ADVISER = frozenset({Role.ADVISER})
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the queue, and for how many minutes already; `may_take`: no youth waits before."""

    intake: Intake
    minutes: int
    may_take: bool


def intake_queue(desk: Desk) -> Response:
    """Show who waits, in the order in which they are answered."""
    return desk.page("desk/cases/queue.html", waiting=_waiting(desk, queue(desk.session)), channels=Channel)


def _waiting(desk: Desk, line: Sequence[Intake]) -> list[Waiting]:
    youth_waits = bool(line) and line[0].is_youth
    return [
        Waiting(one, max(0, (desk.now - one.arrived_at) // MINUTE), one.is_youth or not youth_waits) for one in line
    ]


def intake_arrive(desk: Desk) -> Response:
    """Put somebody in the queue."""
    typed = Typed.at(desk)
    channel, note = typed.word("channel", Channel), typed.text("note")
    typed.check()
    arrive(
        desk.session, desk.house, channel, desk.now, desk.now, is_youth=typed.yes("is_youth"), by=desk.user, note=note
    )
    return desk.redirect("intake", message=desk.say("Toegevoegd aan de wachtrij."))


def intake_take(desk: Desk) -> Response:
    """Take the first who waits, or the one that was named; no adult while a youth waits."""
    named = desk.form.get("reference")
    taken = take(desk.session, named if isinstance(named, str) and named else None, desk.now, by=desk.user)
    return desk.redirect("intake_one", reference=taken.reference)


def intake_one(desk: Desk) -> Response:
    """Show somebody whom I took, with what was noted; the reading is logged by the action."""
    intake = one_seen(
        desk.session, Intake, Viewer(desk.user, desk.now), Intake.reference == desk.path["reference"],
        Intake.taken_by_id == desk.user.adviser_id,
    )  # fmt: skip
    note = read_note(desk.session, desk.house, intake, desk.now, by=desk.user)
    viewer = Viewer(desk.user, desk.now)
    mine = [] if intake.client_id else desk.session.scalars(clients_seen(viewer).with_only_columns(Client.code)).all()
    return desk.page(
        "desk/cases/taken.html", trail=[(desk.say("Wachtrij"), desk.address("intake"))], intake=intake, note=note,
        known=sorted(mine), client=desk.session.get(Client, intake.client_id) if intake.client_id else None,
    )  # fmt: skip


PAGES = (
    Page("/wachtrij", "intake", intake_queue, ADVISER, menu=Menu("Wachtrij", 20)),
    Page("/wachtrij/erbij", "intake_arrive", intake_arrive, ADVISER, method="POST", shows="intake"),
    Page("/wachtrij/nemen", "intake_take", intake_take, ADVISER, method="POST", shows="intake"),
    Page("/wachtrij/{reference}", "intake_one", intake_one, ADVISER, reads=Content.CLIENT),
)
