"""The gate on what leaves: run on the rendered letter, and kept with the decision that exactly this text may leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.house import House
from rules.gate import GATE_VERSION
from rules.gate_choices import TextPart
from rules.gate_errors import GateHolds
from rules.gate_findings import Finding, GateLevel
from rules.gate_rendered import check_rendered
from store.gate import choices_by_mark, known_names, mark_of, register_names
from store.models import GateChoice, GateDecision, GateFinding, Group, Location, Signal
from store.settings import Settings
from templates.engine import Rendered


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """One finding in one part of a letter, and the choice that lets it stay."""

    part: TextPart
    finding: Finding
    choice: GateChoice | None


def gate_letter(
    session: Session, house: House, signal: Signal, rendered: Rendered, more: Mapping[TextPart, str] | None = None
) -> tuple[PlacedFinding, ...]:
    """Return what the gate finds in a letter about a signal; `more` are the other parts that go with it.

    Raises: GateHolds when something of level BLOCK stands in it that no second person let pass.
    """
    letter = {TextPart.SUBJECT: rendered.subject, TextPart.TEXT: rendered.text, TextPart.HTML: rendered.html}
    read = check_rendered(
        letter | dict(more or {}),
        known_names(session, house.vault, signal),
        register_names(session),
        own_words(session, house.settings, signal),
    )
    chosen = choices_by_mark(session, signal)
    placed = []
    for part in read:
        for finding in part.findings:
            choice = chosen.get(mark_of(house.vault, signal, part.text[finding.start : finding.end]))
            fits = choice is not None and choice.level is finding.level
            placed.append(PlacedFinding(part.part, finding, choice if fits else None))
    held = [one for one in placed if one.finding.level is GateLevel.BLOCK and one.choice is None]
    if held:
        first = held[0].part
        raise GateHolds(signal.reference, [one.finding for one in held if one.part is first], first)
    return tuple(placed)


def own_words(session: Session, settings: Settings, signal: Signal) -> tuple[str, ...]:
    """Return what every letter says of the house and of the signal itself; it points at nobody.

    The name of the place is among them where the register lets it stay: a family home's is a family's.
    """
    group = session.get(Group, signal.group_id) if signal.group_id else None
    place = session.get_one(Location, signal.location_id).name
    named = {place, *((group.name,) if group else ())} & set(register_names(session))
    return (
        *sorted(named),
        settings.desk_url.rstrip("/"),
        settings.organisation_phone,
        settings.organisation_name,
        signal.reference,
        *((group.code,) if group else ()),
    )


def keep_findings(session: Session, decision: GateDecision, placed: tuple[PlacedFinding, ...]) -> None:
    """Write down with a decision what the gate found and which choices let it stay: counts, places, never words."""
    blocks = [one for one in placed if one.finding.level is GateLevel.BLOCK]
    decision.gate_version = GATE_VERSION
    decision.kinds = dict(sorted(Counter(one.finding.kind.value for one in placed).items()))
    decision.blocks = len(blocks)
    decision.blocks_passed = sum(one.choice is not None for one in blocks)
    decision.passed = decision.blocks == decision.blocks_passed
    decision.passed_by_id = next((one.choice.chosen_by_id for one in blocks if one.choice), None)
    session.add(decision)
    session.flush()
    session.add_all(
        GateFinding(
            decision_id=decision.id,
            part=one.part,
            starts=one.finding.start,
            ends=one.finding.end,
            kind=one.finding.kind,
            level=one.finding.level,
            choice_id=one.choice.id if one.choice else None,
        )
        for one in placed
    )
    session.flush()
