"""Letters signed and encrypted, opened again by openssl: another program than the one that made them."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from channels.message import Attachment, Letter, build
from channels.smime import (
    CertificateEnded,
    CertificateUnusable,
    SigningFlawed,
    load_signer,
    protect,
    read_certificate,
)
from tests.channels.papers import LAST_YEAR, OURS, THEIRS, YEAR, Paper, key_of, our_paper, paper

NOON = datetime(2026, 4, 8, 10, tzinfo=UTC)
PDF = b"%PDF-1.7\n\x00\xff bytes of a file\r\n%%EOF\n"
OPENSSL = shutil.which("openssl")
SECRET = "Kamerdeuren gingen op slot."


def letter() -> EmailMessage:
    return build(
        Letter(
            message_id="<een@vertrouwenswerk.example>", to_address=THEIRS, to_name="Meldpunt",
            sender_address=OURS, sender_name="Vertrouwenswerk Voorbeeld", subject="Signaal S-2026-017",
            text=f"{SECRET}\n.\nVóór 3 maart.", html=f"<p>{SECRET}</p>", sent_at=NOON,
            attachment=Attachment("bijlage.pdf", "application/pdf", PDF),
        )
    )  # fmt: skip


def sealed(tmp_path: Path, recipient: Paper | None = None) -> tuple[EmailMessage, Paper]:
    """Return a protected letter and what it was encrypted to."""
    theirs = recipient or paper()
    return protect(letter(), load_signer(*our_paper().write(tmp_path, "ours")), theirs.der, NOON), theirs


def openssl(*arguments: str, given: bytes) -> bytes:
    if OPENSSL is None:
        pytest.skip("needs the program openssl")
    command = [OPENSSL, *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=True, timeout=30).stdout


def decrypted(message: bytes, theirs: Paper, folder: Path) -> bytes:
    certificate, key = theirs.write(folder, "theirs")
    return openssl("cms", "-decrypt", "-recip", str(certificate), "-inkey", str(key), given=message)


def verified(signed: bytes, folder: Path) -> bytes:
    return openssl(
        "cms", "-verify", "-CAfile", str(folder / "ours.pem"), "-no_check_time", "-purpose", "any", given=signed
    )


def test_openssl_decrypts_and_verifies_what_we_sent(tmp_path: Path) -> None:
    message, theirs = sealed(tmp_path)
    inner = verified(decrypted(message.as_bytes(), theirs, tmp_path), tmp_path)
    opened = message_from_bytes(inner, policy=policy.default)
    plain = opened.get_body(("plain",))
    assert plain is not None
    assert SECRET in plain.get_content()
    (file,) = opened.iter_attachments()
    assert file.get_payload(decode=True) == PDF


def test_the_old_smime_command_reads_it_as_well(tmp_path: Path) -> None:
    message, theirs = sealed(tmp_path)
    certificate, key = theirs.write(tmp_path, "theirs")
    inner = openssl("smime", "-decrypt", "-recip", str(certificate), "-inkey", str(key), given=message.as_bytes())
    assert b"multipart/signed" in inner[:200]


def test_nothing_of_the_content_is_in_clear_and_the_headers_stay(tmp_path: Path) -> None:
    message, _ = sealed(tmp_path)
    raw = message.as_bytes()
    assert SECRET.encode() not in raw
    assert b"bijlage.pdf" not in raw
    assert message["Message-ID"] == "<een@vertrouwenswerk.example>"
    assert message["Subject"] == "Signaal S-2026-017"
    assert THEIRS in message["To"]
    assert message.get_content_type() == "application/pkcs7-mime"
    assert all(len(line) <= 78 for line in raw.splitlines())


def test_the_encryption_is_aes_256(tmp_path: Path) -> None:
    message, _ = sealed(tmp_path)
    shown = openssl("cms", "-cmsout", "-print", given=message.as_bytes())
    assert b"aes-256-cbc" in shown


def test_a_changed_text_is_seen(tmp_path: Path) -> None:
    message, theirs = sealed(tmp_path)
    signed = decrypted(message.as_bytes(), theirs, tmp_path)
    changed = signed.replace(b"Kamerdeuren", b"Buitendeuren", 1)
    assert changed != signed
    with pytest.raises(subprocess.CalledProcessError) as failed:
        verified(changed, tmp_path)
    assert b"digest failure" in failed.value.stderr or b"verification failure" in failed.value.stderr


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    message, _ = sealed(tmp_path)
    other = paper(key=key_of(2048, 3))
    with pytest.raises(subprocess.CalledProcessError):
        verified(decrypted(message.as_bytes(), other, tmp_path), tmp_path)


@pytest.mark.parametrize(
    ("period", "now", "ends"),
    [
        pytest.param(YEAR, YEAR[1], False, id="last moment"),
        pytest.param(YEAR, YEAR[1] + timedelta(seconds=1), True, id="ran out"),
        pytest.param(YEAR, YEAR[0] - timedelta(seconds=1), True, id="not valid yet"),
        pytest.param(LAST_YEAR, NOON, True, id="ran out long ago"),
    ],
)
def test_an_ended_certificate_is_refused(
    tmp_path: Path, period: tuple[datetime, datetime], now: datetime, ends: bool
) -> None:
    always = (LAST_YEAR[0], YEAR[1] + timedelta(days=400))
    signer, theirs = load_signer(*our_paper(always).write(tmp_path, "ours")), paper(period=period)
    if ends:
        with pytest.raises(CertificateEnded):
            protect(letter(), signer, theirs.der, now)
    else:
        assert protect(letter(), signer, theirs.der, now)["Subject"]


def test_our_own_ended_certificate_stops_all(tmp_path: Path) -> None:
    signer = load_signer(*our_paper(LAST_YEAR).write(tmp_path, "ours"))
    with pytest.raises(SigningFlawed, match="niet \\(meer\\) geldig"):
        protect(letter(), signer, paper().der, NOON)


@pytest.mark.parametrize(
    ("flawed", "why"),
    [
        pytest.param(lambda: b"geen certificaat", "geen certificaat", id="no certificate"),
        pytest.param(lambda: paper(key=key_of(1024)).pem, "minstens 2048 bits", id="a short key"),
        pytest.param(lambda: paper(key=ec.generate_private_key(ec.SECP256R1())).pem, "RSA", id="elliptic curve"),
        pytest.param(lambda: paper(for_secrets=False).pem, "versleutelen", id="for signing only"),
        pytest.param(lambda: paper(for_mail=False).pem, "voor mail", id="of a web server"),
    ],
)
def test_a_certificate_that_is_of_no_use_is_refused_in_words(flawed: object, why: str) -> None:
    assert callable(flawed)
    with pytest.raises(CertificateUnusable, match=why):
        read_certificate(flawed())


def test_a_certificate_reads_the_same_from_both_forms() -> None:
    theirs = paper()
    assert read_certificate(theirs.pem) == read_certificate(theirs.der)
    facts = read_certificate(theirs.der)
    assert (facts.valid_from, facts.valid_until, facts.addresses) == (*YEAR, (THEIRS,))


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    certificate, key = our_paper().write(tmp_path, "ours")
    key.chmod(0o640)
    with pytest.raises(SigningFlawed, match="leesbaar voor anderen"):
        load_signer(certificate, key)


def test_a_key_of_somebody_else_is_refused(tmp_path: Path) -> None:
    certificate, _ = our_paper().write(tmp_path, "ours")
    _, key = paper().write(tmp_path, "theirs")
    with pytest.raises(SigningFlawed, match="horen niet bij elkaar"):
        load_signer(certificate, key)


def test_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningFlawed, match="is er niet"):
        load_signer(tmp_path / "none.pem", tmp_path / "none.key")


def test_neither_a_signer_nor_a_certificate_shows_its_secrets(tmp_path: Path) -> None:
    signer = load_signer(*our_paper().write(tmp_path, "ours"))
    assert "PRIVATE" not in repr(signer)
    assert "key" not in repr(signer)
    assert THEIRS not in repr(read_certificate(paper().der))
