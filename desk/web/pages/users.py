"""Who may come in: users with their role, password, app and mail, kept by the administrator."""

from typing import Any

from sqlalchemy import Select
from starlette.responses import Response

from actions.accounts import FIXED, add_user, change_organisation, change_role, drop_app, set_active, set_password
from actions.notices import Recipient
from actions.passwords import new_password
from actions.switches import set_switch, switches_of
from actions.web_sessions import sign_out_everywhere
from channels.addresses import checked_address
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.lists import Column, ListOf, by_text, by_word, listing
from desk.web.pages.admin import ADMIN
from desk.web.table import Handler, Menu, Page
from desk.web.typed import Typed
from rules.errors import Phrase
from rules.mail_kinds import MailKind
from rules.vocabulary import Role
from store.accounts import account_of, open_sessions
from store.models import Organisation, User
from store.user_list import organisations, users_query
from store.users import user_by_login

CHOOSABLE = tuple(role for role in Role if role not in FIXED)


def _rows(_desk: Desk) -> Select[Any]:
    return users_query()


COLUMN = User.__table__.c
USERS = ListOf(
    name="users",
    title="Gebruikers",
    rows=_rows,
    columns=(
        Column(
            "login", "Inlognaam", lambda row: row.User.login, COLUMN.login,
            link=lambda desk, row: desk.address("user", login=row.User.login),
        ),
        Column("naam", "Naam", lambda row: row.User.name, COLUMN.name),
        Column("rol", "Rol", lambda row: row.User.role, COLUMN.role, "word"),
        Column("actief", "Mag binnen", lambda row: row.User.active, COLUMN.active),
        Column("wachtwoord", "Eigen wachtwoord", lambda row: row.LocalAccount is not None),
        Column("app", "App ingesteld", lambda row: bool(row.LocalAccount and row.LocalAccount.totp_confirmed_at)),
    ),
    order="login",
    filters=(by_word(COLUMN.role, Role, "rol", "Rol"), by_text((COLUMN.login, COLUMN.name))),
    tie=(COLUMN.id,),
    nothing="Er is geen gebruiker die hierbij past.",
)  # fmt: skip


def users(desk: Desk) -> Response:
    """Show who may come in, and the form for somebody new."""
    places = [(one.code, one.name) for one in organisations(desk.session)]
    return desk.page("desk/admin/users.html", listing=listing(desk, USERS), roles=CHOOSABLE, organisations=places)


def user_added(desk: Desk) -> Response:
    """Add a user and show the first password, this once."""
    typed = Typed.at(desk)
    login, name = typed.text("login", 80, needed=True), typed.text("name", 200, needed=True)
    email, role = typed.text("email", 254, needed=True), typed.word("role", Role)
    employer = _employer(desk, typed)
    typed.check()
    address, password = checked_address(email), new_password()
    made = add_user(desk.session, login, name, address, role, desk.now, actor=desk.actor, organisation=employer)
    set_password(desk.session, made, password, desk.now, actor=desk.actor, must_change=True)
    desk.pressed_again = desk.address("password_told", login=made.login)
    return _told(desk, made, password)


def password_told(desk: Desk) -> Response:
    """Say, after a second press, that the first password was shown already; and how to make another."""
    one = _one(desk)
    return desk.page(
        "desk/told_once.html",
        trail=[(desk.say("Gebruikers"), desk.address("users"))],
        title=desk.say("Eerste wachtwoord"),
        name=f"{one.name}, {one.login}",
        happened=desk.say("Deze gebruiker is toegevoegd, en het eerste wachtwoord stond op het vorige scherm."),
        label=desk.say("Nieuw eerste wachtwoord"),
        renewed=desk.address("password_given", login=one.login),
        back_label=desk.say("Naar deze gebruiker"),
        back=desk.address("user", login=one.login),
    )


def _told(desk: Desk, user: User, password: str) -> Response:
    trail = [(desk.say("Gebruikers"), desk.address("users"))]
    return desk.page("desk/admin/password.html", trail=trail, user=user, password=password)


def user(desk: Desk) -> Response:
    """Show one user: role, way in, sessions and mail."""
    one, places = _one(desk), organisations(desk.session)
    return desk.page(
        "desk/admin/user.html",
        trail=[(desk.say("Gebruikers"), desk.address("users"))],
        one=one,
        own=account_of(desk.session, one.id),
        sessions=len(open_sessions(desk.session, one.id)),
        roles=CHOOSABLE if one.role not in FIXED else (),
        switches=switches_of(desk.session, _person(one)),
        organisations=[(place.code, place.name) for place in places],
        works_for=next((place.code for place in places if place.id == one.organisation_id), ""),
        myself=one.id == desk.user.id,
    )


def _one(desk: Desk) -> User:
    found = user_by_login(desk.session, desk.path["login"])
    if found is None:
        raise NotHere
    return found


def _person(one: User) -> Recipient:
    """Return under what a user's mail is sent: an adviser's mail goes to the adviser."""
    return Recipient("adviser", one.adviser_id) if one.adviser_id is not None else Recipient("user", one.id)


def role_given(desk: Desk) -> Response:
    """Give a user another role; all their sessions end."""
    one, typed = _one(desk), Typed.at(desk)
    role = typed.word("role", Role)
    typed.check()
    change_role(desk.session, one, role, desk.now, by=desk.user)
    return _back(desk, one, desk.say("De rol is gewijzigd. Deze gebruiker moet opnieuw aanmelden."))


def organisation_given(desk: Desk) -> Response:
    """Let a user work for another organisation; all their sessions end."""
    one, typed = _one(desk), Typed.at(desk)
    employer = _employer(desk, typed)
    typed.check()
    change_organisation(desk.session, one, employer, desk.now, by=desk.user)
    return _back(desk, one, desk.say("De organisatie is gewijzigd. Deze gebruiker moet opnieuw aanmelden."))


def _employer(desk: Desk, typed: Typed) -> Organisation | None:
    """Return the organisation that was chosen; None for the national one as a whole."""
    code = typed.text("organisation", 20)
    employer = next((one for one in organisations(desk.session) if one.code == code), None)
    if code and employer is None:
        typed.errors["organisation"].append(Phrase("Kies een van de mogelijkheden."))
    return employer


def user_let_in(desk: Desk) -> Response:
    """Let a user in, or no longer."""
    one, active = _one(desk), desk.form.get("active") == "yes"
    if one.id == desk.user.id:
        raise NotHere
    set_active(desk.session, one, desk.now, active=active, actor=desk.actor)
    said = desk.say("Deze gebruiker mag weer binnen.") if active else desk.say("Deze gebruiker mag niet meer binnen.")
    return _back(desk, one, said)


def password_given(desk: Desk) -> Response:
    """Give a user a new first password and show it, this once; all their sessions end."""
    one, password = _one(desk), new_password()
    set_password(desk.session, one, password, desk.now, actor=desk.actor, must_change=True)
    return _told(desk, one, password)


def app_dropped(desk: Desk) -> Response:
    """Forget the app of a user who lost a phone."""
    one = _one(desk)
    drop_app(desk.session, one, desk.now, actor=desk.actor)
    return _back(desk, one, desk.say("De app is ingetrokken; bij het aanmelden stelt deze gebruiker een nieuwe in."))


def signed_out(desk: Desk) -> Response:
    """Sign a user out everywhere."""
    one = _one(desk)
    sign_out_everywhere(desk.session, one, desk.now, actor=desk.actor)
    return _back(desk, one, desk.say("Deze gebruiker is overal afgemeld."))


def mail_switched(desk: Desk) -> Response:
    """Switch one kind of mail of a user on or off."""
    one, typed = _one(desk), Typed.at(desk)
    kind = typed.word("kind", MailKind)
    typed.check()
    set_switch(desk.session, _person(one), kind.value, on=typed.yes("on"), now=desk.now, actor=desk.actor)
    return _back(desk, one, desk.say("Gewijzigd."))


def _back(desk: Desk, one: User, message: str) -> Response:
    return desk.redirect("user", login=one.login, message=message)


def _form(path: str, name: str, handler: Handler, *, reauth: bool = True, once: bool = True) -> Page:
    way = f"/beheer/gebruikers/{{login}}/{path}"
    return Page(way, name, handler, ADMIN, "POST", shows="user", reauth=reauth, once=once)


PAGES = (
    Page("/beheer/gebruikers", "users", users, ADMIN, menu=Menu("Gebruikers", 11)),
    Page("/beheer/gebruikers", "user_added", user_added, ADMIN, "POST", shows="users", reauth=True),
    Page("/beheer/gebruikers/{login}", "user", user, ADMIN),
    Page("/beheer/gebruikers/{login}/getoond", "password_told", password_told, ADMIN),
    _form("rol", "role_given", role_given),
    _form("organisatie", "organisation_given", organisation_given),
    _form("binnen", "user_let_in", user_let_in),
    _form("wachtwoord", "password_given", password_given, once=False),
    _form("app", "app_dropped", app_dropped),
    _form("afmelden", "signed_out", signed_out),
    _form("post", "mail_switched", mail_switched, reauth=False),
)
