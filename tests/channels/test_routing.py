"""Travel times of a routing service, against a local server that answers as OSRM and Valhalla do."""

import json
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from actions.house import House
from actions.travel import travel_provider
from channels.routing import NO_ROUTE_MINUTES, RoutedTravel, RoutingUnavailable
from planner.travel import EstimatedTravel

Points = list[tuple[float, float]]
UTRECHT, AMERSFOORT, TEXEL = (52.09, 5.12), (52.16, 5.39), (53.06, 4.80)
TOWNS: Points = [UTRECHT, AMERSFOORT]


@dataclass
class Server:
    """A routing service on loopback: `answer` makes (status, body) of a request's points."""

    answer: Callable[[Points, Points], tuple[int, bytes]]
    asked: list[tuple[Points, Points]] = field(default_factory=list)
    url: str = ""

    def reply(self, sources: Points, targets: Points) -> tuple[int, bytes]:
        self.asked.append((sources, targets))
        return self.answer(sources, targets)


class QuietServer(ThreadingHTTPServer):
    """Says nothing when somebody did not wait for the answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


class Handler(BaseHTTPRequestHandler):
    """Reads a question as both services define it."""

    service: Server

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        found = re.fullmatch(r"/table/v1/driving/([\d.,;-]+)", path)
        assert found
        assert query["annotations"] == ["duration,distance"]
        places = [(float(lat), float(lon)) for lon, lat in (pair.split(",") for pair in found[1].split(";"))]
        sources, targets = ([places[int(n)] for n in query[name][0].split(";")] for name in ("sources", "destinations"))
        self._send(*self.service.reply(sources, targets))

    def do_POST(self) -> None:
        assert self.path == "/sources_to_targets"
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert (said["costing"], said["units"]) == ("auto", "kilometers")
        sources, targets = ([(place["lat"], place["lon"]) for place in said[name]] for name in ("sources", "targets"))
        self._send(*self.service.reply(sources, targets))

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Points, Points], tuple[int, bytes]]], Server]]:
    running: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[Points, Points], tuple[int, bytes]]) -> Server:
        service = Server(answer)
        handler = type("Bound", (Handler,), {"service": service})
        server = QuietServer(("127.0.0.1", 0), handler)
        running.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        service.url = f"http://127.0.0.1:{server.server_address[1]}"
        return service

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def seconds(one: tuple[float, float], other: tuple[float, float]) -> float | None:
    if TEXEL in (one, other) and one != other:
        return None
    return round(abs(one[0] - other[0]) * 10_000 + abs(one[1] - other[1]) * 5_000, 1)


def osrm(sources: Points, targets: Points) -> tuple[int, bytes]:
    times = [[seconds(one, other) for other in targets] for one in sources]
    metres = [[None if time is None else time * 20 for time in row] for row in times]
    places = [{"hint": "", "distance": 1.5, "name": "", "location": [lon, lat]} for lat, lon in sources]
    said = {"code": "Ok", "durations": times, "distances": metres, "sources": places, "destinations": places}
    return 200, json.dumps(said).encode()


def valhalla(sources: Points, targets: Points) -> tuple[int, bytes]:
    rows = [
        [
            {"from_index": i, "to_index": j, "time": time, "distance": None if time is None else time * 0.02}
            for j, other in enumerate(targets)
            for time in [seconds(one, other)]
        ]
        for i, one in enumerate(sources)
    ]
    return 200, json.dumps({"sources_to_targets": rows, "units": "kilometers", "algorithm": "costmatrix"}).encode()


BOTH = pytest.mark.parametrize(("kind", "answer"), [("osrm", osrm), ("valhalla", valhalla)], ids=["osrm", "valhalla"])
Serve = Callable[[Callable[[Points, Points], tuple[int, bytes]]], Server]


@BOTH
def test_a_table_becomes_minutes_and_kilometres(serve: Serve, kind: Any, answer: Any) -> None:
    travel = RoutedTravel(serve(answer).url + "/", kind).matrix(TOWNS)
    assert travel.minutes.tolist() == [[0, 39], [39, 0]], "700 + 1350 seconds and 4 minutes to stop, rounded up"
    assert travel.km.round(1).tolist() == [[0, 41.0], [41.0, 0]]
    assert (travel.method, travel.estimated) == (kind, False)


@BOTH
def test_where_there_is_no_way_a_trip_takes_a_day(serve: Serve, kind: Any, answer: Any) -> None:
    travel = RoutedTravel(serve(answer).url, kind).matrix([UTRECHT, TEXEL])
    assert travel.minutes.tolist() == [[0, NO_ROUTE_MINUTES], [NO_ROUTE_MINUTES, 0]]
    assert np.isinf(travel.km[0, 1])


def test_each_pair_is_asked_once(serve: Serve) -> None:
    service = serve(osrm)
    provider = RoutedTravel(service.url)
    first = provider.matrix(TOWNS)
    again = provider.matrix([AMERSFOORT, UTRECHT, AMERSFOORT])
    assert len(service.asked) == 1
    assert again.minutes.tolist() == [[0, 39, 0], [39, 0, 39], [0, 39, 0]]
    assert pickle.loads(pickle.dumps(provider)).matrix(TOWNS).minutes.tolist() == first.minutes.tolist()  # noqa: S301 - our own bytes
    assert len(service.asked) == 1, "what was learnt goes along to other processes"


def test_many_points_are_asked_in_blocks_the_services_allow(serve: Serve) -> None:
    service = serve(osrm)
    places = [(52 + number / 1000, 5.0) for number in range(120)]
    travel = RoutedTravel(service.url).matrix(places)
    assert max(len(side) for question in service.asked for side in question) == 50
    assert len(service.asked) == 9
    assert travel.minutes[0, 119] == np.ceil(1190 / 60 + 4)


def test_no_points_need_no_service() -> None:
    assert RoutedTravel("http://127.0.0.1:9").matrix([]).minutes.size == 0


@pytest.mark.parametrize(
    ("kind", "status", "body", "said"),
    [
        pytest.param("osrm", 400, b'{"code": "TooBig", "message": "Too many table coordinates"}', "status 400, TooBig",
                     id="osrm: too big"),
        pytest.param("osrm", 200, b'{"code": "NoTable", "message": "No route"}', "geen tabel", id="osrm: no table"),
        pytest.param("valhalla", 400, b'{"error_code": 154, "error": "Path distance exceeds", "status_code": 400}',
                     "status 400, 154", id="valhalla: too far"),
        pytest.param("valhalla", 502, b"<html>Bad Gateway</html>", "geen JSON", id="a proxy that answers"),
        pytest.param("osrm", 200, b"[]", "geen tabel", id="a list"),
        pytest.param("osrm", 200, b'{"code": "Ok", "durations": [[0]], "distances": [[0]]}', "andere grootte",
                     id="too small a table"),
        pytest.param("osrm", 200, b'{"code": "Ok", "durations": [[0, 1], [1, 0]]}', "geen tabel", id="no distances"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_an_error_never_an_estimate(
    serve: Serve, kind: Any, status: int, body: bytes, said: str
) -> None:
    service = serve(lambda _sources, _targets: (status, body))
    with pytest.raises(RoutingUnavailable, match=said) as caught:
        RoutedTravel(service.url, kind).matrix(TOWNS)
    assert "WAAKVLAM_ROUTING_URL" in str(caught.value)
    assert "52.09" not in str(caught.value), "where somebody lives stands in no error"


def test_a_service_that_is_not_there_or_too_slow(serve: Serve) -> None:
    with pytest.raises(RoutingUnavailable, match=r"geen verbinding \(ConnectError\)"):
        RoutedTravel("http://127.0.0.1:9").matrix(TOWNS)
    wait = Event()
    service = serve(lambda sources, targets: (wait.wait(5), osrm(sources, targets))[1])
    with pytest.raises(RoutingUnavailable, match=r"geen antwoord binnen 0\.05 seconden"):
        RoutedTravel(service.url, timeout_seconds=0.05).matrix(TOWNS)
    wait.set()


def test_the_settings_choose(house: House) -> None:
    assert travel_provider(house) == EstimatedTravel()
    house.settings.routing_url, house.settings.routing_kind = "http://127.0.0.1:9", "valhalla"
    assert travel_provider(house) == RoutedTravel("http://127.0.0.1:9", "valhalla", 20)
