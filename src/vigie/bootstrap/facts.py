"""What the processing register says of the town, asked of every room."""

from collections import Counter

from vigie.bootstrap.base import Base
from vigie.cameras.model import CameraKind
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law import store as law_store
from vigie.law.agreements import CommuneNames
from vigie.law.commissioning import CameraIds
from vigie.law.conformity_service import ConformityReports
from vigie.law.processing import Controller, Facts
from vigie.people import store as people_store
from vigie.people.model import ROLE_FR

KIND_FR = {
    CameraKind.PUBLIC_BUILDING: "abords des bâtiments publics",
    CameraKind.RESIDENTIAL: "quartiers résidentiels",
    CameraKind.MAIN_ROAD: "grands axes",
}
YEAR_DAYS = 365


def controller_of(base: Base) -> Controller:
    """Return who answers for the processing, as the settings say."""
    town = base.settings.town
    return Controller(name=town.controller, contact=town.contact, dpo=town.dpo)


def camera_ids(base: Base) -> CameraIds:
    """Return what tells the ids of all cameras."""

    async def ids() -> list[CameraId]:
        return [each.id for each in await base.cameras.all()]

    return ids


def commune_names(base: Base) -> CommuneNames:
    """Return what tells the names of the communes that share the centre."""

    async def names() -> dict[str, str]:
        return {each.code: each.name for each in await base.communes.all()}

    return names


class TownFacts:
    """Asks cameras, people, law and journal."""

    def __init__(self, base: Base, reports: ConformityReports) -> None:
        self._base = base
        self._reports = reports

    async def facts(self, at: UtcUs) -> Facts:
        """Return what is true of the town at this instant."""
        async with self._base.database.snapshot() as tx:
            orders = await law_store.authorisations(tx)
            bases = await law_store.bases(tx)
            accounts = await people_store.accounts(tx)
            acts = await self._base.journal.counts(tx, UtcUs(at - YEAR_DAYS * DAY_US))
        cameras = await self._base.cameras.all()
        report = await self._reports.report()
        return Facts(
            orders=tuple(each for each in orders if each.holds(at)),
            bases=tuple(each for each in bases if each.in_force(at)),
            cameras=Counter(KIND_FR[each.kind] for each in cameras),
            persons=Counter(ROLE_FR[each.role] for each in accounts if each.suspended is None),
            conformity=Counter(each.verdict for each in report),
            acts=acts,
        )
