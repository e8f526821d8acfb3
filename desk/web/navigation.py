"""The places in the navigation that somebody's role opens."""

from typing import Any

from desk.web.table import Page
from rules.vocabulary import Role


def links_for(pages: tuple[Page, ...], role: Role, here: str) -> list[dict[str, Any]]:
    """Return label, address and whether we are there, of every page with a place in the menu that `role` may open."""
    placed = sorted((page.menu.order, page.menu.label, page.path) for page in pages if page.menu and page.open_to(role))
    best = max((path for _, _, path in placed if _lies_under(here, path)), key=len, default="")
    return [{"label": label, "href": path, "here": path == best} for _, label, path in placed]


def _lies_under(here: str, path: str) -> bool:
    return here == path or (path != "/" and here.startswith(f"{path}/"))
