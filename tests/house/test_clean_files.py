"""No file of ours names a machine, a package registry, a secret or a real person's address."""

import re

import pytest

from tests.house.tree import house_files, texts

REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("anaconda", "org"),
        ("proxy", "golang", "org"), ("crates", "io"),
    )
)  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.}>-])/(?:work|root|tmp|Users|home)/\w")
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abp]-[\w-]{10,}"
    r"|(?i:password|secret|token|api_?key)\w*\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{20,}[\"']"
)
ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b")
RESERVED = re.compile(r"(?:^|\.)(?:example|invalid|test|localhost|example\.(?:com|net|org))$")


def hits(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {hit[0]}" for name, text in texts() for hit in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        pytest.param(MACHINE_PATH, "home = '" + "/ro" + "ot/x'", id="path of a machine"),
        pytest.param(SECRETS, "pass" + "word = '" + "a" * 24 + "'", id="password"),
        pytest.param(SECRETS, "-----BEGIN RSA PRIV" + "ATE KEY", id="private key"),
    ],
)
def test_the_scan_sees_it(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample)


def test_no_path_of_one_machine() -> None:
    assert not hits(MACHINE_PATH)


def test_no_package_registry() -> None:
    assert not hits(re.compile("|".join(re.escape(host) for host in REGISTRIES)))


def test_no_secret() -> None:
    assert not hits(SECRETS)


def test_every_mail_address_belongs_to_nobody() -> None:
    # The tests of addresses themselves need ordinary domains, so tests are left out.
    found = [(name, hit) for name, text in texts() if not name.startswith("tests/") for hit in ADDRESS.finditer(text)]
    assert found
    assert not [f"{name}: {hit[0]}" for name, hit in found if not RESERVED.search(hit[1])]


def test_nothing_that_was_made_is_kept() -> None:
    made = {".pyc", ".db", ".egg-info"}
    assert not [file for file in house_files() if file.suffix in made or "var" in file.parts]
