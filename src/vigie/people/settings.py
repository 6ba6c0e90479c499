"""The section `[people]` of the settings: sign-in and sessions."""

from pydantic import Field

from vigie.kernel.settings import Section


class PeopleSettings(Section):
    """Sign-in and sessions."""

    session_hours: float = Field(
        default=12, gt=0, le=24, description="A session ends after this, whatever happens."
    )
    idle_minutes: float = Field(
        default=120, gt=0, le=1440, description="A session without any request for this long ends."
    )
    elected_minutes: float = Field(
        default=30, gt=0, le=240, description="Length of an elected member's session: no standing sign-in."
    )
    tries: int = Field(
        default=5,
        ge=1,
        le=20,
        description="Failed sign-ins from one workstation that lock the account there.",
    )
    tries_per_account: int = Field(
        default=30, ge=5, le=1000, description="Failed sign-ins from everywhere that lock an account."
    )
    tries_per_address: int = Field(
        default=40, ge=5, le=1000, description="Failed sign-ins of all accounts that lock a workstation."
    )
    lock_minutes: float = Field(
        default=15, gt=0, le=1440, description="How long failed sign-ins are counted."
    )
    department: str = Field(
        default="93", max_length=3, description="Department whose State approvals are valid here."
    )
    passkey_origin: str | None = Field(
        default=None,
        pattern=r"^https?://[a-z0-9.-]+(:\d+)?$",
        description="Address of the pages (https://csu.ville.fr) that passkeys are bound to; none: off.",
    )
    rest_hours: float = Field(
        default=11,
        ge=0,
        le=48,
        description="Rest between two shifts of one person (Code du travail L3131-1).",
    )
    longest_shift_hours: float = Field(default=12, gt=0, le=24, description="Longest shift that is accepted.")
    minimum_staff: int = Field(default=2, ge=0, le=50, description="People on duty at every moment.")
