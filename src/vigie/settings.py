"""`vigie.toml` and the environment: one section per room, unknown keys refused, every field described.

The environment wins over the file: `VIGIE_SECTION__KEY=value` (`VIGIE_CENTRE__PORT=9000`), lists as JSON.
"""

import difflib
import hashlib
import os
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from vigie.archive.settings import ArchiveSettings
from vigie.archive.tiers.settings import S3Settings
from vigie.audit.settings import AuditSettings
from vigie.kernel.errors import BadInput
from vigie.kernel.settings import Section
from vigie.nodes.settings import LogSettings, RecorderSettings, SupervisorSettings
from vigie.people.oidc.settings import OidcSettings
from vigie.people.settings import PeopleSettings
from vigie.video.settings import IngestSettings
from vigie.vision.settings import AnalystSettings
from vigie.web.settings import CentreSettings

PREFIX = "VIGIE_"
FILE_VARIABLE = "VIGIE_CONFIG"
PLACES = (Path("vigie.toml"), Path("/etc/vigie/vigie.toml"))
SOCKET_PATH_BYTES = 100


class TownSettings(Section):
    """Whose cameras these are."""

    name: str = Field(
        default="Ville de démonstration",
        min_length=1,
        max_length=120,
        description="Its name on pages.",
    )
    controller: str = Field(
        default="",
        max_length=200,
        description="Who answers for the processing, in its register: « Commune de …, son maire ».",
    )
    contact: str = Field(
        default="",
        max_length=200,
        description="Where people write to, in the register.",
    )
    dpo: str = Field(
        default="",
        max_length=200,
        description="The data-protection officer's address, in the register.",
    )
    demo: bool = Field(
        default=False,
        description="The demonstration: its accounts stand on the sign-in page. Never in a town.",
    )


class Settings(BaseSettings):
    """Everything that can be set; a frozen value handed down by `bootstrap`."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    data: Path = Field(default=Path("data"), description="Folder of database, keys, logs and recordings.")
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy address of the database; none: `vigie.db` (SQLite) in the data folder.",
    )
    town: TownSettings = Field(default_factory=TownSettings, description="The town.")
    centre: CentreSettings = Field(
        default_factory=CentreSettings, description="The process that serves pages."
    )
    recorder: RecorderSettings = Field(
        default_factory=RecorderSettings, description="The process that receives and records."
    )
    audit: AuditSettings = Field(default_factory=AuditSettings, description="Proofs of the journal.")
    people: PeopleSettings = Field(default_factory=PeopleSettings, description="Sign-in and sessions.")
    oidc: OidcSettings = Field(
        default_factory=OidcSettings, description="Single sign-on with the town's identity provider."
    )
    ingest: IngestSettings = Field(default_factory=IngestSettings, description="Receiving cameras over RTSP.")
    archive: ArchiveSettings = Field(default_factory=ArchiveSettings, description="Recordings on disk.")
    s3: S3Settings = Field(default_factory=S3Settings, description="Copies of recordings in S3.")
    analyst: AnalystSettings = Field(
        default_factory=AnalystSettings, description="The process that analyses pictures."
    )
    supervisor: SupervisorSettings = Field(
        default_factory=SupervisorSettings, description="Watching and restarting processes."
    )
    log: LogSettings = Field(default_factory=LogSettings, description="Messages about the system's own work.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file (handed over as arguments)."""
        return env_settings, init_settings

    @property
    def log_folder(self) -> Path:
        """Where log files lie."""
        return self.log.folder or self.data / "logs"

    @property
    def socket(self) -> Path:
        """Where the live link's socket lies; a folder path too long for one gets it a short place instead."""
        wanted = self.recorder.socket or self.data.resolve() / "recorder.sock"
        if len(os.fsencode(wanted)) <= SOCKET_PATH_BYTES:
            return wanted
        digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        return base / f"vigie-{os.getuid()}-{digest}" / "recorder.sock"

    @property
    def scene_socket(self) -> Path:
        """Where the analyst hands scenes to the rule editor; beside the live link's socket."""
        return self.socket.with_name("analyst.sock")

    @property
    def analyst_report(self) -> Path:
        """Where the analyst says what it does."""
        return self.data / "analyst.json"

    @property
    def database_address(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'vigie.db'}"

    @property
    def camera_key(self) -> Path:
        """The key file that seals camera passwords."""
        return self.data / "cameras.key"


def load(path: Path | None = None) -> Settings:
    """Read the file (`path`, `VIGIE_CONFIG`, `./vigie.toml` or `/etc/vigie/vigie.toml`) and environment.

    Raises:
        BadInput: `bad_settings`; the message names each key at fault and where it stands.
    """
    found = path or _named_by_environment() or next((place for place in PLACES if place.exists()), None)
    values = _read(found) if found else {}
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = [_explain(item, found) for item in error.errors()]
        raise BadInput("; ".join(lines), code="bad_settings") from None
    except SettingsError as error:
        raise BadInput(f"environment: {error}", code="bad_settings") from None


def _named_by_environment() -> Path | None:
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", code="bad_settings") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is not valid TOML: {error}", code="bad_settings") from None


def _refuse_unknown_variables(names: Iterable[str]) -> None:
    """A misspelt variable would be silently without effect: refuse it as a misspelt key is."""
    for name in names:
        section, nested, key = name.removeprefix(PREFIX).partition("__")
        if name.startswith(PREFIX) and nested and not _is_field((section.lower(), key.lower())):
            hint = _nearest(name, known_variables())
            raise BadInput(f"environment: {name} is no setting{hint}", code="bad_settings")


def _is_field(place: tuple[str, str]) -> bool:
    section = Settings.model_fields.get(place[0])
    kind = section.annotation if section else None
    return isinstance(kind, type) and issubclass(kind, BaseModel) and place[1] in kind.model_fields


def known_variables() -> list[str]:
    """Return the environment variable of every setting."""
    return [f"{PREFIX}{key.replace('.', '__').upper()}" for key, _ in fields()]


def fields() -> list[tuple[str, Any]]:
    """Return (`section.key`, pydantic field) of every setting, in the order of the reference page."""
    found: list[tuple[str, Any]] = []
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += [(f"{name}.{key}", inner) for key, inner in kind.model_fields.items()]
        else:
            found.append((name, field))
    return found


def _explain(item: ErrorDetails, file: Path | None) -> str:
    key = ".".join(str(part) for part in item["loc"])
    variable = f"{PREFIX}{key.replace('.', '__').upper()}"
    where = variable if variable in os.environ else str(file) if file else "environment"
    if item["type"] == "extra_forbidden":
        return f"{where}: unknown key {key}{_nearest(key, [name for name, _ in fields()])}"
    return f"{where}: {key}: {item['msg']} (got {str(item['input'])[:80]!r})"


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]}?" if close else "; see docs/reference/settings.md"
