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
from vigie.video.sets_in_force import MAX_SET_BYTES, SetsInForce

Emit = Callable[[int, bool, bytes, bool], None]
"""Called with RTP time, keyframe, length-prefixed NAL units, discontinuity."""

length_prefix = struct.Struct(">I").pack
MAX_PARTS = 262_144
FIRST_SLICE = 0x80


class Pictures:
    """Pictures of one stream in the making.

    Attributes:
        dropped: pictures left out because something was missing.
        time: RTP time of the picture in the making.
        blank: nothing of it has come yet.
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
        self.blank = True
        self._waits = True
        self._lost = False
        self._last_time = -1
        self.time = -1

    def add(self, nal: bytes) -> None:
        """Add a whole NAL unit, header included."""
        if self._add(nal, len(nal)):
            self._append([nal], len(nal))

    def add_pieces(self, pieces: list[bytes], size: int) -> None:
        """Add a NAL unit that came in pieces, its header as first one; `size` is their sum."""
        if self._add(pieces[0] + pieces[1][:4], size):
            self._append(pieces, size)
        elif size <= MAX_SET_BYTES:
            self._add(b"".join(pieces), size)

    def damage(self) -> None:
        """Note that something of the present picture is missing."""
        self._damaged, self.blank = True, False

    def lose(self) -> None:
        """Note that pictures are missing before the present one."""
        self._waits = self._lost = True

    def finish(self, time: int, *, marked: bool) -> None:
        """End the picture of RTP time `time`; one that is marked complete without any slice goes on."""
        if self._damaged:
            self.dropped += 1
            self.lose()
        elif not self._has_slice:
            if not marked:
                self._clear()
            return
        elif (self._waits and not self._keyframe) or (self._is_rasl and self._skips_rasl):
            self.dropped += 1
        else:
            keyframe, lost = self._keyframe, self._lost
            if keyframe:
                self._skips_rasl = self._is_cra and self._waits
                self._waits = self._lost = False
            self._emit(time, keyframe, b"".join(self._parts), lost)
        self._clear()
        self._last_time = time

    def _clear(self) -> None:
        self.blank = True
        self._parts = []
        self._size = 0
        self._keyframe = self._has_slice = self._damaged = self._is_cra = self._is_rasl = False

    def _append(self, pieces: list[bytes], size: int) -> None:
        self.blank = False
        self._size += size + 4
        parts = self._parts
        if self._size > self.max_bytes or len(parts) > MAX_PARTS:
            self._parts, self._damaged = [], True  # of a picture that never ends, nothing is kept
            return
        parts.append(length_prefix(size))
        parts += pieces

    def _begin_without_first_slice(self) -> None:
        self._damaged = True
        self.split = self.split or self.time == self._last_time

    def _add_h264(self, nal: bytes, size: int) -> bool:
        """Look at an H.264 unit whose first bytes are `nal`; tell whether it belongs into the picture."""
        kind = nal[0] & 0x1F
        if kind in (h264.SLICE, h264.IDR, h264.SLICE_A):
            if not self._has_slice:
                self._has_slice = True
                if size < 2 or nal[1] < FIRST_SLICE:  # noqa: PLR2004 - first_mb_in_slice is not 0
                    self._begin_without_first_slice()
            if kind == h264.IDR:
                self._keyframe = True
            return True
        if kind in (h264.SPS, h264.PPS):
            if len(nal) == size:
                self.sets.take(nal)
            return False
        return kind not in h264.DROPPED

    def _add_h265(self, nal: bytes, size: int) -> bool:
        """Look at an H.265 unit whose first bytes are `nal`; tell whether it belongs into the picture."""
        kind = nal[0] >> 1 & 0x3F
        if kind <= h265.LAST_VCL:
            if not self._has_slice:
                self._has_slice = True
                if size < 3 or nal[2] < FIRST_SLICE:  # noqa: PLR2004 - first_slice_segment_in_pic_flag is not set
                    self._begin_without_first_slice()
            if h265.FIRST_IRAP <= kind <= h265.LAST_IRAP:
                self._keyframe = True
                self._is_cra = kind == h265.FIRST_CRA
            else:
                self._is_rasl = kind in (h265.RASL_N, h265.RASL_R)
            return True
        if kind in (h265.VPS, h265.SPS, h265.PPS):
            if len(nal) == size:
                self.sets.take(nal)
            return False
        return kind not in h265.DROPPED
