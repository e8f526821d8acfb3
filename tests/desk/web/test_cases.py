"""Casework at the desk: the queue, contacts, clients, cases with their validity rules, procedures, assigning."""

from datetime import datetime

import pytest
from httpx2 import Response
from sqlalchemy import select

from rules.casework import ActionOutcome, FirstHandling
from rules.vocabulary import OrganisationKind, Role
from store.models import (
    AccessLog,
    Adviser,
    Client,
    ClientAdviser,
    ComplaintProcedure,
    Council,
    Intake,
    Issue,
    Organisation,
    RelationNote,
    SupportAction,
    SupportCase,
    Supporter,
    SurveyGrade,
    User,
)
from store.session import transaction
from tests.desk.web.adviser_world import AdviserWorld, add_client, add_issue, add_waiting, build
from tests.desk.web.visiting import Desks, Moment, Visitor, statements

SECRET = "Noor Voorbeeld"
CONTACT = {"client_kind": "youth", "channel": "phone", "contact_kind": "introduction_talk", "identity": SECRET}
ISSUE = {
    "issue_kind": "complaint",
    "category": "treatment",
    "text": "De begeleider luistert niet.",
    "handling": "running",
}


@pytest.fixture
def world(desks: Desks) -> AdviserWorld:
    """An adviser, a colleague and their coordinator."""
    return build(desks.house)


@pytest.fixture
def adviser(desks: Desks, world: AdviserWorld) -> Visitor:
    """The adviser, signed in."""
    return desks.sign_in(world.user)


@pytest.fixture
def code(desks: Desks, world: AdviserWorld) -> str:
    """A client of the adviser."""
    return add_client(desks.house, world.user)


@pytest.fixture
def at(desks: Desks, world: AdviserWorld, code: str) -> str:
    """The address of a complaint of that client about an access point."""
    return f"/clienten/{code}/zaken/{add_issue(desks.house, world.user, code, world.access_point)}"


def _begin(adviser: Visitor, at: str, kind: str = "talk_employee") -> str:
    """Begin a case with an action; return the address of the action."""
    adviser.post(f"{at}/afhandelen", {"handling": "support_case"})
    assert adviser.post(f"{at}/acties", {"kind": kind}).status_code == 303
    return f"{at}/acties/AC-2026-0001"


# --- the queue ------------------------------------------------------------------------------------------------------


def test_a_youth_who_arrives_goes_before_a_parent_who_waits(
    desks: Desks, adviser: Visitor, world: AdviserWorld
) -> None:
    """Given a parent who waits five minutes / when a youth arrives / then the youth is first (scenario 37)."""
    parent = add_waiting(desks.house, world.user, is_youth=False, minutes=5)
    youth = add_waiting(desks.house, world.user, is_youth=True, minutes=0)

    page = adviser.get("/wachtrij").text
    refused = adviser.post("/wachtrij/nemen", {"reference": parent})
    taken = adviser.post("/wachtrij/nemen")

    assert page.index("wacht 0 minuten") < page.index("wacht 5 minuten")
    assert "na de jeugdige" in page
    assert refused.status_code == 422
    assert "die gaat voor" in refused.text
    assert taken.headers["location"] == f"/wachtrij/{youth}"


def test_only_who_took_somebody_reads_the_note(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    reference = add_waiting(desks.house, world.user, is_youth=True, minutes=1)
    before = adviser.get(f"/wachtrij/{reference}").status_code
    adviser.post("/wachtrij/nemen")

    assert before == 404
    assert "Wil weten hoe klagen gaat." in adviser.get(f"/wachtrij/{reference}").text
    assert desks.sign_in(world.other).get(f"/wachtrij/{reference}").status_code == 404


def test_somebody_is_added(desks: Desks, adviser: Visitor) -> None:
    adviser.post("/wachtrij/erbij", {"channel": "email", "is_youth": "yes", "note": "Belt terug."})

    with transaction(desks.house.engine) as session:
        row = session.scalars(select(Intake)).one()
        assert (row.channel.value, row.is_youth) == ("email", True)


def test_taking_from_an_empty_queue_is_told(adviser: Visitor) -> None:
    answer = adviser.post("/wachtrij/nemen")

    assert (answer.status_code, "Er wacht niemand." in answer.text) == (422, True)


# --- one short form -------------------------------------------------------------------------------------------------


def test_one_form_opens_a_file_with_what_it_is_about(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    reference = add_waiting(desks.house, world.user, is_youth=True, minutes=1)
    adviser.post("/wachtrij/nemen")

    answer = adviser.post(
        "/contact",
        CONTACT | ISSUE | {"intake": reference, "agency": world.agency, "municipality": world.municipality},
    )

    assert answer.headers["location"] == "/clienten/CL-2026-0001/zaken/VPK-2026-0001"
    with transaction(desks.house.engine) as session:
        client, intake = session.scalars(select(Client)).one(), session.scalars(select(Intake)).one()
        assert intake.client_id == client.id
    page = adviser.get("/clienten/CL-2026-0001").text
    assert SECRET in page
    assert "Waterrijk" in page


@pytest.mark.parametrize(
    ("handling", "state"),
    [("information_advice", FirstHandling.INFORMATION_ADVICE), ("support_case", FirstHandling.SUPPORT_CASE)],
)
def test_it_may_be_handled_at_once(desks: Desks, adviser: Visitor, handling: str, state: FirstHandling) -> None:
    adviser.post("/contact", CONTACT | ISSUE | {"handling": handling})

    with transaction(desks.house.engine) as session:
        assert session.scalars(select(Issue)).one().handling is state
        assert len(session.scalars(select(SupportCase)).all()) == (handling == "support_case")


def test_an_introduction_needs_no_subject(desks: Desks, adviser: Visitor, code: str) -> None:
    answer = adviser.post("/contact", {"client": code, "channel": "chat", "contact_kind": "introduction_talk"})

    assert answer.headers["location"] == f"/clienten/{code}"
    assert "kennismakingsgesprek" in adviser.get(f"/clienten/{code}").text


@pytest.mark.parametrize(
    ("typed", "told", "field"),
    [
        pytest.param({"category": "faith"}, "is een categorie van een probleem", "category", id="a problem's category"),
        pytest.param({"client_kind": "parent"}, "Een ouder heeft een oudersoort", "parent_kind", id="a parent's kind"),
        pytest.param({"issue_kind": ""}, "Kies hoe de cliënt het noemt", "issue_kind", id="a text about nothing"),
        pytest.param({"channel": "duif"}, "Kies een van de mogelijkheden", "channel", id="no channel"),
        pytest.param({"transgressive_kind": "verbal"}, "Alleen grensoverschr", "transgressive_kind", id="kind"),
        pytest.param({"on": "morgen"}, "Vul een dag in", "on", id="no day"),
        pytest.param({"birth_year": "2055"}, "Het geboortejaar ligt na", "birth_year", id="born later"),
    ],
)
def test_a_contradiction_is_told_at_its_field(
    desks: Desks, adviser: Visitor, typed: dict[str, str], told: str, field: str
) -> None:
    answer = adviser.post("/contact", CONTACT | ISSUE | typed)

    assert answer.status_code == 422
    assert told in answer.text.split(f'id="{field}-wrong"')[1][:200]
    assert SECRET in answer.text, "what was typed stays"
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(Client)).all() == [], "nothing was saved"


def test_nothing_sensitive_stands_in_an_address_or_message(adviser: Visitor) -> None:
    answer = adviser.post("/contact", CONTACT | ISSUE)

    assert "Noor" not in str(answer.headers)


# --- clients --------------------------------------------------------------------------------------------------------


def test_a_file_is_the_own_advisers_only(
    desks: Desks, world: AdviserWorld, adviser: Visitor, code: str, at: str
) -> None:
    other = desks.sign_in(world.other)
    parts = ("", "/wijzigen", "/overdragen")

    assert [adviser.get(f"/clienten/{code}{part}").status_code for part in parts] == [200] * 3
    assert [other.get(f"/clienten/{code}{part}").status_code for part in parts] == [404] * 3
    assert other.get(at).status_code == 404
    assert code not in other.get("/clienten").text
    assert desks.sign_in(Role.COORDINATOR).get(f"/clienten/{code}").status_code == 403


def test_an_issue_of_another_client_is_not_under_this_one(
    desks: Desks, world: AdviserWorld, adviser: Visitor, at: str
) -> None:
    second = add_client(desks.house, world.user)

    assert adviser.get(f"/clienten/{second}/zaken/{at.rsplit('/', 1)[1]}").status_code == 404


@pytest.mark.parametrize("part", ["", "/zaken/VPK-2026-0001"])
def test_every_reading_is_logged(desks: Desks, adviser: Visitor, code: str, at: str, part: str) -> None:
    adviser.get(f"/clienten/{code}{part}")

    with transaction(desks.house.engine) as session:
        logged = session.scalars(select(AccessLog)).all()
        assert [(row.subject, row.purpose) for row in logged] == [(f"client:{code}", "case")]


@pytest.mark.parametrize(
    "address",
    [
        "/clienten",
        "/clienten/{code}",
        "/clienten/{code}/overdragen",
        "/clienten/{code}/zaken/{ref}",
        "/contact",
        "/wachtrij",
    ],
)
def test_pages_cost_few_statements(desks: Desks, adviser: Visitor, code: str, at: str, address: str) -> None:
    _begin(adviser, at)
    with statements(desks.house.engine) as seen:
        answer = adviser.get(address.format(code=code, ref=at.rsplit("/", 1)[1]))

    assert answer.status_code == 200
    assert len(seen) <= 10


def test_moving(adviser: Visitor, moment: Moment, world: AdviserWorld, code: str) -> None:
    early = adviser.post(f"/clienten/{code}/verhuizen", {"to": world.municipality, "moved_on": "2026-04-08"})
    moment.now = datetime.fromisoformat("2026-05-06T10:00+02:00")

    assert "verhuisde" in early.text.split('id="moved_on-wrong"')[1][:200]
    assert early.status_code == 422


def test_handing_over(desks: Desks, adviser: Visitor, world: AdviserWorld, code: str) -> None:
    offered = adviser.get(f"/clienten/{code}/overdragen").text
    with transaction(desks.house.engine) as session:
        colleague = session.scalars(select(Adviser.code).where(Adviser.name == world.other.name)).one()

    adviser.post(f"/clienten/{code}/overdragen", {"adviser": colleague})

    assert world.other.name in offered
    assert world.user.name not in offered.split("<main")[1]
    assert adviser.get(f"/clienten/{code}").status_code == 404
    assert desks.sign_in(world.other).get(f"/clienten/{code}").status_code == 200


# --- conflicts and assigning ----------------------------------------------------------------------------------------


def test_two_of_a_family(desks: Desks, adviser: Visitor, world: AdviserWorld, code: str) -> None:
    """Given a mother who is mine / when her son asks support against it / then somebody else helps (scenario 35)."""
    answer = adviser.post("/contact", CONTACT | {"conflict": code})
    coordinator, son = desks.sign_in(world.coordinator), "CL-2026-0002"
    offered = coordinator.get(f"/toewijzen/{son}").text
    with transaction(desks.house.engine) as session:
        mine, colleague = (
            session.scalars(select(Adviser.code).where(Adviser.name == name)).one()
            for name in (world.user.name, world.other.name)
        )
    refused = coordinator.post(f"/toewijzen/{son}", {"adviser": mine})
    done = coordinator.post(f"/toewijzen/{son}", {"adviser": colleague})

    assert answer.headers["location"] == "/clienten"
    assert (world.other.name in offered, world.user.name in offered, SECRET in offered) == (True, False, False)
    assert (refused.status_code, done.status_code) == (403, 303)
    other = desks.sign_in(world.other)
    assert (adviser.get(f"/clienten/{son}").status_code, other.get(f"/clienten/{son}").status_code) == (404, 200)
    assert (adviser.get(f"/clienten/{code}").status_code, other.get(f"/clienten/{code}").status_code) == (200, 404)
    assert f"/toewijzen/{son}" not in coordinator.get("/toewijzen").text
    assert coordinator.get(f"/toewijzen/{son}").status_code == 404, "what is assigned is no coordinator's to see"


def test_the_work_list_leads_to_choosing(desks: Desks, adviser: Visitor, world: AdviserWorld, code: str) -> None:
    adviser.post("/contact", CONTACT | {"conflict": code})

    assert "/toewijzen/CL-2026-0002" in desks.sign_in(world.coordinator).get("/werk").text


def test_a_conflict_found_later(desks: Desks, adviser: Visitor, world: AdviserWorld, code: str) -> None:
    second = add_client(desks.house, world.user)

    adviser.post(f"/clienten/{code}/belangen", {"other": second})

    assert adviser.get(f"/clienten/{second}").status_code == 404
    with transaction(desks.house.engine) as session:
        assert len(session.scalars(select(ClientAdviser)).all()) == 1


def test_a_client_of_nobodys_asking_is_not_assigned_here(desks: Desks, world: AdviserWorld, code: str) -> None:
    assert desks.sign_in(world.coordinator).get(f"/toewijzen/{code}").status_code == 404


# --- a case ---------------------------------------------------------------------------------------------------------


def test_a_case_from_first_contact_to_its_end(desks: Desks, adviser: Visitor, at: str) -> None:
    action = _begin(adviser, at)
    too_soon = adviser.post(f"{at}/afronden", {})
    adviser.post(action, {"outcome": "resolved"})
    done = adviser.post(f"{at}/afronden", {})

    assert (too_soon.status_code, done.status_code) == (422, 303)
    assert "lopen nog 1 acties" in too_soon.text
    page = adviser.get(at).text
    assert "opgelost / gegrond" in page
    assert "Volgende actie" not in page
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(SupportCase)).one().ended_on is not None


def test_the_lowest_level_is_proposed(adviser: Visitor, at: str) -> None:
    _begin(adviser, at)

    assert "Voorstel: gesprek leidinggevende" in adviser.get(at).text


@pytest.mark.parametrize(
    ("path", "fields", "field", "told"),
    [
        pytest.param(
            "/acties/AC-2026-0001", {"outcome": "inadmissible"}, "AC-2026-0001-outcome", "niet-ontvankelijk",
            id="a talk is never inadmissible",
        ),
        pytest.param("/acties/AC-2026-0001", {}, "AC-2026-0001-outcome", "Kies een van", id="no outcome chosen"),
        pytest.param(
            "/acties", {"kind": "other", "mediation": "yes"}, "mediation", "Bemiddelen gebeurt in een gesprek",
            id="mediation is a talk",
        ),
        pytest.param(
            "/acties", {"kind": "talk_board", "behavioural_scientist": "yes"}, "behavioural_scientist",
            "kies een gesprek", id="a scientist is no board",
        ),
        pytest.param(
            "/acties", {"kind": "talk_board", "started_on": "2026-04-01"}, "started_on", "ligt voor", id="too early"
        ),
        pytest.param(
            "/ondersteuners",
            {"supporter_kind": "client_supporter", "refused_on": "2026-04-08", "ground": "not_independent"}, "ground",
            "Alleen een informele ondersteuner", id="only an informal supporter is refused",
        ),
    ],
)  # fmt: skip
def test_validity_rules_are_told_at_the_field(
    desks: Desks, adviser: Visitor, at: str, path: str, fields: dict[str, str], field: str, told: str
) -> None:
    _begin(adviser, at)

    answer = adviser.post(f"{at}{path}", fields)

    assert answer.status_code == 422
    assert told in answer.text.split(f'id="{field}-wrong"')[1][:250]
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(SupportAction)).one().outcome is ActionOutcome.RUNNING


def test_breaking_off_needs_its_reason(adviser: Visitor, at: str) -> None:
    without = adviser.post(f"{at}/afhandelen", {"handling": "broken_off"})
    done = adviser.post(f"{at}/afhandelen", {"handling": "broken_off", "reason": "unreachable"})

    assert "noemt de reden" in without.text.split('id="reason-wrong"')[1][:200]
    assert done.status_code == 303
    assert "onbereikbaar" in adviser.get(at).text


def test_a_refused_supporter_is_kept_with_the_ground(desks: Desks, adviser: Visitor, at: str) -> None:
    _begin(adviser, at)
    adviser.post(
        f"{at}/ondersteuners",
        {"supporter_kind": "informal_supporter", "refused_on": "2026-04-08", "ground": "not_independent"},
    )

    assert "niet onafhankelijk" in adviser.get(at).text
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(Supporter)).one().refused_on is not None


def test_an_action_of_another_case_is_not_here(adviser: Visitor, at: str) -> None:
    _begin(adviser, at)

    answer = adviser.post(f"{at}/acties/AC-2026-0099", {"outcome": "resolved"})

    assert (answer.status_code, "hoort niet bij dit traject" in answer.text) == (422, True)


# --- a procedure ----------------------------------------------------------------------------------------------------


def _file(adviser: Visitor, at: str, agency: str, on: str, **more: str) -> Response:
    action = _begin(adviser, at, "complaints_committee")
    return adviser.post(f"{action}/procedure", {"agency": agency, "subject": "conduct", "received_on": on, **more})


def test_both_readings_of_an_adjournment(desks: Desks, moment: Moment, adviser: Visitor, world: AdviserWorld) -> None:
    """Given a complaint of scenario 23 / when it is adjourned / then all days, their sources and the other reading."""
    moment.now = datetime.fromisoformat("2026-01-26T10:00+01:00")
    adviser = desks.sign_in(world.user)
    code = add_client(desks.house, world.user, moment.now)
    at = f"/clienten/{code}/zaken/{add_issue(desks.house, world.user, code, world.access_point, moment.now)}"
    filed = _file(adviser, at, world.access_point, "2026-01-26", with_committee="yes")
    moment.now = datetime.fromisoformat("2026-04-01T10:00+02:00")
    adviser = desks.sign_in(world.user)
    adviser.post(f"{filed.headers['location']}/verdaging", {"told_on": "2026-04-01"})

    page = adviser.get(filed.headers["location"]).text

    for told in ("7 april 2026", "4 mei 2026", "6 mei 2026", "andere lezing", "Awb art. 9:11", "Tweede Paasdag"):
        assert told.lower() in page.lower()
    again = adviser.post(f"{filed.headers['location']}/verdaging", {"told_on": "2026-04-01"})
    assert (again.status_code, "instem" in again.text) == (422, True)


def test_the_regulation_of_a_provider_is_named(adviser: Visitor, world: AdviserWorld, at: str) -> None:
    filed = _file(adviser, at, world.agency, "2026-04-08")

    page = adviser.get(filed.headers["location"]).text
    assert "regeling van de aanbieder" in page
    assert "Verdaging vastleggen" not in page, "no other than the Awb knows it"


def test_a_verdict_ends_the_action(desks: Desks, adviser: Visitor, world: AdviserWorld, at: str) -> None:
    where = _file(adviser, at, world.agency, "2026-04-08").headers["location"]
    adviser.post(f"{where}/stand", {"state": "hearing"})
    unsaid = adviser.post(f"{where}/uitspraak", {})
    adviser.post(f"{where}/uitspraak", {"verdict": "upheld", "verdict_on": "2026-04-08"})
    reaction = adviser.get(where).text
    adviser.post(f"{where}/reactie", {"reacted_on": "2026-04-08"})
    adviser.post(f"{where}/afronden")

    assert 'id="verdict-wrong"' in unsaid.text
    assert "Reactie vastleggen" in reaction
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(SupportAction)).one().outcome is ActionOutcome.RESOLVED
        assert session.scalars(select(ComplaintProcedure)).one().state.value == "final"


def test_a_procedure_is_the_own_advisers_only(desks: Desks, adviser: Visitor, world: AdviserWorld, at: str) -> None:
    where = _file(adviser, at, world.agency, "2026-04-08").headers["location"]
    other = desks.sign_in(world.other)

    assert other.get(where).status_code == 404
    assert other.post(f"{where}/afronden").status_code == 404


def test_a_procedure_costs_few_statements(desks: Desks, adviser: Visitor, world: AdviserWorld, at: str) -> None:
    where = _file(adviser, at, world.agency, "2026-04-08").headers["location"]
    with statements(desks.house.engine) as seen:
        adviser.get(where)

    assert len(seen) <= 10


# --- working with the outside ---------------------------------------------------------------------------------------


def test_a_note_is_kept_and_read(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    nobody = adviser.post("/samenwerking/nieuw", {"kind": "talk", "text": "Besproken hoe het gaat."})
    kept = adviser.post(
        "/samenwerking/nieuw", {"kind": "talk", "municipality": world.municipality, "text": "Besproken."}
    )

    assert (nobody.status_code, "Noem met wie" in nobody.text) == (422, True)
    assert "Besproken." in adviser.get(kept.headers["location"]).text
    assert "Waterrijk" in adviser.get("/samenwerking").text
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(RelationNote)).one().text_sealed is not None


def test_a_note_is_of_ones_own_organisation_and_reading_it_is_logged(
    desks: Desks, adviser: Visitor, world: AdviserWorld
) -> None:
    kept = adviser.post(
        "/samenwerking/nieuw", {"kind": "talk", "municipality": world.municipality, "text": "Besproken."}
    )
    where = kept.headers["location"]
    with transaction(desks.house.engine) as session:
        elsewhere = Organisation(code="ELDERS", name="Elders", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(elsewhere)
        session.flush()
        number = elsewhere.id
    other = desks.sign_in(Role.COORDINATOR, organisation_id=number)

    assert adviser.get(where).status_code == 200
    assert other.get(where).status_code == 404
    assert "Waterrijk" not in other.get("/samenwerking").text
    with transaction(desks.house.engine) as session:
        read = session.scalars(select(AccessLog.subject).where(AccessLog.subject.startswith("relation:"))).all()
    assert read == [f"relation:{where.rpartition('/')[2]}"]


def test_a_council_is_added(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    adviser.post(
        "/samenwerking/raden",
        {"council_agency": world.agency, "council_kind": "youth_council", "council_name": "Jongerenraad De Hoeve"},
    )

    assert "Jongerenraad De Hoeve" in adviser.get("/samenwerking/nieuw").text
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(Council)).one().kind.value == "youth_council"


# --- how was the help -----------------------------------------------------------------------------------------------


def _link(desks: Desks, adviser: Visitor, at: str) -> str:
    action = _begin(adviser, at)
    adviser.post(action, {"outcome": "resolved"})
    adviser.post(f"{at}/afronden", {})
    page = adviser.post(f"{at}/tevredenheid").text
    return page.split("<code>")[1].split("</code>")[0].removeprefix(desks.house.settings.desk_url)


def test_a_client_gives_a_grade_once(desks: Desks, adviser: Visitor, at: str) -> None:
    link = _link(desks, adviser, at)
    client = desks.anonymous()
    looked = client.get(link)
    client.csrf = looked.text.split('name="_csrf" value="')[1].split('"')[0]

    none = client.post(link, {"grade": ""})
    done = client.post(link, {"grade": "8"})

    assert (looked.status_code, looked.headers["referrer-policy"]) == (200, "no-referrer")
    assert (none.status_code, "Kies een cijfer" in none.text) == (422, True)
    assert (done.status_code, "Dank u wel" in done.text) == (200, True)
    assert client.get(link).status_code == 410, "it is spent"
    assert "gekregen" in adviser.get(at).text
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(SurveyGrade)).one().grade == 8


def test_looking_spends_nothing(desks: Desks, adviser: Visitor, at: str) -> None:
    link = _link(desks, adviser, at)

    assert {desks.anonymous().get(link).status_code for _ in range(20)} == {200}


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_an_unknown_link_says_not_why(desks: Desks, token: str) -> None:
    answer = desks.anonymous().get(f"/tevredenheid/{token}")

    assert (answer.status_code, "Deze link werkt niet (meer)" in answer.text) == (410, True)


def test_no_link_before_the_case_ended(adviser: Visitor, at: str) -> None:
    _begin(adviser, at)

    assert "loopt nog" in adviser.post(f"{at}/tevredenheid").text


# --- what others may not see or do, and what is not done twice -----------------------------------------------------


def test_a_note_of_the_queue_is_closed_with_the_file(desks: Desks, adviser: Visitor, code: str) -> None:
    """Given somebody from the queue against my client / when a colleague gets the file / then the note goes too."""
    reference = add_waiting(desks.house, _user_of(adviser), is_youth=True, minutes=1)
    adviser.post("/wachtrij/nemen")
    adviser.post("/contact", CONTACT | {"intake": reference, "conflict": code})

    assert adviser.get("/clienten/CL-2026-0002").status_code == 404
    assert adviser.get(f"/wachtrij/{reference}").status_code == 404


def test_a_note_of_the_queue_stays_with_a_client_of_mine(desks: Desks, adviser: Visitor) -> None:
    reference = add_waiting(desks.house, _user_of(adviser), is_youth=True, minutes=1)
    adviser.post("/wachtrij/nemen")
    first = adviser.post("/contact", CONTACT | {"intake": reference})
    again = adviser.post("/contact", CONTACT | {"intake": reference})

    assert (first.status_code, again.status_code) == (303, 422)
    assert adviser.get(f"/wachtrij/{reference}").status_code == 200
    with transaction(desks.house.engine) as session:
        assert len(session.scalars(select(Client)).all()) == 1


def test_a_known_client_of_the_queue_is_linked_to_the_file(desks: Desks, adviser: Visitor, code: str) -> None:
    """Given a client of mine in the queue / when the contact is recorded with the file / then no new one is made."""
    reference = add_waiting(desks.house, _user_of(adviser), is_youth=True, minutes=1)
    adviser.post("/wachtrij/nemen")

    offered = adviser.get(f"/wachtrij/{reference}").text
    form = adviser.get(f"/contact?intake={reference}&client={code}").text
    known = {"client": code, "intake": reference}
    first, again = adviser.post("/contact", CONTACT | known), adviser.post("/contact", CONTACT | known)

    assert f'value="{code}"' in offered
    assert f'name="intake" value="{reference}"' in form
    assert (first.status_code, again.status_code) == (303, 303)
    assert f"/clienten/{code}" in adviser.get(f"/wachtrij/{reference}").text
    with transaction(desks.house.engine) as session:
        client, intake = session.scalars(select(Client)).one(), session.scalars(select(Intake)).one()
        assert (client.code, intake.client_id) == (code, client.id)


def test_nobody_of_the_queue_is_linked_to_a_file_that_one_may_not_see(
    desks: Desks, adviser: Visitor, world: AdviserWorld, code: str
) -> None:
    """Given a client of a colleague / when I took the caller / then that file is not offered, and is not there."""
    reference = add_waiting(desks.house, world.user, is_youth=True, minutes=1)
    colleague = desks.sign_in(world.other)
    colleague.post("/wachtrij/nemen")

    offered = colleague.get(f"/wachtrij/{reference}").text
    refused = colleague.post("/contact", CONTACT | {"client": code, "intake": reference})

    assert code not in offered
    assert refused.status_code == 404
    with transaction(desks.house.engine) as session:
        assert session.scalars(select(Intake)).one().client_id is None


def test_somebody_of_the_queue_is_one_client_only(desks: Desks, adviser: Visitor, code: str) -> None:
    """Given somebody whose contact was recorded with one client / when it is with another / then it is refused."""
    reference = add_waiting(desks.house, _user_of(adviser), is_youth=True, minutes=1)
    adviser.post("/wachtrij/nemen")
    adviser.post("/contact", CONTACT)
    adviser.post("/contact", CONTACT | {"client": code, "intake": reference})

    other = adviser.post("/contact", CONTACT | {"client": "CL-2026-0002", "intake": reference})

    assert other.status_code == 422


def test_a_coordinator_chooses_among_the_own_organisation(
    desks: Desks, adviser: Visitor, world: AdviserWorld, code: str
) -> None:
    adviser.post("/contact", CONTACT | {"conflict": code})
    with transaction(desks.house.engine) as session:
        elsewhere = Organisation(code="ELD", name="Elders Zorgbelang", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(elsewhere)
        session.flush()
        number = elsewhere.id
        colleague = session.scalars(select(Adviser.code).where(Adviser.name == world.other.name)).one()
    coordinator, address = desks.sign_in(Role.COORDINATOR, organisation_id=number), "/toewijzen/CL-2026-0002"
    assert world.other.name not in coordinator.get(address).text
    assert coordinator.post(address, {"adviser": colleague}).status_code == 404
    with transaction(desks.house.engine) as session:
        session.scalars(select(Adviser).where(Adviser.code == colleague)).one().organisation_id = number
    assert world.other.name in coordinator.get(address).text
    assert coordinator.post(address, {"adviser": colleague}).status_code == 303


def _user_of(visitor: Visitor) -> User:
    """Return who a visitor is signed in as."""
    assert visitor.user is not None
    return visitor.user
