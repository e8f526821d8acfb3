"""What a page gets to work with: who asks, when, in which transaction, what was typed; and how it answers."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from wtforms import Form  # type: ignore[import-untyped]  # it carries no types

from actions.house import House
from desk.web.cookies import Flash, packed, write_cookie
from desk.web.errors import FormFlawed, status_of
from desk.web.signing_in import SignedIn
from desk.web.static import static_url
from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import Language
from store.events import user_actor
from store.models import AccessLog, User
from templates.desk_page import render_page, said

SEE_OTHER = 303


class Address(Protocol):
    """What gives the address of a page by its name."""

    def __call__(self, name: str, **params: object) -> str:
        """Return the address of the page `name`."""

    def knows(self, name: str) -> bool:
        """Return whether a page of this name exists."""


Link = tuple[str, str]
"""A label and an address."""

AForm = TypeVar("AForm", bound=Form)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its own: made by the shell."""

    links: Sequence[Mapping[str, Any]] = ()
    csrf: str = field(default="", repr=False)
    theme: str = "auto"
    flash: Flash | None = None
    simulated: bool = False

    @property
    def once(self) -> str:
        """Return the key of one more form of this page: what it does is done once (desk/web/once.py)."""
        return secrets.token_urlsafe(24)


@dataclass(slots=True, repr=False)
class Desk:
    """One request of one person. Handlers are plain functions of it; its repr shows nothing."""

    house: House
    session: Session
    request: Request
    now: datetime
    language: Language
    frame: Frame
    address: Address
    who: SignedIn | None = None
    form: FormData = field(default_factory=FormData)
    error: RuleError | None = None
    """Why the form that stood on this page was refused; `form` then holds what was typed."""
    pressed_again: str = ""
    """Where the form leads when its button is pressed twice, set by a page that shows a secret this once."""

    @property
    def user(self) -> User:
        """Return who asks. Raises: LookupError on a public page that nobody signed in for."""
        if self.who is None:
            raise LookupError("nobody is signed in on this page")
        return self.who.user

    @property
    def actor(self) -> str:
        """Return how the record names who asks."""
        return user_actor(self.user.id)

    @property
    def today(self) -> date:
        """Return the civil day in Amsterdam."""
        return local_date(self.now)

    @property
    def path(self) -> Mapping[str, Any]:
        """Return what the address names, such as a reference."""
        return self.request.path_params

    @property
    def query(self) -> QueryParams:
        """Return what stands after the question mark."""
        return self.request.query_params

    @property
    def here(self) -> str:
        """Return the address of this page with its filters; of the beginning when it is the answer to a form."""
        if self.request.method != "GET":
            return "/"
        asked = self.request.url.query
        return f"{self.request.url.path}?{asked}" if asked else self.request.url.path

    @property
    def partial(self) -> bool:
        """Return whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request") == "true"

    def say(self, sentence: str, **facts: object) -> str:
        """Return a sentence of ours (Dutch, in the catalogue) in the reader's language."""
        return said(sentence, self.language, **facts)

    def page(self, template: str, *, status: int = 200, trail: Sequence[Link] = (), **facts: object) -> Response:
        """Return the page that a template makes; `trail` is the way to it, without the page itself."""
        if self.error is not None:
            status = status_of(self.error)
        shared = {
            "desk": self, "frame": self.frame, "trail": trail, "today": self.today, "status": status,
            "url": self.address, "static_url": static_url, "here": self.here,
        }  # fmt: skip
        return HTMLResponse(render_page(template, shared | facts, self.language), status)

    def redirect(self, name: str, *, message: str = "", undo: str = "", **params: object) -> Response:
        """Go to the page `name` (303) and say `message` there once; `undo` is the address of a form that undoes it."""
        return self.go(self.address(name, **params), message=message, undo=undo)

    def go(self, address: str, *, message: str = "", undo: str = "") -> Response:
        """Go to an address of ours (303); as `redirect`."""
        if self.partial:
            answer = Response(status_code=204, headers={"HX-Redirect": address})
        else:
            answer = RedirectResponse(address, SEE_OTHER)
        if message:
            self.put(answer, "flash", packed(Flash(message, undo)))
        return answer

    def put(self, answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        """Give the browser a small cookie of the shell."""
        write_cookie(answer, name, value, secure=self.request.app.state.secure, seconds=seconds)

    def refuse(self, error: RuleError) -> Response:
        """Return a page with the sentence of an error alone. Better let the error go: the shell shows it well."""
        self.error = error
        return self.page("desk/error.html", sentence=error.said, status=status_of(error))

    def show(self, form: type[AForm], **initial: object) -> AForm:
        """Return a WTForms form to show: filled with `initial`, or as it was typed when it was refused."""
        typed = self.form if self.error is not None else None
        shown: AForm = form(typed, data=initial, meta=self._in_language)
        if isinstance(self.error, FormFlawed):
            shown.validate()
        return shown

    def read(self, form: type[AForm]) -> AForm:
        """Return the form that was sent. Raises: FormFlawed when a field is not right."""
        sent: AForm = form(self.form, meta=self._in_language)
        if not sent.validate():
            raise FormFlawed({name: [str(error) for error in errors] for name, errors in sent.errors.items() if name})
        return sent

    @property
    def _in_language(self) -> dict[str, list[str]]:
        return {"locales": [self.language.value]}

    def typed(self, name: str, otherwise: str = "") -> str:
        """Return what was typed in a field of a refused form, or else `otherwise`."""
        value = self.form.get(name) if self.error is not None else None
        return value if isinstance(value, str) else otherwise

    def wrong(self, name: str) -> list[str]:
        """Return what is wrong with a field of a refused form, in sentences."""
        return self.error.errors.get(name, []) if isinstance(self.error, FormFlawed) else []

    def log_reading(self, subject: str, purpose: str) -> None:
        """Log that this person opens `subject` ("signal:S-2026-017"); the page's row must have `reads`."""
        self.session.add(AccessLog(at=self.now, actor=self.actor, subject=subject, purpose=purpose))
