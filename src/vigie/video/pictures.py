"""Puts NAL units together to pictures (access units), and lets only those out that can be decoded.

Invariants: a picture of which something is missing is dropped, and so are all after it up to the next
keyframe, which says `discontinuity`; parameter sets never stay in the data; no picture grows beyond
`max_bytes`. After a stream is entered at an H.265 CRA picture, the pictures that refer to what was before it
(RASL, H.265 8.1) are left out.
"""

import struct
from collections.abc import Callable

from vigie.video import h264, h265
from vigie.video.access_unit import Codec
from vigie.video.sets_in_force import SetsInForce

Emit = Callable[[int, bool, bytes, bool], None]
"""Called with RTP time, keyframe, length-prefixed NAL units, discontinuity."""

length_prefix = struct.Struct(">I").pack
MAX_PARTS = 262_144


class Pictures:
    """Pictures of one stream in the making.

    Attributes:
        dropped: pictures left out because something was missing.
        time: RTP time of the picture in the making.
        split: a picture came in several pieces each marked as complete: this camera's marks mean nothing.
    """

    def __init__(self, codec: Codec, sets: SetsInForce, emit: Emit, max_bytes: int) -> None:
        self.sets = sets
        self.dropped = 0
        self.split = False
        self._emit = emit
        self.max_bytes = max_bytes
        self._add = self._add_h264 if codec is Codec.H264 else self._add_h265
        self._parts: list[bytes] = []
        self._size = 0
        self._keyframe = self._has_slice = self._damaged = False
        self._is_cra = self._is_rasl = self._skips_rasl = False
        self._waits = True
        self._lost = False
        self._last_time = -1
        self.time = -1

    def add(self, nal: bytes) -> None:
        """Add a whole NAL unit, header included."""
        self._add(nal, None, len(nal))

    def add_pieces(self, pieces: list[bytes], size: int) -> None:
        """Add a NAL unit that came in pieces, its header as first one; `size` is their sum."""
        self._add(pieces[0] + pieces[1][:4], pieces, size)

    def damage(self) -> None:
        """Note that something of the present picture is missing."""
        self._damaged = True

    def lose(self) -> None:
        """Note that pictures are missing before the present one."""
        self._waits = self._lost = True

    def finish(self, time: int, *, marked: bool) -> None:
        """End the picture of RTP time `time`; one that is marked complete without any slice goes on."""
        if not self._has_slice:
            if not marked:
                self._clear()
            return
        if self._damaged:
            self.dropped += 1
            self.lose()
        elif (self._waits and not self._keyframe) or (self._is_rasl and self._skips_rasl):
            self.dropped += 1
        else:
            self._let_out(time)
        self._clear()
        self._last_time = time

    def _clear(self) -> None:
        self._parts, self._size = [], 0
        self._keyframe = self._has_slice = self._damaged = self._is_cra = self._is_rasl = False

    def _let_out(self, time: int) -> None:
        if self._keyframe:
            self._skips_rasl = self._is_cra and (self._waits or self._lost)
        discontinuity, self._waits, self._lost = self._lost, False, False
        self._emit(time, self._keyframe, b"".join(self._parts), discontinuity)

    def _append(self, nal: bytes, pieces: list[bytes] | None, size: int) -> None:
        self._size += size + 4
        if self._size > self.max_bytes or len(self._parts) > MAX_PARTS:
            self._parts, self._damaged = [], True  # of a picture that never ends, nothing is kept
            return
        parts = self._parts
        parts.append(length_prefix(size))
        if pieces is None:
            parts.append(nal)
        else:
            parts += pieces

    def _slice(self, *, first: bool) -> None:
        if not first and not self._has_slice:
            self._damaged = True
            self.split = self.split or self.time == self._last_time
        self._has_slice = True

    def _add_h264(self, nal: bytes, pieces: list[bytes] | None, size: int) -> None:
        """Add an H.264 unit; `nal` holds at least its first bytes."""
        kind = nal[0] & 0x1F
        if kind <= h264.IDR and kind:
            if kind <= h264.SLICE_A or kind == h264.IDR:
                self._slice(first=size > 1 and nal[1] >= 0x80)  # noqa: PLR2004 - first_mb_in_slice is 0
            self._keyframe = self._keyframe or kind == h264.IDR
        elif kind in (h264.SPS, h264.PPS):
            self.sets.take(nal if pieces is None else b"".join(pieces))
            return
        elif kind in h264.DROPPED:
            return
        self._append(nal, pieces, size)

    def _add_h265(self, nal: bytes, pieces: list[bytes] | None, size: int) -> None:
        """Add an H.265 unit; `nal` holds at least its first bytes."""
        kind = nal[0] >> 1 & 0x3F
        if kind <= h265.LAST_VCL:
            self._slice(first=size > 2 and nal[2] >= 0x80)  # noqa: PLR2004 - first_slice_segment_in_pic_flag
            if h265.FIRST_IRAP <= kind <= h265.LAST_IRAP:
                self._keyframe = True
                self._is_cra = kind == h265.FIRST_CRA
            else:
                self._is_rasl = kind in (h265.RASL_N, h265.RASL_R)
        elif kind in (h265.VPS, h265.SPS, h265.PPS):
            self.sets.take(nal if pieces is None else b"".join(pieces))
            return
        elif kind in h265.DROPPED:
            return
        self._append(nal, pieces, size)
