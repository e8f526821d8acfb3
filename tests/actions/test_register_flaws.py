"""Every sentence that a flawed register gives, with its file, row and column."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.house import House, build_house
from actions.register import import_register
from rules.errors import FlawedInput
from store.events import SYSTEM
from store.models import Agency, Event, Group, Signal
from store.session import transaction
from tests.actions.register_files import Files, Spoil, add, drop, put, rename, small_register, write_files
from tests.conftest import settings_for

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all flawed files: none of them saves anything."""
    home = tmp_path_factory.mktemp("empty")
    built = build_house(settings_for(f"sqlite:///{home / 'empty.db'}", home), NOW, simulated=True)
    yield built
    built.engine.dispose()


def flaws_of(house: House, folder: Path, *spoils: Spoil) -> list[str]:
    files = small_register()
    for spoil in spoils:
        spoil(files)
    with pytest.raises(FlawedInput) as caught, transaction(house.engine) as session:
        import_register(session, house, write_files(folder / "register", files), now=NOW, actor=SYSTEM)
    return [str(flaw) for flaw in caught.value.flaws]


def without(sheet: str, column: str) -> Spoil:
    def spoil(files: Files) -> None:
        for row in files[sheet]:
            del row[column]

    return spoil


HEADERS = [
    pytest.param(
        without("groep_zorgvormen", "zorgvorm"),
        "groep_zorgvormen.csv, rij 1: Kolom 'zorgvorm' ontbreekt. Gevonden: groep, geldig_van, geldig_tot.",
        id="row 5: column missing",
    ),
    pytest.param(
        rename("certificaten", "geldig_tot", "Geldigtot"),
        "certificaten.csv, rij 1: Onbekende kolom 'Geldigtot'. Bedoelt u 'geldig_tot'?",
        id="row 6: unknown column",
    ),
    pytest.param(
        put("werkdagen", 2, Dag="maandag"),
        "werkdagen.csv, rij 1: Kolom 'dag' komt twee keer voor (2 en 5).",
        id="row 7: column twice, once with a capital",
    ),
    pytest.param(
        lambda files: files.update({"groeppen": files.pop("groepen")}),
        "groeppen.csv: Onbekend blad 'groeppen'. Bedoelt u 'groepen'?",
        id="unknown sheet",
    ),
]

CELLS = [
    pytest.param(
        put("groep_zorgvormen", 3, zorgvorm="half-open"),
        "groep_zorgvormen.csv, rij 3, kolom 'zorgvorm': zorgvorm 'half-open' is onbekend.",
        id="row 8: unknown care type",
    ),
    pytest.param(
        put("groep_zorgvormen", 3, zorgvorm="gezinshius"), "Bedoelt u 'gezinshuis'?", id="row 8: a near word is offered"
    ),
    pytest.param(
        put("bezoeken", 2, datum="31-02-2026"),
        "bezoeken.csv, rij 2, kolom 'datum': 31-02-2026 bestaat niet.",
        id="row 9: no such day",
    ),
    pytest.param(
        put("bezoeken", 2, datum="03/04/26"),
        "bezoeken.csv, rij 2, kolom 'datum': datum dubbelzinnig; gebruik 2026-04-03.",
        id="row 10: ambiguous day",
    ),
    pytest.param(
        put("bezoeken", 2, datum="29-03-2025", begin="02:30"),
        None,
        id="the night before summer time",
    ),
    pytest.param(
        put("bezoeken", 2, datum="30-03-2025", begin="02:30"),
        "bezoeken.csv, rij 2, kolom 'begin': Dit tijdstip bestaat niet (zomertijd).",
        id="row 11: skipped by summer time",
    ),
    pytest.param(
        put("bezoeken", 2, datum="26-10-2025", begin="02:30"),
        "bezoeken.csv, rij 2, kolom 'begin': Dit tijdstip komt twee keer voor; kies eerste of tweede.",
        id="row 12: comes twice",
    ),
    pytest.param(
        put("sluitingen", 2, laatste_dag="2026-07-19"),
        "sluitingen.csv, rij 2, kolom 'laatste_dag': Einddatum ligt voor begindatum.",
        id="row 13: end before start",
    ),
    pytest.param(
        put("maatwerk", 2, frequentie="0"),
        "maatwerk.csv, rij 2, kolom 'frequentie': Frequentie moet tussen 1 en 366 zijn.",
        id="row 15: frequency 0",
    ),
    pytest.param(put("maatwerk", 2, frequentie="-1"), "moet tussen 1 en 366 zijn.", id="row 15: frequency -1"),
    pytest.param(put("maatwerk", 2, frequentie="1000000000"), "tussen 1 en 366", id="row 15: frequency a billion"),
    pytest.param(put("maatwerk", 2, frequentie="7,5"), "'7,5' is geen geheel getal.", id="half a day"),
    pytest.param(
        put("contactpersonen", 2, e_mail="jan@"),
        "contactpersonen.csv, rij 2, kolom 'e-mail': Geen geldig e-mailadres.",
        id="row 16: no address",
    ),
    pytest.param(
        put("contactpersonen", 2, e_mail="a@a1.example\nBcc: b@b.example"),
        "Het adres bevat een regeleinde en is geweigerd.",
        id="row 17: line break in an address",
    ),
    pytest.param(
        put("contactpersonen", 2, e_mail="a@\u0430anbieder.example"),
        "gemengde schriften",
        id="row 18: look-alike",
    ),
    pytest.param(put("groepen", 2, naam=""), "kolom 'naam': Deze cel is leeg; vul haar in.", id="empty cell"),
    pytest.param(put("groepen", 2, naam="x" * 201), "De tekst is te lang (max. 200 tekens).", id="long name"),
    pytest.param(put("signalen", 2, tekst="x" * 20_001), "te lang (max. 20.000 tekens).", id="row 30: long text"),
    pytest.param(put("organisaties", 2, code="OR G"), "code 'OR G' is geen code;", id="space in a code"),
    pytest.param(put("werkdagen", 2, van="25:00"), "'25:00' is geen tijd; gebruik de vorm 15:30.", id="no time"),
    pytest.param(put("werkdagen", 2, dag="maandga"), "Bedoelt u 'maandag'?", id="no weekday"),
    pytest.param(put("maatwerk", 2, onder_norm="misschien"), "'misschien' is geen ja of nee.", id="neither yes nor no"),
    pytest.param(put("locaties", 2, breedtegraad="noord"), "'noord' is geen getal.", id="no number"),
    pytest.param(put("locaties", 2, breedtegraad="5.1"), "Breedtegraad moet tussen 50 en 54 zijn.", id="far away"),
]

ROWS = [
    pytest.param(put("werkdagen", 2, tot="12:30"), "Eindtijd ligt niet na begintijd.", id="no hours"),
    pytest.param(put("bezoeken", 2, eind="15:00"), "kolom 'eind': Eindtijd ligt niet na begintijd.", id="backwards"),
    pytest.param(
        put("groepen", 2, vaste_tijd=""),
        "groepen.csv, rij 2, kolom 'vaste_tijd': 'vaste_dag' en 'vaste_tijd' horen bij elkaar;",
        id="half a fixed slot",
    ),
    pytest.param(put("locaties", 2, lengtegraad=""), "'breedtegraad' en 'lengtegraad' horen bij", id="half a place"),
    pytest.param(put("instanties", 2, opgegaan_op="2026-01-01"), "kolom 'opgegaan_in'", id="merged into nothing"),
    pytest.param(put("vertrouwenspersonen", 2, plaatsvervanger="VP1"), "kan zichzelf niet vervangen", id="own deputy"),
    pytest.param(put("groepen", 2, plaatsvervanger="VP1"), "Eigenaar en plaatsvervanger zijn", id="one twice"),
    pytest.param(put("contactpersonen", 2, instantie=""), "Bij rol 'signalen' hoort een instantie;", id="of nobody"),
    pytest.param(put("contactpersonen", 2, gemeente="GM1"), "hoort geen gemeente; laat", id="of two"),
    pytest.param(put("contactpersonen", 2, rol="inspectie"), "hoort geen instantie; laat", id="inspectorate"),
    pytest.param(put("gebruikers", 3, vertrouwenspersoon=""), "hoort bij die rol", id="user without adviser"),
    pytest.param(put("gebruikers", 2, vertrouwenspersoon="VP2"), "hoort bij die rol", id="adviser in another role"),
    pytest.param(put("bezoeken", 2, datum="2026-03-03"), "ligt in de toekomst", id="visit tomorrow"),
    pytest.param(put("bezoeken", 2, toestand="tevergeefs"), "kolom 'reden'", id="in vain without reason"),
    pytest.param(put("bezoeken", 2, reden="groep verhuisd"), "kolom 'reden'", id="reason without need"),
    pytest.param(put("bezoeken", 2, aanwezig=""), "kolom 'aanwezig': Vul het aantal in", id="no count"),
    pytest.param(put("bezoeken", 2, gesproken="7"), "niet meer jeugdigen gesproken dan", id="more than all"),
    pytest.param(put("bezoeken", 2, toestand="gepland"), "toestand 'gepland' is onbekend", id="planned visit"),
    pytest.param(put("signalen", 2, verstuurd_op=""), "hoort de dag van verzending", id="sent without day"),
    pytest.param(put("signalen", 2, toestand="afgesloten"), "hoort de dag van afsluiten", id="closed without day"),
    pytest.param(put("signalen", 2, toestand="samengevoegd"), "kolom 'samengevoegd_met'", id="merged into no signal"),
    pytest.param(put("signalen", 2, toestand="goedgekeurd"), "voer het in als 'concept'", id="approved elsewhere"),
    pytest.param(put("signalen", 2, toestand="beantwoord"), "voer het in als 'ontvangen'", id="answered elsewhere"),
    pytest.param(
        put("signalen", 2, toestand="doorgeven voorgesteld"), "stel doorgeven daarna", id="proposed elsewhere"
    ),
    pytest.param(put("signalen", 2, toestand="doorgeven goedgekeurd"), "stel doorgeven daarna", id="agreed elsewhere"),
    pytest.param(put("signalen", 2, toestand="doorgegeven aan inspectie"), "'wordt nagegaan', of", id="told elsewhere"),
    pytest.param(
        put("signalen", 2, toestand="ontvangst bevestigd door inspectie"),
        "'wordt nagegaan', of",
        id="confirmed elsewhere",
    ),
    pytest.param(put("signalen", 2, verstuurd_op="2026-02-22"), "de dag van wat eraan voorafging", id="sent too early"),
    pytest.param(put("signalen", 2, verstuurd_op="2026-03-02 10:01"), "Dit ligt in de toekomst", id="sent in a minute"),
    pytest.param(put("signalen", 2, waargenomen_op="2026-03-03"), "ligt in de toekomst", id="seen tomorrow"),
    pytest.param(
        put("signalen", 2, verstuurd_op="2026-02-09 10:00", waargenomen_op="2026-02-09"),
        None,
        id="row 14: last day to answer",
    ),
    pytest.param(
        put("signalen", 2, verstuurd_op="2026-02-06 10:00", waargenomen_op="2026-02-06"),
        "signalen.csv, rij 2, kolom 'verstreken_reden': De termijn is al verstreken; bevestig met reden.",
        id="row 14: day after the last day",
    ),
    pytest.param(
        put("signalen", 2, verstuurd_op="2026-02-06", waargenomen_op="2026-02-06", verstreken_reden="overgenomen"),
        None,
        id="row 14: confirmed",
    ),
]

BETWEEN = [
    pytest.param(
        add("groepen", code="G1"),
        "groepen.csv, rij 4, kolom 'code': Rij 2 en 4 zijn dezelfde groep ('G1').",
        id="same code twice",
    ),
    pytest.param(add("groepen", code="g1"), "Rij 2 en 4 zijn dezelfde groep ('G1').", id="same code but for case"),
    pytest.param(
        put("instantienamen", 3, naam="de  wilgen"),
        "instantienamen.csv, rij 3, kolom 'naam': Rij 2 en 3 zijn dezelfde instelling ('de  wilgen').",
        id="row 26: same name but for case and space",
    ),
    pytest.param(put("groepen", 3, naam="DE MEREL"), "Rij 2 en 3 zijn dezelfde groep", id="same name in one place"),
    pytest.param(
        put("bezoeken", 2, groep="g1"),
        "bezoeken.csv, rij 2, kolom 'groep': groep 'g1' is onbekend. Bedoelt u 'G1'?",
        id="unknown group, near",
    ),
    pytest.param(
        put("instanties", 3, hoofdlocatie="L7"),
        "instanties.csv, rij 3, kolom 'hoofdlocatie': hoofdlocatie 'L7' is onbekend.",
        id="unknown main location",
    ),
    pytest.param(
        put("splitsingen", 2, naar="A1"),
        "splitsingen.csv, rij 2, kolom 'naar': Een instantie splitst zich niet naar zichzelf.",
        id="split into itself",
    ),
    pytest.param(
        put("splitsingen", 2, naar="A7"),
        "splitsingen.csv, rij 2, kolom 'naar': naar 'A7' is onbekend.",
        id="split into nobody we know",
    ),
    pytest.param(
        put("locaties", 2, gemeente="XYZ"),
        "gemeente 'XYZ' is onbekend. Voeg een rij toe aan 'gemeenten' of verbeter de code.",
        id="unknown municipality, far",
    ),
    pytest.param(
        add("groep_zorgvormen", geldig_van="2026-09-01", zorgvorm="open"),
        "groep_zorgvormen.csv, rij 4, kolom 'geldig_van': Deze periode overlapt die van rij 2 (vanaf 2020-01-01).",
        id="overlapping care types",
    ),
    pytest.param(
        add("sluitingen", eerste_dag="2026-07-26", laatste_dag="2026-07-30"),
        "overlapt die van rij 2",
        id="closed",
    ),
    pytest.param(put("groepen", 2, eigenaar=""), "Groep 'G1' heeft een bezoeknorm maar geen eigenaar", id="no owner"),
    pytest.param(drop("groep_zorgvormen", 3), "Deze groep heeft geen zorgvorm;", id="no care type"),
    pytest.param(drop("groep_aanbieders", 3), "Deze groep heeft geen aanbieder;", id="no provider"),
    pytest.param(drop("instantienamen", 3), "Deze instantie heeft geen naam;", id="no name"),
    pytest.param(
        put("maatwerk", 2, onder_norm="ja"),
        "Onder de norm mag alleen met akkoord van een regiomanager.",
        id="low",
    ),
    pytest.param(
        put("instanties", 2, opgegaan_in="A1", opgegaan_op="2026-01-01"), "komt weer bij zichzelf uit", id="circle"
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), [*HEADERS, *CELLS, *ROWS, *BETWEEN])
def test_each_flaw_has_its_sentence(empty_house: House, tmp_path: Path, spoil: Spoil, sentence: str | None) -> None:
    if sentence is None:
        files = small_register()
        spoil(files)
        with transaction(empty_house.engine) as session:
            path = write_files(tmp_path / "r", files)
            assert import_register(session, empty_house, path, now=NOW, actor=SYSTEM, validate_only=True).added > 0
        return
    flaws = flaws_of(empty_house, tmp_path, spoil)
    assert [flaw for flaw in flaws if sentence in flaw]


@pytest.mark.parametrize("column", ["zorgvorm", "geldig_van"])
def test_a_flaw_causes_no_second_one(empty_house: House, tmp_path: Path, column: str) -> None:
    assert len(flaws_of(empty_house, tmp_path, put("groep_zorgvormen", 3, **{column: "x"}))) == 1


def test_a_sheet_with_a_wrong_header_causes_no_flaws_elsewhere(empty_house: House, tmp_path: Path) -> None:
    flaws = flaws_of(empty_house, tmp_path, rename("groepen", "naam", "naaam"))
    assert {flaw.partition(",")[0] for flaw in flaws} == {"groepen.csv"}


def test_all_flaws_of_all_files_come_at_once_and_nothing_is_saved(empty_house: House, tmp_path: Path) -> None:
    flaws = flaws_of(
        empty_house,
        tmp_path,
        put("groepen", 2, bewoners="veel"),
        put("groepen", 3, ankerdatum="2026-13-01"),
        put("contactpersonen", 2, e_mail="jan@"),
    )
    assert flaws == [
        "contactpersonen.csv, rij 2, kolom 'e-mail': Geen geldig e-mailadres.",
        "groepen.csv, rij 2, kolom 'bewoners': 'veel' is geen geheel getal.",
        "groepen.csv, rij 3, kolom 'ankerdatum': 2026-13-01 bestaat niet.",
    ]
    with transaction(empty_house.engine) as session:
        for table in (Agency, Group, Signal, Event):
            assert session.scalar(select(func.count()).select_from(table)) == 0


KEPT = [
    pytest.param(
        put("groepen", 2, code="g1"), "Dit is dezelfde groep als 'G1' in het systeem; schrijf het net zo.", id="case"
    ),
    pytest.param(
        lambda files: (
            files["groepen"].clear(),
            files["groepen"].append(small_register()["groepen"][0] | {"code": "G9"}),
        ),
        "'L1 De Merel' staat al in het systeem onder 'G1'.",
        id="known name under a new code",
    ),
    pytest.param(
        put("instantienamen", 2, instantie="A2", geldig_van="2026-01-01", naam="De Wilgen"),
        "Deze periode overlapt die van rij 3",
        id="overlap within the file",
    ),
    pytest.param(put("groep_zorgvormen", 2, geldig_van="2026-01-01"), "wat al in het systeem staat", id="overlap"),
    pytest.param(
        put("signalen", 2, toestand="ontvangen"), "Signaal 'S-2026-0001' staat al in het systeem", id="signal's state"
    ),
    pytest.param(put("signalen", 2, tekst="Iets anders."), "kolom 'tekst': Signaal", id="signal's text"),
]


@pytest.mark.parametrize(("spoil", "sentence"), KEPT)
def test_flaws_against_what_is_kept(house: House, tmp_path: Path, spoil: Spoil, sentence: str) -> None:
    with transaction(house.engine) as session:
        import_register(session, house, write_files(tmp_path / "first", small_register()), now=NOW, actor=SYSTEM)
    assert [flaw for flaw in flaws_of(house, tmp_path, spoil) if sentence in flaw]


def test_an_agency_in_the_file_and_one_kept_may_not_share_a_name(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        import_register(session, house, write_files(tmp_path / "first", small_register()), now=NOW, actor=SYSTEM)
    only = {
        "instanties": [{"code": "A3", "soort": "aanbieder"}],
        "instantienamen": [{"instantie": "A3", "geldig_van": "2025-01-01", "naam": "DE WILGEN"}],
    }
    with pytest.raises(FlawedInput, match="Dit is dezelfde instelling"), transaction(house.engine) as session:
        import_register(session, house, write_files(tmp_path / "second", only), now=NOW, actor=SYSTEM)
