"""Writes fragments of fragmented MP4 (ISO/IEC 14496-12 8.8): `prft`, `moof`, `mdat`.

RTP gives presentation times only. Decoding times are derived: with a reorder depth of d, the picture decoded
as number i is decoded when the smallest of the last d+1 presentation times is shown; so decoding times rise,
and no picture is shown before it is decoded. Without B-frames (d = 0) both times are the same.

`prft` (8.16.5) carries the UTC at which the first picture was taken and its time in the track, so that a file
alone suffices to rebuild an index.
"""

import struct
from bisect import insort
from collections.abc import Sequence
from itertools import pairwise

from vigie.video import h264, h265
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets
from vigie.video.fmp4_boxes import OTHER_SAMPLE, SYNC_SAMPLE, TRACK_ID

NTP_EPOCH_S = 2_208_988_800
DEFAULT_DURATION = 3_600
DEFAULT_LIVE, LEAST_LIVE = 18_000, 9_000
"""Shown so long at least: a picture after which none is known yet, the first one and any other."""

MAX_DEPTH = 16
MAX_BACK = 10 * 90_000
"""Presentation times that fall back further (1/90,000 s) begin a new origin: a clock was set anew."""

TEN_SECONDS = 10 * 90_000
MAX_DURATION = 0x7FFFFFFF
_PRFT_BYTES = 32
_MOOF_BYTES = 84
"""From the first byte of `moof` to the field after the sample count of `trun`: the data offset."""

_HEAD = struct.Struct(
    ">I4sIIQQ"  # prft: version 1, track, NTP time, media time
    "I4sI4sII"  # moof, mfhd: sequence number
    "I4sI4sII"  # traf, tfhd: default base is moof
    "I4sIQ"  # tfdt version 1
    "I4sIII"  # trun: flags, count, data offset
)
_MDAT = struct.Struct(">I4s")
_OFFSET, _FIRST_FLAGS, _DURATION, _SIZE, _FLAGS, _COMPOSITION = 1, 4, 0x100, 0x200, 0x400, 0x800


class FragmentWriter:
    """Makes the fragments of one track, whose decoding times start at 0.

    Args:
        parameters: the track's parameter sets, which tell whether pictures are reordered; without them, those
            of the first picture.
    """

    def __init__(self, parameters: ParameterSets | None = None) -> None:
        self._depth = None if parameters is None else reorder_depth(parameters)
        self._number = 0
        self._origin: int | None = None
        self._last_dts = -1
        self._last_pts = 0
        self._duration = DEFAULT_DURATION
        self._window: list[int] = []

    def fragment(self, units: Sequence[AccessUnit], *, next_pts_90k: int | None) -> bytes:
        """Return one fragment.

        Args:
            units: pictures in decoding order, at least one.
            next_pts_90k: presentation time of the picture after them when it is known; without it the last
                picture lasts as long as the one before, and a single one (sent live) twice as long.
        """
        if self._depth is None:
            self._depth = reorder_depth(units[0].parameters)
        pts = [unit.pts_90k for unit in units]
        if pts[0] < self._last_pts - MAX_BACK:
            self._origin = None
        self._last_pts = pts[-1]
        if self._origin is None:
            self._begin(pts)
        dts, following = self._decoding_times(pts, next_pts_90k)
        durations = [after - before for before, after in pairwise(dts)]
        durations.append(following - dts[-1])
        if len(units) > 1:
            self._duration = min(max(durations[-1], 1), TEN_SECONDS)
        self._last_dts = dts[-1]
        self._number += 1
        return self._pack(units, pts, dts, durations)

    def _begin(self, pts: list[int]) -> None:
        """Set the origin so that decoding goes on from where it stands (from 0 at first)."""
        self._deepen(pts)
        assert self._depth is not None  # noqa: S101 - set by fragment
        if len(pts) > 1:
            ordered = sorted(pts)
            self._duration = max(min(after - before for before, after in pairwise(ordered)), 1)
        start = self._last_dts + self._duration if self._last_dts >= 0 else 0
        self._origin = pts[0] - self._depth * self._duration - start
        self._window = [pts[0] - back * self._duration for back in range(self._depth, 0, -1)]

    def _deepen(self, pts: list[int]) -> None:
        """Note pictures that are shown before ones decoded earlier: the stream has B-frames."""
        if pts == sorted(pts):
            return
        for index, value in enumerate(pts):
            later = sum(other > value for other in pts[max(0, index - MAX_DEPTH) : index])
            self._depth = max(self._depth or 0, later)

    def _decoding_times(self, pts: list[int], next_pts: int | None) -> tuple[list[int], int]:
        """Return the decoding times since the origin, and the one of the picture that follows."""
        origin = self._origin or 0
        if not self._depth and pts == sorted(pts):
            dts = [value - origin for value in pts]
            following = self._guess(dts) if next_pts is None else next_pts - origin
        else:
            self._deepen([*self._window, *pts])
            dts = [self._show(value) - origin for value in pts]
            following = self._peek(next_pts) - origin
        return self._rising(dts, following)

    def _guess(self, dts: list[int]) -> int:
        """Return when the picture after `dts` is decoded, if it comes as late as the last one did.

        A single picture is sent live: its length is guessed generously, since browsers take a picture that
        begins later than twice the last one's length for a break, and drop all up to the next keyframe.
        """
        if len(dts) > 1:
            return dts[-1] + min(max(dts[-1] - dts[-2], 1), TEN_SECONDS)
        last = dts[0] - self._last_dts if self._last_dts >= 0 else DEFAULT_LIVE
        return dts[0] + min(max(2 * last, LEAST_LIVE), TEN_SECONDS)

    def _show(self, pts: int) -> int:
        """Take a picture's presentation time in; return the smallest of the last ones."""
        insort(self._window, pts)
        if len(self._window) <= (self._depth or 0):
            return self._window[0]
        return self._window.pop(0)

    def _peek(self, next_pts: int | None) -> int:
        waiting = self._window if next_pts is None else [*self._window, next_pts]
        return min(waiting, default=self._last_pts + self._duration)

    def _rising(self, dts: list[int], following: int) -> tuple[list[int], int]:
        """Make the times rise strictly, as the standard asks, whatever a camera's clock did."""
        before = self._last_dts
        if dts[0] > before and following > dts[-1] and all(a < b for a, b in pairwise(dts)):
            return dts, following
        risen = []
        for value in dts:
            before = max(value, before + 1)
            risen.append(before)
        return risen, max(following, before + 1)

    def _pack(
        self, units: Sequence[AccessUnit], pts: list[int], dts: list[int], durations: list[int]
    ) -> bytes:
        count, origin = len(units), self._origin or 0
        datas = [unit.data for unit in units]
        sizes = [len(data) for data in datas]
        shown = [value - origin for value in pts]
        keyframes = sum(unit.keyframe for unit in units)
        columns = [[min(value, MAX_DURATION) for value in durations], sizes]
        flags = _OFFSET | _DURATION | _SIZE
        first = b""
        if keyframes == 1 and units[0].keyframe:
            flags |= _FIRST_FLAGS
            first = SYNC_SAMPLE.to_bytes(4, "big")
        elif keyframes:
            flags |= _FLAGS
            columns.append([SYNC_SAMPLE if unit.keyframe else OTHER_SAMPLE for unit in units])
        if shown != dts:
            flags |= _COMPOSITION
            columns.append([(a - b) & 0xFFFFFFFF for a, b in zip(shown, dts, strict=True)])
        rows = [0] * (count * len(columns))
        for index, column in enumerate(columns):
            rows[index :: len(columns)] = column
        table = struct.pack(f">{len(rows)}I", *rows)
        return self._join(units[0].utc, shown[0], dts[0], count, flags, first + table, datas, sum(sizes))

    def _join(
        self,
        utc_us: int,
        shown: int,
        start: int,
        count: int,
        flags: int,
        table: bytes,
        datas: list[bytes],
        size: int,
    ) -> bytes:
        trun = 20 + len(table)
        traf = 8 + 16 + 20 + trun
        moof = 8 + 16 + traf
        version = 1 if flags & _COMPOSITION else 0
        head = _HEAD.pack(
            _PRFT_BYTES,
            b"prft",
            1 << 24,
            TRACK_ID,
            ntp_time(utc_us),
            max(shown, 0),
            moof,
            b"moof",
            16,
            b"mfhd",
            0,
            self._number,
            traf,
            b"traf",
            16,
            b"tfhd",
            0x020000,
            TRACK_ID,
            20,
            b"tfdt",
            1 << 24,
            start,
            trun,
            b"trun",
            version << 24 | flags,
            count,
            moof + 8,
        )
        return b"".join([head, table, _MDAT.pack(8 + size, b"mdat"), *datas])


def ntp_time(utc_us: int) -> int:
    """Return an instant as an NTP time stamp (RFC 5905 6), 32.32 bits, in the era that holds it."""
    seconds, micros = divmod(utc_us, 1_000_000)
    return ((seconds + NTP_EPOCH_S) << 32 | (micros << 32) // 1_000_000) & 0xFFFFFFFFFFFFFFFF


def reorder_depth(parameters: ParameterSets) -> int:
    """Return how many pictures may be decoded before one and shown after it, as the parameter sets say."""
    if parameters.codec is Codec.H264:
        return h264.parse_sps(parameters.sps[0]).reorder or 0
    return h265.parse_sps(parameters.sps[0]).reorder
