"""Signing in through the pages at a real provider: who gets in, in which role, and who does not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from actions.house import House
from actions.signing_in import by_claims
from rules.account_errors import NotKnownHere, RoleNotGranted, TooWeaklyProved
from rules.errors import RuleError
from rules.vocabulary import Role
from store import clock
from store.models import OidcSubject, User, WebSession
from store.session import transaction
from store.settings import Settings
from tests.channels.oidc_provider import asked, provider, signs_in
from tests.desk.web.visiting import Desks, Moment, Visitor

ROLES = {"wv-planning": Role.COORDINATOR, "wv-fg": Role.PRIVACY_OFFICER}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    people: dict[str, dict[str, Any]] = {
        "noor": {"email": "noor@post.example", "email_verified": True, "groups": ["wv-planning", "iedereen"]},
        "onbekend": {"email": "ander@post.example", "email_verified": True},
    }
    with provider(**people) as address:
        yield address


@pytest.fixture
def with_provider(house: House, issuer: str) -> Desks:
    settings = house.settings.model_copy(
        update={
            "oidc_issuer": issuer, "oidc_client_id": "waakvlam", "oidc_client_secret": SecretStr("geheim"),
            "desk_url": "http://testserver",
        }
    )  # fmt: skip
    return Desks(replace(house, settings=settings), Moment(clock.now()))


def comes_in(visitor: Visitor, sub: str, back: str = "/account") -> tuple[int, str]:
    """Go to the provider, sign in there, and come back."""
    away = visitor.get(f"/aanmelden/organisatie?next={back}").headers["location"]
    answer = visitor.get(signs_in(away, sub))
    return answer.status_code, answer.headers.get("location", "")


def test_who_the_register_knows_gets_in(with_provider: Desks) -> None:
    user = with_provider.new_user(Role.COORDINATOR, email="Noor@post.example")
    visitor = with_provider.anonymous()
    assert "uw organisatie" in visitor.get("/aanmelden").text
    assert comes_in(visitor, "noor") == (303, "/account")
    assert visitor.get("/account").status_code == 200
    with transaction(with_provider.house.engine) as session:
        assert session.scalars(select(OidcSubject.user_id)).all() == [user.id]
    assert comes_in(with_provider.anonymous(), "noor") == (303, "/account")


def test_who_the_register_does_not_know_stays_out(with_provider: Desks) -> None:
    visitor = with_provider.anonymous()
    assert comes_in(visitor, "onbekend")[0] == 403
    assert visitor.get("/account").status_code == 303


def test_an_answer_that_another_browser_asked_for_is_refused(with_provider: Desks) -> None:
    with_provider.new_user(Role.COORDINATOR, email="noor@post.example")
    one, other = with_provider.anonymous(), with_provider.anonymous()
    came_back = signs_in(one.get("/aanmelden/organisatie").headers["location"], "noor")
    assert other.get(came_back).status_code == 422
    other.get("/aanmelden/organisatie")
    assert other.get(came_back).status_code == 403
    assert one.get(came_back).status_code == 303
    assert one.get(came_back).status_code == 422


def test_the_way_takes_a_quarter_of_an_hour_at_most(with_provider: Desks) -> None:
    with_provider.new_user(Role.COORDINATOR, email="noor@post.example")
    visitor = with_provider.anonymous()
    came_back = signs_in(visitor.get("/aanmelden/organisatie").headers["location"], "noor")
    with_provider.moment.now += timedelta(minutes=15, seconds=1)
    assert visitor.get(came_back).status_code == 422


@pytest.mark.parametrize(
    ("later", "sub", "status"),
    [
        pytest.param(timedelta(minutes=1), "noor", 303, id="just proved there"),
        pytest.param(timedelta(minutes=6), "noor", 403, id="proved there too long ago"),
        pytest.param(timedelta(minutes=1), "onbekend", 403, id="somebody else"),
    ],
)
def test_proving_again_goes_by_the_provider(with_provider: Desks, later: timedelta, sub: str, status: int) -> None:
    with_provider.new_user(Role.COORDINATOR, email="noor@post.example")
    visitor = with_provider.anonymous()
    comes_in(visitor, "noor")
    with_provider.moment.now += later
    away = visitor.get("/aanmelden/organisatie?again=1").headers["location"]
    assert asked(away)["prompt"] == "login"
    assert visitor.get(signs_in(away, sub)).status_code == status
    with transaction(with_provider.house.engine) as session:
        proved = session.scalars(select(WebSession.proved_at)).one()
    assert (proved == with_provider.moment.now) is (status == 303)


def test_without_a_provider_there_is_no_way(desks: Desks) -> None:
    assert desks.anonymous().get("/aanmelden/organisatie").status_code == 403


@pytest.mark.parametrize(
    ("settings", "claims", "outcome"),
    [
        pytest.param({}, {}, Role.MANAGER, id="the register decides"),
        pytest.param({}, {"email_verified": False}, NotKnownHere, id="address not verified"),
        pytest.param({}, {"email": None}, NotKnownHere, id="no address"),
        pytest.param({"roles": True}, {"groups": ["wv-planning"]}, Role.COORDINATOR, id="the claim gives another role"),
        pytest.param({"roles": True}, {"groups": "wv-planning x"}, Role.COORDINATOR, id="roles as one text"),
        pytest.param({"roles": True}, {"groups": ["iedereen"]}, RoleNotGranted, id="no role"),
        pytest.param({"roles": True}, {}, RoleNotGranted, id="no claim"),
        pytest.param({"roles": True}, {"groups": list(ROLES)}, RoleNotGranted, id="two roles to choose from"),
        pytest.param({"oidc_acr": "loa3 loa4"}, {"acr": "loa4"}, Role.MANAGER, id="strong enough"),
        pytest.param({"oidc_acr": "loa3 loa4"}, {"acr": "loa2"}, TooWeaklyProved, id="too weak"),
        pytest.param({"oidc_acr": "loa3"}, {}, TooWeaklyProved, id="strength not told"),
        pytest.param({"oidc_amr": "mfa"}, {"amr": ["pwd", "mfa"]}, Role.MANAGER, id="second factor"),
        pytest.param({"oidc_amr": "mfa"}, {"amr": ["pwd"]}, TooWeaklyProved, id="password only"),
    ],
)
def test_what_claims_give(
    house: House, settings: dict[str, Any], claims: dict[str, Any], outcome: Role | type[RuleError]
) -> None:
    roles = {"oidc_role_claim": "groups", "oidc_roles": ROLES} if settings.pop("roles", False) else {}
    wanted = Settings(home=house.settings.home).model_copy(
        update={"oidc_issuer": "https://x.example"} | roles | settings
    )
    given = {"sub": "1", "email": "noor@post.example", "email_verified": True} | claims
    user = Desks(house, Moment()).new_user(Role.MANAGER, email="noor@post.example")
    with transaction(house.engine) as session:
        if isinstance(outcome, Role):
            assert by_claims(session, wanted, given, Moment().now).role is outcome
        else:
            with pytest.raises(outcome):
                by_claims(session, wanted, given, Moment().now)
    assert user.role is Role.MANAGER


@pytest.mark.parametrize("fixed", [Role.PROVIDER_CONTACT, Role.INSPECTOR])
def test_who_comes_from_outside_gets_no_role_by_a_claim(house: House, fixed: Role) -> None:
    wanted = Settings(home=house.settings.home).model_copy(
        update={"oidc_issuer": "https://x.example", "oidc_role_claim": "groups", "oidc_roles": ROLES}
    )
    Desks(house, Moment()).new_user(fixed, email="noor@post.example")
    given = {"sub": "1", "email": "noor@post.example", "email_verified": True, "groups": ["wv-fg"]}
    with transaction(house.engine) as session, pytest.raises(RoleNotGranted):
        by_claims(session, wanted, given, Moment().now)


def test_a_number_stays_with_one_person(house: House) -> None:
    """Who takes over a mail address does not take over the account."""
    wanted = Settings(home=house.settings.home).model_copy(update={"oidc_issuer": "https://x.example"})
    Desks(house, Moment()).new_user(Role.MANAGER, email="noor@post.example")
    given = {"email": "noor@post.example", "email_verified": True}
    with transaction(house.engine) as session:
        by_claims(session, wanted, given | {"sub": "1"}, Moment().now)
        with pytest.raises(NotKnownHere):
            by_claims(session, wanted, given | {"sub": "2"}, Moment().now)
        session.scalars(select(User)).one().active = False
        session.flush()
        with pytest.raises(NotKnownHere):
            by_claims(session, wanted, given | {"sub": "1"}, Moment().now)
