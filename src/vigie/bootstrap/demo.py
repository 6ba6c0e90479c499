"""Prepares the demonstration: accounts, cameras, authorisation."""

from collections.abc import Sequence

from vigie import migrations
from vigie.bootstrap.base import Base, open_base
from vigie.cameras.model import Camera
from vigie.cameras.service import CameraDraft, Cameras
from vigie.kernel.ids import CameraId
from vigie.law.analytics import AnalyticsBases
from vigie.law.conformity import Stream
from vigie.law.conformity_service import ConformityReports
from vigie.law.demo import classify_demo_cameras, create_demo_authorisation
from vigie.law.demo_basis import settle_demo_basis
from vigie.people.accounts import Accounts
from vigie.people.demo import DEMO_ACCOUNTS, create_demo_people
from vigie.people.demo_rota import create_demo_rota
from vigie.people.model import LOCAL
from vigie.people.passwords import Passwords
from vigie.settings import Settings
from vigie.vision.rulebook_demo import settle_demo_rules
from vigie.vision.rulebook_service import Rules
from vigie.web.system import DemoAccount

SIMULATED = "rtsp://127.0.0.1:"
"""How the addresses of the demonstration's cameras begin."""


async def prepare_demo(settings: Settings, drafts: Sequence[CameraDraft], *, synthetic: bool = False) -> None:
    """Bring the demonstration's accounts, cameras, authorisation and legal basis to what this start asks for.

    Args:
        settings: the demonstration's.
        drafts: its cameras.
        synthetic: whether all pictures are drawn by a machine: only then are they analysed.
    """
    async with open_base(settings) as base:
        await migrations.upgrade(base.database)
        # Their passwords are printed on the sign-in page: costly hashes would only slow the start.
        cheap = Passwords.cheap()
        department = settings.people.department
        await create_demo_people(
            base.database, base.gate, base.journal, base.clock, department, passwords=cheap
        )
        team = Accounts(base.database, base.gate, base.journal, base.clock, cheap)
        await create_demo_rota(base.database, base.gate, base.journal, base.clock, team)
        await _settle_cameras(base.cameras, drafts)
        shown = [item.id for item in await base.cameras.all()]
        await create_demo_authorisation(base.authorisations, LOCAL, shown, base.clock)
        await _classify(base)
        drawn = [CameraId(draft.id) for draft in drafts if draft.id is not None]
        bases = AnalyticsBases(base.database, base.gate, base.journal, base.clock)
        await settle_demo_basis(bases, LOCAL, drawn, base.clock, synthetic=synthetic)
        if synthetic:
            rules = Rules(base.database, base.gate, base.journal, base.clock, base.cameras, bases)
            await settle_demo_rules(rules, LOCAL, drawn)


class _Unmeasured:
    """The network before anything is received."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        self._cameras = cameras

    async def streams(self) -> list[tuple[CameraId, str, Stream]]:
        return [(each.id, each.name, Stream()) for each in self._cameras]


async def _classify(base: Base) -> None:
    cameras = await base.cameras.all()
    room = (base.database, base.gate, base.journal, base.clock)
    reports = ConformityReports(*room, _Unmeasured(cameras))
    await classify_demo_cameras(reports, LOCAL, {each.id: each.kind.value for each in cameras})


async def _settle_cameras(cameras: Cameras, drafts: Sequence[CameraDraft]) -> None:
    """Add the cameras that are missing, give those that moved their new address, rest those beyond the count.

    Cameras that somebody added by hand are left alone: they do not hang on this machine's address.
    """
    known = {item.id: item for item in await cameras.all()}
    await cameras.add_all(LOCAL, [draft for draft in drafts if draft.id not in known])
    wanted = {draft.id: draft for draft in drafts}
    for item in known.values():
        changes = _changes(item, wanted.get(item.id))
        if changes:
            await cameras.change(LOCAL, item.id, changes)


def _changes(camera: Camera, draft: CameraDraft | None) -> dict[str, object]:
    """Return what must change on a known camera so that it is what this start asks for."""
    if draft is None:
        simulated = camera.enabled and camera.main_url.startswith(SIMULATED)
        return {"enabled": False} if simulated else {}
    asked: dict[str, object] = {"enabled": True, "main_url": draft.main_url, "sub_url": draft.sub_url}
    if camera.latitude_deg is None:
        asked |= {"latitude_deg": draft.latitude_deg, "longitude_deg": draft.longitude_deg}
    return {name: value for name, value in asked.items() if getattr(camera, name) != value}


def demo_accounts() -> list[DemoAccount]:
    """Return the demonstration's accounts as the sign-in page shows them."""
    return [
        DemoAccount(username=one.username, password=one.password, role=one.role.value)
        for one in DEMO_ACCOUNTS
    ]
