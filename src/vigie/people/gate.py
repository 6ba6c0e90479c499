"""The gate: asks the policy with what holds at this very moment, and journals every refusal."""

from collections.abc import Iterable

from vigie.audit import Entry, Journal
from vigie.kernel.errors import Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, Interval
from vigie.kernel.rights import Principal, Verb
from vigie.kernel.store import Database
from vigie.people.model import LOCAL
from vigie.people.places import OneTown, Places
from vigie.people.policy import Request, refusal
from vigie.people.settings import PeopleSettings
from vigie.people.standing import standing
from vigie.people.tags import ACCESS_REFUSED

MAX_LISTED = 200


class PolicyGate:
    """`Gate` over the records of the room `people`; nothing is remembered between two questions."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        clock: Clock,
        settings: PeopleSettings | None = None,
        places: Places | None = None,
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._settings = settings or PeopleSettings()
        self._places = places or OneTown()

    async def authorise(
        self,
        principal: Principal,
        verb: Verb,
        *,
        cameras: Iterable[CameraId] = (),
        interval: Interval | None = None,
        reason: str | None = None,
        basis: str | None = None,
    ) -> None:
        """Return when the act is allowed now.

        Raises:
            Refused: it is not; `code` says why, and the refusal has been journalled.
        """
        request = Request(
            verb=verb,
            now=self._clock.now(),
            cameras=frozenset(cameras),
            interval=interval,
            reason=reason,
            basis=basis,
        )
        code = await self._refusal(principal, request)
        if code is None:
            return
        await self._write_refusal(principal, request, code)
        raise Refused(f"{verb.value} is refused: {code}", code=code, verb=verb.value)

    async def _refusal(self, principal: Principal, request: Request) -> str | None:
        if principal is LOCAL:
            return None if request.verb in LOCAL.verbs else "no_right"
        holds = await self._database.read(
            lambda tx: standing(
                tx, principal.session_id, request.now, self._settings, self._places, request.cameras
            )
        )
        return refusal(holds, request)

    async def _write_refusal(self, principal: Principal, request: Request, code: str) -> None:
        details: dict[str, object] = {"verb": request.verb.value, "code": code}
        if request.cameras:
            details["cameras"] = sorted(request.cameras)[:MAX_LISTED]
        if request.interval is not None:
            details |= {"start_us": request.interval.start, "end_us": request.interval.end}
        subject = next(iter(request.cameras)) if len(request.cameras) == 1 else None
        entry = Entry.by(
            principal,
            ACCESS_REFUSED,
            subject,
            reason=request.reason,
            basis=request.basis,
            details=details,
        )
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)
