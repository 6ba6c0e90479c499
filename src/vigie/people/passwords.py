"""Passwords: argon2id hashes, made and compared outside the event loop; at most two at a time.

An unknown name costs the same time as a wrong password, so that answers tell nobody which names exist.
"""

import asyncio
import secrets

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from vigie.kernel.errors import BadInput

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_DISTINCT = 5


class Passwords:
    """Makes and compares hashes.

    Args:
        hasher: the hash function; None for argon2id with its library's recommended cost.
    """

    def __init__(self, hasher: PasswordHash | None = None) -> None:
        self._hasher = hasher or PasswordHash.recommended()
        self._decoy = self._hasher.hash(secrets.token_urlsafe())
        self._room = asyncio.Semaphore(2)

    @classmethod
    def cheap(cls) -> "Passwords":
        """Return one whose hashes cost nothing; for tests."""
        return cls(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))

    async def hash(self, password: str) -> str:
        """Return the hash to store."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def matches(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one; None (no such account) takes as long and is False."""
        async with self._room:
            hashed = stored or self._decoy
            right = await asyncio.to_thread(self._hasher.verify, _bytes(password[:MAX_LENGTH]), hashed)
        return right and stored is not None


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def check_password(password: str, *, username: str) -> None:
    """Return when a password may be used.

    Raises:
        BadInput: it is too short, too long, too simple or holds the user name.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput(
            f"password: {MIN_LENGTH} to {MAX_LENGTH} characters", code="bad_password", field="password"
        )
    if len(set(password)) < MIN_DISTINCT or username.lower() in password.lower():
        raise BadInput(
            "password: not your user name, and at least 5 different characters",
            code="bad_password",
            field="password",
        )
