"""The video track of session descriptions as cameras write them (RFC 8866, RFC 6184 8.2.1, RFC 7798 7.1).

Bare line feeds, missing fields, unknown lines and useless parameter sets are no errors. Sound and application
tracks are never looked at, so they can never be asked for.
"""

import base64
import binascii
from dataclasses import dataclass

from vigie.video.access_unit import Codec
from vigie.video.errors import ReceiverError, StopReason

MAX_LINES = 2_000
MAX_CLOCK_HZ = 1_000_000
_CODECS = {"H264": Codec.H264, "H265": Codec.H265, "HEVC": Codec.H265}
_SETS = ("sprop-vps", "sprop-sps", "sprop-pps", "sprop-parameter-sets")


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The track to ask for.

    Attributes:
        control: its address as written, to be resolved; None when the description names none.
        session_control: the address of the whole presentation as written, None when it names none.
        sets: parameter sets, as far as they are written.
        clock_hz: ticks per second of RTP times.
    """

    codec: Codec
    payload_type: int
    clock_hz: int
    control: str | None
    session_control: str | None
    sets: tuple[bytes, ...]


@dataclass(slots=True)
class _Media:
    kind: str
    formats: list[str]
    port: str
    attributes: list[tuple[str, str]]

    def first(self, name: str) -> str | None:
        return next((value for key, value in self.attributes if key == name), None)

    def of_format(self, name: str, payload_type: str) -> str | None:
        """Return the value of `a=name:PT value`."""
        for key, value in self.attributes:
            number, _, rest = value.strip().partition(" ")
            if key == name and number == payload_type:
                return rest.strip()
        return None


def find_video(description: str) -> VideoTrack:
    """Return the first video track in H.264 or H.265.

    Raises:
        ReceiverError: `no_video`, `unsupported_codec`.
    """
    session, media = _read(description)
    tracks = [item for item in media if item.kind == "video"]
    if not tracks:
        raise ReceiverError(StopReason.NO_VIDEO, "the camera describes no video track")
    for track in tracks:
        found = _track(track, _control(session))
        if found is not None:
            return found
    names = sorted({_encoding(track, number)[0] for track in tracks for number in track.formats})
    shown = ", ".join(name or "?" for name in names)[:80]
    raise ReceiverError(StopReason.UNSUPPORTED_CODEC, f"the camera sends {shown}: set it to H.264 or H.265")


def _read(description: str) -> tuple[_Media, list[_Media]]:
    session = current = _Media("", [], "", [])
    media: list[_Media] = []
    for line in description.replace("\r", "\n").split("\n", MAX_LINES)[:MAX_LINES]:
        key, _, value = line.strip().partition("=")
        if key == "m":
            words = value.split()
            current = _Media(words[0].lower() if words else "", words[3:35], (words[1:2] or [""])[0], [])
            media.append(current)
        elif key == "a":
            name, _, rest = value.partition(":")
            current.attributes.append((name.strip().lower(), rest))
    return session, media


def _control(media: _Media) -> str | None:
    value = media.first("control")
    return (value.strip() or None) if value else None


def _encoding(track: _Media, number: str) -> tuple[str, int]:
    """Return name and clock rate of a format; cameras that leave `rtpmap` out mean H.264."""
    mapping = track.of_format("rtpmap", number)
    if mapping is None:
        dynamic = number.isdecimal() and 96 <= int(number[:4]) <= 127  # noqa: PLR2004 - RFC 3551 6
        return ("H264" if dynamic and track.of_format("fmtp", number) else "", 90_000)
    name, _, rate = mapping.partition("/")
    digits = rate.partition("/")[0].strip()
    hertz = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 8 else 90_000  # noqa: PLR2004 - below 10 MHz
    return name.strip().upper(), hertz


def _track(track: _Media, session_control: str | None) -> VideoTrack | None:
    for number in track.formats:
        name, hertz = _encoding(track, number)
        codec = _CODECS.get(name)
        if codec and number.isascii() and number.isdecimal() and len(number) <= 3 and int(number) < 128:  # noqa: PLR2004 - 7 bits
            clock = hertz if 0 < hertz <= MAX_CLOCK_HZ else 90_000
            sets = _parameter_sets(track.of_format("fmtp", number) or "")
            return VideoTrack(codec, int(number), clock, _control(track), session_control, sets)
    return None


def _parameter_sets(parameters: str) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for item in parameters.split(";"):
        key, _, value = item.strip().partition("=")
        if key.strip().lower() in _SETS:
            found += [nal for text in value.split(",")[:16] if (nal := _decode(text.strip().strip('"')))]
    return tuple(found)


def _decode(text: str) -> bytes:
    """Return decoded base64, empty when it is none; padding is often forgotten, start codes often left in."""
    try:
        nal = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
    for code in (b"\x00\x00\x00\x01", b"\x00\x00\x01"):
        nal = nal.removeprefix(code)
    return nal
