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

    home: Path = Field(default=Path("var"), description="Folder for database, key, mail and Prefect's own files.")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty means SQLite in the home folder.")
    key_file: Path | None = Field(default=None, description="File with the master key; empty means home/key.")
    key: SecretStr | None = Field(default=None, description="The master key itself (base64), instead of a file.")
    policy_file: Path | None = Field(default=None, description="Own policy; empty means the shipped rules/policy.toml.")

    organisation_name: str = Field(default="Vertrouwenswerk Voorbeeld", description="Name under letters and reports.")
    organisation_phone: str = Field(default="088 000 00 00", description="Phone number people may call.")
    sender: str = Field(default="planning@vertrouwenswerk.example", description="Address that mails come from.")
    desk_url: str = Field(default="https://waakvlam.example", description="Where links in mails point to.")
    desk_tls_certificate: Path | None = Field(default=None, description="Certificate (PEM) that the desk is served by.")
    desk_tls_key: Path | None = Field(default=None, description="Its key (PEM), readable by its owner only.")
    desk_behind_proxy: bool = Field(default=False, description="A proxy of our own before the desk does the TLS.")

    mail_transport: Literal["maildir", "smtp"] = Field(default="maildir", description="Where mail goes.")
    smtp_host: str = Field(default="", description="The relay, by the name in its certificate.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "implicit"] = Field(default="starttls", description="Always verified TLS.")
    smtp_username: str = Field(default="", description="Login at the relay; empty for none.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    smtp_ca_file: Path | None = Field(default=None, description="Own certificate authority, instead of the system's.")
    smtp_helo: str = Field(default="", description="The name we greet with; empty means the domain of the sender.")
    smime_certificate: Path | None = Field(default=None, description="Our certificate (PEM) to sign letters with.")
    smime_key: Path | None = Field(default=None, description="Its key (PEM), readable by its owner only.")
    imap_host: str = Field(default="", description="The mail server to read what comes back from; empty means none.")
    imap_port: int = Field(default=993, ge=1, le=65535, description="Its port, always TLS.")
    imap_username: str = Field(default="", description="Login of the mailbox.")
    imap_password: SecretStr | None = Field(default=None, description="Its password.")
    imap_folder: str = Field(default="INBOX", description="The folder that is read.")
    imap_ca_file: Path | None = Field(default=None, description="Own certificate authority, instead of the system's.")

    backup_dir: Path | None = Field(default=None, description="Where backups go; empty means home/backups.")
    backup_key: SecretStr | None = Field(default=None, description="Key of the backups (base64), not the master key.")
    backups_kept: int = Field(default=14, ge=1, le=1000, description="How many daily backups are kept.")

    routing_url: str = Field(default="", description="A routing service of your own; empty means estimated travel.")
    routing_kind: Literal["osrm", "valhalla"] = Field(default="osrm", description="Which service that is.")
    routing_timeout_seconds: int = Field(default=20, ge=1, le=600, description="How long one answer may take.")

    local_accounts: bool = Field(default=True, description="Whether people may sign in with a password of our own.")
    session_idle_minutes: int = Field(default=30, ge=1, le=480, description="How long a session lives without use.")
    session_hours: int = Field(default=8, ge=1, le=24, description="How long a session lives at most.")
    oidc_issuer: str = Field(default="", description="The provider that people sign in at; empty means none.")
    oidc_client_id: str = Field(default="", description="The name by which it knows us.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Our secret there.")
    oidc_name: str = Field(default="uw organisatie", description="How the button names it.")
    oidc_role_claim: str = Field(default="", description="The claim that holds roles; empty: the register decides.")
    oidc_roles: dict[str, Role] = Field(default={}, description="Which of its words is which role of ours (JSON).")
    oidc_acr: str = Field(default="", description="The strength we ask for (acr_values); one of them must come back.")
    oidc_amr: str = Field(default="", description="A way of proving that must have been used (amr), such as mfa.")

    prefect_api_url: str = Field(default="", description="A Prefect server that is ours; empty means an embedded one.")

    prefect_api_auth: SecretStr | None = Field(default=None, description="The login of that server, as user:password.")

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
