"""What goes with the gate: replacements, choices, small groups, what really leaves, and what people are told."""

import pytest

from rules.gate import check
from rules.gate_choices import Choice, Edit, TextPart, rewritten
from rules.gate_errors import SENTENCES, GateHolds, sentence
from rules.gate_findings import FindingKind, GateLevel
from rules.gate_group import GroupFacts, Traceability, traceable
from rules.gate_rendered import ReadPart, as_read, check_rendered
from rules.gate_replacements import REPLACEMENTS

TWO, THREE, EIGHT, LARGE = (GroupFacts(residents, is_family_home=False) for residents in (2, 3, 8, 9))
HOME = GroupFacts(None, is_family_home=True)


@pytest.mark.parametrize(
    ("text", "replacements"),
    [
        pytest.param("Gisteren huilde Xandrijn.", ["een jongere"], id="a person"),
        pytest.param("De vader van zijn broertje Xandrijn.", [""], id="a person after a role"),
        pytest.param("Toen kwam mentor Xandrijn.", [""], id="staff after a role"),
        pytest.param("Zij is 14 jaar.", ["12-15 jaar"], id="an age"),
        pytest.param("Een zeventienjarige mag dat.", ["16-17-jarige"], id="an age in letters"),
        pytest.param("Hij kwam uit kamer 12.", [""], id="a room"),
        pytest.param("Bel 06-12345678.", ["een telefoonnummer"], id="a phone number"),
    ],
)
def test_a_finding_says_what_can_stand_in_its_place(text: str, replacements: list[str]) -> None:
    assert [finding.replacement for finding in check(text)] == replacements


def test_every_kind_has_a_replacement_and_a_sentence() -> None:
    assert set(REPLACEMENTS) == set(SENTENCES) == set(FindingKind)


@pytest.mark.parametrize(
    ("choice", "after"),
    [
        pytest.param(Choice.REPLACE, "Een jongere (12-15 jaar) moest weg. Volgens een jongere ook.", id="replace"),
        pytest.param(Choice.REMOVE, "() moest weg. Volgens ook.", id="remove"),
    ],
)
def test_findings_are_taken_out(choice: Choice, after: str) -> None:
    text = "Kevin (14) moest weg. Volgens Xandrijn ook."
    assert rewritten(text, [Edit(finding, choice) for finding in check(text)]) == after
    assert rewritten(text, []) == text


def test_a_choice_that_changes_nothing_is_no_edit() -> None:
    (finding,) = check("Gisteren huilde Xandrijn.")
    with pytest.raises(ValueError, match="does not change"):
        rewritten("Gisteren huilde Xandrijn.", [Edit(finding, Choice.POINTS_AT_NOBODY)])


@pytest.mark.parametrize(
    ("text", "group", "reasons"),
    [
        pytest.param("De deur was dicht.", TWO, {Traceability.SMALL_GROUP}, id="two residents"),
        pytest.param("De deur was dicht.", THREE, set(), id="three residents"),
        pytest.param("De deur was dicht.", HOME, {Traceability.FAMILY_HOME}, id="family home"),
        pytest.param(
            "Een meisje van 14.",
            GroupFacts(8, is_family_home=False),
            {Traceability.AGE_AND_SEX},
            id="age and sex, eight",
        ),
        pytest.param("Een meisje van 14.", LARGE, set(), id="age and sex, nine"),
        pytest.param("Een jongere van 14.", EIGHT, set(), id="age without sex"),
        pytest.param("Een meisje van 14.", None, set(), id="no group known"),
        pytest.param("Eén jongere vertelde dit.", LARGE, {Traceability.ONE_REPORTER}, id="one reporter"),
        pytest.param("Twee jongeren vertelden dit.", LARGE, set(), id="two reporters"),
        pytest.param("De tweeling mag niet bellen.", LARGE, {Traceability.RARE_TRAIT}, id="twins"),
        pytest.param("De enige jongen slaapt apart.", LARGE, {Traceability.RARE_TRAIT}, id="the only boy"),
    ],
)
def test_traceable(text: str, group: GroupFacts | None, reasons: set[Traceability]) -> None:
    assert set(traceable(text, check(text), group)) == reasons
    assert all("herleidbaar" in reason.dutch for reason in reasons)


PAGE = (
    "<html><head><style>.Kevin{}</style></head><body><p>De deur was dicht.</p><!-- Kevin -->"
    '<img alt="Xandrijn" src="x.png"><a href="mailto:x.ploeg@voorbeeld.example">Schrijf</a>&#39;t Hof</body></html>'
)


def in_parts(*read: ReadPart) -> list[tuple[TextPart, str]]:
    return [(part.part, part.text[one.start : one.end]) for part in read for one in part.findings]


def test_markup_is_read_as_a_reader_gets_it() -> None:
    assert as_read(TextPart.HTML, PAGE).split("\n|\n") == [
        "De deur was dicht.", "Schrijf 't Hof", "Xandrijn", "mailto:x.ploeg@voorbeeld.example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "text", "found"),
    [
        pytest.param(TextPart.SUBJECT, "Signaal over Xandrijn", ["Xandrijn"], id="subject"),
        pytest.param(TextPart.HTML, PAGE, ["Xandrijn", "x.ploeg@voorbeeld.example"], id="markup"),
        pytest.param(TextPart.FILE_NAME, "verslag_Xandrijn-Ploeg.pdf", ["Xandrijn Ploeg"], id="file name"),
        pytest.param(TextPart.METADATA, "Auteur: Xandrijn Ploeg", ["Xandrijn Ploeg"], id="properties"),
    ],
)
def test_every_part_of_what_leaves_is_looked_at(part: TextPart, text: str, found: list[str]) -> None:
    read = check_rendered({part: text})
    assert [words for _, words in in_parts(*read)] == found
    assert "Xandrijn" not in repr(read)


def test_known_names_block_in_every_part_and_the_words_of_the_house_stay() -> None:
    parts = {
        TextPart.SUBJECT: "Signaal S-2026-0001",
        TextPart.TEXT: "Zie https://desk.example/antwoord/Ab3-Kq_x7 of bel 088 000 00 00. Xandra huilde.",
    }
    read = check_rendered(parts, known=["Xandra"], own=["S-2026-0001", "https://desk.example", "088 000 00 00"])
    assert in_parts(*read) == [(TextPart.TEXT, "Xandra")]
    assert [one.level for part in read for one in part.findings] == [GateLevel.BLOCK]


@pytest.mark.parametrize(
    ("text", "own", "found"),
    [
        pytest.param("Plaats: Roos. Vandaag.", "Roos", ["Roos"], id="a known name that the place has too"),
        pytest.param("Gisteren huilde Noortje.", "Noor", ["Noortje"], id="part of a known name"),
        pytest.param("BSN 122333391.", "22", ["122333391"], id="part of a number"),
        pytest.param("Bel 06 22 33 44 55 terug.", "22", ["06 22 33 44 55"], id="a group of digits in a number"),
        pytest.param("Mail roos@voorbeeld.example.", "roos", ["roos@voorbeeld.example"], id="part of an account"),
        pytest.param(
            "<p>Waar Locatie Vlierbesstraat, De Steiger</p>",
            "Locatie Vlierbesstraat",
            [],
            id="a label",
        ),
        pytest.param("https://desk.example/antwoord/Noortje-x", "https://desk.example", [], id="the rest of our page"),
        pytest.param("https://desk.example.kwaad/Noortje", "https://desk.example", ["Noortje"], id="no page of ours"),
    ],
)
def test_our_own_words_hide_nothing_else(text: str, own: str, found: list[str]) -> None:
    allow = ["De Steiger"]
    read = check_rendered({TextPart.HTML: text}, known=["Roos", "Noortje"], allow=allow, own=[own])
    assert [words for _, words in in_parts(*read)] == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "Daar zat Xandrijn.",
            "Mogelijke naam: 'Xandrijn' (teken 10-17). Verwijder, vervang of geef een reden.",
            id="row 28: a name",
        ),
        pytest.param(
            "BSN 123456782.",
            "Een BSN mag nooit in een signaal staan: '123456782' (teken 5-13). Haal het weg.",
            id="row 29: a BSN",
        ),
    ],
)
def test_what_the_writer_reads(text: str, said: str) -> None:
    (finding,) = check(text)
    assert sentence(finding, text[finding.start : finding.end]) == said


def test_what_an_error_says_holds_no_text() -> None:
    error = GateHolds("S-2026-0001", check("Kevin (14) zat bij Ahmed op kamer 12."))
    assert len(error.findings) == 4
    assert not any(name in str(error) + repr(error) for name in ("Kevin", "Ahmed", "14)"))
