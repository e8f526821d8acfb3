"""An agency answers with its link alone, and people find on their lists what that asks of them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from actions.reply_tokens import link_code, reply_page
from store.replies import links_of_round
from store.session import transaction
from tests.actions.signal_world import at
from tests.desk.command_line import CommandLine
from tests.scenarios.steps import Steps

SENT, LATER = at(date(2026, 3, 16), 10), at(date(2026, 3, 18), 9)


def token_file(steps: Steps, reference: str) -> Path:
    """Write what the mail to the agency holds to a file."""
    with transaction(steps.house.engine) as session:
        page = reply_page(session, steps.house, steps.signal(session, reference))
    file = steps.folder / "link.txt"
    file.write_text(page.removeprefix("/antwoord/") + "\n")
    return file


def code_of(steps: Steps, reference: str) -> str:
    """Return the code that was mailed last."""
    with transaction(steps.house.engine) as session:
        return link_code(steps.house.vault, links_of_round(session, steps.signal(session, reference))[-1])


def listed(steps: Steps, who: str, moment: datetime) -> list[dict[str, Any]]:
    """Return somebody's work list."""
    answer = steps.refused("work list", by=who, at=moment)
    assert answer.code == 0, answer.err
    lines: list[dict[str, Any]] = answer.data
    return lines


def test_an_agency_answers_without_an_account(steps: Steps, line: CommandLine) -> None:
    reference = steps.sent(SENT)
    link, moment = token_file(steps, reference), ("--as-of", LATER.isoformat())
    seen = line("reply", "view", "--link", link, *moment, "--json").data
    assert (seen["reference"], seen["due"], len(seen["contacts"])) == (reference, "2026-04-08", 2)
    contact = seen["contacts"][0][0]
    assert line("reply", "code", "--link", link, "--contact", contact, *moment).code == 0
    guess = ("--code", "x", "--text", steps.text("Nee."), "--kind", "disagrees")
    wrong = line("reply", "send", "--link", link, *guess, *moment)
    assert (wrong.code, "code klopt niet" in wrong.err) == (3, True)
    given = ("--link", link, "--code", code_of(steps, reference))
    assert line("reply", "more-time", *given, "--until", "2026-04-20", *moment).code == 0
    paper = steps.folder / "plan.pdf"
    paper.write_bytes(b"%PDF-1.7 plan")
    sent = line(
        "reply", "send", *given, "--text", steps.text("Wij passen de huisregels aan."), "--kind", "planned",
        "--promised-on", "2026-04-30", "--file", paper, *moment,
    )  # fmt: skip
    assert (sent.code, steps.state(reference)) == (0, "answered")
    used = line("reply", "view", "--link", link, *moment)
    assert (used.code, "niet (meer) geldig" in used.err) == (3, True)
    told = steps("signal link", reference, by="coordinator", at=LATER)
    assert told == {"reference": reference, "round": 1, "links": 1, "state": "spent"}

    mine = listed(steps, "writer", LATER)
    assert {each["kind"] for each in mine} == {"judge_reply"}, "who answered needs no more time"
    number = mine[0]["number"]
    assert line("work", "done", number, "--by", steps.logins["writer"]).code == 0
    steps.sweep(at(date(2026, 5, 4), 9))
    assert "check_promise" in steps.works()


def test_a_coordinator_takes_a_link_back_and_makes_a_new_one(steps: Steps, line: CommandLine) -> None:
    reference = steps.sent(SENT)
    old, moment = token_file(steps, reference), ("--as-of", LATER.isoformat())
    assert steps("signal link", reference, "--revoke", by="coordinator", at=LATER)["state"] == "revoked"
    assert line("reply", "view", "--link", old, *moment).code == 3
    assert steps("signal link", reference, "--new", by="coordinator", at=LATER)["state"] == "open"
    assert line("reply", "view", "--link", token_file(steps, reference), *moment).code == 0
    both = steps.refused("signal link", reference, "--new", "--revoke", by="coordinator", at=LATER)
    assert both.code == 2


def test_work_is_taken_rested_and_handed_over(steps: Steps, line: CommandLine) -> None:
    reference = steps.draft(SENT)
    steps("signal submit", reference, by="writer", at=SENT)
    (item,) = listed(steps, "jurist", SENT)
    assert (item["kind"], item["origin"], item["code"]) == ("review_signal", "own", reference)
    assert line("work", "take", item["number"], "--by", steps.logins["jurist"]).code == 0
    past = str(SENT.date() + timedelta(days=30))
    late = line(
        "work", "rest", item["number"], "--until", past, "--reason", "other_first", "--by", steps.logins["jurist"]
    )
    assert late.code == 2
    not_mine = line("work", "take", item["number"], "--by", steps.logins["coordinator"])
    assert (not_mine.code, "staat niet op uw lijst" in not_mine.err) == (3, True)
