"""Other systems: who may read from the API, who is told of changes, and whether that arrived."""

from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Select
from starlette.responses import Response

from actions.connections import (
    MadeEndpoint,
    MadeToken,
    end_endpoint,
    make_endpoint,
    make_token,
    renew_secret,
    renew_token,
    revoke_token,
)
from desk.web.desk import Desk
from desk.web.entering import given
from desk.web.errors import NotHere
from desk.web.lists import Column, ListOf, by_word, list_pages
from desk.web.pages.admin import ADMIN
from desk.web.table import Menu, Page
from rules.api import ApiScope, HookKind, HookState
from rules.api_errors import ReaderUnknown
from rules.calendar import parse_day
from store.connections import tokens
from store.hooks import deliveries_query, endpoints_with_reader
from store.models import ApiToken, User, WebhookDelivery, WebhookEndpoint
from store.users import user_by_login

Choice = TypeVar("Choice", bound=Enum)
COLUMN = WebhookDelivery.__table__.c
TONES = {HookState.DELIVERED: "done", HookState.WAITING: "wait", HookState.GIVEN_UP: "now", HookState.WITHHELD: ""}


def connections(desk: Desk) -> Response:
    """Show the tokens and the webhooks, and the forms for new ones."""
    return desk.page(
        "desk/connections/all.html",
        tokens=tokens(desk.session),
        endpoints=endpoints_with_reader(desk.session),
        scopes=list(ApiScope),
        kinds=list(HookKind),
    )


def new_token(desk: Desk) -> Response:
    """Make a token and show it, this once."""
    made = make_token(
        desk.session, given(desk, "token_name"), _reader(desk, "token_reader"), _chosen(desk, ApiScope),
        parse_day(given(desk, "until")), desk.now, by=desk.user,
    )  # fmt: skip
    desk.pressed_again = desk.address("token_told", number=made.row.id)
    return _token_shown(desk, made)


def token_told(desk: Desk) -> Response:
    """Say, after a second press, that the token was shown already; and how to make another."""
    row = desk.session.get(ApiToken, desk.path["number"])
    if row is None or row.revoked_at is not None:
        raise NotHere
    happened = desk.say("De sleutel is gemaakt, en stond op het vorige scherm.")
    return _told_once(desk, row.name, happened, desk.address("token_renewed", number=row.id))


def token_renewed(desk: Desk) -> Response:
    """Give a token another secret and show it, this once; the first works no more."""
    return _token_shown(desk, renew_token(desk.session, desk.path["number"], desk.now, by=desk.user))


def _token_shown(desk: Desk, made: MadeToken) -> Response:
    return desk.page(
        "desk/connections/made.html", trail=_trail(desk), name=made.row.name, secret=made.token, token=True
    )


def _told_once(desk: Desk, name: str, happened: str, renewed: str) -> Response:
    return desk.page(
        "desk/told_once.html", trail=_trail(desk), title=desk.say("Bewaar dit geheim"), name=name, happened=happened,
        label=desk.say("Maak een nieuw geheim"), renewed=renewed, back_label=desk.say("Naar de koppelingen"),
        back=desk.address("connections"),
    )  # fmt: skip


def drop_token(desk: Desk) -> Response:
    """Let a token work no more."""
    row = revoke_token(desk.session, desk.path["number"], desk.now, by=desk.user)
    return desk.redirect("connections", message=desk.say("De sleutel van %(name)s werkt niet meer.", name=row.name))


def new_hook(desk: Desk) -> Response:
    """Tell another system from now on, and show the secret that it checks signatures with, this once."""
    made = make_endpoint(
        desk.session, desk.house, given(desk, "hook_name"), given(desk, "address"), _reader(desk, "hook_reader"),
        _chosen(desk, HookKind), desk.now, by=desk.user,
    )  # fmt: skip
    desk.pressed_again = desk.address("hook_told", number=made.row.id)
    return _hook_shown(desk, made)


def hook_told(desk: Desk) -> Response:
    """Say, after a second press, that the secret of signatures was shown already; and how to make another."""
    row = desk.session.get(WebhookEndpoint, desk.path["number"])
    if row is None or row.ended_at is not None:
        raise NotHere
    happened = desk.say("Het adres krijgt bericht, en het geheim stond op het vorige scherm.")
    return _told_once(desk, row.name, happened, desk.address("hook_renewed", number=row.id))


def hook_renewed(desk: Desk) -> Response:
    """Sign with another secret and show it, this once."""
    return _hook_shown(desk, renew_secret(desk.session, desk.house, desk.path["number"], desk.now, by=desk.user))


def _hook_shown(desk: Desk, made: MadeEndpoint) -> Response:
    return desk.page(
        "desk/connections/made.html", trail=_trail(desk), name=made.row.name, secret=made.secret, token=False
    )


def drop_hook(desk: Desk) -> Response:
    """Tell another system nothing more."""
    row = end_endpoint(desk.session, desk.path["number"], desk.now, by=desk.user)
    return desk.redirect("connections", message=desk.say("%(name)s krijgt geen berichten meer.", name=row.name))


def _trail(desk: Desk) -> list[tuple[str, str]]:
    return [(desk.say("Koppelingen"), desk.address("connections"))]


def _reader(desk: Desk, field: str) -> User:
    """Return whose eyes the other system has. Raises: ReaderUnknown."""
    user = user_by_login(desk.session, given(desk, field))
    if user is None or not user.active:
        raise ReaderUnknown
    return user


def _chosen(desk: Desk, words: type[Choice]) -> list[Choice]:
    return [word for word in words if desk.form.get(word.name.lower()) == "yes"]


def _rows(_desk: Desk) -> Select[Any]:
    return deliveries_query()


LOG = ListOf(
    name="hook_log",
    title="Berichten aan andere systemen",
    rows=_rows,
    columns=(
        Column("at", "Gebeurd", lambda row: row.WebhookDelivery.happened_at, COLUMN.happened_at, "moment"),
        Column("to", "Aan", lambda row: row.name, WebhookEndpoint.__table__.c.name),
        Column("kind", "Wat", lambda row: row.WebhookDelivery.kind, COLUMN.kind, "word"),
        Column(
            "state", "Stand", lambda row: row.WebhookDelivery.state, COLUMN.state, "word",
            tone=lambda row: TONES[row.WebhookDelivery.state],
        ),
        Column("tries", "Pogingen", lambda row: row.WebhookDelivery.attempts, COLUMN.attempts, "number"),
        Column("answer", "Antwoord", lambda row: row.WebhookDelivery.last_status or row.WebhookDelivery.last_error),
        Column("id", "Kenmerk", lambda row: row.WebhookDelivery.message_id, COLUMN.message_id),
    ),
    order="-at",
    filters=(by_word(COLUMN.state, HookState, "stand", "Stand"), by_word(COLUMN.kind, HookKind, "wat", "Wat")),
    tie=(COLUMN.id,),
    nothing="Er is nog niets verstuurd.",
)  # fmt: skip

PAGES = (
    Page("/beheer/koppelingen", "connections", connections, ADMIN, menu=Menu("Koppelingen", 13)),
    Page("/beheer/koppelingen/sleutels", "new_token", new_token, ADMIN, method="POST", shows="connections",
         reauth=True),
    Page("/beheer/koppelingen/sleutels/{number:int}/getoond", "token_told", token_told, ADMIN),
    Page("/beheer/koppelingen/sleutels/{number:int}/nieuw", "token_renewed", token_renewed, ADMIN, method="POST",
         shows="connections", reauth=True, once=False),
    Page("/beheer/koppelingen/sleutels/{number:int}/weg", "drop_token", drop_token, ADMIN, method="POST",
         shows="connections"),
    Page("/beheer/koppelingen/adressen", "new_hook", new_hook, ADMIN, method="POST", shows="connections", reauth=True),
    Page("/beheer/koppelingen/adressen/{number:int}/getoond", "hook_told", hook_told, ADMIN),
    Page("/beheer/koppelingen/adressen/{number:int}/nieuw", "hook_renewed", hook_renewed, ADMIN, method="POST",
         shows="connections", reauth=True, once=False),
    Page("/beheer/koppelingen/adressen/{number:int}/weg", "drop_hook", drop_hook, ADMIN, method="POST",
         shows="connections"),
    *list_pages("/beheer/koppelingen/berichten", LOG, ADMIN),
)  # fmt: skip
