"""The administrator's pages: health, outbox, settings, users, what mails look like; never content."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from actions.accounts import change_role, set_active
from actions.doctor import examine
from actions.house import House
from actions.notices import Recipient, enqueue
from actions.passwords import matches
from rules.account_errors import LastAdministrator
from rules.clock import Pulse
from rules.happenings import NOTICES
from rules.health import HousePart
from rules.vocabulary import Language, OrganisationKind, Role
from store.events import SYSTEM
from store.models import Event, Installation, LocalAccount, Notice, NoticeSwitch, Organisation, User
from store.session import reading, transaction
from store.sweeps import note_run
from templates.engine import mail_names
from tests.builders import Region
from tests.desk.web.visiting import WEDNESDAY, Desks, Visitor


@pytest.fixture
def admin(desks: Desks) -> Visitor:
    """An administrator."""
    return desks.sign_in(Role.ADMINISTRATOR)


def stuck(desks: Desks, state: str, fault: str = "550") -> int:
    """Add a notice that did not get away."""
    person = desks.new_user(Role.COORDINATOR)
    with transaction(desks.house.engine) as session:
        notice = enqueue(
            session, template="health_warning", key=f"x:{state}", recipient=Recipient("user", person.id), subject=None,
            facts={"on": "2026-04-08", "worries": []}, now=WEDNESDAY,
        )  # fmt: skip
        assert notice is not None
        notice.state, notice.next_at, notice.finished_at, notice.last_error = state, None, WEDNESDAY, fault
        session.flush()
        return notice.id


def test_every_mail_has_a_name() -> None:
    assert set(NOTICES) == set(mail_names())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.NL, ("bericht dat iets aandacht vraagt", "niet gelukt", "het mailadres klopt niet")),
        (Language.EN, ("message that something needs attention", "not delivered", "the address is not right")),
    ],
)
def test_the_outbox_speaks_words(
    desks: Desks, admin: Visitor, language: Language, said: tuple[str, str, str]
) -> None:  # fmt: skip
    """Given a notice that failed / when it is sought by the name of its mail / then its line and its page say why."""
    number = stuck(desks, "dead", "bad_address")
    assert admin.post("/taal", {"language": language.value}).status_code == 303
    found = admin.get("/beheer/postvak?zoek=aandacht").text
    page = admin.get(f"/beheer/postvak/{number}").text
    for words in said:
        assert words in found
        assert words in page
    assert "health_warning" not in found + page


def ill(house: House) -> set[HousePart]:
    with reading(house.engine) as session:
        return {one.part for one in examine(session, house, WEDNESDAY) if not one.well}


def test_what_stands_still_is_told_first(desks: Desks, admin: Visitor) -> None:
    with transaction(desks.house.engine) as session:
        session.execute(update(Installation).values(simulated=False))
    assert HousePart.SWEEP in ill(desks.house)
    with transaction(desks.house.engine) as session:
        note_run(session, WEDNESDAY - timedelta(minutes=5), Pulse("", 0))
    assert HousePart.SWEEP not in ill(desks.house)
    text = admin.get("/").text
    assert "kijk hiernaar" in text
    assert text.count('name="back" value="/') == text.count('name="back"') > 0


@pytest.mark.parametrize("state", ["dead", "in_doubt"])
def test_a_stuck_notice_is_sent_again(desks: Desks, admin: Visitor, state: str) -> None:
    number = stuck(desks, state)
    assert HousePart.OUTBOX in ill(desks.house)
    assert f"/beheer/postvak/{number}" in admin.get(f"/beheer/postvak?stand={state}").text
    assert "Opnieuw versturen" in admin.get(f"/beheer/postvak/{number}").text
    assert admin.post(f"/beheer/postvak/{number}").status_code == 303
    with reading(desks.house.engine) as session:
        assert session.get_one(Notice, number).state == "queued"
    assert admin.post(f"/beheer/postvak/{number}").status_code == 422


def test_a_restored_database_is_let_go_by_a_person(desks: Desks, admin: Visitor) -> None:
    assert admin.post("/beheer/postvak/vrijgeven").status_code == 422
    with transaction(desks.house.engine) as session:
        session.execute(update(Installation).values(quarantined_at=WEDNESDAY))
    assert "teruggezet en verstuurt niets" in admin.get("/beheer").text
    assert admin.post("/beheer/postvak/vrijgeven").status_code == 303
    assert HousePart.QUARANTINE not in ill(desks.house)


def test_settings_are_shown_without_a_secret(desks: Desks) -> None:
    settings = desks.house.settings.model_copy(
        update={
            "backup_key": SecretStr("geheim-woord"),
            "database_url": "postgresql+psycopg://x:wachtwoord@db/waakvlam",
        }
    )
    desks.house = replace(desks.house, settings=settings)
    page = desks.sign_in(Role.ADMINISTRATOR).get("/beheer/instellingen").text
    assert "WAAKVLAM_SESSION_IDLE_MINUTES" in page
    assert "ingesteld" in page
    assert "geheim-woord" not in page
    assert "wachtwoord@" not in page


@pytest.mark.parametrize(("query", "said"), [("", 'lang="nl"'), ("?taal=en", 'lang="en"')])
def test_a_mail_can_be_looked_at_in_both_languages(admin: Visitor, query: str, said: str) -> None:
    page = admin.get(f"/beheer/berichten/signal_reminder{query}")
    assert said in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    alone = admin.get(f"/beheer/berichten/signal_reminder/los{query}")
    assert "sandbox" in alone.headers["content-security-policy"]
    assert "script-src" not in alone.headers["content-security-policy"]
    assert admin.get("/beheer/berichten/bestaat-niet").status_code == 404


def add(admin: Visitor, **changed: str) -> str:
    fields = {
        "login": "nieuw.mens",
        "name": "Nieuw Mens",
        "email": "nieuw@post.example",
        "role": "coordinator",
    } | changed
    return admin.post("/beheer/gebruikers", fields).text


def test_a_user_is_added_with_a_password_told_once(desks: Desks, admin: Visitor) -> None:
    page = add(admin)
    password = page.split("<code>", 1)[1].split("<", 1)[0]
    assert len(password) == 23
    assert password not in admin.get("/beheer/gebruikers/nieuw.mens").text
    with reading(desks.house.engine) as session:
        user = session.scalars(select(User).where(User.login == "nieuw.mens")).one()
        assert session.get_one(LocalAccount, user.id).must_change


def test_a_second_press_tells_what_happened_and_makes_another_password(desks: Desks, admin: Visitor) -> None:
    """Given a user who was added / when the button was pressed twice / then no secret comes back, but a new one can."""
    first = add(admin, _once="k" * 32)
    password = first.split("<code>", 1)[1].split("<", 1)[0]
    again = admin.post(
        "/beheer/gebruikers",
        {
            "login": "nieuw.mens", "name": "Nieuw Mens", "email": "nieuw@post.example", "role": "coordinator",
            "_once": "k" * 32,
        },
    )  # fmt: skip
    assert (again.status_code, again.headers["location"]) == (303, "/beheer/gebruikers/nieuw.mens/getoond")
    told = admin.get(again.headers["location"]).text
    assert "Dit is al één keer getoond" in told
    assert password not in told
    assert 'action="/beheer/gebruikers/nieuw.mens/wachtwoord"' in told
    renewed = admin.post("/beheer/gebruikers/nieuw.mens/wachtwoord").text.split("<code>", 1)[1].split("<", 1)[0]
    assert renewed != password
    with reading(desks.house.engine) as session:
        user = session.scalars(select(User).where(User.login == "nieuw.mens")).one()
        kept = session.get_one(LocalAccount, user.id).password_hash
    assert not matches(kept, password)
    assert matches(kept, renewed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"login": ""}, "Vul dit in", id="no login"),
        pytest.param({"role": "adviser"}, "Nog niet gelukt", id="a role of the register"),
        pytest.param({"email": "geen adres"}, "Nog niet gelukt", id="no address"),
        pytest.param({"organisation": "BESTAATNIET"}, "Kies een van de mogelijkheden", id="no organisation"),
    ],
)
def test_who_cannot_be_added(admin: Visitor, changed: dict[str, str], said: str) -> None:
    page = add(admin, **changed)
    assert said in page
    assert "Nieuw Mens" in page


def test_a_role_and_coming_in(desks: Desks, admin: Visitor) -> None:
    add(admin)
    there = "/beheer/gebruikers/nieuw.mens"
    assert admin.post(f"{there}/rol", {"role": "manager"}).status_code == 303
    assert admin.post(f"{there}/binnen", {"active": "no"}).status_code == 303
    page = admin.get(there).text
    assert "regiomanager" in page
    assert "Weer binnenlaten" in page
    assert admin.post(f"{there}/wachtwoord").status_code == 200
    assert admin.post(f"{there}/app").status_code == 303
    assert admin.post(f"{there}/afmelden").status_code == 303


def test_nobody_shuts_out_or_changes_themselves(admin: Visitor) -> None:
    assert admin.user is not None
    there = f"/beheer/gebruikers/{admin.user.login}"
    assert admin.post(f"{there}/binnen", {"active": "no"}).status_code == 404
    assert admin.post(f"{there}/rol", {"role": "manager"}).status_code == 403
    assert "Niet meer binnenlaten" not in admin.get(there).text


def test_an_organisation_is_given_and_ends_the_sessions(desks: Desks, admin: Visitor) -> None:
    with transaction(desks.house.engine) as session:
        session.add(Organisation(code="ELDERS", name="Elders", kind=OrganisationKind.SUBCONTRACTOR))
    visitor = desks.sign_in(Role.COORDINATOR)
    assert visitor.user is not None
    there = f"/beheer/gebruikers/{visitor.user.login}"
    assert admin.post(f"{there}/organisatie", {"organisation": "NIETS"}).status_code == 422
    assert visitor.get("/").status_code == 200
    for _ in range(2):
        assert admin.post(f"{there}/organisatie", {"organisation": "ELDERS"}).status_code == 303
    assert visitor.get("/").headers["location"].startswith("/aanmelden")
    assert '<option value="ELDERS" selected>' in admin.get(there).text
    with reading(desks.house.engine) as session:
        told = session.scalars(select(Event).where(Event.what == "organisation_changed")).one()
        assert session.get_one(User, visitor.user.id).organisation_id == told.facts["organisation"]
    assert admin.user is not None
    assert admin.post(f"/beheer/gebruikers/{admin.user.login}/organisatie", {"organisation": ""}).status_code == 403


def test_who_is_in_the_register_changes_organisation_there(desks: Desks, admin: Visitor) -> None:
    with transaction(desks.house.engine) as session:
        region = Region(session)
        user = session.scalars(select(User).where(User.adviser_id == region.add_adviser().id)).one()
        login = user.login
    there = f"/beheer/gebruikers/{login}"
    assert "hangen aan het register" in admin.get(there).text
    assert admin.post(f"{there}/organisatie", {"organisation": ""}).status_code == 422


@pytest.mark.parametrize("change", [pytest.param("rol", id="by role"), pytest.param("binnen", id="by ending it")])
def test_the_last_administrator_stays(desks: Desks, admin: Visitor, change: str) -> None:
    """Given two administrators of whom one ends the other / when the other's page is still open / then one stays."""
    other = desks.sign_in(Role.ADMINISTRATOR)
    assert admin.user is not None
    assert other.user is not None
    fields = {"role": "manager", "active": "no"}
    assert admin.post(f"/beheer/gebruikers/{other.user.login}/{change}", fields).status_code == 303
    with transaction(desks.house.engine) as session:
        last = session.get_one(User, admin.user.id)
        with pytest.raises(LastAdministrator, match="enige beheerder"):
            change_role(session, last, Role.MANAGER, WEDNESDAY, by=None)
        with pytest.raises(LastAdministrator):
            set_active(session, last, WEDNESDAY, active=False, actor=SYSTEM)
        assert last.active
        assert last.role is Role.ADMINISTRATOR
    assert other.get("/beheer").status_code in (303, 403)


def test_mail_is_switched_and_a_duty_is_not(desks: Desks, admin: Visitor) -> None:
    add(admin)
    there = "/beheer/gebruikers/nieuw.mens"
    assert admin.post(f"{there}/post", {"kind": "daily_digest", "on": "no"}).status_code == 303
    assert admin.post(f"{there}/post", {"kind": "signal_overdue", "on": "no"}).status_code == 422
    with reading(desks.house.engine) as session:
        assert [row.on for row in session.scalars(select(NoticeSwitch))] == [False]
