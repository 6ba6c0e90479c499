"""The keys of recordings (A3): one AES-256 key per segment, wrapped by a key-encryption key that is a file.

    DATA/keys/NNNN-ID.key   32 bytes, owner-only (0600); the newest is used to wrap, the others still unwrap

A wrapped key is `key-encryption key id (8) · nonce (12) · AES-256-GCM of the key (32 + 16)`, bound to its
segment's name. It lives in the index and in the key book, never on a volume: erased there, the video is gone
from backups of volumes too.
"""

import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.archive.files import locked, write_durably
from vigie.archive.keybook import Keybook
from vigie.archive.model import segment_id
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
ID_BYTES: Final = 8
OWNER_ONLY: Final = 0o600
OTHERS: Final = 0o077


class Keyring:
    """The key-encryption keys of a data folder.

    Attributes:
        book: the second copy of the wrapped keys.

    Raises:
        Unavailable: the folder cannot be written, or a key is readable by others than its owner.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[bytes, AESGCM] = {}
        self._files: dict[bytes, Path] = {}
        self._read_at = 0
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.book = Keybook(folder / "book")
        with locked(folder):
            self._reload()
            if not self._keys:
                self._add()

    @property
    def current(self) -> bytes:
        """Id of the key that wraps new keys."""
        return next(reversed(self._keys))

    @property
    def folder(self) -> Path:
        """Where the keys lie."""
        return self._folder

    @property
    def ids(self) -> list[bytes]:
        """Ids of all keys, the one in use last."""
        return list(self._keys)

    def add(self) -> bytes:
        """Make a new key-encryption key, use it from now on, and return its id."""
        with locked(self._folder):
            self._reload()
            return self._add()

    def _reload(self) -> None:
        """Read the keys that another process added."""
        for path in sorted(self._folder.glob("*.key")):
            if _id_of(path) not in self._keys:
                self._load(path)

    def _add(self) -> bytes:
        key_id = secrets.token_bytes(ID_BYTES)
        number = max((int(path.name.partition("-")[0]) for path in self._files.values()), default=0) + 1
        path = self._folder / f"{number:04d}-{key_id.hex()}.key"
        write_durably(path, secrets.token_bytes(KEY_BYTES), OWNER_ONLY)
        self._load(path)
        return key_id

    def drop(self, key_id: bytes) -> None:
        """Destroy a key-encryption key: what only it wraps is gone for ever.

        Raises:
            BadInput: it is the one in use.
        """
        if key_id == self.current:
            raise BadInput("the key in use cannot be dropped: add a new one first", code="key_in_use")
        self._keys.pop(key_id, None)
        path = self._files.pop(key_id, None)
        if path is not None:
            path.unlink(missing_ok=True)

    def make(self, camera_id: CameraId, start: UtcUs) -> tuple[bytes, bytes]:
        """Return a fresh key for a segment, plain and wrapped; the wrapped one is in the book before."""
        key = secrets.token_bytes(KEY_BYTES)
        with locked(self._folder):
            self._notice_rotation()
            wrapped = self.wrap(key, camera_id, start)
            self.book.add(camera_id, start, wrapped)
        return key, wrapped

    def _notice_rotation(self) -> None:
        """Use the newest key, also when another process made it."""
        changed = self._folder.stat().st_mtime_ns
        if changed != self._read_at:
            self._reload()
            self._read_at = changed

    def wrap(self, key: bytes, camera_id: CameraId, start: UtcUs) -> bytes:
        """Return `key` wrapped by the key-encryption key in use."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        name = segment_id(camera_id, start).encode()
        return self.current + nonce + self._keys[self.current].encrypt(nonce, key, name)

    def unwrap(self, wrapped: bytes, camera_id: CameraId, start: UtcUs) -> bytes:
        """Return the plain key of a segment; a key that was rewrapped meanwhile is taken from the book.

        Raises:
            Unavailable: its key-encryption key is not here, or is not the one that wrapped it.
        """
        if wrapped[:ID_BYTES] not in self._keys:
            self._reload()
        if wrapped[:ID_BYTES] not in self._keys:
            wrapped = self.book.find(camera_id, start) or wrapped
        key_id, nonce = wrapped[:ID_BYTES], wrapped[ID_BYTES : ID_BYTES + NONCE_BYTES]
        cipher = self._keys.get(key_id)
        if cipher is None:
            raise Unavailable(
                f"key {key_id.hex()} is missing: put its file back into {self._folder}",
                code="key_missing",
                key=key_id.hex(),
            )
        try:
            return cipher.decrypt(
                nonce, wrapped[ID_BYTES + NONCE_BYTES :], segment_id(camera_id, start).encode()
            )
        except InvalidTag as error:
            raise Unavailable(
                "a segment's key in the index is damaged, or belongs to another segment", code="key_damaged"
            ) from error

    def _load(self, path: Path) -> None:
        if path.stat().st_mode & OTHERS:
            raise Unavailable(f"{path} is readable by others: chmod 600 {path}", code="key_exposed")
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise Unavailable(f"{path} is no key of {KEY_BYTES} bytes: restore it", code="key_damaged")
        key_id = _id_of(path)
        self._keys[key_id], self._files[key_id] = AESGCM(key), path


def _id_of(path: Path) -> bytes:
    number, _, name = path.stem.partition("-")
    try:
        key_id = bytes.fromhex(name)
    except ValueError:
        key_id = b""
    if not number.isdigit() or len(key_id) != ID_BYTES:
        raise Unavailable(f"{path} is no key of Vigie: move it elsewhere", code="key_damaged")
    return key_id
