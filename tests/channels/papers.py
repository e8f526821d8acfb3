"""Certificates for mail as an authority would give them out, made for a test."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from store.settings import Settings

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
LAST_YEAR = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
OURS, THEIRS = "planning@vertrouwenswerk.example", "meldpunt@toezicht.example"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Paper:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Write certificate and key (mode 0400) into `folder`; return both files."""
        files = folder / f"{name}.pem", folder / f"{name}.key"
        for file, content in zip(files, (self.pem, self.key_pem), strict=True):
            file.write_bytes(content)
        files[1].chmod(0o400)
        return files


@cache
def key_of(bits: int, number: int = 0) -> rsa.RSAPrivateKey:
    """Return a key; making one takes long, so the tests share a few."""
    return rsa.generate_private_key(65537, bits)


def paper(
    address: str = THEIRS,
    period: tuple[datetime, datetime] = YEAR,
    key: Key | None = None,
    *,
    for_mail: bool = True,
    for_secrets: bool = True,
) -> Paper:
    """Make a certificate for an address, signed by itself."""
    made = key or key_of(2048, 1)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    purpose = ExtendedKeyUsageOID.EMAIL_PROTECTION if for_mail else ExtendedKeyUsageOID.SERVER_AUTH
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(made.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=for_secrets, data_encipherment=False,
                key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(made, hashes.SHA256())
    )  # fmt: skip
    return Paper(certificate, made)


def our_paper(period: tuple[datetime, datetime] = YEAR) -> Paper:
    """Make a certificate of our own."""
    return paper(OURS, period, key_of(2048, 2))


def signing(settings: Settings, folder: Path, period: tuple[datetime, datetime] = YEAR) -> Settings:
    """Return the settings with a certificate of our own."""
    certificate, key = our_paper(period).write(folder, "ours")
    signed: Settings = settings.model_copy(update={"smime_certificate": certificate, "smime_key": key})
    return signed
