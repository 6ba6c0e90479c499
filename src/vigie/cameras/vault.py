"""Camera passwords at rest: AES-256-GCM under a key file that only its owner may read.

The key never enters the database, so a copied or backed-up database gives no camera away. Each password is
bound to its camera (associated data): moved to another row it does not open.
"""

import os
import stat
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId

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
        _create_once(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise BadInput(
                f"{path} can be read by others (mode {mode:o}): run chmod 600 {path}", code="key_file_exposed"
            )
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise BadInput(
                f"{path} holds {len(key)} bytes, not {KEY_BYTES}: restore it from your backup",
                code="key_file_bad",
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


def _create_once(path: Path) -> None:
    """Write a fresh key, complete or not at all, unless one is there; two starters agree on one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(AESGCM.generate_key(KEY_BYTES * 8))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
