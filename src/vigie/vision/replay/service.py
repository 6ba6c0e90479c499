"""Running a draft of rules over a recording: authorise, ask the law, journal, then start (0006-replay.md).

Invariants:

- Off unless `analyst.replay` says otherwise (LAW.md REQ-63, REQ-70). Each rule needs a basis in force now,
  and looks only at instants that a basis covered when they were recorded.
- The archive's own door opens the interval: right to play back, consultation with its recorded reason (R2).
- The journal's entry stands before the first picture is read.
- Nothing touches a disk. A replay is forgotten with its recordings, with its consultation, when its basis or
  its reader goes, and when nobody asks for it any more.
- One at a time, in a process of the lowest priority: live analysis comes first.
"""

import asyncio
import base64
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.audit import Entry, Journal
from vigie.cameras.model import Camera
from vigie.cameras.service import Cameras
from vigie.kernel.errors import Conflict, NotFound, Refused, Unavailable, VigieError
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import Clock, Interval, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis
from vigie.vision import tags
from vigie.vision.journal_sink import plain
from vigie.vision.legal import LegalGate
from vigie.vision.replay.model import Draft, Found, ReplayRun, ReplayState, check_interval
from vigie.vision.replay.ports import Door, FilmSource, OpenedConsultation
from vigie.vision.replay.wire import END, FRAGMENT, INIT, Task, message
from vigie.vision.rulebook_model import calibration_of, check_rules, spec_of
from vigie.vision.settings import AnalystSettings
from vigie.vision.signals import EQUIPMENT_KINDS

log = structlog.get_logger("replay")

SWEEP_S = 1.0
AGAIN_S = 1.0
ABANDONED_S = 30.0
LONGEST_LINE = 4 << 20
LOWEST = 19
"""The priority of a replay's process: what is live goes before it."""

COMMAND = (sys.executable, "-m", "vigie.vision.replay.process")


class Replays:
    """The use cases; `run` sweeps until cancelled."""

    def __init__(
        self,
        database: Database,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        cameras: Cameras,
        bases: AnalyticsBases,
        door: Door,
        films: FilmSource,
        suspended: Callable[[], Awaitable[bool]],
        settings: AnalystSettings,
        release: str,
        niceness: int = LOWEST,
    ) -> None:
        self._database, self._gate, self._journal, self._clock = database, gate, journal, clock
        self._cameras, self._bases, self._door, self._films = cameras, bases, door, films
        self._suspended, self._settings, self._release = suspended, settings, release
        self._command = (*COMMAND, str(niceness))
        self._runs: dict[str, ReplayRun] = {}
        self._works: dict[str, asyncio.Task[None]] = {}

    async def start(
        self,
        principal: Principal,
        camera_id: CameraId,
        draft: Draft,
        interval: Interval,
        consultation_id: str,
    ) -> ReplayRun:
        """Start one.

        Raises:
            BadInput: a rule, the calibration or the interval is impossible.
            Conflict: another one runs.
            NotFound: there is no such camera or consultation, or nothing is recorded there.
            Refused: replays are off; the principal may not supervise or play back; a rule has no basis.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        camera = await self._camera(camera_id)
        check_interval(interval)
        check_rules(draft.rules, draft.size_px)
        calibration_of(draft.calibration)
        bases = await self._allowed(camera_id, draft, interval)
        consultation = await self._door.admit(principal, camera_id, interval, consultation_id)
        kept_until = await self._films.kept_until(camera_id, interval)
        if any(each.state is ReplayState.RUNNING for each in self._runs.values()):
            raise Conflict("another replay runs: wait for it or stop it", code="replay_busy")
        run = ReplayRun(
            new_id(),
            principal,
            camera_id,
            interval,
            consultation_id,
            UtcUs(min(kept_until, consultation.expires_at)),
            self._clock.monotonic_s(),
            interval.start,
        )
        self._runs[run.id] = run
        try:
            await self._note_start(run, draft, consultation, bases)
        except BaseException:
            del self._runs[run.id]
            raise
        task = self._task(camera, draft, interval, list(bases.values()))
        self._works[run.id] = asyncio.create_task(self._work(run, task))
        return run

    async def get(self, principal: Principal, replay_id: str) -> ReplayRun:
        """Return one, while its consultation is open.

        Raises:
            NotFound: it is somebody else's, or forgotten.
            Refused: the consultation has ended, or the principal may not play back any more.
        """
        run = self._runs.get(replay_id)
        if run is None or run.principal.session_id != principal.session_id:
            raise NotFound("there is no such replay: it may have been forgotten", code="replay_unknown")
        await self._gate.authorise(principal, Verb.SUPERVISE)
        await self._door.admit(principal, run.camera_id, run.interval, run.consultation_id)
        run.asked_s = self._clock.monotonic_s()
        return run

    async def still(self, principal: Principal, replay_id: str, number: int) -> bytes:
        """Return the picture of a signal as JPEG.

        Raises:
            NotFound: there is no such signal; Refused: as for `get`.
        """
        run = await self.get(principal, replay_id)
        found: Found | None = run.found[number] if 0 <= number < len(run.found) else None
        if found is None or not found.jpeg:
            raise NotFound("there is no such picture", code="no_picture")
        return found.jpeg

    async def cancel(self, principal: Principal, replay_id: str) -> None:
        """Stop one and forget what it found.

        Raises:
            NotFound: it is somebody else's, or forgotten already.
        """
        run = self._runs.get(replay_id)
        if run is None or run.principal.session_id != principal.session_id:
            raise NotFound("there is no such replay: it may have been forgotten", code="replay_unknown")
        await self._forget(run, "asked")

    async def run(self) -> None:
        """Forget what may not be kept any more, every second, until cancelled; then forget everything."""
        try:
            while True:
                await asyncio.sleep(SWEEP_S)
                await self.sweep()
        finally:
            for run in list(self._runs.values()):
                await self._forget(run, "stopped")

    async def sweep(self) -> None:
        """Forget replays whose time, basis or reader is gone."""
        running = [each for each in self._runs.values() if each.state is ReplayState.RUNNING]
        known = {each.id: each for each in await self._bases.all()} if running else {}
        suspended = bool(running) and await self._suspended()
        now = self._clock.now()
        for run in list(self._runs.values()):
            if now >= run.forget_at:
                await self._forget(run, "kept_no_longer")
            elif self._clock.monotonic_s() - run.asked_s > ABANDONED_S:
                await self._forget(run, "abandoned")
            elif suspended:
                self._end(run, ("analytics_suspended", "all analytics were stopped"))
            elif run.state is ReplayState.RUNNING and not self._still_covered(run, known, now):
                self._end(run, ("basis_ended", "the legal basis has ended"))

    def _still_covered(self, run: ReplayRun, known: Mapping[str, AnalyticsBasis], now: UtcUs) -> bool:
        return all(each in known and known[each].in_force(now) for each in run.bases)

    async def _camera(self, camera_id: CameraId) -> Camera:
        for camera in await self._cameras.all():
            if camera.id == camera_id:
                return camera
        raise NotFound(f"there is no camera {camera_id}", code="camera_unknown")

    async def _allowed(
        self, camera_id: CameraId, draft: Draft, interval: Interval
    ) -> dict[str, AnalyticsBasis]:
        """Return the bases that the rules stand on now.

        Raises:
            Refused: replays are switched off, or a rule has no basis now or had none when it was recorded.
        """
        if not self._settings.replay:
            raise Refused("replays are switched off: see analyst.replay", code="replay_off")
        known = {each.id: each for each in await self._bases.all()}
        gate = LegalGate(known.values(), suspended=await self._suspended())
        used: dict[str, AnalyticsBasis] = {}
        for spec in map(spec_of, draft.rules):
            if spec.kind in EQUIPMENT_KINDS:
                continue
            instants = (self._clock.now(), interval.start, UtcUs(interval.end - 1))
            verdicts = [gate.verdict(camera_id, spec.kind, spec.parameters, at) for at in instants]
            closed = next((each.closed for each in verdicts if each.closed is not None), None)
            if closed is not None:
                then = verdicts[0].closed is None
                raise Refused(
                    f"rule {spec.rule_id} ({spec.kind.value}) may not look at these pictures: {closed.value}",
                    code="replay_no_basis_then" if then else f"rule_{closed.value}",
                    rule=spec.rule_id,
                    kind=spec.kind.value,
                )
            used |= {each.basis_id: known[each.basis_id] for each in verdicts if each.basis_id is not None}
        return used

    def _task(self, camera: Camera, draft: Draft, interval: Interval, bases: list[AnalyticsBasis]) -> Task:
        return Task(
            camera.id,
            draft.rules,
            draft.size_px,
            draft.calibration,
            "Europe/Paris",
            camera.ptz,
            bases,
            self._settings.model_dump(mode="json"),
            self._release,
            interval.start,
            interval.end,
        )

    async def _work(self, run: ReplayRun, task: Task) -> None:
        """Feed the process and take in what it tells; whatever goes wrong ends this replay alone."""
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE
        )
        feeding = asyncio.create_task(self._feed(run, process, task))
        try:
            await self._listen(run, process)
            run.end(ReplayState.FAILED, ("replay_stopped", "the replay's process ended early"))
        finally:
            feeding.cancel()
            with suppress(asyncio.CancelledError):
                await feeding
            with suppress(ProcessLookupError):
                process.kill()
            if process.stdout is not None:
                await process.stdout.read()  # its end closes the pipes
            await process.wait()
            await self._note_end(run)

    async def _listen(self, run: ReplayRun, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        while line := await process.stdout.readline():
            told: dict[str, Any] = json.loads(line)
            run.take(told, base64.b64decode(told.pop("jpeg", "")))

    async def _feed(self, run: ReplayRun, process: Process, task: Task) -> None:
        assert process.stdin is not None  # noqa: S101 - a pipe was asked for
        out = process.stdin
        try:
            out.write(json.dumps(plain(task.to_json())).encode() + b"\n")
            async for init, at, fragment in self._films.parts(run.camera_id, run.interval):
                if init is not None:
                    out.write(message(INIT, at, init))
                out.write(message(FRAGMENT, at, fragment))
                await out.drain()
            out.write(message(END, run.interval.end, b""))
            await out.drain()
        except (BrokenPipeError, ConnectionResetError):
            return  # the process is gone: `_listen` says how
        except VigieError as error:
            run.end(ReplayState.FAILED, (error.error_code, str(error)))
        finally:
            out.close()

    def _end(self, run: ReplayRun, problem: tuple[str, str]) -> None:
        if run.state is not ReplayState.RUNNING:
            return
        run.end(ReplayState.CANCELLED, problem)
        if (work := self._works.get(run.id)) is not None:
            work.cancel()

    async def _forget(self, run: ReplayRun, why: str) -> None:
        self._runs.pop(run.id, None)
        self._end(run, (why, why))
        work = self._works.pop(run.id, None)
        if work is not None:
            await asyncio.wait([work])
            if not work.cancelled() and (error := work.exception()) is not None:
                log.error("replay failed", camera=run.camera_id, error=repr(error))
        run.found.clear()

    async def _note_start(
        self,
        run: ReplayRun,
        draft: Draft,
        consultation: OpenedConsultation,
        bases: Mapping[str, AnalyticsBasis],
    ) -> None:
        run.bases = tuple(bases)
        details = {
            "replay": run.id,
            "consultation": consultation.id,
            "start_us": run.interval.start,
            "end_us": run.interval.end,
            "rules": draft.rules,
            "detector": self._settings.detector,
            "bases": list(bases),
        }
        entry = Entry.by(
            run.principal,
            tags.REPLAY_STARTED,
            run.camera_id,
            reason=consultation.reason,
            basis=consultation.basis,
            details=plain(details),
        )
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)

    async def _note_end(self, run: ReplayRun) -> None:
        details = {
            "replay": run.id,
            "state": run.state.value,
            "problem": run.problem and run.problem[0],
            "detector": run.detector,
            "signals": len(run.found),
            **run.counts,
        }
        entry = replace(Entry.by(run.principal, tags.REPLAY_ENDED, run.camera_id), details=plain(details))
        while True:  # an end that was not journalled would be an act without trace
            try:
                async with self._database.transaction() as tx:
                    await self._journal.record(tx, entry)
            except (Unavailable, SQLAlchemyError, OSError) as error:
                log.error("end of a replay not journalled; tried again", error=str(error))  # noqa: TRY400 - the text says it all
                await asyncio.sleep(AGAIN_S)
            else:
                return
