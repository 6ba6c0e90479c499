"""Fakes of the ports of the live analysis."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.ports import CameraRules, LiveScene, LiveSignal


class FakeRulebook:
    """A `Rulebook` in memory; `put` changes a camera's rules."""

    def __init__(self, rules: Iterable[CameraRules] = ()) -> None:
        self._rules = {each.camera_id: each for each in rules}
        self._revision = 1

    async def revision(self) -> int:
        """Return how often rules were changed."""
        return self._revision

    async def all(self) -> Mapping[CameraId, CameraRules]:
        """Return the rules."""
        return dict(self._rules)

    def put(self, rules: CameraRules) -> None:
        """Set a camera's rules, with the next version."""
        before = self._rules.get(rules.camera_id)
        version = before.version + 1 if before else rules.version
        self._rules[rules.camera_id] = replace(rules, version=version)
        self._revision += 1


class FakeSink:
    """A `SignalSink` in memory.

    Attributes:
        opened: alerts by id.
        updated: updates, in their order.
        closed: instant and reason by alert id.
        refusals: how many of the next calls fail.
    """

    def __init__(self) -> None:
        self.opened: dict[str, LiveSignal] = {}
        self.updated: list[tuple[str, LiveSignal]] = []
        self.closed: dict[str, tuple[UtcUs, str]] = {}
        self.refusals = 0

    async def open(self, told: LiveSignal) -> str:
        """Keep a signal that starts."""
        self._may_refuse()
        alert_id = f"alert-{len(self.opened) + 1}"
        self.opened[alert_id] = told
        return alert_id

    async def update(self, alert_id: str, told: LiveSignal) -> None:
        """Keep an update."""
        self._may_refuse()
        self.updated.append((alert_id, told))

    async def close(self, alert_id: str, at: UtcUs, reason: str) -> None:
        """Keep an end."""
        self._may_refuse()
        self.closed[alert_id] = at, reason

    def _may_refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("the fake refuses", code="fake")


class FakeWatcher:
    """A `SceneWatcher` that wants the cameras it is given."""

    def __init__(self, cameras: Iterable[CameraId] = ()) -> None:
        self.cameras = frozenset(cameras)
        self.scenes: list[LiveScene] = []

    def watched(self) -> frozenset[CameraId]:
        """Return the cameras wanted."""
        return self.cameras

    def on_scene(self, scene: LiveScene) -> None:
        """Keep a scene."""
        self.scenes.append(scene)
