"""Serve the desk: `python -m desk.web.serving --host 127.0.0.1 --port 8210`, until SIGTERM or Ctrl-C."""

import argparse
import logging
import sys
from collections.abc import Callable
from datetime import datetime

import uvicorn

from actions.house import House, is_simulated, open_house
from desk.web.app import make_app
from desk.web.memory import settle
from rules.errors import RuleError
from store import clock
from store.events import newest
from store.session import reading
from store.settings import Settings, load_settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORT = 8210
GRACE_SECONDS = 10
IDLE_SECONDS = 15
MOST_CONNECTIONS = 500
LARGEST_HEAD = 32_768
"""What the lines before a request may hold: more than any browser sends."""
MENDABLE = 2


class NotBeyondThisMachine(RuleError):
    """The desk would be open to others without TLS."""

    def __init__(self, host: str) -> None:
        super().__init__(
            "Zonder TLS luistert de desk alleen op deze machine, niet op '{host}'. Zet WAAKVLAM_DESK_TLS_CERTIFICATE"
            " en WAAKVLAM_DESK_TLS_KEY, of WAAKVLAM_DESK_BEHIND_PROXY=true als een eigen proxy de TLS doet. Er is niets"
            " gestart.",
            host=host,
        )


class WithoutTrace(logging.Filter):
    """Leaves the trace of an error out of the log: it could show names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without what was raised."""
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = "%s in the desk", (record.exc_info[0].__name__,)
            record.exc_info = record.exc_text = None
        return True


def check_host(settings: Settings, host: str) -> None:
    """Refuse to listen beyond this machine without TLS. Raises: NotBeyondThisMachine."""
    if host not in LOOPBACK and not settings.desk_is_secure:
        raise NotBeyondThisMachine(host)


def clock_of(house: House) -> Callable[[], datetime]:
    """Return the clock that the desk goes by: this machine's; of a demo one that goes on where its year ended.

    Else everything in the demo would be late by as much as it is old.
    """
    with reading(house.engine) as session:
        moment = newest(session) if is_simulated(session) else None
    return clock.now if moment is None else clock.running_from(moment)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the desk of an installation until it is told to stop.

    Raises: NotBeyondThisMachine, and as `open_house`.
    """
    check_host(settings, host)
    house = open_house(settings)
    logging.basicConfig(level=logging.WARNING, format="waakvlam: %(message)s", stream=sys.stderr)
    logging.getLogger("uvicorn.error").addFilter(WithoutTrace())
    scheme = "https" if settings.desk_tls_certificate else "http"
    sys.stderr.write(f"waakvlam: the desk is at {scheme}://{host}:{port}\n")
    try:
        app = make_app(house, now=clock_of(house))
        settle()
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,  # addresses can hold a secret link
            log_config=None,
            server_header=False,
            proxy_headers=settings.desk_behind_proxy,
            ssl_certfile=settings.desk_tls_certificate,
            ssl_keyfile=settings.desk_tls_key,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=IDLE_SECONDS,
            limit_concurrency=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
        )
    finally:
        house.engine.dispose()


def main() -> None:
    """Read the command line and serve."""
    asked = argparse.ArgumentParser(description="Serve the desk.")
    asked.add_argument("--host", default=LOOPBACK[0], help="address to listen on")
    asked.add_argument("--port", type=int, default=PORT, help="port to listen on")
    given = asked.parse_args()
    try:
        serve(load_settings(), given.host, given.port)
    except RuleError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(MENDABLE) from None


if __name__ == "__main__":
    main()
