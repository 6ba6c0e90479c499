"""Camera passwords at rest: AES-256-GCM under a key file that only its owner may read.

The key never enters the database, so a copied or backed-up database gives no camera away. Each password is
bound to its camera (associated data): moved to another row it does not open.
"""

import os
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.key_file import read_or_make

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"


class Vault:
    """Seals and opens camera passwords."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def open_file(cls, path: Path) -> Self:
        """Read the key at `path`, making a fresh one where there is none.

        Raises:
            BadInput: others may read the file, or it holds no key.
        """
        key = read_or_make(path, lambda: AESGCM.generate_key(KEY_BYTES * 8))
        if len(key) != KEY_BYTES:
            raise BadInput(
                f"{path} holds {len(key)} bytes, not {KEY_BYTES}: restore it from your backup",
                code="key_file_bad",
                named=str(path),
            )
        return cls(key)

    def seal(self, camera_id: CameraId, password: str) -> bytes:
        """Return version, nonce and sealed password."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, password.encode(), _bound(VERSION, camera_id))

    def open(self, camera_id: CameraId, sealed: bytes) -> str:
        """Return the password.

        Raises:
            Unavailable: another key sealed it, or its bytes were changed.
        """
        nonce, box = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, box, _bound(sealed[:1], camera_id)).decode()
        except InvalidTag:
            raise Unavailable(
                f"the password of {camera_id} does not open: restore cameras.key, or enter it again",
                code="password_sealed",
                camera_id=camera_id,
            ) from None


def _bound(version: bytes, camera_id: CameraId) -> bytes:
    """Return what a seal is bound to besides the password."""
    return version + camera_id.encode()
