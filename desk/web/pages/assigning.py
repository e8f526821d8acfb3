"""Choosing who helps a client: the coordinator sees a code and who may be offered, never a record."""

from sqlalchemy import select
from starlette.responses import Response

from actions.assignments import assign, candidates
from actions.worklist import work_of
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.table import Menu, Page
from desk.web.typed import Typed
from rules.vocabulary import Role
from store.case_pages import unassigned
from store.casework import load
from store.models import Adviser, Client, WorkItem
from store.scope import Viewer, condition, one_seen

COORDINATOR = frozenset({Role.COORDINATOR})


def assigning(desk: Desk) -> Response:
    """Show for whom an adviser has to be chosen."""
    return desk.page("desk/cases/assigning.html", waiting=unassigned(desk.session))


def assign_client(desk: Desk) -> Response:
    """Show who may help a client: there today, and with no interest against; who is least busy first.

    A coordinator of one organisation chooses of its own people, and sees no others.
    """
    _item, client = _waiting(desk)
    busy = load(desk.session, desk.today)
    own = set(desk.session.scalars(select(Adviser.id).where(condition(Adviser, _viewer(desk)))))
    return desk.page(
        "desk/cases/assign.html", trail=[(desk.say("Toewijzen"), desk.address("assigning"))], client=client,
        people=[(one, busy[one.id]) for one in candidates(desk.session, client, desk.today) if one.id in own],
    )  # fmt: skip


def assign_to(desk: Desk) -> Response:
    """Let an adviser help the client from today on; with that the work is done."""
    item, client = _waiting(desk)
    typed = Typed.at(desk)
    code = typed.text("adviser", needed=True)
    typed.check()
    adviser = one_seen(desk.session, Adviser, _viewer(desk), Adviser.code == code)
    work_of(desk.session, item.id, desk.user, desk.today)
    assign(desk.session, client, adviser, desk.now, by=desk.user)
    said = desk.say("%(name)s helpt %(code)s vanaf vandaag.", name=adviser.name, code=client.code)
    return desk.redirect("assigning", message=said)


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


def _waiting(desk: Desk) -> tuple[WorkItem, Client]:
    """Return the client whom the address names, as long as somebody has to be chosen."""
    wanted = desk.path["code"]
    found = next((row for row in unassigned(desk.session) if row[1].code == wanted), None)
    if found is None:
        raise NotHere
    return found


PAGES = (
    Page("/toewijzen", "assigning", assigning, COORDINATOR, menu=Menu("Toewijzen", 60)),
    Page("/toewijzen/{code}", "assign_client", assign_client, COORDINATOR),
    Page("/toewijzen/{code}", "assign_to", assign_to, COORDINATOR, method="POST", shows="assign_client"),
)
