"""The address of a page by its name."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from desk.web.table import Page

_PLACE = re.compile(r"{(\w+)(:\w+)?}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes addresses from the rows of the pages."""

    paths: dict[str, str]

    @classmethod
    def of(cls, pages: tuple[Page, ...]) -> "Addresses":
        """Return what knows the addresses of `pages`."""
        return cls({page.name: page.path for page in pages})

    def knows(self, name: str) -> bool:
        """Return whether a page of this name exists."""
        return name in self.paths

    def __call__(self, name: str, **params: object) -> str:
        """Return the address of a page: what its path names is filled in, the rest stands after the question mark.

        What is None or empty is left out. Raises: KeyError for an unknown page, or a path that misses a part.
        """
        left = dict(params)
        path = _PLACE.sub(lambda place: quote(str(left.pop(place[1])), safe=""), self.paths[name])
        asked = {key: value for key, value in left.items() if value not in (None, "", [])}
        return f"{path}?{urlencode(asked, doseq=True)}" if asked else path
