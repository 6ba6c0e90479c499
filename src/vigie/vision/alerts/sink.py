"""`SignalSink` on the database: a signal is an alert, written with its journal entry in one transaction.

Updates come at every picture of every open alert, and each transaction waits for the disk: they are kept and
written together, once a second at most, so that a new alert never queues behind them.
"""

from vigie.audit import Entry, Journal
from vigie.kernel.ids import new_id
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database
from vigie.vision import tags
from vigie.vision.alerts import store
from vigie.vision.alerts.model import Alert
from vigie.vision.journal_sink import ACTOR, plain, signal_details
from vigie.vision.ports import LiveSignal

WRITE_EVERY_S = 1.0


class AlertSink:
    """Takes signals in the analyst's process; the centre reads what it wrote."""

    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._pending: dict[str, LiveSignal] = {}
        self._written_s = float("-inf")

    async def open(self, told: LiveSignal) -> str:
        """Write a new alert; return its id."""
        new = self._alert(new_id(), told)
        details = plain({"signal": new.id, **signal_details(told)})
        entry = Entry(
            tag=tags.SIGNAL_RAISED,
            actor=ACTOR,
            subject=told.camera_id,
            basis=told.basis_id,
            details=details,
        )
        async with self._database.transaction() as tx:
            await store.insert_alert(tx, new)
            await self._journal.record(tx, entry)
        return new.id

    async def update(self, alert_id: str, told: LiveSignal) -> None:
        """Keep the newest message of an alert; not journalled: that it rang, why and until when is."""
        self._pending[alert_id] = told
        if self._clock.monotonic_s() - self._written_s >= WRITE_EVERY_S:
            await self._write_pending()

    async def close(self, alert_id: str, at: UtcUs, reason: str) -> None:
        """End an alert; one that has ended already stays as it is."""
        last = self._pending.get(alert_id)
        told = {} if last is None else store.told_values(self._alert(alert_id, last))
        entry = Entry(
            tag=tags.SIGNAL_ENDED, actor=ACTOR, subject=alert_id, details={"at_us": at, "reason": reason}
        )
        async with self._database.transaction() as tx:
            found = await store.find(tx, alert_id)
            if found is not None and found.ended is None:
                await store.update_alert(tx, alert_id, {**told, "ended_us": at, "end_reason": reason})
                await self._journal.record(tx, entry)
        self._pending.pop(alert_id, None)

    async def _write_pending(self) -> None:
        """Write what is kept, in one transaction; on failure it is kept for the next time."""
        written = dict(self._pending)
        async with self._database.transaction() as tx:
            await store.update_told(tx, [self._alert(alert_id, told) for alert_id, told in written.items()])
        self._written_s = self._clock.monotonic_s()
        for alert_id, told in written.items():
            if self._pending.get(alert_id) is told:
                del self._pending[alert_id]

    async def close_left_open(self) -> int:
        """End what an analyst that died left open, with `stopped`; return how many."""
        async with self._database.snapshot() as tx:
            left = await store.open_ids(tx)
        for alert_id in left:
            await self.close(alert_id, self._clock.now(), "stopped")
        return len(left)

    def _alert(self, alert_id: str, told: LiveSignal) -> Alert:
        signal = told.signal
        left, top, right, bottom = (float(value) for value in signal.region_px)
        ground = None if told.ground_m is None else (float(told.ground_m[0]), float(told.ground_m[1]))
        return Alert(
            id=alert_id,
            camera_id=told.camera_id,
            rule_id=signal.rule_id,
            kind=signal.kind,
            topic=signal.topic,
            opened=told.at,
            began=told.began,
            updated=told.at,
            confidence=float(signal.confidence),
            region_px=(left, top, right, bottom),
            size_px=(int(told.size_px[0]), int(told.size_px[1])),
            detector=told.detector,
            rules_version=told.rules_version,
            recorded=self._clock.now(),
            basis_id=told.basis_id,
            ground_m=ground,
            thresholds=plain(dict(told.thresholds)),
            details=plain(dict(signal.details)),
        )
