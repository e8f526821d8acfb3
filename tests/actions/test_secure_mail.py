"""Mail that leaves encrypted or not at all."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from actions.certificates import (
    ContactUnknown,
    NotPinned,
    pin_certificate,
    pinned_certificates,
    revoke_certificate,
)
from actions.delivery import deliver
from actions.house import House
from actions.mail_watch import watch_certificates
from actions.mail_ways import has_secure_channel
from channels.smime import CertificateUnusable
from store.events import SYSTEM, Subject
from store.models import CertificatePin, ContactPerson, Notice, WorkItem
from store.session import transaction
from tests.actions.outbox import NOON, TEXT, Postbox, events, fill_signal, state_of
from tests.channels.papers import LAST_YEAR, YEAR, key_of, paper, signing

PDF = b"%PDF-1.7 een stuk"


@pytest.fixture
def signer(house: House, tmp_path: Path) -> House:
    """The house with a certificate of its own."""
    return replace(house, settings=signing(house.settings, tmp_path))


def contact(house: House, notice: Notice) -> ContactPerson:
    with transaction(house.engine) as session:
        return session.get_one(ContactPerson, notice.recipient_id)


def pin(house: House, who: ContactPerson, now: datetime = NOON, **differing: object) -> bytes:
    """Pin a certificate for a contact person; return it."""
    theirs = paper(who.email, **differing)  # type: ignore[arg-type]  # the test's own words for paper()
    with transaction(house.engine) as session:
        pin_certificate(session, who.code, theirs.pem, actor=SYSTEM, now=now)
    return theirs.der


def letters(house: House, now: datetime = NOON) -> list[EmailMessage]:
    postbox = Postbox()
    asyncio.run(deliver(house, now, transport=postbox))
    return postbox.letters


def test_mail_to_whoever_pinned_a_certificate_is_encrypted(signer: House) -> None:
    notice = fill_signal(signer)
    pin(signer, contact(signer, notice))
    (letter,) = letters(signer)
    assert letter.get_content_type() == "application/pkcs7-mime"
    assert TEXT.encode() not in letter.as_bytes()
    assert state_of(signer, notice.id).state == "sent"


def test_without_a_pin_mail_is_as_always(signer: House) -> None:
    fill_signal(signer)
    (letter,) = letters(signer)
    assert letter.get_content_type() == "multipart/alternative"


def test_an_ended_certificate_never_lets_mail_leave_in_clear(signer: House) -> None:
    notice = fill_signal(signer)
    pin(signer, contact(signer, notice))
    with transaction(signer.engine) as session:
        session.execute(
            update(CertificatePin).values(
                certificate=paper(period=LAST_YEAR).der, valid_from=LAST_YEAR[0], valid_until=LAST_YEAR[1]
            )
        )
    assert letters(signer) == []
    dead = state_of(signer, notice.id)
    assert (dead.state, dead.last_error) == ("dead", "certificate_ended")
    with transaction(signer.engine) as session:
        kinds = set(session.scalars(select(WorkItem.kind)))
    assert {"notice_undelivered", "phone_agency"} <= kinds


def test_without_a_certificate_of_ours_nothing_leaves_in_clear(house: House) -> None:
    notice = fill_signal(house)
    pin(house, contact(house, notice))
    assert letters(house) == []
    assert (state_of(house, notice.id).state, state_of(house, notice.id).last_error) == ("dead", "no_secure_channel")


def test_a_flaw_of_our_own_certificate_lets_mail_wait(house: House, tmp_path: Path) -> None:
    late = replace(house, settings=signing(house.settings, tmp_path, LAST_YEAR))
    notice = fill_signal(late)
    pin(late, contact(late, notice))
    assert letters(late) == []
    assert (state_of(late, notice.id).state, state_of(late, notice.id).last_error) == ("queued", "signing_certificate")


def test_a_file_leaves_encrypted(signer: House) -> None:
    notice = fill_signal(signer, PDF)
    pin(signer, contact(signer, notice))
    (letter,) = letters(signer)
    assert letter.get_content_type() == "application/pkcs7-mime"


def test_a_file_never_leaves_in_clear(signer: House) -> None:
    notice = fill_signal(signer, PDF)
    assert letters(signer) == []
    assert state_of(signer, notice.id).last_error == "no_secure_channel"


@pytest.mark.parametrize(
    ("days", "open_"),
    [pytest.param(0, True, id="valid"), pytest.param(400, False, id="ended")],
)
def test_whether_a_file_may_go_is_known_beforehand(signer: House, days: int, open_: bool) -> None:
    notice = fill_signal(signer)
    pin(signer, contact(signer, notice))
    with transaction(signer.engine) as session:
        when = NOON + timedelta(days=days)
        assert has_secure_channel(session, signer.settings, notice.recipient_id, when) is open_


def test_without_a_pin_no_file_may_go(signer: House) -> None:
    notice = fill_signal(signer)
    with transaction(signer.engine) as session:
        assert not has_secure_channel(session, signer.settings, notice.recipient_id, NOON)


def test_a_new_pin_takes_the_place_of_the_old_and_each_is_recorded(house: House) -> None:
    who = contact(house, fill_signal(house))
    pin(house, who)
    pin(house, who)
    pin(house, who, key=key_of(2048, 3))
    with transaction(house.engine) as session:
        (valid,) = pinned_certificates(session)
        assert valid.contact == who.code
        revoke_certificate(session, who.code, actor=SYSTEM, now=NOON)
        assert pinned_certificates(session) == []
        with pytest.raises(NotPinned):
            revoke_certificate(session, who.code, actor=SYSTEM, now=NOON)
    assert len(events(house, "certificate_pinned")) == len(events(house, "certificate_revoked"))


@pytest.mark.parametrize(
    ("address", "now", "why"),
    [
        pytest.param("iemand@elders.example", NOON, "ander mailadres", id="of somebody else"),
        pytest.param(None, YEAR[1] + timedelta(days=1), "nu niet geldig", id="ended"),
    ],
)
def test_a_certificate_that_does_not_fit_is_not_pinned(
    house: House, address: str | None, now: datetime, why: str
) -> None:
    who = contact(house, fill_signal(house))
    with transaction(house.engine) as session, pytest.raises(CertificateUnusable, match=why):
        pin_certificate(session, who.code, paper(address or who.email).pem, actor=SYSTEM, now=now)


def test_a_certificate_is_pinned_for_somebody_who_is_there(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(ContactUnknown):
        pin_certificate(session, "niemand", paper().pem, actor=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("now", "made"),
    [
        pytest.param(YEAR[1] - timedelta(days=31), 0, id="a month and a day before: nothing yet"),
        pytest.param(YEAR[1] - timedelta(days=30), 2, id="thirty days before: theirs and ours"),
        pytest.param(YEAR[1] + timedelta(days=9), 2, id="ended"),
    ],
)
def test_certificates_that_end_are_work_in_time_and_once(signer: House, now: datetime, made: int) -> None:
    who = contact(signer, fill_signal(signer))
    pin(signer, who)
    with transaction(signer.engine) as session:
        assert watch_certificates(session, signer, now) == made
        assert watch_certificates(session, signer, now + timedelta(days=1)) == (0 if made else 2)
        found = session.scalars(select(WorkItem).where(WorkItem.kind == "mail_certificate_ending")).all()
        assert {Subject(item.subject_kind, item.subject_id) for item in found} >= {Subject("contact", who.id)}


def test_a_key_of_ours_that_cannot_be_used_is_work_at_once(signer: House) -> None:
    assert signer.settings.smime_key is not None
    signer.settings.smime_key.chmod(0o644)
    with transaction(signer.engine) as session:
        assert watch_certificates(session, signer, datetime(2026, 2, 1, tzinfo=UTC)) == 1


def asked_about(house: House) -> list[str]:
    """Return about which certificates somebody still has to do something: theirs or ours."""
    with transaction(house.engine) as session:
        rows = session.execute(
            select(WorkItem.kind, WorkItem.subject_kind).where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)
        )
        return [f"{kind} {subject}" for kind, subject in rows]


def test_a_certificate_that_was_replaced_is_not_asked_about_any_more(signer: House) -> None:
    """Given certificates that end / when later ones are there, or the key is mended / then the work is done."""
    who, soon = contact(signer, fill_signal(signer)), YEAR[1] - timedelta(days=20)
    pin(signer, who)
    with transaction(signer.engine) as session:
        watch_certificates(session, signer, soon)
    assert asked_about(signer) == ["mail_certificate_ending contact", "mail_certificate_ending mail"]

    pin(signer, who, soon, key=key_of(2048, 3), period=(YEAR[0], YEAR[1] + timedelta(days=365)))
    assert asked_about(signer) == ["mail_certificate_ending mail"], "done by the deed, not in the night after"

    later = replace(signer, settings=signer.settings.model_copy(update={"smime_certificate": None}))
    with transaction(signer.engine) as session:
        assert watch_certificates(session, later, soon + timedelta(days=1)) == 0
    assert asked_about(signer) == []


def test_what_goes_wrong_with_our_certificate_a_second_time_is_asked_again(signer: House) -> None:
    """Given a key that was mended / when it cannot be used again / then that is work again."""
    key, start = signer.settings.smime_key, datetime(2026, 2, 1, tzinfo=UTC)
    assert key is not None
    for day, mode, then in ((0, 0o644, 1), (1, 0o600, 0), (2, 0o644, 1)):
        key.chmod(mode)
        with transaction(signer.engine) as session:
            watch_certificates(session, signer, start + timedelta(days=day))
        assert len(asked_about(signer)) == then
