"""Typed ids: a camera's id can never be handed where an account's id is meant."""

from typing import NewType
from uuid import uuid4

CameraId = NewType("CameraId", str)
"""Short, stable, readable: lower-case letters, digits and dashes, 1 to 64 characters (`cam-001`)."""

AccountId = NewType("AccountId", str)
SessionId = NewType("SessionId", str)
SegmentId = NewType("SegmentId", str)
VolumeId = NewType("VolumeId", str)
AuthorisationId = NewType("AuthorisationId", str)


def new_id() -> str:
    """Return a fresh random id of 32 hexadecimal digits."""
    return uuid4().hex
