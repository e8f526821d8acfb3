"""Letters delivered over SMTP: verified TLS or nothing, one recipient a message, no doubt left unsaid."""

import asyncio
import re
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import aiosmtplib
from aiosmtplib.typing import Default  # the type of "as set for the connection", needed to override `data`

from channels.delivery import DeliveryFailure, InDoubt, PermanentFailure, TemporaryFailure, Unavailable
from channels.message import sender, sole_recipient

Security = Literal["starttls", "implicit"]

_XTEXT = re.compile(r"[!-*,-<>-~]{1,100}")
"""An id that may stand in an envelope as it is."""

_OUR_SETTINGS = frozenset({530, 534, 535, 538})
"""Refusals of our login or of missing encryption: mending a setting helps, so the letter is not lost."""

_TOO_LARGE = 552
"""How a server that was told the size at MAIL FROM refuses a letter for it (RFC 1870)."""

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "tls_certificate"),
    (ssl.SSLError, "tls_refused"),
    (aiosmtplib.SMTPTimeoutError, "timeout"),
    (aiosmtplib.SMTPServerDisconnected, "connection_lost"),
    (aiosmtplib.SMTPConnectError, "unreachable"),
    (OSError, "unreachable"),
)
"""What can go wrong with the connection; the first that fits is told."""


class SmtpTransport:
    """One server, one connection for a batch; it is made at the first letter and again after it was lost.

    `ca_file` replaces the system's certificate authorities by those in the file. `timeout` is in seconds, for each
    step of the conversation; `limit` is for one letter as a whole, with the connection it may need. `greeting` is the
    name we say at EHLO; the machine's own is nobody's business. `receipts` asks a server that knows how (RFC 3461) to
    report arrival as well; it is always asked to report failure with the headers alone, never with the text.
    """

    def __init__(
        self,
        host: str,
        port: int,
        security: Security,
        username: str | None = None,
        password: str | None = None,
        timeout: float = 30,
        ca_file: Path | None = None,
        limit: float = 60,
        greeting: str = "localhost",
        receipts: bool = False,
    ) -> None:
        self._limit = limit
        self._notify = "SUCCESS,FAILURE,DELAY" if receipts else "FAILURE,DELAY"
        self._login = (username, password or "") if username else None
        self._client = _Client(
            hostname=host,
            port=port,
            use_tls=security == "implicit",
            start_tls=security == "starttls",
            tls_context=_verifying(ca_file),
            timeout=timeout,
            local_hostname=greeting,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say goodbye where the server still listens."""
        try:
            if self._client.is_connected:
                await self._client.quit()
        except aiosmtplib.SMTPException:
            pass  # the letters are delivered; how the server takes its leave changes nothing
        finally:
            self._client.close()

    async def deliver(self, message: EmailMessage) -> None:
        """Hand the letter to the server for its one recipient.

        Raises: Unavailable if the server cannot be used, TemporaryFailure, PermanentFailure, InDoubt; ValueError if the
        letter has not exactly one sender and one recipient.
        """
        source, recipient = sender(message), sole_recipient(message)
        self._client.when_late = Unavailable
        try:
            async with asyncio.timeout(self._limit):
                await self._connect()
                self._client.when_late = TemporaryFailure
                await self._hand_over(message, source, recipient)
        except TimeoutError:
            self._client.close()
            raise self._client.when_late("timeout") from None

    async def _hand_over(self, message: EmailMessage, source: str, recipient: str) -> None:
        try:
            for_mail, for_recipient = self._report_options(message)
            refused, _ = await self._client.send_message(
                message, sender=source, recipients=[recipient], mail_options=for_mail, rcpt_options=for_recipient
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise failure(error.recipients[0].code) from None
        except aiosmtplib.SMTPSenderRefused as error:
            raise sender_failure(error.code) from None
        except aiosmtplib.SMTPResponseException as error:
            raise failure(error.code) from None
        except aiosmtplib.SMTPNotSupported:
            raise PermanentFailure("not_supported") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(_word(error, "unreadable_reply")) from None
        check_refused(refused)

    def _report_options(self, message: EmailMessage) -> tuple[list[str], list[str]]:
        """Return what asks the server for reports that name our Message-ID and repeat no text (RFC 3461)."""
        if not self._client.supports_extension("dsn"):
            return [], []
        identity = str(message["Message-ID"]).strip("<>")
        envelope = [f"ENVID={identity}"] if _XTEXT.fullmatch(identity) else []
        return ["RET=HDRS", *envelope], [f"NOTIFY={self._notify}"]

    async def _connect(self) -> None:
        if self._client.is_connected:
            return
        try:
            await self._client.connect()
            await self._client.ehlo()
            if self._login:
                await self._log_in(*self._login)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            raise Unavailable(_connect_code(error)) from None

    async def _log_in(self, username: str, password: str) -> None:
        try:
            await self._client.login(username, password)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
            raise
        except aiosmtplib.SMTPException:
            self._client.close()
            raise Unavailable("authentication") from None


def _connect_code(error: Exception) -> str:
    if isinstance(error, (aiosmtplib.SMTPConnectResponseError, aiosmtplib.SMTPHeloError)):
        return str(error.code)
    return _word(error, "tls_refused")  # what is left: no STARTTLS offered, or STARTTLS refused


class _Client(aiosmtplib.SMTP):
    """Tells a connection lost before the letter was handed over from one lost while waiting for the receipt.

    `when_late` is what it means for the letter when its time is up now.
    """

    when_late: type[DeliveryFailure] = Unavailable

    async def data(
        self,
        message: str | bytes,
        /,
        *,
        timeout: float | Literal[Default.token] | None = Default.token,  # noqa: ASYNC109 - the signature we override
    ) -> aiosmtplib.SMTPResponse:
        self.when_late = InDoubt
        try:
            return await super().data(message, timeout=timeout)
        except aiosmtplib.SMTPDataError:
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            self.close()
            raise InDoubt(_word(error, "unreadable_reply")) from None


def failure(code: int) -> DeliveryFailure:
    """Return what a refusal with this SMTP code means for the letter."""
    if code in _OUR_SETTINGS:
        return Unavailable(str(code))
    return PermanentFailure(str(code)) if 500 <= code < 600 else TemporaryFailure(str(code))


def sender_failure(code: int) -> DeliveryFailure:
    """Return what a refusal of MAIL FROM means: of our own address it concerns every letter, of a size this one."""
    return Unavailable(str(code)) if 500 <= code < 600 and code != _TOO_LARGE else failure(code)


def check_refused(refused: Mapping[str, aiosmtplib.SMTPResponse]) -> None:
    """Raise for the first refused recipient: aiosmtplib reports a partly refused message without an exception."""
    for response in refused.values():
        raise failure(response.code)


def _word(error: Exception, otherwise: str) -> str:
    """Return the short word for an error or, where a library wrapped it, for what caused it."""
    fitting = (word for kind, word in _WORDS if isinstance(error, kind) or isinstance(error.__cause__, kind))
    return next(fitting, otherwise)


def _verifying(ca_file: Path | None) -> ssl.SSLContext:
    """Return a context that checks certificate and host name and speaks TLS 1.2 or later."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
