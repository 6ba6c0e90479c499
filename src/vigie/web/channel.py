"""One watched stream in the centre: encoded once per format, handed to all its viewers.

Invariants: a new viewer starts with the pictures since the last keyframe, then follows the live edge; one
that does not keep up loses pictures up to the next keyframe and never grows; no viewer can delay another.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog

from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.nodes.link_client import LinkClient
from vigie.video.access_unit import AccessUnit, StreamName
from vigie.web.live_messages import Encoder, LiveFormat, Packet, SetUp, make_encoder

log = structlog.get_logger("live")

MAX_QUEUED = 100
"""Pictures that may wait for one viewer, beyond the group it started with: four seconds at 25 per second."""
MAX_GROUP_BYTES = 32 << 20
"""A group of pictures larger than this is not kept for newcomers; they wait for the next keyframe."""

Item = bytes | str


class Viewer:
    """One WebSocket's queue of messages."""

    def __init__(self, group: list[Packet]) -> None:
        self._packets = deque((packet, False) for packet in group)
        self._room = len(group) + MAX_QUEUED
        self._texts: deque[str] = deque()
        self._lost = not group
        self._setup: SetUp | None = None
        self._wake = asyncio.Event()
        self.dropped = 0
        if group:
            self._wake.set()

    def put(self, packet: Packet) -> None:
        """Queue a picture, or drop it when the viewer is behind."""
        if self._lost and not packet.keyframe:
            self.dropped += 1
            return
        if len(self._packets) >= self._room:
            self.dropped += len(self._packets)
            self._packets.clear()
            self._room = MAX_QUEUED
            self._lost = True
            self.put(packet)
            return
        self._packets.append((packet, self._lost))
        self._lost = False
        self._wake.set()

    def tell(self, text: str) -> None:
        """Queue a text; texts go before pictures that wait."""
        self._texts.append(text)
        self._wake.set()

    def expect_loss(self) -> None:
        """Pictures stop here; what comes later starts at a keyframe, with a new set-up."""
        self._lost = True
        self._setup = None

    async def next(self) -> list[Item]:
        """Wait for something to send; return it in order."""
        await self._wake.wait()
        items: list[Item] = list(self._texts)
        self._texts.clear()
        if self._packets:
            items += self._messages(*self._packets.popleft())
        if not self._packets:
            self._wake.clear()
        return items

    def _messages(self, packet: Packet, after_loss: bool) -> list[Item]:  # noqa: FBT001 - a pair from the queue
        message = packet.after_loss() if after_loss else packet.message
        if packet.setup is self._setup:
            return [message]
        self._setup = packet.setup
        init = [packet.setup.init] if packet.setup.init is not None else []
        return [packet.setup.config, *init, message]


class Channel:
    """Receives one stream from the live link and feeds its viewers."""

    def __init__(self) -> None:
        self._group: list[AccessUnit] = []
        self._group_bytes = 0
        self._encoders: dict[LiveFormat, Encoder] = {}
        self._packets: dict[LiveFormat, list[Packet]] = {}
        self._viewers: dict[LiveFormat, set[Viewer]] = {}

    def join(self, kind: LiveFormat) -> Viewer:
        """Add a viewer; it starts with the pictures since the last keyframe."""
        if kind not in self._encoders:
            encoder = self._encoders[kind] = make_encoder(kind)
            self._packets[kind] = [encoder.encode(unit) for unit in self._group]
            self._viewers[kind] = set()
        viewer = Viewer(self._packets[kind])
        self._viewers[kind].add(viewer)
        return viewer

    def leave(self, kind: LiveFormat, viewer: Viewer) -> None:
        """Remove a viewer; a format without viewers costs nothing more."""
        viewers = self._viewers[kind]
        viewers.discard(viewer)
        if not viewers:
            del self._encoders[kind], self._packets[kind], self._viewers[kind]

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return bool(self._viewers)

    @property
    def viewers(self) -> int:
        """How many watch."""
        return sum(len(viewers) for viewers in self._viewers.values())

    def on_unit(self, unit: AccessUnit) -> None:
        """Take one picture from the live link."""
        self._remember(unit)
        try:
            for kind, encoder in self._encoders.items():
                self._hand_out(kind, encoder.encode(unit))
        except (
            VigieError,
            ValueError,
        ) as error:  # one camera's odd parameter sets are not the others' trouble
            log.warning("live stream not encodable", camera=unit.camera_id, error=str(error))
            self.on_lost()

    def _hand_out(self, kind: LiveFormat, packet: Packet) -> None:
        if packet.keyframe:
            self._packets[kind] = []
        if self._group:
            self._packets[kind].append(packet)
        for viewer in self._viewers[kind]:
            viewer.put(packet)

    def on_lost(self) -> None:
        """The recorder is gone: what comes next is a new stream."""
        self._group, self._group_bytes = [], 0
        for kind, viewers in self._viewers.items():
            self._encoders[kind] = make_encoder(kind)
            self._packets[kind] = []
            for viewer in viewers:
                viewer.expect_loss()

    def _remember(self, unit: AccessUnit) -> None:
        """Keep the pictures since the last keyframe, unless they grow too large."""
        if unit.keyframe:
            self._group, self._group_bytes = [unit], len(unit.data)
        elif self._group:
            self._group_bytes += len(unit.data)
            self._group.append(unit)
            if self._group_bytes > MAX_GROUP_BYTES:
                self._group = []
                for kind in self._packets:
                    self._packets[kind] = []


class Channels:
    """The streams being watched: one link subscription each, from the first viewer to the last."""

    def __init__(self, link: LinkClient) -> None:
        self._link = link
        self._open: dict[tuple[CameraId, StreamName], tuple[Channel, int]] = {}

    def join(
        self, camera_id: CameraId, stream: StreamName, kind: LiveFormat
    ) -> tuple[Viewer, Callable[[], None]]:
        """Return a new viewer, and how it leaves."""
        key = (camera_id, stream)
        if key not in self._open:
            channel = Channel()
            self._open[key] = (channel, self._link.open(camera_id, stream, channel))
        channel, number = self._open[key]
        viewer = channel.join(kind)

        def leave() -> None:
            channel.leave(kind, viewer)
            if not channel.watched:
                del self._open[key]
                self._link.close(number)

        return viewer, leave

    @property
    def streams(self) -> int:
        """How many streams are watched."""
        return len(self._open)

    @property
    def viewers(self) -> int:
        """How many viewers there are."""
        return sum(channel.viewers for channel, _ in self._open.values())
