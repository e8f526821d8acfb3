"""The manager's pages: four numbers and trends, the figures of a period, and another policy."""

import asyncio
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from actions.house import House
from desk.web.background import Job, StillBusy, in_background, job_of
from rules.management_figures import AGES
from rules.vocabulary import Role
from tests.actions.signal_world import at
from tests.desk.web.planning_world import PlanningWorld, build
from tests.desk.web.visiting import Desks, statements
from tests.house.tree import ROOT

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(house: House) -> PlanningWorld:
    """Three advisers and ten groups, lived since three weeks."""
    return build(house)


def test_a_manager_starts_with_how_things_go(desks: Desks, world: PlanningWorld) -> None:
    visitor = desks.sign_in(world.manager)
    with statements(desks.house.engine) as seen:
        page = visitor.get("/")
    assert page.status_code == 200
    for said in ("Bezoeken op tijd", "Open signalen", "Doorgegeven aan de inspectie", "Bekijk als tabel", "Piket"):
        assert said in page.text
    assert "gat in het rooster" in page.text
    assert len([one for one in seen if one.startswith("SELECT")]) <= 10


def test_every_class_of_age_has_its_english(desks: Desks, world: PlanningWorld) -> None:
    visitor = desks.sign_in(world.manager)
    assert all(label in visitor.get("/overzicht").text for label, _ in AGES)


def test_the_figures_of_a_period_and_their_method(desks: Desks, world: PlanningWorld) -> None:
    page = desks.sign_in(world.manager).get("/overzicht/cijfers?van=2026-03-16&tot=2026-04-08")
    assert page.status_code == 200
    for said in (
        "Verschuldigd", "Te laat", "Gemist", "Vervallen", "Langste gat", "Toegang geweigerd", "Gemiddeld",
        "Negen van de tien binnen", "Wacht nu op goedkeuring", "overview-1",
    ):  # fmt: skip
        assert said in page.text


def test_the_figures_are_read_in_english(desks: Desks, world: PlanningWorld) -> None:
    visitor = desks.sign_in(desks.new_user(Role.MANAGER, organisation_id=world.manager.organisation_id, language="en"))
    page = visitor.get("/overzicht/cijfers?van=2026-03-16&tot=2026-04-08").text
    assert "Visit windows by care type" in page
    assert 'lang="nl"' not in page.partition("<main")[2].partition("</main")[0]


def test_the_workbook_says_how_it_was_counted(desks: Desks, world: PlanningWorld) -> None:
    answer = desks.sign_in(world.manager).get("/overzicht/cijfers.xlsx?van=2026-03-16&tot=2026-04-08")
    book = load_workbook(BytesIO(answer.content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "overview-1" in cells
    assert "Bezoekvensters per zorgvorm" in cells


@pytest.mark.parametrize("query", ["?van=x&tot=y", "?van=2026-05-01&tot=2026-01-01", "?van=0001-01-01&tot=9999-12-31"])
def test_a_period_that_makes_no_sense_still_gives_a_page(desks: Desks, world: PlanningWorld, query: str) -> None:
    assert desks.sign_in(world.manager).get(f"/overzicht/cijfers{query}").status_code == 200


def test_who_works_for_another_organisation_counts_nothing_of_ours(desks: Desks, world: PlanningWorld) -> None:
    other = desks.new_user(Role.MANAGER, organisation_id=world.outsider.organisation_id)
    ours = desks.sign_in(world.manager).get("/overzicht/cijfers?van=2026-03-16&tot=2026-04-08").text
    theirs = desks.sign_in(other).get("/overzicht/cijfers?van=2026-03-16&tot=2026-04-08").text
    assert _total(ours) > _total(theirs)


def _total(page: str) -> int:
    row = page.split("Totaal", 1)[1]
    return int(row.split('class="number">', 1)[1].split("<", 1)[0])


def test_another_policy_is_played_in_the_background(desks: Desks, world: PlanningWorld) -> None:
    visitor = desks.sign_in(world.manager)
    content = (ROOT / "rules" / "policy.toml").read_bytes()
    sent = visitor.client.post(
        "/overzicht/beleid", data={"_csrf": visitor.csrf, "from": "2026-03-01", "to": "2026-04-08"},
        files={"file": ("policy.toml", content)},
    )  # fmt: skip
    assert sent.status_code == 303
    page = visitor.get("/overzicht/beleid").text
    assert "0 signalen nagespeeld" in page
    assert "0 dingen zouden anders gaan" in page


@pytest.mark.parametrize(
    ("fields", "files", "said"),
    [
        pytest.param({}, {}, "Kies een beleidsbestand", id="no file"),
        pytest.param({}, {"file": ("policy.toml", b"niet = [")}, "Nog niet gelukt", id="no policy"),
        pytest.param(
            {"from": "2026-04-08", "to": "2026-03-01"}, {"file": ("p.toml", b"a = 1")}, "achterstevoren", id="turned"
        ),
        pytest.param({"from": "morgen"}, {"file": ("p.toml", b"a = 1")}, "zoals 2026-04-08", id="no day"),
    ],
)
def test_what_cannot_be_played(
    desks: Desks, world: PlanningWorld, fields: dict[str, str], files: dict[str, tuple[str, bytes]], said: str
) -> None:
    visitor = desks.sign_in(world.manager)
    sent = visitor.client.post("/overzicht/beleid", data={"_csrf": visitor.csrf, **fields}, files=files or None)
    assert sent.status_code == 422
    assert said in sent.text


def test_the_same_work_is_not_done_twice_at_once(house: House) -> None:
    now = at(date(2026, 4, 8), 10)
    first = in_background(house, "x", lambda job: job.tell(1, 2), now, by_id=1)
    with pytest.raises(StillBusy):
        in_background(house, "x", lambda _job: None, now, by_id=1)
    asyncio.run(first())
    in_background(house, "x", lambda _job: None, now, by_id=1)


def test_work_that_fails_says_so_without_a_trace(house: House) -> None:
    def breaks(_job: Job) -> None:
        raise OSError("secret")

    task = in_background(house, "y", breaks, at(date(2026, 4, 8), 10), by_id=1)
    asyncio.run(task())
    job = job_of(house, "y")
    assert job is not None
    assert (job.state.value, job.sentence) == ("failed", "")
