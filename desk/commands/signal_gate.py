"""`waakvlam signal check | names | keep | take-out`: the anonymisation gate on one signal. No text is ever shown."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.commands.signal_steps import By, Reference, Text, Version
from desk.options import AsOf, Json, number
from desk.show import say, show_json, show_table

if TYPE_CHECKING:
    from actions.gate import GateView, ViewedFinding

HELD = 1
At = Annotated[
    int, typer.Option("--at", parser=number("--at", 1, 10**6), metavar="N", help="The sign at which it begins.")
]


def check(
    reference: Reference,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who looks.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Tell where something identifying stands in the text of a signal; the look is logged. Exit 1: it is held."""
    from actions.gate import gate_findings
    from actions.signal_views import SignalUnknown
    from desk.opening import in_house, user_named
    from desk.options import instant
    from store.signals import signal_by_reference

    with in_house() as (house, session):
        signal = signal_by_reference(session, reference)
        if signal is None:
            raise SignalUnknown(reference)
        view = gate_findings(session, house, signal, instant(as_of), by=user_named(session, by) if by else None)
    _show(view, json=json)
    if view.holds:
        raise typer.Exit(HELD)


def names(reference: Reference, by: By, text: Text = "-", as_of: AsOf = None, json: Json = False) -> None:
    """Add the names of this case, one a line; they are sealed, and erased when the signal ends."""
    from actions.gate import add_known_names
    from desk.steps import acting, answer, read_text

    lines = [line for line in read_text(text).splitlines() if line.strip()]
    with acting(by, as_of) as step:
        signal = step.signal(reference)
        count = add_known_names(step.session, step.house, signal, lines, step.now, by=step.user)
    answer({"reference": reference, "names": count}, json=json)


def keep(
    reference: Reference, at: At, text: Text, by: By, version: Version = None, as_of: AsOf = None, json: Json = False
) -> None:
    """Let a finding stay, with the reason in a file: what names nobody, or as the second person what is held back."""
    from actions.gate import choose, gate_findings
    from desk.steps import acting, answer, read_text
    from rules.gate_choices import SETTLES
    from rules.gate_errors import NoSuchFinding

    reason = read_text(text)
    with acting(by, as_of) as step:
        signal = step.signal(reference)
        view = gate_findings(step.session, step.house, signal, step.now, by=step.user)
        found = next((one.finding for one in view.findings if one.finding.start == at - 1), None)
        if found is None:
            raise NoSuchFinding(reference)
        choice = SETTLES[found.level]
        read = version or signal.text_version
        choose(step.session, step.house, signal, found.start, choice, reason, read, step.now, by=step.user)
        told = step.told(signal, choice=choice)
    answer(told, json=json)


def take_out(
    reference: Reference,
    by: By,
    at: Annotated[
        list[int],
        typer.Option("--at", parser=number("--at", 1, 10**6), metavar="N", help="Where it begins; may be repeated."),
    ],
    replace: Annotated[bool, typer.Option("--replace/--remove", help="Put the role in its place, or nothing.")] = True,
    version: Version = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Take findings out of the text of a signal that did not leave yet; what was agreed to is void then."""
    from actions.gate import take_out as take
    from desk.steps import acting, answer
    from rules.gate_choices import Choice

    choice = Choice.REPLACE if replace else Choice.REMOVE
    with acting(by, as_of) as step:
        signal = step.signal(reference)
        choices = {place - 1: choice for place in at}
        read = version or signal.text_version
        state = take(step.session, step.house, signal, choices, read, step.now, by=step.user)
        told = step.told(signal, text=state)
    answer(told, json=json)


def _show(view: "GateView", *, json: bool) -> None:
    if json:
        show_json(
            {
                "reference": view.reference,
                "version": view.version,
                "held": view.holds,
                "findings": [_as_data(viewed) for viewed in view.findings],
                "traceable": [{"reason": reason, "text": reason.dutch} for reason in view.traceable],
            }
        )
        return
    rows = [tuple(_as_data(viewed).values()) for viewed in view.findings]
    show_table(
        f"Bevindingen in {view.reference}, versie {view.version}",
        ("van", "tot", "soort", "gewicht", "gekozen", "in plaats daarvan", "wat nu"),
        rows,
    )
    for reason in view.traceable:
        say(f"Let op, {reason.dutch}.")
    if view.traceable:
        from rules.gate_group import ADVICE

        say(ADVICE)


def _as_data(viewed: "ViewedFinding") -> dict[str, Any]:
    from rules.gate_errors import sentence

    finding = viewed.finding
    return {
        "start": finding.start, "end": finding.end, "type": finding.kind.value, "level": finding.level.value,
        "choice": viewed.choice.value if viewed.choice else None, "replacement": finding.replacement,
        "sentence": sentence(finding),
    }  # fmt: skip


COMMANDS = (("check", check), ("names", names), ("keep", keep), ("take-out", take_out))
