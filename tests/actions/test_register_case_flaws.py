"""Casework that contradicts itself: every sentence, with its file, row and column; and the clocks of what comes in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.house import House, build_house
from actions.register import import_register
from rules.errors import FlawedInput
from store.events import SYSTEM
from store.models import Client, ClientConflict, Deadline, Event, Issue
from store.session import transaction
from tests.actions.register_files import Spoil, add, drop, put, small_register, write_files
from tests.conftest import settings_for

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ISSUES = "vragen_problemen_klachten"


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all flawed files: none of them saves anything."""
    home = tmp_path_factory.mktemp("empty")
    built = build_house(settings_for(f"sqlite:///{home / 'empty.db'}", home), NOW, simulated=True)
    yield built
    built.engine.dispose()


def take_in(house: House, folder: Path, *spoils: Spoil) -> None:
    files = small_register()
    for spoil in spoils:
        spoil(files)
    with transaction(house.engine) as session:
        import_register(session, house, write_files(folder / "register", files), now=NOW, actor=SYSTEM)


def flaws_of(house: House, folder: Path, *spoils: Spoil) -> list[str]:
    with pytest.raises(FlawedInput) as caught:
        take_in(house, folder, *spoils)
    return [str(flaw) for flaw in caught.value.flaws]


FLAWS = [
    pytest.param(
        put("acties", 3, uitkomst="niet-ontvankelijk"),
        "acties.csv, rij 3, kolom 'uitkomst': 'niet-ontvankelijk' kan niet bij 'gesprek medewerker'",
        id="inadmissible on a talk",
    ),
    pytest.param(
        put("tevredenheid", 2, verstuurd_op="2025-02-19 10:00"),
        "tevredenheid.csv, rij 2, kolom 'verstuurd_op': De toets komt pas na het traject.",
        id="survey before the case ended",
    ),
    pytest.param(
        put("tevredenheid", 2, traject="T1"), "De toets komt pas na het traject.", id="survey of a case that runs"
    ),
    pytest.param(
        add("woonplaatsen", geldig_van="2025-01-10"),
        "woonplaatsen.csv, rij 2, kolom 'geldig_van': De cliënt verhuisde (2025-01-12) voordat er contact was",
        id="moved on the day of the first contact",
    ),
    pytest.param(
        put(ISSUES, 2, locatie="L9"),
        f"{ISSUES}.csv, rij 2, kolom 'locatie': locatie 'L9' is onbekend.",
        id="unknown location",
    ),
    pytest.param(put("clienten", 3, oudersoort=""), "Een ouder heeft een oudersoort", id="parent of no kind"),
    pytest.param(put("clienten", 2, geboortejaar="2027"), "Het geboortejaar ligt na", id="born later"),
    pytest.param(put("clienten", 2, e_mail="cl1@"), "kolom 'e-mail': Geen geldig e-mailadres.", id="no address"),
    pytest.param(put("clienten", 3, eerste_contact="2026-03-03"), "Dit ligt in de toekomst", id="tomorrow"),
    pytest.param(
        drop("woonplaatsen", 3), "clienten.csv, rij 3, kolom 'code': Deze cliënt heeft geen woonplaats;", id="no home"
    ),
    pytest.param(put(ISSUES, 2, categorie="Wetgeving"), "'Wetgeving' is een categorie van een vraag", id="category"),
    pytest.param(put(ISSUES, 2, datum="2025-01-11"), "Dit is van vóór het eerste contact", id="before first contact"),
    pytest.param(put(ISSUES, 2, reden_afgebroken="onbereikbaar"), "Wie afbreekt, noemt de reden", id="reason"),
    pytest.param(put(ISSUES, 3, afgerond_op="2025-01-13"), "ligt voor 2025-01-14", id="ended before handled"),
    pytest.param(
        put("contacten", 2, vraag="K2"),
        "contacten.csv, rij 2, kolom 'vraag': K2 is van een andere cliënt.",
        id="contact about another client's issue",
    ),
    pytest.param(put("contacten", 2, datum="2025-01-02"), "ligt voor 2025-01-12", id="contact before the first one"),
    pytest.param(put("trajecten", 2, begonnen_op="2025-01-11"), "ligt voor 2025-01-12", id="case before its issue"),
    pytest.param(put("trajecten", 3, vraag="K1"), "hetzelfde traject ('K1')", id="two cases of one issue"),
    pytest.param(
        put(ISSUES, 2, afhandeling="afgerond met informatie en advies"),
        "trajecten.csv, rij 2, kolom 'vraag': Bij een traject hoort afhandeling",
        id="case of what was advised only",
    ),
    pytest.param(put("acties", 2, begonnen_op="2025-01-13"), "ligt voor 2025-01-14", id="action before its case"),
    pytest.param(put("acties", 3, begonnen_op="2025-02-21", afgerond_op="2025-02-22"), "al afgerond", id="after"),
    pytest.param(put("acties", 2, bemiddeling="ja"), "Bemiddelen gebeurt in een gesprek.", id="mediation"),
    pytest.param(put("acties", 2, gedragswetenschapper="ja"), "kies een gesprek", id="scientist"),
    pytest.param(
        put("ondersteuners", 2, soort="cliëntondersteuner"), "Alleen een informele ondersteuner", id="refused supporter"
    ),
    pytest.param(put("klachtprocedures", 2, actie="AC2"), "Hierbij hoort een formele actie", id="procedure on a talk"),
    pytest.param(
        put("klachtprocedures", 2, onderwerp="besluit over een voorziening"), "Hierbij hoort bezwaar", id="subject"
    ),
    pytest.param(
        put("klachtprocedures", 2, regime="klacht gesloten jeugdhulp (Jw 6.5.1)"),
        "Tegen deze instantie geldt hierbij 'klacht bij aanbieder of GI (Jw 4.2.1)'.",
        id="regime",
    ),
    pytest.param(
        put("klachtprocedures", 2, toestand="verdaagd"), "'verdaagd' kan niet worden overgenomen", id="adjourned"
    ),
    pytest.param(
        put("klachtenregelingen", 2, geldig_van="2025-02-03"), "vul 'klachtenregelingen' aan", id="no regulation yet"
    ),
    pytest.param(put("klachtprocedures", 2, uitspraak="gegrond"), "horen bij elkaar", id="verdict without a day"),
    pytest.param(put("wachtrij", 2, opgepakt_op="2025-01-12 08:59"), "ligt voor de binnenkomst", id="taken before"),
    pytest.param(put("wachtrij", 2, opgepakt_op="", opgepakt_door=""), "is ook opgepakt", id="client of nobody"),
    pytest.param(put("samenwerking", 2, gemeente=""), "Noem met wie het was", id="with nobody"),
    pytest.param(
        put("organisaties", 2, soort="onderaannemer"),
        "samenwerking.csv, rij 2, kolom 'organisatie': De vertrouwenspersoon werkt voor",
        id="a note of another organisation that would be the national one's",
    ),
    pytest.param(put("tegenstrijdige_belangen", 2, andere_client="CL2"), "geen belang tegen zichzelf", id="itself"),
    pytest.param(
        put("client_vertrouwenspersonen", 3, vertrouwenspersoon="VP1"),
        "tegenstrijdige_belangen.csv, rij 2, kolom 'client': Cliënten CL1 en CL2 hebben een tegenstrijdig belang",
        id="one adviser for a family at odds",
    ),
    pytest.param(
        put("rapportcijfers", 2, kwartaal="2025-02-01"),
        "rapportcijfers.csv, rij 2, kolom 'kwartaal': Een kwartaal heet naar zijn eerste dag; vul 2025-01-01 in.",
        id="a grade with a day that begins no quarter",
    ),
    pytest.param(
        put("rapportcijfers", 2, cijfer="11"),
        "rapportcijfers.csv, rij 2, kolom 'cijfer': Cijfer moet tussen 1 en 10 zijn.",
        id="a grade above ten",
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), FLAWS)
def test_each_contradiction_has_its_sentence(empty_house: House, tmp_path: Path, spoil: Spoil, sentence: str) -> None:
    found = flaws_of(empty_house, tmp_path, spoil)
    assert any(sentence in flaw for flaw in found), found


def test_all_contradictions_come_at_once_and_nothing_is_saved(empty_house: House, tmp_path: Path) -> None:
    spoils = [FLAWS[number].values[0] for number in range(5)]
    chosen = [spoils[0], spoils[1], spoils[3], spoils[4]]
    found = flaws_of(empty_house, tmp_path, *chosen)  # type: ignore[arg-type]  # the first value of each is a spoil
    assert len(found) == len(chosen)
    with transaction(empty_house.engine) as session:
        assert session.scalars(select(Client)).all() == []


def test_an_undecided_procedure_gets_its_clock(house: House, tmp_path: Path) -> None:
    take_in(house, tmp_path)
    with transaction(house.engine) as session:
        clock = session.scalars(select(Deadline).where(Deadline.subject_kind == "procedure")).one()
        assert (clock.kind, clock.amount, clock.settled_at) == ("complaint_decision", 8, None)


def test_a_procedure_that_ended_gets_none(house: House, tmp_path: Path) -> None:
    take_in(house, tmp_path, put("klachtprocedures", 2, toestand="afgerond"))
    with transaction(house.engine) as session:
        assert session.scalars(select(Deadline).where(Deadline.subject_kind == "procedure")).all() == []


def test_texts_are_sealed_and_the_record_tells_of_the_client(house: House, tmp_path: Path) -> None:
    take_in(house, tmp_path)
    with transaction(house.engine) as session:
        issue = session.scalars(select(Issue).where(Issue.reference == "K1")).one()
        client = session.scalars(select(Client).where(Client.code == "CL1")).one()
        assert b"gesnauwd" not in (issue.text_sealed or b"gesnauwd")
        assert b"verzonnen" not in (client.identity_sealed or b"verzonnen")
        told = select(Event).where(Event.subject_kind == "client", Event.subject_id == client.id)
        sheets = [event.facts["sheet"] for event in session.scalars(told)]
        assert {"clienten", ISSUES, "trajecten", "acties", "ondersteuners"} <= set(sheets)


def test_opposed_clients_are_the_same_pair_in_either_order(house: House, tmp_path: Path) -> None:
    take_in(house, tmp_path)
    take_in(house, tmp_path, put("tegenstrijdige_belangen", 2, client="CL1", andere_client="CL2"))
    with transaction(house.engine) as session:
        [pair] = session.scalars(select(ClientConflict))
        assert pair.client_id < pair.other_id
        assert pair.recorded_on == date(2025, 1, 14)
