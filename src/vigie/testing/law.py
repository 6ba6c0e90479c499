"""The rooms people, law, audit and archive (empty) behind the real guard: what API tests attack."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI

from vigie.archive.collection import Collection
from vigie.archive.destructions import DestructionRegister
from vigie.archive.holdbook import Holdbook
from vigie.archive.holds import Holds
from vigie.archive.routes import archive_router, holds_router
from vigie.archive.routes_register import register_router
from vigie.archive.routes_thumbnails import thumbnails_router
from vigie.archive.service import Archive
from vigie.archive.settings import ArchiveSettings
from vigie.archive.thumbnails import Thumbnails
from vigie.audit.checkpoint import SigningKey
from vigie.audit.reading import JournalReading
from vigie.audit.routes import audit_router
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.law.agreements import Agreements
from vigie.law.analytics import AnalyticsBases
from vigie.law.commissioning import Commissionings
from vigie.law.conformity import Stream
from vigie.law.conformity_service import ConformityReports
from vigie.law.inspection import Program
from vigie.law.inspection_service import Inspections
from vigie.law.prefectures import authority_of
from vigie.law.processing import Controller, Facts
from vigie.law.processing_service import ProcessingRegister
from vigie.law.routes import law_router
from vigie.law.routes_conformity import conformity_router
from vigie.law.routes_inspection import inspection_router
from vigie.law.routes_processing import processing_router
from vigie.law.routes_town import town_router
from vigie.law.service import Authorisations
from vigie.people import store
from vigie.people.oidc.opening import open_sign_on
from vigie.people.oidc.routes import BACK_CHANNEL
from vigie.people.passwords import Passwords
from vigie.people.room import people_routers
from vigie.people.routes import COOKIE
from vigie.testing.cameras import FakeSecondPerson
from vigie.testing.oidc import FakeProvider
from vigie.testing.people import PeopleRig
from vigie.web.app import create_app


class OneCamera:
    """A network of one camera, whose stream a test sets."""

    def __init__(self, stream: Stream | None = None) -> None:
        self.stream = stream or Stream(width_px=1920, height_px=1080, fps=25.0)

    async def streams(self) -> list[tuple[CameraId, str, Stream]]:
        """Return the one camera."""
        return [(CameraId("cam-001"), "Mairie, parvis", self.stream)]


class NoFacts:
    """A town without anything yet."""

    async def facts(self, _at: UtcUs) -> Facts:
        """Return nothing."""
        return Facts(orders=(), bases=(), cameras={}, persons={}, conformity={}, acts={})


async def _nothing_is_due() -> None:
    """Destroy nothing: there is no recording."""


async def _programs() -> list[Program]:
    return [Program("product", "Vigie", "0", "EUPL-1.2")]


def api(
    rig: PeopleRig,
    folder: Path,
    *,
    origin: str = "http://localhost:8480",
    provider: FakeProvider | None = None,
) -> FastAPI:
    """Return the application; `folder` holds its key files, `provider` gives single sign-on."""
    room = (rig.database, rig.gate, rig.journal, rig.clock)

    async def names(ids: Iterable[str]) -> Mapping[str, str]:
        async with rig.database.snapshot() as tx:
            return {each.id: each.name for each in await store.accounts(tx) if each.id in set(ids)}

    key = SigningKey.open_file(folder / "journal.key", "test/journal").verifying_key()
    settings = rig.settings.model_copy(update={"passkey_origin": origin})
    sign_on = None
    if provider is not None:
        sign_on = open_sign_on(*room, rig.sessions, provider.settings(), provider.transport())
    return create_app(
        sessions=rig.sessions,
        cookie=COOKIE,
        origins=[origin],
        from_servers=[BACK_CHANNEL],
        api=[
            *people_routers(
                *room,
                settings,
                rig.sessions,
                rig.second_factor,
                Passwords.cheap(),
                places=rig.places,
                sign_on=sign_on,
            ),
            law_router(Authorisations(*room), AnalyticsBases(*room), rig.clock),
            _town(rig),
            conformity_router(ConformityReports(*room, OneCamera()), rig.clock, "Ville d’essai"),
            processing_router(ProcessingRegister(*room, Controller(), NoFacts())),
            inspection_router(Inspections(*room, _programs)),
            *_archive(rig, Authorisations(*room), folder),
            audit_router(JournalReading(rig.database, rig.journal, rig.gate, names, key)),
        ],
        sockets=[],
    )


def _town(rig: PeopleRig) -> APIRouter:
    room = (rig.database, rig.gate, rig.journal, rig.clock)

    async def cameras() -> list[CameraId]:
        return [CameraId("cam-001")]

    async def communes() -> Mapping[str, str]:
        return rig.places.known

    notices, agreements = Commissionings(*room, cameras), Agreements(*room, communes)
    return town_router("93", authority_of("93"), notices, agreements, rig.clock)


def _archive(rig: PeopleRig, law: Authorisations, folder: Path) -> list[APIRouter]:
    """Return the archive's routes over no recording at all."""
    collection, settings = Collection((), None), ArchiveSettings()
    archive = Archive(
        rig.database, collection, rig.gate, rig.journal, rig.clock, settings, law.retention_days
    )
    zone = ZoneInfo(settings.timezone)
    holds = Holds(
        rig.database,
        rig.gate,
        rig.journal,
        rig.clock,
        FakeSecondPerson(),
        _nothing_is_due,
        Holdbook(folder / "keys"),
    )
    return [
        archive_router(archive),
        holds_router(holds),
        thumbnails_router(Thumbnails(rig.database, collection, archive, rig.clock)),
        register_router(DestructionRegister(rig.database, rig.gate, rig.journal, zone, "Ville d’essai")),
    ]
