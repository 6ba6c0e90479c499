"""Cameras and wall layouts: what they are, and which values are refused.

Pure: no database, no clock, no framework. Every refusal is a `BadInput` whose stable code a page translates,
with the field at fault in its details.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, CameraId

CAMERA_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
MAX_NAME = 120
MAX_URL = 2000
TILES = (1, 4, 9, 16, 25)


class CameraKind(StrEnum):
    """What a camera looks at; the town's public page counts cameras by it."""

    PUBLIC_BUILDING = "public_building"
    RESIDENTIAL = "residential"
    MAIN_ROAD = "main_road"


class CameraTransport(StrEnum):
    """How RTP packets travel: inside the RTSP connection, or as datagrams beside it."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera as configured; its password is never part of it.

    Attributes:
        id: `cam-001`; never used again after the camera's removal.
        site: where it hangs, in words ("Hôtel de ville, façade nord").
        quarter: the town's quarter.
        ptz: whether it can be turned.
        enabled: whether it shall be connected to at all.
        main_url: RTSP address of what is recorded, without credentials.
        sub_url: RTSP address of the smaller picture, if there is one.
        username: account on the camera.
        has_password: whether a password is kept for it.
        transport: how packets travel.
        verify_tls: whether `rtsps` certificates are checked.
        onvif_url: address of its ONVIF device service, if known.
        commune: INSEE code of the commune it films, in a centre shared by communes (REQ-14).
        latitude_deg: where it hangs (WGS 84), with `longitude_deg`, both or none; never published (REQ-40).
    """

    id: CameraId
    name: str
    site: str
    quarter: str
    kind: CameraKind
    ptz: bool
    enabled: bool
    main_url: str
    sub_url: str | None
    username: str | None
    has_password: bool
    transport: CameraTransport
    verify_tls: bool
    onvif_url: str | None
    commune: str | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A wall: how many tiles, and which camera in each; `shared` with everybody or its owner's alone."""

    id: str
    name: str
    tiles: int
    cameras: tuple[CameraId | None, ...]
    shared: bool
    owner: AccountId


def check_camera(camera: Camera) -> None:
    """Refuse a camera that could not work.

    Raises:
        BadInput: `bad_camera_id`, `bad_name`, `bad_url`, `url_with_credentials` or `bad_place`; details name
            the field.
    """
    if not CAMERA_ID.fullmatch(camera.id):
        raise BadInput(
            f"camera id {camera.id!r}: use lower-case letters, digits and dashes, 64 at most (cam-001)",
            code="bad_camera_id",
            field="id",
        )
    for field in ("name", "site", "quarter"):
        _check_name(field, getattr(camera, field))
    check_url("main_url", camera.main_url)
    if camera.sub_url is not None:
        check_url("sub_url", camera.sub_url)
    _check_place(camera.latitude_deg, camera.longitude_deg)


def check_url(field: str, url: str) -> None:
    """Refuse what is no RTSP address, and addresses that carry a password in clear."""
    parts = _split(field, url)
    if parts.scheme not in {"rtsp", "rtsps"} or not parts.hostname or len(url) > MAX_URL:
        raise _bad_url(field, url)
    if parts.username is not None or parts.password is not None:
        raise BadInput(
            f"{field}: take user and password out of the address, they have their own fields",
            code="url_with_credentials",
            field=field,
        )


def check_layout(layout: Layout) -> None:
    """Refuse a layout that no wall can show.

    Raises:
        BadInput: `bad_name` or `bad_tiles`.
    """
    _check_name("name", layout.name)
    if layout.tiles not in TILES:
        raise BadInput(
            f"a wall has 1, 4, 9, 16 or 25 tiles, not {layout.tiles}", code="bad_tiles", field="tiles"
        )
    if len(layout.cameras) != layout.tiles:
        raise BadInput(
            f"{layout.tiles} tiles need as many entries (null for an empty one), not {len(layout.cameras)}",
            code="bad_tiles",
            field="cameras",
        )


def next_camera_id(taken: set[CameraId]) -> CameraId:
    """Return the first free `cam-001`, `cam-002`…; removed cameras still count as taken."""
    number = 1
    while CameraId(f"cam-{number:03d}") in taken:
        number += 1
    return CameraId(f"cam-{number:03d}")


def _check_place(latitude_deg: float | None, longitude_deg: float | None) -> None:
    for field, value, limit in (("latitude_deg", latitude_deg, 90), ("longitude_deg", longitude_deg, 180)):
        if value is not None and not -limit <= value <= limit:
            raise BadInput(
                f"{field}: degrees from -{limit} to {limit} (WGS 84)", code="bad_place", field=field
            )
    if (latitude_deg is None) != (longitude_deg is None):
        missing = "latitude_deg" if latitude_deg is None else "longitude_deg"
        raise BadInput("give latitude and longitude, or neither", code="bad_place", field=missing)


def _check_name(field: str, text: str) -> None:
    if not text.strip() or len(text) > MAX_NAME or not text.isprintable():
        raise BadInput(f"{field}: give 1 to {MAX_NAME} printable characters", code="bad_name", field=field)


def _split(field: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        raise _bad_url(field, url) from None
    return parts


def _bad_url(field: str, url: str) -> BadInput:
    shown = re.sub(r"//[^/@]*@", "//…@", url[:200])
    return BadInput(
        f"{field}: {shown!r} is no RTSP address; write rtsp://HOST:PORT/PATH", code="bad_url", field=field
    )
