"""The section `[audit]` of the settings: proofs of the journal."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from vigie.kernel.errors import BadInput
from vigie.kernel.settings import Section


class AuditSettings(Section):
    """Signed checkpoints and time stamps of the journal, which itself cannot be switched off."""

    origin: str = Field(
        default="vigie/journal",
        pattern=r"^[^\s+]{1,100}$",
        description="Name under which checkpoints are signed; choose your own (csu.ville.fr/journal).",
    )
    checkpoint_minutes: float = Field(
        default=15,
        gt=0,
        le=1440,
        description="Time between signed checkpoints; an alteration is located to one.",
    )
    tsa_url: str | None = Field(
        default=None,
        description="Time-stamping authority (RFC 3161) for one checkpoint a day; none: no stamps.",
    )
    tsa_ca: Path | None = Field(
        default=None,
        description="Certificates (PEM) that the authority's answers must lead to; needed with `tsa_url`.",
    )

    @model_validator(mode="after")
    def _checked_stamps(self) -> Self:
        """Refuse an authority whose answers nobody could check: its stamps would prove nothing.

        Raises:
            BadInput: `bad_settings`.
        """
        if self.tsa_url is not None and self.tsa_ca is None:
            raise BadInput("audit.tsa_ca is needed with audit.tsa_url", code="bad_settings")
        return self
