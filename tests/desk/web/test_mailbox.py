"""The mail of a simulated house, to be looked at; a real house shows none."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from actions.house import House
from channels.maildir import MaildirTransport, file_name
from rules.vocabulary import Role
from store.models import Installation
from store.session import transaction
from tests.desk.web.visiting import Desks


def letter(number: int, *, calendar: bool = False) -> EmailMessage:
    """Return a letter with words as text and as a page, and an appointment if asked."""
    message = EmailMessage()
    message["From"], message["To"] = "huis@waakvlam.example", f"Noor {number} <noor{number}@post.example>"
    message["Subject"], message["Message-ID"] = f"Bezoek {number}", f"<{number}@waakvlam.example>"
    message["Date"] = f"Wed, 08 Apr 2026 10:{number % 60:02d}:00 +0200"
    message.set_content("Tot dan <b>daar</b>.")
    message.add_alternative('<p style="color:red">Tot dan.</p><script>alert(1)</script>', subtype="html")
    if calendar:
        message.add_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar")
    return message


async def _deliver(house: House, letters: list[EmailMessage]) -> None:
    async with MaildirTransport(house.settings.maildir) as box:
        for one in letters:
            await box.deliver(one)


def delivered(house: House, *letters: EmailMessage, simulated: bool = True) -> None:
    with transaction(house.engine) as session:
        session.execute(update(Installation).values(simulated=simulated))
    with ThreadPoolExecutor(1) as pool:  # a browser test has a loop of its own in this thread
        pool.submit(asyncio.run, _deliver(house, list(letters))).result()


def test_the_newest_comes_first_and_pages_follow(desks: Desks) -> None:
    delivered(desks.house, *(letter(number) for number in range(55)))
    visitor = desks.sign_in(Role.COORDINATOR)
    page = visitor.get("/mail").text
    assert page.index("Bezoek 54<") < page.index("Bezoek 53<")
    assert "55 berichten" in page
    assert "Bezoek 4<" not in page
    assert "Bezoek 4<" in visitor.get("/mail?page=2").text
    assert "1 bericht" in visitor.get("/mail?zoek=noor7@").text
    assert visitor.get("/mail?page=x").status_code == 200


def test_a_letter_is_shown_in_a_frame_that_can_do_nothing(desks: Desks) -> None:
    delivered(desks.house, letter(1, calendar=True))
    visitor, name = desks.sign_in(Role.COORDINATOR), file_name(letter(1))
    page = visitor.get(f"/mail/{name}")
    assert "<iframe" in page.text
    assert "sandbox" in page.text
    assert "&lt;b&gt;daar" in page.text
    assert "alert(1)" not in page.text
    alone = visitor.get(f"/mail/{name}/los").headers["content-security-policy"]
    assert alone.startswith("default-src 'none'")
    assert alone.endswith("sandbox")
    assert visitor.get(f"/mail/{name}/afspraak.ics").headers["content-type"].startswith("text/calendar")


@pytest.mark.parametrize("path", ["/mail/bestaat-niet", "/mail/bestaat-niet/los", "/mail/..%2f..%2fkey"])
def test_a_letter_that_is_not_there(desks: Desks, path: str) -> None:
    delivered(desks.house, letter(1))
    assert desks.sign_in(Role.COORDINATOR).get(path).status_code == 404


def test_a_letter_without_an_appointment(desks: Desks) -> None:
    delivered(desks.house, letter(1))
    assert desks.sign_in(Role.COORDINATOR).get(f"/mail/{file_name(letter(1))}/afspraak.ics").status_code == 404


def test_a_real_house_shows_no_mail(desks: Desks) -> None:
    delivered(desks.house, letter(1), simulated=False)
    visitor = desks.sign_in(Role.ADMINISTRATOR)
    page = visitor.get("/mail")
    assert page.status_code == 200
    assert "Bezoek 1" not in page.text
    assert visitor.get(f"/mail/{file_name(letter(1))}").status_code == 404
