"""The settings of signing in: what belongs together, and a sentence for what does not."""

import pytest

from rules.vocabulary import Role
from store.settings import SettingsFlawed, load_settings

OIDC = {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "waakvlam", "OIDC_CLIENT_SECRET": "geheim"}


def set_all(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"WAAKVLAM_{name}", value)


def test_roles_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, OIDC | {"OIDC_ROLE_CLAIM": "groups", "OIDC_ROLES": '{"wv-fg": "privacy_officer"}'})
    settings = load_settings()
    assert settings.oidc_roles == {"wv-fg": Role.PRIVACY_OFFICER}
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param({"OIDC_ISSUER": "https://login.example"}, "WAAKVLAM_OIDC_CLIENT_ID", id="no name there"),
        pytest.param(OIDC | {"OIDC_ROLE_CLAIM": "groups"}, "horen bij elkaar", id="a claim without roles"),
        pytest.param({"LOCAL_ACCOUNTS": "false"}, "kan niemand aanmelden", id="no way in at all"),
        pytest.param(OIDC | {"OIDC_ROLE_CLAIM": "g", "OIDC_ROLES": '{"x": "koning"}'}, "OIDC_ROLES", id="no such role"),
        pytest.param({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES", id="idle at once"),
        pytest.param({"SESSION_HOURS": "25"}, "SESSION_HOURS", id="longer than a day"),
    ],
)
def test_what_contradicts_is_told(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], told: str) -> None:
    set_all(monkeypatch, settings)
    with pytest.raises(SettingsFlawed, match=told):
        load_settings()
