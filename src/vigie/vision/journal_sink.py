"""A `SignalSink` that keeps signals in the journal alone: who looked, why it rang, on which legal basis.

Where alerts are kept in the database too, their own sink writes these entries in the same transaction.
"""

from typing import Any

from vigie.audit import Entry, Journal
from vigie.kernel.ids import new_id
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Database
from vigie.vision import tags
from vigie.vision.ports import LiveSignal

ACTOR = "analyst"


class JournalSink:
    """Writes the start and the end of each signal into the journal."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    async def open(self, told: LiveSignal) -> str:
        """Write a signal that starts; return its id."""
        signal_id = new_id()
        entry = Entry(
            tag=tags.SIGNAL_RAISED,
            actor=ACTOR,
            subject=told.camera_id,
            basis=told.basis_id,
            details={"signal": signal_id, **signal_details(told)},
        )
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)
        return signal_id

    async def update(self, alert_id: str, told: LiveSignal) -> None:
        """Updates are not journalled: what counts is that it rang, why, and until when."""

    async def close(self, alert_id: str, at: UtcUs, reason: str) -> None:
        """Write a signal's end."""
        details = {"at_us": at, "reason": reason}
        entry = Entry(tag=tags.SIGNAL_ENDED, actor=ACTOR, subject=alert_id, details=details)
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)


def signal_details(told: LiveSignal) -> dict[str, Any]:
    """Return what the journal keeps of a signal, as plain JSON values."""
    signal = told.signal
    return {
        "rule": signal.rule_id,
        "kind": signal.kind.value,
        "topic": signal.topic,
        "at_us": told.at,
        "began_us": told.began,
        "confidence": signal.confidence,
        "region_px": [round(value, 1) for value in signal.region_px],
        "size_px": list(told.size_px),
        "detector": told.detector,
        "rules_version": told.rules_version,
        "thresholds": plain(told.thresholds),
        "details": plain(signal.details),
    }


def plain(value: Any) -> Any:
    """Return a value of JSON: tuples become lists, numbers of numpy become Python's."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    return float(value)
