"""Emergency access (noodtoegang): opened with a reason, closed by itself, judged by the privacy officer."""

from sqlalchemy import Select
from starlette.responses import Response

from actions.break_glass import break_glass, end_glass, identity_in_emergency, read_reason
from desk.web.desk import Desk
from desk.web.entering import given
from desk.web.errors import NotHere
from desk.web.lists import Column, ListOf, by_text, listing
from desk.web.table import Content, Menu, Page
from rules.accounts import BREAK_GLASS_FOR, LONGEST_REASON, SHORTEST_REASON
from rules.vocabulary import Role
from store.accounts import glass_codes, glass_holds, glass_query
from store.models import BreakGlass, Client, User
from templates.desk_page import later

OPENERS = frozenset({Role.JURIST})
BOTH = OPENERS | {Role.PRIVACY_OFFICER}


def _openings(desk: Desk) -> Select[tuple[BreakGlass, str, str]]:
    return glass_query(None if desk.user.role is Role.PRIVACY_OFFICER else desk.user.id)


OPENINGS = ListOf(
    "break_glass",
    "Noodtoegang",
    _openings,
    (
        Column(
            "nummer", "Nummer", lambda row: f"N-{row[0].id}", BreakGlass.id,
            link=lambda desk, row: desk.address("break_glass_one", number=row[0].id),
        ),
        Column("client", "Cliënt", lambda row: row[2] or "", Client.code),
        Column("door", "Door", lambda row: row[1], User.name),
        Column("geopend", "Geopend", lambda row: row[0].opened_at, BreakGlass.opened_at, "moment"),
        Column("tot", "Open tot", lambda row: row[0].ended_at or row[0].ends_at, BreakGlass.ends_at, "moment"),
    ),
    "-geopend",
    (by_text((Client.code, User.name)),),
    (BreakGlass.id.desc(),),
    later("Er is niets in nood geopend."),
)  # fmt: skip


def overview(desk: Desk) -> Response:
    """Show what was opened: one's own, or everything to the privacy officer."""
    rows = [row for row, _, _ in desk.session.execute(_openings(desk).where(glass_holds(desk.now))).tuples()]
    return desk.page(
        "desk/break_glass.html",
        listing=listing(desk, OPENINGS),
        open_now=rows,
        codes=glass_codes(desk.session, rows),
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
