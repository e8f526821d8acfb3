"""Numbers that people type in an address or a form: none is larger than the databases hold (2**31 - 1)."""

import re

from starlette.convertors import Convertor, register_url_convertor

DIGITS = 9
_FITS = re.compile(rf"[0-9]{{1,{DIGITS}}}")


class RowNumber(Convertor[int]):
    """The number of a row in a path. A longer one fits no route at all: there is no such page (404)."""

    regex = _FITS.pattern

    def convert(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return it as it stands in a path."""
        return str(value)


register_url_convertor("int", RowNumber())  # for every {name:int}: nobody has to remember it


def number_in(given: str) -> int | None:
    """Return the whole number that was typed; None for anything else, and for one of more than nine digits."""
    return int(given) if _FITS.fullmatch(given) else None
