"""The watch over calamities and violence: the provider has to report, we ask and wait for proof.

Source: law (Jw 4.1.8: at once; not reporting is an offence, Jw 9.6); the days are agreement (IGJ, Leidraad Meldingen
Jeugd) or house policy; the eight weeks are not confirmed for youth care (DOMAIN.md 2d).
"""

from collections.abc import Mapping
from types import MappingProxyType

from rules.errors import Phrase, RuleError
from rules.signals import FOLLOWERS, JUDGES
from rules.vocabulary import Role, Word


class IncidentKind(Word):
    """What has to be reported to the inspectorate."""

    CALAMITY = "calamity", "calamiteit"
    VIOLENCE = "violence", "geweld"


class CalamityState(Word):
    """How the watch over one incident stands."""

    INCIDENT_SEEN = "incident_seen", "voorval gezien"
    PROVIDER_ASKED = "provider_asked", "aanbieder gevraagd"
    PROVIDER_INVESTIGATING = "provider_investigating", "aanbieder zoekt uit of het moet"
    PROVIDER_DENIES = "provider_denies", "aanbieder vindt melden niet nodig"
    PROVIDER_REPORTED = "provider_reported", "aanbieder meldde"
    REPORT_SENT = "report_sent", "onderzoeksverslag verstuurd"
    PROPOSED = "proposed", "doorgeven voorgesteld"
    CLOSED = "closed", "afgesloten"


class CalamityAct(Word):
    """What can be recorded in the watch over an incident."""

    ASK = "ask", "aanbieder vragen"
    INVESTIGATE = "investigate", "aanbieder onderzoekt"
    DENY = "deny", "aanbieder ontkent"
    REPORT = "report", "melding bij de inspectie gezien"
    SEND_REPORT = "send_report", "onderzoeksverslag gezien"
    PROPOSE = "propose", "doorgeven voorstellen"
    CLOSE = "close", "bewaking afsluiten"


S, A = CalamityState, CalamityAct
_WAITING = frozenset({S.PROVIDER_ASKED, S.PROVIDER_INVESTIGATING, S.PROVIDER_DENIES})
OPEN = frozenset(CalamityState) - {S.CLOSED}
NOBODY: frozenset[Role] = frozenset()

_ROWS: tuple[tuple[frozenset[CalamityState], CalamityAct, CalamityState, frozenset[Role]], ...] = (
    (frozenset({S.INCIDENT_SEEN}), A.ASK, S.PROVIDER_ASKED, FOLLOWERS),
    (_WAITING - {S.PROVIDER_INVESTIGATING}, A.INVESTIGATE, S.PROVIDER_INVESTIGATING, FOLLOWERS),
    (_WAITING - {S.PROVIDER_DENIES}, A.DENY, S.PROVIDER_DENIES, FOLLOWERS),
    (_WAITING | {S.INCIDENT_SEEN, S.PROPOSED}, A.REPORT, S.PROVIDER_REPORTED, FOLLOWERS),
    (frozenset({S.PROVIDER_REPORTED}), A.SEND_REPORT, S.REPORT_SENT, FOLLOWERS),
    (_WAITING | {S.INCIDENT_SEEN}, A.PROPOSE, S.PROPOSED, JUDGES),
    (frozenset({S.INCIDENT_SEEN, S.PROVIDER_DENIES, S.REPORT_SENT, S.PROPOSED}), A.CLOSE, S.CLOSED, JUDGES),
)
TRANSITIONS: Mapping[tuple[CalamityState, CalamityAct], tuple[CalamityState, frozenset[Role]]] = MappingProxyType(
    {(state, act): (to, roles) for states, act, to, roles in _ROWS for state in sorted(states)}
)
"""Every act that is possible; what is not here is refused."""


class WatchNotPossible(RuleError):
    """Something that cannot be recorded in the present state of a watch."""

    def __init__(self, reference: str, state: CalamityState, act: CalamityAct) -> None:
        self.reference, self.state, self.act = reference, state, act
        possible = tuple(other for other in CalamityAct if (state, other) in TRANSITIONS)
        super().__init__(
            "De bewaking {reference} staat op '{state}'; '{act}' kan dan niet. Wat nu wel kan: {possible}.",
            reference=reference,
            state=state,
            act=act,
            possible=possible or Phrase("niets"),
        )


class WatchUnknown(RuleError):
    """There is no watch with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bewaking {reference} bestaat niet. Een kenmerk ziet eruit als C-2026-0001.", reference=reference
        )


class CalamityOpen(RuleError):
    """A signal would close while nobody knows whether a calamity was reported."""

    def __init__(self, reference: str, watch: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} kan nog niet dicht: de bewaking {watch} van een calamiteit of geweld loopt nog. "
            "Rond die eerst af.",
            reference=reference,
            watch=watch,
        )


def state_after(reference: str, state: CalamityState, act: CalamityAct) -> CalamityState:
    """Return the state that `act` leads to. Raises: WatchNotPossible."""
    if (state, act) not in TRANSITIONS:
        raise WatchNotPossible(reference, state, act)
    return TRANSITIONS[state, act][0]


def roles_of(state: CalamityState, act: CalamityAct) -> frozenset[Role]:
    """Return who may do `act` in `state`; nobody where it is not possible."""
    return TRANSITIONS.get((state, act), (state, NOBODY))[1]
