"""Signing in and out: password, code of the app, recovery code, the organisation's provider, and the demo's list."""

from collections.abc import Mapping

from sqlalchemy.orm import Session
from starlette.responses import Response

from actions.accounts import app_to_set, confirm_app, set_password
from actions.house import is_simulated
from actions.signing_in import (
    by_claims,
    by_code,
    by_password,
    by_recovery_code,
    demo_user,
    demo_users,
    proved,
)
from actions.web_sessions import end_session, open_session, sign_out_everywhere
from channels.oidc import ProviderUnusable, finish, proved_at, start
from desk.web.cookies import forget_cookie
from desk.web.desk import Desk
from desk.web.entering import (
    WAY_COOKIE,
    NotOnTheWay,
    OnTheWay,
    enter,
    given,
    halfway,
    local,
    next_step,
    provider_of,
    remember,
    remembered,
)
from desk.web.numbers import number_in
from desk.web.picture import picture_of
from desk.web.signing_in import drop_cookie, put_cookie
from desk.web.table import PUBLIC, SIGNED_IN, Handler, Page
from rules.account_errors import CodeWrong, PasswordsDiffer, ProviderFailed, SignInFailed
from rules.accounts import FRESH_FOR, SHORTEST_PASSWORD, SignInWay
from rules.errors import RuleError
from store.events import user_actor
from store.models import User, WebSession
from store.session import transaction


def sign_in(desk: Desk) -> Response:
    """Ask who it is: by a password, by the organisation's provider, or (only in a demo) by a choice from a list."""
    settings = desk.house.settings
    return desk.page(
        "desk/sign_in.html",
        back=_back(desk),
        people=demo_users(desk.session) if is_simulated(desk.session) else (),
        local_accounts=settings.local_accounts,
        provider=settings.oidc_name if settings.oidc_issuer else "",
    )


def sign_in_password(desk: Desk) -> Response:
    """Take a name and password; what is wrong is counted, and not told apart."""
    user = by_password(desk.session, desk.house, given(desk, "login"), given(desk, "password"), desk.now)
    if user is None:
        return _once_more(desk, SignInFailed(), sign_in)
    opened = open_session(desk.session, user, SignInWay.LOCAL, desk.now, whole=False)
    answer = next_step(desk, opened.row, user, _back(desk))
    if opened.row.ended_at is None:
        put_cookie(answer, opened.token, secure=desk.request.app.state.secure)
    return answer


def sign_in_demo(desk: Desk) -> Response:
    """Be one of the invented people of a demo; in a real database this is refused, whatever is sent."""
    chosen = given(desk, "user")
    user = demo_user(desk.session, number_in(chosen) or 0)
    if user is None:
        raise NotOnTheWay
    opened = open_session(desk.session, user, SignInWay.DEMO, desk.now, whole=True)
    answer = desk.go(_back(desk))
    put_cookie(answer, opened.token, secure=desk.request.app.state.secure)
    return answer


def second_factor(desk: Desk) -> Response:
    """Ask for the code of the app."""
    halfway(desk)
    return desk.page("desk/second_factor.html", back=_back(desk))


def second_factor_code(desk: Desk) -> Response:
    """Take the code of the app."""
    who = halfway(desk)
    if not by_code(desk.session, desk.house, who.user, given(desk, "code"), desk.now):
        return _once_more(desk, CodeWrong(), second_factor)
    return enter(desk, desk.go(_back(desk)), who.row, who.user)


def recovery(desk: Desk) -> Response:
    """Ask for a recovery code."""
    halfway(desk)
    return desk.page("desk/recovery.html", back=_back(desk))


def recovery_code(desk: Desk) -> Response:
    """Take a recovery code; it is used up."""
    who = halfway(desk)
    if not by_recovery_code(desk.session, desk.house, who.user, given(desk, "code"), desk.now):
        return _once_more(desk, CodeWrong(), recovery)
    message = desk.say("Deze herstelcode is nu gebruikt. Telefoon weg? Stel bij 'Mijn account' een nieuwe app in.")
    return enter(desk, desk.go(_back(desk), message=message), who.row, who.user)


def new_password(desk: Desk) -> Response:
    """Ask for a password of one's own in the place of one that somebody else knows."""
    halfway(desk, new_password=True)
    return desk.page("desk/new_password.html", back=_back(desk), shortest=SHORTEST_PASSWORD)


def new_password_set(desk: Desk) -> Response:
    """Take a password of one's own, and go on to the second factor."""
    who = halfway(desk, new_password=True)
    password = given(desk, "password")
    if password != given(desk, "again"):
        raise PasswordsDiffer
    set_password(desk.session, who.user, password, desk.now, actor=user_actor(who.user.id), keep=who.row)
    return next_step(desk, who.row, who.user, _back(desk))


def app_set_up(desk: Desk) -> Response:
    """Show what the app for the second factor has to be told."""
    who = halfway(desk)
    told = app_to_set(desk.session, desk.house, who.user)
    return desk.page("desk/app_set_up.html", back=_back(desk), picture=picture_of(told.address), secret=told.secret)


def app_confirmed(desk: Desk) -> Response:
    """Take the app into use when its first code is right, and show the recovery codes, this once."""
    who = halfway(desk)
    codes = confirm_app(desk.session, desk.house, who.user, given(desk, "code"), desk.now)
    if codes is None:
        return _once_more(desk, CodeWrong(), app_set_up)
    return enter(desk, desk.page("desk/recovery_codes.html", codes=codes, back=_back(desk)), who.row, who.user)


def oidc_start(desk: Desk) -> Response:
    """Send somebody to the organisation's provider."""
    again = desk.query.get("again") == "1" and desk.who is not None
    try:
        started = start(provider_of(desk), prove_again=again)
    except ProviderUnusable:
        raise ProviderFailed from None
    answer = desk.go(started.address)
    remember(desk, answer, OnTheWay(started, _back(desk), again))
    return answer


def oidc_return(desk: Desk) -> Response:
    """Take in who comes back from the provider. The provider is asked before anything is written."""
    way, provider = remembered(desk), provider_of(desk)
    address = f"{provider.returns_to}?{desk.request.url.query}"
    try:
        claims = finish(provider, way.started, address, desk.query.get("state", ""), desk.now)
    except ProviderUnusable:
        raise ProviderFailed from None
    answer = desk.go(way.back)
    forget_cookie(answer, WAY_COOKIE, secure=desk.request.app.state.secure)
    with transaction(desk.house.engine) as session:
        user = by_claims(session, desk.house.settings, claims, desk.now)
        if way.again:
            _prove_again(desk, session, user, claims)
            return answer
        opened = open_session(session, user, SignInWay.OIDC, desk.now, whole=True)
    put_cookie(answer, opened.token, secure=desk.request.app.state.secure)
    return answer


def _prove_again(desk: Desk, session: Session, user: User, claims: Mapping[str, object]) -> None:
    """Keep that the person of this session just signed in anew at the provider. Raises: ProviderFailed."""
    moment = proved_at(claims)
    late = moment is None or desk.now.timestamp() - moment > FRESH_FOR.total_seconds()
    if desk.who is None or desk.who.user.id != user.id or late:
        raise ProviderFailed
    proved(session, session.get_one(WebSession, desk.who.row.id), desk.now)


def sign_out(desk: Desk) -> Response:
    """End this session."""
    if desk.who is not None:
        end_session(desk.session, desk.who.row, desk.now)
    return _out(desk, desk.say("U bent afgemeld."))


def sign_out_all(desk: Desk) -> Response:
    """End all sessions of this person, this one too."""
    sign_out_everywhere(desk.session, desk.user, desk.now, actor=desk.actor)
    return _out(desk, desk.say("U bent overal afgemeld."))


def _out(desk: Desk, message: str) -> Response:
    answer = desk.redirect("sign_in", message=message)
    drop_cookie(answer, secure=desk.request.app.state.secure)
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def _once_more(desk: Desk, error: RuleError, page: Handler) -> Response:
    """Show a page again with what was wrong; what was counted is kept, as nothing is raised."""
    desk.error = error
    return page(desk)


def _back(desk: Desk) -> str:
    return local(given(desk, "next") or desk.query.get("next", "/"))


PAGES = (
    Page("/aanmelden", "sign_in", sign_in, PUBLIC),
    Page("/aanmelden", "sign_in_password", sign_in_password, PUBLIC, method="POST", shows="sign_in", once=False),
    Page("/aanmelden/demo", "sign_in_demo", sign_in_demo, PUBLIC, method="POST", once=False),
    Page("/aanmelden/code", "second_factor", second_factor, PUBLIC),
    Page(
        "/aanmelden/code",
        "second_factor_code",
        second_factor_code,
        PUBLIC,
        method="POST",
        shows="second_factor",
        once=False,
    ),
    Page("/aanmelden/herstelcode", "recovery", recovery, PUBLIC),
    Page("/aanmelden/herstelcode", "recovery_code", recovery_code, PUBLIC, method="POST", shows="recovery", once=False),
    Page("/aanmelden/wachtwoord", "new_password", new_password, PUBLIC),
    Page(
        "/aanmelden/wachtwoord",
        "new_password_set",
        new_password_set,
        PUBLIC,
        method="POST",
        shows="new_password",
        once=False,
    ),
    Page("/aanmelden/app", "app_set_up", app_set_up, PUBLIC),
    Page("/aanmelden/app", "app_confirmed", app_confirmed, PUBLIC, method="POST", shows="app_set_up", once=False),
    Page("/aanmelden/organisatie", "oidc_start", oidc_start, PUBLIC),
    Page("/aanmelden/terug", "oidc_return", oidc_return, PUBLIC),
    Page("/afmelden", "sign_out", sign_out, PUBLIC, method="POST", once=False),
    Page("/afmelden/overal", "sign_out_all", sign_out_all, SIGNED_IN, method="POST"),
)
