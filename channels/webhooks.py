"""The door to other systems: one signed message by HTTPS to an address on the internet, and nowhere else.

The name is looked up once and the connection goes to what was found, so that an address cannot turn private between
looking and calling. No redirect is followed and nothing of the answer is read but its status.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx
from standardwebhooks import Webhook

from rules.api_errors import HookAddressWrong

TIMEOUT_SECONDS: Final = 8.0
HTTPS_PORT: Final = 443
_INTO_OTHER_NETS: Final = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""Addresses of IPv6 that carry one of IPv4 within, which could be private."""


class HookFailed(Exception):
    """A message did not arrive; `code` says why, and names no address."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Way:
    """How messages travel: what may be reached, and which certificates are believed. Tests have a way of their own."""

    may_reach: Callable[[str], bool] = field(default_factory=lambda: is_public)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    timeout_seconds: float = TIMEOUT_SECONDS


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in net for net in _INTO_OTHER_NETS):
            return False
    return found.is_global and not found.is_multicast


def checked_hook_address(address: str) -> str:
    """Return an address that messages may go to, as far as it shows without looking it up.

    Raises: HookAddressWrong.
    """
    _host_and_port(address)
    return address


def send(address: str, secret: str, message_id: str, at: datetime, body: str, way: Way | None = None) -> int:
    """Send one message, signed at `at` (Standard Webhooks); return the status of the answer.

    Raises: HookFailed when there was no answer at all, or the address may not be reached.
    """
    way = way or Way()
    try:
        parts, host, port = _host_and_port(address, literal=way.may_reach)
    except HookAddressWrong:
        raise HookFailed("address") from None
    there = _looked_up(host, port, way)
    headers = {
        "host": host if port == HTTPS_PORT else f"{host}:{port}",
        "content-type": "application/json",
        "user-agent": "waakvlam",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }
    target = httpx.URL(scheme="https", host=there, port=port, path=parts.path or "/", query=parts.query.encode())
    try:
        with (
            httpx.Client(verify=way.trust, trust_env=False, timeout=way.timeout_seconds) as client,
            client.stream(
                "POST", target, content=body.encode(), headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            return answer.status_code
    except httpx.TimeoutException:
        raise HookFailed("timeout") from None
    except httpx.HTTPError as fault:
        raise HookFailed(type(fault).__name__[:40]) from None


def _host_and_port(address: str, literal: Callable[[str], bool] = is_public) -> tuple[SplitResult, str, int]:
    """Return the parts of an address. Raises: HookAddressWrong."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port or HTTPS_PORT
    except (ValueError, UnicodeError):
        raise HookAddressWrong from None
    if parts.scheme != "https" or not host or parts.username or parts.password or not address.isprintable():
        raise HookAddressWrong
    try:
        allowed = literal(host)
    except ValueError:  # a name; it is looked up when something is sent
        allowed = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    if not allowed:
        raise HookAddressWrong
    return parts, host, port


def _looked_up(host: str, port: int, way: Way) -> str:
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise HookFailed("unknown_host") from None
    if not found or not all(way.may_reach(address) for address in found):
        raise HookFailed("private_address")
    return found[0]
