"""Reads every camera's socket at a fixed pace, whatever arrives when: one loop for hundreds of cameras.

Being woken for each arriving packet would cost more than the packets themselves; a poll takes what lies
there in one read. Waking up is dear, too (half a millisecond until the processor's caches hold this code
again, measured with 104 cameras), so streams that nobody watches are read together, every `calm_s`; those
somebody watches, and datagrams, which the kernel keeps less patiently, are read more often. Hundreds of
cameras are read in groups, so that one turn never holds the loop for long; where the machine is overloaded
and turns take long all the same, the groups get smaller, so that heartbeat and index are not kept waiting.

Invariant: whatever a camera sends, neither the loop nor another camera stops.
"""

import asyncio
import logging
from typing import Protocol

from vigie.kernel.instants import Clock
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.times import LocalTime

logger = logging.getLogger(__name__)

GROUP = 128
"""Cameras read in one turn: some 10 ms of work."""

LONG_TURN_S = 0.25
"""A turn that took longer holds up the loop: the next ones read fewer cameras."""
SHORT_TURN_S = LONG_TURN_S / 8
"""After such a turn they may read more again."""

BUFFER_BYTES = 1 << 20
LOOK_S = 1.0
SLACK_S = 0.002
"""A turn that is due so soon is taken at once."""


class Pollable(Protocol):
    """A playing camera."""

    @property
    def sees_datagrams(self) -> bool:
        """Whether packets come over UDP."""
        ...

    @property
    def urgent(self) -> bool:
        """Whether it cannot wait for the next calm turn."""
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

    Args:
        clock: gives the pace.
        local: our UTC.
        poll_s: how often streams are read that somebody watches; datagrams twice as often.
        calm_s: how often the others are read.

    Attributes:
        arrival_us: our UTC at the present poll.
    """

    def __init__(self, clock: Clock, local: LocalTime, poll_s: float, calm_s: float) -> None:
        self._clock = clock
        self._local = local
        self._poll_s, self._calm_s = poll_s, max(poll_s, calm_s)
        self._cameras: list[Pollable] = []
        self._eager: list[Pollable] = []
        self._pause_s = self._calm_s
        self._group, self._groups = 0, 1
        self._calm_due_s = self._look_due_s = clock.monotonic_s()
        self._buf = bytearray(BUFFER_BYTES)
        self._view = memoryview(self._buf)
        self.arrival_us = local.now_us()

    def add(self, camera: Pollable) -> None:
        """Poll a camera from now on."""
        self._cameras.append(camera)

    def remove(self, camera: Pollable) -> None:
        """Poll it no more; one that is not there is no error."""
        for members in (self._cameras, self._eager):
            if camera in members:
                members.remove(camera)

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            now_s = self._clock.monotonic_s()
            self.turn(now_s)
            due_s = min(self._calm_due_s, now_s + self._pause_s)
            await asyncio.sleep(due_s - self._clock.monotonic_s())

    def turn(self, now_s: float) -> None:
        """Read what is due at `now_s`."""
        self.arrival_us = self._local.now_us()
        if now_s < self._calm_due_s - SLACK_S:
            self._poll(self._eager, now_s)
            return
        groups = self._groups = max(self._groups, 1 + len(self._cameras) // GROUP)
        self._group = (self._group + 1) % groups
        self._calm_due_s = max(self._calm_due_s + self._calm_s / groups, now_s)
        members = self._cameras[self._group :: groups]
        self._poll(members if groups == 1 else members + self._eager, now_s)
        if now_s >= self._look_due_s:
            self._look_due_s = now_s + LOOK_S
            self._look(now_s)
        self._choose()
        self._size_groups(self._clock.monotonic_s() - now_s)

    def _size_groups(self, took_s: float) -> None:
        """Read fewer cameras in a turn after a long one, more again after a short one."""
        if took_s > LONG_TURN_S:
            self._groups = min(self._groups * 2, max(len(self._cameras), 1))
        elif took_s < SHORT_TURN_S:
            self._groups = max(self._groups // 2, 1)

    def _choose(self) -> None:
        """See which cameras cannot wait for the next calm turn."""
        self._eager = [camera for camera in self._cameras if camera.urgent]
        datagrams = any(camera.sees_datagrams for camera in self._eager)
        eager_s = self._poll_s / 2 if datagrams else self._poll_s
        self._pause_s = eager_s if self._eager else self._calm_s

    def _poll(self, cameras: list[Pollable], now_s: float) -> None:
        for camera in tuple(cameras):
            try:
                camera.poll(self._buf, self._view, now_s)
            except ReceiverError as error:
                self._drop(camera, error)
            except Exception as error:  # noqa: BLE001 - one camera's bytes must never stop the others
                self._surprise(camera, error)

    def _look(self, now_s: float) -> None:
        self._local.look()
        for camera in tuple(self._cameras):
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
