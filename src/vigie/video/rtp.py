"""RTP packets (RFC 3550) to NAL units: H.264 (RFC 6184) and H.265 (RFC 7798), order, loss and boundaries.

`packet` does everything for any packet. `run` does nearly all of the work: pictures come as long runs of
fragments that differ in their sequence number alone, and it checks and cuts a whole run with a handful of
operations on columns of bytes, whatever the number of packets.
"""

from struct import Struct

from vigie.video.access_unit import Codec
from vigie.video.h265 import LAST_VCL
from vigie.video.pictures import Pictures

STAP_A, FU_A = 24, 28
AGGREGATE, FRAGMENT = 48, 49
LAST_SINGLE_H264, LAST_SINGLE_H265 = 23, 47
FU_START, FU_END = 0x80, 0x40
FIRST_SLICE = 0x80
"""Bit after the NAL header: the slice is the first of its picture (both codecs)."""

_BEFORE_SLICES_H264 = frozenset({6, 7, 9, STAP_A})
_BEFORE_SLICES_H265 = frozenset({32, 33, 35, 39, AGGREGATE})
HEADER_BYTES = 12
OLD_BEFORE_RESTART = 8
"""So many packets in a row from the past: the sender began to count anew."""

NEW_SOURCE_AFTER = 3
MAX_RUN = 255
MAX_CUTS = 2_048
_COUNTING = bytes(range(256)) * 2
_fixed_header = Struct(">BBHII").unpack_from
_cuts: dict[tuple[int, int, int], Struct] = {}


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
        self._fragment_header = 2 if codec is Codec.H264 else 3

    def packet(self, buf: bytes | bytearray, start: int, end: int) -> None:
        """Take the packet in `buf[start:end]`; whatever is no RTP of this stream is ignored."""
        if end - start <= HEADER_BYTES:
            return
        first, second, sequence, time, ssrc = _fixed_header(buf, start)
        if first & 0xC0 != 0x80 or second & 0x7F != self.payload_type:  # noqa: PLR2004 - version 2
            return
        payload = start + HEADER_BYTES
        if first != 0x80:  # noqa: PLR2004 - padding, extension or contributing sources
            payload, end = _bounds(buf, start, end, first)
        if payload >= end or (ssrc != self.ssrc and not self._change_source(ssrc)):
            return
        if sequence != self.expected and not self._out_of_order(sequence, buf, payload, end, time):
            return
        self.packets += 1
        self.expected = following = sequence + 1 & 0xFFFF
        if not following:
            self.highest += 0x10000
        pictures = self.pictures
        if time != pictures.time:
            self._begin(time)
        self._payload(buf, payload, end)
        if second & 0x80 and self._trusts_marks:
            self._close_fragment_unfinished()
            pictures.finish(time, marked=True)

    def run(self, buf: bytearray, before: int, start: int, end: int) -> int:
        """Take the fragments that follow the interleaved packet in `buf[before:start]` and look just like it.

        Args:
            buf: interleaved frames (RFC 2326 10.12); the packet before is part of the fragment that is open.
            before: first byte of its frame.
            start: first byte after it.
            end: first byte that is not filled.

        Returns:
            The first byte not taken; `start` when there is no run.
        """
        size = start - before
        count = min((end - start) // size, MAX_RUN)
        if count < 2 or self.fragment is None or buf[before + 4] != 0x80:  # noqa: PLR2004 - a run; plain header
            return start
        header = self._fragment_header
        stop = start + count * size
        last = 15 + header
        columns = (3, last, 2, 16, 17) if header == 2 else (3, last, 2, 16, 17, 18)  # noqa: PLR2004 - FU-A
        for column in (1, 4, *columns):
            value = buf[before + column]
            if column == last:
                value &= 0x3F
            rest = len(buf[start + column : stop : size].lstrip(_COUNTING[value : value + 1]))
            if rest:
                count -= rest
                stop -= rest * size
                if count < 2:  # noqa: PLR2004 - a run
                    return start
        return self._take_run(buf, before, start, count, size)

    def _take_run(self, buf: bytearray, before: int, start: int, count: int, size: int) -> int:
        stop = start + count * size
        marks = buf[start + 5 : stop : size]
        rest = len(marks.lstrip(_COUNTING[self.payload_type : self.payload_type + 1]))
        expected = self.expected
        low = expected & 0xFF
        count -= rest
        stop -= rest * size
        last = stop - size
        if (
            count < 2  # noqa: PLR2004 - a run
            or buf[start + 7 : stop : size] != _COUNTING[low : low + count]
            or buf[last + 6] << 8 | buf[last + 7] != expected + count - 1 & 0xFFFF
            or buf[before + 6] << 8 | buf[before + 7] != expected - 1 & 0xFFFF
            or buf[last + 8 : last + 16] != buf[before + 8 : before + 16]
        ):
            return start
        fragment = self.fragment
        skip = 16 + self._fragment_header
        if fragment is None or self._fragment_size > self.pictures.max_bytes:
            return start
        fragment += _cut(skip, size - skip, count).unpack_from(buf, start)
        self._fragment_size += count * (size - skip)
        self.packets += count
        following = expected + count
        if following > 0xFFFF:  # noqa: PLR2004 - 16 bits
            self.highest += 0x10000
        self.expected = following & 0xFFFF
        return stop

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
        if self.expected < 0:
            return True
        missing = sequence - self.expected & 0xFFFF
        if missing >= 0x8000:  # noqa: PLR2004 - half of 16 bits: from the past
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
        self._close_fragment_unfinished()
        pictures.finish(pictures.time, marked=False)
        pictures.time = time
        if pictures.split:
            self._trusts_marks = False
        if self._missing:
            self._missing = False
            pictures.damage()

    def _close_fragment_unfinished(self) -> None:
        if self.fragment is not None:
            self.fragment = None
            self.pictures.damage()

    def _begins_picture(self, buf: bytes | bytearray, payload: int, end: int) -> bool:
        """Tell whether a packet surely is the first of its picture, so that nothing of it is missing."""
        head = bytes(buf[payload : min(end, payload + 4)]) + bytes(4)
        if self._fragment_header == 2:  # noqa: PLR2004 - H.264
            kind = head[0] & 0x1F
            if kind == FU_A:
                return bool(head[1] & FU_START) and bool(head[2] & FIRST_SLICE)
            return kind in _BEFORE_SLICES_H264 or (kind in (1, 5) and bool(head[1] & FIRST_SLICE))
        kind = head[0] >> 1 & 0x3F
        if kind == FRAGMENT:
            return bool(head[2] & FU_START) and bool(head[3] & FIRST_SLICE)
        return kind in _BEFORE_SLICES_H265 or (kind <= LAST_VCL and bool(head[2] & FIRST_SLICE))

    def _h264(self, buf: bytes | bytearray, start: int, end: int) -> None:
        kind = buf[start] & 0x1F
        if kind == FU_A:
            self._h264_fragment(buf, start, end)
            return
        self._close_fragment_unfinished()
        if 0 < kind <= LAST_SINGLE_H264:
            self.pictures.add(bytes(buf[start:end]))
        elif kind == STAP_A:
            self._aggregate(buf, start + 1, end)
        else:
            self.pictures.damage()

    def _h264_fragment(self, buf: bytes | bytearray, start: int, end: int) -> None:
        if end - start <= 2:  # noqa: PLR2004 - indicator and header
            return
        flags = buf[start + 1]
        if flags & FU_START:
            self._close_fragment_unfinished()
            header = bytes((buf[start] & 0xE0 | flags & 0x1F,))
            self.fragment, self._fragment_size = [header], 1
        self._continue(buf, start + 2, end, ends=flags & FU_END != 0)

    def _h265(self, buf: bytes | bytearray, start: int, end: int) -> None:
        if end - start <= 2:  # noqa: PLR2004 - the header
            return
        kind = buf[start] >> 1 & 0x3F
        if kind == FRAGMENT:
            self._h265_fragment(buf, start, end)
            return
        self._close_fragment_unfinished()
        if kind <= LAST_SINGLE_H265:
            self.pictures.add(bytes(buf[start:end]))
        elif kind == AGGREGATE:
            self._aggregate(buf, start + 2, end)
        else:
            self.pictures.damage()

    def _h265_fragment(self, buf: bytes | bytearray, start: int, end: int) -> None:
        if end - start <= 3:  # noqa: PLR2004 - payload header and fragment header
            return
        flags = buf[start + 2]
        if flags & FU_START:
            self._close_fragment_unfinished()
            header = bytes((buf[start] & 0x81 | (flags & 0x3F) << 1, buf[start + 1]))
            self.fragment, self._fragment_size = [header], 2
        self._continue(buf, start + 3, end, ends=flags & FU_END != 0)

    def _continue(self, buf: bytes | bytearray, start: int, end: int, *, ends: bool) -> None:
        """Add a piece to the fragmented NAL unit that is open."""
        fragment = self.fragment
        if fragment is None:
            self.pictures.damage()
            return
        self._fragment_size += end - start
        if self._fragment_size > self.pictures.max_bytes:
            self._close_fragment_unfinished()
            return
        fragment.append(bytes(buf[start:end]))
        if ends:
            self.fragment = None
            self.pictures.add_pieces(fragment, self._fragment_size)

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
    if first & 0x10:
        if payload + 4 > end:
            return end, end
        payload += 4 + 4 * (buf[payload + 2] << 8 | buf[payload + 3])
    if first & 0x20:
        padding = buf[end - 1]
        end = end - padding if 0 < padding <= end - payload else payload
    return payload, end


def _cut(skip: int, size: int, count: int) -> Struct:
    """Return what cuts `count` payloads of `size` bytes, each behind `skip` bytes, out of a buffer."""
    key = (skip, size, count)
    found = _cuts.get(key)
    if found is None:
        if len(_cuts) >= MAX_CUTS:
            _cuts.clear()
        found = _cuts[key] = Struct(f"{skip}x{size}s" * count)
    return found
