"""`waakvlam signal suspend | resume | extend` and `waakvlam signals clock-accept`: what people decide about time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, instant, number, one_of
from desk.show import say, show_facts, show_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from actions.house import House
    from actions.term_changes import ChangedTerm
    from rules.ladder import DeadlineKind
    from rules.vocabulary import TermReason
    from store.models import User

Reference = Annotated[str, typer.Argument(metavar="REF")]
Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help="Why: agreed, agency_asked, ...")]
By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who decides this.")]
Which = Annotated[str | None, typer.Option("--term", metavar="KIND", help="Which term; else that of the answer.")]


def suspend(
    reference: Reference, reason: Reason, by: By, term: Which = None, as_of: AsOf = None, json: Json = False
) -> None:
    """Let a term stand still; what remained of it is kept."""
    from actions.term_changes import suspend_term

    why, kind, now = _read_reason(reason), _read_kind(term), instant(as_of)
    with _deciding(by, as_of) as (house, session, user):
        changed = suspend_term(session, house, reference, why, now, by=user, kind=kind)
    _show(changed, json=json)


def resume(
    reference: Reference, reason: Reason, by: By, term: Which = None, as_of: AsOf = None, json: Json = False
) -> None:
    """Let what remained of a term run again, from today as day 0."""
    from actions.term_changes import resume_term

    why, kind, now = _read_reason(reason), _read_kind(term), instant(as_of)
    with _deciding(by, as_of) as (house, session, user):
        changed = resume_term(session, house, reference, why, now, by=user, kind=kind)
    _show(changed, json=json)


def extend(
    reference: Reference,
    amount: Annotated[int, typer.Option("--with", parser=number("--with", 1, 1000), metavar="N", help="How much.")],
    reason: Reason,
    by: By,
    term: Which = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Make a term longer by N of its own units: once, before it is over, within the policy."""
    from actions.more_time import lengthen_term

    why, kind, now = _read_reason(reason), _read_kind(term), instant(as_of)
    with _deciding(by, as_of) as (house, session, user):
        changed = lengthen_term(session, house, reference, amount, why, now, by=user, kind=kind)
    _show(changed, json=json)


def clock_accept(by: By, json: Json = False) -> None:
    """Say that the clock of this machine is right, after a sweep refused to believe it."""
    from actions.clock_guard import accept_clock
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import user_actor

    now = clock.now()
    with in_house() as (_house, session):
        doubt = accept_clock(session, now, clock.pulse(), actor=user_actor(user_named(session, by).id))
    if json:
        show_json({"accepted": now, "doubt": doubt})
    else:
        why = f" Er was twijfel: {doubt.dutch}." if doubt else " Er was geen twijfel aan."
        say(f"De klok geldt weer: {now:%Y-%m-%d %H:%M} UTC.{why}")


@contextmanager
def _deciding(by: str, as_of: str | None) -> "Iterator[tuple[House, Session, User]]":
    """Open the installation for somebody who decides something, as of another day in the demo only."""
    from desk.opening import opened_house, require_simulated, user_named
    from store.session import transaction

    with opened_house() as house:
        require_simulated(house, as_of)
        with transaction(house.engine) as session:
            yield house, session, user_named(session, by)


def _read_reason(text: str) -> "TermReason":
    from rules.vocabulary import TermReason

    return TermReason(one_of(text, tuple(TermReason), "--reason"))


def _read_kind(text: str | None) -> "DeadlineKind | None":
    from rules.ladder import DeadlineKind

    return DeadlineKind(one_of(text, tuple(DeadlineKind), "--term")) if text is not None else None


def _show(changed: "ChangedTerm", *, json: bool) -> None:
    from rules.calendar import show_moment

    due = show_moment(changed.due) if changed.due else None
    if json:
        show_json({"reference": changed.reference, "kind": changed.kind, "round": changed.round, "due": due})
        return
    show_facts(
        {
            "kenmerk": changed.reference,
            "termijn": changed.kind.dutch,
            "ronde": changed.round,
            "uiterlijk": due or "staat stil",
        }
    )
