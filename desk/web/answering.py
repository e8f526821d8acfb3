"""From a request to an answer: who asks, may they, is the form ours, one transaction, and what errors look like."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from actions.delivery import deliver_now
from actions.house import House
from actions.notices import urgent_notices
from desk.web.addresses import Addresses
from desk.web.cookies import YEAR_SECONDS, forget_cookie, read_cookie, unpacked, write_cookie
from desk.web.desk import SEE_OTHER, Desk, Frame
from desk.web.errors import NotForRole, SignInAddress, SignInForm, StrangeForm
from desk.web.guard import FIELD, HEADER, from_here, holds_key, masked, new_key
from desk.web.navigation import links_for
from desk.web.once import acted
from desk.web.signing_in import SignedIn, half_signed_in, keep_used, signed_in
from desk.web.signs import check_signs, without_signs
from desk.web.slowness import TooSlow
from desk.web.table import PUBLIC, Page
from rules.errors import RuleError
from rules.vocabulary import Language
from store.session import others_in_the_way, reading, transaction
from store.storage import StorageRefused, refusal_of

LOG = logging.getLogger("waakvlam.desk")
TRIES = 3
MOST_FILES, MOST_FIELDS, LARGEST_FIELD = 10, 2_000, 3_000_000
SIGN_IN, PROVE_AGAIN = "sign_in", "reauthenticate"
OUT_OF_ORDER = (
    "De database antwoordt niet. Er is niets opgeslagen. Probeer het over een paar minuten opnieuw.\n"
    "The database does not answer. Nothing was saved. Try again in a few minutes.\n"
)
BROKEN = "Dit ging mis; het ligt aan het programma.\nThis went wrong; it is the program's fault.\n"
THEMES = ("auto", "light", "dark")


class Shell:
    """Answers requests to pages: everything that is the same for all of them."""

    def __init__(self, house: House, now: Callable[[], datetime], pages: tuple[Page, ...], *, simulated: bool) -> None:
        self._house, self._now, self._pages, self._simulated = house, now, pages, simulated
        self._by_name = {page.name: page for page in pages}
        self._address = Addresses.of(pages)

    async def answer(self, page: Page, request: Request) -> Response:
        """Answer one request for one page."""
        try:
            if page.method == "GET":
                return await run_in_threadpool(self._answered, page, request, FormData())
            async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD) as form:
                return await run_in_threadpool(self._answered, page, request, form)
        except (HTTPException, TooSlow):
            raise
        except Exception as fault:  # noqa: BLE001 - further up its trace would be logged, which can show names
            return await self.broken(request, fault)

    async def not_served(self, request: Request, fault: Exception) -> Response:
        """Say in words that an address or method is not served."""
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        return await run_in_threadpool(self._plain_error, request, status)

    async def broken(self, request: Request, fault: Exception) -> Response:
        """Say that something broke, without a trace: that could show names. Its place goes to the log."""
        place = traceback.extract_tb(fault.__traceback__)[-1]
        LOG.error("%s in %s, %s line %s", type(fault).__name__, place.name, Path(place.filename).name, place.lineno)
        LOG.debug("the trace", exc_info=fault)
        refusal = refusal_of(fault)
        status, sentence = (503, StorageRefused(refusal).said) if refusal else (500, "")
        try:
            return await run_in_threadpool(self._plain_error, request, status, sentence)
        except Exception as again:  # noqa: BLE001 - nobody further up may answer: that would be without our headers
            LOG.error("%s while telling so", type(again).__name__)
            return PlainTextResponse(BROKEN, 500)

    def _answered(self, page: Page, request: Request, form: FormData) -> Response:
        for left in reversed(range(TRIES)):
            try:
                return self._once(page, request, form)
            except DBAPIError as fault:
                if not (left and others_in_the_way(fault)):
                    raise
        raise AssertionError("unreachable")

    def _once(self, page: Page, request: Request, form: FormData) -> Response:
        now, urgent = self._now(), list[int]()
        for sent in form.values():
            if isinstance(sent, UploadFile):
                sent.file.seek(0)  # an earlier try may have read it
        try:
            with self._session(page) as session:
                desk = self._desk(session, request, form, now)
                answer = self._closed(page, desk) or self._acted(page, desk)
                urgent = urgent_notices(session)
        except RuleError as error:
            answer, desk = self._refused(page, request, form, now, error)
        return self._finished(answer, desk, now, urgent)

    def _session(self, page: Page) -> AbstractContextManager[Session]:
        return (transaction if page.writes else reading)(self._house.engine)

    def _desk(self, session: Session, request: Request, form: FormData, now: datetime) -> Desk:
        who = signed_in(session, request, now)
        half = None if who else half_signed_in(session, request, now)
        known = who or half
        key = known.csrf if known else read_cookie(request, "key") or new_key()
        request.state.key, request.state.has_session = key, known is not None
        frame = Frame(
            links=links_for(self._pages, who.user.role, request.url.path) if who else (),
            csrf=masked(key),
            theme=_theme(request),
            flash=unpacked(read_cookie(request, "flash")),
            simulated=self._simulated,
        )
        return Desk(self._house, session, request, now, _language(request, who), frame, self._address, who, form)

    def _closed(self, page: Page, desk: Desk) -> Response | None:
        """Return where somebody has to go first, or None. Raises: NotForRole, StrangeForm."""
        if page.roles is not PUBLIC:
            if desk.who is None:
                return desk.go(self._address(SIGN_IN, next=_back_to(page, desk.request)))
            if not page.open_to(desk.who.user.role):
                raise NotForRole
        if page.method == "POST" and not self._is_ours(desk):
            raise StrangeForm
        if page.reauth and desk.who is not None and not desk.who.is_fresh(desk.now):
            return desk.go(self._address(PROVE_AGAIN, next=_back_to(page, desk.request)))
        return None

    @staticmethod
    def _acted(page: Page, desk: Desk) -> Response:
        check_signs(desk.request, desk.form)
        return acted(desk, page)

    def _is_ours(self, desk: Desk) -> bool:
        given = desk.form.get(FIELD) or desk.request.headers.get(HEADER, "")
        key = desk.request.state.key if desk.request.state.has_session else read_cookie(desk.request, "key")
        return isinstance(given, str) and from_here(desk.request) and holds_key(given, key)

    def _refused(
        self, page: Page, request: Request, form: FormData, now: datetime, error: RuleError
    ) -> tuple[Response, Desk]:
        """Show the page with the form again, with the sentence and what was typed; or a page with the sentence alone.

        Nothing of what the form did is kept: its transaction was undone.
        """
        is_bare = isinstance(error, StrangeForm | NotForRole | SignInAddress)
        shown = None if is_bare else self._by_name.get(page.shows or "")
        if isinstance(error, SignInForm):
            form = without_signs(form)
        try:
            with self._session(shown or page) as session:
                desk = self._desk(session, request, form, now)
                desk.error = error
                answer = shown.handler(desk) if shown else desk.refuse(error)
        except RuleError as fault:
            with reading(self._house.engine) as session:
                desk = self._desk(session, request, form, now)
                answer = desk.refuse(fault)
        return answer, desk

    def _plain_error(self, request: Request, status: int, sentence: str = "") -> Response:
        try:
            with reading(self._house.engine) as session:
                desk = self._desk(session, request, FormData(), self._now())
                return desk.page("desk/error.html", status=status, sentence=sentence)
        except DBAPIError:
            return PlainTextResponse(OUT_OF_ORDER, 503)

    def _finished(self, answer: Response, desk: Desk, now: datetime, urgent: list[int]) -> Response:
        """Keep what the browser has to keep, and send what is urgent once the answer is out."""
        request, secure = desk.request, desk.request.app.state.secure
        if desk.who is not None:
            keep_used(self._house.engine, desk.who, now)
        if desk.frame.flash is not None and answer.status_code < SEE_OTHER:
            forget_cookie(answer, "flash", secure=secure)
        if _is_page(answer) and not request.state.has_session and read_cookie(request, "key") != request.state.key:
            write_cookie(answer, "key", request.state.key, secure=secure, seconds=YEAR_SECONDS)
        if urgent:
            answer.background = BackgroundTask(self._send, urgent)
        return answer

    def _send(self, notice_ids: list[int]) -> None:
        """Deliver urgent notices now. What was decided stands, whatever becomes of the mail: the flow tries again."""
        try:
            asyncio.run(deliver_now(self._house, self._now(), notice_ids))
        except Exception as fault:  # noqa: BLE001 - as said above; the outbox holds what did not leave
            LOG.warning("urgent mail did not leave: %s", type(fault).__name__)


def _is_page(answer: Response) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")


def _back_to(page: Page, request: Request) -> str:
    """Return where to go on after signing in: this page, or where its form stood."""
    if page.method == "GET":
        return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    referer = request.headers.get("referer", "")
    host = request.headers.get("host", "")
    return referer.partition(host)[2] if host and f"//{host}/" in referer else "/"


def _language(request: Request, who: SignedIn | None) -> Language:
    if who is not None:
        return who.user.language
    kept: Mapping[str, Language] = {language.value: language for language in Language}
    return kept.get(read_cookie(request, "language"), Language.NL)


def _theme(request: Request) -> str:
    kept = read_cookie(request, "theme")
    return kept if kept in THEMES else THEMES[0]
