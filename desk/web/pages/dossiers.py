"""Files: what an inspector starts with, one file as its PDF says it, its downloads, and the files that came with it."""

from urllib.parse import quote

from starlette.responses import Response

from actions.evidence import gather_about
from actions.evidence_pack import Pack, document_of, make_pack
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.numbers import number_in
from desk.web.pages.signals import READERS, file_seen, viewer_of
from desk.web.table import Content, Handler, Page, Scope
from rules.signals import APPROVERS
from rules.vocabulary import Role
from store.attachments import attachment_content, attachment_name, attachments_of
from store.models import Attachment, Signal
from store.passed_on import passed_on
from store.signal_file import SignalFile
from templates.document import shown

INSPECTORS = frozenset({Role.INSPECTOR})
FILE_READERS = APPROVERS | INSPECTORS
PER_PAGE = 40
ZIP, PDF = "application/zip", "application/pdf"


def inspector_start(desk: Desk) -> Response:
    """Show what was passed on to the inspectorate, and nothing else."""
    asked = desk.query.get("page", "1")
    page = max(1, number_in(asked) or 1)
    found, total = passed_on(desk.session, viewer_of(desk), (page - 1) * PER_PAGE, PER_PAGE)
    return desk.page(
        "desk/signals/files.html", found=found, total=total, number=page, pages=max(1, -(-total // PER_PAGE))
    )


def file_page(desk: Desk) -> Response:
    """Show the file of a signal as its PDF says it; the reading is logged."""
    file = _readable(desk)
    row = file.signal
    evidence = gather_about(desk.session, desk.house, row, file.escalation, desk.now, by=desk.user)
    home = (desk.say("Dossiers"), desk.address("start")) if desk.user.role is Role.INSPECTOR else _signal(desk, row)
    return desk.page(
        "desk/signals/file.html",
        signal=row, paper=document_of(desk.house, evidence), enclosures=evidence.enclosures, shown=shown, trail=[home],
    )  # fmt: skip


def pack_pdf(desk: Desk) -> Response:
    """Give the file as a PDF."""
    pack = _pack(desk)
    return _download(pack.pdf, PDF, f"dossier-{pack.reference}.pdf")


def pack_zip(desk: Desk) -> Response:
    """Give the file with all that it rests on as a ZIP."""
    pack = _pack(desk)
    return _download(pack.zip, ZIP, f"dossier-{pack.reference}.zip")


def _pack(desk: Desk) -> Pack:
    return make_pack(desk.session, desk.house, _readable(desk).signal.reference, desk.now, by=desk.user)


def attachments(desk: Desk) -> Response:
    """Show which files came with a signal and its answers; with `nr` give one. Either reading is logged."""
    row = _readable(desk).signal
    kept, number = attachments_of(desk.session, row), desk.query.get("nr", "")
    desk.log_reading(f"signal:{row.reference}", "attachment")
    if number:
        return _given(desk, row, next((one for one in kept if str(one.number) == number), None))
    names = [(one, attachment_name(desk.session, desk.house.vault, row, one)) for one in kept]
    return desk.page("desk/signals/attachments.html", signal=row, files=names, trail=[_signal(desk, row)])


def _given(desk: Desk, row: Signal, wanted: Attachment | None) -> Response:
    if wanted is None:
        raise NotHere
    name = attachment_name(desk.session, desk.house.vault, row, wanted)
    content = attachment_content(desk.session, desk.house.vault, row, wanted)
    return _download(content, wanted.media_type, name)


def _download(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep, never to open within our pages."""
    said = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": said, "x-content-type-options": "nosniff"},
    )


def _readable(desk: Desk) -> SignalFile:
    file = file_seen(desk)
    if not file.readable:
        raise NotHere
    return file


def _signal(desk: Desk, row: Signal) -> tuple[str, str]:
    return (desk.say("Signaal %(ref)s", ref=row.reference), desk.address("signal", reference=row.reference))


def _file(path: str, name: str, handler: Handler, *, reauth: bool = False) -> Page:
    return Page(
        f"/signalen/{{reference}}/{path}", name, handler, FILE_READERS,
        scope=Scope.SIGNAL, reads=Content.SIGNAL, reauth=reauth,
    )  # fmt: skip


PAGES = (
    _file("dossier", "signal_file", file_page),
    _file("dossier.pdf", "signal_file_pdf", pack_pdf, reauth=True),
    _file("dossier.zip", "signal_file_zip", pack_zip, reauth=True),
    Page("/signalen/{reference}/bijlagen", "signal_attachments", attachments, READERS, scope=Scope.SIGNAL,
         reads=Content.SIGNAL),
)  # fmt: skip
