"""The settings of an installation, read from the environment (WAAKVLAM_...); no secret has a default.

House policy is not here but in rules/policy.toml. Every field is explained in docs/operations.md.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.errors import RuleError
from rules.vocabulary import Role


class SettingsFlawed(RuleError):
    """The configuration misses or contradicts something; nothing was started."""


class Settings(BaseSettings):
    """What differs between installations."""

    model_config = SettingsConfigDict(env_prefix="WAAKVLAM_", extra="ignore")

    home: Path = Field(default=Path("var"), description="Map voor database, sleutel, mail en de bestanden van Prefect.")
    database_url: str = Field(default="", description="Adres van de database (SQLAlchemy); leeg is SQLite in die map.")
    key_file: Path | None = Field(default=None, description="Bestand met de hoofdsleutel; leeg is 'key' in die map.")
    key: SecretStr | None = Field(default=None, description="De hoofdsleutel zelf (base64), in plaats van een bestand.")
    policy_file: Path | None = Field(
        default=None, description="Eigen beleid; leeg is het meegeleverde rules/policy.toml."
    )

    organisation_name: str = Field(default="Vertrouwenswerk Voorbeeld", description="Naam onder brieven en rapporten.")
    organisation_phone: str = Field(default="088 000 00 00", description="Telefoonnummer dat mensen mogen bellen.")
    sender: str = Field(default="planning@vertrouwenswerk.example", description="Adres waar mails vandaan komen.")
    desk_url: str = Field(default="https://waakvlam.example", description="Waar verwijzingen in mails naartoe gaan.")
    desk_tls_certificate: Path | None = Field(
        default=None, description="Certificaat (PEM) waarmee de werkplek wordt aangeboden."
    )
    desk_tls_key: Path | None = Field(
        default=None, description="Sleutel daarvan (PEM), alleen leesbaar voor de eigenaar."
    )
    desk_behind_proxy: bool = Field(default=False, description="Een eigen proxy vóór de werkplek regelt TLS.")

    mail_transport: Literal["maildir", "smtp"] = Field(default="maildir", description="Waar mail heen gaat.")
    smtp_host: str = Field(default="", description="De mailserver, bij de naam in zijn certificaat.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Poort van de mailserver.")
    smtp_security: Literal["starttls", "implicit"] = Field(
        default="starttls", description="Altijd TLS met een gecontroleerd certificaat."
    )
    smtp_username: str = Field(default="", description="Naam om bij de mailserver aan te melden; leeg is geen.")
    smtp_password: SecretStr | None = Field(default=None, description="Wachtwoord daarbij.")
    smtp_ca_file: Path | None = Field(
        default=None, description="Eigen certificaatautoriteit, in plaats van die van het systeem."
    )
    smtp_helo: str = Field(default="", description="Naam waarmee we groeten; leeg is het domein van de afzender.")
    smime_certificate: Path | None = Field(
        default=None, description="Ons certificaat (PEM) om brieven mee te ondertekenen."
    )
    smime_key: Path | None = Field(default=None, description="Sleutel daarvan (PEM), alleen leesbaar voor de eigenaar.")
    imap_host: str = Field(default="", description="Mailserver waar teruggekomen mail wordt gelezen; leeg is geen.")
    imap_port: int = Field(default=993, ge=1, le=65535, description="De poort ervan, altijd TLS.")
    imap_username: str = Field(default="", description="Naam om bij het postvak aan te melden.")
    imap_password: SecretStr | None = Field(default=None, description="Wachtwoord daarbij.")
    imap_folder: str = Field(default="INBOX", description="De map die wordt gelezen.")
    imap_ca_file: Path | None = Field(
        default=None, description="Eigen certificaatautoriteit, in plaats van die van het systeem."
    )

    backup_dir: Path | None = Field(
        default=None, description="Waar reservekopieën komen; leeg is 'backups' in de eigen map."
    )
    backup_key: SecretStr | None = Field(
        default=None, description="Sleutel van de reservekopieën (base64), niet de hoofdsleutel."
    )
    backups_kept: int = Field(
        default=14, ge=1, le=1000, description="Hoeveel dagelijkse reservekopieën bewaard blijven."
    )

    routing_url: str = Field(default="", description="Eigen routedienst; leeg is geschatte reistijd.")
    routing_kind: Literal["osrm", "valhalla"] = Field(default="osrm", description="Welke dienst dat is.")
    routing_timeout_seconds: int = Field(
        default=20, ge=1, le=600, description="Hoe lang één antwoord mag duren, in seconden."
    )

    local_accounts: bool = Field(default=True, description="Of mensen met een eigen wachtwoord mogen aanmelden.")
    session_idle_minutes: int = Field(
        default=30, ge=1, le=480, description="Hoe lang een sessie zonder gebruik blijft leven, in minuten."
    )
    session_hours: int = Field(default=8, ge=1, le=24, description="Hoe lang een sessie hooguit blijft leven, in uren.")
    oidc_issuer: str = Field(default="", description="Aanbieder waar mensen aanmelden; leeg is geen.")
    oidc_client_id: str = Field(default="", description="De naam waaronder die aanbieder ons kent.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Ons geheim daar.")
    oidc_name: str = Field(default="uw organisatie", description="Hoe de knop de aanbieder noemt.")
    oidc_role_claim: str = Field(default="", description="De claim met rollen; leeg: het register beslist.")
    oidc_roles: dict[str, Role] = Field(default={}, description="Welk woord van de aanbieder welke rol is (JSON).")
    oidc_acr: str = Field(default="", description="De sterkte die we vragen (acr_values); één ervan moet terugkomen.")
    oidc_amr: str = Field(default="", description="Een bewijs dat gebruikt moet zijn (amr), zoals mfa.")

    prefect_api_url: str = Field(default="", description="Eigen Prefect-server; leeg is de ingebouwde.")

    prefect_api_auth: SecretStr | None = Field(
        default=None, description="Aanmelding bij die server, als naam:wachtwoord."
    )

    @model_validator(mode="after")
    def _smtp_needs_a_host(self) -> Self:
        if self.mail_transport == "smtp" and not self.smtp_host:
            raise ValueError("WAAKVLAM_SMTP_HOST ontbreekt, terwijl WAAKVLAM_MAIL_TRANSPORT=smtp is gekozen")
        if (self.smtp_password is None) != (not self.smtp_username):
            raise ValueError("WAAKVLAM_SMTP_USERNAME en WAAKVLAM_SMTP_PASSWORD horen bij elkaar")
        return self

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("WAAKVLAM_OIDC_ISSUER vraagt ook WAAKVLAM_OIDC_CLIENT_ID en WAAKVLAM_OIDC_CLIENT_SECRET")
        if bool(self.oidc_role_claim) != bool(self.oidc_roles):
            raise ValueError("WAAKVLAM_OIDC_ROLE_CLAIM en WAAKVLAM_OIDC_ROLES horen bij elkaar")
        if not self.local_accounts and not self.oidc_issuer:
            raise ValueError(
                "WAAKVLAM_LOCAL_ACCOUNTS is uit en WAAKVLAM_OIDC_ISSUER is leeg: dan kan niemand aanmelden"
            )
        return self

    @model_validator(mode="after")
    def _pairs_are_whole(self) -> Self:
        if (self.smime_certificate is None) != (self.smime_key is None):
            raise ValueError("WAAKVLAM_SMIME_CERTIFICATE en WAAKVLAM_SMIME_KEY horen bij elkaar")
        if (self.desk_tls_certificate is None) != (self.desk_tls_key is None):
            raise ValueError("WAAKVLAM_DESK_TLS_CERTIFICATE en WAAKVLAM_DESK_TLS_KEY horen bij elkaar")
        if self.imap_host and not (self.imap_username and self.imap_password):
            raise ValueError("WAAKVLAM_IMAP_HOST vraagt ook WAAKVLAM_IMAP_USERNAME en WAAKVLAM_IMAP_PASSWORD")
        return self

    @property
    def desk_is_secure(self) -> bool:
        """Return whether people reach the desk over TLS."""
        return self.desk_behind_proxy or self.desk_tls_certificate is not None

    @property
    def url(self) -> str:
        """Return the database URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'waakvlam.db'}"

    @property
    def master_key_file(self) -> Path:
        """Return where the master key lies."""
        return self.key_file or self.home / "key"

    @property
    def maildir(self) -> Path:
        """Return the folder of the embedded mailbox."""
        return self.home / "mail"

    @property
    def backups(self) -> Path:
        """Return the folder of the backups."""
        return self.backup_dir or self.home / "backups"

    @property
    def greeting(self) -> str:
        """Return the name to greet a mail server with: never the machine's own."""
        return self.smtp_helo or self.sender.partition("@")[2]


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises: SettingsFlawed, one line a flaw, naming the setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsFlawed("\n".join(_sentence(flaw["loc"], flaw["msg"]) for flaw in error.errors())) from None


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    if not place:
        return f"Instelling: {message.removeprefix('Value error, ')}."
    name = f"WAAKVLAM_{'_'.join(str(part) for part in place).upper()}"
    field = Settings.model_fields.get(str(place[0]))
    meaning = f" ({field.description})" if field is not None else ""
    return f"Instelling {name}{meaning} klopt niet: {message}."
