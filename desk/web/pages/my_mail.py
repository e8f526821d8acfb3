"""Which mails an adviser wants: the day overview, reminders, and calendar invitations for visits."""

from starlette.responses import Response

from actions.notices import Recipient
from actions.switches import set_switch, switches_of
from desk.web.desk import Desk
from desk.web.table import Page
from rules.mail_kinds import MailKind
from rules.vocabulary import Role

ADVISER = frozenset({Role.ADVISER})
KINDS = (MailKind.DAILY_DIGEST, MailKind.VISIT_REMINDER, MailKind.CALENDAR_INVITATION)
"""What comes to advisers; what is a duty always comes and stands not here."""


def my_mail(desk: Desk) -> Response:
    """Show which mails come."""
    wanted = switches_of(desk.session, _me(desk))
    return desk.page("desk/adviser/mail.html", kinds=[(kind, wanted[kind]) for kind in KINDS])


def my_mail_set(desk: Desk) -> Response:
    """Switch each kind of mail on or off, as it was ticked."""
    for kind in KINDS:
        on = desk.form.get(kind.value) == "yes"
        set_switch(desk.session, _me(desk), kind.value, on=on, now=desk.now, actor=desk.actor)
    return desk.redirect("my_mail", message=desk.say("Uw keuze is bewaard."))


def _me(desk: Desk) -> Recipient:
    return Recipient("adviser", desk.user.adviser_id or 0)


PAGES = (
    Page("/mijn-berichten", "my_mail", my_mail, ADVISER),
    Page("/mijn-berichten", "my_mail_set", my_mail_set, ADVISER, method="POST", shows="my_mail"),
)
