"""Answering by link, at the page itself: looking spends nothing, the code comes first, one answer does it all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select

from actions.house import House
from actions.reply_tokens import link_code, reply_page
from rules.vocabulary import ContactRole, SignalState
from store.models import Reply, ReplyLink, Signal
from store.session import transaction
from tests.actions.signal_world import SENT_AT, TEXT, World
from tests.desk.web.visiting import Desks, Moment, Visitor

ADDRESS = "directie@instelling.example"
KEY = re.compile(r'name="_csrf" value="([^"]+)"')


@pytest.fixture
def page(house: House, moment: Moment) -> str:
    """The address of the page that answers a signal of Monday 16 March; it is two days later."""
    moment.now = SENT_AT + timedelta(days=2)
    with transaction(house.engine) as session:
        world = World(house, session)
        world.region.add_contact(ContactRole.SIGNALS, world.region.agency, email=ADDRESS)
        return reply_page(session, house, world.sent())


def _send(visitor: Visitor, page: str, path: str, fields: dict[str, str], **more: Any) -> Response:
    found = KEY.search(visitor.get(page).text)
    visitor.csrf = found[1] if found else ""
    return visitor.post(f"{page}/{path}", fields, **more)


def _enter(house: House, visitor: Visitor, page: str) -> None:
    number = re.search(r'name="contact" value="(\d+)"', visitor.get(page).text)
    assert number
    assert _send(visitor, page, "code", {"contact": number[1]}).status_code == 303
    with transaction(house.engine) as session:
        code = link_code(house.vault, session.scalars(select(ReplyLink)).one())
    assert _send(visitor, page, "openen", {"code": code}).status_code == 303


def test_looking_spends_nothing_and_tells_nothing(house: House, desks: Desks, page: str) -> None:
    """Given a mail scanner / when it looks twenty times / then nothing is spent, and no text or address was shown."""
    visitor = desks.anonymous()

    answers = [visitor.client.request("HEAD" if n % 2 else "GET", page) for n in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.headers["referrer-policy"] == "no-referrer" for answer in answers)
    assert TEXT not in answers[0].text
    assert ADDRESS not in answers[0].text
    with transaction(house.engine) as session:
        link = session.scalars(select(ReplyLink)).one()
        assert (link.spent_at, link.code_sent_at, link.wrong_codes) == (None, None, 0)


def test_an_agency_answers_once(house: House, desks: Desks, page: str) -> None:
    """Given the right code / when the agency answers / then it is kept, and the same link is over, for anybody."""
    visitor = desks.anonymous()
    _enter(house, visitor, page)
    assert TEXT in visitor.get(page).text

    files = {"files": ("plan.pdf", b"%PDF-1.4 plan", "application/pdf")}
    fields = {"text": "De deuren blijven open.", "kind": "stopped", "promised_on": ""}
    done = _send(visitor, page, "versturen", fields, files=files)

    assert "Uw reactie is ontvangen" in done.text
    assert visitor.get(page).status_code == 410
    assert desks.anonymous().get(page).status_code == 410
    with transaction(house.engine) as session:
        assert session.scalars(select(Reply)).one().round == 1
        assert session.scalars(select(Signal)).one().state is SignalState.ANSWERED


def test_a_refused_answer_keeps_what_was_typed(house: House, desks: Desks, page: str) -> None:
    """Given a plan without a day / when it is sent / then the page says so, with the text, and nothing is spent."""
    visitor = desks.anonymous()
    _enter(house, visitor, page)

    refused = _send(visitor, page, "versturen", {"text": "Wij maken een plan.", "kind": "planned"})

    assert refused.status_code == 422
    assert "Wij maken een plan." in refused.text
    assert visitor.get(page).status_code == 200


def test_guesses_are_counted_and_end(house: House, desks: Desks, page: str) -> None:
    """Given wrong codes / when the right one follows too late / then the page stays shut."""
    visitor = desks.anonymous()
    number = re.search(r'name="contact" value="(\d+)"', visitor.get(page).text)
    assert number
    _send(visitor, page, "code", {"contact": number[1]})
    for _ in range(10):
        assert _send(visitor, page, "openen", {"code": "000000x"}).status_code == 403
    with transaction(house.engine) as session:
        link = session.scalars(select(ReplyLink)).one()
        code, tries = link_code(house.vault, link), link.wrong_codes

    assert 0 < tries <= 10
    assert _send(visitor, page, "openen", {"code": code}).status_code == 403
    assert TEXT not in visitor.get(page).text


def test_nobody_answers_without_the_code(desks: Desks, page: str) -> None:
    """Given a link alone / when somebody sends an answer, with a cookie of their own making / then it is refused."""
    visitor = desks.anonymous()
    visitor.client.cookies.set("waakvlam-antwoord", "1.9999999999.0")

    refused = _send(visitor, page, "versturen", {"text": "x", "kind": "stopped"})

    assert refused.status_code == 403


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(desks: Desks, moment: Moment, page: str) -> None:
    """Given a link that never was and one that is over / when they are opened / then both get the same 410."""
    never = desks.anonymous().get("/antwoord/" + "a" * 43)
    moment.now += timedelta(days=120)
    over = desks.anonymous().get(page)

    assert (never.status_code, over.status_code) == (410, 410)
    assert "niet (meer) geldig" in over.text


def test_more_time_is_asked_of_a_person(house: House, desks: Desks, page: str) -> None:
    """Given the right code / when more time is asked / then it is passed on, and the link still works."""
    visitor = desks.anonymous()
    _enter(house, visitor, page)

    asked = _send(visitor, page, "meer-tijd", {"until": "2026-05-01"})

    assert "Uw vraag is doorgegeven" in asked.text
    assert visitor.get(page).status_code == 200
