"""Signing in at a provider: what we ask it, what we believe of its answer, and what we do not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.oidc import Provider, ProviderUnusable, Started, finish, start
from store import clock
from tests.channels.oidc_provider import PERSON, asked, provider, signs_in

BACK = "https://desk.example/aanmelden/terug"


@pytest.fixture(scope="module")
def here() -> Iterator[Provider]:
    with provider(noor=PERSON | {"groups": ["planning"]}) as issuer:
        yield Provider(issuer, "waakvlam", "geheim", BACK)


def back(one: Provider, sub: str = "noor") -> tuple[Started, str, str]:
    """Sign somebody in and return what we remembered, and where they came back to with which state."""
    started = start(one)
    address = signs_in(started.address, sub)
    return started, address, asked(address)["state"]


def test_it_asks_for_a_code_bound_to_this_browser(here: Provider) -> None:
    started = start(replace(here, acr="urn:loa:3"))
    told = asked(started.address)
    assert (told["response_type"], told["code_challenge_method"], told["redirect_uri"]) == ("code", "S256", BACK)
    assert (told["state"], told["nonce"], told["acr_values"]) == (started.state, started.nonce, "urn:loa:3")
    assert started.verifier not in started.address
    assert len({start(here).state for _ in range(3)}) == 3


def test_proving_again_asks_for_it_even_of_who_is_signed_in(here: Provider) -> None:
    told = asked(start(here, prove_again=True).address)
    assert (told["prompt"], told["max_age"]) == ("login", "0")


def test_who_comes_back_is_known(here: Provider) -> None:
    claims = finish(here, *back(here), clock.now())
    assert (claims["sub"], claims["email"], claims["groups"]) == ("noor", PERSON["email"], ["planning"])


def test_another_state_is_refused(here: Provider) -> None:
    started, address, _ = back(here)
    with pytest.raises(ProviderUnusable):
        finish(here, started, address, "een andere", clock.now())


def test_another_nonce_is_refused(here: Provider) -> None:
    started, address, state = back(here)
    with pytest.raises(ProviderUnusable):
        finish(here, replace(started, nonce="van een ander"), address, state, clock.now())


def test_a_code_works_once(here: Provider) -> None:
    came_back = back(here)
    finish(here, *came_back, clock.now())
    with pytest.raises(ProviderUnusable):
        finish(here, *came_back, clock.now())


@pytest.mark.parametrize("shift", [timedelta(hours=2), timedelta(days=-1)], ids=["too old", "from the future"])
def test_a_token_of_another_time_is_refused(here: Provider, shift: timedelta) -> None:
    with pytest.raises(ProviderUnusable):
        finish(here, *back(here), clock.now() + shift)


def test_a_token_for_another_is_refused(here: Provider) -> None:
    """The provider names who asked: a code that was given to another program is no proof to us."""
    started, address, state = back(replace(here, client_id="een-ander"))
    with pytest.raises(ProviderUnusable):
        finish(here, started, address, state, clock.now())


@pytest.mark.parametrize(
    "issuer",
    [
        pytest.param("http://login.organisatie.example", id="without TLS"),
        pytest.param("http://localhost:9", id="nobody there"),
        pytest.param("", id="none"),
        pytest.param("file:///etc", id="a file"),
    ],
)
def test_a_provider_that_cannot_be_trusted_is_not_asked(issuer: str) -> None:
    with pytest.raises(ProviderUnusable):
        start(Provider(issuer, "waakvlam", "geheim", BACK))


def test_a_provider_that_calls_itself_otherwise_is_refused(here: Provider) -> None:
    with pytest.raises(ProviderUnusable):
        start(replace(here, issuer=here.issuer + "/"))


def test_nothing_shows_a_secret(here: Provider) -> None:
    started = start(here)
    shown = repr(here) + repr(started)
    assert "geheim" not in shown
    assert started.verifier not in shown


def test_a_refusal_at_the_provider_is_told_as_one(here: Provider) -> None:
    started = start(here)
    address = f"{BACK}?error=access_denied&state={started.state}"
    with pytest.raises(ProviderUnusable):
        finish(here, started, address, started.state, datetime(2026, 1, 1, tzinfo=UTC))
