"""For the administrator: is the house well, the outbox, the settings, what mails look like. Ids only, no content."""

from typing import Any

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy.engine import make_url
from starlette.responses import Response

from actions.doctor import examine, number_of_backups
from actions.notices import release
from actions.outbox import release_quarantine
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.framed import framed, sealed_page
from desk.web.lists import Column, Filter, ListOf, list_pages
from desk.web.table import Menu, Page
from rules.happenings import NOTICES, notice_name
from rules.vocabulary import Language, Role
from store.health import NOTICE_TO, installation, outbox_counts, outbox_query
from store.models import Notice
from store.settings import Settings
from templates.desk_page import later
from templates.engine import mail_names
from templates.previews import preview

ADMIN = frozenset({Role.ADMINISTRATOR})
STATES: dict[str, str] = {
    "queued": later("wacht"),
    "in_doubt": later("onzeker of het aankwam"),
    "dead": later("niet gelukt"),
    "sent": later("verstuurd"),
    "settled": later("vervallen"),
}
STUCK = ("dead", "in_doubt")
FAULTS: dict[str, str] = {
    "recipient_gone": later("de ontvanger is er niet meer"),
    "text_damaged": later("de tekst gaat niet open"),
    "no_secure_channel": later("er is geen veilige weg naar deze ontvanger"),
    "certificate_ended": later("het certificaat is verlopen"),
    "certificate_unusable": later("het certificaat is niet bruikbaar"),
    "bad_address": later("het mailadres klopt niet"),
    "not_rendered": later("het bericht kon niet worden gemaakt"),
}
"""Why a notice cannot leave, in words, by what actions/delivery.py keeps of it."""


def admin_start(desk: Desk) -> Response:
    """Show how every part of the house is, what is stuck first."""
    checks = examine(desk.session, desk.house, desk.now)
    return desk.page(
        "desk/admin/start.html",
        checks=sorted(checks, key=lambda one: one.well),
        ill=sum(not one.well for one in checks),
        counts=outbox_counts(desk.session),
        backups=number_of_backups(desk.house),
        installed=installation(desk.session),
    )


def _outbox(_desk: Desk) -> Select[Any]:
    return outbox_query()


def _states(desk: Desk) -> list[tuple[str, str]]:
    return [(state, desk.say(STATES[state])) for state in ("queued", "in_doubt", "dead")]


def _in_state(_desk: Desk, given: str) -> ColumnElement[bool] | None:
    return NOTICE.state == given if given in STATES else None


def _about(_desk: Desk, given: str) -> ColumnElement[bool]:
    """Keep the notices of mails that are called so, and those to such a recipient."""
    named = [template for template, name in NOTICES.items() if given.lower() in name]
    return or_(NOTICE.template.in_(named), NOTICE_TO.icontains(given, autoescape=True))


def fault(code: str | None) -> str | None:
    """Return in Dutch why a notice did not leave; what the mail server said keeps its code."""
    return FAULTS.get(code, code) if code else None


NOTICE = Notice.__table__.c
OUTBOX = ListOf(
    name="outbox",
    title="Postvak uit",
    rows=_outbox,
    columns=(
        Column(
            "nummer", "Nummer", lambda row: str(row.id), NOTICE.id,
            link=lambda desk, row: desk.address("outbox_notice", number=row.id),
        ),
        Column("bericht", "Bericht", lambda row: notice_name(row.template), NOTICE.template, "said"),
        Column("aan", "Aan", lambda row: row.recipient, NOTICE_TO),
        Column("stand", "Stand", lambda row: STATES[row.state], NOTICE.state, "said"),
        Column("pogingen", "Pogingen", lambda row: row.attempts, NOTICE.attempts, "number"),
        Column("fout", "Fout", lambda row: fault(row.last_error), NOTICE.last_error, "said"),
        Column("sinds", "Sinds", lambda row: row.created_at, NOTICE.created_at, "moment"),
        Column("straks", "Volgende poging", lambda row: row.next_at, NOTICE.next_at, "moment"),
        Column("terug", "Teruggekomen", lambda row: row.bounced_at, NOTICE.bounced_at, "moment"),
    ),
    order="stand",
    filters=(
        Filter("stand", "Stand", _in_state, choices=_states),
        Filter("zoek", "Zoeken", _about, kind="search"),
    ),
    tie=(NOTICE.id,),
    nothing="Er wacht niets.",
)  # fmt: skip


def outbox_notice(desk: Desk) -> Response:
    """Show one notice by its number: how it stands, and the button to send it after all."""
    row = desk.session.get(Notice, desk.path["number"])
    if row is None:
        raise NotHere
    trail = [(desk.say("Postvak uit"), desk.address("outbox"))]
    return desk.page(
        "desk/admin/notice.html",
        trail=trail,
        row=row,
        states=STATES,
        stuck=row.state in STUCK,
        named=notice_name(row.template),
        fault=fault(row.last_error),
    )


def release_notice(desk: Desk) -> Response:
    """Send a notice again that was given up or is in doubt."""
    release(desk.session, desk.path["number"], actor=desk.actor, now=desk.now)
    return desk.redirect("outbox", message=desk.say("Het bericht gaat bij de volgende verzending mee."))


def release_outbox(desk: Desk) -> Response:
    """Let a database that was put back from a backup send again."""
    waiting = release_quarantine(desk.session, actor=desk.actor, now=desk.now)
    return desk.redirect("admin", message=desk.say("Het postvak uit is vrijgegeven; er wachten %(n)s.", n=waiting))


def settings(desk: Desk) -> Response:
    """Show every setting without its secrets."""
    trail = [(desk.say("Beheer"), desk.address("admin"))]
    rows = [
        (f"WAAKVLAM_{name.upper()}", _shown(desk, name), desk.say(field.description or ""))
        for name, field in Settings.model_fields.items()
    ]
    return desk.page("desk/admin/settings.html", trail=trail, rows=rows)


def _shown(desk: Desk, name: str) -> str:
    """Return a setting as it may be seen: of a secret only whether there is one."""
    value, is_secret = getattr(desk.house.settings, name), Settings.model_fields[name].annotation == SecretStr | None
    if is_secret:
        return desk.say("ingesteld") if value is not None else desk.say("leeg")
    if name == "database_url" and value:
        return make_url(value).render_as_string(hide_password=True)
    return desk.say("leeg") if value in (None, "", {}) else str(value)


def mails(desk: Desk) -> Response:
    """Show which mails there are."""
    trail = [(desk.say("Beheer"), desk.address("admin"))]
    return desk.page(
        "desk/admin/mails.html", trail=trail, names=sorted((desk.say(notice_name(name)), name) for name in mail_names())
    )


def mail_preview(desk: Desk) -> Response:
    """Show one mail made of invented facts, as text and as it looks."""
    name, language = _mail(desk)
    trail = [(desk.say("Beheer"), desk.address("admin")), (desk.say("Berichten"), desk.address("mails"))]
    return framed(
        desk.page(
            "desk/admin/mail.html",
            trail=trail,
            name=name,
            called=notice_name(name),
            mail=preview(name, language),
            chosen=language,
        )
    )


def mail_preview_page(desk: Desk) -> Response:
    """Give the mail alone, for the frame on its page."""
    return sealed_page(preview(*_mail(desk)).html)


def _mail(desk: Desk) -> tuple[str, Language]:
    name = desk.path["mail"]
    if name not in mail_names():
        raise NotHere
    return name, Language.EN if desk.query.get("taal") == "en" else Language.NL


PAGES = (
    Page("/beheer", "admin", admin_start, ADMIN),
    *list_pages("/beheer/postvak", OUTBOX, ADMIN, menu=Menu("Postvak uit", 10)),
    Page("/beheer/postvak/vrijgeven", "release_outbox", release_outbox, ADMIN, "POST", reauth=True, shows="admin"),
    Page("/beheer/postvak/{number:int}", "outbox_notice", outbox_notice, ADMIN),
    Page("/beheer/postvak/{number:int}", "release_notice", release_notice, ADMIN, "POST", shows="outbox_notice"),
    Page("/beheer/instellingen", "settings", settings, ADMIN),
    Page("/beheer/berichten", "mails", mails, ADMIN),
    Page("/beheer/berichten/{mail}", "mail_preview", mail_preview, ADMIN),
    Page("/beheer/berichten/{mail}/los", "mail_preview_page", mail_preview_page, ADMIN),
)  # fmt: skip
