"""Nobody holds a connection by sending slowly: what is asked must be here in time (408 when it is not)."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS: Final = 30.0
TOO_SLOW: Final = "Het versturen duurde te lang. Er is niets opgeslagen.\nSending took too long. Nothing was saved.\n"


class TooSlow(Exception):
    """A request that was not whole in time."""


class InTime:
    """Gives every request so many seconds to arrive; large files of people with a slow line fit well within."""

    def __init__(self, app: ASGIApp, *, seconds: float = BODY_SECONDS) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while it arrives in time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        loop, whole, answering = asyncio.get_running_loop(), False, False
        until = loop.time() + self._seconds

        async def arriving() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def sending(message: Message) -> None:
            nonlocal answering
            answering = True
            await send(message)

        try:
            await self._app(scope, arriving, sending)
        except TooSlow:
            if not answering:
                await _refuse(send)


async def _refuse(send: Send) -> None:
    body = TOO_SLOW.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": body})
