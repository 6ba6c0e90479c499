"""Base of every settings section: unknown keys refused, every field described."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One section of `vigie.toml`; a field without a description fails the tests."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)
