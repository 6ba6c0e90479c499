"""Reads every camera's socket at a fixed pace, whatever arrives when: one loop for hundreds of cameras.

Being woken for each arriving packet would cost more than the packets themselves; a poll takes what lies
there in one read. Cameras are spread over `SLOTS` moments of the interval, so that one turn never holds the
loop for long, and datagrams, which the kernel keeps less patiently, are read at every one of them.

Invariant: whatever a camera sends, neither the loop nor another camera stops.
"""

import asyncio
import logging
from typing import Protocol

from vigie.kernel.instants import Clock
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.times import LocalTime

logger = logging.getLogger(__name__)

SLOTS = 2
BUFFER_BYTES = 1 << 20
LOOK_S = 1.0


class Pollable(Protocol):
    """A playing camera."""

    @property
    def sees_datagrams(self) -> bool:
        """Whether it is read at every slot."""
        ...

    def poll(self, buf: bytearray, view: memoryview, now_s: float) -> None:
        """Take what arrived."""
        ...

    def look(self, now_s: float) -> None:
        """Look after its health, once per second."""
        ...

    def fail(self, error: ReceiverError) -> None:
        """End; called once, after which nothing else is."""
        ...


class Poller:
    """Polls the cameras that were added.

    Attributes:
        arrival_us: our UTC at the present poll.
    """

    def __init__(self, clock: Clock, local: LocalTime, poll_s: float) -> None:
        self._clock = clock
        self._local = local
        self._pause_s = poll_s / SLOTS
        self._slots: list[list[Pollable]] = [[] for _ in range(SLOTS)]
        self._datagrams: list[Pollable] = []
        self._buf = bytearray(BUFFER_BYTES)
        self._view = memoryview(self._buf)
        self.arrival_us = local.now_us()

    def add(self, camera: Pollable) -> None:
        """Poll a camera from now on."""
        min(self._slots, key=len).append(camera)
        if camera.sees_datagrams:
            self._datagrams.append(camera)

    def remove(self, camera: Pollable) -> None:
        """Poll it no more; one that is not there is no error."""
        for members in (*self._slots, self._datagrams):
            if camera in members:
                members.remove(camera)

    async def run(self) -> None:
        """Poll until cancelled."""
        due_s = self._clock.monotonic_s()
        look_s = [due_s + LOOK_S] * SLOTS
        slot = 0
        while True:
            now_s = self._clock.monotonic_s()
            self.arrival_us = self._local.now_us()
            self._turn(self._slots[slot], now_s, slot)
            if now_s >= look_s[slot]:
                look_s[slot] = now_s + LOOK_S
                self._look(slot, now_s)
            slot = (slot + 1) % SLOTS
            due_s = max(due_s + self._pause_s, now_s - LOOK_S)
            await asyncio.sleep(due_s - self._clock.monotonic_s())

    def _turn(self, cameras: list[Pollable], now_s: float, slot: int) -> None:
        if self._datagrams:
            cameras = cameras + [one for one in self._datagrams if one not in self._slots[slot]]
        for camera in tuple(cameras):
            try:
                camera.poll(self._buf, self._view, now_s)
            except ReceiverError as error:
                self._drop(camera, error)
            except Exception as error:  # noqa: BLE001 - one camera's bytes must never stop the others
                self._surprise(camera, error)

    def _look(self, slot: int, now_s: float) -> None:
        if slot == 0:
            self._local.look()
        for camera in tuple(self._slots[slot]):
            try:
                camera.look(now_s)
            except ReceiverError as error:
                self._drop(camera, error)
            except Exception as error:  # noqa: BLE001 - same
                self._surprise(camera, error)

    def _surprise(self, camera: Pollable, error: Exception) -> None:
        logger.error("a camera's bytes led to an error in Vigie itself", exc_info=error)
        self._drop(camera, ReceiverError(StopReason.PROTOCOL_ERROR, f"error in Vigie: {error!r}"[:200]))

    def _drop(self, camera: Pollable, error: ReceiverError) -> None:
        self.remove(camera)
        camera.fail(error)
