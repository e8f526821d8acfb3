"""What every way of delivering a letter promises, and the three ways in which it can fail."""

from email.message import EmailMessage
from types import TracebackType
from typing import Protocol, Self


class DeliveryFailure(Exception):
    """A letter did not (surely) arrive. `code` is an SMTP code or a short machine word.

    It never holds the server's text or an address, so it may be logged and stored.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryFailure(DeliveryFailure):
    """Nothing was delivered; trying again later makes sense."""


class Unavailable(TemporaryFailure):
    """The server cannot be used at all: the other letters of this batch would fail the same way."""


class PermanentFailure(DeliveryFailure):
    """Nothing was delivered and this letter never will be: a person has to act."""


class InDoubt(DeliveryFailure):
    """The letter was handed over, but the answer never came: it may or may not have been delivered."""


class Transport(Protocol):
    """A way out for letters, opened once for a batch."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def deliver(self, message: EmailMessage) -> None:
        """Deliver one letter to its one recipient.

        Returns when the next station has accepted it. Delivering the same letter (by Message-ID) twice is allowed.
        Raises: TemporaryFailure, PermanentFailure, InDoubt.
        """
