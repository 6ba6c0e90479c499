"""Metrics of destruction on time (A6): an archive that keeps what it should not is an alarm."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from vigie.archive.reaper import ReaperState
from vigie.kernel.instants import SECOND_US


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
