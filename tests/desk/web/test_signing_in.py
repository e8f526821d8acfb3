"""Signing in through the pages: password, app, recovery codes, delays, sessions that end, and the demo's list."""

from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update

from actions.accounts import add_user, app_to_set, confirm_app, put_password, set_active, set_password
from actions.house import House
from actions.passwords import HASHER
from actions.web_sessions import csrf_token
from rules.account_errors import PasswordTooWeak
from rules.vocabulary import Role
from store.events import SYSTEM
from store.models import Event, Installation, LocalAccount, RecoveryCode, SignInTries, User, WebSession
from store.session import transaction
from tests.builders import Region
from tests.desk.web.visiting import Desks, Moment, Visitor

PASSWORD = "vier losse woorden samen"
KEPT = HASHER.hash(PASSWORD)
SIGN_IN = {"login": "noor", "password": PASSWORD}


@pytest.fixture
def real(house: House) -> House:
    """The same house, with real people in it."""
    with transaction(house.engine) as session:
        session.execute(update(Installation).values(simulated=False))
    return house


@pytest.fixture
def real_desks(real: House, moment: Moment) -> Desks:
    return Desks(real, moment)


def noor(house: House, now: datetime, *, app: bool = False, must_change: bool = False) -> tuple[User, str, list[str]]:
    """Add somebody with a password, and with an app and its codes where asked."""
    with transaction(house.engine) as session:
        user = add_user(session, "noor", "Noor Voorbeeld", "noor@post.example", Role.COORDINATOR, now, actor=SYSTEM)
        put_password(session, user, KEPT, now, actor=SYSTEM, must_change=must_change)
        if not app:
            return user, "", []
        secret = app_to_set(session, house, user).secret
        codes = confirm_app(session, house, user, code_of(secret, now - timedelta(seconds=30)), now)
        return user, secret, codes or []


def code_of(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)


def opened(visitor: Visitor, address: str = "/account") -> bool:
    """Return whether somebody gets in, or is sent to sign in."""
    answer = visitor.get(address)
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def fill(visitor: Visitor, address: str, fields: dict[str, str]) -> tuple[int, str]:
    """Open a page, send its form, and return the status and where it leads."""
    visitor.get(address)
    visitor.csrf = visitor.csrf or key_of(visitor)
    answer = visitor.post(address.partition("?")[0], fields)
    visitor.csrf = key_of(visitor)
    return answer.status_code, answer.headers.get("location", "")


def key_of(visitor: Visitor) -> str:
    """Return the key that the forms of the present session need."""
    token = visitor.client.cookies.get("waakvlam")
    return csrf_token(token) if token else visitor.client.cookies.get("waakvlam-key") or ""


def test_password_then_app_set_up_then_in(real_desks: Desks, moment: Moment) -> None:
    noor(real_desks.house, moment.now)
    visitor = real_desks.anonymous()
    assert fill(visitor, "/aanmelden?next=/account", SIGN_IN | {"next": "/account"}) == (
        303, "/aanmelden/app?next=%2Faccount",
    )  # fmt: skip
    assert not opened(visitor)
    half = visitor.client.cookies.get("waakvlam")
    shown = visitor.get("/aanmelden/app").text
    assert "<svg" in shown
    with transaction(real_desks.house.engine) as session:
        secret = app_to_set(session, real_desks.house, session.scalars(select(User)).one()).secret
    visitor.csrf = key_of(visitor)
    answer = visitor.post("/aanmelden/app", {"code": code_of(secret, moment.now), "next": "/account"})
    assert answer.status_code == 200
    assert answer.text.count("<li><code>") == 10
    assert visitor.client.cookies.get("waakvlam") != half
    assert opened(visitor)


def test_password_then_code(real_desks: Desks, moment: Moment) -> None:
    _, secret, _ = noor(real_desks.house, moment.now, app=True)
    visitor = real_desks.anonymous()
    assert fill(visitor, "/aanmelden", SIGN_IN) == (303, "/aanmelden/code?next=%2F")
    assert not opened(visitor)
    assert fill(visitor, "/aanmelden/code", {"code": code_of(secret, moment.now)}) == (303, "/")
    assert opened(visitor)


def test_a_code_works_once(real_desks: Desks, moment: Moment) -> None:
    _, secret, _ = noor(real_desks.house, moment.now, app=True)
    code, told = code_of(secret, moment.now), []
    for _ in range(2):
        visitor = real_desks.anonymous()
        fill(visitor, "/aanmelden", SIGN_IN)
        told.append(fill(visitor, "/aanmelden/code", {"code": code})[0])
    assert told == [303, 403]


def test_a_recovery_code_works_once(real_desks: Desks, moment: Moment) -> None:
    _, _, codes = noor(real_desks.house, moment.now, app=True)
    told = []
    for code in (codes[0], codes[0], codes[1].upper().replace("-", " ")):
        visitor = real_desks.anonymous()
        fill(visitor, "/aanmelden", SIGN_IN)
        told.append(fill(visitor, "/aanmelden/herstelcode", {"code": code})[0])
    assert told == [303, 403, 303]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"password": "iets heel anders dan dat"}, id="wrong password"),
        pytest.param({"login": "niemand"}, id="unknown name"),
        pytest.param({"password": ""}, id="no password"),
        pytest.param({"login": ""}, id="no name"),
        pytest.param({"login": "noor\x07", "password": "\x07"}, id="strange signs"),
    ],
)
def test_what_is_wrong_is_told_alike(real_desks: Desks, moment: Moment, change: dict[str, str]) -> None:
    noor(real_desks.house, moment.now)
    visitor = real_desks.anonymous()
    visitor.get("/aanmelden")
    visitor.csrf = key_of(visitor)
    answer = visitor.post("/aanmelden", SIGN_IN | change)
    assert answer.status_code == 403
    assert "horen niet bij elkaar" in answer.text
    assert PASSWORD not in answer.text


def test_who_stopped_does_not_get_in(real_desks: Desks, moment: Moment) -> None:
    user, _, _ = noor(real_desks.house, moment.now)
    visitor = real_desks.sign_in(user)
    assert opened(visitor)
    with transaction(real_desks.house.engine) as session:
        set_active(session, session.get_one(User, user.id), moment.now, active=False, actor=SYSTEM)
    assert not opened(visitor)
    assert fill(real_desks.anonymous(), "/aanmelden", SIGN_IN)[0] == 403


def test_wrong_tries_make_wait_and_lock_nobody_out(real_desks: Desks, moment: Moment) -> None:
    noor(real_desks.house, moment.now)
    visitor = real_desks.anonymous()
    for _ in range(3):
        fill(visitor, "/aanmelden", SIGN_IN | {"password": "fout fout fout fout"})
    assert fill(visitor, "/aanmelden", SIGN_IN)[0] == 403
    with transaction(real_desks.house.engine) as session:
        assert session.scalars(select(SignInTries.failures)).all() == [3]
    moment.now += timedelta(seconds=2)
    assert fill(visitor, "/aanmelden", SIGN_IN)[0] == 303
    with transaction(real_desks.house.engine) as session:
        assert session.scalars(select(SignInTries)).all() == []


def test_a_password_that_another_knows_must_be_changed_first(real_desks: Desks, moment: Moment) -> None:
    noor(real_desks.house, moment.now, must_change=True)
    visitor = real_desks.anonymous()
    assert fill(visitor, "/aanmelden", SIGN_IN) == (303, "/aanmelden/wachtwoord?next=%2F")
    assert not opened(visitor)
    own = "nog vier andere dingen"
    assert fill(visitor, "/aanmelden/wachtwoord", {"password": own, "again": "iets anders"})[0] == 422
    assert fill(visitor, "/aanmelden/wachtwoord", {"password": own, "again": own}) == (303, "/aanmelden/app?next=%2F")
    with transaction(real_desks.house.engine) as session:
        assert not session.scalars(select(LocalAccount)).one().must_change


ENDS = [
    pytest.param(timedelta(minutes=30), 1, True, id="idle: the last minute"),
    pytest.param(timedelta(minutes=30, seconds=1), 1, False, id="idle: too long"),
    pytest.param(timedelta(minutes=20), 24, True, id="used all day: eight hours"),
    pytest.param(timedelta(minutes=20), 25, False, id="used all day: over eight hours"),
]


@pytest.mark.parametrize(("pause", "times", "still"), ENDS)
def test_a_session_ends_by_itself(desks: Desks, moment: Moment, pause: timedelta, times: int, still: bool) -> None:
    visitor, answers = desks.sign_in(Role.MANAGER), []
    for _ in range(times):
        moment.now += pause
        answers.append(opened(visitor))
    assert answers == [True] * (times - 1) + [still]


def test_half_a_session_waits_ten_minutes(real_desks: Desks, moment: Moment) -> None:
    _, secret, _ = noor(real_desks.house, moment.now, app=True)
    visitor = real_desks.anonymous()
    fill(visitor, "/aanmelden", SIGN_IN)
    moment.now += timedelta(minutes=10, seconds=1)
    visitor.csrf = key_of(visitor)
    assert visitor.post("/aanmelden/code", {"code": code_of(secret, moment.now)}).status_code in (403, 422)
    assert not opened(visitor)


def test_signing_out_ends_this_session_and_everywhere_all(desks: Desks) -> None:
    user = desks.new_user(Role.MANAGER)
    one, two, three = (desks.sign_in(user) for _ in range(3))
    one.post("/afmelden")
    assert [opened(two), opened(three)] == [True, True]
    assert two.post("/afmelden/overal").status_code == 303
    assert [opened(one), opened(three)] == [False, False]


def test_a_session_of_ones_own_can_be_ended_and_not_anothers(desks: Desks) -> None:
    user = desks.new_user(Role.MANAGER)
    mine, elsewhere, other = desks.sign_in(user), desks.sign_in(user), desks.sign_in(Role.MANAGER)
    with transaction(desks.house.engine) as session:
        numbers = session.scalars(select(WebSession.id).order_by(WebSession.id)).all()
    assert mine.post(f"/account/sessies/{numbers[2]}").status_code == 404
    assert mine.post(f"/account/sessies/{numbers[1]}").status_code == 303
    assert [opened(mine), opened(elsewhere), opened(other)] == [True, False, True]


def test_only_hashes_are_kept(real_desks: Desks, moment: Moment) -> None:
    user, secret, codes = noor(real_desks.house, moment.now, app=True)
    visitor = real_desks.sign_in(user)
    token = visitor.client.cookies["waakvlam"]
    real_desks.house.engine.dispose()
    home: Path = real_desks.house.settings.home
    kept = b"".join(path.read_bytes() for path in home.glob("waakvlam.db*"))
    for word in (token, secret, PASSWORD, *codes, *(code.replace("-", "") for code in codes)):
        assert word.encode() not in kept
    with transaction(real_desks.house.engine) as session:
        assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_the_demo_lets_choose_from_a_list(desks: Desks) -> None:
    chosen = desks.new_user(Role.JURIST)
    visitor = desks.anonymous()
    shown = visitor.get("/aanmelden").text
    assert "alleen in deze proefomgeving" in shown
    assert fill(visitor, "/aanmelden", {})[0] == 403
    visitor.csrf = key_of(visitor)
    assert visitor.post("/aanmelden/demo", {"user": str(chosen.id)}).status_code == 303
    assert opened(visitor)


def test_a_real_house_has_no_list(real_desks: Desks, moment: Moment) -> None:
    user, _, _ = noor(real_desks.house, moment.now)
    visitor = real_desks.anonymous()
    assert "proefomgeving" not in visitor.get("/aanmelden").text
    visitor.csrf = key_of(visitor)
    assert visitor.post("/aanmelden/demo", {"user": str(user.id)}).status_code == 403
    assert not opened(visitor)


def test_a_database_that_became_real_forgets_the_demo(desks: Desks) -> None:
    """A session by choice from a list proves nothing anew once the database is real."""
    visitor = desks.anonymous()
    chosen = desks.new_user(Role.MANAGER)
    visitor.get("/aanmelden")
    visitor.csrf = key_of(visitor)
    visitor.post("/aanmelden/demo", {"user": str(chosen.id)})
    visitor.csrf = key_of(visitor)
    assert visitor.post("/bevestigen", {"next": "/account"}).status_code == 303
    with transaction(desks.house.engine) as session:
        session.execute(update(Installation).values(simulated=False))
    assert visitor.post("/bevestigen", {"next": "/account"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        ("/signalen?x=1", "/signalen?x=1"),
        ("https://elders.example/", "/"),
        ("//elders.example/", "/"),
        ("/\\elders.example", "/"),
        ("\t//elders.example", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_nowhere_else(desks: Desks, given: str, leads: str) -> None:
    chosen, visitor = desks.new_user(Role.MANAGER), desks.anonymous()
    visitor.get("/aanmelden")
    visitor.csrf = key_of(visitor)
    answer = visitor.post("/aanmelden/demo", {"user": str(chosen.id), "next": given})
    assert answer.headers["location"] == leads


def test_proving_again_asks_password_and_code(real_desks: Desks, moment: Moment) -> None:
    user, secret, _ = noor(real_desks.house, moment.now, app=True)
    visitor = real_desks.sign_in(user)
    moment.now += timedelta(minutes=6)
    assert visitor.post("/account/herstelcodes").headers["location"].startswith("/bevestigen")
    wrong = {"password": PASSWORD, "code": "000000"}
    assert visitor.post("/bevestigen", wrong).status_code == 403
    right = wrong | {"code": code_of(secret, moment.now), "next": "/account"}
    assert visitor.post("/bevestigen", right).headers["location"] == "/account"
    assert visitor.post("/account/herstelcodes").text.count("<li><code>") == 10


def test_a_new_password_ends_other_sessions(real_desks: Desks, moment: Moment) -> None:
    user, _, _ = noor(real_desks.house, moment.now)
    mine, elsewhere = real_desks.sign_in(user), real_desks.sign_in(user)
    own = "nog vier andere dingen"
    fields = {"old": PASSWORD, "password": own, "again": own}
    assert mine.post("/account/wachtwoord", fields | {"old": "niet dit"}).status_code == 403
    assert mine.post("/account/wachtwoord", fields | {"password": "kort", "again": "kort"}).status_code == 422
    assert mine.post("/account/wachtwoord", fields).status_code == 303
    assert [opened(mine), opened(elsewhere)] == [True, False]


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_out_of_reach(house: House, moment: Moment, secure: bool) -> None:
    desks = Desks(house, moment, secure=secure)
    chosen, visitor = desks.new_user(Role.MANAGER), desks.anonymous()
    visitor.get("/aanmelden")
    visitor.csrf = visitor.client.cookies.get("__Host-waakvlam-key" if secure else "waakvlam-key") or ""
    given = visitor.post("/aanmelden/demo", {"user": str(chosen.id)}).headers.get_list("set-cookie")
    (cookie,) = [line for line in given if line.startswith(("__Host-waakvlam=", "waakvlam="))]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= parts
    assert ("secure" in parts, cookie.startswith("__Host-")) == (secure, secure)
    assert not any(part.startswith("domain") for part in parts)


def test_what_happened_is_recorded_without_names(real_desks: Desks, moment: Moment) -> None:
    _, secret, _ = noor(real_desks.house, moment.now, app=True)
    visitor = real_desks.anonymous()
    fill(visitor, "/aanmelden", SIGN_IN | {"password": "fout fout fout fout"})
    fill(visitor, "/aanmelden", SIGN_IN)
    fill(visitor, "/aanmelden/code", {"code": code_of(secret, moment.now)})
    visitor.post("/afmelden")
    with transaction(real_desks.house.engine) as session:
        events = session.scalars(select(Event).where(Event.subject_kind == "user").order_by(Event.seq)).all()
        assert [event.what for event in events][-3:] == ["sign_in_failed", "signed_in", "signed_out"]
        assert not [event for event in events if "noor" in str(event.facts).lower()]


def test_the_calendar_link_opens_the_calendar_until_taken_back(desks: Desks) -> None:
    with transaction(desks.house.engine) as session:
        adviser = Region(session).add_adviser()
        user = session.scalars(select(User).where(User.adviser_id == adviser.id)).one()
    visitor, stranger = desks.sign_in(user), desks.anonymous()
    shown = visitor.post("/account/agenda").text
    address = "/agenda/" + shown.partition("/agenda/")[2].partition("<")[0]
    answer = stranger.get(address)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/calendar")
    assert visitor.post("/account/agenda/weg").status_code == 303
    assert [stranger.get(address).status_code, stranger.get("/agenda/onzin.ics").status_code] == [410, 410]


def test_set_password_is_strict(real_desks: Desks, moment: Moment) -> None:
    with transaction(real_desks.house.engine) as session:
        user = add_user(session, "noor", "Noor Voorbeeld", "n@post.example", Role.MANAGER, moment.now, actor=SYSTEM)
        with pytest.raises(PasswordTooWeak):
            set_password(session, user, "NoorVoorbeeld1", moment.now, actor=SYSTEM)


@pytest.mark.parametrize("app", [True, False], ids=["with an app", "without"])
def test_a_password_alone_changes_no_password(real_desks: Desks, moment: Moment, app: bool) -> None:
    """Given a stolen password / when the thief stops before the second factor / then no other password can be set."""
    noor(real_desks.house, moment.now, app=app)
    thief = real_desks.anonymous()
    fill(thief, "/aanmelden", SIGN_IN)
    own = "nog vier andere dingen"
    assert thief.get("/aanmelden/wachtwoord").status_code == 422
    assert thief.post("/aanmelden/wachtwoord", {"password": own, "again": own}).status_code == 422
    with transaction(real_desks.house.engine) as session:
        assert HASHER.verify(session.scalars(select(LocalAccount)).one().password_hash, PASSWORD)


def test_a_password_that_must_be_changed_is_not_passed_by(real_desks: Desks, moment: Moment) -> None:
    _, secret, codes = noor(real_desks.house, moment.now, app=True, must_change=True)
    visitor = real_desks.anonymous()
    fill(visitor, "/aanmelden", SIGN_IN)
    assert visitor.get("/aanmelden/code").status_code == 422
    assert visitor.post("/aanmelden/code", {"code": code_of(secret, moment.now)}).status_code == 422
    assert visitor.post("/aanmelden/herstelcode", {"code": codes[0]}).status_code == 422
    assert not opened(visitor)


def test_guessing_the_old_password_makes_wait_too(real_desks: Desks, moment: Moment) -> None:
    """Given a session that somebody else took over / when they guess the password there / then guesses are counted."""
    user, _, _ = noor(real_desks.house, moment.now, app=True)
    visitor, own = real_desks.sign_in(user), "nog vier andere dingen"
    form = {"old": "fout fout fout fout", "password": own, "again": own}
    told = [visitor.post("/account/wachtwoord", form).text for _ in range(3)]
    late = visitor.post("/account/wachtwoord", form | {"old": PASSWORD})
    assert "horen niet bij elkaar" in told[0]
    assert late.status_code == 403
    with transaction(real_desks.house.engine) as session:
        assert session.scalars(select(SignInTries.failures)).all() == [3]
    moment.now += timedelta(seconds=2)
    assert visitor.post("/account/wachtwoord", form | {"old": PASSWORD}).status_code == 303
