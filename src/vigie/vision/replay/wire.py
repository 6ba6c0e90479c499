"""What the centre and a replay's process say to each other over pipes; nothing of it touches a disk.

To the process: one JSON line, the task; then messages of a kind (1 byte), instant (8 bytes, UTC µs) and
length (4 bytes), big-endian, and the bytes: `I` an init segment, `F` a fragment, `E` the end. From it: JSON
lines.
"""

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.vision.ports import CameraRules
from vigie.vision.rulebook_model import calibration_of, spec_of

HEADER = struct.Struct(">cqI")
INIT, FRAGMENT, END = b"I", b"F", b"E"
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """What to run: the camera's draft, the bases that allow it, the detector, the interval."""

    camera_id: CameraId
    rules: list[dict[str, Any]]
    size_px: tuple[int, int]
    calibration: dict[str, Any] | None
    timezone: str
    ptz: bool
    bases: list[AnalyticsBasis]
    analyst: dict[str, Any]
    release: str
    start: UtcUs
    end: UtcUs

    def camera_rules(self) -> CameraRules:
        """Return the draft as the analysis reads it."""
        return CameraRules(
            self.camera_id,
            0,
            tuple(spec_of(each) for each in self.rules),
            self.size_px,
            calibration_of(self.calibration),
            self.timezone,
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "camera_id": self.camera_id,
            "rules": self.rules,
            "size_px": self.size_px,
            "calibration": self.calibration,
            "timezone": self.timezone,
            "ptz": self.ptz,
            "bases": [_basis_json(each) for each in self.bases],
            "analyst": self.analyst,
            "release": self.release,
            "start": self.start,
            "end": self.end,
        }

    @classmethod
    def of_json(cls, given: dict[str, Any]) -> "Task":
        """Read them back."""
        bases = [_basis_of(each) for each in given["bases"]]
        return cls(**given | {"size_px": tuple(given["size_px"]), "bases": bases})


def message(kind: bytes, at: UtcUs, payload: bytes) -> bytes:
    """Return one message to the process."""
    return HEADER.pack(kind, at, len(payload)) + payload


def messages(stream: IO[bytes]) -> Iterator[tuple[bytes, UtcUs, bytes]]:
    """Yield the messages until the end, or until whoever sends them is gone.

    Raises:
        BadInput: what comes is no message.
    """
    while len(head := stream.read(HEADER.size)) == HEADER.size:
        kind, at, length = HEADER.unpack(head)
        if length > LARGEST_BYTES or kind not in {INIT, FRAGMENT, END}:
            raise BadInput("what comes is no recording", code="replay_broken")
        payload = stream.read(length)
        if kind == END or len(payload) < length:
            return
        yield kind, UtcUs(at), payload


def jpeg_text(jpeg: bytes) -> str:
    """Return a picture as text for a JSON line."""
    return base64.b64encode(jpeg).decode()


def _basis_json(basis: AnalyticsBasis) -> dict[str, Any]:
    return {
        "id": basis.id,
        "kinds": [each.value for each in basis.kinds],
        "cameras": list(basis.cameras),
        "starts": basis.starts,
        "ends": basis.ends,
        "revoked": basis.revoked,
    }


def _basis_of(given: dict[str, Any]) -> AnalyticsBasis:
    """Return what the gate asks of a basis; its texts stay with the centre."""
    return AnalyticsBasis(
        id=given["id"],
        text="",
        order_number="",
        authority="",
        event="",
        kinds=tuple(EventKind(each) for each in given["kinds"]),
        cameras=tuple(CameraId(each) for each in given["cameras"]),
        starts=UtcUs(given["starts"]),
        ends=UtcUs(given["ends"]),
        attestation="",
        revoked=None if given["revoked"] is None else UtcUs(given["revoked"]),
    )
