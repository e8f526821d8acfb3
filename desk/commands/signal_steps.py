"""`waakvlam signal draft | edit | submit | approve | send | ...`: the steps of a signal between us and the agency."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, number

if TYPE_CHECKING:
    from desk.steps import Step
    from store.models import Signal

Reference = Annotated[str, typer.Argument(metavar="REF")]
By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who does this.")]
Text = Annotated[str, typer.Option("--text", metavar="FILE", help="The file with the text; - reads standard input.")]
Why = Annotated[str, typer.Option("--reason", metavar="WORD", help="Why: one of the listed words.")]
Version = Annotated[
    int | None, typer.Option("--version", parser=number("--version", 1, 10**6), metavar="N", help="Of the text read.")
]


def draft(
    group: Annotated[str, typer.Option("--group", metavar="CODE", help="The group that it is about.")],
    measure: Annotated[str, typer.Option("--measure", metavar="WORD", help="The measure or subject.")],
    by: By,
    text: Text,
    kind: Annotated[str, typer.Option("--kind", metavar="WORD", help="general or acute.")] = "general",
    cause: Annotated[str, typer.Option("--cause", metavar="WORD", help="Why it was done, as far as seen.")] = "unknown",
    special_group: Annotated[str | None, typer.Option("--special-group", metavar="WORD", help="Of youths.")] = None,
    right: Annotated[list[str] | None, typer.Option("--right", metavar="WORD", help="Cited; else the usual.")] = None,
    observed_on: Annotated[str | None, typer.Option("--observed-on", metavar="DAY", help="Else today.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write down what was seen in a group and draft a signal; offers what may be the same. Nothing leaves."""
    from actions.signal_drafts import draft_about_group
    from actions.signal_mergers import possible_doubles
    from desk.steps import acting, answer, day_or, read_text, word
    from rules.calendar import local_date
    from rules.signal_words import Right, SpecialGroup
    from rules.vocabulary import Cause, Measure, SignalKind

    rights = [word(Right, one, "--right") for one in right] if right else None
    special = word(SpecialGroup, special_group, "--special-group") if special_group else None
    with acting(by, as_of) as step:
        signal = draft_about_group(
            step.session, step.house, group, kind=word(SignalKind, kind, "--kind"),
            measure=word(Measure, measure, "--measure"), cause=word(Cause, cause, "--cause"),
            observed_on=day_or(observed_on, local_date(step.now)), text=read_text(text), now=step.now, by=step.user,
            special_group=special, rights=rights,
        )  # fmt: skip
        doubles = [other.reference for other in possible_doubles(step.session, step.house, signal, step.now)]
        told = step.told(signal, doubles=doubles)
    answer(told, json=json)


def edit(reference: Reference, text: Text, version: Version, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Change the text of a signal that did not leave yet; what a second person agreed to is void then."""
    from actions.signal_texts import edit_text
    from desk.steps import acting, answer, read_text

    with acting(by, as_of) as step:
        signal = step.signal(reference)
        became = edit_text(
            step.session, step.house, signal, read_text(text), version or signal.text_version, step.now, by=step.user
        )
        told = step.told(signal, text=became)
    answer(told, json=json)


def submit(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Put a general draft before a second person."""
    from actions.signals import submit_signal

    def do(step: "Step", signal: "Signal") -> None:
        submit_signal(step.session, step.house, signal, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def approve(reference: Reference, by: By, version: Version = None, as_of: AsOf = None, json: Json = False) -> None:
    """Let a general signal leave, as the second person who read it."""
    from actions.signals import approve_and_send

    def do(step: "Step", signal: "Signal") -> None:
        approve_and_send(step.session, step.house, signal, step.user, step.now, version=version)

    do_step(reference, by, as_of, do, json=json)


def send(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Send an acute signal at once, or an approved one whose agency has a contact now."""
    from actions.signals import send_acute, send_approved
    from rules.vocabulary import SignalKind

    def do(step: "Step", signal: "Signal") -> None:
        if signal.kind is SignalKind.ACUTE:
            send_acute(step.session, step.house, signal, step.now, by=step.user)
        else:
            send_approved(step.session, step.house, signal, step.user, step.now)

    do_step(reference, by, as_of, do, json=json)


def review(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Say that you read, as the second person, what left before."""
    from actions.signals import review_sent

    def do(step: "Step", signal: "Signal") -> None:
        review_sent(step.session, step.house, signal, step.user, step.now)

    do_step(reference, by, as_of, do, json=json)


def ack(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Record that the agency has the signal."""
    from actions.signals import acknowledge

    def do(step: "Step", signal: "Signal") -> None:
        acknowledge(step.session, step.house, signal, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def redeliver(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Record that the agency was told in another way, such as by phone."""
    from actions.signals import redeliver

    def do(step: "Step", signal: "Signal") -> None:
        redeliver(step.session, step.house, signal, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def receive(
    reference: Reference,
    text: Text,
    by: By,
    received_at: Annotated[str | None, typer.Option("--at", metavar="INSTANT", help="When it came; else now.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Take in the agency's answer to the present round."""
    from actions.signals import receive_reply
    from desk.steps import acting, answer, read_text

    with acting(by, as_of) as step:
        signal = step.signal(reference)
        reply = receive_reply(
            step.session, step.house, signal, read_text(text), step.at(received_at), step.now, by=step.user
        )
        told = step.told(signal, late=reply.late_working_days)
    answer(told, json=json)


def judge(
    reference: Reference,
    judgement: Annotated[str, typer.Argument(metavar="WORD", help="sufficient, partly or insufficient.")],
    by: By,
    reasons: Annotated[str | None, typer.Option("--reasons", metavar="FILE", help="What the director reads.")] = None,
    second: Annotated[str | None, typer.Option("--second", metavar="LOGIN", help="Who read the reasons.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Judge an answer: verified next, back to the director, or proposed to the inspectorate."""
    from actions.signals import judge_reply
    from desk.opening import user_named
    from desk.steps import acting, answer, read_text, word
    from rules.vocabulary import Judgement

    verdict = word(Judgement, judgement, "WORD")
    with acting(by, as_of) as step:
        signal = step.signal(reference)
        judge_reply(
            step.session, step.house, signal, verdict, step.user, step.now,
            reasons=read_text(reasons) if reasons else "", second=user_named(step.session, second) if second else None,
        )  # fmt: skip
        told = step.told(signal)
    answer(told, json=json)


def verify(
    reference: Reference,
    by: By,
    clean: Annotated[bool, typer.Option("--clean/--not-improved", help="Whether it was mended.")] = True,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record what was seen at the location: mended closes the signal, else passing it on is proposed."""
    from actions.signals import verify

    def do(step: "Step", signal: "Signal") -> None:
        verify(step.session, step.house, signal, step.now, clean=clean, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def withdraw(reference: Reference, reason: Why, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Withdraw a signal; all its terms end."""
    from actions.signals import withdraw
    from desk.steps import word
    from rules.vocabulary import WithdrawReason

    why = word(WithdrawReason, reason, "--reason")

    def do(step: "Step", signal: "Signal") -> None:
        withdraw(step.session, step.house, signal, why, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def reopen(reference: Reference, reason: Why, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Open an ended signal again."""
    from actions.signals import reopen
    from desk.steps import word
    from rules.vocabulary import ReopenReason

    why = word(ReopenReason, reason, "--reason")

    def do(step: "Step", signal: "Signal") -> None:
        reopen(step.session, step.house, signal, why, step.now, by=step.user)

    do_step(reference, by, as_of, do, json=json)


def merge(
    reference: Reference,
    into: Annotated[str, typer.Option("--into", metavar="REF", help="The signal that remains.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Merge a double into another signal, which keeps all observations and its own, earlier term."""
    from actions.signals import merge
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        signal, other = step.signal(reference), step.signal(into)
        merge(step.session, step.house, signal, other, step.now, by=step.user)
        told = step.told(signal, into=other.reference)
    answer(told, json=json)


def doubles(reference: Reference, as_of: AsOf = None, json: Json = False) -> None:
    """List the open signals that may be about the same: same location and measure, seen within the policy's days."""
    from actions.signal_mergers import possible_doubles
    from actions.signal_views import SignalUnknown
    from desk.opening import in_house
    from desk.options import instant
    from desk.show import show_json, show_table
    from store.signals import signal_by_reference

    with in_house() as (house, session):
        signal = signal_by_reference(session, reference)
        if signal is None:
            raise SignalUnknown(reference)
        found = possible_doubles(session, house, signal, instant(as_of))
        rows = [(other.reference, other.state, other.observed_on) for other in found]
    if json:
        show_json([dict(zip(("reference", "state", "observed_on"), row, strict=True)) for row in rows])
        return
    show_table("Misschien hetzelfde", ("kenmerk", "stand", "gezien op"), rows)


def do_step(reference: str, by: str, as_of: str | None, do: "Do", *, json: bool) -> None:
    """Do one step with a signal and answer how it stands then."""
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        signal = step.signal(reference)
        do(step, signal)
        told = step.told(signal)
    answer(told, json=json)


if TYPE_CHECKING:
    from collections.abc import Callable

    Do = Callable[[Step, Signal], None]

COMMANDS = (
    ("draft", draft), ("edit", edit), ("submit", submit), ("approve", approve), ("send", send), ("review", review),
    ("ack", ack), ("redeliver", redeliver), ("answer", receive), ("judge", judge), ("verify", verify),
    ("withdraw", withdraw), ("reopen", reopen), ("merge", merge), ("doubles", doubles),
)  # fmt: skip
"""By the name that people type after `waakvlam signal`."""
