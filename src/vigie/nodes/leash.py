"""`python -m vigie.nodes.leash PARENT COMMAND…`: becomes COMMAND, bound to end when its parent ends.

Linux only (prctl(2), PR_SET_PDEATHSIG). The setting survives execve, so COMMAND needs no part in it. The
signal is SIGTERM: a recorder whose supervisor was killed still writes what it holds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Bind this process to its parent, then become the command.

    Args:
        arguments: the parent's process id, then the command and its arguments.
    """
    parent, command = int(arguments[0]), arguments[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it ended before we could ask
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the supervisor's own list of arguments, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
