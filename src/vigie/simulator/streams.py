"""A camera's stream: who watches it, and (for films) which picture leaves when.

Every client of a stream sees the same moment. A newcomer begins at a keyframe: at the next one when it is
near, else (over TCP) at the last one, and gets at once what has been shown since.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from typing import TYPE_CHECKING

from vigie.simulator.bitstream import Setup
from vigie.simulator.clips import RTP_HZ, EncodedClip
from vigie.simulator.packets import PacketisedPicture, packetise
from vigie.simulator.session import Interleaved, Session
from vigie.simulator.still import decode_keyframe, to_jpeg

if TYPE_CHECKING:
    from vigie.simulator.camera import SimulatedCamera
    from vigie.simulator.pump import Pump

NEAR_90K = RTP_HZ
"""A keyframe within this time is waited for."""

CATCH_UP_BYTES = 3_000_000
"""The most that a newcomer is given at once."""

PACED_WRITES = 4
"""In paced arrival, a picture leaves in at most this many writes…"""

PACED_SHARE = 0.8
"""…spread over this share of the time to the next picture."""


class PlayableClip:
    """A film whose packets are built, shared by every stream that plays it; only keyframes are kept twice."""

    def __init__(self, clip: EncodedClip, *, aggregate: bool = False) -> None:
        self.setup, self.fps, self.bitrate_bps = clip.setup, clip.fps, clip.bitrate_bps
        self.duration_90k = clip.duration_90k
        self.pictures = [
            packetise(
                clip.setup.codec,
                (clip.setup.parameter_sets if picture.keyframe else ()) + picture.nals,
                pts_90k=picture.pts_90k,
                dts_90k=picture.dts_90k,
                keyframe=picture.keyframe,
                aggregate=aggregate,
            )
            for picture in clip.pictures
        ]
        self.dts_90k = [picture.dts_90k for picture in clip.pictures]
        self.stills = {
            number: picture.nals for number, picture in enumerate(clip.pictures) if picture.keyframe
        }
        self.keyframes = list(self.stills)


class Stream(ABC):
    """What every stream has: a camera, a name, clients."""

    def __init__(self, camera: "SimulatedCamera", name: str) -> None:
        self.camera, self.name = camera, name
        self.sessions: list[Session] = []
        self.pictures_sent = 0

    @property
    @abstractmethod
    def setup(self) -> Setup:
        """Codec and parameter sets in force."""

    @property
    @abstractmethod
    def fps(self) -> float:
        """Pictures per second."""

    @property
    @abstractmethod
    def bitrate_bps(self) -> float:
        """Bits per second."""

    @property
    def position_90k(self) -> int | None:
        """Where the film is now; None for a stream without film."""
        return None

    @abstractmethod
    def join(self, session: Session) -> int | None:
        """Add a client; returns the media time of its first picture, None when that is not known yet."""

    @abstractmethod
    def still(self) -> bytes:
        """Return a recent picture as JPEG; takes time, call it in a thread."""

    @abstractmethod
    def catch_up(self, session: Session) -> None:
        """Give a newcomer what it needs before the next picture, after the answer to PLAY."""

    def leave(self, session: Session) -> None:
        """Remove a client; one that is not there is no error."""
        if session in self.sessions:
            self.sessions.remove(session)

    def emit(self, picture: PacketisedPicture, first: int, last: int, media_90k: int) -> None:
        """Send packets of a picture to every client."""
        now_s = self.camera.clock.clock.monotonic_s()
        for session in tuple(self.sessions):
            session.deliver(picture, first, last, media_90k)
            session.report(now_s)
        self.pictures_sent += last == picture.packets


class ClipStream(Stream):
    """A film in a loop, at the camera's time; it costs nothing while nobody watches."""

    def __init__(self, camera: "SimulatedCamera", name: str, clip: PlayableClip, pump: "Pump") -> None:
        super().__init__(camera, name)
        self._clip = clip
        self._next_clip: PlayableClip | None = None
        self._pump = pump
        self._origin_90k = 0
        self._index = self._write = 0
        self._caught: dict[str, int] = {}

    @property
    def setup(self) -> Setup:
        """Codec and parameter sets of the film that plays."""
        return self.clip.setup

    @property
    def clip(self) -> PlayableClip:
        """The film that plays, or will at the next picture."""
        return self._next_clip or self._clip

    @property
    def fps(self) -> float:
        """Pictures per second of the film."""
        return self.clip.fps

    @property
    def bitrate_bps(self) -> float:
        """Bits per second of the film."""
        return self.clip.bitrate_bps

    @property
    def position_90k(self) -> int:
        """Where the film is now."""
        origin_90k = self._origin_90k if self.sessions else 0
        return (self.camera.clock.media_90k() - origin_90k) % self._clip.duration_90k

    def still(self) -> bytes:
        """Return the last keyframe shown as JPEG."""
        number = max(0, bisect_right(self._clip.dts_90k, self.position_90k) - 1)
        position = max(0, bisect_right(self._clip.keyframes, number) - 1)
        nals = self._clip.stills[self._clip.keyframes[position]]
        return to_jpeg(decode_keyframe(self._clip.setup, nals))

    def play_clip(self, clip: PlayableClip) -> None:
        """Change the film at the next picture, in mid-stream and with continuous timestamps."""
        if clip is not self._clip:
            self._next_clip = clip

    def join(self, session: Session) -> int:
        """Add a client; returns the media time of its first picture."""
        self._switch()
        if not self.sessions:
            self._seek()
        self.sessions.append(session)
        self._pump.add(self)
        start = self._starting_picture(session)
        session.waits_for_keyframe = True
        return self._media(start)

    def catch_up(self, session: Session) -> None:
        """Send a newcomer the pictures since its keyframe."""
        start = self._caught.pop(session.id, None)
        if start is None or session not in self.sessions:
            return
        for number in range(start, self._index):
            picture = self._clip.pictures[number]
            session.deliver(picture, 0, picture.packets, self._media(number))
        if self._write:
            last = self._bound(self._write)
            session.deliver(self._clip.pictures[self._index], 0, last, self._media(self._index))

    def due_s(self) -> float | None:
        """Return the monotonic second of the next write; None when nobody watches."""
        if not self.sessions:
            return None
        dts_90k: float = self._clip.dts_90k[self._index]
        if self._write:
            dts_90k += self._interval_90k() * PACED_SHARE * self._write / self._writes()
        return self.camera.clock.due_s(self._origin_90k + dts_90k)

    def send_next(self) -> None:
        """Send the next write: a whole picture, or one part of it in paced arrival."""
        if not self._write:
            self._switch()
        picture = self._clip.pictures[self._index]
        first, last = self._bound(self._write), self._bound(self._write + 1)
        self.emit(picture, first, last, self._media(self._index))
        self._write += 1
        if self._write >= self._writes():
            self._write = 0
            self._advance()

    def resume(self) -> None:
        """Begin anew at the present moment; clients see a hole, and go on at the next keyframe."""
        self._seek()
        for session in self.sessions:
            session.interrupt()

    def _bound(self, write: int) -> int:
        """Return the number of the first packet of the picture's write number `write`."""
        return self._clip.pictures[self._index].packets * write // self._writes()

    def _writes(self) -> int:
        return min(PACED_WRITES, self._clip.pictures[self._index].packets) if self._pump.paced else 1

    def _interval_90k(self) -> int:
        following = self._index + 1
        end = (
            self._clip.dts_90k[following] if following < len(self._clip.dts_90k) else self._clip.duration_90k
        )
        return end - self._clip.dts_90k[self._index]

    def _advance(self) -> None:
        self._index += 1
        if self._index == len(self._clip.pictures):
            self._index = 0
            self._origin_90k += self._clip.duration_90k

    def _seek(self) -> None:
        """Take up the film where the camera's time has come to."""
        media_90k = self.camera.clock.media_90k()
        self._origin_90k = media_90k - media_90k % self._clip.duration_90k
        self._index, self._write = bisect_right(self._clip.dts_90k, media_90k - self._origin_90k) - 1, 0
        self._advance()

    def _switch(self) -> None:
        """Begin the next film, if one waits: at its first picture, so that decoding goes on."""
        if self._next_clip is None or self._write:
            return
        self._origin_90k += self._clip.dts_90k[self._index]
        self._clip, self._next_clip, self._index = self._next_clip, None, 0

    def _starting_picture(self, session: Session) -> int:
        """Return the number of a newcomer's first picture; beyond the film's end: of its next round."""
        keyframes, after = self._clip.keyframes, self._index + (self._write > 0)
        position = bisect_right(keyframes, after - 1)
        following = keyframes[position] if position < len(keyframes) else len(self._clip.pictures)
        previous = keyframes[position - 1] if position else None
        far = self._media(following) - self._media(self._index) > NEAR_90K
        if previous is not None and far and isinstance(session.carrier, Interleaved):
            missed = self._clip.pictures[previous : self._index]
            if sum(len(picture.buffer) for picture in missed) <= CATCH_UP_BYTES:
                self._caught[session.id] = previous
                return previous
        return following

    def _media(self, number: int) -> int:
        if number < len(self._clip.pictures):
            return self._origin_90k + self._clip.pictures[number].pts_90k
        return self._origin_90k + self._clip.duration_90k + self._clip.pictures[0].pts_90k
