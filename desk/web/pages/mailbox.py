"""The mail of a simulated house: every letter that would have left, to be looked at. A real house has no such page."""

from starlette.responses import Response

from channels.maildir_reading import Letter, heads, letter
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.framed import framed, sealed_page
from desk.web.numbers import number_in
from desk.web.table import SIGNED_IN, Page

PER_PAGE = 50


def mailbox(desk: Desk) -> Response:
    """Show the letters, the newest first; in a real house nothing."""
    there = heads(desk.house.settings.maildir) if desk.frame.simulated else []
    wanted = desk.query.get("zoek", "").strip().casefold()
    found = [head for head in there if wanted in f"{head.to} {head.subject}".casefold()] if wanted else there
    given = desk.query.get("page", "1")
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, number_in(given) or 1), pages)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return desk.page("desk/mail/list.html", heads=shown, total=len(found), page=page, pages=pages, wanted=wanted)


def one_mail(desk: Desk) -> Response:
    """Show one letter: as it looks, as text, and its appointment."""
    found = _letter(desk)
    return framed(desk.page("desk/mail/one.html", trail=[(desk.say("Mail"), desk.address("mailbox"))], letter=found))


def mail_page(desk: Desk) -> Response:
    """Give the letter alone, for the frame on its page."""
    return sealed_page(_letter(desk).html)


def mail_calendar(desk: Desk) -> Response:
    """Give the appointment in a letter."""
    found = _letter(desk)
    if not found.calendar:
        raise NotHere
    return Response(found.calendar, media_type="text/calendar")


def _letter(desk: Desk) -> Letter:
    found = letter(desk.house.settings.maildir, desk.path["letter"]) if desk.frame.simulated else None
    if found is None:
        raise NotHere
    return found


PAGES = (
    Page("/mail", "mailbox", mailbox, SIGNED_IN),
    Page("/mail/{letter}", "one_mail", one_mail, SIGNED_IN),
    Page("/mail/{letter}/los", "mail_page", mail_page, SIGNED_IN),
    Page("/mail/{letter}/afspraak.ics", "mail_calendar", mail_calendar, SIGNED_IN),
)
