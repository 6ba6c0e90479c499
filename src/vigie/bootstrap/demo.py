"""Prepares the demonstration: accounts, cameras, authorisation."""

from collections.abc import Sequence

from vigie import migrations
from vigie.bootstrap.base import open_base
from vigie.cameras.service import CameraDraft, Cameras
from vigie.law.demo import create_demo_authorisation
from vigie.people.demo import DEMO_ACCOUNTS, create_demo_people
from vigie.people.model import LOCAL
from vigie.settings import Settings
from vigie.web.system import DemoAccount


async def prepare_demo(settings: Settings, drafts: Sequence[CameraDraft]) -> None:
    """Bring the demonstration's accounts, cameras and authorisation to what this start asks for."""
    async with open_base(settings) as base:
        await migrations.upgrade(base.database)
        await create_demo_people(base.database, base.gate, base.journal, base.clock)
        await _settle_cameras(base.cameras, drafts)
        shown = [item.id for item in await base.cameras.all()]
        await create_demo_authorisation(base.authorisations, LOCAL, shown, base.clock)


async def _settle_cameras(cameras: Cameras, drafts: Sequence[CameraDraft]) -> None:
    """Add the cameras that are missing, and give those that moved their new address; touch nothing else."""
    known = {item.id: item for item in await cameras.all()}
    await cameras.add_all(LOCAL, [draft for draft in drafts if draft.id not in known])
    wanted = {draft.id: draft for draft in drafts}
    for item in known.values():
        draft = wanted.get(item.id)
        if draft is not None and (item.main_url, item.sub_url) != (draft.main_url, draft.sub_url):
            await cameras.change(LOCAL, item.id, {"main_url": draft.main_url, "sub_url": draft.sub_url})


def demo_accounts() -> list[DemoAccount]:
    """Return the demonstration's accounts as the sign-in page shows them."""
    return [
        DemoAccount(username=one.username, password=one.password, role=one.role.value)
        for one in DEMO_ACCOUNTS
    ]
