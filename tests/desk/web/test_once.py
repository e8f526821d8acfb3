"""A form does its work once: pressed twice, in two threads, after a refusal, with something else typed, by another."""

import re
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.responses import PlainTextResponse, Response

from actions.house import House
from actions.housekeeping import keep_house
from desk.web.all_pages import PAGES
from desk.web.cookies import unpacked
from desk.web.desk import Desk
from desk.web.table import PUBLIC, Page
from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import Role
from store.events import Subject, record
from store.form_once import KEPT_FOR
from store.models import Event, FormOnce
from store.session import reading, transaction
from tests.desk.web.visiting import Desks, Moment, Visitor
from tests.house.tree import ROOT

COORDINATORS = frozenset({Role.COORDINATOR})
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.S)
KEY = re.compile(r'name="_once" value="([^"]+)"')
inside, go_on = Signal(), Signal()


def note(desk: Desk) -> Response:
    record(desk.session, Subject("thing", 1), "thing_noted", at=desk.now, actor="system")
    what = desk.form.get("what")
    if what == "refused":
        raise RuleError("Dit kan niet.")
    if what == "counted":
        return PlainTextResponse("nog eens", 422)
    if what == "bare":
        return PlainTextResponse("gelukt")
    if what == "slow" and not inside.is_set():
        inside.set()
        go_on.wait(5)
    return desk.go("/stijl?zoek=brug", message="Bewaard.")


def show(desk: Desk) -> Response:
    return desk.page("desk/style.html", days={}, figures={}, form=None)


ROWS = (
    *PAGES,
    Page("/noten", "notes", show, COORDINATORS),
    Page("/noten", "note", note, COORDINATORS, method="POST"),
    Page("/noten/vaker", "note_often", note, COORDINATORS, method="POST", once=False),
    Page("/link/{token}", "link", show, PUBLIC),
    Page("/link/{token}", "link_note", note, PUBLIC, method="POST", shows="link"),
)


@pytest.fixture
def desk_of_each(each_house: House, moment: Moment) -> Desks:
    return Desks(each_house, moment, pages=ROWS)


@pytest.fixture
def desks(desks: Desks) -> Desks:
    desks.pages = ROWS
    return desks


def noted(house: House) -> int:
    with reading(house.engine) as session:
        return session.scalar(select(func.count()).select_from(Event).where(Event.what == "thing_noted")) or 0


def said(answer: Any) -> str:
    flash = unpacked(answer.cookies.get("waakvlam-flash", ""))
    return flash.message if flash else ""


def test_pressed_twice(desk_of_each: Desks) -> None:
    visitor = desk_of_each.sign_in(Role.COORDINATOR)
    first, second = (visitor.post("/noten", {"_once": "k" * 32, "text": "x"}) for _ in range(2))
    assert (first.status_code, said(first)) == (303, "Bewaard.")
    assert (second.status_code, said(second)) == (303, "Dit was al bewaard.")
    assert first.headers["location"] == second.headers["location"] == "/stijl?zoek=brug"
    assert noted(desk_of_each.house) == 1


def test_pressed_twice_at_the_same_moment(desk_of_each: Desks) -> None:
    """Given a form that is being acted on / when its button is pressed again / then the second waits and does nothing.

    The first goes on only once the second is on its way: on PostgreSQL that one waits at the unique key.
    """
    inside.clear()
    go_on.clear()
    user = desk_of_each.new_user(Role.COORDINATOR)
    visitors = [desk_of_each.sign_in(user) for _ in range(2)]
    told: list[str] = []

    def press(visitor: Visitor) -> None:
        told.append(said(visitor.post("/noten", {"_once": "k" * 32, "what": "slow"})))

    threads = [Thread(target=press, args=(visitor,)) for visitor in visitors]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    threads[1].join(0.3)
    assert told == []
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["Bewaard.", "Dit was al bewaard."]
    assert noted(desk_of_each.house) == 1


@pytest.mark.parametrize(
    ("what", "kept"), [pytest.param("refused", 0, id="undone"), pytest.param("counted", 1, id="kept")]
)
def test_a_refused_form_does_not_spend_its_key(desk_of_each: Desks, what: str, kept: int) -> None:
    visitor = desk_of_each.sign_in(Role.COORDINATOR)
    assert visitor.post("/noten", {"_once": "k" * 32, "what": what}).status_code == 422
    assert noted(desk_of_each.house) == kept
    assert said(visitor.post("/noten", {"_once": "k" * 32, "what": "right"})) == "Bewaard."


def test_something_else_typed_is_refused_and_not_lost(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    visitor.post("/noten", {"_once": "k" * 32, "text": "een"})
    answer = visitor.post("/noten", {"_once": "k" * 32, "text": "twee"})
    assert answer.status_code == 409
    assert "met iets anders erin" in answer.text
    assert noted(desks.house) == 1


def test_another_file_of_the_same_name_and_size_is_another_form(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    told = []
    for content in (b"geel", b"geel", b"rood"):
        files = {"file": ("register.csv", content, "text/csv")}
        told.append(visitor.post("/noten", {"_once": "k" * 32}, files=files).status_code)
    assert told == [303, 303, 409]
    assert noted(desks.house) == 1


def test_the_form_of_somebody_else(desks: Desks) -> None:
    for role_mate, status in ((desks.sign_in(Role.COORDINATOR), 303), (desks.sign_in(Role.COORDINATOR), 403)):
        assert role_mate.post("/noten", {"_once": "k" * 32}).status_code == status
    assert noted(desks.house) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        pytest.param("/noten", "", id="an empty key"),
        pytest.param("/noten", None, id="no key: a program of ours"),
        pytest.param("/noten/vaker", "k" * 32, id="a page that may be asked again"),
    ],
)
def test_what_is_done_each_time(desks: Desks, address: str, key: str | None) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    for _ in range(2):
        assert said(visitor.post(address, {} if key is None else {"_once": key})) == "Bewaard."
    assert noted(desks.house) == 2


@pytest.mark.parametrize(
    ("address", "led"),
    [
        pytest.param("/noten", "/", id="to the beginning when it stood on no page"),
        pytest.param("/link/geheim", "/link/geheim", id="to the page it stood on"),
    ],
)
def test_an_answer_that_leads_nowhere(desks: Desks, address: str, led: str) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    first, second = (visitor.post(address, {"_once": "k" * 32, "what": "bare"}) for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["location"]) == (200, 303, led)


def test_neither_the_key_nor_a_secret_link_is_kept(desks: Desks) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    visitor.post("/link/geheim", {"_once": "k" * 32, "what": "bare", "text": "Noor de Vries"})
    with reading(desks.house.engine) as session:
        row = session.scalars(select(FormOnce)).one()
        kept = repr([row.key_hash, row.content_mac, row.went_sealed])
    assert row.user_id is None
    assert not [word for word in ("kkkk", "geheim", "Noor") if word in kept]


def test_old_keys_are_cleared_by_the_daily_housekeeping(desks: Desks) -> None:
    visitor, now = desks.sign_in(Role.COORDINATOR), desks.moment.now
    visitor.post("/noten", {"_once": "k" * 32})
    for later, left in ((now + KEPT_FOR, 1), (now + KEPT_FOR * 1.01, 0)):
        with transaction(desks.house.engine) as session:
            keep_house(session, local_date(later), later)
            assert session.scalar(select(func.count()).select_from(FormOnce)) == left


def test_every_form_of_the_desk_carries_a_key() -> None:
    forms = [
        (path.name, form)
        for path in sorted((ROOT / "templates" / "desk").rglob("*.html"))
        for form in FORM.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(forms) > 5
    assert [name for name, form in forms if 'name="_once" value="{{ frame.once }}"' not in form] == []


def test_every_form_of_a_page_has_a_key_of_its_own(desks: Desks) -> None:
    text = desks.sign_in(Role.COORDINATOR).get("/stijl").text
    keys = KEY.findall(text)
    assert len(keys) == len(FORM.findall(text)) == len(set(keys)) > 3
