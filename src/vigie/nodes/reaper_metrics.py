"""Metrics of destruction on time (A6): an archive that keeps what it should not is an alarm."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from vigie.archive.disk_watch import DiskWatch
from vigie.archive.emergency import EmergencyState
from vigie.archive.reaper import ReaperState
from vigie.kernel.instants import SECOND_US


class DiskMetrics(Collector):
    """Rule A7: disks that are short, what went early, and when they will be full."""

    def __init__(self, state: EmergencyState, disks: DiskWatch) -> None:
        self._state = state
        self._disks = disks

    def collect(self) -> Iterator[Metric]:
        """Read both."""
        state, days = self._state, self._disks.full_in_days
        gauges = (
            ("short", "1 while no volume has room", float(state.since is not None)),
            ("helpless", "1 while nothing more may be destroyed early", float(state.helpless)),
            (
                "full_in_days",
                "Days until disks are full",
                float("inf") if days is None else days,
            ),
        )
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"vigie_disks_{name}", text, value=value)
        yield CounterMetricFamily("vigie_disks_destroyed_early", "Segments so far", value=state.destroyed)


class ReaperMetrics(Collector):
    """Last run, oldest image, what is overdue, what was destroyed."""

    def __init__(self, state: ReaperState) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """Read the reaper's state."""
        state = self._state
        gauges = (
            ("last_run_timestamp_seconds", "When a run last ended", (state.last_run or 0) / SECOND_US),
            ("oldest_image_timestamp_seconds", "The oldest image kept", (state.oldest or 0) / SECOND_US),
            ("overdue_segments", "Segments that should be gone", state.overdue),
            ("overdue_bytes", "Bytes that should be gone", state.overdue_bytes),
            ("failures", "Files that could not be removed in the last run", len(state.failures)),
        )
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"vigie_reaper_{name}", text, value=value)
        yield CounterMetricFamily(
            "vigie_reaper_destroyed_segments", "Destroyed so far", value=state.destroyed
        )
        yield CounterMetricFamily(
            "vigie_reaper_destroyed_bytes", "Destroyed so far", value=state.destroyed_bytes
        )
