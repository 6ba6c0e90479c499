"""The analyst process: pictures come through the recorder's live link, signals go to the sink.

One event loop reads the link, the cameras, the rules and the legal bases, and does the analysis in steps of
some milliseconds. No connection to any camera is made. A basis that ends, or a person who stops all analytics
(REQ-67), closes the rules within a second,
whether or not pictures come; a database that cannot be read for `BLIND_S` closes every rule, for nobody can
say any more that a basis has not been revoked.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.audit import Entry, Journal, Tag
from vigie.cameras.model import Camera
from vigie.cameras.service import Cameras
from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.store import Database
from vigie.law.analytics import AnalyticsBases
from vigie.nodes.analyst_report import report, write_report
from vigie.nodes.jobs import beside
from vigie.nodes.link_client import LinkClient
from vigie.nodes.status_table import from_json
from vigie.video.access_unit import AccessUnit, StreamName
from vigie.vision import tags
from vigie.vision.choice import Choice
from vigie.vision.diagnostics import SignalLoss
from vigie.vision.journal_sink import ACTOR, plain
from vigie.vision.legal import LegalGate, end_reason
from vigie.vision.outcome import Closing, Outcome
from vigie.vision.pipeline import Pipeline, run_ticks
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import CameraRules, LiveScene, Rulebook, SceneWatcher, SignalSink
from vigie.vision.settings import AnalystSettings
from vigie.vision.teller import Teller

log = structlog.get_logger("analyst")

BLIND_S = 0.8
EQUIPMENT_S = 1.0


@dataclass(frozen=True, slots=True)
class AnalystParts:
    """What `bootstrap` hands to the analyst."""

    clock: Clock
    settings: AnalystSettings
    database: Database
    journal: Journal
    cameras: Cameras
    bases: AnalyticsBases
    rulebook: Rulebook
    sink: SignalSink
    choice: Choice
    socket: Path
    report_file: Path
    suspended: Callable[[], Awaitable[bool]]
    watcher: SceneWatcher | None = None


class _Feed:
    """Hands one camera's pictures to its eye, once there is one."""

    def __init__(self, camera_id: CameraId, pipeline: Pipeline) -> None:
        self._camera_id = camera_id
        self._pipeline = pipeline

    def on_unit(self, unit: AccessUnit) -> None:
        """Take one picture."""
        eye = self._pipeline.eyes.get(self._camera_id)
        if eye is not None:
            eye.put(unit)

    def on_lost(self) -> None:
        """The recorder is gone."""
        eye = self._pipeline.eyes.get(self._camera_id)
        if eye is not None:
            eye.put(None)


class Analyst:
    """Runs the parts together."""

    def __init__(self, parts: AnalystParts) -> None:
        self._parts = parts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="network")
        self.pipeline = Pipeline(
            parts.choice.make, parts.choice.name, parts.clock, parts.watcher, thread=self._thread
        )
        self.teller = Teller(parts.sink, parts.clock)
        self._link = LinkClient(parts.socket, self)
        self._losses = SignalLoss(parts.settings.signal_lost_s)
        self._plans: dict[CameraId, CameraPlan] = {}
        self._feeds: dict[CameraId, tuple[StreamName, int]] = {}
        self._revisions: tuple[int, int] = (-1, -1)
        self._covered: dict[CameraId, dict[str, str | None]] = {}
        self._law_read_s = parts.clock.monotonic_s()
        self._started = parts.clock.now()

    async def run(self, stop: asyncio.Event) -> None:
        """Analyse until `stop` is set; then close what is open and return."""
        await self._journal(tags.ANALYSIS_STARTED, None, self._about())
        jobs = {
            "live link": self._link.run(),
            "signals": self.teller.run(),
            "law": self._keep_reading_law(),
            "rules": self._keep_refreshing(),
            "equipment": self._keep_checking_equipment(),
            "report": self._keep_reporting(),
            "analysis": run_ticks(self.pipeline, self._take),
        }
        try:
            async with beside(stop, jobs):
                await stop.wait()
                await self.teller.settled(self._parts.settings.stop_s)
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)
            await self.teller.close_all("stopped")
            await self._journal(tags.ANALYSIS_STOPPED, None, {"pid": os.getpid()})

    def on_recorder(self, hello: dict[str, Any] | None) -> None:
        """The recorder greeted, or is gone."""
        if hello is None:
            self._losses.recorder_gone()

    def on_statuses(self, told: dict[str, Any]) -> None:
        """Take the cameras' statuses."""
        self._losses.note(from_json(told["cameras"]), self._parts.clock.now())

    def _take(self, told: list[Outcome], scenes: list[LiveScene]) -> None:
        self.teller.take(told)
        if self._parts.watcher is not None:
            for scene in scenes:
                self._parts.watcher.on_scene(scene)

    async def _keep_reading_law(self) -> None:
        """Read the bases; what no basis covers any more is closed, pictures or not."""
        while True:
            try:
                suspended = await self._parts.suspended()
                self.pipeline.legal = LegalGate(await self._parts.bases.all(), suspended=suspended)
                self._law_read_s = self._parts.clock.monotonic_s()
            except (SQLAlchemyError, VigieError, OSError) as error:
                log.error("legal bases cannot be read", error=str(error))  # noqa: TRY400 - tried again
                if self._parts.clock.monotonic_s() - self._law_read_s > BLIND_S:
                    self.pipeline.legal = LegalGate()
            self._close_uncovered()
            await self._note_coverage()
            await asyncio.sleep(self._parts.settings.law_s)

    def _close_uncovered(self) -> None:
        now = self._parts.clock.now()
        for told in self.teller.open:
            signal = told.signal
            verdict = self.pipeline.legal.verdict(told.camera_id, signal.kind, told.thresholds, now)
            if verdict.closed is not None:
                self.teller.take([Closing(told.camera_id, signal.rule_id, now, end_reason(verdict))])

    async def _keep_refreshing(self) -> None:
        while True:
            try:
                await self.refresh()
            except (SQLAlchemyError, VigieError, OSError) as error:
                log.error("cameras or rules cannot be read", error=str(error))  # noqa: TRY400 - tried again
            await asyncio.sleep(self._parts.settings.refresh_s)

    async def refresh(self) -> None:
        """Read cameras and rules if they changed; watch exactly those that are switched on."""
        revisions = (await self._parts.cameras.revision(), await self._parts.rulebook.revision())
        if revisions == self._revisions:
            return
        cameras = {each.id: each for each in await self._parts.cameras.all() if each.enabled}
        rules = await self._parts.rulebook.all()
        plans = {key: _plan(camera, rules.get(key)) for key, camera in cameras.items()}
        changed = [key for key, plan in plans.items() if self._plans.get(key) != plan]
        await self._journal_rules(plans, changed)
        self._plans, self._revisions = plans, revisions
        self.pipeline.set_plans(plans, changed)
        self._losses.forget(plans)
        self._subscribe(cameras)

    def _subscribe(self, cameras: Mapping[CameraId, Camera]) -> None:
        wanted = {
            key: StreamName.SUB if camera.sub_url else StreamName.MAIN for key, camera in cameras.items()
        }
        for camera_id, (stream, number) in list(self._feeds.items()):
            if wanted.get(camera_id) is not stream:
                self._link.close(number)
                del self._feeds[camera_id]
        for camera_id, stream in wanted.items():
            if camera_id not in self._feeds:
                number = self._link.open(camera_id, stream, _Feed(camera_id, self.pipeline), patient=True)
                self._feeds[camera_id] = stream, number

    async def _keep_checking_equipment(self) -> None:
        while True:
            await asyncio.sleep(EQUIPMENT_S)
            told = self._losses.check(self._parts.clock.now())
            if told:
                self.teller.take(told)

    async def _keep_reporting(self) -> None:
        while True:
            await asyncio.sleep(self._parts.settings.report_s)
            try:
                about = {"since_us": self._started, "now_us": self._parts.clock.now(), **self._about()}
                await asyncio.to_thread(
                    write_report, self._parts.report_file, about | report(self.pipeline, self.teller)
                )
            except OSError as error:
                log.error("report not written", error=str(error))  # noqa: TRY400 - tried again

    async def _note_coverage(self) -> None:
        """Journal which rules run on which basis, each time that changes."""
        covered = {key: eye.covered for key, eye in self.pipeline.eyes.items() if eye.covered}
        if covered == self._covered:
            return
        changed = {
            key: covered.get(key, {})
            for key in covered.keys() | self._covered.keys()
            if covered.get(key) != self._covered.get(key)
        }
        try:
            await self._journal(tags.COVERAGE_CHANGED, None, {"running": changed})
        except (SQLAlchemyError, VigieError, OSError) as error:
            log.error("coverage not journalled; tried again", error=str(error))  # noqa: TRY400 - tried again
            return
        self._covered = covered

    async def _journal_rules(self, plans: Mapping[CameraId, CameraPlan], changed: list[CameraId]) -> None:
        """Write down every rule that begins to be applied, with its parameters."""
        told = [key for key in changed if plans[key].rules.rules or key in self._plans]
        entries = [
            Entry(tag=tags.RULES_APPLIED, actor=ACTOR, subject=key, details=self._applied(plans[key]))
            for key in told
        ]
        async with self._parts.database.transaction() as tx:
            await self._parts.journal.record_all(tx, entries)

    def _applied(self, plan: CameraPlan) -> dict[str, Any]:
        rules = plan.rules
        return {
            "version": rules.version,
            "detector": self._parts.choice.name,
            "rules": [{"kind": each.kind.value, **plain(each.parameters)} for each in rules.rules],
        }

    async def _journal(self, tag: Tag, subject: str | None, details: Mapping[str, Any]) -> None:
        entry = Entry(tag=tag, actor=ACTOR, subject=subject, details=details)
        async with self._parts.database.transaction() as tx:
            await self._parts.journal.record(tx, entry)

    def _about(self) -> dict[str, Any]:
        choice = self._parts.choice
        return {
            "pid": os.getpid(),
            "detector": choice.name,
            "digest": choice.digest,
            "runtime": choice.runtime,
        }


def _plan(camera: Camera, rules: CameraRules | None) -> CameraPlan:
    return CameraPlan(rules or CameraRules(camera.id, 0, ()), ptz=camera.ptz)
