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

COMMUNE_CODE = r"[0-9][0-9AB][0-9]{3}"
"""The five signs by which INSEE names a commune (93007, 2A004), as a pattern."""


def new_id() -> str:
    """Return a fresh random id of 32 hexadecimal digits."""
    return uuid4().hex
