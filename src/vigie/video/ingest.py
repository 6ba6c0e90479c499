"""Ingest: every camera's pictures, received on one event loop. The doors of this subject.

`on_unit` and `on_status` are called inside the loop, synchronously, and must not block.
"""

import asyncio
from collections.abc import Callable, Iterable

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.video.access_unit import AccessUnit, StreamName
from vigie.video.collector import rare_collections
from vigie.video.errors import StopReason
from vigie.video.poller import Poller
from vigie.video.receiver import Receiver, Surroundings
from vigie.video.settings import IngestSettings
from vigie.video.source import ReceiverState, ReceiverStatus, Source, Transport
from vigie.video.times import LocalTime

__all__ = [
    "Ingest",
    "IngestSettings",
    "ReceiverState",
    "ReceiverStatus",
    "Source",
    "StopReason",
    "Transport",
]

Key = tuple[CameraId, StreamName]


class Ingest:
    """Receives the sources it is given.

    `watched` tells whether somebody waits for a stream's pictures now (`Hub.follows`): others are read less
    often, in larger pieces.
    """

    def __init__(
        self,
        clock: Clock,
        on_unit: Callable[[AccessUnit], None],
        on_status: Callable[[ReceiverStatus], None],
        settings: IngestSettings,
        watched: Callable[[CameraId, StreamName], bool] = lambda _camera, _stream: True,
    ) -> None:
        local = LocalTime(clock)
        self._poller = Poller(clock, local, settings.poll_s, settings.calm_s)
        self._around = Surroundings(
            clock,
            local,
            self._poller,
            settings,
            asyncio.Semaphore(settings.handshakes),
            on_unit,
            self._tell,
            watched,
        )
        self._receivers: dict[Key, Receiver] = {}
        self._tasks: dict[Receiver, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._runs = False
        self._on_status = on_status

    def set_sources(self, sources: Iterable[Source]) -> None:
        """Receive exactly these: starts new ones, stops those that are gone or changed, keeps equal ones."""
        wanted = {(source.camera_id, source.stream): source for source in sources}
        for key, receiver in list(self._receivers.items()):
            if wanted.get(key) != receiver.source:
                del self._receivers[key]
                self._stop(receiver)
        for key, source in wanted.items():
            if key not in self._receivers:
                self._receivers[key] = receiver = Receiver(source, self._around)
                if self._runs:
                    self._start(receiver)

    def statuses(self) -> list[ReceiverStatus]:
        """Return how every source is."""
        return [receiver.status for receiver in self._receivers.values()]

    async def run(self) -> None:
        """Receive until cancelled; cameras are told goodbye (TEARDOWN) on the way out."""
        self._runs = True
        for receiver in self._receivers.values():
            self._start(receiver)
        try:
            with rare_collections():
                await self._poller.run()
        finally:
            self._runs = False
            for receiver in list(self._tasks):
                self._stop(receiver)
            await asyncio.gather(*self._leaving, return_exceptions=True)

    def _tell(self, status: ReceiverStatus) -> None:
        """Hand a status on; the end of a receiver that was replaced concerns nobody."""
        replaced = self._runs and (status.camera_id, status.stream) in self._receivers
        if not (status.reason is StopReason.STOPPED and replaced):
            self._on_status(status)

    def _start(self, receiver: Receiver) -> None:
        name = f"receiver-{receiver.source.camera_id}-{receiver.source.stream}"
        self._tasks[receiver] = asyncio.get_running_loop().create_task(receiver.run(), name=name)

    def _stop(self, receiver: Receiver) -> None:
        task = self._tasks.pop(receiver, None)
        if task is not None:
            task.cancel()
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
