"""Makes the pictures of the yearly reports for the manual, from the example region: pages of the PDF, and the web page.

Run `python -m examples.make_pictures_reports docs/handleiding/rapporten`. It needs a Chromium for the web page, and
reaches nothing outside this machine.
"""

import argparse
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from actions.annual_runs import open_run
from actions.annual_subjects import named_subject
from actions.house import build_house
from actions.register import import_register
from examples.make_pictures import BROWSERS, small
from rules.annual_reports import ReportKind
from rules.policy_words import ReportProfile
from rules.reports import Report
from store.events import SYSTEM
from store.session import transaction
from store.settings import Settings
from templates.pdf import render_pages
from templates.report_document import report_document
from templates.report_page import render_report

YEAR, NOW = 2025, datetime(2026, 1, 20, 9, tzinfo=UTC)
REGION = Path(__file__).parent / "region"
WANTED = (
    ("gemeente", ReportKind.MUNICIPALITY, "Gemeente Waterrijk"),
    ("kleine-gemeente", ReportKind.MUNICIPALITY, "Gemeente Klein Oord"),
    ("instantie", ReportKind.AGENCY, "De Bevershoeve"),
    ("land", ReportKind.NATIONAL, ""),
)
ACROSS, GAP, PAPER = 3, 12, "#dfe4e8"
WIDTH = 1000


def main() -> None:
    """Make the pictures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    folder = asked.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in reports():
        pages = [Image.open(io.BytesIO(page)) for page in render_pages(report_document(report), 62)]
        (folder / f"{name}.png").write_bytes(small(sheet(pages)))
        if name == "gemeente":
            (folder / f"{name}-web.png").write_bytes(small(web_page(report)))


def reports() -> Iterator[tuple[str, Report]]:
    """Yield the wanted reports, in the strict profile."""
    with tempfile.TemporaryDirectory() as home:
        house = build_house(Settings(home=Path(home)), NOW)
        with transaction(house.engine) as session:
            import_register(session, house, REGION, now=NOW, actor=SYSTEM)
            run = open_run(session, house, YEAR, ReportProfile.STRICT, NOW)
            for name, kind, called in WANTED:
                yield name, run.report(named_subject(session, kind, called, YEAR))
        house.engine.dispose()


def sheet(pages: Sequence[Image.Image]) -> bytes:
    """Return all pages on one picture, side by side."""
    width, height = pages[0].size
    lines = -(-len(pages) // ACROSS)
    whole = Image.new("RGB", ((width + GAP) * ACROSS + GAP, (height + GAP) * lines + GAP), PAPER)
    for number, page in enumerate(pages):
        line, place = divmod(number, ACROSS)
        whole.paste(page, (GAP + place * (width + GAP), GAP + line * (height + GAP)))
    made = io.BytesIO()
    whole.save(made, "PNG")
    return made.getvalue()


def web_page(report: Report) -> bytes:
    """Return the top of the web page."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1400}, java_script_enabled=False)
        page.set_content(render_report(report))
        picture = page.screenshot()
        browser.close()
    return picture


if __name__ == "__main__":
    main()
