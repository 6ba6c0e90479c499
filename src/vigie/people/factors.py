"""The second factor: six digits of RFC 6238 (TOTP, SHA-1, 30 s). A code serves once, one step early or late.

Secrets lie sealed (AES-256-GCM, bound to their account) under a key file that never enters the database.
"""

import os
from hmac import compare_digest
from pathlib import Path

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import SECOND_US, Clock
from vigie.kernel.key_file import read_or_make
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database
from vigie.people import store

ENABLED = Tag("people:second_factor:enabled")
DISABLED = Tag("people:second_factor:disabled")

STEP_S = 30
KEY_BYTES = 32
NONCE_BYTES = 12


class SecondFactor:
    """TOTP secrets of accounts.

    Args:
        key_file: 32 bytes that only their owner may read; made when absent.
        issuer: the name that authenticator programs show.
    """

    def __init__(
        self, database: Database, journal: Journal, clock: Clock, key_file: Path, issuer: str = "Vigie"
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._cipher = AESGCM(_key(key_file))
        self._issuer = issuer

    def propose(self, username: str) -> tuple[str, str]:
        """Return a fresh secret and its `otpauth://` address (for a QR code); nothing is stored yet."""
        secret = pyotp.random_base32()
        return secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=self._issuer)

    async def enable(self, principal: Principal, secret: str, code: str) -> None:
        """Ask for this secret's codes from now on, once one was given.

        Raises:
            BadInput: the secret is none, or the code is not its present one.
        """
        step = self._matching_step(secret, code)
        if step is None:
            raise BadInput("the code is not this secret's: check the telephone's clock", code="bad_code")
        sealed = self._seal(principal.account_id, secret)
        async with self._database.transaction() as tx:
            values = {"totp_sealed": sealed, "totp_last_step": step}
            await store.change_account(tx, principal.account_id, values)
            await self._journal.record(tx, Entry.by(principal, ENABLED, principal.account_id))

    async def disable(self, principal: Principal, account_id: AccountId) -> None:
        """Ask for no code any more; who may do it is asked before."""
        async with self._database.transaction() as tx:
            await store.change_account(tx, account_id, {"totp_sealed": None})
            await self._journal.record(tx, Entry.by(principal, DISABLED, account_id))

    async def accept(self, account_id: AccountId, code: str) -> bool:
        """Tell whether a code is right and was not used before; it is then used."""
        async with self._database.transaction() as tx:
            sealed, last = await store.totp(tx, account_id)
            step = None if sealed is None else self._matching_step(self._open(account_id, sealed), code)
            if step is None or step <= last:
                return False
            await store.change_account(tx, account_id, {"totp_last_step": step})
        return True

    def _matching_step(self, secret: str, code: str) -> int | None:
        digits = code.replace(" ", "")
        if not digits.isascii() or not digits.isdigit():
            return None
        now_step = self._clock.now() // SECOND_US // STEP_S
        try:
            totp = pyotp.TOTP(secret)
            near = (now_step, now_step - 1, now_step + 1)
            steps = (step for step in near if compare_digest(totp.at(step * STEP_S), digits))
            return next(steps, None)
        except ValueError:
            raise BadInput("the secret is not base32", code="bad_secret", field="secret") from None

    def _seal(self, account_id: AccountId, secret: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), account_id.encode())

    def _open(self, account_id: AccountId, sealed: bytes) -> str:
        try:
            box = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], account_id.encode())
        except InvalidTag:
            raise Unavailable(
                "the second factor does not open: restore people.key from your backup",
                code="people_key_wrong",
            ) from None
        return box.decode()


def _key(path: Path) -> bytes:
    """Read the key file, or make it.

    Raises:
        BadInput: others may read it, or it holds no key.
    """
    key = read_or_make(path, lambda: AESGCM.generate_key(KEY_BYTES * 8))
    if len(key) != KEY_BYTES:
        raise BadInput(
            f"{path} holds {len(key)} bytes, not {KEY_BYTES}: restore it",
            code="key_file_bad",
            named=str(path),
        )
    return key
