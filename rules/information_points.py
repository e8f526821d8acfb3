"""Where readers find more: the public information points that mails name, by who reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Audience = Literal["provider", "client", "adviser"]


@dataclass(frozen=True, slots=True)
class InformationPoint:
    """A public place to read on: what it is about, and its address as people type it."""

    about: str
    site: str


INFORMATION_POINTS: Final[Mapping[Audience, tuple[InformationPoint, ...]]] = MappingProxyType(
    {
        "provider": (
            InformationPoint("Nederlands Jeugdinstituut", "nji.nl"),
            InformationPoint("Dwang in de zorg", "dwangindezorg.nl"),
            InformationPoint("Inspectie Gezondheidszorg en Jeugd", "igj.nl"),
        ),
        "client": (InformationPoint("Vertrouwenspersonen in de jeugdhulp", "akj.nl"),),
        "adviser": (InformationPoint("Schadefonds Geweldsmisdrijven", "schadefonds.nl"),),
    }
)
"""Source: agreement (IGJ & AKJ, May 2022, 'waar vind je meer informatie'); for advisers house policy (F025:
where victims of violence can ask for an allowance)."""


def information_points(audience: Audience) -> tuple[InformationPoint, ...]:
    """Return where readers of one kind find more."""
    return INFORMATION_POINTS[audience]
