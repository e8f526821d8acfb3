"""Makes the pictures of the desk for the manual, from a demo that is served: its year and its day are always the same.

Play a demo, serve its desk (`WAAKVLAM_HOME=var/demo .venv/bin/waakvlam serve --only desk`) and run
`python -m examples.make_pictures_desk http://127.0.0.1:8210 docs/handleiding/desk`. Some pictures need a deed first, so
use a demo that nobody used before. It needs a Chromium, and reaches nothing but that desk.
"""

import argparse
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from examples.make_pictures import BROWSERS, small

COLOURS = 96
ADVISER, COORDINATOR, MANAGER = "Noor Wilgenbosch", "Merel Hooiveld", "Roos Eikvaren"
JURIST, OFFICER, ADMINISTRATOR = "Olaf Waterdrieblad", "Hanna Duizendblad", "Milan Veenwortel"
PROVIDER, MUNICIPALITY, INSPECTOR = "Wessel Ganzerik", "Yara Moerasspirea", "Lars Zonnedauw"
CASE = "/clienten/CL-2026-0198/zaken/VPK-2026-0198-1"


def as_it_comes(_page: Page) -> None:
    """Do nothing: the page shows what is wanted."""


def open_first(page: Page) -> None:
    """Open what stands first in a list."""
    page.locator("main tbody a").first.click()


def report_ill(page: Page) -> None:
    """Ask what the absence of an adviser would do."""
    page.locator("[name=kind]").select_option("ill")
    page.locator("[name=from]").fill("2026-11-19")
    page.locator("[name=to]").fill("2026-11-25")
    page.get_by_role("button", name="Bekijk wat dit doet").click()
    page.get_by_role("button", name="Alles overnemen").wait_for(timeout=60_000)


def write_names(page: Page) -> None:
    """Draft a signal that still holds a name, an age and a room."""
    page.locator("[name=group]").select_option(index=1)
    page.locator("[name=measure]").select_option(index=1)
    page.locator("[name=cause]").select_option(index=1)
    page.locator("[name=kind][value=general]").check(force=True)
    page.locator("[name=text]").fill("Kevin (14) moest van Ahmed in kamer 12 blijven tot na het eten.")
    page.get_by_role("button", name="Opstellen en nakijken").click()


def file_complaint(page: Page) -> None:
    """Take a case to the complaints committee, and begin its procedure."""
    page.locator("[name=kind]").select_option(label="klachtencommissie")
    page.get_by_role("button", name="Actie vastleggen").click()
    page.get_by_text("Procedure beginnen").first.click()
    form = page.locator("form", has=page.locator("[name=received_on]"))
    form.locator("[name=agency]").select_option(label="De Rietwaard Jeugdhulp")
    form.locator("[name=received_on]").fill("2026-11-16")
    form.locator("[name=with_committee]").check(force=True)
    form.get_by_role("button", name="Procedure beginnen").click()
    page.get_by_role("heading", level=1, name="Procedure K-").wait_for()


def link_of_mail(page: Page) -> None:
    """Follow the link of a letter that asks an agency for an answer."""
    page.locator("[name=zoek]").fill("S-2026-0048: reactie")
    page.get_by_role("button", name="Filteren").click()
    page.locator("main a[href^='/mail/']").first.click()
    page.wait_for_url("**/mail/*")
    text = page.content() + "".join(frame.content() for frame in page.frames)
    found = re.search(r"https?://[^/\"\s<]+(/antwoord/[^\"\s<]+)", text)
    if found is None:
        raise SystemExit("this demo has no letter with a link to answer")
    page.context.clear_cookies()
    page.goto(found[1])


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture: its name, who looks, at which page, what is done there first, and the size of the window."""

    name: str
    who: str
    path: str
    deed: Callable[[Page], None] = as_it_comes
    width: int = 1280
    height: int = 860


PICTURES = (
    Wanted("vandaag", ADVISER, "/", width=375, height=812),
    Wanted("contact", ADVISER, "/contact", width=375, height=1150),
    Wanted("zaak", ADVISER, CASE, width=900, height=800),
    Wanted("procedure", ADVISER, CASE, file_complaint, width=900, height=760),
    Wanted("signalen-poort", ADVISER, "/signaal-schrijven", write_names),
    Wanted("planning", COORDINATOR, "/", height=800),
    Wanted("week", COORDINATOR, "/planning/week"),
    Wanted("kaart", COORDINATOR, "/planning/kaart", height=900),
    Wanted("afwezig", COORDINATOR, "/vertrouwenspersonen/VP-2", report_ill, height=833),
    Wanted("inspectie-volgen", COORDINATOR, "/signalen/S-2026-0035/inspectie"),
    Wanted("signalen-lijst", JURIST, "/signalen"),
    Wanted("signalen-signaal", JURIST, "/signalen/S-2026-0044"),
    Wanted("jurist", JURIST, "/"),
    Wanted("piket", JURIST, "/piket"),
    Wanted("overzicht", MANAGER, "/"),
    Wanted("rapporten", MANAGER, "/rapporten"),
    Wanted("privacy", OFFICER, "/privacy/logboek?zoek=inspectie"),
    Wanted("bewaren", OFFICER, "/privacy/bewaren"),
    Wanted("aanbieder", PROVIDER, "/"),
    Wanted("gemeente", MUNICIPALITY, "/rapporten", open_first),
    Wanted("inspectie-dossier", INSPECTOR, "/signalen/S-2026-0037/dossier"),
    Wanted("beheer", ADMINISTRATOR, "/"),
    Wanted("gebruiker", ADMINISTRATOR, "/beheer/gebruikers", open_first),
    Wanted("koppelingen", ADMINISTRATOR, "/beheer/koppelingen"),
    Wanted("signalen-antwoord", ADMINISTRATOR, "/mail", link_of_mail, height=800),
)


def main() -> None:
    """Make the pictures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("desk", help="address of the desk of a demo")
    asked.add_argument("folder", type=Path)
    asked.add_argument("names", nargs="*", help="which pictures; all if left out")
    given = asked.parse_args()
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for wanted in PICTURES:
            if not given.names or wanted.name in given.names:
                (given.folder / f"{wanted.name}.png").write_bytes(taken(browser, given.desk, wanted))
        browser.close()


def taken(browser: Browser, desk: str, wanted: Wanted) -> bytes:
    """Sign in, go to the page, do what is to be done first, and return the picture."""
    context = browser.new_context(
        base_url=desk, viewport={"width": wanted.width, "height": wanted.height}, locale="nl-NL",
    )  # fmt: skip
    page = context.new_page()
    page.goto("/aanmelden")
    page.get_by_role("button", name=wanted.who).first.click()
    page.wait_for_url(lambda address: "/aanmelden" not in address)
    page.goto(wanted.path)
    wanted.deed(page)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    return small(picture, COLOURS)


if __name__ == "__main__":
    main()
