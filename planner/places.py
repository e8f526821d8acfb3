"""Where Dutch places lie, for a location whose coordinates nobody filled in: the middle of its town.

The data are of GeoNames (CC BY 4.0), see places_data/LICENCES.md.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rules.errors import RuleError

PRECISION = "place"
PROVINCES = {
    "dr": "drenthe", "fr": "friesland", "frl": "friesland", "fryslan": "friesland", "gld": "gelderland",
    "gr": "groningen", "gn": "groningen", "lb": "limburg", "l": "limburg", "nb": "noord brabant", "nh": "noord holland",
    "ut": "utrecht", "zl": "zeeland", "zld": "zeeland", "zh": "zuid holland", "ov": "overijssel", "fl": "flevoland",
}  # fmt: skip
"""What people write behind a name to tell namesakes apart, beside the whole name of the province."""
_BRACKETED = re.compile(r"^(.*?)\s*[(,]\s*([^()]*?)\s*\)?$")


class PlaceUnknown(RuleError):
    """A town that stands in no list."""

    def __init__(self, town: str) -> None:
        super().__init__(
            "De plaats '{town}' is niet gevonden. Controleer de spelling, of vul de breedte- en lengtegraad zelf in.",
            town=town,
        )


class PlaceAmbiguous(RuleError):
    """A town that has namesakes elsewhere."""

    def __init__(self, town: str, provinces: tuple[str, ...]) -> None:
        super().__init__(
            "Er zijn meer plaatsen die '{town}' heten: in {provinces}. Zet de provincie erachter, zoals "
            "'{town} ({first})', of vul de breedte- en lengtegraad zelf in.",
            town=town,
            provinces=tuple(provinces),
            first=provinces[0],
        )


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a place, in degrees. It is never more precise than that."""

    name: str
    province: str
    lat: float
    lon: float
    population: int
    precision: str = PRECISION


def place_of(town: str) -> Place:
    """Return the place called `town`, in any case and spelling of accents; a province may stand behind it.

    Raises: PlaceUnknown, PlaceAmbiguous.
    """
    found = places_of(town)
    if not found:
        raise PlaceUnknown(town)
    if len(found) > 1:
        raise PlaceAmbiguous(town, tuple(dict.fromkeys(place.province for place in found)))
    return found[0]


def places_of(town: str) -> tuple[Place, ...]:
    """Return every place called `town`, the most populous first; a name of its own goes before another's alias."""
    whole = _named(_folded(town))
    split = _BRACKETED.match(town.strip())
    if whole or split is None:
        return whole
    said = _folded(split[2])
    province = PROVINCES.get(said, said)
    return tuple(place for place in _named(_folded(split[1])) if _folded(place.province) == province)


def all_places() -> tuple[Place, ...]:
    """Return every place that is known, by name."""
    return tuple(place for place, _ in _rows())


def _named(folded: str) -> tuple[Place, ...]:
    names, aliases = _index()
    return names.get(folded) or aliases.get(folded, ())


@cache
def _index() -> tuple[Mapping[str, tuple[Place, ...]], Mapping[str, tuple[Place, ...]]]:
    names: dict[str, list[Place]] = defaultdict(list)
    aliases: dict[str, list[Place]] = defaultdict(list)
    for place, others in _rows():
        names[_folded(place.name)].append(place)
        for other in others:
            aliases[_folded(other)].append(place)
    return _frozen(names), _frozen(aliases)


def _frozen(found: Mapping[str, list[Place]]) -> Mapping[str, tuple[Place, ...]]:
    return {name: tuple(sorted(places, key=lambda place: -place.population)) for name, places in found.items()}


@cache
def _rows() -> tuple[tuple[Place, tuple[str, ...]], ...]:
    text = resources.files("planner").joinpath("places_data", "places.csv").read_text("utf-8")
    return tuple(
        (
            Place(
                row["name"],
                row["province"],
                float(row["latitude"]),
                float(row["longitude"]),
                int(row["population"]),
            ),
            tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    )


def _folded(text: str) -> str:
    """Return `text` as names are compared: without case, accents, signs and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(char for char in plain if not unicodedata.combining(char))).strip()
