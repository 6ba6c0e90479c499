"""What people do with alerts: read, answer, withdraw an answer, play the clip. Authorise, act, journal."""

from collections.abc import Iterable
from dataclasses import replace

from vigie.audit import Entry, Journal
from vigie.kernel.errors import Conflict, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, MINUTE_US, Clock, Interval, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.vision.alerts import store, tags
from vigie.vision.alerts.clips import ClipSource
from vigie.vision.alerts.model import Alert, Answer, RuleFigures, Verdict, check_answer
from vigie.vision.alerts.store import AlertQuery

RECENT_US = 29 * MINUTE_US
"""Clips that begin within this time are played under the right to look back; older ones as recordings."""


OF_CAMERAS = frozenset({"camera_not_granted", "sharing_not_ordered"})
"""Refusals that concern some cameras and perhaps not others."""


class Alerts:
    """The use cases of alerts. They show where people are, so they need the right to watch those cameras."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, clips: ClipSource
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._clips = clips

    async def search(self, principal: Principal, query: AlertQuery) -> list[Alert]:
        """Return alerts of cameras the principal may watch, newest first.

        Raises:
            Refused: the principal may not watch live.
        """
        cameras = [] if query.camera_id is None else [query.camera_id]
        await self._gate.authorise(principal, Verb.WATCH_LIVE, cameras=cameras)
        async with self._database.snapshot() as tx:
            found = await store.search(tx, query)
        allowed = await self._allowed(principal, {each.camera_id for each in found})
        return [each for each in found if each.camera_id in allowed]

    async def get(self, principal: Principal, alert_id: str) -> Alert:
        """Return one alert.

        Raises:
            NotFound: there is none of that id.
            Refused: the principal may not watch its camera.
        """
        async with self._database.snapshot() as tx:
            found = await _found(tx, alert_id)
        await self._gate.authorise(principal, Verb.WATCH_LIVE, cameras=[found.camera_id])
        return found

    async def answer(self, principal: Principal, alert_id: str, verdict: Verdict, reason: str) -> Alert:
        """Write what a person says of an alert.

        Raises:
            BadInput: a reason is needed.
            Conflict: somebody has answered already.
            NotFound, Refused: as for `get`.
        """
        text = check_answer(verdict, reason)
        before = await self.get(principal, alert_id)
        answer = Answer(verdict, text, principal.account_id, principal.name, self._clock.now())
        details = {"camera_id": before.camera_id, "rule": before.rule_id, "verdict": verdict.value}
        entry = Entry.by(
            principal,
            tags.ALERT_ANSWERED,
            alert_id,
            reason=text or None,
            basis=before.basis_id,
            details=details,
        )
        async with self._database.transaction() as tx:
            found = await _found(tx, alert_id)
            if found.answer is not None:
                raise Conflict(
                    f"{found.answer.name} has answered this alert already",
                    code="already_answered",
                    name=found.answer.name,
                )
            await store.update_alert(tx, alert_id, store.answer_values(answer))
            await self._journal.record(tx, entry)
        return replace(found, answer=answer)

    async def withdraw(self, principal: Principal, alert_id: str) -> Alert:
        """Take an answer back; only who gave it, or who supervises, may.

        Raises:
            Conflict: nobody has answered it.
            NotFound, Refused: as for `get`, or it is somebody else's answer.
        """
        before = await self.get(principal, alert_id)
        if before.answer is None:
            raise Conflict("nobody has answered this alert", code="not_answered")
        if before.answer.by != principal.account_id:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.transaction() as tx:
            found = await _found(tx, alert_id)
            if found.answer != before.answer:
                raise Conflict("the answer has changed: look again", code="answer_changed")
            await store.update_alert(tx, alert_id, store.answer_values(None))
            details = {
                "camera_id": before.camera_id,
                "verdict": before.answer.verdict.value,
                "by": before.answer.by,
            }
            entry = Entry.by(principal, tags.ANSWER_WITHDRAWN, alert_id, details=details)
            await self._journal.record(tx, entry)
        return replace(found, answer=None)

    async def clip(self, principal: Principal, alert_id: str) -> bytes:
        """Return the clip as fragmented MP4, read from the archive's segments; nothing is copied or kept.

        Raises:
            NotFound: there is no such alert, or what it shows is not recorded or has been destroyed.
            Refused: the principal may not play it back.
        """
        found = await self.get(principal, alert_id)
        interval = found.clip(self._clock.now())
        reason = f"Levée de doute de l'alerte {found.id}"
        basis = found.basis_id or "Diagnostic du matériel"
        verb = self._verb(interval)
        await self._gate.authorise(
            principal, verb, cameras=[found.camera_id], interval=interval, reason=reason, basis=basis
        )
        details = {
            "camera_id": found.camera_id,
            "start_us": interval.start,
            "end_us": interval.end,
            "verb": verb.value,
        }
        entry = Entry.by(principal, tags.CLIP_PLAYED, alert_id, reason=reason, basis=basis, details=details)
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)
        return await self._clips.read(found.camera_id, interval)

    async def figures(self, principal: Principal, days: int) -> list[RuleFigures]:
        """Return what people said of each rule's alerts in the last days.

        Raises:
            Refused: the principal neither watches nor supervises.
        """
        verb = Verb.SUPERVISE if Verb.SUPERVISE in principal.verbs else Verb.WATCH_LIVE
        await self._gate.authorise(principal, verb)
        now = self._clock.now()
        async with self._database.snapshot() as tx:
            found = await store.figures(tx, UtcUs(now - days * DAY_US), now)
        if verb is Verb.SUPERVISE:
            return found
        allowed = await self._allowed(principal, {each.camera_id for each in found})
        return [each for each in found if each.camera_id in allowed]

    def _verb(self, interval: Interval) -> Verb:
        recent = interval.start >= self._clock.now() - RECENT_US
        return Verb.REWIND if recent else Verb.PLAY_BACK

    async def _allowed(self, principal: Principal, cameras: Iterable[CameraId]) -> set[CameraId]:
        """Return the cameras among these that the principal may watch; a grant may cover only some."""
        wanted = set(cameras)
        if not wanted:
            return wanted
        try:
            await self._gate.authorise(principal, Verb.WATCH_LIVE, cameras=wanted)
        except Refused as refused:
            if refused.error_code not in OF_CAMERAS:
                raise
            return {each for each in wanted if await self._may_watch(principal, each)}
        return wanted

    async def _may_watch(self, principal: Principal, camera_id: CameraId) -> bool:
        try:
            await self._gate.authorise(principal, Verb.WATCH_LIVE, cameras=[camera_id])
        except Refused:
            return False
        return True


async def _found(tx: Transaction, alert_id: str) -> Alert:
    found = await store.find(tx, alert_id)
    if found is None:
        raise NotFound(f"there is no alert {alert_id}", code="alert_unknown")
    return found
