"""Signed checkpoints: what the journal was at one moment, as a signed note (C2SP tlog-checkpoint).

A note is text: origin, size, base64 root, our extension lines (`chain HEX`, `at MICROSECONDS`), an empty
line, and a line with the Ed25519 signature. Who holds a note can prove any later change of what it covers.
The public key is one line of text, `name+hash+base64`.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from vigie.kernel.errors import BadInput
from vigie.kernel.instants import UtcUs
from vigie.kernel.key_file import read_or_make

ED25519 = b"\x01"
DASH = "— "
ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The journal's size, Merkle root and chain value at one instant."""

    origin: str
    size: int
    root: bytes
    chain: bytes
    at: UtcUs

    def text(self) -> str:
        """Return the lines that are signed, each with its line end."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nchain {self.chain.hex()}\nat {self.at}\n"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key and the name it signs under."""

    name: str
    key: Ed25519PublicKey

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart (C2SP signed-note)."""
        return sha256(f"{self.name}\n".encode() + ED25519 + self._raw()).digest()[:ID_BYTES]

    def to_text(self) -> str:
        """Return the one line to publish: `name+hash+base64`."""
        encoded = base64.b64encode(ED25519 + self._raw()).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote.

        Raises:
            BadInput: it is no such line.
        """
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            raw = base64.b64decode(encoded, validate=True)
            found = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        except (binascii.Error, ValueError):
            found = None
        if found is None or raw[:1] != ED25519 or found.key_id.hex() != key_id:
            raise BadInput("this is no public key of a journal (name+hash+base64)", code="bad_key")
        return found

    def _raw(self) -> bytes:
        return self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs checkpoints; its file is readable by its owner alone."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def open_file(cls, path: Path, name: str) -> Self:
        """Read the key at `path` (PEM), making a fresh one where there is none, and `path.pub` beside it.

        Raises:
            BadInput: others may read the file, or it holds no Ed25519 key.
        """
        content = read_or_make(path, _fresh)
        try:
            key = load_pem_private_key(content, password=None)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadInput(
                f"{path} holds no Ed25519 key: restore it from your backup",
                code="key_file_bad",
                named=str(path),
            )
        made = cls(name, key)
        path.with_suffix(".pub").write_text(made.verifying_key().to_text() + "\n", encoding="utf-8")
        return made

    def verifying_key(self) -> VerifyingKey:
        """Return the public half."""
        return VerifyingKey(self.name, self.key.public_key())

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the signed note."""
        text = checkpoint.text()
        signature = self.verifying_key().key_id + self.key.sign(text.encode())
        return f"{text}\n{DASH}{self.name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, key: VerifyingKey) -> Checkpoint:
    """Return the checkpoint of a note whose signature is right.

    Raises:
        BadInput: `bad_note` when it is none, `bad_signature` when this key did not sign it.
    """
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadInput("this is no signed checkpoint", code="bad_note")
    text += "\n"
    if not any(_signed(text, line, key) for line in signatures.splitlines()):
        raise BadInput(
            "no signature of this key: the checkpoint is forged or another's", code="bad_signature"
        )
    return _parse(text)


def _signed(text: str, line: str, key: VerifyingKey) -> bool:
    name, _, encoded = line.removeprefix(DASH).rpartition(" ")
    if not line.startswith(DASH) or name != key.name:
        return False
    try:
        signature = base64.b64decode(encoded, validate=True)
        key.key.verify(signature[ID_BYTES:], text.encode())
    except (binascii.Error, InvalidSignature):
        return False
    return signature[:ID_BYTES] == key.key_id


def _parse(text: str) -> Checkpoint:
    try:
        origin, size, root, chain, at = text.splitlines()
        found = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            bytes.fromhex(chain.removeprefix("chain ")),
            UtcUs(int(at.removeprefix("at "))),
        )
    except ValueError:
        raise BadInput("this checkpoint cannot be read", code="bad_note") from None
    if found.text() != text:
        raise BadInput("this checkpoint cannot be read", code="bad_note")
    return found


def _fresh() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
