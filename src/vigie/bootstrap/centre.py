"""Wires the centre's process: API, pages, WebSockets."""

import asyncio
from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from vigie import __version__
from vigie.archive import store
from vigie.archive.clips import ClipReader
from vigie.archive.destructions import DestructionRegister
from vigie.archive.disk_watch import DAY_S, NEVER
from vigie.archive.films import FilmReader
from vigie.archive.holdbook import Holdbook
from vigie.archive.holds import Holds
from vigie.archive.returning import Returning
from vigie.archive.room import ArchiveRoom, open_room
from vigie.archive.routes import archive_router, holds_router
from vigie.archive.routes_register import register_router
from vigie.archive.routes_thumbnails import thumbnails_router
from vigie.archive.service import Archive
from vigie.archive.thumbnails import Thumbnails
from vigie.archive.tiers.opening import open_far
from vigie.audit.routes import audit_router
from vigie.bootstrap import journal
from vigie.bootstrap.base import Base, open_base
from vigie.bootstrap.demo import demo_accounts
from vigie.bootstrap.facts import TownFacts, camera_ids, commune_names, controller_of
from vigie.bootstrap.network import SAMPLE_S, MeasuredNetwork
from vigie.bootstrap.programs import InstalledPrograms
from vigie.cameras.layouts import Layouts
from vigie.cameras.onvif_client import OnvifProber
from vigie.cameras.probe import Probe
from vigie.cameras.routes import router as cameras_router
from vigie.kernel.instants import MINUTE_US, SECOND_US, UtcUs
from vigie.law.agreements import Agreements
from vigie.law.analytics import AnalyticsBases
from vigie.law.commissioning import Commissionings
from vigie.law.conformity_service import ConformityReports
from vigie.law.inspection_service import Inspections
from vigie.law.prefectures import authority_of
from vigie.law.processing_service import ProcessingRegister
from vigie.law.routes import law_router
from vigie.law.routes_conformity import conformity_router
from vigie.law.routes_inspection import inspection_router
from vigie.law.routes_processing import processing_router
from vigie.law.routes_town import town_router
from vigie.nodes.board import Board
from vigie.nodes.jobs import beside, tried_again
from vigie.nodes.link_client import LinkClient
from vigie.nodes.metrics import Gauges, Reading, registry_of
from vigie.people.factors import SecondFactor
from vigie.people.oidc.opening import open_sign_on
from vigie.people.oidc.routes import BACK_CHANNEL
from vigie.people.room import people_routers
from vigie.people.rota import RotaService
from vigie.people.routes import COOKIE
from vigie.people.sessions import SessionService
from vigie.settings import Settings
from vigie.vision.alerts.feed import AlertFeed
from vigie.vision.alerts.routes import alerts_router
from vigie.vision.alerts.service import Alerts
from vigie.vision.calibration_routes import calibration_router
from vigie.vision.replay.routes import replays_router
from vigie.vision.replay.service import Replays
from vigie.vision.rulebook_routes import analytics_router
from vigie.vision.rulebook_service import Rules
from vigie.vision.suspension.routes import suspension_router
from vigie.vision.suspension.service import Suspensions
from vigie.web import events, live, scene, system
from vigie.web.app import create_app
from vigie.web.channel import Channels
from vigie.web.doors import Doors
from vigie.web.live import LiveParts
from vigie.web.scene import SceneParts
from vigie.web.server import serve
from vigie.web.system import DestructionOut, DisksOut, SystemParts
from vigie.web.viewings import Viewings
from vigie.web.volumes import measure

REAPER_SILENT_US = 5 * MINUTE_US
"""Destruction that did not run for so long is an alarm."""

LAPSED_S = 60.0
"""How often sessions that have run out are ended."""

BACK_S = 10.0
"""How often volumes that are away are looked for."""


async def run_centre(settings: Settings, stop: asyncio.Event) -> None:
    """Serve API and pages until told to stop."""
    async with open_base(settings) as base:
        room = await open_room(base.database, settings.data, settings.archive)
        room.collection.far = open_far(settings.s3, settings.data, encrypt=settings.archive.encrypt)
        board = Board(base.clock)
        link = LinkClient(settings.socket, board)
        factor = _second_factor(base)
        sessions = _sessions(base, factor)
        key = journal.signing_key(base)
        keeper = journal.keeper(base, key)
        checkpoint_s = settings.audit.checkpoint_minutes * 60
        archive = _archive(base, room)
        replays = _replays(base, room, archive)
        thumbnails = Thumbnails(base.database, room.collection, archive, base.clock)
        doors = Doors(sessions)
        channels = Channels(link)
        feed = AlertFeed(base.database)
        network = MeasuredNetwork(base.cameras, board)
        conformity = ConformityReports(base.database, base.gate, base.journal, base.clock, network)
        app = create_app(
            sessions=sessions,
            cookie=COOKIE,
            origins=settings.centre.origins,
            from_servers=[BACK_CHANNEL],
            api=[
                *_people(base, sessions, factor),
                cameras_router(
                    base.cameras, Layouts(base.database, base.gate), _probe(base), board, base.communes
                ),
                archive_router(archive),
                thumbnails_router(thumbnails),
                register_router(_register(base)),
                holds_router(_holds(base, link)),
                law_router(base.authorisations, _bases(base), base.clock),
                _town(base),
                conformity_router(conformity, base.clock, settings.town.name),
                processing_router(_processing(base, conformity)),
                inspection_router(_inspections(base)),
                audit_router(journal.reading(base, key)),
                alerts_router(_alerts(base, room)),
                analytics_router(_rules(base)),
                replays_router(replays),
                calibration_router(),
                suspension_router(_suspensions(base)),
            ],
            sockets=[
                system.router(_system(base, room, board, link, channels, doors)),
                events.router(board, doors, feed.listen),
                live.router(_live(base, board, channels, doors)),
                scene.router(
                    SceneParts(base.database, base.gate, base.journal, doors, settings.scene_socket)
                ),
            ],
        )
        jobs = {
            "live link": link.run(),
            "sessions": doors.run(),
            "lapsed sessions": tried_again("lapsed sessions", sessions.end_lapsed, LAPSED_S),
            "alerts": feed.run(),
            "rates of streams": tried_again("rates of streams", network.run, SAMPLE_S),
            "thumbnails": tried_again("thumbnails", thumbnails.run),
            "replays": tried_again("replays", replays.run),
            "volumes": tried_again("volumes", partial(_look_for, Returning(base.database, room)), BACK_S),
            "journal keeper": tried_again("journal keeper", lambda: keeper.run(checkpoint_s)),
        }
        async with beside(stop, jobs):
            await serve(app, settings.centre, stop)
        await keeper.sign()  # what was written since is proved while nothing runs, and leaves in time


async def _look_for(returning: Returning) -> None:
    await returning.look()


def _second_factor(base: Base) -> SecondFactor:
    return SecondFactor(base.database, base.journal, base.clock, base.settings.data / "people.key")


def _people(base: Base, sessions: SessionService, factor: SecondFactor) -> list[APIRouter]:
    settings = base.settings.people
    room = (base.database, base.gate, base.journal, base.clock)
    sign_on = open_sign_on(*room, sessions, base.settings.oidc)
    return people_routers(*room, settings, sessions, factor, places=base.places, sign_on=sign_on)


def _town(base: Base) -> APIRouter:
    room = (base.database, base.gate, base.journal, base.clock)
    department = base.settings.people.department
    notices, agreements = Commissionings(*room, camera_ids(base)), Agreements(*room, commune_names(base))
    return town_router(department, authority_of(department), notices, agreements, base.clock)


def _sessions(base: Base, factor: SecondFactor) -> SessionService:
    rota = RotaService(base.database, base.gate, base.journal, base.clock, base.settings.people)
    return SessionService(
        base.database,
        base.journal,
        base.clock,
        base.settings.people,
        second_factor=factor,
        off_duty=rota.off_duty,
        demo=base.settings.town.demo,
    )


def _probe(base: Base) -> Probe:
    return Probe(base.database, base.gate, base.journal, OnvifProber())


def _bases(base: Base) -> AnalyticsBases:
    return AnalyticsBases(base.database, base.gate, base.journal, base.clock)


def _processing(base: Base, conformity: ConformityReports) -> ProcessingRegister:
    room = (base.database, base.gate, base.journal, base.clock)
    return ProcessingRegister(*room, controller_of(base), TownFacts(base, conformity))


def _inspections(base: Base) -> Inspections:
    room = (base.database, base.gate, base.journal, base.clock)
    return Inspections(*room, InstalledPrograms(base.database))


def _holds(base: Base, link: LinkClient) -> Holds:
    return Holds(
        base.database,
        base.gate,
        base.journal,
        base.clock,
        base.second,
        link.reap,
        Holdbook(base.settings.data / "keys"),
    )


def _alerts(base: Base, room: ArchiveRoom) -> Alerts:
    clips = ClipReader(base.database, room.collection)
    return Alerts(base.database, base.gate, base.journal, base.clock, clips)


def _rules(base: Base) -> Rules:
    return Rules(base.database, base.gate, base.journal, base.clock, base.cameras, _bases(base))


def _replays(base: Base, room: ArchiveRoom, archive: Archive) -> Replays:
    films = FilmReader(base.database, room.collection)
    parts = (base.database, base.gate, base.journal, base.clock, base.cameras, _bases(base))
    suspended = _suspensions(base).in_force
    return Replays(*parts, archive, films, suspended, base.settings.analyst, __version__)


def _suspensions(base: Base) -> Suspensions:
    return Suspensions(base.database, base.gate, base.journal, base.clock)


def _archive(base: Base, room: ArchiveRoom) -> Archive:
    return Archive(
        base.database,
        room.collection,
        base.gate,
        base.journal,
        base.clock,
        base.settings.archive,
        base.authorisations.retention_days,
    )


def _register(base: Base) -> DestructionRegister:
    zone = ZoneInfo(base.settings.archive.timezone)
    return DestructionRegister(base.database, base.gate, base.journal, zone, base.settings.town.name)


def _live(base: Base, board: Board, channels: Channels, doors: Doors) -> LiveParts:
    return LiveParts(
        gate=base.gate,
        viewings=Viewings(base.database, base.journal),
        cameras=base.cameras,
        board=board,
        channels=channels,
        doors=doors,
    )


async def _disks(base: Base) -> DisksOut:
    async with base.database.snapshot() as tx:
        short = await store.state(tx, store.DISKS_SHORT)
        full_s = await store.state(tx, store.FULL_IN_S)
    full = None if full_s is None or full_s == NEVER else round(full_s / DAY_S, 2)
    return DisksOut(
        short_since_us=UtcUs(short) if short else None,
        full_in_days=full,
        alarm_days=base.settings.archive.alarm_days,
    )


async def _destruction(base: Base) -> DestructionOut:
    async with base.database.snapshot() as tx:
        ran = await store.state(tx, store.REAPER_RAN)
        overdue = await store.state(tx, store.OVERDUE) or 0
        size = await store.state(tx, store.OVERDUE_BYTES) or 0
    silent = ran is None or base.clock.now() - ran > REAPER_SILENT_US + 2 * _reap_us(base)
    return DestructionOut(
        ran_us=None if ran is None else UtcUs(ran),
        overdue=overdue,
        overdue_bytes=size,
        late=overdue > 0 or silent,
    )


def _reap_us(base: Base) -> int:
    return round(base.settings.archive.reap_s * SECOND_US)


def _system(
    base: Base, room: ArchiveRoom, board: Board, link: LinkClient, channels: Channels, doors: Doors
) -> SystemParts:
    readings: dict[str, tuple[str, Reading]] = {
        "vigie_live_streams": ("Streams watched", lambda: channels.streams),
        "vigie_live_viewers": ("Viewers of live streams", lambda: channels.viewers),
        "vigie_sockets": ("WebSockets open", lambda: doors.sockets),
        "vigie_recorder_up": ("Whether the recorder answers", lambda: link.connected),
    }
    return SystemParts(
        town=base.settings.town.name,
        demo_accounts=demo_accounts() if base.settings.town.demo else [],
        clock=base.clock,
        cameras=base.cameras,
        board=board,
        volumes=lambda: measure(room.volumes, room.absent),
        disks=lambda: _disks(base),
        destruction=lambda: _destruction(base),
        registry=registry_of(Gauges(readings)),
        recorder_metrics=link.metrics,
        metrics_from=base.settings.centre.metrics_from,
    )
