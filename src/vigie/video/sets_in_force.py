"""Which parameter sets are in force: from the session description first, then as they come in the stream.

Invariants: `current` returns the same instance until a set really changes; a set that cannot be read is
ignored, so `current` always describes pictures a decoder can be set up for; memory is bounded by the ids the
standards allow.
"""

from collections.abc import Iterable

from vigie.video import h264, h265
from vigie.video.access_unit import Codec, ParameterSets
from vigie.video.errors import Malformed

MAX_SET_BYTES = 4_096


class SetsInForce:
    """The parameter sets of one stream.

    Attributes:
        known: the very bytes of all sets in force; one that is in there needs no second look.
    """

    def __init__(self, codec: Codec, described: Iterable[bytes] = ()) -> None:
        self.codec = codec
        self.known: set[bytes] = set()
        self._kinds: dict[int, dict[int, bytes]] = {}
        self._from_stream: set[int] = set()
        self._last_sps = b""
        self._current: ParameterSets | None = None
        self._changed = False
        for nal in described:
            self.take(nal, from_stream=False)

    @property
    def current(self) -> ParameterSets | None:
        """The sets in force, None while they are incomplete."""
        if self._changed:
            self._changed = False
            self._current = self._build()
        return self._current

    def take(self, nal: bytes, *, from_stream: bool = True) -> None:
        """Take a parameter set, header included; whatever cannot be read is ignored."""
        if nal in self.known and from_stream <= (self._kind(nal) in self._from_stream):
            return
        try:
            kind, number = self._identify(nal)
        except Malformed:
            return
        if from_stream and kind not in self._from_stream:
            self._from_stream.add(kind)
            self._kinds[kind] = {}  # what the stream says replaces what its description said
        sets = self._kinds.setdefault(kind, {})
        if sets.get(number) != nal:
            sets[number] = nal
            self._changed = True
        if kind == (h264.SPS if self.codec is Codec.H264 else h265.SPS):
            self._last_sps = nal
        self.known = {item for group in self._kinds.values() for item in group.values()}

    def _kind(self, nal: bytes) -> int:
        return nal[0] & 0x1F if self.codec is Codec.H264 else nal[0] >> 1 & 0x3F

    def _identify(self, nal: bytes) -> tuple[int, int]:
        if not 4 <= len(nal) <= MAX_SET_BYTES:  # noqa: PLR2004 - no parameter set is shorter
            raise Malformed("parameter set of impossible length")
        kind = self._kind(nal)
        if self.codec is Codec.H264:
            if kind == h264.SPS:
                return kind, h264.parse_sps(nal).id
            if kind == h264.PPS:
                return kind, h264.parse_pps_id(nal)
        elif kind == h265.VPS:
            return kind, h265.parse_vps_id(nal)
        elif kind == h265.SPS:
            return kind, h265.parse_sps(nal).id
        elif kind == h265.PPS:
            return kind, h265.parse_pps_id(nal)
        raise Malformed("not a parameter set")

    def _build(self) -> ParameterSets | None:
        is_h264 = self.codec is Codec.H264
        vps = () if is_h264 else self._in_order(h265.VPS)
        sps = self._in_order(h264.SPS if is_h264 else h265.SPS)
        pps = self._in_order(h264.PPS if is_h264 else h265.PPS)
        if not sps or not pps or not (vps or is_h264):
            return None
        if self._last_sps in sps:
            sps = (self._last_sps, *(nal for nal in sps if nal != self._last_sps))
        parsed = h264.parse_sps(sps[0]) if is_h264 else h265.parse_sps(sps[0])
        built = ParameterSets(self.codec, parsed.width_px, parsed.height_px, vps, sps, pps)
        return self._current if built == self._current else built

    def _in_order(self, kind: int) -> tuple[bytes, ...]:
        sets = self._kinds.get(kind, {})
        return tuple(sets[number] for number in sorted(sets))
