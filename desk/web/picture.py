"""A QR code as a picture in the page itself: its secret goes nowhere else."""

import segno
from markupsafe import Markup

MODULE_PIXELS = 4
QUIET_MODULES = 3


def picture_of(address: str) -> Markup:
    """Return the QR code of `address` as SVG: black on white in light and dark, as cameras want it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=MODULE_PIXELS, border=QUIET_MODULES, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by the library from numbers, no text of anybody stands in it
