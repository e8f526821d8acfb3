"""What the browser loads beside a page: known files, kept long, small, from here only."""

import gzip
import hashlib
import re
import tomllib

import pytest

from desk.web.static import FOLDER, KINDS, assets, edition, static_url
from rules.vocabulary import Role
from tests.desk.web.visiting import Desks

VENDOR = FOLDER / "vendor"
LISTED = tomllib.loads((VENDOR / "vendor.toml").read_text())["file"]
FIRST_LOAD = 100_000
LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
LETTERS = re.compile(r'url\("([^"]+\.woff2)"\)')


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: listed["path"])
def test_what_others_made_is_unchanged(listed: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / listed["path"]).read_bytes()).hexdigest() == listed["sha256"]
    assert {"name", "version", "licence"} <= set(listed)
    assert (VENDOR / listed["licence_file"]).is_file()


def test_everything_that_others_made_is_listed() -> None:
    served = {file.name for file in VENDOR.iterdir() if file.suffix in KINDS}
    assert served == {listed["path"] for listed in LISTED}


def test_a_file_is_kept_for_a_year_under_the_address_of_its_state(desks: Desks) -> None:
    visitor = desks.anonymous()
    for path, asset in assets().items():
        answer = visitor.get(static_url(path))
        assert answer.content == asset.plain
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == asset.kind
    assert visitor.get("/static/oud/app.css").headers["cache-control"] == "no-cache"
    assert visitor.get(f"/static/{edition()}/../web/app.py").status_code == 404
    with pytest.raises(KeyError):
        static_url("geheim.css")


def test_the_first_page_with_all_it_loads_is_small(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    page = visitor.get("/stijl")
    loaded = {address.split("/", 3)[3] for address in LOADED.findall(page.text)}
    loaded |= set(LETTERS.findall((FOLDER / "app.css").read_text()))
    assert {"app.css", "app.js", "vendor/htmx.min.js", "vendor/fira-sans-600.woff2"} <= loaded
    files = sum(len(assets()[path].small or assets()[path].plain) for path in loaded)
    assert files + len(gzip.compress(page.content)) <= FIRST_LOAD


def test_the_style_loads_nothing_from_elsewhere() -> None:
    for name in ("app.css", "app.js"):
        assert re.findall(r"https?:|//[a-z]+\.|@import|eval\(|innerHTML", (FOLDER / name).read_text()) == []
