"""Letters signed by us and encrypted to one pinned certificate (S/MIME): readable by nobody on the way.

Signed first (detached, SHA-256), then encrypted (AES-256-CBC, its key by RSA): the encryption alone would not show a
change. The headers stay outside, so a subject holds a reference and nothing else. RSA certificates only: our library
encrypts to no other.
"""

import base64
import stat
import textwrap
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from rules.errors import RuleError

LEAST_BITS = 2048


class CertificateEnded(Exception):
    """The certificate of a recipient is not valid (any more) at this moment. Names nobody."""


class CertificateUnusable(RuleError):
    """A certificate to which no letter can be encrypted."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Dit certificaat is niet te gebruiken: {why}. Vraag de ontvanger om zijn S/MIME-certificaat voor"
            " versleutelde mail (RSA, minstens 2048 bits) als PEM-bestand. Er is niets vastgelegd.",
            why=why,
        )


class SigningFlawed(RuleError):
    """Our own certificate or key cannot be used: nothing that must be encrypted leaves until that is mended."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Ondertekenen lukt niet: {why}. Controleer WAAKVLAM_SMIME_CERTIFICATE en WAAKVLAM_SMIME_KEY."
            " Versleutelde post wacht tot dit hersteld is; er gaat niets onversleuteld weg.",
            why=why,
        )


@dataclass(frozen=True, slots=True)
class Signer:
    """Our certificate, what stands between it and its authority, and its key."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What is kept of a certificate beside itself. `addresses`: the mail addresses it names, in small letters."""

    der: bytes = field(repr=False)
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    addresses: tuple[str, ...] = field(repr=False)


def read_certificate(content: bytes) -> CertificateFacts:
    """Return the facts of a recipient's certificate, given as PEM or DER.

    Raises: CertificateUnusable when it is none, or none to encrypt mail to.
    """
    try:
        pem = content.lstrip().startswith(b"-----BEGIN")
        certificate = (x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate)(content)
        _check_purpose(certificate)
    except (ValueError, x509.DuplicateExtension):
        raise CertificateUnusable("het is geen certificaat") from None
    return CertificateFacts(
        der=certificate.public_bytes(Encoding.DER),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        addresses=_addresses(certificate),
    )


def load_signer(certificate_file: Path, key_file: Path) -> Signer:
    """Return our own certificate and key.

    Raises: SigningFlawed when they are missing, do not belong together, or others may read the key.
    """
    try:
        if stat.S_IMODE(key_file.stat().st_mode) & 0o077:
            raise SigningFlawed("de sleutel is leesbaar voor anderen (zet de rechten op 0400)")
        return _signer(certificate_file.read_bytes(), key_file.read_bytes())
    except OSError:
        raise SigningFlawed("een van de bestanden is er niet of is niet te lezen") from None


@lru_cache(maxsize=2)
def _signer(certificates: bytes, key: bytes) -> Signer:
    try:
        own, *chain = x509.load_pem_x509_certificates(certificates)
        private = load_pem_private_key(key, password=None)
    except (ValueError, TypeError):
        raise SigningFlawed("een van de bestanden is geen PEM, of de sleutel heeft een wachtwoord") from None
    if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        raise SigningFlawed("de sleutel is van een soort waarmee geen mail wordt ondertekend")
    if private.public_key() != own.public_key():
        raise SigningFlawed("sleutel en certificaat horen niet bij elkaar")
    return Signer(own, tuple(chain), private)


def protect(message: EmailMessage, signer: Signer, recipient: bytes, now: datetime) -> EmailMessage:
    """Return the letter signed and then encrypted to the `recipient`'s certificate (DER).

    Raises: CertificateEnded when that certificate is not valid at `now`; SigningFlawed when ours is not.
    """
    certificate = x509.load_der_x509_certificate(recipient)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise CertificateEnded
    if not signer.certificate.not_valid_before_utc <= now <= signer.certificate.not_valid_after_utc:
        raise SigningFlawed("ons certificaat is niet (meer) geldig")
    return _wrapped(message, _encrypted(_signed(_inner(message), signer), certificate))


def _inner(message: EmailMessage) -> bytes:
    """Return the content alone, as it is signed: its own headers only, and lines that end as on the wire."""
    inner = message_from_bytes(message.as_bytes(), policy=message.policy)
    for name in set(inner.keys()):
        if not name.lower().startswith("content-"):
            del inner[name]
    content: bytes = inner.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    return content


def _signed(content: bytes, signer: Signer) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(content).add_signer(signer.certificate, signer.key, hashes.SHA256())
    for certificate in signer.chain:
        builder = builder.add_certificate(certificate)
    signed = builder.sign(Encoding.SMIME, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    return signed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _encrypted(content: bytes, certificate: x509.Certificate) -> bytes:
    builder = PKCS7EnvelopeBuilder().set_data(content).add_recipient(certificate)
    return builder.set_content_encryption_algorithm(AES256).encrypt(Encoding.DER, [PKCS7Options.Binary])


def _wrapped(message: EmailMessage, envelope: bytes) -> EmailMessage:
    """Return a message with the headers of the letter around the envelope."""
    outer = EmailMessage(policy=message.policy)
    for name, value in message.items():
        if not name.lower().startswith(("content-", "mime-version")):
            outer[name] = value
    outer["MIME-Version"] = "1.0"
    outer["Content-Type"] = 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'
    outer["Content-Transfer-Encoding"] = "base64"
    outer["Content-Disposition"] = 'attachment; filename="smime.p7m"'
    outer.set_payload("\n".join(textwrap.wrap(base64.b64encode(envelope).decode(), 76)) + "\n")
    return outer


def _check_purpose(certificate: x509.Certificate) -> None:
    """Raises: CertificateUnusable when the certificate is not for encrypting mail, or its key is too short."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_BITS:
        raise CertificateUnusable("het heeft geen RSA-sleutel van minstens 2048 bits")
    extensions = certificate.extensions
    usages = [part.value for part in extensions if isinstance(part.value, x509.KeyUsage)]
    if any(not usage.key_encipherment for usage in usages):
        raise CertificateUnusable("het is niet voor versleutelen bedoeld")
    purposes = [set(part.value) for part in extensions if isinstance(part.value, x509.ExtendedKeyUsage)]
    fitting = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if any(not purpose & fitting for purpose in purposes):
        raise CertificateUnusable("het is niet voor mail bedoeld")


def _addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    names = [part.value for part in certificate.extensions if isinstance(part.value, x509.SubjectAlternativeName)]
    return tuple(str(address).lower() for name in names for address in name.get_values_for_type(x509.RFC822Name))
