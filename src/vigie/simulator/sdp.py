"""Session descriptions as real cameras write them (RFC 8866, RFC 6184 8.2, RFC 7798 7.2)."""

import base64

from vigie.simulator.bitstream import Codec, Setup
from vigie.simulator.packets import PAYLOAD_TYPE

AUDIO_TRACK = "trackID=1"
VIDEO_TRACK = "trackID=0"


def describe(setup: Setup, title: str, *, audio: bool = False, announce: str | None = None) -> str:
    """Return the description of a stream.

    Args:
        setup: codec and parameter sets.
        title: the session's name.
        audio: also announce a sound track, as many cameras do.
        announce: announce this encoding instead of the true one (`MP4V-ES`, `JPEG`), to test refusals.
    """
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        f"s={title}",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        "a=range:npt=0-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        *(_video(setup) if announce is None else [f"a=rtpmap:{PAYLOAD_TYPE} {announce}/90000"]),
        f"a=framesize:{PAYLOAD_TYPE} {setup.width_px}-{setup.height_px}",
        f"a=control:{VIDEO_TRACK}",
    ]
    if audio:
        lines += ["m=audio 0 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", f"a=control:{AUDIO_TRACK}"]
    return "\r\n".join([*lines, ""])


def _video(setup: Setup) -> list[str]:
    if setup.codec is Codec.H265:
        sets = ";".join(
            f"sprop-{name}={_base64(values)}"
            for name, values in (("vps", setup.vps), ("sps", setup.sps), ("pps", setup.pps))
        )
        return [f"a=rtpmap:{PAYLOAD_TYPE} H265/90000", f"a=fmtp:{PAYLOAD_TYPE} {sets}"]
    level = setup.sps[0][1:4].hex().upper()
    sets = _base64(setup.sps + setup.pps)
    return [
        f"a=rtpmap:{PAYLOAD_TYPE} H264/90000",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id={level};sprop-parameter-sets={sets}",
    ]


def _base64(nals: tuple[bytes, ...]) -> str:
    return ",".join(base64.b64encode(nal).decode() for nal in nals)
