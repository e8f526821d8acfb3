"""My account: password, app, recovery codes, where I am signed in, my calendar; and proving again who I am."""

from starlette.responses import Response

from actions.accounts import drop_app, renew_codes, set_password
from actions.feeds import feed_by_token, new_feed, revoke_feed
from actions.house import is_simulated
from actions.signing_in import SecondFactor, by_password, prove_again, proved, second_factor
from actions.web_sessions import end_session, is_open
from desk.web.desk import Desk
from desk.web.entering import given, local
from desk.web.errors import NotHere
from desk.web.table import PUBLIC, SIGNED_IN, Page
from rules.account_errors import NoLocalAccount, PasswordsDiffer, SignInFailed
from rules.accounts import FRESH_FOR, SHORTEST_PASSWORD, SignInWay
from rules.vocabulary import Role
from store.accounts import account_of, open_sessions, unused_codes
from store.models import CalendarFeed

GONE = 410
ONLY_ADVISERS = frozenset({Role.ADVISER})


def account(desk: Desk) -> Response:
    """Show how I sign in, where I am signed in, and what is mine to choose."""
    user, own = desk.user, account_of(desk.session, desk.user.id)
    feed = desk.session.get(CalendarFeed, user.adviser_id) if user.adviser_id is not None else None
    return desk.page(
        "desk/account.html",
        own=own,
        codes_left=unused_codes(desk.session, user.id),
        sessions=[row for row in open_sessions(desk.session, user.id) if is_open(desk.house, row, desk.now)],
        present=desk.who.row.id if desk.who else 0,
        feed=feed if feed is not None and feed.revoked_at is None else None,
        shortest=SHORTEST_PASSWORD,
    )


def change_password(desk: Desk) -> Response:
    """Take a new password; all other sessions end. A wrong old one is counted, as it is at signing in."""
    if account_of(desk.session, desk.user.id) is None:
        raise NoLocalAccount(desk.user.login)
    if given(desk, "password") != given(desk, "again"):
        raise PasswordsDiffer
    if by_password(desk.session, desk.house, desk.user.login, given(desk, "old"), desk.now) is None:
        desk.error = SignInFailed()
        return account(desk)
    row = desk.who.row if desk.who else None
    set_password(desk.session, desk.user, given(desk, "password"), desk.now, actor=desk.actor, keep=row)
    return desk.redirect("account", message=desk.say("Uw wachtwoord is gewijzigd. Elders bent u afgemeld."))


def new_codes(desk: Desk) -> Response:
    """Show new recovery codes, this once."""
    if second_factor(desk.session, desk.user) is not SecondFactor.CODE:
        raise NoLocalAccount(desk.user.login)
    codes = renew_codes(desk.session, desk.house, desk.user, desk.now, actor=desk.actor)
    return desk.page("desk/recovery_codes.html", codes=codes, back=desk.address("account"))


def forget_app(desk: Desk) -> Response:
    """Forget the app; at the next sign-in a new one must be set."""
    drop_app(desk.session, desk.user, desk.now, actor=desk.actor)
    return desk.redirect(
        "sign_in", message=desk.say("De app is ingetrokken. Meld u opnieuw aan om een nieuwe in te stellen.")
    )


def end_one(desk: Desk) -> Response:
    """End one of my own sessions."""
    number = desk.path["number"]
    row = next((row for row in open_sessions(desk.session, desk.user.id) if row.id == number), None)
    if row is None:
        raise NotHere
    end_session(desk.session, row, desk.now)
    return desk.redirect("account", message=desk.say("Die sessie is beëindigd."))


def make_feed(desk: Desk) -> Response:
    """Make the secret address of my calendar and show it, this once; an earlier one works no more."""
    token = new_feed(
        desk.session, desk.user.adviser_id or 0, show_place=desk.form.get("place") == "yes", now=desk.now,
        actor=desk.actor,
    )  # fmt: skip
    address = desk.house.settings.desk_url.rstrip("/") + desk.address("calendar_feed", token=token)
    return desk.page("desk/calendar_link.html", feed_address=address)


def drop_feed(desk: Desk) -> Response:
    """Take back the secret address of my calendar."""
    revoke_feed(desk.session, desk.user.adviser_id or 0, now=desk.now, actor=desk.actor)
    return desk.redirect("account", message=desk.say("De agenda-link werkt niet meer."))


def calendar_feed(desk: Desk) -> Response:
    """Give the calendar that a secret address opens; 410 when it works no more, or never did."""
    calendar = feed_by_token(desk.session, desk.house, desk.path["token"], desk.now)
    if calendar is None:
        return Response(status_code=GONE)
    return Response(calendar, media_type="text/calendar", headers={"referrer-policy": "no-referrer"})


def reauthenticate(desk: Desk) -> Response:
    """Ask again who it is, before an export or a change of roles."""
    return desk.page(
        "desk/reauthenticate.html",
        back=local(str(desk.form.get("next") or desk.query.get("next", "/"))),
        way=_way(desk),
        with_code=second_factor(desk.session, desk.user) is SecondFactor.CODE,
        minutes=int(FRESH_FOR.total_seconds() // 60),
    )


def reauthenticated(desk: Desk) -> Response:
    """Take the proof: password and code; in a demo the button alone."""
    who, back = desk.who, local(str(desk.form.get("next", "/")))
    if who is None:
        raise NotHere
    if _way(desk) is SignInWay.DEMO:
        proved(desk.session, who.row, desk.now)
        return desk.go(back)
    password, code = given(desk, "password"), given(desk, "code")
    if not prove_again(desk.session, desk.house, who.user, who.row, password, code, desk.now):
        desk.error = SignInFailed()
        return reauthenticate(desk)
    return desk.go(back)


def _way(desk: Desk) -> SignInWay:
    """Return how this person proves who they are; a choice from the list counts in a simulated database only."""
    way = desk.who.row.way if desk.who else SignInWay.LOCAL
    return way if way is not SignInWay.DEMO or is_simulated(desk.session) else SignInWay.LOCAL


PAGES = (
    Page("/account", "account", account, SIGNED_IN),
    Page("/account/wachtwoord", "change_password", change_password, SIGNED_IN, method="POST", shows="account"),
    Page(
        "/account/herstelcodes",
        "new_codes",
        new_codes,
        SIGNED_IN,
        method="POST",
        shows="account",
        reauth=True,
        once=False,
    ),
    Page("/account/app", "forget_app", forget_app, SIGNED_IN, method="POST", shows="account", reauth=True),
    Page("/account/sessies/{number:int}", "end_one", end_one, SIGNED_IN, method="POST", shows="account"),
    Page("/account/agenda", "make_feed", make_feed, ONLY_ADVISERS, method="POST", shows="account", once=False),
    Page("/account/agenda/weg", "drop_feed", drop_feed, ONLY_ADVISERS, method="POST", shows="account"),
    Page("/agenda/{token}.ics", "calendar_feed", calendar_feed, PUBLIC),
    Page("/bevestigen", "reauthenticate", reauthenticate, SIGNED_IN),
    Page(
        "/bevestigen", "reauthenticated", reauthenticated, SIGNED_IN, method="POST", shows="reauthenticate", once=False
    ),
)
