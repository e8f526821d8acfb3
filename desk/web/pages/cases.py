"""One issue of a client with its support case: how it was handled, actions and outcomes, supporters, the end."""

from starlette.responses import Response

from actions.casework import handle_issue, read_issue
from actions.casework_views import coded
from actions.procedures import Filing, start_procedure
from actions.support_cases import NewAction, add_supporter, end_action, end_case, start_case, take_action
from desk.web.desk import Desk
from desk.web.table import Content, Page, Scope
from desk.web.typed import Typed, at_fields
from rules.casework import (
    FORMAL,
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    FirstHandling,
    ProcedureSubject,
    RefusalGround,
    SupporterKind,
)
from rules.casework_checks import suggested
from rules.casework_errors import ActionElsewhere, CaseUnknown
from rules.vocabulary import Role
from store.case_pages import ActionLine, IssueLine, action_lines, agencies, issue_seen, supporters_of
from store.models import Agency, SupportCase
from store.scope import Viewer

ADVISER = frozenset({Role.ADVISER})
OUTCOMES = tuple(one for one in ActionOutcome if one is not ActionOutcome.RUNNING)
ENDINGS = tuple(one for one in FirstHandling if one is not FirstHandling.RUNNING)
ACTION_FIELDS = {
    "begonnen_op": "started_on", "gedragswetenschapper": "behavioural_scientist", "aanwezig": "attended",
    "bemiddeling": "mediation", "uitkomst": "outcome", "afgerond_op": "outcome_on",
}  # fmt: skip


def issue(desk: Desk) -> Response:
    """Show an issue and its case, with the text (that reading is logged) and what can be done next."""
    line = _seen(desk)
    text = read_issue(desk.session, desk.house, line.issue, desk.now, by=desk.user, purpose="case")
    taken = action_lines(desk.session, line.case) if line.case else []
    running = line.case is not None and line.case.ended_on is None
    needs_agency = any(one.action.kind in FORMAL and one.procedure is None for one in taken)
    return desk.page(
        "desk/cases/issue.html",
        trail=[
            (desk.say("Cliënten"), desk.address("my_clients")),
            (line.client.code, desk.address("client", code=line.client.code)),
        ],
        line=line, text=text, actions=taken, running=running,
        supporters=supporters_of(desk.session, line.case) if line.case else [],
        next_up=suggested(one.action.kind for one in taken) if running else (),
        unfinished=sum(one.action.outcome is ActionOutcome.RUNNING for one in taken),
        kinds=ActionKind, outcomes=OUTCOMES, endings=ENDINGS, reasons=BreakOffReason, supporter_kinds=SupporterKind,
        grounds=RefusalGround, subjects=ProcedureSubject, formal=FORMAL,
        agencies=agencies(desk.session, desk.today) if needs_agency and running else [],
    )  # fmt: skip


def issue_handle(desk: Desk) -> Response:
    """Record how the first contact ended; it may go on as a support case."""
    line, typed = _seen(desk), Typed.at(desk)
    handling, on = typed.word("handling", FirstHandling), typed.day("handled_on", desk.today)
    reason = typed.word_or_none("reason", BreakOffReason)
    typed.check()
    with at_fields({"reden_afgebroken": "reason", "begonnen_op": "handled_on"}, "handled_on"):
        if handling is FirstHandling.SUPPORT_CASE:
            start_case(desk.session, desk.house, line.issue, on, desk.now, by=desk.user)
        else:
            handle_issue(desk.session, desk.house, line.issue, handling, on, desk.now, by=desk.user, reason=reason)
    return _back(desk, line, desk.say("De afhandeling is vastgelegd."))


def action_take(desk: Desk) -> Response:
    """Record an action in the case."""
    line, typed = _seen(desk), Typed.at(desk)
    case = _case(line)
    new = NewAction(
        typed.word("kind", ActionKind), typed.day("started_on", desk.today), typed.yes("behavioural_scientist"),
        typed.yes("mediation"), typed.yes("attended"),
    )  # fmt: skip
    typed.check()
    with at_fields(ACTION_FIELDS, "kind"):
        take_action(desk.session, desk.house, case, new, desk.now, by=desk.user)
    return _back(desk, line, desk.say("De actie is vastgelegd."))


def action_end(desk: Desk) -> Response:
    """Record the outcome of an action: what the client, or the body of a formal procedure, says of it."""
    line, typed = _seen(desk), Typed.at(desk)
    taken = _action(desk, line)
    outcome, on = typed.word("outcome", ActionOutcome), typed.day("outcome_on", desk.today)
    typed.check()
    with at_fields(ACTION_FIELDS, "outcome"):
        end_action(desk.session, desk.house, taken.action, outcome, on, desk.now, by=desk.user)
    return _back(desk, line, desk.say("De uitkomst is vastgelegd."))


def procedure_start(desk: Desk) -> Response:
    """Begin the formal procedure of an action; its clock follows from whom it is against and what it is about."""
    line, typed = _seen(desk), Typed.at(desk)
    taken = _action(desk, line)
    agency = typed.text("agency", needed=True)
    filing = Filing(
        typed.word("subject", ProcedureSubject), typed.day("received_on", desk.today), typed.yes("with_committee"),
        typed.day_or_none("objection_ends_on"), typed.day_or_none("conduct_on"),
    )  # fmt: skip
    typed.check()
    begun = start_procedure(
        desk.session, desk.house, taken.action, coded(desk.session, Agency, agency), filing, desk.now, by=desk.user
    )
    said = desk.say("Procedure %(ref)s is begonnen; de termijn loopt.", ref=begun.reference)
    return desk.redirect("procedure", reference=begun.reference, message=said)


def supporter_add(desk: Desk) -> Response:
    """Record who else supports the client, or that a body refused an informal supporter."""
    line, typed = _seen(desk), Typed.at(desk)
    case = _case(line)
    kind, since = typed.word("supporter_kind", SupporterKind), typed.day("since", desk.today)
    refused, ground = typed.day_or_none("refused_on"), typed.word_or_none("ground", RefusalGround)
    typed.check()
    with at_fields({"weigeringsgrond": "ground", "geweigerd_op": "refused_on"}, "ground"):
        add_supporter(
            desk.session, desk.house, case, kind, since, desk.now, by=desk.user, refused_on=refused, ground=ground
        )
    return _back(desk, line, desk.say("De ondersteuner is vastgelegd."))


def case_end(desk: Desk) -> Response:
    """End the support case; a survey may follow."""
    line, typed = _seen(desk), Typed.at(desk)
    case, on = _case(line), typed.day("ended_on", desk.today)
    typed.check()
    with at_fields({}, "ended_on"):
        end_case(desk.session, desk.house, case, on, desk.now, by=desk.user)
    return _back(desk, line, desk.say("Het traject is afgerond."))


def _seen(desk: Desk) -> IssueLine:
    return issue_seen(desk.session, Viewer(desk.user, desk.now), desk.path["code"], desk.path["reference"])


def _case(line: IssueLine) -> SupportCase:
    if line.case is None:
        raise CaseUnknown(line.issue.reference)
    return line.case


def _action(desk: Desk, line: IssueLine) -> ActionLine:
    """Return the action that the address names, of this case and of no other."""
    wanted = desk.path["action"]
    found = next((one for one in action_lines(desk.session, _case(line)) if one.action.reference == wanted), None)
    if found is None:
        raise ActionElsewhere(wanted)
    return found


def _back(desk: Desk, line: IssueLine, said: str) -> Response:
    return desk.redirect("issue", code=line.client.code, reference=line.issue.reference, message=said)


_AT = "/clienten/{code}/zaken/{reference}"
PAGES = (
    Page(_AT, "issue", issue, ADVISER, scope=Scope.CASE, reads=Content.CLIENT),
    Page(f"{_AT}/afhandelen", "issue_handle", issue_handle, ADVISER, "POST", Scope.CASE, shows="issue"),
    Page(f"{_AT}/acties", "action_take", action_take, ADVISER, "POST", Scope.CASE, shows="issue"),
    Page(f"{_AT}/acties/{{action}}", "action_end", action_end, ADVISER, "POST", Scope.CASE, shows="issue"),
    Page(
        f"{_AT}/acties/{{action}}/procedure", "procedure_start", procedure_start, ADVISER, "POST", Scope.CASE,
        shows="issue",
    ),
    Page(f"{_AT}/ondersteuners", "supporter_add", supporter_add, ADVISER, "POST", Scope.CASE, shows="issue"),
    Page(f"{_AT}/afronden", "case_end", case_end, ADVISER, "POST", Scope.CASE, shows="issue"),
)  # fmt: skip
