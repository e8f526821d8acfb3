"""Makes the pictures of the mails for the manual: each at the width of a phone and of a desk, small PNG files.

Run `python -m examples.make_pictures docs/handleiding/mail`; with `--all DIR` also dark and English, to look at.
It needs a Chromium (the program `chromium`), and reaches nothing outside this machine.
"""

import argparse
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from rules.vocabulary import Language
from templates.engine import mail_names
from templates.previews import preview

COLOURS = 16
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at a mail: the width of the window in pixels, light or dark, and the language."""

    width: int
    dark: bool = False
    language: Language = Language.NL

    @property
    def suffix(self) -> str:
        """What its file name ends in."""
        dark = "-dark" if self.dark else ""
        return f"{self.width}{dark}" + ("" if self.language is Language.NL else f"-{self.language}")


MANUAL = (Look(375), Look(1280))
ALL = (
    *(Look(width, dark) for width in (375, 1280) for dark in (False, True)),
    *(Look(width, language=Language.EN) for width in (375, 1280)),
)


def main() -> None:
    """Make the pictures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--all", action="store_true")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, picture in pictures(browser, ALL if given.all else MANUAL):
            (given.folder / name).write_bytes(picture)
        browser.close()


def pictures(browser: Browser, looks: tuple[Look, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each picture."""
    for look in looks:
        page = browser.new_page(
            viewport={"width": look.width, "height": 200},
            color_scheme="dark" if look.dark else "light",
            java_script_enabled=False,
        )
        for name in mail_names():
            page.set_content(preview(name, look.language).html)
            yield f"{name}-{look.suffix}.png", small(page.screenshot(full_page=True))
        page.close()


def small(picture: bytes, colours: int = COLOURS) -> bytes:
    """Return a picture in few colours: mails have few, and a manual must stay light."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
