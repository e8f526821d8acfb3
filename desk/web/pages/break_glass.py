"""Emergency access (noodtoegang): opened with a reason, closed by itself, judged by the privacy officer."""

from starlette.responses import Response

from actions.break_glass import break_glass, end_glass, identity_in_emergency, read_reason
from desk.web.desk import Desk
from desk.web.entering import given
from desk.web.errors import NotHere
from desk.web.table import Content, Menu, Page
from rules.accounts import BREAK_GLASS_FOR, LONGEST_REASON, SHORTEST_REASON
from rules.vocabulary import Role
from store.accounts import all_glass, glass_codes, glass_of
from store.models import BreakGlass, User

OPENERS = frozenset({Role.JURIST})
BOTH = OPENERS | {Role.PRIVACY_OFFICER}


def overview(desk: Desk) -> Response:
    """Show what was opened: one's own, or everything to the privacy officer."""
    rows = all_glass(desk.session) if desk.user.role is Role.PRIVACY_OFFICER else glass_of(desk.session, desk.user.id)
    return desk.page(
        "desk/break_glass.html",
        openings=rows,
        codes=glass_codes(desk.session, rows),
        names={row.user_id: desk.session.get_one(User, row.user_id).name for row in rows},
        may_open=desk.user.role in OPENERS,
        hours=int(BREAK_GLASS_FOR.total_seconds() // 3600),
        shortest=SHORTEST_REASON,
        longest=LONGEST_REASON,
    )


def open_file(desk: Desk) -> Response:
    """Open the file of one client, with a reason."""
    break_glass(desk.session, desk.house, given(desk, "client"), given(desk, "reason"), desk.now, by=desk.user)
    return desk.redirect("break_glass", message=desk.say("Het dossier is voor u open. De FG heeft bericht gekregen."))


def one(desk: Desk) -> Response:
    """Show one opening with its reason; reading that is logged."""
    row = _row(desk)
    return desk.page(
        "desk/break_glass_one.html",
        trail=[(desk.say("Noodtoegang"), desk.address("break_glass"))],
        opening=row,
        code=glass_codes(desk.session, [row])[row.id],
        name=desk.session.get_one(User, row.user_id).name,
        identity=identity_in_emergency(desk.session, desk.house, row, desk.now, by=desk.user),
        reason=read_reason(desk.session, desk.house, row, desk.now, by=desk.user),
    )


def close(desk: Desk) -> Response:
    """Close an opening before its time."""
    end_glass(desk.session, _row(desk).id, desk.now, by=desk.user)
    return desk.redirect("break_glass", message=desk.say("De toegang is gesloten."))


def _row(desk: Desk) -> BreakGlass:
    """Return the opening that the address names. Raises: NotHere for another's, unless to the privacy officer."""
    row = desk.session.get(BreakGlass, desk.path["number"])
    if row is None or (row.user_id != desk.user.id and desk.user.role is not Role.PRIVACY_OFFICER):
        raise NotHere
    return row


PAGES = (
    Page("/noodtoegang", "break_glass", overview, BOTH, menu=Menu("Noodtoegang", 80)),
    Page("/noodtoegang", "break_glass_open", open_file, OPENERS, method="POST", shows="break_glass"),
    Page("/noodtoegang/{number:int}", "break_glass_one", one, BOTH, reads=Content.CLIENT),
    Page("/noodtoegang/{number:int}", "break_glass_close", close, BOTH, method="POST"),
)
