"""The forty bad inputs as far as a form or the API takes them: a sentence, the right status, and nothing is kept.

The numbers are those of the list of forty bad inputs; files stand in tests/desk/test_bad_input.py, the reply link (38)
in test_replies.py, two people at once (37) and a second send (27) in test_signals.py and test_planning.py.
"""

from html import unescape

import pytest
from sqlalchemy import func, select

from rules.vocabulary import Role
from store.models import Signal, User
from store.session import reading, transaction
from tests.actions.signal_world import SENT_AT, World
from tests.desk.web.visiting import Desks, Visitor

USER = {"login": "bea", "name": "Bea Voorbeeld", "email": "bea@post.example", "role": "manager"}
TOKEN = {"token_name": "Rooster", "token_reader": "manager.1", "until": "2026-12-31", "visits": "yes"}
USERS, TOKENS = "/beheer/gebruikers", "/beheer/koppelingen/sleutels"
WRONG = (
    pytest.param(TOKENS, TOKEN | {"until": "31-02-2026"}, "31-02-2026 bestaat niet", id="row 9: no such day"),
    pytest.param(TOKENS, TOKEN | {"until": "03/04/26"}, "2026-04-03", id="row 10: which day"),
    pytest.param(TOKENS, TOKEN | {"until": "2026-04-01"}, "geldt vanaf vandaag", id="row 14: in the past"),
    pytest.param(USERS, USER | {"email": "jan@"}, "Geen geldig e-mailadres", id="row 16: half an address"),
    pytest.param(USERS, USER | {"email": "jan@post.example\r\nBcc: x@y.example"}, "regeleinde", id="row 17: two lines"),
    pytest.param(USERS, USER | {"email": "jan@p\u043estbus.example"}, "gemengde schriften", id="row 18: look-alike"),
    pytest.param(USERS, USER | {"role": "koning"}, "Kies een van de mogelijkheden", id="a role that is none"),
    pytest.param(USERS, USER | {"login": ""}, "Vul dit in", id="nothing typed"),
)
TEXTS = (
    pytest.param("Het BSN is 111222333.", "BSN", id="row 29: a BSN"),
    pytest.param("woord " * 350_000, "langer dan 20000 tekens", id="row 30: a text of 2 MB"),
    pytest.param("\u200b \u202e \u200d", "onzichtbare tekens", id="row 31: nothing to see"),
    pytest.param("Kamers op\x07 slot", "niet toegestaan", id="row 32: control character"),
    pytest.param("Kamers op\x00 slot", "niet toegestaan", id="row 32: NUL"),
)


@pytest.mark.parametrize(("form", "fields", "told"), WRONG)
def test_a_form_of_the_administrator(desks: Desks, form: str, fields: dict[str, str], told: str) -> None:
    desks.new_user(Role.MANAGER)
    admin = desks.sign_in(Role.ADMINISTRATOR)
    answer = admin.post(form, fields)
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    with reading(desks.house.engine) as session:
        assert session.scalar(select(func.count()).select_from(User)) == 2


@pytest.fixture
def draft(desks: Desks) -> tuple[Visitor, str]:
    """Who wrote a draft, and its reference."""
    desks.moment.now = SENT_AT
    with transaction(desks.house.engine) as session:
        world = World(desks.house, session)
        signal, writer = world.draft(), world.writer
    return desks.sign_in(writer), signal.reference


@pytest.mark.parametrize(("text", "told"), TEXTS)
def test_the_text_of_a_signal(desks: Desks, draft: tuple[Visitor, str], text: str, told: str) -> None:
    writer, reference = draft
    answer = writer.post(f"/signalen/{reference}/tekst/wijzigen", {"text": text, "version": "1"})
    shown = answer if answer.status_code != 303 else writer.get(f"/signalen/{reference}/tekst")
    assert answer.status_code in (303, 422)
    assert told in unescape(shown.text)
    with reading(desks.house.engine) as session:
        version = session.scalars(select(Signal.text_version)).one()
    assert version == (2 if answer.status_code == 303 else 1)


def test_row_33_unusual_signs_come_back_the_same(draft: tuple[Visitor, str]) -> None:
    writer, reference = draft
    told = "Ömer zei: 👩\u200d👧 mag niet. Café dicht."
    sent = told.replace("é", "e\u0301")
    assert writer.post(f"/signalen/{reference}/tekst/wijzigen", {"text": sent, "version": "1"}).status_code == 303
    assert "Café dicht" in unescape(writer.get(f"/signalen/{reference}/tekst").text)
