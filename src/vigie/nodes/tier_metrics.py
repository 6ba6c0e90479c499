"""Metrics of the S3 tier: a copy that is not sent, or that stays beyond its date, is an alarm."""

from collections.abc import Iterator

from prometheus_client.core import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from vigie.archive.tiers.tier import Tier
from vigie.kernel.instants import SECOND_US


class TierMetrics(Collector):
    """Whether it works, what is there, what should not be there any more; nothing where there is no tier."""

    def __init__(self, tier: Tier) -> None:
        self._tier = tier

    def collect(self) -> Iterator[Metric]:
        """Read the tier's state."""
        tier, state = self._tier, self._tier.state
        if not tier.is_on and state.failing is None and not tier.destroyer.left:
            return
        failing = state.failing or tier.destroyer.failing
        gauge = GaugeMetricFamily("vigie_s3_failing", "1 while the tier does not work", labels=["code"])
        gauge.add_metric([failing or ""], 0 if failing is None else 1)
        yield gauge
        sender = tier.sender
        gauges = (
            ("last_run_timestamp_seconds", "When a run last went well", (state.last_run or 0) / SECOND_US),
            ("objects", "Copies in S3", state.objects),
            ("object_bytes", "Bytes of the copies in S3", state.object_bytes),
            ("overdue_objects", "Copies that should be gone", len(tier.destroyer.left)),
            ("unreadable_segments", "Recordings that cannot be sent", sender.unreadable if sender else 0),
        )
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"vigie_s3_{name}", text, value=value)
        yield CounterMetricFamily("vigie_s3_sent_objects", "Sent so far", value=sender.sent if sender else 0)
        yield CounterMetricFamily(
            "vigie_s3_sent_bytes", "Sent so far", value=sender.sent_bytes if sender else 0
        )
