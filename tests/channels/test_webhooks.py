"""The door to other systems: signed, by HTTPS, to the open internet and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from channels.webhooks import HookFailed, Way, checked_hook_address, is_public, send
from rules.api_errors import HookAddressWrong
from store import clock
from tests.channels.receiver import Receiver, receiving

SECRET = "whsec_" + "A" * 43 + "="
AT = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def test_a_message_is_signed_so_that_its_receiver_can_tell(receiver: Receiver) -> None:
    now = clock.now()
    assert send(receiver.address, SECRET, "msg_signal_1_2", now, '{"type": "x"}', receiver.way) == 200
    headers, body = receiver.got[0]
    assert Webhook(SECRET).verify(body, headers) == {"type": "x"}
    assert (headers["webhook-id"], headers["host"].partition(":")[0]) == ("msg_signal_1_2", "localhost")
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "B" * 43 + "=").verify(body, headers)


def test_no_redirect_is_followed(receiver: Receiver) -> None:
    receiver.answers = [302]
    assert send(receiver.address, SECRET, "m", AT, "{}", receiver.way) == 302
    assert len(receiver.got) == 1


def test_a_certificate_that_nobody_knows_is_not_believed(receiver: Receiver) -> None:
    with pytest.raises(HookFailed, match="ConnectError"):
        send(receiver.address, SECRET, "m", AT, "{}", replace(Way(), may_reach=lambda _: True))
    assert receiver.got == []


def test_a_name_that_leads_into_our_own_network_is_not_called(receiver: Receiver) -> None:
    way = Way(trust=receiver.way.trust, may_reach=lambda host: host == "localhost" or is_public(host))
    with pytest.raises(HookFailed, match="private_address"):
        send(receiver.address, SECRET, "m", AT, "{}", way)
    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        pytest.param("93.184.215.14", True, id="the internet"),
        pytest.param("2606:2800:220:1:248:1893:25c8:1946", True, id="the internet, v6"),
        pytest.param("127.0.0.1", False, id="this machine"),
        pytest.param("::1", False, id="this machine, v6"),
        pytest.param("10.1.2.3", False, id="our network"),
        pytest.param("172.16.0.1", False, id="our network too"),
        pytest.param("192.168.1.1", False, id="a home"),
        pytest.param("169.254.169.254", False, id="the machine's own service"),
        pytest.param("100.64.0.1", False, id="behind a provider"),
        pytest.param("0.0.0.0", False, id="nowhere"),  # noqa: S104 - it is what must be refused
        pytest.param("224.0.0.1", False, id="many at once"),
        pytest.param("fd00::1", False, id="our network, v6"),
        pytest.param("fe80::1%eth0", False, id="the same cable"),
        pytest.param("::ffff:10.0.0.1", False, id="our network, dressed as v6"),
        pytest.param("64:ff9b::a00:1", False, id="our network, translated"),
        pytest.param("2002:a00:1::", False, id="our network, tunnelled"),
    ],
)
def test_which_addresses_are_of_the_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example/x", "ftp://hooks.example", "hooks.example", "", "https://", "https://localhost/x",
        "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.1", "https://2130706433/", "https://a.internal/",
        "https://noor:geheim@hooks.example/", "https://hooks.example:99999/", "https://hooks.example/\r\nx: y",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_we_do_not_send_to(address: str) -> None:
    with pytest.raises(HookAddressWrong):
        checked_hook_address(address)


def test_an_address_that_is_right() -> None:
    assert checked_hook_address("https://hooks.example:8443/in?x=1") == "https://hooks.example:8443/in?x=1"
