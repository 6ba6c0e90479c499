"""Prometheus metrics of both processes; the centre serves all, the recorder's come over the live link.

Values are read when asked for, from what the process holds anyway; recording pays nothing for them.
"""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from vigie.cameras.status import CameraState
from vigie.nodes.status_table import StatusTable
from vigie.video.source import ReceiverStatus

Reading = Callable[[], float]


class Gauges(Collector):
    """Plain gauges: name, help, and how to read each."""

    def __init__(self, readings: dict[str, tuple[str, Reading]]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        """Read all."""
        for name, (text, read) in self._readings.items():
            yield GaugeMetricFamily(name, text, value=read())


class ReceiverMetrics(Collector):
    """Pictures, bytes, losses and state of every camera's streams."""

    def __init__(self, table: StatusTable, receivers: Callable[[], list[ReceiverStatus]]) -> None:
        self._table = table
        self._receivers = receivers

    def collect(self) -> Iterator[Metric]:
        """Read all receivers once."""
        cameras = GaugeMetricFamily("vigie_cameras", "Cameras by state", labels=["state"])
        for state in CameraState:
            cameras.add_metric([state.value], self._table.count(state))
        yield cameras
        yield from _counters(self._receivers())


def _counters(receivers: list[ReceiverStatus]) -> Iterator[Metric]:
    counters: tuple[tuple[str, str, Callable[[ReceiverStatus], int]], ...] = (
        ("vigie_receiver_pictures", "Pictures received", lambda r: r.pictures),
        ("vigie_receiver_bytes", "Bytes received", lambda r: r.bytes),
        ("vigie_receiver_packets", "RTP packets received", lambda r: r.packets),
        ("vigie_receiver_packets_lost", "RTP packets that never came", lambda r: r.packets_lost),
        ("vigie_receiver_reconnects", "Connections made anew", lambda r: r.reconnects),
    )
    for name, text, read in counters:
        family = CounterMetricFamily(name, text, labels=["camera", "stream"])
        for receiver in receivers:
            family.add_metric([receiver.camera_id, receiver.stream.value], read(receiver))
        yield family


def registry_of(*collectors: Collector) -> CollectorRegistry:
    """Return a registry of these alone: both processes share one page, so no name may come twice."""
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    return registry
