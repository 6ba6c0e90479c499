"""The messages of a live WebSocket (docs/architecture.md): made once per stream, sent to all its viewers.

An `Encoder` turns pictures into `Packet`s. A packet names its set-up (configuration and, for fMP4, the
initialisation segment); a viewer is sent a set-up whenever it differs from the last one it got, which serves
the first picture, a change of parameters and a new start of the recorder alike.
"""

import base64
import json
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets
from vigie.video.fmp4 import FragmentWriter, codec_string, decoder_configuration, init_segment

VERSION = 1
INIT = 0
MEDIA = 1
KEYFRAME = 1
DISCONTINUITY = 2
_HEAD = struct.Struct("!BBBBqq")
_FLAGS_AT = 2


class LiveFormat(StrEnum):
    """What the browser feeds: Media Source Extensions, or WebCodecs."""

    FMP4 = "fmp4"
    UNITS = "units"


@dataclass(frozen=True, slots=True, eq=False)
class SetUp:
    """What a decoder needs before pictures: the `config` text and, for fMP4, the initialisation segment."""

    config: str
    init: bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """One picture as sent."""

    setup: SetUp
    keyframe: bool
    message: bytes

    def after_loss(self) -> bytes:
        """Return the message, saying that pictures before it are missing."""
        changed = bytearray(self.message)
        changed[_FLAGS_AT] |= DISCONTINUITY
        return bytes(changed)


class Encoder(Protocol):
    """Makes packets of one stream in one format."""

    def encode(self, unit: AccessUnit) -> Packet:
        """Return the picture's packet."""
        ...


class Fmp4Encoder:
    """One fragment (`moof`, `mdat`) per picture, so that nothing waits for the next picture."""

    def __init__(self) -> None:
        self._parameters: ParameterSets | None = None
        self._setup: SetUp
        self._writer: FragmentWriter

    def encode(self, unit: AccessUnit) -> Packet:
        """Return the picture's packet."""
        if unit.parameters != self._parameters:
            self._parameters = unit.parameters
            self._writer = FragmentWriter(unit.parameters)
            init = head(INIT, 0, unit.utc, unit.pts_90k) + init_segment(unit.parameters)
            self._setup = SetUp(config_text(unit.parameters), init)
        fragment = self._writer.fragment([unit], next_pts_90k=None)
        return Packet(self._setup, unit.keyframe, _media_head(unit) + fragment)


class UnitsEncoder:
    """The access unit's length-prefixed NAL units as they are (ISO/IEC 14496-15)."""

    def __init__(self) -> None:
        self._parameters: ParameterSets | None = None
        self._setup: SetUp

    def encode(self, unit: AccessUnit) -> Packet:
        """Return the picture's packet."""
        if unit.parameters != self._parameters:
            self._parameters = unit.parameters
            self._setup = SetUp(config_text(unit.parameters), None)
        return Packet(self._setup, unit.keyframe, _media_head(unit) + unit.data)


def make_encoder(kind: LiveFormat) -> Encoder:
    """Return a fresh encoder of a format."""
    return Fmp4Encoder() if kind is LiveFormat.FMP4 else UnitsEncoder()


def config_text(parameters: ParameterSets) -> str:
    """Return the `config` message: codec (RFC 6381), size, and avcC or hvcC in base64."""
    return json.dumps(
        {
            "type": "config",
            "codec": codec_string(parameters),
            "width_px": parameters.width_px,
            "height_px": parameters.height_px,
            "description": base64.b64encode(decoder_configuration(parameters)).decode(),
        }
    )


def state_text(state: str, code: str | None, since_us: UtcUs | None) -> str:
    """Return the `state` message."""
    return json.dumps({"type": "state", "state": state, "code": code, "since_us": since_us})


def head(kind: int, flags: int, utc: int, pts_90k: int) -> bytes:
    """Return the 20 bytes before a payload; presentation time goes from 1/90,000 s to µs."""
    return _HEAD.pack(VERSION, kind, flags, 0, utc, pts_90k * 100 // 9)


def _media_head(unit: AccessUnit) -> bytes:
    flags = (KEYFRAME if unit.keyframe else 0) | (DISCONTINUITY if unit.discontinuity else 0)
    return head(MEDIA, flags, unit.utc, unit.pts_90k)
