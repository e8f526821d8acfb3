"""A form does its work once, however often its button is pressed, also without JavaScript.

Each form of a page carries a key of its own. What a form did and that its key was used are kept in one transaction; a
refused form does not use its key. The same form with something else typed in it is refused rather than passed over.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.datastructures import UploadFile
from starlette.responses import Response

from desk.web import guard
from desk.web.desk import SEE_OTHER, Desk
from desk.web.errors import SentOtherwise, StrangeForm
from desk.web.table import PUBLIC, Page
from store.form_once import give_back, keep_answer, take_key
from store.models import FormOnce

FIELD = "_once"
LONGEST = 100
_NONCE = bytes(12)
"""Each key seals one text, so no number has to tell texts apart."""


def acted(desk: Desk, page: Page) -> Response:
    """Let a page do its work; a form whose key was used already goes where the first one went, and does nothing.

    Raises: SentOtherwise when something else was typed since, StrangeForm for the form of somebody else; as the page.
    """
    given = desk.form.get(FIELD)
    if not page.once or not isinstance(given, str) or not given:
        return page.handler(desk)
    key, content = _secret(given), _content(desk)
    key_hash = hashlib.sha256(key).hexdigest()
    content_mac = hmac.new(key, content, hashlib.sha256).hexdigest()
    whose = None if page.roles is PUBLIC else desk.user.id
    earlier = take_key(desk.session, key_hash, whose, content_mac, desk.now)
    if earlier is not None:
        if earlier.user_id != whose:
            raise StrangeForm
        if not hmac.compare_digest(earlier.content_mac, content_mac):
            raise SentOtherwise
        return _led_there(desk, earlier, key)
    answer = page.handler(desk)
    if answer.status_code > SEE_OTHER:
        give_back(desk.session, key_hash)
    else:
        keep_answer(desk.session, key_hash, AESGCM(key).encrypt(_NONCE, _address(desk, page, answer).encode(), None))
    return answer


def _led_there(desk: Desk, earlier: FormOnce, key: bytes) -> Response:
    address = AESGCM(key).decrypt(_NONCE, earlier.went_sealed, None).decode() if earlier.went_sealed else "/"
    return desk.go(address, message=desk.say("Dit was al bewaard."))


def _address(desk: Desk, page: Page, answer: Response) -> str:
    """Return where an answer leads; for one that leads nowhere, the page that the form stood on.

    A secret that is shown this once is not kept: its page says where to tell that, and how to make another.
    """
    led = desk.pressed_again or answer.headers.get("location") or answer.headers.get("hx-redirect")
    if led:
        return led
    return desk.address(page.shows, **desk.path) if page.shows and desk.address.knows(page.shows) else "/"


def _secret(given: str) -> bytes:
    return hashlib.sha256(b"waakvlam form" + given[:LONGEST].encode(errors="replace")).digest()


def _content(desk: Desk) -> bytes:
    """Return what was sent, where to, in a form to compare; of a file its name and digest."""
    sent = [
        (name, (value.filename, _digest(value)) if isinstance(value, UploadFile) else value)
        for name, value in desk.form.multi_items()
        if name not in (FIELD, guard.FIELD)
    ]
    return repr((desk.request.url.path, sent)).encode(errors="replace")


def _digest(file: UploadFile) -> str:
    """Return what tells two files apart: one that was mended can keep its name and size."""
    whole = hashlib.sha256()
    while part := file.file.read(2**16):
        whole.update(part)
    file.file.seek(0)
    return whole.hexdigest()
