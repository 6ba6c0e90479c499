"""Device service (ONVIF Core specification, chapter 8): who the camera is, its clock, what it can do."""

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from vigie.kernel.instants import SECOND_US, UtcUs, to_datetime
from vigie.simulator.onvif.soap import NAMESPACES, Call

if TYPE_CHECKING:
    from vigie.simulator.onvif.service import Device

VERSIONS = {"tds": (23, 12), "trt": (21, 12), "tr2": (23, 12), "tptz": (23, 12)}


def get_device_information(device: "Device", _call: Call) -> str:
    """Answer make, model and serial number."""
    model = "Dôme PTZ" if device.head else "Fixe"
    return (
        "<tds:GetDeviceInformationResponse><tds:Manufacturer>Vigie</tds:Manufacturer>"
        f"<tds:Model>{model}</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion>"
        f"<tds:SerialNumber>{device.camera.id}</tds:SerialNumber>"
        "<tds:HardwareId>simulator</tds:HardwareId></tds:GetDeviceInformationResponse>"
    )


def get_system_date_and_time(device: "Device", _call: Call) -> str:
    """Answer the camera's clock, its error included."""
    offset_us = round(device.camera.faults.clock_offset_s * SECOND_US)
    now = to_datetime(UtcUs(device.camera.clock.clock.now() + offset_us))
    return (
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>"
        "<tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
        "<tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime>"
        f"<tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute>"
        f"<tt:Second>{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year>"
        f"<tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime>"
        "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def get_services(device: "Device", _call: Call) -> str:
    """Answer each service's namespace and address."""
    services = "".join(
        f"<tds:Service><tds:Namespace>{NAMESPACES[prefix]}</tds:Namespace>"
        f"<tds:XAddr>{device.address(prefix)}</tds:XAddr>"
        f"<tds:Version><tt:Major>{VERSIONS[prefix][0]}</tt:Major>"
        f"<tt:Minor>{VERSIONS[prefix][1]}</tt:Minor></tds:Version></tds:Service>"
        for prefix in device.services
    )
    return f"<tds:GetServicesResponse>{services}</tds:GetServicesResponse>"


def get_capabilities(device: "Device", _call: Call) -> str:
    """Answer the older form of `get_services`."""
    steering = f"<tt:PTZ><tt:XAddr>{device.address('tptz')}</tt:XAddr></tt:PTZ>" if device.head else ""
    return (
        "<tds:GetCapabilitiesResponse><tds:Capabilities>"
        f"<tt:Device><tt:XAddr>{device.address('tds')}</tt:XAddr></tt:Device>"
        f"<tt:Media><tt:XAddr>{device.address('trt')}</tt:XAddr><tt:StreamingCapabilities>"
        "<tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP>"
        "<tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>"
        f"{steering}</tds:Capabilities></tds:GetCapabilitiesResponse>"
    )


def scopes_of(device: "Device") -> list[str]:
    """Return the camera's scopes: type, name, place."""
    place = device.camera.place
    kinds = ["type/video_encoder", *(["type/ptz"] if device.head else [])]
    words = [*kinds, "Profile/Streaming", f"name/{quote(place.name)}", f"location/{quote(place.quarter)}"]
    return [f"onvif://www.onvif.org/{word}" for word in words]


def get_scopes(device: "Device", _call: Call) -> str:
    """Answer the camera's scopes."""
    scopes = "".join(
        f"<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>{escape(scope)}</tt:ScopeItem></tds:Scopes>"
        for scope in scopes_of(device)
    )
    return f"<tds:GetScopesResponse>{scopes}</tds:GetScopesResponse>"


OPERATIONS = {
    "GetDeviceInformation": get_device_information,
    "GetSystemDateAndTime": get_system_date_and_time,
    "GetServices": get_services,
    "GetCapabilities": get_capabilities,
    "GetScopes": get_scopes,
}
OPEN = frozenset({"GetSystemDateAndTime", "GetServices", "GetCapabilities"})
"""Operations of access class PRE_AUTH: a client needs the clock before it can sign anything."""
