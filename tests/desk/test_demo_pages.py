"""Whoever the demo lets somebody be can open each page that their start page and menu lead to, in each language.

A whole year lies behind these pages: work, mail and signals of kinds that a small test house never has together.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from httpx2 import Response
from starlette.routing import compile_path

from actions.signing_in import demo_users
from desk.web.all_pages import PAGES
from rules.vocabulary import Language, Role
from store.session import reading
from tests.desk.web.visiting import Desks, Visitor

# The first test waits for the whole demo.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

HERE = "http://testserver"
KEY = re.compile(r'name="_csrf" value="([^"]+)"')
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
UNFINISHED = re.compile(r"object at 0x|Undefined|%\(|{{|{%|>\s*None\s*<")
"""What nobody may read: an object, a fact that is missing, a sentence or template that was not filled in."""
PATHS = [compile_path(page.path)[0] for page in PAGES if page.method == "GET"]


@dataclass
class Walk:
    """One person, who opens whatever the start page and the menu link to, and then one of each kind behind that."""

    visitor: Visitor
    language: Language
    opened: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Open the start page, all that it links to, and then each kind of page that was not seen yet."""
        near = self.links_of("/")
        for address in [link for one in near for link in self.links_of(one)]:
            if kind_of(address) not in self.kinds:
                self.open(address)

    def links_of(self, address: str) -> list[str]:
        """Open a page; return the addresses of this site that it links to."""
        text = _text(self.open(address)) if address not in self.opened else ""
        links = [urldefrag(urljoin(HERE + address, unescape(link))).url for link in LINK.findall(text)]
        return [link.removeprefix(HERE) for link in dict.fromkeys(links) if link.startswith(f"{HERE}/")]

    def open(self, address: str) -> Response:
        """Open one address and keep what is wrong with it."""
        self.opened.add(address)
        self.kinds.add(kind_of(address))
        answer = self.visitor.get(address, follow_redirects=True)
        text = _text(answer)
        self.pages += [address] if text else []
        wrong = {
            str(answer.status_code): answer.status_code != 200,
            f"unfinished: {UNFINISHED.findall(text)}": UNFINISHED.search(text),
            f"not in {self.language.value}": text and f'<html lang="{self.language.value}"' not in text,
        }
        self.faults += [f"{address} {why}" for why, is_so in wrong.items() if is_so]
        return answer


def _text(answer: Response) -> str:
    return answer.text if answer.headers.get("content-type", "").startswith("text/html") else ""


def kind_of(address: str) -> str:
    """Return which page lies at an address, with the names of what is asked of it."""
    asked = urlsplit(address)
    path = next((path.pattern for path in PATHS if path.match(asked.path)), asked.path)
    return " ".join([path, *sorted(part.partition("=")[0] for part in asked.query.split("&"))])


def signed_in(desks: Desks, user_id: int, language: Language) -> Visitor:
    """Return somebody who chose who to be from the demo's list, and then a language."""
    visitor = desks.anonymous()
    for form, fields in (("/aanmelden/demo", {"user": str(user_id)}), ("/taal", {"language": language.value})):
        visitor.csrf = _key_on(visitor, "/aanmelden")
        assert visitor.post(form, fields).status_code == 303
    return visitor


def _key_on(visitor: Visitor, address: str) -> str:
    found = KEY.search(visitor.get(address, follow_redirects=True).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", Role)
def test_every_link_opens(demo_desks: Desks, role: Role, language: Language) -> None:
    with reading(demo_desks.house.engine) as session:
        people = [user.id for user in demo_users(session) if user.role is role]
    assert people
    for person in people:
        walk = Walk(signed_in(demo_desks, person, language), language)
        walk.begin()
        assert walk.faults == []
        assert len(walk.opened) > 3
