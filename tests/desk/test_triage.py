"""`waakvlam triage`, as a script calls it: stable keys, a table for people, and every flaw at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules.triage_conditions import MEASURES
from rules.triage_file import SETTINGS
from rules.vocabulary import CareType
from tests.desk.command_line import CommandLine
from tests.desk.measures import HOLDING, Triage


@pytest.fixture
def triage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Triage:
    return Triage(tmp_path, capsys)


def test_it_answers_these_keys_and_no_others(triage: Triage) -> None:
    advice = triage.advice()
    assert list(advice) == ["verdict", "rule_set", "sources", "severity", "ask"]
    assert (advice["verdict"], advice["rule_set"], advice["severity"]) == (
        "no_ground",
        "closed_legal_position_2024",
        "general",
    )
    assert advice["ask"] == ["propose_signal", "report_to_inspectorate"]
    assert "Jeugdwet art. 6.6.1 lid 5" in advice["sources"]


def test_people_get_dutch_and_hear_that_it_is_advice(triage: Triage) -> None:
    answer = triage()
    assert answer.code == 0
    assert "geen grondslag" in answer.out
    assert "Stel een signaal voor." in answer.out
    assert "Een mens beslist; er is niets verstuurd." in answer.err


@pytest.mark.parametrize("setting", SETTINGS)
def test_each_name_of_a_place_is_understood(triage: Triage, setting: str) -> None:
    closed = setting in ("closed", "closed_accommodation", CareType.CLOSED_CARE)
    assert triage.advice(setting=setting)["rule_set"] == (
        "closed_legal_position_2024" if closed else "open_no_own_ground"
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_is_understood(triage: Triage, measure: str) -> None:
    assert triage.advice(measure=measure, scope="generic")["verdict"] == "no_ground"


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        pytest.param({"injury": True}, "acute", id="an injury"),
        pytest.param({"injury": False}, "general", id="no injury"),
        pytest.param({"duration_hours": None}, "acute", id="no end seen"),
        pytest.param({"duration_hours": 0.25}, "general", id="a quarter of an hour"),
        pytest.param({"age": None}, "general", id="age unknown"),
        pytest.param({"observed_on": "04-05-2026"}, "general", id="a Dutch day"),
        pytest.param({"evidence": ["care_plan", "care_plan"]}, "general", id="evidence said twice"),
    ],
)
def test_what_may_be_left_open(triage: Triage, facts: dict[str, Any], severity: str) -> None:
    assert triage.advice(**facts)["severity"] == severity


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        pytest.param({"observed_on": "2026-02-31"}, "sleutel 'observed_on': 2026-02-31 bestaat niet", id="no such day"),
        pytest.param({"observed_on": "03/04/26"}, "dubbelzinnig", id="ambiguous day"),
        pytest.param({"observed_on": 20260504}, "'20260504' is geen datum", id="a day as a number"),
        pytest.param({"observed_on": "2014-12-31"}, "staan geen wettelijke regels", id="before the Jeugdwet"),
        pytest.param({"setting": "half-open"}, "'half-open' is onbekend. Kies uit: closed, open", id="unknown setting"),
        pytest.param({"measure": "climate"}, "'climate' is onbekend. Kies uit: holding", id="no measure"),
        pytest.param({"measure": None}, "sleutel 'measure': 'null' is onbekend", id="no word"),
        pytest.param({"measure": ["holding"]}, "een lijst is onbekend", id="a list of measures"),
        pytest.param({"scope": "all"}, "Kies uit: generic, individual.", id="unknown scope"),
        pytest.param({"ground": "machtiging"}, "Kies uit: closed_care_authorisation, wvggz", id="unknown ground"),
        pytest.param({"evidence": "consent"}, "is geen lijst", id="evidence outside a list"),
        pytest.param({"evidence": ["brief", 7]}, "'brief', '7' is onbekend. Kies uit: care_plan", id="evidence"),
        pytest.param({"emergency": "ja"}, "sleutel 'emergency': 'ja' past niet. Kies uit: true, false.", id="no flag"),
        pytest.param({"emergency": 1}, "'1' past niet", id="a number for a flag"),
        pytest.param({"age": 23}, "'23' past niet. Geef hele jaren van 0 tot en met 22", id="no youth any more"),
        pytest.param({"age": -1}, "sleutel 'age'", id="below zero"),
        pytest.param({"age": 11.5}, "'11.5' past niet", id="half a year"),
        pytest.param({"age": True}, "'true' past niet", id="a flag for an age"),
        pytest.param({"duration_hours": -1}, "Geef uren, 0 of meer", id="less than no time"),
        pytest.param({"duration_hours": float("nan")}, "'NaN' past niet", id="not a number"),
        pytest.param({"duration_hours": float("inf")}, "'Infinity' past niet", id="for ever"),
        pytest.param({"duration_hours": "2"}, "sleutel 'duration_hours': '2' past niet", id="hours as text"),
        pytest.param({"duration": 2}, "onbekende sleutel 'duration'. Bedoelt u 'duration_hours'?", id="unknown key"),
        pytest.param({"naam": "x"}, "onbekende sleutel 'naam'. Deze bestaan: observed_on", id="a name"),
        pytest.param({"scope": "\x1b[31m" + "x" * 99}, "'?[31mxxxxx", id="escape codes and length"),
    ],
)
def test_a_flaw_gets_a_sentence_and_exit_2(triage: Triage, wrong: dict[str, Any], sentence: str) -> None:
    answer = triage("--json", **wrong)
    assert answer.code == 2
    assert sentence in " ".join(answer.err.split())
    assert answer.out == ""


@pytest.mark.parametrize("key", HOLDING)
def test_each_key_is_needed(triage: Triage, key: str) -> None:
    facts = {name: value for name, value in HOLDING.items() if name != key}
    answer = triage(content=json.dumps(facts).encode())
    assert answer.code == 2
    assert f"maatregel.json: sleutel '{key}' ontbreekt." in " ".join(answer.err.split())


def test_all_flaws_are_told_at_once(triage: Triage) -> None:
    answer = triage(content=b'{"setting": "x", "measure": "y", "age": 40, "kleur": 1}')
    told = " ".join(answer.err.split())
    assert answer.code == 2
    assert told.count("maatregel.json:") == len(HOLDING) + 1
    assert [told.count(word) for word in ("ontbreekt", "is onbekend", "past niet", "onbekende sleutel")] == [6, 2, 1, 1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "het bestand is leeg.", id="empty"),
        pytest.param(b"\xef\xbb\xbf \n", "het bestand is leeg.", id="nothing but a mark"),
        pytest.param(b"{'a': 1}", "dit is geen JSON (regel 1, teken 2).", id="no JSON"),
        pytest.param(b"[]", "moet één JSON-object bevatten", id="a list"),
        pytest.param(b"null", "moet één JSON-object bevatten", id="nothing"),
        pytest.param('{"a": "é"}'.encode("cp1252"), "geen UTF-8", id="Windows-1252"),
        pytest.param("{}".encode("utf-16"), "geen UTF-8", id="UTF-16"),
        pytest.param(b"[" * 100_000, "geen JSON die te lezen is", id="far too deep"),
        pytest.param(b"1" * 5_000, "geen JSON die te lezen is", id="a number of 5,000 digits"),
        pytest.param(b'{"age": 1, "age": 2}', "sleutel 'age' staat er twee keer in.", id="a key twice"),
        pytest.param(b" " * 1_000_001, "te groot (max. 1 MB)", id="too large"),
    ],
)
def test_a_file_that_cannot_be_read(triage: Triage, content: bytes, sentence: str) -> None:
    answer = triage("--json", content=content)
    assert answer.code == 2
    assert sentence in " ".join(answer.err.split())
    assert answer.out == ""


@pytest.mark.parametrize("name", ["weg.json", "."], ids=["no file", "a folder"])
def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    answer = CommandLine(tmp_path, capsys)("triage", tmp_path / name, "--json")
    assert answer.code == 2
    assert "niet te lezen" in answer.err
    assert answer.out == ""


def test_a_mark_at_the_start_is_no_flaw(triage: Triage) -> None:
    assert triage(content=b"\xef\xbb\xbf" + json.dumps(HOLDING).encode()).code == 0
