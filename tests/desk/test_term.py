"""`waakvlam term explain`, as a script calls it."""

import json
import subprocess
import sys

import pytest


def waakvlam(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "desk.cli", *arguments], capture_output=True, text=True, check=False)


def test_six_weeks_from_20_february_2026() -> None:
    answer = waakvlam(
        "term", "explain", "--start", "2026-02-20", "--amount", "6", "--unit", "weeks", "--basis", "statutory", "--json"
    )
    told = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert (told["end"], told["provisional"]) == ("2026-04-07", False)
    assert [(step["date"], step["rule"], step["reason"]) for step in told["steps"][1:]] == [
        ("2026-04-03", "atw_art1", "Goede Vrijdag"),
        ("2026-04-04", "atw_art1", "zaterdag"),
        ("2026-04-05", "atw_art1", "zondag"),
        ("2026-04-06", "atw_art1", "Tweede Paasdag"),
    ]
    assert told["steps"][0]["rule"] == "count"
    assert all(step["source"] for step in told["steps"])


def test_hours_keep_their_offset() -> None:
    options = {"--start": "2026-03-28T17:00+01:00", "--amount": "24", "--unit": "hours", "--basis": "policy"}
    answer = waakvlam("term", "explain", *(word for pair in options.items() for word in pair), "--json")
    assert json.loads(answer.stdout)["end"] == "2026-03-29T18:00+02:00"


GOOD = {"--start": "2026-02-20", "--amount": "6", "--unit": "weeks", "--basis": "statutory"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        pytest.param({"--start": "31-02-2026"}, "31-02-2026 bestaat niet", id="no such day"),
        pytest.param({"--start": "03/04/26"}, "dubbelzinnig", id="ambiguous day"),
        pytest.param({"--unit": "weken "}, "--unit: 'weken ' is onbekend. Kies uit: hours", id="unknown unit"),
        pytest.param({"--basis": "wet"}, "--basis: 'wet' is onbekend. Kies uit: statutory, policy", id="unknown basis"),
        pytest.param({"--profile": "bank"}, "Kies uit: atw_full, office", id="unknown calendar profile"),
        pytest.param({"--amount": "0"}, "--amount: '0' past niet. Geef een geheel getal", id="no length"),
        pytest.param({"--unit": "hours"}, "tijd", id="hours without an instant"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_2(wrong: dict[str, str], sentence: str) -> None:
    options = [word for pair in (GOOD | wrong).items() for word in pair]
    answer = waakvlam("term", "explain", *options)
    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


def test_a_date_says_whether_it_is_over() -> None:
    options = [word for pair in GOOD.items() for word in pair]
    on_the_last_day = waakvlam("term", "explain", *options, "--as-of", "2026-04-07", "--json")
    the_day_after = waakvlam("term", "explain", *options, "--as-of", "2026-04-08", "--json")
    assert json.loads(on_the_last_day.stdout)["overdue"] is False
    assert json.loads(the_day_after.stdout)["overdue"] is True
