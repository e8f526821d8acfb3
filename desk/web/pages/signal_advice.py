"""What helps to write a signal: the law's advice on a measure, kept with the signal, and who else hears of it."""

from starlette.responses import Response

from actions.signal_details import choose_recipient, judge_ground
from desk.web.desk import Desk
from desk.web.pages.signals import seen, trail_of
from desk.web.table import Page, Scope
from desk.web.typed import Typed
from rules.letters import setting_of
from rules.signals import JUDGES, WRITERS
from rules.triage_conditions import SUBJECTS, Case
from rules.triage_words import Ask, EvidenceKind, LegalGround, MeasureScope
from store.signal_details import triage_of
from store.signal_file import possible_recipients
from store.signals import contact_by_code


def triage(desk: Desk) -> Response:
    """Show the last advice on the measure, and the questions that lead to one."""
    row = seen(desk)
    known = triage_of(desk.session, row)
    return desk.page(
        "desk/signals/triage.html",
        signal=row, setting=setting_of(row.care_type), known=known,
        asks=[Ask(ask) for ask in known.ask] if known else [],
        scopes=MeasureScope, grounds=LegalGround, kinds=EvidenceKind, is_measure=row.measure not in SUBJECTS,
        trail=trail_of(desk, row),
    )  # fmt: skip


def judge(desk: Desk) -> Response:
    """Keep what the table of the law says of the measure; nothing follows from it by itself."""
    row, typed = seen(desk), Typed.at(desk)
    case = Case(
        observed_on=row.observed_on, setting=setting_of(row.care_type), measure=row.measure,
        scope=typed.word("scope", MeasureScope), ground=typed.word("ground", LegalGround),
        evidence=frozenset(kind for kind in EvidenceKind if typed.yes(kind.value)),
        emergency=typed.yes("emergency"), age=typed.number_or_none("age", most=23),
        duration_hours=typed.number_or_none("hours"), injury=typed.yes("injury"),
    )  # fmt: skip
    typed.check()
    judge_ground(desk.session, desk.house, row, case, desk.now, by=desk.user)
    said = desk.say("Het advies is bij het signaal bewaard. U beslist zelf wat u ermee doet.")
    return desk.redirect("signal_triage", reference=row.reference, message=said)


def recipients(desk: Desk) -> Response:
    """Show who can hear of a signal beside the agency, found by name or place."""
    row = seen(desk)
    wanted = desk.query.get("zoek", "").strip()[:80]
    found = possible_recipients(desk.session, row, wanted, desk.today)
    return desk.page("desk/signals/recipients.html", signal=row, found=found, wanted=wanted, trail=trail_of(desk, row))


def choose(desk: Desk) -> Response:
    """Let one more person hear of the signal when it leaves."""
    row, typed = seen(desk), Typed.at(desk)
    code = typed.text("contact", 40, needed=True)
    typed.check()
    choose_recipient(desk.session, row, contact_by_code(desk.session, code), desk.now, by=desk.user)
    said = desk.say("Deze persoon krijgt het signaal ter informatie zodra het wordt verstuurd.")
    return desk.redirect("signal_recipients", reference=row.reference, message=said)


PAGES = (
    Page("/signalen/{reference}/toetsen", "signal_triage", triage, JUDGES, scope=Scope.SIGNAL),
    Page("/signalen/{reference}/toetsen/advies", "signal_triage_judge", judge, JUDGES, method="POST",
         scope=Scope.SIGNAL, shows="signal_triage"),
    Page("/signalen/{reference}/ontvangers", "signal_recipients", recipients, WRITERS, scope=Scope.SIGNAL),
    Page("/signalen/{reference}/ontvangers/kiezen", "signal_recipients_choose", choose, WRITERS, method="POST",
         scope=Scope.SIGNAL, shows="signal_recipients"),
)  # fmt: skip
