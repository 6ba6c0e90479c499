"""A process shows that its event loop turns: one byte per second into a pipe that its supervisor reads.

A dead process closes the pipe, a hung one stops writing: the supervisor sees both. And when the supervisor is
gone the pipe breaks, and the process stops itself.
"""

import asyncio
import os
from collections.abc import Callable

PIPE_VARIABLE = "VIGIE_HEARTBEAT_FD"
BEAT_S = 1.0
BEAT = b"."


def supervised() -> bool:
    """Whether a supervisor started this process."""
    return PIPE_VARIABLE in os.environ


async def beat(stop: Callable[[], None]) -> None:
    """Beat until cancelled; call `stop` once the supervisor no longer reads. Returns at once without one."""
    if not supervised():
        return
    pipe = int(os.environ[PIPE_VARIABLE])
    os.set_blocking(pipe, False)
    while _beat_once(pipe):  # noqa: ASYNC110 - there is nothing to wait for but time
        await asyncio.sleep(BEAT_S)
    stop()


def _beat_once(pipe: int) -> bool:
    try:
        os.write(pipe, BEAT)
    except BlockingIOError:  # the supervisor is busy: the pipe still holds our earlier beats
        return True
    except OSError:
        return False
    return True
