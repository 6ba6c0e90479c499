"""Open WebSockets and the sessions they hang on: a session that ends closes its sockets within a second.

One look per session and not per socket: a wall of 25 tiles costs one query every half second.
"""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.kernel.errors import NotSignedIn, VigieError
from vigie.web.guard import Sessions

log = structlog.get_logger("sessions")

LOOK_S = 0.5

Close = Callable[[str], None]
"""Called once with the code that says why the session ended."""


class Doors:
    """Knows every open socket by its session."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._open: dict[tuple[str, str], set[Close]] = {}

    def open(self, token: str, address: str, close: Close) -> Callable[[], None]:
        """Watch over one socket; return how to stop when it has closed by itself."""
        key = (token, address)
        closers = self._open.setdefault(key, set())
        closers.add(close)

        def leave() -> None:
            closers.discard(close)
            if not closers:
                self._open.pop(key, None)

        return leave

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return sum(len(closers) for closers in self._open.values())

    async def run(self) -> None:
        """Look every half second until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look()

    async def look(self) -> None:
        """Close the sockets of sessions that ended."""
        for token, address in list(self._open):
            code = await self._ended(token, address)
            if code is not None:
                for close in list(self._open.get((token, address), ())):
                    close(code)

    async def _ended(self, token: str, address: str) -> str | None:
        """Return why the session ended, or None; when nobody can tell, it has: no pictures on doubt."""
        try:
            await self._sessions.principal(token, address)
        except NotSignedIn as error:
            return error.error_code
        except (VigieError, SQLAlchemyError, OSError) as error:
            log.error("sessions cannot be read", error=str(error))  # noqa: TRY400 - one line each half second
            return "unavailable"
        return None
