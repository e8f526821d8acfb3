"""The reporting code of a signal, step by step; an acute signal leaves from here once it was gone through."""

from starlette.responses import Response

from actions.gate import gate_findings
from actions.reporting_code import start_code, take_code_step
from actions.signal_previews import letter_to_provider
from desk.web.desk import Desk
from desk.web.pages.signals import acts_of, legible, seen, trail_of
from desk.web.table import Content, Page, Scope
from desk.web.typed import Typed
from rules.gate_findings import GateLevel
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, SkipReason, TakenStep, is_ready, next_step
from rules.signals import JUDGES, SignalAct
from rules.vocabulary import Word
from store.models import ReportingCode, Signal
from store.signal_details import code_of, code_steps
from store.signal_pages import names_of

DONE = "done"


def code(desk: Desk) -> Response:
    """Show what was done of the reporting code, what comes next, and of an acute draft the mail that would leave."""
    row = seen(desk)
    started, steps = code_of(desk.session, row), code_steps(desk.session, row)
    people = {step.taken_by_id for step in steps} | ({started.checked_by_id} if started else set())
    ready = _is_ready(desk, started, [step.step for step in steps])
    sends = ready and SignalAct.SEND_ACUTE in acts_of(desk, row) and row.kind.value == "acute"
    return desk.page(
        "desk/signals/code.html",
        signal=row, started=started, taken={step.step: step for step in steps}, people=names_of(desk.session, people),
        steps=CodeStep, calls=EmergencyCall, choices={step: _choices(step) for step in CodeStep}, ready=ready,
        trail=trail_of(desk, row), **(_leaving(desk, row) if sends else {"letter": None, "held": False}),
    )  # fmt: skip


def _is_ready(desk: Desk, started: ReportingCode | None, taken: list[CodeStep]) -> bool:
    all_steps = desk.house.policy(desk.today).reporting_code.all_steps_same_day_if_acute
    return is_ready(taken, started.emergency_call if started else None, all_steps=all_steps)


def _leaving(desk: Desk, row: Signal) -> dict[str, object]:
    desk.log_reading(f"signal:{row.reference}", "letter")
    with legible(row):
        view = gate_findings(desk.session, desk.house, row, desk.now, by=desk.user)
        letter = letter_to_provider(desk.session, desk.house, row, desk.now)
    return {"letter": letter, "held": any(one.level is GateLevel.BLOCK for one in view.open)}


def _choices(step: CodeStep) -> tuple[Word, ...]:
    """Return what can be chosen beside "done": of the last step the decision, of the others why it was skipped."""
    return tuple(CodeDecision) if step is CodeStep.DECIDE else tuple(SkipReason)


def keep(desk: Desk) -> Response:
    """Record the check of 112 and Veilig Thuis and every step that was filled in, in their order."""
    row, typed = seen(desk), Typed.at(desk)
    started, done = code_of(desk.session, row), {step.step for step in code_steps(desk.session, row)}
    call = EmergencyCall.NOT_NEEDED if started else typed.word("call", EmergencyCall)
    steps = [found for step in CodeStep if step not in done and (found := _typed_step(desk, typed, step))]
    ahead = next_step(done)
    if started and not steps and ahead is not None:
        typed.errors[ahead.value].append(desk.say("Vul in wat er is gedaan."))
    typed.check()
    if started is None:
        start_code(desk.session, desk.house, row, call, desk.now, by=desk.user)
    for step in steps:
        take_code_step(desk.session, desk.house, row, step, desk.now, by=desk.user)
    return desk.redirect("signal_code", reference=row.reference, message=desk.say("De meldcode is bijgewerkt."))


def _typed_step(desk: Desk, typed: Typed, step: CodeStep) -> TakenStep | None:
    chosen = typed.text(step.value, 40)
    if not chosen:
        return None
    if chosen == DONE and step is not CodeStep.DECIDE:
        return TakenStep(step)
    word = next((one for one in _choices(step) if one.value == chosen), None)
    if word is None:
        typed.errors[step.value].append(desk.say("Kies een van de mogelijkheden."))
        return None
    if isinstance(word, CodeDecision):
        return TakenStep(step, decision=word)
    return TakenStep(step, skipped=SkipReason(word))


PAGES = (
    Page("/signalen/{reference}/meldcode", "signal_code", code, JUDGES, scope=Scope.SIGNAL, reads=Content.SIGNAL),
    Page("/signalen/{reference}/meldcode/vastleggen", "signal_code_keep", keep, JUDGES, method="POST",
         scope=Scope.SIGNAL, shows="signal_code"),
)  # fmt: skip
