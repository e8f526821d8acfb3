"""Casework on the command line: from the queue to a verdict, and nobody sees a colleague's client."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from actions.house import House
from store.models import AgencyRegulation, Client, ClientContact, Intake
from store.session import transaction
from tests.actions.case_world import MONDAY, NAME, CaseWorld
from tests.actions.signal_world import at
from tests.desk.command_line import Answer, CommandLine

NOW = at(MONDAY, 10)
LATER = at(MONDAY + timedelta(days=1), 10)


class People:
    """The people of a small world at the command line."""

    def __init__(self, house: House, line: CommandLine, folder: Path) -> None:
        self.house, self.line, self.folder = house, line, folder
        with transaction(house.engine) as session:
            world = CaseWorld(house, session)
            session.add(AgencyRegulation(agency_id=world.agency.id, valid_from=date(2024, 1, 1), weeks=8))
            self.logins = {"one": world.by.login, "two": world.by_other.login, "coordinator": world.coordinator.login}
            self.agency, self.other = world.agency.code, world.other.code

    def refused(self, command: str, *more: object, by: str = "one", now: datetime = NOW) -> Answer:
        words = (
            *command.split(),
            *more,
            "--by",
            self.logins[by],
            "--as-of",
            getattr(now, "isoformat", str)(),
            "--json",
        )
        return self.line("case", *words)

    def __call__(self, command: str, *more: object, by: str = "one", now: datetime = NOW) -> Any:
        answer = self.refused(command, *more, by=by, now=now)
        assert answer.code == 0, answer.err
        return answer.data

    def text(self) -> Path:
        file = self.folder / "naam.txt"
        file.write_text(NAME)
        return file


@pytest.fixture
def people(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> People:
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    return People(house, CommandLine(house.settings.home, capsys), tmp_path)


def test_from_the_queue_to_a_verdict(people: People) -> None:
    waits = people("intake add --channel chat --youth", "--text", people.text(), by="coordinator")["reference"]
    assert [line["reference"] for line in people("intake list")] == [waits]
    taken = people("intake take")
    assert (taken["reference"], taken["note"]) == (waits, NAME)
    client = people("client open --lives-in GM1 --intake", waits, "--identity", people.text())["client"]
    assert [line["client"] for line in people("client list")] == [client]
    told = people("issue raise", client, "klacht", "treatment", "--channel", "chat", "--agency", people.agency)
    issue = told["issue"]
    assert people("client identity", client)["identity"] == NAME
    assert people("issue text", issue)["text"] == ""
    assert people.refused("client identity", client, by="two").code == 3
    people("contact add", client, "--channel", "phone", "--issue", issue)
    assert people("issue handle", issue, "support_case")["suggested"] == ["talk_employee"]
    talk = people("action take", issue, "talk_employee", "--attended", "--scientist")
    people("action end", talk["actions"][0]["action"], "unresolved")
    supporter = people(
        "issue supporter", issue, "informal_supporter", "--refused-on", MONDAY, "--ground", "not_independent"
    )
    assert supporter["ground"] == "not_independent"
    number = people("action take", issue, "complaints_committee")["actions"][1]["action"]
    filed = people("procedure file", number, people.agency, "conduct")
    assert [(clock["step"], clock["due_on"]) for clock in filed["clocks"]] == [("decision", "2026-05-11")]
    reference = filed["reference"]
    people("procedure note", reference, "hearing")
    after = people("procedure verdict", reference, "upheld", now=LATER)
    assert (after["state"], after["clocks"][1]["due_on"]) == ("verdict", "2026-04-17")
    assert people("procedure reaction", reference, now=LATER)["state"] == "responded"
    assert people("procedure finish", reference, now=LATER)["state"] == "final"
    ended = people("issue end", issue, now=LATER)
    assert (ended["ended_on"], ended["actions"][1]["outcome"]) == ("2026-03-17", "resolved")
    assert people("client move", client, "--to", "GM2", now=LATER)["to"] == "GM2"


def test_who_comes_back_over_the_queue_is_the_client_known_already(people: People) -> None:
    """Given a client / when the same person waits again / then the contact takes them from the queue, and once only."""
    client = people("client open --lives-in GM1")["client"]
    waits = [people("intake add --channel chat --youth", by="coordinator")["reference"] for _ in range(2)]
    untaken = people.refused("contact add", client, "--channel", "chat", "--intake", waits[0])
    for _ in waits:
        people("intake take")

    people("contact add", client, "--channel", "chat", "--intake", waits[0])
    people("contact add", client, "--channel", "phone", "--intake", waits[0])
    with transaction(people.house.engine) as session:
        rows = session.execute(select(Intake.reference, Client.code).outerjoin(Client)).tuples().all()
        contacts = session.scalar(select(func.count()).select_from(ClientContact))

    assert untaken.code == 2
    assert (dict(rows), contacts) == ({waits[0]: client, waits[1]: None}, 2)
    assert people.refused("contact add", client, "--channel", "chat", "--intake", "IN-2026-9999").code == 2
    other = people("client open")["client"]
    assert people.refused("contact add", other, "--channel", "chat", "--intake", waits[0]).code == 2


def test_a_text_with_a_sign_that_no_database_keeps_is_refused(people: People) -> None:
    client, file = people("client open")["client"], people.text()
    file.write_text("Wil praten\x00.")
    answer = people.refused("contact add", client, "--channel", "chat", "--text", file)
    assert (answer.code, "Teken 11 is niet toegestaan" in answer.err) == (2, True)


def test_a_rival_gets_another_adviser(people: People) -> None:
    mother = people("client open --kind parent --parent-kind parent_with_custody")["client"]
    son = people("client open --against", mother)["client"]
    assert [line["adviser"] for line in people("client offer", son, by="coordinator")] == [people.other]
    people("client assign", son, people.other, by="coordinator")
    assert [line["client"] for line in people("client list", by="two")] == [son]
    hers = people("issue raise", mother, "question", "legislation", "--channel", "phone")["issue"]
    assert people.refused("issue show", hers, by="two").code == 3


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        pytest.param("issue show VPK-2026-9999", 2, "bestaat niet", id="an issue nobody raised"),
        pytest.param("client offer CL-2026-9999", 2, "bestaat niet", id="a client nobody opened"),
        pytest.param("procedure show K-2026-9999", 2, "bestaat niet", id="a procedure nobody filed"),
        pytest.param("action end 99 resolved", 2, "bestaat niet", id="an action nobody took"),
        pytest.param("client open --lives-in GM9", 2, "staat niet in het register", id="a town nobody knows"),
        pytest.param("client open --kind parent", 2, "oudersoort", id="a parent of no kind"),
        pytest.param("intake take", 2, "wacht niemand", id="an empty queue"),
        pytest.param("client open --kind koning", 2, "Kies uit", id="a word nobody knows"),
    ],
)
def test_what_cannot_be_is_a_sentence(people: People, command: str, code: int, sentence: str) -> None:
    answer = people.refused(command)
    assert (answer.code, sentence in answer.err) == (code, True)


def test_a_coordinator_opens_no_file(people: People) -> None:
    assert people.refused("client open", by="coordinator").code == 3
