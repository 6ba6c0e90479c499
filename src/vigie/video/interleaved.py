"""What comes through an RTSP connection while it plays: interleaved frames and messages (RFC 2326 10.12).

Invariants: `parse` never raises for what a camera sends but `ReceiverError`; it keeps nothing but what the
caller keeps; bytes that are neither frame nor message are skipped, and counted against a limit.
"""

from collections.abc import Callable

from vigie.video.errors import ReceiverError, StopReason
from vigie.video.rtp import RtpStream

DOLLAR = 0x24
MAX_GARBAGE_BYTES = 1 << 20
MAX_MESSAGE_BYTES = 1 << 16
_FIRST_LETTERS = frozenset(b"RODPSTGA")
"""Of `RTSP/1.0` and of the requests a camera may send."""


class Interleaved:
    """Cuts the bytes of a connection.

    Args:
        rtp: takes packets that arrive on channel `channel`.
        on_report: takes RTCP, which arrives on the channel after it.
        on_message: takes an RTSP message found in `buf[start:]`; returns where it ends, None when more bytes
            are needed.
    """

    def __init__(
        self,
        rtp: RtpStream | None,
        channel: int,
        on_report: Callable[[bytes], None],
        on_message: Callable[[bytes], int | None],
    ) -> None:
        self._rtp = rtp
        self._channel = channel
        self._on_report = on_report
        self._on_message = on_message
        self._garbage = 0

    def parse(self, buf: bytearray, end: int) -> int:
        """Take all that is whole in `buf[:end]`; return how many bytes were taken."""
        rtp, channel = self._rtp, self._channel
        at = 0
        if rtp is not None and rtp.fragment is not None:
            at = rtp.run(buf, 0, end)
        while end - at > 4:  # noqa: PLR2004 - a frame's header
            if buf[at] != DOLLAR:
                following = self._other(buf, at, end)
                if following is None:
                    return at
                at = following
                continue
            following = at + 4 + (buf[at + 2] << 8 | buf[at + 3])
            if following > end:
                return at if buf[at + 1] <= channel + 1 or not self._garbage else self._skip(buf, at, end)
            if buf[at + 1] == channel and rtp is not None:
                if rtp.packet(buf, at + 4, following):
                    following = rtp.run_after(buf, at, following, end)
            elif buf[at + 1] == channel + 1:
                self._on_report(bytes(buf[at + 4 : following]))
            at = following
        return at

    def _other(self, buf: bytearray, at: int, end: int) -> int | None:
        """Take a message or garbage that starts at `at`; return what follows, None when it is not whole."""
        if buf[at] in _FIRST_LETTERS:
            text = bytes(buf[at : min(end, at + MAX_MESSAGE_BYTES)])
            size = self._on_message(text)
            if size is None:
                if end - at < MAX_MESSAGE_BYTES:
                    return None
            elif size > 0:
                return at + size
        return self._skip(buf, at, end)

    def _skip(self, buf: bytearray, at: int, end: int) -> int:
        """Pass over bytes that mean nothing, up to what may be a frame or an answer."""
        dollar, answer = buf.find(b"$", at + 1, end), buf.find(b"RTSP/", at + 1, end)
        found = min((place for place in (dollar, answer) if place >= 0), default=end)
        self._garbage += found - at
        if self._garbage > MAX_GARBAGE_BYTES:
            raise ReceiverError(StopReason.PROTOCOL_ERROR, "the camera sends bytes that are no RTSP")
        return found
