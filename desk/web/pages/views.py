"""Views of lists that somebody keeps: saved under a name, opened by a link, forgotten."""

from starlette.responses import Response

from actions.saved_views import drop_view, save_view
from desk.web.desk import Desk
from desk.web.entering import given
from desk.web.errors import NotHere
from desk.web.lists import view_address
from desk.web.table import SIGNED_IN, Page
from rules.api_errors import NoSuchList
from store.saved_views import own_view


def save(desk: Desk) -> Response:
    """Keep what a list shows now, under a name."""
    listed = given(desk, "list")
    if not (desk.address.knows(listed) and desk.address.knows(f"{listed}_xlsx")):
        raise NoSuchList
    row = save_view(
        desk.session, listed, given(desk, "view"), given(desk, "query"), desk.now, by=desk.user,
        shared=desk.form.get("shared") == "yes",
    )  # fmt: skip
    return desk.go(view_address(desk, row), message=desk.say("Weergave '%(name)s' is bewaard.", name=row.name))


def drop(desk: Desk) -> Response:
    """Forget a view of one's own."""
    row = own_view(desk.session, desk.user, desk.path["number"])
    if row is None:
        raise NotHere
    drop_view(desk.session, row)
    return desk.redirect(row.list_name, message=desk.say("Weergave '%(name)s' is verwijderd.", name=row.name))


PAGES = (
    Page("/weergaven", "save_view", save, SIGNED_IN, method="POST"),
    Page("/weergaven/{number:int}/weg", "drop_view", drop, SIGNED_IN, method="POST"),
)
