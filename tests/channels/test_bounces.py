"""What a mail that came in is read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.bounces import MOST_IDS, parse
from rules.mail_reports import REPORTS, InboundKind
from tests.channels.corpus import ABOUT, CORPUS, OURS, Mail, hostile, written


@pytest.mark.parametrize("mail", [pytest.param(mail, id=mail.name) for mail in CORPUS])
def test_each_mail_of_the_corpus_is_read_as_what_it_is(mail: Mail) -> None:
    found = parse(mail.raw, OURS)
    assert found.kind is mail.kind
    assert (ABOUT in found.message_ids) is mail.about
    assert found.code == mail.code


def test_the_corpus_holds_every_kind() -> None:
    assert {mail.kind for mail in CORPUS} == set(InboundKind)
    assert len(CORPUS) >= 30


@pytest.mark.parametrize("number", range(len(hostile())))
def test_a_mail_that_tries_to_break_it_is_read_as_something(number: int) -> None:
    assert parse(hostile()[number](), OURS).kind in InboundKind


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b"])
def test_an_id_that_a_database_cannot_hold_is_none(sign: str) -> None:
    raw = f"In-Reply-To: <een{sign}twee@a.example> {ABOUT}\r\n\r\nHallo".encode()
    assert parse(raw, OURS).message_ids == (ABOUT,)


@pytest.mark.parametrize("subject", [pytest.param("Vraag", id="other"), pytest.param("Out of Office", id="automatic")])
def test_of_very_many_ids_the_first_count(subject: str) -> None:
    named = [f"<n{number}@a.example>" for number in range(MOST_IDS + 1)]
    assert parse(written("Hallo", subject, References=" ".join(named)), OURS).message_ids == tuple(named[:MOST_IDS])


@given(st.binary(max_size=2000))
def test_bytes_alone_are_never_a_report(raw: bytes) -> None:
    assert parse(raw, OURS).kind not in REPORTS


GLOOMY = [mail.raw for mail in CORPUS if b"delivered" not in mail.raw]


@given(st.sampled_from(GLOOMY), st.integers(0, 1500), st.binary(max_size=20))
def test_a_damaged_mail_never_says_that_a_letter_arrived(raw: bytes, at: int, rubbish: bytes) -> None:
    damaged = raw[:at] + rubbish + raw[at + len(rubbish) :]
    assert parse(damaged, OURS).kind is not InboundKind.DELIVERED
