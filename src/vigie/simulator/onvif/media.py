"""Media service ver10 and Media2 service ver20: profiles, encoders, stream and snapshot addresses."""

from typing import TYPE_CHECKING

from vigie.simulator.bitstream import Codec
from vigie.simulator.onvif.soap import Call, SoapFault

if TYPE_CHECKING:
    from vigie.simulator.onvif.service import Device
    from vigie.simulator.streams import Stream

SOURCE = "source"
_MULTICAST = (
    "<tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address>"
    "<tt:Port>0</tt:Port><tt:TTL>0</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast>"
)


def get_profiles(device: "Device", call: Call) -> str:
    """Answer every profile, in the asking service's own form."""
    prefix = call.service
    whole = prefix == "trt" or call.text("Type") is not None  # Media2 tells configurations only when asked to
    write = _profile if prefix == "trt" else _profile2 if whole else _profile2_bare
    profiles = "".join(write(device, stream) for stream in device.camera.streams.values())
    return f"<{prefix}:GetProfilesResponse>{profiles}</{prefix}:GetProfilesResponse>"


def get_stream_uri(device: "Device", call: Call) -> str:
    """Answer the RTSP address of a profile."""
    address = device.rtsp_url(_asked(device, call).name)
    if call.service == "tr2":
        return f"<tr2:GetStreamUriResponse><tr2:Uri>{address}</tr2:Uri></tr2:GetStreamUriResponse>"
    return f"<trt:GetStreamUriResponse>{_media_uri(address)}</trt:GetStreamUriResponse>"


def get_snapshot_uri(device: "Device", call: Call) -> str:
    """Answer the address of a still picture."""
    address = f"{device.base}/snapshot/{_asked(device, call).name}.jpg"
    if call.service == "tr2":
        return f"<tr2:GetSnapshotUriResponse><tr2:Uri>{address}</tr2:Uri></tr2:GetSnapshotUriResponse>"
    return f"<trt:GetSnapshotUriResponse>{_media_uri(address)}</trt:GetSnapshotUriResponse>"


def get_video_sources(device: "Device", call: Call) -> str:
    """Answer the one sensor."""
    stream = device.main
    size = f"<tt:Width>{stream.setup.width_px}</tt:Width><tt:Height>{stream.setup.height_px}</tt:Height>"
    return (
        f'<{call.service}:GetVideoSourcesResponse><{call.service}:VideoSources token="{SOURCE}">'
        f"<tt:Framerate>{stream.fps:g}</tt:Framerate><tt:Resolution>{size}</tt:Resolution>"
        f"</{call.service}:VideoSources></{call.service}:GetVideoSourcesResponse>"
    )


def get_encoder_configurations(device: "Device", call: Call) -> str:
    """Answer how each stream is encoded."""
    prefix, name = call.service, call.operation
    write = _encoder if prefix == "trt" else _encoder2
    parts = "".join(
        write(stream, f"{prefix}:Configurations")
        for stream in device.camera.streams.values()
        if _asks_for(call, stream)
    )
    return f"<{prefix}:{name}Response>{parts}</{prefix}:{name}Response>"


def _asks_for(call: Call, stream: "Stream") -> bool:
    """Tell whether a Media2 request wants this stream: all, unless it names one configuration or profile."""
    configuration, profile = call.text("ConfigurationToken"), call.text("ProfileToken")
    return configuration in {None, f"encoder-{stream.name}"} and profile in {None, stream.name}


def _asked(device: "Device", call: Call) -> "Stream":
    stream = device.camera.streams.get(call.text("ProfileToken") or "")
    if stream is None:
        raise SoapFault("ter:NoProfile", "no such profile")
    return stream


def _media_uri(address: str) -> str:
    return (
        f"<trt:MediaUri><tt:Uri>{address}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
        "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri>"
    )


def _profile(device: "Device", stream: "Stream") -> str:
    """Write a ver10 profile; its encoder types know no H.265, so such a stream shows none."""
    encoder = ""
    if stream.setup.codec is Codec.H264:
        encoder = _encoder(stream, "tt:VideoEncoderConfiguration")
    return (
        f'<trt:Profiles token="{stream.name}" fixed="true"><tt:Name>{stream.name}</tt:Name>'
        f"{_source(device, 'tt:VideoSourceConfiguration')}{encoder}"
        f"{device.ptz_configuration('tt:PTZConfiguration')}</trt:Profiles>"
    )


def _profile2(device: "Device", stream: "Stream") -> str:
    return (
        f'<tr2:Profiles token="{stream.name}" fixed="true"><tr2:Name>{stream.name}</tr2:Name>'
        f"<tr2:Configurations>{_source(device, 'tr2:VideoSource')}{_encoder2(stream, 'tr2:VideoEncoder')}"
        f"{device.ptz_configuration('tr2:PTZ')}</tr2:Configurations></tr2:Profiles>"
    )


def _profile2_bare(_device: "Device", stream: "Stream") -> str:
    name = f"<tr2:Name>{stream.name}</tr2:Name>"
    return f'<tr2:Profiles token="{stream.name}" fixed="true">{name}</tr2:Profiles>'


def _source(device: "Device", tag: str) -> str:
    setup = device.main.setup
    return (
        f'<{tag} token="source-configuration"><tt:Name>source</tt:Name><tt:UseCount>2</tt:UseCount>'
        f"<tt:SourceToken>{SOURCE}</tt:SourceToken>"
        f'<tt:Bounds x="0" y="0" width="{setup.width_px}" height="{setup.height_px}"/></{tag}>'
    )


def _head(stream: "Stream", encoding: str) -> str:
    return (
        f"<tt:Name>{stream.name}</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>{encoding}</tt:Encoding>"
        f"<tt:Resolution><tt:Width>{stream.setup.width_px}</tt:Width>"
        f"<tt:Height>{stream.setup.height_px}</tt:Height></tt:Resolution>"
    )


def _encoder(stream: "Stream", tag: str) -> str:
    return (
        f'<{tag} token="encoder-{stream.name}">{_head(stream, "H264")}<tt:Quality>4</tt:Quality>'
        f"<tt:RateControl><tt:FrameRateLimit>{round(stream.fps)}</tt:FrameRateLimit>"
        "<tt:EncodingInterval>1</tt:EncodingInterval>"
        f"<tt:BitrateLimit>{round(stream.bitrate_bps / 1000)}</tt:BitrateLimit></tt:RateControl>"
        f"<tt:H264><tt:GovLength>{round(stream.fps * 2)}</tt:GovLength>"
        f"<tt:H264Profile>High</tt:H264Profile></tt:H264>{_MULTICAST}"
        f"<tt:SessionTimeout>PT60S</tt:SessionTimeout></{tag}>"
    )


def _encoder2(stream: "Stream", tag: str) -> str:
    encoding = "H264" if stream.setup.codec is Codec.H264 else "H265"
    return (
        f'<{tag} token="encoder-{stream.name}" GovLength="{round(stream.fps * 2)}">{_head(stream, encoding)}'
        f"<tt:RateControl><tt:FrameRateLimit>{stream.fps:g}</tt:FrameRateLimit>"
        f"<tt:BitrateLimit>{round(stream.bitrate_bps / 1000)}</tt:BitrateLimit></tt:RateControl>"
        f"{_MULTICAST}<tt:Quality>4</tt:Quality></{tag}>"
    )


OPERATIONS = {
    "GetProfiles": get_profiles,
    "GetStreamUri": get_stream_uri,
    "GetSnapshotUri": get_snapshot_uri,
    "GetVideoSources": get_video_sources,
    "GetVideoEncoderConfigurations": get_encoder_configurations,
}
