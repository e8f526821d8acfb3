"""The page of other systems: tokens and webhooks are made and ended, secrets shown once, forms keep what was typed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from actions.connections import who_reads
from rules.api import HookKind
from rules.vocabulary import Role
from store.hooks import secret_place
from store.models import ApiToken, WebhookDelivery, WebhookEndpoint
from store.session import reading, transaction
from tests.desk.web.visiting import WEDNESDAY, Desks, Visitor, statements

PAGE = "/beheer/koppelingen"
NOT_THERE = "Naar dit adres sturen wij niet"
TOKEN = {"token_name": "Rooster", "token_reader": "manager.1", "until": "2026-12-31", "visits": "yes"}
HOOK = {"hook_name": "Rooster", "hook_reader": "manager.1", "address": "https://hooks.example/in", "visit": "yes"}


@pytest.fixture
def admin(desks: Desks) -> Visitor:
    desks.new_user(Role.MANAGER)
    return desks.sign_in(Role.ADMINISTRATOR)


def test_a_token_is_made_shown_once_and_revoked(desks: Desks, admin: Visitor) -> None:
    assert "Geen enkel systeem kan nu lezen." in admin.get(PAGE).text
    made = admin.post(f"{PAGE}/sleutels", TOKEN)
    token = re.search(r"wv_[\w-]{43}", made.text)
    assert token
    with reading(desks.house.engine) as session:
        found = who_reads(session, token[0], WEDNESDAY)
        assert found is not None
        assert (found[1].login, found[0].scopes) == ("manager.1", ["visits:read"])
    shown = admin.get(PAGE).text
    assert token[0] not in shown
    assert "ziet wat manager.1 ziet" in shown
    assert admin.post(f"{PAGE}/sleutels/1/weg").status_code == 303
    assert "werkt niet meer" in admin.get(PAGE).text
    with reading(desks.house.engine) as session:
        assert session.get_one(ApiToken, 1).revoked_at == WEDNESDAY


def test_a_webhook_is_made_shown_once_and_stopped(desks: Desks, admin: Visitor) -> None:
    made = admin.post(f"{PAGE}/adressen", HOOK)
    secret = re.search(r"whsec_[\w+/=]{44}", unescape(made.text))
    assert secret
    assert "https://hooks.example/in" in admin.get(PAGE).text
    assert secret[0] not in unescape(admin.get(PAGE).text)
    assert admin.post(f"{PAGE}/adressen/1/weg").status_code == 303
    assert "krijgt geen berichten meer" in admin.get(PAGE).text
    assert admin.post(f"{PAGE}/adressen/1/weg").status_code == 422


SECRET = {"sleutels": re.compile(r"wv_[\w-]{43}"), "adressen": re.compile(r"whsec_[\w+/=]{44}")}


@pytest.mark.parametrize(
    ("form", "fields"), [pytest.param("sleutels", TOKEN, id="a token"), pytest.param("adressen", HOOK, id="a webhook")]
)
def test_a_second_press_tells_what_happened_and_makes_another_secret(
    desks: Desks, admin: Visitor, form: str, fields: dict[str, str]
) -> None:
    """Given a secret made by a button pressed twice / then it is not shown again, and a new one replaces it."""
    first, again = (admin.post(f"{PAGE}/{form}", fields | {"_once": "k" * 32}) for _ in range(2))
    shown = SECRET[form].findall(unescape(first.text))
    assert (len(shown), again.status_code, again.headers["location"]) == (1, 303, f"{PAGE}/{form}/1/getoond")
    told = unescape(admin.get(again.headers["location"]).text)
    assert "Dit is al één keer getoond" in told
    assert SECRET[form].findall(told) == []
    assert f'action="{PAGE}/{form}/1/nieuw"' in told

    renewed = [
        SECRET[form].findall(unescape(admin.post(f"{PAGE}/{form}/1/nieuw", {"_once": "n" * 32}).text)) for _ in range(2)
    ]

    assert [len(one) for one in renewed] == [1, 1]
    assert len({shown[0], renewed[0][0], renewed[1][0]}) == 3
    with reading(desks.house.engine) as session:
        if form == "sleutels":
            works = [who_reads(session, one, WEDNESDAY) is not None for one in (shown[0], renewed[0][0], renewed[1][0])]
            assert works == [False, False, True]
        else:
            row = session.get_one(WebhookEndpoint, 1)
            assert desks.house.vault.open(session, secret_place(1), row.secret_sealed or b"") == renewed[1][0]
    admin.post(f"{PAGE}/{form}/1/weg")
    assert admin.get(f"{PAGE}/{form}/1/getoond").status_code == 404
    assert admin.post(f"{PAGE}/{form}/1/nieuw").status_code == 422


@pytest.mark.parametrize(
    ("form", "fields", "wrong", "told"),
    [
        pytest.param("sleutels", TOKEN, {"token_name": " "}, "Geef een naam", id="no name"),
        pytest.param("sleutels", TOKEN, {"token_name": "Roo\r\nster"}, "zonder regeleinden", id="a name of two lines"),
        pytest.param("sleutels", TOKEN, {"token_name": "x" * 81}, "tot en met 80 tekens", id="too long a name"),
        pytest.param("sleutels", TOKEN, {"token_reader": "niemand"}, "geen actieve gebruiker", id="nobody"),
        pytest.param("sleutels", TOKEN, {"visits": ""}, "Kies minstens één ding", id="for nothing"),
        pytest.param("sleutels", TOKEN, {"until": "31-02-2026"}, "31-02-2026 bestaat niet", id="no such day"),
        pytest.param("sleutels", TOKEN, {"until": "03/04/26"}, "2026-04-03", id="which day is it"),
        pytest.param("sleutels", TOKEN, {"until": "2026-04-07"}, "geldt vanaf vandaag", id="ended already"),
        pytest.param("sleutels", TOKEN, {"until": "2036-01-01"}, "hoogstens tot en met", id="for ever"),
        pytest.param("adressen", HOOK, {"address": "http://hooks.example"}, NOT_THERE, id="not safe"),
        pytest.param("adressen", HOOK, {"address": "https://169.254.169.254/"}, NOT_THERE, id="within"),
        pytest.param("adressen", HOOK, {"address": "https://a.example/\r\nx: y"}, NOT_THERE, id="two lines"),
        pytest.param("adressen", HOOK, {"visit": ""}, "Kies minstens één ding", id="told of nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desks: Desks, admin: Visitor, form: str, fields: dict[str, str], wrong: dict[str, str], told: str
) -> None:
    answer = admin.post(f"{PAGE}/{form}", fields | wrong)
    assert answer.status_code == 422
    said = unescape(answer.text)
    assert told in said
    kept = {name: value for name, value in fields.items() if name not in wrong and value != "yes"}
    assert not [value for value in kept.values() if f'value="{value}"' not in said]
    with reading(desks.house.engine) as session:
        assert session.scalars(select(ApiToken)).all() == []
        assert session.scalars(select(WebhookEndpoint)).all() == []


def test_making_one_asks_again_who_it_is(desks: Desks, admin: Visitor) -> None:
    desks.moment.now = WEDNESDAY + timedelta(minutes=6)
    for form, fields in (("sleutels", TOKEN), ("adressen", HOOK)):
        assert "/bevestigen" in admin.post(f"{PAGE}/{form}", fields).headers["location"]


def test_the_log_tells_what_became_of_each_message(desks: Desks, admin: Visitor) -> None:
    admin.post(f"{PAGE}/adressen", HOOK)
    with transaction(desks.house.engine) as session:
        session.add_all(
            WebhookDelivery(
                endpoint_id=1, message_id=f"msg_visit_1_{number}", kind=HookKind.VISIT, subject_kind="visit",
                subject_id=1, facts={}, happened_at=WEDNESDAY, next_try_at=WEDNESDAY, last_status=503, attempts=2,
            )
            for number in range(60)
        )  # fmt: skip
    with statements(desks.house.engine) as seen:
        text = admin.get(f"{PAGE}/berichten").text
    assert len(seen) <= 6, seen
    assert text.count("wacht</span>") == 50
    assert "503" in text
    assert "Er is nog niets verstuurd." in admin.get(f"{PAGE}/berichten?stand=delivered").text
