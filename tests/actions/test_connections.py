"""Other systems: tokens and webhooks are made by an administrator, and messages are written with their cause."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from actions.connections import MadeEndpoint, end_endpoint, make_endpoint, make_token, revoke_token, who_reads
from actions.hook_delivery import deliver_hooks
from actions.house import House
from rules.account_errors import NotAdministrator
from rules.api import PAUSES, ApiScope, HookKind, HookState, hook_message, pause_after
from rules.api_errors import HookAddressWrong, HookUnknown, NameMissing, NothingChosen, TokenEndsWrong, TokenUnknown
from rules.vocabulary import Role
from store import clock
from store.events import Subject, record
from store.models import Signal, User, Visit, WebhookDelivery, WebhookEndpoint, WorkItem
from store.session import reading, transaction
from store.work import subject_codes
from tests.channels.receiver import Receiver, receiving
from tests.halves import NOW, TODAY, Two

ADDRESS = "https://hooks.example/in"
SCOPES = (ApiScope.VISITS,)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def two(each_house: House) -> Iterator[Two]:
    with transaction(each_house.engine) as session:
        made = Two(session)
        made.user(Role.MANAGER)
        made.user(Role.ADMINISTRATOR)
        yield made


def user(two: Two, role: Role) -> User:
    return two.session.scalars(select(User).where(User.role == role)).one()


def endpoint(two: Two, house: House, address: str = ADDRESS, role: Role = Role.COORDINATOR) -> MadeEndpoint:
    by = two.user(Role.ADMINISTRATOR)
    return make_endpoint(two.session, house, "Rooster", address, two.user(role), list(HookKind), NOW, by=by)


def moved(two: Two, half: str, at: timedelta = timedelta()) -> None:
    rows = two.own if half == "own" else two.other
    record(two.session, Subject("signal", rows[Signal].id), "signal_answer", at=NOW + at,
           reference=rows[Signal].reference, before="sent", after="answered")  # fmt: skip


def log(house: House) -> list[WebhookDelivery]:
    with reading(house.engine) as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def work(house: House) -> list[tuple[str, str]]:
    with reading(house.engine) as session:
        asked = select(WorkItem).where(WorkItem.subject_kind == "webhook", WorkItem.done_at.is_(None))
        items = session.scalars(asked).all()
        codes = subject_codes(session, items)
        return [(item.kind, codes[Subject(item.subject_kind, item.subject_id)]) for item in items]


def test_a_token_opens_with_itself_only_and_is_not_kept(two: Two) -> None:
    by = user(two, Role.ADMINISTRATOR)
    made = make_token(two.session, " Rooster ", user(two, Role.MANAGER), SCOPES, TODAY, NOW, by=by)
    found = who_reads(two.session, made.token, NOW)
    assert found is not None
    assert (found[0].name, found[1].role, found[0].scopes) == ("Rooster", Role.MANAGER, ["visits:read"])
    assert made.token not in str(vars(made.row))
    assert made.token not in repr(made)
    assert who_reads(two.session, made.token[:-1], NOW) is None


def test_what_a_token_must_be(two: Two) -> None:
    by, who = user(two, Role.ADMINISTRATOR), user(two, Role.MANAGER)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(TokenEndsWrong):
            make_token(two.session, "x", who, SCOPES, wrong, NOW, by=by)
    with pytest.raises(NothingChosen):
        make_token(two.session, "x", who, (), TODAY, NOW, by=by)
    for name in ("", "  ", "a\nb", "x" * 81):
        with pytest.raises(NameMissing):
            make_token(two.session, name, who, SCOPES, TODAY, NOW, by=by)
    with pytest.raises(NotAdministrator):
        make_token(two.session, "x", who, SCOPES, TODAY, NOW, by=who)
    with pytest.raises(TokenUnknown):
        revoke_token(two.session, 99, NOW, by=by)


def test_an_endpoint_is_told_from_when_it_is_made_until_it_ends(two: Two, each_house: House) -> None:
    moved(two, "own")
    made = endpoint(two, each_house)
    moved(two, "own")
    end_endpoint(two.session, made.row.id, NOW, by=None)
    moved(two, "own")
    with pytest.raises(HookUnknown):
        end_endpoint(two.session, made.row.id, NOW, by=None)
    rows = two.session.scalars(select(WebhookDelivery)).all()
    assert [(row.state, row.last_error) for row in rows] == [(HookState.WITHHELD, "ended")]
    for address in ("http://hooks.example", "https://10.0.0.1/"):
        with pytest.raises(HookAddressWrong):
            endpoint(two, each_house, address)
    assert made.secret.encode() not in (made.row.secret_sealed or b"")


def test_what_is_undone_is_told_to_nobody(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house)
    with reading(each_house.engine) as session:
        record(session, Subject("visit", two.own[Visit].id), "done", at=NOW)
        assert session.scalars(select(WebhookDelivery.message_id)).all() != []
    assert log(each_house) == []


@pytest.mark.parametrize(
    ("kind", "what", "facts", "told"),
    [
        pytest.param("signal", "signal_send", {"after": "sent", "reference": "S-1", "before": "approved", "late": 2},
                     {"reference": "S-1", "state": "sent", "before": "approved"}, id="a signal moves"),
        pytest.param("signal", "text_reviewed", {"texts": 2}, None, id="a text is read"),
        pytest.param("visit", "done", {"on": "2026-03-16"}, {"id": 7, "change": "done"}, id="a visit is made"),
        pytest.param("visit", "window_changed", {}, None, id="a visit counts elsewhere"),
        pytest.param("report", "report_released",
                     {"number": "JR-1", "kind": "agency", "code": "A1", "year": 2025, "version": 1, "digest": "0"},
                     {"number": "JR-1", "kind": "agency", "code": "A1", "year": 2025, "version": 1}, id="a report"),
        pytest.param("client", "opened", {}, None, id="a client, never"),
    ],
)  # fmt: skip
def test_of_which_events_others_are_told(
    kind: str, what: str, facts: dict[str, str | int | bool | None], told: dict[str, object] | None
) -> None:
    message = hook_message(kind, 7, what, facts)
    assert (message.data if message else None) == told


def test_a_message_arrives_signed_once(each_house: House, receiver: Receiver) -> None:
    now = clock.now()
    with transaction(each_house.engine) as session:
        two = Two(session)
        made = endpoint(two, each_house, receiver.address.replace("localhost", "hooks.example"))
        made.row.address = receiver.address
        moved(two, "own")
    assert deliver_hooks(each_house, now, receiver.way) == {"hooks_delivered": 1}
    assert deliver_hooks(each_house, now, receiver.way) == {}
    ((headers, body),) = receiver.got
    assert Webhook(made.secret).verify(body, headers)["data"] == {
        "reference": two.own[Signal].reference, "state": "answered", "before": "sent",
    }  # fmt: skip
    assert json.loads(body)["type"] == "signal.state_changed"
    assert headers["webhook-id"] == log(each_house)[0].message_id


def test_what_the_user_of_an_endpoint_does_not_see_is_not_sent(each_house: House, receiver: Receiver) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "other")
    assert deliver_hooks(each_house, NOW, receiver.way) == {"hooks_withheld": 1}
    assert receiver.got == []


def test_a_system_that_fails_is_tried_again_with_pauses_and_then_given_up(
    each_house: House, receiver: Receiver
) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "own")
        moved(two, "own")
    now = NOW
    for attempt, pause in enumerate(PAUSES, 1):
        receiver.answers = [503]
        assert deliver_hooks(each_house, now, receiver.way) == {"hooks_waiting": 1}, "the other one is left alone"
        first = log(each_house)[0]
        assert (first.attempts, first.last_status, first.next_try_at) == (attempt, 503, now + pause)
        receiver.answers = [503]
        now += pause
        with transaction(each_house.engine) as session:
            session.get_one(WebhookDelivery, 2).next_try_at = NOW + timedelta(days=90)
    assert work(each_house) == []
    assert deliver_hooks(each_house, now, receiver.way) == {"hooks_given_up": 1}
    assert work(each_house) == [("webhook_given_up", "Rooster")]
    assert pause_after(len(PAUSES) + 1) is None
    assert len(receiver.got) == len(PAUSES) + 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1

    with transaction(each_house.engine) as session:
        session.get_one(WebhookDelivery, 2).next_try_at = now
    receiver.answers = [200]
    assert deliver_hooks(each_house, now, receiver.way) == {"hooks_delivered": 1}
    assert work(each_house) == [], "it takes messages again"


def test_a_system_that_is_gone_is_told_nothing_more(each_house: House, receiver: Receiver) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "own")
        moved(two, "own")
    receiver.answers = [410]
    assert deliver_hooks(each_house, NOW, receiver.way) == {"hooks_given_up": 1}
    assert [row.state for row in log(each_house)] == [HookState.GIVEN_UP, HookState.WITHHELD]
    assert work(each_house) == [("webhook_gone", "Rooster")]
    with reading(each_house.engine) as session:
        assert session.get_one(WebhookEndpoint, 1).ended_at == NOW


@pytest.mark.parametrize(
    ("name", "address", "then"),
    [
        pytest.param("Rooster", "https://elders.example/in", [], id="the same system, at another address"),
        pytest.param("Rooster nieuw", None, [], id="another name, for the same address"),
        pytest.param("Cijfers", "https://cijfers.example/in", [("webhook_gone", "Rooster")], id="another system"),
    ],
)
def test_a_system_that_is_gone_is_asked_about_until_there_is_a_new_one(
    each_house: House, receiver: Receiver, name: str, address: str | None, then: list[tuple[str, str]]
) -> None:
    """Given a system that said it is gone / when a webhook is made / then the work is done if it takes its place."""
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "own")
    receiver.answers = [410]
    deliver_hooks(each_house, NOW, receiver.way)
    with transaction(each_house.engine) as session:
        by = session.scalars(select(User).where(User.role == Role.ADMINISTRATOR)).one()
        session.get_one(WebhookEndpoint, 1).address = ADDRESS
        make_endpoint(session, each_house, name, address or ADDRESS, by, list(HookKind), NOW, by=by)
    assert work(each_house) == then


def test_of_a_system_that_was_removed_meanwhile_nothing_is_asked(each_house: House, receiver: Receiver) -> None:
    """Given a message on its way / when its address is removed and then says that it is gone / then nobody is asked."""

    def removed_on_the_way(_address: str) -> bool:
        with transaction(each_house.engine) as session:
            session.get_one(WebhookEndpoint, 1).ended_at = NOW
        return True

    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "own")
    receiver.answers = [410]
    on_the_way = replace(receiver.way, may_reach=removed_on_the_way)
    assert deliver_hooks(each_house, NOW, on_the_way) == {"hooks_given_up": 1}
    assert work(each_house) == []


def test_a_system_that_misses_many_messages_is_work_once(each_house: House, receiver: Receiver) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        made = endpoint(two, each_house)
        made.row.address = receiver.address
        for _ in range(3):
            moved(two, "own")
        session.flush()
        for row in session.scalars(select(WebhookDelivery)):
            row.attempts = len(PAUSES)
    for _ in range(3):
        receiver.answers = [503]
        assert deliver_hooks(each_house, NOW, receiver.way) == {"hooks_given_up": 1}
    assert work(each_house) == [("webhook_given_up", "Rooster")]
    with transaction(each_house.engine) as session:
        end_endpoint(session, 1, NOW, by=session.scalars(select(User).where(User.role == Role.ADMINISTRATOR)).first())
    assert work(each_house) == []


def test_a_round_ends_in_time(each_house: House, receiver: Receiver) -> None:
    with transaction(each_house.engine) as session:
        two = Two(session)
        endpoint(two, each_house).row.address = receiver.address
        moved(two, "own")
        moved(two, "own")
    seconds = iter([0.0, 29.0, 31.0])
    assert deliver_hooks(each_house, NOW, receiver.way, lambda: next(seconds)) == {"hooks_delivered": 1}
