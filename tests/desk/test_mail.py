"""`waakvlam mail` and `waakvlam calendar`, as a script calls them."""

from pathlib import Path

import icalendar
import pytest

from templates.engine import mail_names
from tests.actions.register_files import write_files
from tests.desk.command_line import CommandLine, timeless_register

ADVISER = timeless_register()["vertrouwenspersonen"][0]["code"]


@pytest.fixture
def installed(command: CommandLine, tmp_path: Path) -> CommandLine:
    """A command line with a small register."""
    register = tmp_path / "register"
    write_files(register, timeless_register())
    assert command("db", "upgrade").code == 0
    assert command("register", "import", register).code == 0
    return command


@pytest.mark.parametrize(
    ("language", "then"), [("nl", "Bezoek verzet: G012"), ("en", "Visit moved: G012")], ids=["Dutch", "English"]
)
def test_a_preview_needs_no_database(command: CommandLine, language: str, then: str) -> None:
    answer = command("mail", "preview", "visit_moved", "--language", language)
    assert (answer.code, answer.out.startswith(then)) == (0, True)
    assert command("mail", "preview", "visit_moved", "--language", language, "--json").data["subject"].startswith(then)


def test_all_previews_in_both_languages(command: CommandLine, tmp_path: Path) -> None:
    answer = command("mail", "preview", "--all", "--out", tmp_path / "all", "--json")
    assert len(answer.data["written"]) == 4 * len(mail_names())
    assert (tmp_path / "all" / "survey.en.html").read_text().startswith("<!DOCTYPE html>")
    command("mail", "preview", "survey", "--out", tmp_path / "one.html")
    assert "<h1" in (tmp_path / "one.html").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("mail", "preview"), id="no mail named"),
        pytest.param(("mail", "preview", "--all"), id="all of them, but nowhere"),
        pytest.param(("mail", "preview", "liefdesbrief"), id="an unknown mail"),
        pytest.param(("mail", "preview", "survey", "--language", "fr"), id="an unknown language"),
        pytest.param(("mail", "switch", "daily_digest", "off"), id="of nobody"),
        pytest.param(("mail", "switch", "daily_digest", "--adviser", "V1"), id="neither on nor off"),
        pytest.param(("calendar", "feed", "--adviser", "V1", "--new", "--revoke"), id="new and back at once"),
    ],
)
def test_what_is_unclear_is_said(command: CommandLine, arguments: tuple[str, ...]) -> None:
    answer = command(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.strip()


def test_a_switch_is_shown_and_changed_and_a_duty_is_refused(installed: CommandLine) -> None:
    assert installed("mail", "switch", "--adviser", ADVISER, "--json").data["daily_digest"] is True
    assert (
        installed("mail", "switch", "daily_digest", "off", "--adviser", ADVISER, "--json").data["daily_digest"] is False
    )
    assert "nee" in installed("mail", "switch", "--adviser", ADVISER).out
    refused = installed("mail", "switch", "signal_overdue", "off", "--adviser", ADVISER)
    assert refused.code == 3
    assert "hoort bij iemands taak" in refused.err
    assert installed("mail", "switch", "--adviser", "niemand").code == 2


def test_a_feed_is_made_read_and_taken_back(installed: CommandLine, tmp_path: Path) -> None:
    of = ("calendar", "feed", "--adviser", ADVISER)
    assert installed(*of).code == 2
    assert len(installed(*of, "--new", "--json").data["token"]) >= 43
    file = tmp_path / "bezoeken.ics"
    assert installed(*of, "--out", file).code == 0
    assert icalendar.Calendar.from_ical(file.read_bytes())["METHOD"] == "PUBLISH"
    assert installed(*of, "--revoke", "--json").data == {"revoked": True}
    assert installed(*of).code == 2
