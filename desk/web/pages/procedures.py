"""A formal procedure: its terms explained with both readings, and what can be recorded as it stands."""

from collections.abc import Callable, Sequence

from starlette.responses import Response

from actions import procedures as actions
from actions.procedure_readings import read_clocks
from actions.procedure_terms import UNDECIDED, ShownClock
from desk.web.desk import Desk
from desk.web.table import Content, Page
from desk.web.typed import Typed, at_fields
from rules.casework import ProcedureState, ProcedureVerdict
from rules.policy_words import ComplaintStep
from rules.vocabulary import Role
from store.case_pages import ProcedureLine, procedure_seen
from store.models import ComplaintProcedure
from store.scope import Viewer
from templates.desk_page import word_in

ADVISER = frozenset({Role.ADVISER})
ADJOURNABLE = frozenset({"awb_complaint", "awb_objection"})


def procedure(desk: Desk) -> Response:
    """Show how a procedure stands, and why each of its terms ends when it does."""
    line = _seen(desk)
    desk.log_reading(f"client:{line.client.code}", "procedure")
    found = read_clocks(desk.session, desk.house, line.procedure, line.client, desk.now, by=desk.user)
    running = [one.shown for one in found if not one.shown.settled]
    state = line.procedure.state
    return desk.page(
        "desk/cases/procedure.html",
        trail=[
            (desk.say("Cliënten"), desk.address("my_clients")),
            (line.client.code, desk.address("client", code=line.client.code)),
            (line.issue.reference, desk.address("issue", code=line.client.code, reference=line.issue.reference)),
        ],
        line=line, clocks=found, undecided=state in UNDECIDED, final=state is ProcedureState.FINAL,
        marks=[mark for mark, states in actions.MARKS.items() if state in states],
        may_adjourn=state in UNDECIDED and line.procedure.regime.value in ADJOURNABLE,
        adjourned=any(one.shown.step is ComplaintStep.ADJOURNMENT for one in found),
        may_repair=state in UNDECIDED and line.procedure.regime in actions.REPAIRABLE,
        stands_still=any(one.due_on is None for one in running),
        may_react=state is ProcedureState.VERDICT and _runs(running, ComplaintStep.PROVIDER_REACTION),
        may_appeal=_runs(running, ComplaintStep.APPEAL),
        verdicts=ProcedureVerdict,
    )  # fmt: skip


def _runs(running: Sequence[ShownClock], step: ComplaintStep) -> bool:
    return any(one.step is step for one in running)


def mark(desk: Desk) -> Response:
    """Note that receipt was confirmed, or that there was a hearing."""
    line, typed = _seen(desk), Typed.at(desk)
    state = typed.word("state", ProcedureState)
    typed.check()
    actions.mark(desk.session, desk.house, line.procedure, state, desk.now, by=desk.user)
    return _back(desk, line)


def adjourn(desk: Desk) -> Response:
    """Record that the body adjourned in a letter; the term before stays to be seen."""
    line, typed = _seen(desk), Typed.at(desk)
    told_on = typed.day("told_on", desk.today)
    typed.check()
    until = actions.adjourn(
        desk.session, desk.house, line.procedure, told_on, desk.now, by=desk.user, consented=typed.yes("consented")
    )
    return _back(
        desk, line, desk.say("De verdaging is vastgelegd. De nieuwe laatste dag is %(day)s.", day=f"{until:%d-%m-%Y}")
    )


def verdict(desk: Desk) -> Response:
    """Record the verdict; with it the action gets its outcome."""
    line, typed = _seen(desk), Typed.at(desk)
    given, on = typed.word("verdict", ProcedureVerdict), typed.day("verdict_on", desk.today)
    typed.check()
    with at_fields({"uitspraak_op": "verdict_on", "uitkomst": "verdict"}, "verdict_on"):
        actions.receive_verdict(
            desk.session, desk.house, line.procedure, given, on, desk.now, by=desk.user,
            reports_to_inspectorate=typed.yes("reports_to_inspectorate"),
        )  # fmt: skip
    return _back(desk, line, desk.say("De uitspraak is vastgelegd."))


def reacted(desk: Desk) -> Response:
    """Record that the provider said what it does with the verdict."""
    line, typed = _seen(desk), Typed.at(desk)
    on = typed.day("reacted_on", desk.today)
    typed.check()
    with at_fields({}, "reacted_on"):
        actions.provider_reacted(desk.session, desk.house, line.procedure, on, desk.now, by=desk.user)
    return _back(desk, line)


def appeal(desk: Desk) -> Response:
    """Record that the client appealed."""
    line, typed = _seen(desk), Typed.at(desk)
    on = typed.day("appealed_on", desk.today)
    typed.check()
    actions.appeal(desk.session, desk.house, line.procedure, on, desk.now, by=desk.user)
    return _back(desk, line)


def _plain(act: Callable[..., None]) -> Callable[[Desk], Response]:
    """Return the handler of an act that asks nothing."""

    def handler(desk: Desk) -> Response:
        line = _seen(desk)
        act(desk.session, desk.house, line.procedure, desk.now, by=desk.user)
        return _back(desk, line)

    return handler


def _seen(desk: Desk) -> ProcedureLine:
    return procedure_seen(desk.session, Viewer(desk.user, desk.now), desk.path["reference"])


def _back(desk: Desk, line: ProcedureLine, said: str = "") -> Response:
    now: ComplaintProcedure = line.procedure
    state = word_in(desk.language, now.state)
    message = said or desk.say("Vastgelegd. %(ref)s staat nu op '%(state)s'.", ref=now.reference, state=state)
    return desk.redirect("procedure", reference=now.reference, message=message)


def _form(part: str, name: str, handler: Callable[[Desk], Response]) -> Page:
    return Page(f"{_AT}/{part}", name, handler, ADVISER, "POST", shows="procedure")


_AT = "/klachtprocedures/{reference}"
PAGES = (
    Page(_AT, "procedure", procedure, ADVISER, reads=Content.CLIENT),
    _form("stand", "procedure_mark", mark),
    _form("verdaging", "procedure_adjourn", adjourn),
    _form("herstel", "procedure_repair", _plain(actions.rest_for_repair)),
    _form("hersteld", "procedure_repaired", _plain(actions.repaired)),
    _form("uitspraak", "procedure_verdict", verdict),
    _form("reactie", "procedure_reacted", reacted),
    _form("beroep", "procedure_appeal", appeal),
    _form("afronden", "procedure_finish", _plain(actions.finish)),
)
