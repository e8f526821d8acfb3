"""My clients, one client's file, and what changes in it: moving, handing over, interests that conflict."""

from starlette.responses import Response

from actions.assignments import assign, candidates, read_identity, record_conflict
from actions.casework import move_client
from actions.casework_views import coded, coded_or_none
from desk.web.desk import Desk
from desk.web.lists import Column, ListOf, by_text, by_word, list_pages
from desk.web.table import Content, Menu, Page, Scope
from desk.web.typed import Typed, at_fields
from rules.casework import ClientKind
from rules.vocabulary import Role
from store.case_pages import client_seen, clients_seen, contacts_of, homes_of, issues_of, municipalities
from store.models import Adviser, Client, Municipality
from store.scope import Viewer

ADVISER = frozenset({Role.ADVISER})

CLIENTS = ListOf(
    "my_clients",
    "Mijn cliënten",
    lambda desk: clients_seen(Viewer(desk.user, desk.now)),
    (
        Column(
            "code", "Cliënt", lambda row: row[0].code, Client.code,
            link=lambda desk, row: desk.address("client", code=row[0].code),
        ),
        Column("soort", "Soort", lambda row: row[0].kind, Client.kind, "word"),
        Column("jaar", "Geboren in", lambda row: str(row[0].birth_year or ""), Client.birth_year),
        Column("sinds", "Eerste contact", lambda row: row[0].first_contact_on, Client.first_contact_on, "day"),
        Column("open", "Loopt nog", lambda row: row[1], None, "number"),
    ),
    "-sinds",
    (by_text([Client.__table__.c.code]), by_word(Client.__table__.c.kind, ClientKind, "soort", "Soort")),
    (Client.__table__.c.id,),
    "Er is geen cliënt die hierbij past.",
)  # fmt: skip


def client(desk: Desk) -> Response:
    """Show a client's file: who it is (that reading is logged), what the client came with, and contacts."""
    one = _seen(desk)
    return desk.page(
        "desk/cases/client.html", trail=_trail(desk), client=one,
        identity=read_identity(desk.session, desk.house, one, desk.now, by=desk.user, purpose="case"),
        issues=issues_of(desk.session, one, desk.today), contacts=contacts_of(desk.session, one),
        homes=homes_of(desk.session, one),
    )  # fmt: skip


def client_change(desk: Desk) -> Response:
    """Show what can change in a file, each as its own form."""
    one, viewer = _seen(desk), Viewer(desk.user, desk.now)
    mine = clients_seen(viewer).where(Client.id != one.id).order_by(Client.code)
    return desk.page(
        "desk/cases/change.html", trail=[*_trail(desk), (one.code, desk.address("client", code=one.code))], client=one,
        municipalities=municipalities(desk.session, desk.today),
        others=[row[0].code for row in desk.session.execute(mine)],
    )  # fmt: skip


def client_offer(desk: Desk) -> Response:
    """Show to whom a client can be handed over: nobody who knows the file of a rival."""
    one = _seen(desk)
    found = [row for row in candidates(desk.session, one, desk.today) if row.id != desk.user.adviser_id]
    return desk.page(
        "desk/cases/hand_over.html", trail=[*_trail(desk), (one.code, desk.address("client", code=one.code))],
        client=one, people=found,
    )  # fmt: skip


def client_move(desk: Desk) -> Response:
    """Record that a client lives elsewhere."""
    one, typed = _seen(desk), Typed.at(desk)
    on, to, legal = typed.day("moved_on", desk.today), typed.text("to"), typed.text("legal")
    typed.check()
    with at_fields({"geldig_van": "moved_on"}, "moved_on"):
        move_client(
            desk.session, desk.house, one, coded_or_none(desk.session, Municipality, to or None), on, desk.now,
            by=desk.user, legal=coded_or_none(desk.session, Municipality, legal or None),
        )  # fmt: skip
    return desk.redirect("client", code=one.code, message=desk.say("De verhuizing is vastgelegd."))


def client_conflict(desk: Desk) -> Response:
    """Record that the interests of two clients of mine conflict: this one stays, the other gets a colleague."""
    one, typed = _seen(desk), Typed.at(desk)
    code = typed.text("other", needed=True)
    typed.check()
    other = client_seen(desk.session, Viewer(desk.user, desk.now), code)
    record_conflict(desk.session, one, other, desk.now, by=desk.user)
    said = desk.say(
        "Vastgelegd. De coördinator kiest een collega voor %(code)s; dat dossier ziet u niet meer.", code=code
    )
    return desk.redirect("client", code=one.code, message=said)


def client_hand_over(desk: Desk) -> Response:
    """Let a colleague help a client from today on."""
    one, typed = _seen(desk), Typed.at(desk)
    code = typed.text("adviser", needed=True)
    typed.check()
    colleague = coded(desk.session, Adviser, code)
    assign(desk.session, one, colleague, desk.now, by=desk.user)
    said = desk.say("%(name)s helpt %(code)s vanaf vandaag.", name=colleague.name, code=one.code)
    return desk.redirect("my_clients", message=said)


def _seen(desk: Desk) -> Client:
    return client_seen(desk.session, Viewer(desk.user, desk.now), desk.path["code"])


def _trail(desk: Desk) -> list[tuple[str, str]]:
    return [(desk.say("Cliënten"), desk.address("my_clients"))]


PAGES = (
    *list_pages("/clienten", CLIENTS, ADVISER, menu=Menu("Cliënten", 16)),
    Page("/clienten/{code}", "client", client, ADVISER, scope=Scope.CLIENT, reads=Content.CLIENT),
    Page("/clienten/{code}/wijzigen", "client_change", client_change, ADVISER, scope=Scope.CLIENT),
    Page("/clienten/{code}/overdragen", "client_offer", client_offer, ADVISER, scope=Scope.CLIENT),
    Page(
        "/clienten/{code}/verhuizen", "client_move", client_move, ADVISER, "POST", Scope.CLIENT, shows="client_change"
    ),
    Page(
        "/clienten/{code}/belangen", "client_conflict", client_conflict, ADVISER, "POST", Scope.CLIENT,
        shows="client_change",
    ),
    Page(
        "/clienten/{code}/overdragen", "client_hand_over", client_hand_over, ADVISER, "POST", Scope.CLIENT,
        shows="client_offer",
    ),
)  # fmt: skip
