"""What a letter about a signal says beside the signal itself: which rules apply, and what is asked.

These are general sentences by setting and kind; the triage of one measure against the law is a rule of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from rules.policy_words import CareSetting, RuleSet
from rules.signal_words import Right
from rules.vocabulary import CareType, Measure, SignalKind

LEGAL_NOTES: Mapping[RuleSet, str] = MappingProxyType(
    {
        RuleSet.CLOSED_CHAPTER_6_OLD: (
            "In gesloten jeugdhulp mocht een maatregel in die tijd alleen met een machtiging en binnen het "
            "behandelplan (Jeugdwet hoofdstuk 6, oud)."
        ),
        RuleSet.CLOSED_LEGAL_POSITION_2024: (
            "In gesloten jeugdhulp mag een maatregel alleen als het niet anders kan, binnen het hulpverleningsplan "
            "of in een noodsituatie (Jeugdwet art. 6.3.1.1 tot en met 6.3.2.5). De vertrouwenspersoon meldt "
            "tekortkomingen die rechten van jeugdigen raken aan de inspectie (art. 6.6.1 lid 5)."
        ),
        RuleSet.OPEN_NO_OWN_GROUND: (
            "Voor vrijheidsbeperkende maatregelen in open jeugdhulp geeft de Jeugdwet geen grondslag. Zij mogen "
            "alleen op grond van de Wvggz, de Wzd of de Wgbo, of in een noodsituatie (IGJ en AKJ, mei 2022)."
        ),
    }
)
"""By the set of legal rules of the day of observation. Source: law; the last one agreement (IGJ & AKJ, May 2022)."""

FREE_ACCESS = (
    "Een vertrouwenspersoon heeft vrije toegang tot alle ruimten waar jeugdigen kunnen zijn en heeft van niemand "
    "toestemming nodig om met hen te spreken (Jeugdwet art. 4.1.9; Besluit Jeugdwet art. 4.1.4)."
)
"""Source: law."""


def legal_note(measure: Measure, rules: RuleSet | None, rights: Sequence[Right] = ()) -> str:
    """Return what the law says of a measure in a letter, and which fundamental rights it touches.

    Source: law, and agreement for the rights (IGJ & AKJ, May 2022).
    """
    if measure is Measure.ACCESS_REFUSED:
        return FREE_ACCESS
    note = LEGAL_NOTES[rules] if rules else "De regels van die tijd zijn niet vastgelegd."
    if not rights or measure not in RESTRICTIVE:
        return note
    return f"{note} Het raakt deze grondrechten: {', '.join(right.dutch for right in rights)}."


RESTRICTIVE = frozenset(Measure) - {Measure.HOUSE_RULE, Measure.SAFETY, Measure.CLIMATE, Measure.ACCESS_REFUSED}
"""The measures that restrict a youth; the other subjects touch no right by themselves."""

EXPECTED_ACTIONS: Mapping[SignalKind, str] = MappingProxyType(
    {
        SignalKind.ACUTE: "Zorg nu voor veiligheid, en laat ons weten wat u deed en wat u nog doet.",
        SignalKind.GENERAL: "Laat ons weten of dit gebruikelijk is, waarom, en wat u doet om het te verbeteren.",
    }
)
"""What is asked of the agency. Source: house policy."""


def setting_of(care_type: CareType | None) -> CareSetting:
    """Return how the law divides this care: closed accommodation, or open."""
    return CareSetting.CLOSED if care_type is CareType.CLOSED_CARE else CareSetting.OPEN


def names_place(care_types: Collection[CareType]) -> bool:
    """Return whether mail may name a place that gave this care, now or ever; not while that is unknown.

    Never that of a family home: it is somebody's own home (AVG).
    """
    return bool(care_types) and CareType.FAMILY_HOME not in care_types
