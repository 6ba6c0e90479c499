"""A browser sent to the provider and what must be true when it comes back. Pure."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from vigie.kernel.ids import AccountId
from vigie.kernel.instants import MINUTE_US, UtcUs

FLOW_US = 10 * MINUTE_US
SECRET_BYTES = 32


class Purpose(StrEnum):
    """Why somebody is sent to the provider."""

    SIGN_IN = "sign_in"
    UNLOCK = "unlock"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What the provider has proved; `second_factor`: what it says of how counts as one here."""

    account_id: AccountId
    subject: str
    sid: str | None
    second_factor: bool
    id_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One way to the provider and back; it serves one browser at one workstation, once.

    Attributes:
        account_id: whose account is to be linked; None otherwise.
        nonce: must stand in the ID token.
        verifier: the code alone is worth nothing without it (RFC 7636).
        proved: None until the provider's answer was found right.
    """

    purpose: Purpose
    address: str
    account_id: AccountId | None
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    started: UtcUs
    proved: Proved | None = None

    @property
    def expires(self) -> UtcUs:
        """Until when it serves."""
        return UtcUs(self.started + FLOW_US)

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (RFC 7636, 4.2, S256)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def fresh(purpose: Purpose, address: str, account_id: AccountId | None, now: UtcUs) -> Flow:
    """Return a new flow."""
    return Flow(
        purpose=purpose,
        address=address,
        account_id=account_id,
        nonce=secrets.token_urlsafe(SECRET_BYTES),
        verifier=secrets.token_urlsafe(SECRET_BYTES),
        started=now,
    )
