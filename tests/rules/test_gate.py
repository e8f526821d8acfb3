"""What the anonymisation gate finds, what it leaves alone, and how heavy each finding is."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import FlawedInput
from rules.gate import check
from rules.gate_file import read_cases
from rules.gate_findings import LEVELS, FindingKind, GateLevel
from rules.gate_known import within_one_letter
from rules.gate_numbers import is_bsn, is_iban
from rules.gate_words import WordList, lexicon


def told(text: str, known: tuple[str, ...] = (), allow: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.kind.name) for found in check(text, known, allow)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Het nummer is 111 222 333.", ("111 222 333", "BSN"), id="bsn in groups"),
        pytest.param("BSN 123456789 klopt niet.", ("123456789", "BSN"), id="bsn named, mistyped"),
        pytest.param("Bel 06-12345678 even.", ("06-12345678", "PHONE"), id="mobile"),
        pytest.param("Bel +32 470 12 34 56 even.", ("+32 470 12 34 56", "PHONE"), id="abroad"),
        pytest.param("Mail j.jansen @ voorbeeld.example nu.", ("j.jansen @ voorbeeld.example", "EMAIL"), id="mail"),
        pytest.param("Op NL02 ABNA 0123 4567 89 dus.", ("NL02 ABNA 0123 4567 89", "IBAN"), id="iban"),
        pytest.param("Zij woont op Dorpsweg 3b dus.", ("Dorpsweg 3b", "ADDRESS"), id="street"),
        pytest.param("Zij is geboren op 3 mei 2011.", ("3 mei 2011", "BIRTH_DATE"), id="birth date"),
        pytest.param("Zaaknummer C/15/341234 loopt.", ("C/15/341234", "CASE_NUMBER"), id="case number"),
        pytest.param("Een auto, 9-XKL-21, reed weg.", ("9-XKL-21", "PLATE"), id="plate"),
        pytest.param("Zij heet @lotte_07 daar.", ("@lotte_07", "SOCIAL_ACCOUNT"), id="account"),
        pytest.param("Gisteren huilde Xandrijn weer.", ("Xandrijn", "PERSON"), id="unknown name"),
        pytest.param("Kim wil naar huis.", ("Kim", "PERSON"), id="a name that is a word, opening"),
        pytest.param("ROXANNE MAG NIETS VAN ZE.", ("ROXANNE", "PERSON"), id="in capitals"),
        pytest.param("toen kwam roxanne binnen", ("roxanne", "PERSON"), id="in lower case"),
        pytest.param("Volgens J. van den Berg niet.", ("J. van den Berg", "PERSON"), id="initial and links"),
        pytest.param("Mentor Roxanne zag het.", ("Roxanne", "STAFF"), id="staff"),
        pytest.param("Hij zit op basisschool De Eik nu.", ("basisschool De Eik", "SCHOOL"), id="school"),
        pytest.param("Hij komt uit Winschoten daar.", ("Winschoten", "RESIDENCE"), id="residence"),
        pytest.param("Een 15-jarige mag dat.", ("15-jarige", "AGE"), id="age"),
        pytest.param("Het gaat om kamer 12 boven.", ("12", "ROOM"), id="room"),
        pytest.param("Zij is het enige meisje op de groep.", ("het enige meisje", "CIRCUMSTANCE"), id="circumstance"),
    ],
)
def test_it_finds(text: str, found: tuple[str, str]) -> None:
    assert told(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wil de instelling binnen tien dagen reageren?", id="a verb that is also a name"),
        pytest.param("In Utrecht zijn twee groepen gesloten.", id="where an agency stands"),
        pytest.param("Volgens de Jeugdwet en de IGJ mag dit niet.", id="law and body"),
        pytest.param("Op 3 april 2026 om 21.40 uur was niemand aanwezig.", id="date of a happening"),
        pytest.param("Bezoek nr. 482193757 is vastgelegd.", id="nine digits that fail the 11-proof"),
        pytest.param("Al drie jaar geldt dit voor jongeren tussen de twaalf en zestien jaar.", id="duration and range"),
        pytest.param("Op groep De Zwaluw is geen leiding.", id="a group"),
        pytest.param("ALLE DEUREN ZIJN OP SLOT.", id="capitals without a name"),
        pytest.param("", id="nothing"),
    ],
)
def test_it_leaves_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("Thirza huilt.", "Thirza", id="exact"),
        pytest.param("thirza huilt.", "thirza", id="lower case"),
        pytest.param("Het is Thirza's fiets.", "Thirza's", id="genitive"),
        pytest.param("Gisteren huilde Thirsa weer.", "Thirsa", id="one letter wrong"),
        pytest.param("T. van der Ploeg is boos.", "T. van der Ploeg", id="initial and family name"),
        pytest.param("Volgens T.v.d.P. niet.", "T.v.d.P.", id="initials"),
        pytest.param("Volgens TP niet.", "TP", id="initials without dots"),
        pytest.param("THIRZA VAN DER PLOEG IS BOOS.", "THIRZA VAN DER PLOEG", id="capitals"),
    ],
)
def test_a_known_name_is_found_and_blocks(text: str, place: str) -> None:
    findings = check(text, known=("Thirza van der Ploeg",))
    covered = {place for found in findings for place in range(found.start, found.end)}
    start = text.index(place)
    assert all(at in covered for at in range(start, start + len(place)) if text[at].isalnum())
    assert GateLevel.BLOCK in {found.level for found in findings}


def test_a_known_name_wins_over_what_may_stay() -> None:
    assert told("Zij sprak met Zwaluw.", known=("Zwaluw",), allow=("Zwaluw",)) == [("Zwaluw", "PERSON")]


def test_a_lower_case_word_that_is_a_known_name_is_only_to_be_confirmed() -> None:
    (finding,) = check("Op tafel stond een roos.", known=("Roos",))
    assert finding.level is GateLevel.CONFIRM


@pytest.mark.parametrize(
    ("text", "allow"),
    [
        pytest.param("Zij sprak met Xandrijn.", "Xandrijn", id="a word"),
        pytest.param("Zij woont op Hoeve Xandrijn.", "Hoeve Xandrijn", id="a phrase"),
        pytest.param("Bij De Xandrijn is het rustig.", "locatie De Xandrijn", id="without its kind"),
    ],
)
def test_what_is_allowed_stays(text: str, allow: str) -> None:
    assert told(text) != []
    assert told(text, allow=(allow,)) == []


def test_every_kind_has_a_level() -> None:
    assert set(LEVELS) == set(FindingKind)
    assert set(LEVELS.values()) == set(GateLevel)


def test_a_finding_holds_no_text() -> None:
    (finding,) = check("Gisteren huilde Xandrijn weer.")
    assert "Xandrijn" not in repr(finding)


def test_a_decomposed_name_is_found_whole() -> None:
    text = unicodedata.normalize("NFD", "Gisteren huilde Zoë weer.")
    assert [unicodedata.normalize("NFC", name) for name, _ in told(text)] == ["Zoë"]


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=2), st.lists(st.text(max_size=12), max_size=2))
def test_findings_lie_within_the_text_in_order_and_apart(text: str, known: list[str], allow: list[str]) -> None:
    ends = 0
    for finding in check(text, known, allow):
        assert ends <= finding.start < finding.end <= len(text)
        ends = finding.end


@given(st.integers(10_000_000, 999_999_999))
def test_one_wrong_digit_fails_the_11_proof(number: int) -> None:
    digits = f"{number:09}"
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert not (is_bsn(digits) and is_bsn(wrong))


def test_check_digits_of_an_account() -> None:
    assert is_iban("BE68539007547034")
    assert not is_iban("BE68539007547035")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("sanne", "sane", True), ("sanne", "sannie", True), ("sanne", "sonne", True), ("sanne", "snane", True),
     ("sanne", "sanne", True), ("sanne", "sonna", False), ("sanne", "san", False)],
)  # fmt: skip
def test_within_one_letter(one: str, other: str, near: bool) -> None:
    assert within_one_letter(one, other) is near
    assert within_one_letter(other, one) is near


@given(st.sets(st.text("abcdé", min_size=1, max_size=6), min_size=1), st.text("abcdé", min_size=1, max_size=6))
def test_a_word_list_holds_what_was_put_in(words: set[str], other: str) -> None:
    block = "".join(f"{word}\n" for word in sorted(words, key=str.encode)).encode()
    listed = WordList(block)
    assert all(word in listed for word in words)
    assert (other in listed) is (other in words)


def test_a_compound_of_dutch_words_is_dutch() -> None:
    assert lexicon().is_dutch("afzonderingskamerdeur")
    assert not lexicon().is_dutch("xandrijn")


SECRET = "Xandrijn"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        pytest.param(f'{{"id": "1", "text": "{SECRET}"', "regel 2: dit is geen geldige JSON", id="broken"),
        pytest.param(f'["{SECRET}"]', "regel 2: dit is geen JSON-object", id="no object"),
        pytest.param(f'{{"text": "{SECRET}"}}', "regel 2: 'id' ontbreekt", id="no id"),
        pytest.param('{"id": "2"}', "regel 2: 'text' ontbreekt", id="no text"),
        pytest.param(f'{{"id": "1", "text": "{SECRET}"}}', "regel 2: dit 'id' staat er al", id="twice"),
        pytest.param(f'{{"id": "2", "text": "a", "known": "{SECRET}"}}', "regel 2: 'known' is geen lijst", id="known"),
    ],
)
def test_a_flaw_is_told_with_its_line_and_never_the_text(line: str, sentence: str) -> None:
    with pytest.raises(FlawedInput) as refusal:
        read_cases("x.jsonl", f'{{"id": "1", "text": "goed"}}\n{line}\n'.encode())
    assert sentence in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_bytes_that_are_no_utf8_and_an_empty_file_are_told() -> None:
    with pytest.raises(FlawedInput, match="geen UTF-8"):
        read_cases("x.jsonl", b'{"id": "1", "text": "\xff"}')
    with pytest.raises(FlawedInput, match="er staat geen tekst in"):
        read_cases("x.jsonl", b"\n\n")


def test_a_case_is_read_with_its_names() -> None:
    record = {"id": 7, "text": "tekst", "known": ["A"], "allow": ["B"]}
    (case,) = read_cases("x.jsonl", b"\xef\xbb\xbf" + json.dumps(record).encode() + b"\r\n")
    assert (case.id, case.text, case.known, case.allow) == (7, "tekst", ("A",), ("B",))
