"""Prefect's environment: ours alone, on loopback, telling nobody. Must be set before Prefect is imported."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.request import getproxies

from store.settings import Settings


def prefect_environment(settings: Settings, embedded_url: str = "") -> dict[str, str]:
    """Return the variables under which all our Prefect processes run.

    `embedded_url` is the address of a server we started ourselves; without one, and without a server configured
    for us, Prefect starts a temporary server of its own. A foreign PREFECT_API_URL or profile is left alone.
    """
    home = (settings.home / "prefect").resolve()
    chosen = {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
        # Kept in memory, a restart would forget who holds a flow's one slot, and no run would ever get it again.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # A run that died in a power cut holds that slot until its lease ends. Two sweeps at once do no harm.
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "60",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }
    if settings.prefect_api_url:
        login = settings.prefect_api_auth
        known = {"PREFECT_API_AUTH_STRING": login.get_secret_value()} if login else {}
        return chosen | {"PREFECT_API_URL": settings.prefect_api_url} | known
    password = _password(home / "auth")
    chosen |= {"PREFECT_SERVER_API_AUTH_STRING": password, "PREFECT_API_AUTH_STRING": password}
    return chosen | ({"PREFECT_API_URL": embedded_url} if embedded_url else {})


def child_environment(settings: Settings, embedded_url: str = "") -> dict[str, str]:
    """Return the environment for a child process that runs Prefect."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return own | _past_the_proxy() | prefect_environment(settings, embedded_url)


def enter(settings: Settings) -> None:
    """Put this process in our Prefect environment, before it imports Prefect."""
    chosen = child_environment(settings)
    os.environ.clear()
    os.environ.update(chosen)


def _past_the_proxy() -> dict[str, str]:
    """Keep loopback away from an office's web proxy: the embedded server is on this machine."""
    hosts = ",".join(host for host in (getproxies().get("no", ""), "127.0.0.1", "localhost") if host)
    return {"NO_PROXY": hosts, "no_proxy": hosts}


def _password(file: Path) -> str:
    """Return the password of the embedded server, made at its first start; of two first starts, one wins."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"auth-{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as handle:
            handle.write(f"waakvlam:{secrets.token_urlsafe(24)}")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()
