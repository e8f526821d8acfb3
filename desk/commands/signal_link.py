"""`waakvlam signal link REF`: the link with which an agency answers; making a new one, or taking it back."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json
from desk.show import show_facts, show_json

if TYPE_CHECKING:
    from store.models import ReplyLink


def link(
    reference: Annotated[str, typer.Argument(metavar="REF")],
    by: Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who does this.")],
    new: Annotated[bool, typer.Option("--new", help="Take back the link and mail a new one.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take back the link.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show how the link of a signal's present round stands; --new and --revoke change that. Never the link itself."""
    from actions.reply_links import renew_link, revoke_links
    from actions.signal_moves import check_follower
    from desk.options import WrongChoice
    from desk.steps import acting
    from rules.signals import SignalAct
    from store.events import user_actor
    from store.replies import links_of_round

    if new and revoke:
        raise WrongChoice("--new en --revoke kunnen niet samen: een nieuwe link neemt de oude al terug.")
    with acting(by, as_of) as step:
        signal, actor = step.signal(reference), user_actor(step.user.id)
        check_follower(signal, SignalAct.ANSWER, step.user, step.now)
        if new:
            renew_link(step.session, step.house, signal, step.now, actor=actor)
        if revoke:
            revoke_links(step.session, signal, step.now, actor=actor)
        links = links_of_round(step.session, signal)
        told = {"reference": reference, "round": signal.round, "links": len(links), "state": _state(links)}
    if json:
        show_json(told)
        return
    words = {"none": "geen", "open": "geldig", "spent": "gebruikt", "revoked": "ingetrokken"}
    show_facts({"kenmerk": reference, "ronde": told["round"], "link": words[str(told["state"])]})


def _state(links: "list[ReplyLink]") -> str:
    """Return how the newest link stands."""
    if not links:
        return "none"
    if links[-1].spent_at:
        return "spent"
    return "revoked" if links[-1].revoked_at else "open"
