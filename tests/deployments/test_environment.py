"""Prefect is ours alone: another's settings do not reach it, and nobody reaches it without its password."""

import os
from pathlib import Path

import pytest

from deployments.environment import child_environment, enter, prefect_environment
from store.settings import Settings

FOREIGN = {
    "PREFECT_API_URL": "http://foreign.example/api",
    "PREFECT_API_KEY": "theirs",
    "PREFECT_PROFILE": "theirs",
    "PREFECT_HOME": "theirs",
}
EMBEDDED = "http://127.0.0.1:4210/api"


@pytest.fixture(autouse=True)
def foreign_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody uses Prefect for other things, behind an office's web proxy."""
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet.example")


def test_anothers_prefect_is_left_alone(tmp_path: Path) -> None:
    made = child_environment(Settings(home=tmp_path))
    assert not set(FOREIGN.values()) & set(made.values())
    assert "PREFECT_API_URL" not in made
    assert made["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert Path(made["PREFECT_PROFILES_PATH"]).parent == tmp_path / "prefect"


def test_the_rest_of_the_environment_stays(tmp_path: Path) -> None:
    assert child_environment(Settings(home=tmp_path))["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize(
    ("configured", "embedded", "then"),
    [
        pytest.param("", "", None, id="nothing: Prefect starts a server for the run"),
        pytest.param("", EMBEDDED, EMBEDDED, id="our embedded server"),
        pytest.param("https://prefect.ours.example/api", EMBEDDED, "https://prefect.ours.example/api", id="configured"),
    ],
)
def test_which_server_is_used(tmp_path: Path, configured: str, embedded: str, then: str | None) -> None:
    settings = Settings(home=tmp_path, prefect_api_url=configured)
    assert prefect_environment(settings, embedded).get("PREFECT_API_URL") == then


def test_it_listens_on_loopback_and_tells_nobody(tmp_path: Path) -> None:
    made = prefect_environment(Settings(home=tmp_path))
    assert made["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert made["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert made["PREFECT_RESULTS_PERSIST_BY_DEFAULT"] == "false"
    assert made["DO_NOT_TRACK"] == "1"


def test_loopback_goes_past_the_web_proxy(tmp_path: Path) -> None:
    made = child_environment(Settings(home=tmp_path))
    assert made["NO_PROXY"] == made["no_proxy"] == "intranet.example,127.0.0.1,localhost"


def test_the_password_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, second = prefect_environment(Settings(home=tmp_path)), prefect_environment(Settings(home=tmp_path))
    kept = list((tmp_path / "prefect").iterdir())
    assert first["PREFECT_SERVER_API_AUTH_STRING"] == second["PREFECT_API_AUTH_STRING"] == kept[0].read_text()
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o400
    assert (tmp_path / "prefect").stat().st_mode & 0o777 == 0o700
    assert len(first["PREFECT_API_AUTH_STRING"]) > 30


def test_each_house_has_its_own_password(tmp_path: Path) -> None:
    houses = [Settings(home=tmp_path / name) for name in ("one", "two")]
    assert len({prefect_environment(settings)["PREFECT_API_AUTH_STRING"] for settings in houses}) == 2


def test_a_server_of_ours_elsewhere_gets_no_password_from_us(tmp_path: Path) -> None:
    prefect_environment(Settings(home=tmp_path, prefect_api_url="https://prefect.ours.example/api"))
    assert not (tmp_path / "prefect").exists()


def test_a_process_can_enter_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    mine = dict(os.environ)
    monkeypatch.setattr(os, "environ", mine)
    expected = child_environment(settings)
    enter(settings)
    assert mine == expected
