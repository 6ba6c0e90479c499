"""Reads the bit fields of parameter sets and slice headers (ITU-T H.264 7.2, 9.1; H.265 9.2)."""

from vigie.video.errors import Malformed

MAX_ZEROS = 32


def unescape(nal: bytes) -> bytes:
    """Return a NAL unit without emulation prevention bytes (H.264 7.4.1): its raw byte sequence payload."""
    return nal if b"\x00\x00\x03" not in nal else _drop_emulation(nal)


def _drop_emulation(nal: bytes) -> bytes:
    parts, start = [], 0
    while (at := nal.find(b"\x00\x00\x03", start)) >= 0:
        parts.append(nal[start : at + 2])
        start = at + 3
    parts.append(nal[start:])
    return b"".join(parts)


class BitReader:
    """Reads a byte string bit by bit, from the most significant on.

    Raises:
        Malformed: from every method, when the bits run out or a code is longer than the standard allows.
    """

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    @property
    def left(self) -> int:
        """Bits not read yet."""
        return self._left

    def u(self, count: int) -> int:
        """Read an unsigned number of `count` bits."""
        if count > self._left:
            raise Malformed("parameter set ends too early")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def flag(self) -> bool:
        """Read one bit."""
        return self.u(1) == 1

    def skip(self, count: int) -> None:
        """Pass over `count` bits."""
        self.u(count)

    def ue(self) -> int:
        """Read an unsigned Exp-Golomb code."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > MAX_ZEROS:
                raise Malformed("Exp-Golomb code too long")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """Read a signed Exp-Golomb code."""
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)
