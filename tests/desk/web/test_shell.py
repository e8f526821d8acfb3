"""The shell of the desk: headers, who may open what, forms and refusals, one transaction, and what a page costs."""

import sqlite3
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from starlette.responses import PlainTextResponse, Response

from actions.notices import Recipient, enqueue
from desk.web import pages
from desk.web.addresses import Addresses
from desk.web.all_pages import PAGES
from desk.web.cookies import Flash, packed, unpacked
from desk.web.desk import Desk
from desk.web.errors import ChangedMeanwhile, FormFlawed, NotHere
from desk.web.table import SIGNED_IN, Content, Menu, Page
from rules.errors import Flaw, FlawedInput, Refused, RuleError
from rules.vocabulary import Language, Role
from store.events import Subject
from store.models import AccessLog, Notice, Organisation, User
from store.session import reading
from tests.builders import Region
from tests.desk.web.visiting import Desks, statements

SAID = {
    Language.NL: {404: "Niet gevonden", 405: "Zo kan dit niet"},
    Language.EN: {404: "Not found", 405: "This is not possible"},
}
COORDINATORS = frozenset({Role.COORDINATOR})
ERRORS = {
    "rule": RuleError("Dit kan niet op zondag. Kies een andere dag."),
    "refused": Refused("Dit mag u niet."),
    "missing": NotHere(),
    "changed": ChangedMeanwhile({"Dag": ("maandag", "dinsdag")}),
    "flaws": FlawedInput([Flaw("groepen.csv", "De naam ontbreekt.", row=3), Flaw("groepen.csv", "Zorgvorm?")]),
    "field": FormFlawed({"plain": ["Vul een naam in."]}),
}


def show(desk: Desk) -> Response:
    return desk.page("desk/style.html", **_style_facts(desk))


def _style_facts(desk: Desk) -> dict[str, Any]:
    style = import_module("desk.web.pages.style")
    days = dict.fromkeys(("soon", "now", "late"), desk.today)
    figures = {"weeks": style.WEEKS, "on_time": style.ON_TIME, "tolerance": style.IN_TOLERANCE, "late": style.LATE}
    return {"days": days, "figures": figures, "form": desk.show(style.StyleForm)}


def save(desk: Desk) -> Response:
    desk.user.name = "Iemand anders"
    desk.session.flush()
    if error := ERRORS.get(str(desk.form.get("error"))):
        raise error
    return desk.redirect("things", message=desk.say("Het formulier is gelezen."), undo="/dingen/terug")


def read(desk: Desk) -> Response:
    desk.log_reading("signal:S-2026-001", "signal")
    return PlainTextResponse("gelezen")


def write_on_reading(desk: Desk) -> Response:
    desk.user.name = "Iemand anders"
    return PlainTextResponse("niet bewaard")


def burst(_desk: Desk) -> Response:
    raise KeyError("Noor de Vries")


def counted(desk: Desk) -> Response:
    desk.session.scalar(select(func.count()).select_from(Organisation))
    return PlainTextResponse("geteld")


def alarm(desk: Desk) -> Response:
    adviser = Region(desk.session).add_adviser()
    enqueue(
        desk.session, template="visit_report_overdue", key="visit:99:report_overdue", urgent=True,
        recipient=Recipient("adviser", adviser.id), subject=Subject("visit", 99),
        facts={"group": "Groep 99", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=desk.now,
    )  # fmt: skip
    return desk.redirect("things")


class Crowd:
    """A page that others stand in the way of, so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, desk: Desk) -> Response:
        desk.user.name = "Iemand anders"
        desk.session.flush()
        self.left -= 1
        if self.left >= 0:
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise OperationalError("", {}, busy)
        return PlainTextResponse("gelukt")


ROWS = (
    *PAGES,
    Page("/dingen", "things", show, COORDINATORS, menu=Menu("Inplannen", 10)),
    Page("/dingen", "things_save", save, COORDINATORS, method="POST", shows="things"),
    Page("/dingen/los", "things_bare", save, COORDINATORS, method="POST"),
    Page("/dingen/gelezen", "things_read", read, COORDINATORS, reads=Content.SIGNAL),
    Page("/dingen/stiekem", "things_sneaky", write_on_reading, COORDINATORS),
    Page("/dingen/kapot", "things_burst", burst, SIGNED_IN),
    Page("/dingen/geteld", "things_counted", counted, COORDINATORS),
    Page("/dingen/streng", "things_strict", counted, COORDINATORS, reauth=True),
    Page("/dingen/alarm", "things_alarm", alarm, COORDINATORS, method="POST"),
    Page("/dingen/{code}", "thing", counted, COORDINATORS),
)


@pytest.fixture
def desks(desks: Desks) -> Desks:
    desks.pages = ROWS
    return desks


def test_every_module_of_pages_has_rows() -> None:
    names = [module.name for module in iter_modules(pages.__path__)]
    assert [name for name in names if not getattr(import_module(f"desk.web.pages.{name}"), "PAGES", ())] == []


def test_rows_do_not_collide() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
    assert len({(page.path, page.method) for page in PAGES}) == len(PAGES)
    shown = {page.name for page in PAGES if page.method == "GET"} | {None}
    assert [page.name for page in PAGES if page.shows not in shown] == []
    assert [page.name for page in PAGES if page.menu and ("{" in page.path or page.method != "GET")] == []


@pytest.mark.parametrize("address", ["/stijl", "/bestaat-niet", "/gezond", "/dingen", "/static/oud/app.css"])
def test_every_answer_is_guarded(desks: Desks, address: str) -> None:
    headers = desks.anonymous().get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert headers["cache-control"] == ("no-cache" if address.startswith("/static") else "no-store")


def test_over_tls_cookies_and_the_browser_are_bound_to_it(desks: Desks) -> None:
    desks.secure = True
    answer = desks.anonymous().get("/stijl")
    assert "max-age=63072000" in answer.headers["strict-transport-security"]
    assert answer.headers["set-cookie"].startswith("__Host-waakvlam-key=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        pytest.param(None, "/gezond", 200, id="public: anybody"),
        pytest.param(None, "/dingen/geteld", 303, id="nobody signed in: to signing in"),
        pytest.param(Role.COORDINATOR, "/dingen/geteld", 200, id="the role it is for"),
        pytest.param(Role.MANAGER, "/dingen/geteld", 403, id="another role"),
        pytest.param(Role.MANAGER, "/dingen/niets/hier", 404, id="no such page"),
    ],
)
def test_who_may_open_a_page(desks: Desks, who: Role | None, address: str, status: int) -> None:
    visitor = desks.sign_in(who) if who else desks.anonymous()
    assert visitor.get(address).status_code == status


def test_somebody_who_did_not_sign_in_comes_back_after_it(desks: Desks) -> None:
    answer = desks.anonymous().get("/dingen?zoek=brug")
    assert answer.headers["location"] == "/aanmelden?next=%2Fdingen%3Fzoek%3Dbrug"


def test_the_navigation_holds_what_the_role_may_open(desks: Desks) -> None:
    assert ">Inplannen</a>" in desks.sign_in(Role.COORDINATOR).get("/").text
    assert ">Inplannen</a>" not in desks.sign_in(Role.MANAGER).get("/").text


@pytest.mark.parametrize(
    ("headers", "fields", "status"),
    [
        pytest.param({}, {}, 303, id="ours"),
        pytest.param({}, {"_csrf": ""}, 403, id="without a key"),
        pytest.param({}, {"_csrf": "x" * 64}, 403, id="with another key"),
        pytest.param({"sec-fetch-site": "cross-site"}, {}, 403, id="a browser says: from another site"),
        pytest.param({"origin": "https://elders.example"}, {}, 403, id="from another origin"),
        pytest.param({"origin": "http://testserver"}, {}, 303, id="from our origin"),
        pytest.param({"origin": "null", "sec-fetch-site": "same-origin"}, {}, 303, id="a browser vouches for it"),
    ],
)
def test_only_forms_of_ours_are_acted_on(
    desks: Desks, headers: dict[str, str], fields: dict[str, str], status: int
) -> None:
    answer = desks.sign_in(Role.COORDINATOR).post("/dingen", fields, headers=headers)
    assert answer.status_code == status
    assert _names(desks) == (["Iemand anders"] if status == 303 else ["Noor 1"])


class Keys(HTMLParser):
    """The keys that a page holds for its forms."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("name") == "_csrf":
            self.found.append(given["value"] or "")


@pytest.mark.parametrize("known", [pytest.param(True, id="signed in"), pytest.param(False, id="on a public page")])
def test_the_key_of_a_page_is_masked_and_opens_its_forms(desks: Desks, known: bool) -> None:
    visitor = desks.sign_in(Role.COORDINATOR) if known else desks.anonymous()
    one, other = Keys(visitor.get("/stijl").text).found[0], Keys(visitor.get("/stijl").text).found[0]
    assert one != other
    for key in (one, other):
        answer = visitor.post("/taal", {"_csrf": key, "language": "en", "back": "/stijl"})
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/stijl"
    assert '<html lang="en"' in visitor.get("/stijl").text


@pytest.mark.parametrize("back", ["//elders.example", "https://elders.example", "/\\elders.example", ""])
def test_a_choice_never_leads_to_another_site(desks: Desks, back: str) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    assert visitor.post("/weergave", {"theme": "dark", "back": back}).headers["location"] == "/"


def test_light_or_dark_is_kept_in_the_browser(desks: Desks) -> None:
    visitor = desks.anonymous()
    assert 'data-theme="auto"' in visitor.get("/stijl").text
    visitor.csrf = Keys(visitor.get("/stijl").text).found[0]
    assert visitor.post("/weergave", {"theme": "dark"}).status_code == 303
    assert 'data-theme="dark"' in visitor.get("/stijl").text
    assert visitor.post("/weergave", {"theme": "paars"}).status_code == 422


def test_a_message_is_said_once_with_its_undo(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    answer = visitor.post("/dingen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dingen")
    first, second = visitor.get("/dingen").text, visitor.get("/dingen").text
    assert "Het formulier is gelezen." in first
    assert 'action="/dingen/terug"' in first
    assert "Het formulier is gelezen." not in second


@pytest.mark.parametrize("value", ["", "onzin", "eyJhIjogMX0=", packed(Flash("Goed"))[:-3]])
def test_a_message_that_we_did_not_write_is_none(value: str) -> None:
    assert unpacked(value) is None
    assert unpacked(packed(Flash("Goed", "/terug"))) == Flash("Goed", "/terug")


@pytest.mark.parametrize(
    ("error", "status"),
    [("rule", 422), ("refused", 403), ("missing", 404), ("changed", 409), ("flaws", 422), ("field", 422)],
)
@pytest.mark.parametrize("address", ["/dingen", "/dingen/los"])
def test_a_refused_form_says_why_and_changes_nothing(desks: Desks, address: str, error: str, status: int) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    answer = visitor.post(address, {"error": error, "plain": "getypte naam"})
    assert answer.status_code == status
    for line in str(ERRORS[error]).splitlines():
        assert line in answer.text.replace("&#39;", "'")
    assert _names(desks) == ["Noor 1"]
    if address == "/dingen":
        assert 'value="getypte naam"' in answer.text
        assert ("dinsdag" in answer.text) == (error == "changed")
        assert ("Vul een naam in." in answer.text) == (error == "field")


def test_a_broken_page_says_so_without_a_trace(desks: Desks, caplog: pytest.LogCaptureFixture) -> None:
    answer = desks.sign_in(Role.MANAGER).get("/dingen/kapot")
    assert answer.status_code == 500
    assert "Het ligt aan het programma" in answer.text
    assert "Noor de Vries" not in answer.text + caplog.text
    assert "KeyError in burst, test_shell.py" in caplog.text


def test_a_database_that_is_gone_is_said_in_two_languages(desks: Desks) -> None:
    visitor = desks.sign_in(Role.MANAGER)
    desks.house.engine.dispose()
    (desks.house.settings.home / "waakvlam.db").write_bytes(b"x" * 4096)
    for address in ("/", "/gezond"):
        answer = visitor.get(address)
        assert answer.status_code == 503
        assert "De database antwoordt niet" in answer.text


def test_a_disk_that_refuses_is_said_on_the_page(desks: Desks) -> None:
    visitor = desks.sign_in(Role.MANAGER)
    event.listen(desks.house.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only=ON"))
    desks.house.engine.dispose()
    answer = visitor.post("/dingen", {"plain": "Noor 2"})
    assert answer.status_code == 503
    assert "er kan alleen worden gelezen" in answer.text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("method", "address", "status"), [("GET", "/niets", 404), ("PUT", "/gezond", 405)])
def test_errors_are_said_in_the_readers_language(
    desks: Desks, language: Language, method: str, address: str, status: int
) -> None:
    visitor = desks.sign_in(Role.MANAGER, language=language)
    answer = visitor.client.request(method, address)
    assert answer.status_code == status
    assert SAID[language][status] in answer.text


def test_what_is_too_large_is_refused(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    answer = visitor.client.post("/dingen", content=b"x" * 13_000_000, headers={"content-type": "text/plain"})
    assert answer.status_code == 413


def test_a_page_that_reads_writes_nothing_and_takes_no_lock(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    with statements(desks.house.engine) as seen:
        assert visitor.get("/dingen/geteld").text == "geteld"
    assert len(seen) <= 3, seen
    assert visitor.get("/dingen/stiekem").status_code == 200
    assert _names(desks) == ["Noor 1"]


def test_a_reading_is_logged(desks: Desks) -> None:
    assert desks.sign_in(Role.COORDINATOR).get("/dingen/gelezen").status_code == 200
    with reading(desks.house.engine) as session:
        logged = session.scalars(select(AccessLog)).one()
        assert (logged.subject, logged.purpose, logged.actor) == ("signal:S-2026-001", "signal", "user:1")


def test_urgent_mail_leaves_with_the_answer_and_not_with_the_next_round(desks: Desks) -> None:
    assert desks.sign_in(Role.COORDINATOR).post("/dingen/alarm").status_code == 303
    with reading(desks.house.engine) as session:
        assert session.scalars(select(Notice.state)).one() == "sent"


@pytest.mark.parametrize(("times", "status"), [(0, 200), (2, 200), (3, 500)])
def test_who_stands_in_the_way_is_waited_for_twice(desks: Desks, times: int, status: int) -> None:
    desks.pages = (*ROWS, Page("/druk", "crowd", Crowd(times), COORDINATORS, method="POST"))
    assert desks.sign_in(Role.COORDINATOR).post("/druk").status_code == status
    assert _names(desks) == ["Iemand anders" if status == 200 else "Noor 1"]


def test_htmx_is_told_where_to_go(desks: Desks) -> None:
    answer = desks.anonymous().get("/dingen", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/aanmelden?next=%2Fdingen")


def test_addresses_are_made_from_names(desks: Desks) -> None:
    address = Addresses.of(ROWS)
    assert address("thing", code="a b/c", zoek="é", leeg="") == "/dingen/a%20b%2Fc?zoek=%C3%A9"
    with pytest.raises(KeyError):
        address("thing")


def _names(desks: Desks) -> list[str]:
    with reading(desks.house.engine) as session:
        return list(session.scalars(select(User.name)))
