"""HTTP of the rules: what can be watched, each camera's versions, the legal gate, activation."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import CameraId
from vigie.kernel.routes import SignedIn
from vigie.vision.plans import PIXEL_KEYS
from vigie.vision.rulebook_model import LARGEST_PX, MOST_RULES, RuleSet
from vigie.vision.rulebook_service import CameraAnalytics, KindState, Rules
from vigie.vision.rules.registry import RULE_TYPES
from vigie.vision.signals import EQUIPMENT_KINDS, TOPICS, RuleKind

CameraPath = Annotated[CameraId, Path(max_length=64)]
Side = Annotated[int, Field(ge=1, le=LARGEST_PX)]


class KindOut(BaseModel):
    """What can be watched; `geometry` names the parameters that are drawn, `parameters` is JSON Schema."""

    kind: RuleKind
    topic: str
    equipment: bool
    geometry: list[str]
    parameters: dict[str, Any]


class StateOut(BaseModel):
    """Whether a kind may run on a camera now: on which order, until when, or why not."""

    kind: RuleKind
    event: str | None
    closed: str | None
    basis_id: str | None
    order_number: str | None
    ends_us: int | None


class VersionOut(BaseModel):
    """One version of a camera's rules."""

    camera_id: CameraId
    version: int
    rules: list[dict[str, Any]]
    width_px: int
    height_px: int
    calibration: dict[str, Any] | None
    author: str
    saved_us: int


class RunningOut(BaseModel):
    """Which version runs."""

    version: int
    by: str
    since_us: int


class CameraAnalyticsOut(BaseModel):
    """A camera's rules and their legal state."""

    versions: list[VersionOut]
    running: RunningOut | None
    kinds: list[StateOut]


class RulesIn(BaseModel):
    """A new version."""

    model_config = ConfigDict(extra="forbid")

    rules: list[dict[str, Any]] = Field(max_length=MOST_RULES)
    width_px: Side
    height_px: Side
    calibration: dict[str, Any] | None = None


class ActivateIn(BaseModel):
    """Which version shall run."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=1_000_000)


class SwitchOffIn(BaseModel):
    """Why no rule shall run."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=2_000)


def analytics_router(rules: Rules) -> APIRouter:
    """Return the routes, to be mounted below `/api`."""
    router = APIRouter(prefix="/analytics", tags=["analytics"])

    @router.get("/kinds")
    async def kinds(_principal: SignedIn) -> list[KindOut]:
        return [_kind(kind) for kind in RuleKind]

    @router.get("/running")
    async def running(principal: SignedIn) -> list[VersionOut]:
        return [_version(each) for each in (await rules.running(principal)).values()]

    @router.get("/cameras/{camera_id}")
    async def of_camera(camera_id: CameraPath, principal: SignedIn) -> CameraAnalyticsOut:
        return _analytics(await rules.of_camera(principal, camera_id))

    @router.post("/cameras/{camera_id}/versions", status_code=201)
    async def save(camera_id: CameraPath, body: RulesIn, principal: SignedIn) -> VersionOut:
        size_px = (body.width_px, body.height_px)
        return _version(await rules.save(principal, camera_id, body.rules, size_px, body.calibration))

    @router.post("/cameras/{camera_id}/activate")
    async def activate(camera_id: CameraPath, body: ActivateIn, principal: SignedIn) -> RunningOut:
        now = await rules.activate(principal, camera_id, body.version)
        return RunningOut(version=now.version, by=now.name, since_us=now.since)

    @router.post("/cameras/{camera_id}/switch-off", status_code=204)
    async def switch_off(camera_id: CameraPath, body: SwitchOffIn, principal: SignedIn) -> Response:
        await rules.switch_off(principal, camera_id, body.reason)
        return Response(status_code=204)

    return router


def _kind(kind: RuleKind) -> KindOut:
    settings = RULE_TYPES[kind].settings
    return KindOut(
        kind=kind,
        topic=TOPICS[kind],
        equipment=kind in EQUIPMENT_KINDS,
        geometry=[key for key in PIXEL_KEYS if key in settings.model_fields],
        parameters=settings.model_json_schema(),
    )


def _analytics(found: CameraAnalytics) -> CameraAnalyticsOut:
    running = found.running
    return CameraAnalyticsOut(
        versions=[_version(each) for each in found.versions],
        running=running and RunningOut(version=running.version, by=running.name, since_us=running.since),
        kinds=[_state(each) for each in found.kinds],
    )


def _version(each: RuleSet) -> VersionOut:
    return VersionOut(
        camera_id=each.camera_id,
        version=each.version,
        rules=[dict(rule) for rule in each.rules],
        width_px=each.size_px[0],
        height_px=each.size_px[1],
        calibration=None if each.calibration is None else dict(each.calibration),
        author=each.author_name,
        saved_us=each.saved,
    )


def _state(each: KindState) -> StateOut:
    basis = each.basis
    return StateOut(
        kind=each.kind,
        event=each.event,
        closed=each.closed,
        basis_id=basis and basis.id,
        order_number=basis and basis.order_number,
        ends_us=basis and basis.ends,
    )
