"""PTZ service (ONVIF PTZ specification): node, configuration, moves, presets, home."""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from vigie.kernel.instants import to_iso
from vigie.simulator.onvif.soap import Call, SoapFault, child
from vigie.simulator.ptz import DEFAULT_TIMEOUT_S, Position, PtzHead

if TYPE_CHECKING:
    from vigie.simulator.onvif.service import Device

NODE, CONFIGURATION = "ptz-node", "ptz-configuration"
MAX_PRESETS = 64
_SPACES = "http://www.onvif.org/ver10/tptz"
POSITION_SPACE = f"{_SPACES}/PanTiltSpaces/PositionGenericSpace"
ZOOM_SPACE = f"{_SPACES}/ZoomSpaces/PositionGenericSpace"
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")


def configuration(tag: str) -> str:
    """Write the one PTZ configuration inside `tag`."""
    limits = f"<tt:Range><tt:URI>{POSITION_SPACE}</tt:URI>{_range('X', -1, 1)}{_range('Y', -1, 1)}</tt:Range>"
    zoom = f"<tt:Range><tt:URI>{ZOOM_SPACE}</tt:URI>{_range('X', 0, 1)}</tt:Range>"
    return (
        f'<{tag} token="{CONFIGURATION}"><tt:Name>ptz</tt:Name><tt:UseCount>2</tt:UseCount>'
        f"<tt:NodeToken>{NODE}</tt:NodeToken>"
        f"<tt:DefaultPTZTimeout>PT{DEFAULT_TIMEOUT_S:g}S</tt:DefaultPTZTimeout>"
        f"<tt:PanTiltLimits>{limits}</tt:PanTiltLimits><tt:ZoomLimits>{zoom}</tt:ZoomLimits></{tag}>"
    )


def get_nodes(_device: "Device", call: Call) -> str:
    """Answer the one node and its spaces."""
    flat, round_ = ("X", -1, 1), ("Y", -1, 1)
    spaces = [
        ("AbsolutePanTiltPositionSpace", POSITION_SPACE, (flat, round_)),
        ("AbsoluteZoomPositionSpace", ZOOM_SPACE, (("X", 0, 1),)),
        (
            "RelativePanTiltTranslationSpace",
            f"{_SPACES}/PanTiltSpaces/TranslationGenericSpace",
            (flat, round_),
        ),
        ("RelativeZoomTranslationSpace", f"{_SPACES}/ZoomSpaces/TranslationGenericSpace", (flat,)),
        ("ContinuousPanTiltVelocitySpace", f"{_SPACES}/PanTiltSpaces/VelocityGenericSpace", (flat, round_)),
        ("ContinuousZoomVelocitySpace", f"{_SPACES}/ZoomSpaces/VelocityGenericSpace", (flat,)),
    ]
    written = "".join(
        f"<tt:{name}><tt:URI>{uri}</tt:URI>{''.join(_range(*axis) for axis in axes)}</tt:{name}>"
        for name, uri, axes in spaces
    )
    node = (
        f'<tptz:PTZNode token="{NODE}"><tt:Name>ptz</tt:Name>'
        f"<tt:SupportedPTZSpaces>{written}</tt:SupportedPTZSpaces>"
        f"<tt:MaximumNumberOfPresets>{MAX_PRESETS}</tt:MaximumNumberOfPresets>"
        "<tt:HomeSupported>true</tt:HomeSupported></tptz:PTZNode>"
    )
    return f"<tptz:{call.operation}Response>{node}</tptz:{call.operation}Response>"


def get_configurations(_device: "Device", call: Call) -> str:
    """Answer the one configuration."""
    return (
        f"<tptz:{call.operation}Response>{configuration('tptz:PTZConfiguration')}"
        f"</tptz:{call.operation}Response>"
    )


def get_status(device: "Device", _call: Call) -> str:
    """Answer where the head looks, and whether it moves."""
    head = _head(device)
    state = "MOVING" if head.moving else "IDLE"
    now = to_iso(device.camera.clock.clock.now())
    return (
        f"<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position>{_vector(head.position)}</tt:Position>"
        f"<tt:MoveStatus><tt:PanTilt>{state}</tt:PanTilt><tt:Zoom>{state}</tt:Zoom></tt:MoveStatus>"
        f"<tt:UtcTime>{now}</tt:UtcTime></tptz:PTZStatus></tptz:GetStatusResponse>"
    )


def continuous_move(device: "Device", call: Call) -> str:
    """Move at a velocity until stopped or until the timeout."""
    _head(device).move(_read(call.find("Velocity"), Position()), _seconds(call.text("Timeout")))
    return _done(call)


def relative_move(device: "Device", call: Call) -> str:
    """Move by a translation."""
    _head(device).shift(_read(call.find("Translation"), Position()))
    return _done(call)


def absolute_move(device: "Device", call: Call) -> str:
    """Move to a position; an axis that is not given stays."""
    head = _head(device)
    head.go_to(_read(call.find("Position"), head.position))
    return _done(call)


def stop(device: "Device", call: Call) -> str:
    """Stop on the axes named (both when none is)."""
    _head(device).stop(pan_tilt=call.text("PanTilt") != "false", zoom=call.text("Zoom") != "false")
    return _done(call)


def get_presets(device: "Device", _call: Call) -> str:
    """Answer every preset."""
    presets = "".join(
        f"<tptz:Preset token={quoteattr(preset.token)}><tt:Name>{escape(preset.name)}</tt:Name>"
        f"<tt:PTZPosition>{_vector(preset.position)}</tt:PTZPosition></tptz:Preset>"
        for preset in _head(device).presets.values()
    )
    return f"<tptz:GetPresetsResponse>{presets}</tptz:GetPresetsResponse>"


def set_preset(device: "Device", call: Call) -> str:
    """Store the present position."""
    head = _head(device)
    if len(head.presets) >= MAX_PRESETS and not call.text("PresetToken"):
        raise SoapFault("ter:TooManyPresets", "no room for more presets")
    token = head.save(call.text("PresetName") or "", call.text("PresetToken") or None)
    return f"<tptz:SetPresetResponse><tptz:PresetToken>{token}</tptz:PresetToken></tptz:SetPresetResponse>"


def remove_preset(device: "Device", call: Call) -> str:
    """Forget a preset."""
    _head(device).forget(call.text("PresetToken") or "")
    return _done(call)


def go_to_preset(device: "Device", call: Call) -> str:
    """Move to a preset."""
    _head(device).recall(call.text("PresetToken") or "")
    return _done(call)


def go_home(device: "Device", call: Call) -> str:
    """Move to the home position."""
    _head(device).go_home()
    return _done(call)


def set_home(device: "Device", call: Call) -> str:
    """Make the present position the home position."""
    _head(device).set_home()
    return _done(call)


def _head(device: "Device") -> PtzHead:
    if device.head is None:
        raise SoapFault("ter:NoPTZProfile", "this camera does not move")
    return device.head


def _done(call: Call) -> str:
    return f"<tptz:{call.operation}Response/>"


def _range(axis: str, least: float, most: float) -> str:
    return f"<tt:{axis}Range><tt:Min>{least}</tt:Min><tt:Max>{most}</tt:Max></tt:{axis}Range>"


def _vector(position: Position) -> str:
    return (
        f'<tt:PanTilt x="{position.pan:.5f}" y="{position.tilt:.5f}" space="{POSITION_SPACE}"/>'
        f'<tt:Zoom x="{position.zoom:.5f}" space="{ZOOM_SPACE}"/>'
    )


def _read(vector: Element | None, otherwise: Position) -> Position:
    """Return the vector's values; an axis that is not there keeps its value in `otherwise`."""
    if vector is None:
        raise SoapFault("ter:InvalidArgVal", "no vector given")
    pan_tilt, zoom = child(vector, "PanTilt"), child(vector, "Zoom")
    try:
        return Position(
            otherwise.pan if pan_tilt is None else float(pan_tilt.get("x", "0")),
            otherwise.tilt if pan_tilt is None else float(pan_tilt.get("y", "0")),
            otherwise.zoom if zoom is None else float(zoom.get("x", "0")),
        )
    except ValueError as error:
        raise SoapFault("ter:InvalidArgVal", f"not a number: {error}") from error


def _seconds(duration: str | None) -> float:
    match = _DURATION.fullmatch(duration or "")
    if match is None or not any(match.groups()):
        return DEFAULT_TIMEOUT_S
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


OPERATIONS = {
    "GetNodes": get_nodes,
    "GetNode": get_nodes,
    "GetConfigurations": get_configurations,
    "GetConfiguration": get_configurations,
    "GetStatus": get_status,
    "ContinuousMove": continuous_move,
    "RelativeMove": relative_move,
    "AbsoluteMove": absolute_move,
    "Stop": stop,
    "GetPresets": get_presets,
    "SetPreset": set_preset,
    "RemovePreset": remove_preset,
    "GotoPreset": go_to_preset,
    "GotoHomePosition": go_home,
    "SetHomePosition": set_home,
}
