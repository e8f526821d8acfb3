"""`waakvlam signal propose | escalate | told | ...`: a signal beyond the agency, and what goes with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, number

if TYPE_CHECKING:
    from desk.steps import Step
    from store.models import Signal
from desk.commands.signal_steps import By, Reference, Why, do_step

escalate = typer.Typer(name="escalate", help="Decide about passing a signal on.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--at", metavar="DAY|INSTANT", help="When it happened; else now.")]
Weeks = Annotated[int | None, typer.Option("--weeks", parser=number("--weeks", 1, 104), help="The term it named.")]
Months = Annotated[int | None, typer.Option("--months", parser=number("--months", 1, 60), help="The period it named.")]


def propose(reference: Reference, reason: Why, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Propose to pass a signal on to the inspectorate; another person decides."""
    from actions.escalations import propose
    from desk.steps import word
    from rules.signals import EscalationReason

    why = word(EscalationReason, reason, "--reason")

    def do(step: "Step", signal: "Signal") -> None:
        propose(step.session, step.house, signal, why, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


@escalate.command()
def approve(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Let a signal go to the inspectorate."""
    from actions.escalations import approve

    def do(step: "Step", signal: "Signal") -> None:
        approve(step.session, step.house, step.escalation(signal), step.user, step.now)

    do_step(reference, by, as_of, do, json=json)


@escalate.command()
def decline(reference: Reference, reason: Why, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Decide that a signal does not go to the inspectorate; never where the law asks it."""
    from actions.declining import decline
    from desk.steps import word
    from rules.signal_words import DeclineReason

    why = word(DeclineReason, reason, "--reason")

    def do(step: "Step", signal: "Signal") -> None:
        decline(step.session, step.house, step.escalation(signal), step.user, why, step.now)

    do_step(reference, by, as_of, do, json=json)


def told(reference: Reference, by: By, at: At = None, as_of: AsOf = None, json: Json = False) -> None:
    """Record that you told the inspectorate by phone."""
    from actions.escalations import told_by_phone

    def do(step: "Step", signal: "Signal") -> None:
        told_by_phone(step.session, step.house, step.escalation(signal), step.at(at), step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def confirm(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Record that the inspectorate confirmed receipt."""
    from actions.escalations import confirm

    def do(step: "Step", signal: "Signal") -> None:
        confirm(step.session, step.house, step.escalation(signal), step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def close(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Close a signal that the inspectorate ended, or that two visits and a jurist found mended."""
    from actions.escalations import close

    def do(step: "Step", signal: "Signal") -> None:
        close(step.session, step.house, step.escalation(signal), step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def inspectorate(
    reference: Reference,
    state: Annotated[str, typer.Argument(metavar="STATE", help="What the inspectorate says.")],
    by: By,
    at: At = None,
    weeks: Weeks = None,
    months: Months = None,
    measure: Annotated[str | None, typer.Option("--measure", metavar="WORD", help="Which heavier measure.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The end that the measure names.")] = None,
    reference_there: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help="Its own number.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record a message of the inspectorate; its term is followed."""
    from actions.inspectorate import Message, hear
    from desk.options import read_day
    from desk.steps import word
    from rules.inspectorate import InspectorateMeasure, InspectorateState

    message = Message(
        word(InspectorateState, state, "STATE"), reference_there, weeks, months,
        word(InspectorateMeasure, measure, "--measure") if measure else None, read_day(until) if until else None,
    )  # fmt: skip

    def do(step: "Step", signal: "Signal") -> None:
        hear(step.session, step.house, signal, message, step.at(at), step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def observed(
    reference: Reference,
    visit: Annotated[int, typer.Option("--visit", parser=number("--visit", 1, 2**63 - 1), metavar="NUMBER")],
    by: By,
    seen: Annotated[bool, typer.Option("--seen/--clean", help="Whether the visit still saw it.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record whether a visit still saw what a signal is about."""
    from actions.observing import record_finding
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        signal = step.signal(reference)
        clean = record_finding(step.session, step.house, signal, visit, seen=seen, now=step.now, by=step.user)
        told = step.told(signal, clean_visits=clean)
    answer(told, json=json)


def code_start(
    reference: Reference,
    call: Annotated[str, typer.Argument(metavar="WORD", help="called_112, called_safe_home, called_both, not_needed.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Start the reporting code: was 112 or Veilig Thuis called?"""
    from actions.reporting_code import start_code
    from desk.steps import word
    from rules.reporting_code import EmergencyCall

    called = word(EmergencyCall, call, "WORD")

    def do(step: "Step", signal: "Signal") -> None:
        start_code(step.session, step.house, signal, called, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def code_step(
    reference: Reference,
    taken: Annotated[str, typer.Argument(metavar="STEP", help="map_signals, consult, talk, weigh or decide.")],
    by: By,
    skip: Annotated[str | None, typer.Option("--skip", metavar="WORD", help="Why the step is skipped.")] = None,
    decision: Annotated[str | None, typer.Option("--decision", metavar="WORD", help="With the last step.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record a step of the reporting code: who and when, never what was said."""
    from actions.reporting_code import take_code_step
    from desk.steps import word
    from rules.reporting_code import CodeDecision, CodeStep, SkipReason, TakenStep

    step_taken = TakenStep(
        word(CodeStep, taken, "STEP"),
        word(SkipReason, skip, "--skip") if skip else None,
        word(CodeDecision, decision, "--decision") if decision else None,
    )

    def do(step: "Step", signal: "Signal") -> None:
        take_code_step(step.session, step.house, signal, step_taken, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def recipient(
    reference: Reference,
    contact: Annotated[str, typer.Option("--contact", metavar="CODE", help="The contact person in the register.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Choose somebody outside the agency who hears of a signal too; kept with who chose."""
    from actions.signal_details import choose_recipient
    from store.signals import contact_by_code

    def do(step: "Step", signal: "Signal") -> None:
        choose_recipient(step.session, signal, contact_by_code(step.session, contact), step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def triage(
    reference: Reference,
    file: Annotated[str, typer.Argument(metavar="FILE.json", help="The case, as for `waakvlam triage`.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Judge a signal's measure by the law of the day it was seen, and keep the advice. Nothing is sent."""
    from actions.signal_details import judge_ground
    from desk.steps import acting, answer, read_text
    from rules.triage_file import read_case

    case = read_case(read_text(file).encode(), file)
    with acting(by, as_of) as step:
        signal = step.signal(reference)
        advice = judge_ground(step.session, step.house, signal, case, step.now, by=step.user)
        told = step.told(signal, verdict=advice.verdict, severity=advice.severity)
    answer(told, json=json)


COMMANDS = (
    ("propose", propose), ("told", told), ("confirm", confirm), ("close", close), ("inspectorate", inspectorate),
    ("observed", observed), ("code-start", code_start), ("code-step", code_step), ("recipient", recipient),
    ("triage", triage),
)  # fmt: skip
"""By the name that people type after `waakvlam signal`."""
