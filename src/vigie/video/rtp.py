"""RTP packets (RFC 3550) to NAL units: H.264 (RFC 6184) and H.265 (RFC 7798), order, loss and boundaries.

`packet` does everything for any packet. `run` does nearly all of the work: pictures come as long runs of
fragments that differ in their sequence number alone, and it checks and cuts a whole run with a handful of
operations on columns of bytes, whatever the number of packets.
"""

from collections.abc import Callable
from struct import Struct

from vigie.video.access_unit import Codec
from vigie.video.h265 import LAST_VCL
from vigie.video.pictures import Pictures
from vigie.video.runs import cutter, matcher

STAP_A, FU_A = 24, 28
AGGREGATE, FRAGMENT = 48, 49
LAST_SINGLE_H264, LAST_SINGLE_H265 = 23, 47
FU_START, FU_END = 0x80, 0x40
FIRST_SLICE = 0x80
"""Bit after the NAL header: the slice is the first of its picture (both codecs)."""

_BEFORE_SLICES_H264 = frozenset({6, 7, 9, STAP_A})
_BEFORE_SLICES_H265 = frozenset({32, 33, 35, 39, AGGREGATE})
HEADER_BYTES = 12
PLAIN = 0x80
"""First byte of RTP's plain header: version 2, no padding, no extension, no contributing source."""
OLD_BEFORE_RESTART = 8
"""So many packets in a row from the past: the sender began to count anew."""

NEW_SOURCE_AFTER = 3
MAX_DROPOUT = 3_000
"""A sequence number further ahead than this is taken for one from the past (RFC 3550 A.1)."""

MAX_RUN = 255
_COUNTING = bytes(range(256)) * 2
_BYTES = [bytes((value,)) for value in range(256)]
_fixed_header = Struct(">BBHII").unpack_from
_frame_header: Callable[[bytearray, int], tuple[int, int, int, int]] = Struct(">HHHH").unpack_from
"""Of an interleaved frame: `$` and channel, its size, RTP's first two bytes, the sequence number."""


class RtpStream:
    """The packets of one stream, in order, from one source.

    Attributes:
        packets: received; lost: missing; octets: received, headers included.
        highest: extended highest sequence number (for receiver reports).
        expected: the next sequence number, -1 before the first packet.
        sources: how many sources (SSRC) there have been.
        fragment: the pieces of the fragmented NAL unit that is open, None when none is.
    """

    def __init__(self, pictures: Pictures, payload_type: int, *, codec: Codec) -> None:
        self.pictures = pictures
        self.payload_type = payload_type
        self.packets = self.lost = self.highest = 0
        self.sources = 0
        self.ssrc = -1
        self.fragment: list[bytes] | None = None
        self._fragment_size = 0
        self.expected = -1
        self._old = self._old_after = self._foreign = 0
        self._trusts_marks = True
        self._missing = False
        self._payload = self._h264 if codec is Codec.H264 else self._h265
        self._is_h264 = codec is Codec.H264
        self._last_column = 17 if self._is_h264 else 18
        self._head = self._shape = b""
        self._frame_bytes = 0
        self._match = matcher(b"", 0)

    def packet(self, buf: bytes | bytearray, start: int, end: int) -> bool:
        """Take the packet in `buf[start:end]`; whatever is no RTP of this stream is ignored.

        Returns:
            Whether it began a fragmented NAL unit, so that a run may follow.
        """
        if end - start <= HEADER_BYTES:
            return False
        first, second, sequence, time, ssrc = _fixed_header(buf, start)
        payload = start + HEADER_BYTES
        if first != PLAIN:
            payload, end = _bounds(buf, start, end, first)
        if second & 0x7F != self.payload_type or payload >= end:
            return False
        if ssrc != self.ssrc or sequence != self.expected:
            usable = ssrc == self.ssrc or self._change_source(ssrc)
            if not usable or not self._out_of_order(sequence, buf, payload, end, time):
                return False
        self.packets += 1
        self.expected = following = sequence + 1 & 0xFFFF
        if not following:
            self.highest += 0x10000
        pictures = self.pictures
        if time != pictures.time:
            self._begin(time)
        began = self._payload(buf, payload, end)
        if second & 0x80 and self._trusts_marks:
            if self.fragment is not None:
                self._break_fragment()
            pictures.finish(time, marked=True)
        return began

    def run_after(self, buf: bytearray, before: int, start: int, end: int) -> int:
        """Take the fragments that follow the frame `buf[before:start]`, which began a NAL unit."""
        last = self._last_column
        head = self._head = bytes(buf[before : before + last + 1])
        self._frame_bytes = start - before if head[4] == PLAIN else 0
        shape = head[:5] + head[12:]
        if shape != self._shape:
            self._shape = shape
            self._match = matcher(shape, self.payload_type)
        return self.run(buf, start, end)

    def run(self, buf: bytearray, start: int, end: int) -> int:
        """Take the interleaved frames (RFC 2326 10.12) from `start` on that continue or end the fragment.

        They must look like the frame that began it, byte for byte but for the sequence number; RTP time and
        source are compared at the last one only.

        Returns:
            The first byte not taken.
        """
        fragment, size = self.fragment, self._frame_bytes
        if fragment is None or not size:
            return start
        skip = self._last_column + 1
        while end - start >= size and self._fragment_size <= self.pictures.max_bytes:
            count = self._run_length(buf, start, end, size)
            if not count:
                break
            fragment += cutter(skip, size - skip, count).unpack_from(buf, start)
            self._fragment_size += count * (size - skip)
            self._count(count)
            start += count * size
            if count < MAX_RUN:
                break
        return self._take_last(buf, start, end, fragment) if end - start > skip else start

    def _take_last(self, buf: bytearray, start: int, end: int, fragment: list[bytes]) -> int:
        """Take the frame at `start` if it is whole and ends the fragment; return the first byte not taken.

        Nearly every picture ends so, with a frame like those before it but for size, mark and end bit. What
        is different in any other way is `packet`'s.
        """
        head, last = self._head, self._last_column
        intro, size, first, sequence = _frame_header(buf, start)
        stop = start + 4 + size
        if (
            stop > end
            or size < last - 2
            or sequence != self.expected
            or first | 0x80 != PLAIN << 8 | 0x80 | self.payload_type
            or intro != head[0] << 8 | head[1]
            or buf[start + last] != head[last] & 0x3F | FU_END
            or buf[start + 8 : start + last] != head[8:last]
        ):
            return start
        self._count(1)
        self.fragment = None
        fragment.append(bytes(buf[start + last + 1 : stop]))
        pictures = self.pictures
        pictures.add_pieces(fragment, self._fragment_size + size - last + 3)
        if first & 0x80 and self._trusts_marks:
            pictures.finish(pictures.time, marked=True)
        return stop

    def _count(self, packets: int) -> None:
        """Count packets that came in order."""
        self.packets += packets
        following = self.expected + packets
        if following > 0xFFFF:  # noqa: PLR2004 - 16 bits
            self.highest += 0x10000
        self.expected = following & 0xFFFF

    def _run_length(self, buf: bytearray, start: int, end: int, size: int) -> int:
        """Return how many frames of `size` bytes only continue the fragment; 0 when any of them is odd."""
        found = self._match(buf, start, min(end, start + MAX_RUN * size))
        if found is None:
            return 0
        head = self._head
        count = (found.end() - start) // size
        stop = start + count * size
        low = self.expected & 0xFF
        if not count or buf[start + 7 : stop : size] != _COUNTING[low : low + count]:
            return 0
        at = stop - size
        high = self.expected + count - 1 >> 8 & 0xFF
        return count if buf[at + 6] == high and buf[at + 8 : at + 12] == head[8:12] else 0

    def goodbye(self) -> None:
        """The source ends (BYE): nothing more belongs to the present picture."""
        self.pictures.finish(self.pictures.time, marked=False)

    @property
    def extended_highest(self) -> int:
        """Extended highest sequence number received (RFC 3550 6.4.1)."""
        return (self.highest + (self.expected - 1 & 0xFFFF)) & 0xFFFFFFFF if self.expected >= 0 else 0

    def _change_source(self, ssrc: int) -> bool:
        """Follow a new source once it has sent a few packets; a stray packet changes nothing."""
        if self.ssrc >= 0:
            self._foreign += 1
            if self._foreign < NEW_SOURCE_AFTER:
                return False
            self._lose()
        self._foreign = 0
        self.ssrc, self.expected = ssrc, -1
        self.sources += 1
        return True

    def _out_of_order(self, sequence: int, buf: bytes | bytearray, payload: int, end: int, time: int) -> bool:
        """Take note of a sequence number that is not the next; return whether the packet is to be used."""
        if self.expected in (-1, sequence):
            return True
        missing = sequence - self.expected & 0xFFFF
        if missing > MAX_DROPOUT:
            self._old = self._old + 1 if self._old_after == self.packets else 1
            self._old_after = self.packets
            if self._old < OLD_BEFORE_RESTART:
                return False
            missing = 0
        self._old = 0
        self.lost += missing
        self._lose()
        if time == self.pictures.time:
            self.pictures.damage()
        else:
            self._missing = not self._begins_picture(buf, payload, end)
        return True

    def _lose(self) -> None:
        """Packets are missing after what was received so far."""
        self.fragment = None
        self.pictures.damage()
        self.pictures.finish(self.pictures.time, marked=False)
        self.pictures.lose()

    def _begin(self, time: int) -> None:
        """Another RTP time: another picture (RFC 6184 5.1)."""
        pictures = self.pictures
        if not pictures.blank or self.fragment is not None:
            self._break_fragment()
            pictures.finish(pictures.time, marked=False)
        pictures.time = time
        if pictures.split:
            self._trusts_marks = False
        if self._missing:
            self._missing = False
            pictures.damage()

    def _break_fragment(self) -> None:
        if self.fragment is not None:
            self.fragment = None
            self.pictures.damage()

    def _begins_picture(self, buf: bytes | bytearray, payload: int, end: int) -> bool:
        """Tell whether a packet surely is the first of its picture, so that nothing of it is missing."""
        head = bytes(buf[payload : min(end, payload + 4)]) + bytes(4)
        if self._is_h264:
            kind = head[0] & 0x1F
            if kind == FU_A:
                return bool(head[1] & FU_START) and bool(head[2] & FIRST_SLICE)
            return kind in _BEFORE_SLICES_H264 or (kind in (1, 5) and bool(head[1] & FIRST_SLICE))
        kind = head[0] >> 1 & 0x3F
        if kind == FRAGMENT:
            return bool(head[2] & FU_START) and bool(head[3] & FIRST_SLICE)
        return kind in _BEFORE_SLICES_H265 or (kind <= LAST_VCL and bool(head[2] & FIRST_SLICE))

    def _h264(self, buf: bytes | bytearray, start: int, end: int) -> bool:
        """Take the payload of a packet; tell whether it began a fragmented NAL unit (RFC 6184 5.2)."""
        kind = buf[start] & 0x1F
        if kind == FU_A:
            if end - start <= 2:  # noqa: PLR2004 - indicator and header
                return False
            flags = buf[start + 1]
            if flags & FU_START:
                if self.fragment is not None:
                    self._break_fragment()
                self.fragment = [_BYTES[buf[start] & 0xE0 | flags & 0x1F]]
                self._fragment_size = 1
            return self._continue(bytes(buf[start + 2 : end]), flags)
        if self.fragment is not None:
            self._break_fragment()
        if 0 < kind <= LAST_SINGLE_H264:
            self.pictures.add(bytes(buf[start:end]))
        elif kind == STAP_A:
            self._aggregate(buf, start + 1, end)
        else:
            self.pictures.damage()
        return False

    def _h265(self, buf: bytes | bytearray, start: int, end: int) -> bool:
        """Take the payload of a packet; tell whether it began a fragmented NAL unit (RFC 7798 4.4)."""
        if end - start <= 2:  # noqa: PLR2004 - the header
            return False
        kind = buf[start] >> 1 & 0x3F
        if kind == FRAGMENT:
            if end - start <= 3:  # noqa: PLR2004 - payload header and fragment header
                return False
            flags = buf[start + 2]
            if flags & FU_START:
                self._break_fragment()
                self.fragment = [bytes((buf[start] & 0x81 | (flags & 0x3F) << 1, buf[start + 1]))]
                self._fragment_size = 2
            return self._continue(bytes(buf[start + 3 : end]), flags)
        self._break_fragment()
        if kind <= LAST_SINGLE_H265:
            self.pictures.add(bytes(buf[start:end]))
        elif kind == AGGREGATE:
            self._aggregate(buf, start + 2, end)
        else:
            self.pictures.damage()
        return False

    def _continue(self, piece: bytes, flags: int) -> bool:
        """Add a piece to the fragmented NAL unit that is open; tell whether it was the first of several."""
        fragment = self.fragment
        if fragment is None:
            self.pictures.damage()
            return False
        fragment.append(piece)
        self._fragment_size += len(piece)
        if flags & FU_END:
            self.fragment = None
            self.pictures.add_pieces(fragment, self._fragment_size)
            return False
        if self._fragment_size > self.pictures.max_bytes:
            self._break_fragment()
            return False
        return flags & FU_START != 0

    def _aggregate(self, buf: bytes | bytearray, at: int, end: int) -> None:
        """Add the NAL units of an aggregation packet, each behind its size on 2 bytes."""
        while at + 2 < end:
            size = buf[at] << 8 | buf[at + 1]
            at += 2
            if not size or at + size > end:
                self.pictures.damage()
                return
            self.pictures.add(bytes(buf[at : at + size]))
            at += size


def _bounds(buf: bytes | bytearray, start: int, end: int, first: int) -> tuple[int, int]:
    """Return where the payload begins and ends (RFC 3550 5.1); nothing when the header makes no sense."""
    payload = start + HEADER_BYTES + 4 * (first & 0x0F)
    if first & 0xC0 != 0x80:  # noqa: PLR2004 - version 2
        return end, end
    if first & 0x10:
        if payload + 4 > end:
            return end, end
        payload += 4 + 4 * (buf[payload + 2] << 8 | buf[payload + 3])
    if first & 0x20:
        padding = buf[end - 1]
        end = end - padding if 0 < padding <= end - payload else payload
    return payload, end
