"""The door to a routing service of one's own: OSRM (table) or Valhalla (sources_to_targets).

It answers with real travel times or with a clear error, never with an estimate instead. Where somebody lives is in the
question: point it only at a server of the organisation itself.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

import httpx
import numpy as np

from planner.crossings import Point
from planner.travel import Travel
from rules.errors import RuleError

Kind = Literal["osrm", "valhalla"]
Answer = dict[str, Any]
Said = tuple[float | None, float | None]
Leg = tuple[float, float]
"""Seconds of driving and kilometres."""
BLOCK = 50
"""Points on each side of one question: both services allow 50 by 50 as they come."""
NO_ROUTE_MINUTES = 24 * 60
"""What a trip takes that the service knows no way for: longer than any day."""
NO_ROUTE: Leg = (math.inf, math.inf)
DECIMALS = 5


class RoutingUnavailable(RuleError):
    """The routing service does not answer, or not with a table; nothing was reckoned."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            "De routedienst op {host} gaf geen reistijden: {why}. Controleer of die draait en of"
            " WAAKVLAM_ROUTING_URL en WAAKVLAM_ROUTING_KIND kloppen; maak WAAKVLAM_ROUTING_URL leeg om met geschatte"
            " reistijden te werken.",
            host=urlsplit(url).hostname,
            why=why,
        )


@dataclass(frozen=True, slots=True)
class RoutedTravel:
    """Travel times of a routing service; each pair is asked once and remembered. Minutes to stop are added."""

    url: str
    kind: Kind = "osrm"
    timeout_seconds: float = 20
    stop_minutes: float = 4
    known: dict[tuple[Point, Point], Leg] = field(default_factory=dict, repr=False, compare=False)

    def matrix(self, points: Sequence[Point]) -> Travel:
        """Return the travel between all `points`, each (latitude, longitude) in degrees; minutes are rounded up.

        Where there is no way, a trip takes a whole day. Raises: RoutingUnavailable.
        """
        asked = [(round(lat, DECIMALS), round(lon, DECIMALS)) for lat, lon in points]
        self._learn(list(dict.fromkeys(asked)))
        shape = (len(asked), len(asked))
        seconds = np.array([[self._leg(one, other)[0] for other in asked] for one in asked]).reshape(shape)
        km = np.array([[self._leg(one, other)[1] for other in asked] for one in asked]).reshape(shape)
        whole = np.where(seconds > 0, np.ceil(seconds / 60 + self.stop_minutes), 0)
        minutes = np.where(np.isfinite(whole), whole, NO_ROUTE_MINUTES)
        return Travel(minutes.astype(np.int32), km, self.kind, estimated=False)

    def _leg(self, one: Point, other: Point) -> Leg:
        return (0.0, 0.0) if one == other else self.known[one, other]

    def _learn(self, points: Sequence[Point]) -> None:
        blocks = [points[start : start + BLOCK] for start in range(0, len(points), BLOCK)]
        for sources, targets in product(blocks, blocks):
            if any((one, other) not in self.known for one in sources for other in targets if one != other):
                self.known.update(self._table(sources, targets))

    def _table(self, sources: Sequence[Point], targets: Sequence[Point]) -> Mapping[tuple[Point, Point], Leg]:
        ask, read = SERVICES[self.kind]
        answer = self._answer(ask(self.url.rstrip("/"), sources, targets))
        try:
            legs = [_leg_of(*cell) for row in read(answer) for cell in row]
        except (KeyError, TypeError, ValueError) as error:
            self._fail(f"het antwoord is geen tabel ({type(error).__name__})")
        pairs = list(product(sources, targets))
        if len(legs) != len(pairs):
            self._fail("de tabel heeft een andere grootte dan gevraagd")
        return dict(zip(pairs, legs, strict=True))

    def _answer(self, request: httpx.Request) -> Answer:
        try:
            with httpx.Client(timeout=self.timeout_seconds, trust_env=False) as client:
                response = client.send(request)
            said = response.json()
        except httpx.TimeoutException:
            self._fail(f"geen antwoord binnen {self.timeout_seconds:g} seconden")
        except httpx.HTTPError as error:
            self._fail(f"geen verbinding ({type(error).__name__})")
        except ValueError:
            self._fail("het antwoord is geen JSON")
        if not isinstance(said, dict):
            self._fail("het antwoord is geen tabel")
        if response.is_error:
            self._fail(f"status {response.status_code}, {said.get('code') or said.get('error_code')}")
        return said

    def _fail(self, why: str) -> NoReturn:
        raise RoutingUnavailable(self.url, why) from None


def _ask_osrm(url: str, sources: Sequence[Point], targets: Sequence[Point]) -> httpx.Request:
    path = ";".join(f"{lon},{lat}" for lat, lon in (*sources, *targets))
    params = {
        "annotations": "duration,distance",
        "sources": ";".join(str(number) for number in range(len(sources))),
        "destinations": ";".join(str(len(sources) + number) for number in range(len(targets))),
    }
    return httpx.Request("GET", f"{url}/table/v1/driving/{path}", params=params)


def _read_osrm(answer: Answer) -> Iterator[Iterator[Said]]:
    """Seconds and metres, row by row; null where there is no way."""
    if answer["code"] != "Ok":
        raise ValueError(answer["code"])
    for seconds, metres in zip(answer["durations"], answer["distances"], strict=True):
        yield ((time, None if length is None else length / 1000) for time, length in zip(seconds, metres, strict=True))


def _ask_valhalla(url: str, sources: Sequence[Point], targets: Sequence[Point]) -> httpx.Request:
    said = {
        "sources": [{"lat": lat, "lon": lon} for lat, lon in sources],
        "targets": [{"lat": lat, "lon": lon} for lat, lon in targets],
        "costing": "auto",
        "units": "kilometers",
    }
    return httpx.Request("POST", f"{url}/sources_to_targets", json=said)


def _read_valhalla(answer: Answer) -> Iterator[Iterator[Said]]:
    """Seconds and kilometres, row by row; null where there is no way."""
    for row in answer["sources_to_targets"]:
        yield ((cell["time"], cell["distance"]) for cell in row)


def _leg_of(seconds: float | None, km: float | None) -> Leg:
    return NO_ROUTE if seconds is None or km is None else (float(seconds), float(km))


SERVICES = {"osrm": (_ask_osrm, _read_osrm), "valhalla": (_ask_valhalla, _read_valhalla)}
