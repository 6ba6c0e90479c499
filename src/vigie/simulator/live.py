"""Streams of a pan-tilt-zoom camera: a window moves over a wider scene and is encoded while somebody watches.

One thread draws and encodes for all such cameras, so together they never take more than one core; a camera
that stands still sends fewer pictures.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import av
import cv2
import numpy as np
from av.video.frame import PictureType, VideoFrame

from vigie.simulator.bitstream import (
    Codec,
    Setup,
    is_keyframe,
    is_padding,
    is_parameter_set,
    nal_type,
    split_start_codes,
)
from vigie.simulator.clips import RTP_HZ
from vigie.simulator.encoding import Picture
from vigie.simulator.packets import packetise
from vigie.simulator.ptz import Position, PtzHead
from vigie.simulator.still import to_jpeg
from vigie.simulator.streams import Stream

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext

    from vigie.simulator.camera import SimulatedCamera
    from vigie.simulator.session import Session

MOVING_FPS = 12
STILL_FPS = 6
KEYFRAME_EVERY_90K = 2 * RTP_HZ
VIEW_SHARE = 0.4
"""The widest view shows this share of the scene's width."""

MAX_ZOOM = 5.0
SIZES = {"main": (1280, 720), "sub": (640, 360)}
BITRATES_BPS = {"main": 1_500_000, "sub": 400_000}


class WideScene(Protocol):
    """What a moving camera looks at; drawn in one thread only."""

    def draw(self, t_s: float) -> Picture:
        """Return the whole scene at a moment; the picture is used before the next call."""
        ...


def window(scene: Picture, position: Position, size: tuple[int, int], into: Picture | None = None) -> Picture:
    """Cut the view at a position out of the scene, scaled to `size` (width, height), written to `into`."""
    height, width = scene.shape[:2]
    aspect = size[0] / size[1]
    view_width = min(width * VIEW_SHARE, height * aspect) / (1 + (MAX_ZOOM - 1) * position.zoom)
    view_height = view_width / aspect
    left = round((position.pan + 1) / 2 * (width - view_width))
    top = round((1 - position.tilt) / 2 * (height - view_height))
    cut = scene[top : top + max(2, round(view_height)), left : left + max(2, round(view_width))]
    return np.asarray(cv2.resize(cut, size, dst=into, interpolation=cv2.INTER_LINEAR), np.uint8)


class LiveEncoder:
    """H.264 without delay (ITU-T H.264, x264's zerolatency)."""

    def __init__(self, size: tuple[int, int], bitrate_bps: int) -> None:
        context = av.CodecContext.create("libx264", "w")
        context.width, context.height = size
        context.pix_fmt, context.time_base = "yuv420p", Fraction(1, RTP_HZ)
        context.framerate, context.thread_count = Fraction(MOVING_FPS), 1
        context.flags |= av.codec.context.Flags.global_header
        rate = {"crf": "27", "maxrate": str(bitrate_bps), "bufsize": str(bitrate_bps)}
        context.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "g": "999",
            "forced-idr": "1",
            **rate,
        }
        context.open()
        self._context: VideoCodecContext = context
        sets = split_start_codes(bytes(context.extradata or b""))
        sps, pps = (tuple(n for n in sets if nal_type(Codec.H264, n) == kind) for kind in (7, 8))
        self.setup = Setup(Codec.H264, *size, (), sps, pps)

    def encode(self, picture: Picture, media_90k: int, *, keyframe: bool) -> tuple[bytes, ...]:
        """Encode one picture; returns its NAL units without parameter sets."""
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = media_90k, Fraction(1, RTP_HZ)
        frame.pict_type = PictureType.I if keyframe else PictureType.NONE
        data = b"".join(bytes(packet) for packet in self._context.encode(frame))
        return tuple(
            nal
            for nal in split_start_codes(data)
            if not is_parameter_set(Codec.H264, nal) and not is_padding(Codec.H264, nal)
        )


class LiveStream(Stream):
    """Main or sub-stream of a moving camera."""

    def __init__(self, camera: "SimulatedCamera", name: str, view: "LiveView") -> None:
        super().__init__(camera, name)
        self._view = view
        self._encoder: LiveEncoder | None = None
        self.keyframe_due_90k = 0

    @property
    def encoder(self) -> LiveEncoder:
        """The encoder, made at first need."""
        if self._encoder is None:
            self._encoder = LiveEncoder(SIZES[self.name], BITRATES_BPS[self.name])
        return self._encoder

    @property
    def setup(self) -> Setup:
        """Codec and parameter sets."""
        return self.encoder.setup

    @property
    def fps(self) -> float:
        """Pictures per second while the camera moves."""
        return MOVING_FPS

    @property
    def bitrate_bps(self) -> float:
        """The encoder's limit."""
        return BITRATES_BPS[self.name]

    def join(self, session: "Session") -> int | None:
        """Add a client; a keyframe is made for it at once."""
        session.waits_for_keyframe = True
        self.sessions.append(session)
        self.keyframe_due_90k = 0
        self._view.wake()
        return None

    def catch_up(self, session: "Session") -> None:
        """Give nothing: the keyframe made for the newcomer comes next."""

    def still(self) -> bytes:
        """Return the present view as JPEG."""
        return to_jpeg(self._view.look(SIZES[self.name]))


@dataclass(frozen=True, slots=True)
class _Made:
    stream: LiveStream
    nals: tuple[bytes, ...]


class LiveView:
    """A moving camera's eye: draws once for both streams, only while one is watched.

    `mirrored` shows the scene the other way round, so that cameras can share one and still differ.
    """

    def __init__(
        self,
        camera: "SimulatedCamera",
        head: PtzHead,
        scene: WideScene,
        executor: Executor,
        *,
        mirrored: bool = False,
    ) -> None:
        self._camera, self._head, self._scene, self._executor = camera, head, scene, executor
        self._mirrored = mirrored
        self._streams = [LiveStream(camera, name, self) for name in SIZES]
        self._canvas = {name: np.empty((high, wide, 3), np.uint8) for name, (wide, high) in SIZES.items()}
        self._task: asyncio.Task[None] | None = None
        camera.head = head
        camera.streams.update({stream.name: stream for stream in self._streams})

    def wake(self) -> None:
        """Begin to draw, unless it already does."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop drawing."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def look(self, size: tuple[int, int]) -> Picture:
        """Return the present view; blocks until the drawing thread is free."""
        return self._executor.submit(self._look, size).result()

    def _look(self, size: tuple[int, int]) -> Picture:
        return self._view(self._head.position, size, self._camera.clock.media_90k())

    def _view(
        self, position: Position, size: tuple[int, int], moment_90k: int, into: Picture | None = None
    ) -> Picture:
        scene = self._scene.draw(moment_90k / RTP_HZ)
        if not self._mirrored:
            return window(scene, position, size, into)
        turned = Position(-position.pan, position.tilt, position.zoom)
        view = window(scene, turned, size, into)
        return np.asarray(cv2.flip(view, 1, dst=view), np.uint8)

    async def _run(self) -> None:
        loop, clock = asyncio.get_running_loop(), self._camera.clock
        next_90k = clock.media_90k()
        while watched := [stream for stream in self._streams if stream.sessions]:
            moment_90k = clock.media_90k()
            position = self._head.position
            made = await loop.run_in_executor(self._executor, self._make, watched, position, moment_90k)
            for each in made:
                _send(each, moment_90k)
            step_90k = RTP_HZ // (MOVING_FPS if self._head.moving else STILL_FPS)
            next_90k = max(next_90k + step_90k, moment_90k + RTP_HZ // (2 * MOVING_FPS))
            await asyncio.sleep(max(0.0, clock.due_s(next_90k) - clock.clock.monotonic_s()))

    def _make(self, watched: Sequence[LiveStream], position: Position, moment_90k: int) -> list[_Made]:
        """Draw and encode one picture of each watched stream (in the drawing thread)."""
        largest = watched[0].name
        view = self._view(position, SIZES[largest], moment_90k, self._canvas[largest])
        made = []
        for stream in watched:
            keyframe = moment_90k >= stream.keyframe_due_90k
            if keyframe:
                stream.keyframe_due_90k = moment_90k + KEYFRAME_EVERY_90K
            size = SIZES[stream.name]
            same = view.shape[1] == size[0]
            scaled = view if same else cv2.resize(view, size, dst=self._canvas[stream.name])
            picture = np.asarray(scaled, np.uint8)
            made.append(_Made(stream, stream.encoder.encode(picture, moment_90k, keyframe=keyframe)))
        return made


def _send(made: _Made, moment_90k: int) -> None:
    stream = made.stream
    if not made.nals:
        return
    keyframe = is_keyframe(Codec.H264, made.nals)
    nals = (stream.setup.parameter_sets if keyframe else ()) + made.nals
    picture = packetise(Codec.H264, nals, keyframe=keyframe)
    stream.emit(picture, 0, picture.packets, moment_90k)
