"""HTTP of cameras and wall layouts. Stream addresses go to those who see equipment; passwords to nobody."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from vigie.cameras.communes import Commune, Communes
from vigie.cameras.layouts import Layouts
from vigie.cameras.model import Camera, CameraKind, CameraTransport, Layout
from vigie.cameras.probe import Probe, ProbedProfile
from vigie.cameras.service import CameraDraft, Cameras
from vigie.cameras.status import CameraStatus, StatusBoard
from vigie.kernel.ids import COMMUNE_CODE, CameraId
from vigie.kernel.rights import Principal, Verb
from vigie.kernel.routes import SignedIn

CameraPath = Annotated[CameraId, Path(max_length=64, description="for example cam-001")]
CodePath = Annotated[str, Path(pattern=f"^{COMMUNE_CODE}$", description="INSEE code")]
LayoutPath = Annotated[str, Path(max_length=32)]


class Body(BaseModel):
    """What a call carries; unknown fields are refused, so a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class StreamOut(BaseModel):
    """One stream; its address is None for those who see no equipment."""

    url: str | None = None


class StreamsOut(BaseModel):
    """A camera's streams; `sub` is None where the camera has one picture only."""

    main: StreamOut
    sub: StreamOut | None


class CameraOut(BaseModel):
    """A camera as pages show it; `username` to `onvif_url` are None for those who see no equipment."""

    id: CameraId
    name: str
    site: str
    quarter: str
    kind: CameraKind
    ptz: bool
    enabled: bool
    streams: StreamsOut
    status: CameraStatus
    username: str | None = None
    has_password: bool | None = None
    transport: CameraTransport | None = None
    verify_tls: bool | None = None
    onvif_url: str | None = None
    commune: str | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None


class CameraIn(Body):
    """A new camera; without an id the next `cam-NNN` is taken."""

    name: str
    main_url: str
    id: str | None = None
    site: str = "—"
    quarter: str = "—"
    kind: CameraKind = CameraKind.MAIN_ROAD
    ptz: bool = False
    enabled: bool = True
    sub_url: str | None = None
    username: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=200)
    transport: CameraTransport = CameraTransport.TCP
    verify_tls: bool = True
    onvif_url: str | None = Field(default=None, max_length=2000)
    commune: str | None = Field(default=None, max_length=5, description="INSEE code of a recorded commune")
    latitude_deg: float | None = Field(default=None, allow_inf_nan=False)
    longitude_deg: float | None = Field(default=None, allow_inf_nan=False)


class CameraChange(Body):
    """The fields to change; absent ones stay. A null password is forgotten."""

    name: str = ""
    main_url: str = ""
    site: str = ""
    quarter: str = ""
    kind: CameraKind = CameraKind.MAIN_ROAD
    ptz: bool = False
    enabled: bool = True
    sub_url: str | None = None
    username: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=200)
    transport: CameraTransport = CameraTransport.TCP
    verify_tls: bool = True
    onvif_url: str | None = Field(default=None, max_length=2000)
    commune: str | None = Field(default=None, max_length=5, description="INSEE code of a recorded commune")
    latitude_deg: float | None = Field(default=None, allow_inf_nan=False)
    longitude_deg: float | None = Field(default=None, allow_inf_nan=False)


class CommuneIn(Body):
    """A commune that shares the centre, and its mayor."""

    name: str = Field(min_length=1, max_length=120)
    mayor: str = Field(min_length=1, max_length=120)


class CommuneOut(CommuneIn):
    """A commune as kept."""

    code: str


class LayoutOut(BaseModel):
    """A wall."""

    id: str
    name: str
    tiles: int
    cameras: list[CameraId | None]
    shared: bool
    owner: str


class LayoutIn(Body):
    """A wall to keep."""

    name: str
    tiles: int
    cameras: list[CameraId | None] = Field(max_length=25)
    shared: bool = False


class ProbeIn(Body):
    """Where a camera's ONVIF service may answer: `host` or `host:port`, and an account on it."""

    host: str = Field(max_length=300)
    username: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=200)


class ProbeOut(BaseModel):
    """What the camera said of itself."""

    manufacturer: str
    model: str
    onvif_url: str
    ptz: bool
    profiles: list[ProbedProfile]


def router(
    cameras: Cameras, layouts: Layouts, probe: Probe, board: StatusBoard, communes: Communes
) -> APIRouter:
    """Return the routes of this room, to be mounted under `/api`."""
    routes = APIRouter()
    routes.include_router(_camera_routes(cameras, probe, board), prefix="/cameras", tags=["cameras"])
    routes.include_router(_layout_routes(layouts), prefix="/layouts", tags=["layouts"])
    routes.include_router(_commune_routes(communes), prefix="/communes", tags=["cameras"])
    return routes


def _camera_routes(cameras: Cameras, probe: Probe, board: StatusBoard) -> APIRouter:
    routes = APIRouter()

    @routes.get("")
    async def list_cameras(principal: SignedIn) -> list[CameraOut]:
        return [_camera_out(item, principal, board) for item in await cameras.all()]

    @routes.post("", status_code=201)
    async def add_camera(principal: SignedIn, body: CameraIn) -> CameraOut:
        added = await cameras.add(principal, CameraDraft(**body.model_dump()))
        return _camera_out(added, principal, board)

    @routes.post("/probe")
    async def probe_camera(principal: SignedIn, body: ProbeIn) -> ProbeOut:
        found = await probe.probe(principal, body.host, body.username, body.password)
        return ProbeOut.model_validate(found, from_attributes=True)

    @routes.get("/{camera_id}")
    async def get_camera(principal: SignedIn, camera_id: CameraPath) -> CameraOut:
        return _camera_out(await cameras.get(camera_id), principal, board)

    @routes.patch("/{camera_id}")
    async def change_camera(principal: SignedIn, camera_id: CameraPath, body: CameraChange) -> CameraOut:
        changes = body.model_dump(exclude_unset=True)
        return _camera_out(await cameras.change(principal, camera_id, changes), principal, board)

    @routes.delete("/{camera_id}", status_code=204)
    async def remove_camera(principal: SignedIn, camera_id: CameraPath) -> None:
        await cameras.remove(principal, camera_id)

    return routes


def _layout_routes(layouts: Layouts) -> APIRouter:
    routes = APIRouter()

    @routes.get("")
    async def list_layouts(principal: SignedIn) -> list[LayoutOut]:
        return [_layout_out(item) for item in await layouts.all(principal)]

    @routes.post("", status_code=201)
    async def add_layout(principal: SignedIn, body: LayoutIn) -> LayoutOut:
        return _layout_out(
            await layouts.add(principal, body.name, body.tiles, body.cameras, shared=body.shared)
        )

    @routes.put("/{layout_id}")
    async def change_layout(principal: SignedIn, layout_id: LayoutPath, body: LayoutIn) -> LayoutOut:
        changed = await layouts.change(
            principal, layout_id, body.name, body.tiles, body.cameras, shared=body.shared
        )
        return _layout_out(changed)

    @routes.delete("/{layout_id}", status_code=204)
    async def remove_layout(principal: SignedIn, layout_id: LayoutPath) -> None:
        await layouts.remove(principal, layout_id)

    return routes


def _commune_routes(communes: Communes) -> APIRouter:
    routes = APIRouter()

    @routes.get("")
    async def list_communes(_principal: SignedIn) -> list[CommuneOut]:
        return [_commune_out(each) for each in await communes.all()]

    @routes.put("/{code}")
    async def record_commune(principal: SignedIn, code: CodePath, body: CommuneIn) -> CommuneOut:
        new = Commune(code=code, name=body.name, mayor=body.mayor)
        return _commune_out(await communes.record(principal, new))

    return routes


def _commune_out(each: Commune) -> CommuneOut:
    return CommuneOut(code=each.code, name=each.name, mayor=each.mayor)


def _camera_out(camera: Camera, principal: Principal, board: StatusBoard) -> CameraOut:
    technical = Verb.SEE_EQUIPMENT in principal.verbs
    sub = StreamOut(url=camera.sub_url if technical else None) if camera.sub_url else None
    equipment: dict[str, Any] = {
        name: getattr(camera, name)
        for name in ("username", "has_password", "transport", "verify_tls", "onvif_url")
    }
    return CameraOut(
        id=camera.id,
        name=camera.name,
        site=camera.site,
        quarter=camera.quarter,
        kind=camera.kind,
        ptz=camera.ptz,
        enabled=camera.enabled,
        streams=StreamsOut(main=StreamOut(url=camera.main_url if technical else None), sub=sub),
        status=board.status(camera.id, enabled=camera.enabled),
        commune=camera.commune,
        latitude_deg=camera.latitude_deg,
        longitude_deg=camera.longitude_deg,
        **(equipment if technical else {}),
    )


def _layout_out(layout: Layout) -> LayoutOut:
    return LayoutOut(
        id=layout.id,
        name=layout.name,
        tiles=layout.tiles,
        cameras=list(layout.cameras),
        shared=layout.shared,
        owner=layout.owner,
    )
