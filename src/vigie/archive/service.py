"""Consulting the archive: every use case authorises, acts and journals in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlencode

from vigie.archive import store, tags
from vigie.archive.collection import Collection
from vigie.archive.consultations import Consultation, check_request
from vigie.archive.model import Segment, Timeline, parse_segment_id
from vigie.archive.playlist import Chunk, Listed, chunks, render
from vigie.archive.settings import ArchiveSettings
from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, NotFound, Unavailable
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import DAY_US, HOUR_US, SECOND_US, Clock, Interval, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction

FINE_US = 2 * HOUR_US
"""Playlists up to this length are cut into chunks of seconds, longer ones into whole segments."""

LONGEST_TIMELINE_US = 366 * DAY_US
MOST_ROWS = 16
"""Cameras that one page draws together."""
JOIN_US = SECOND_US // 2

RetentionDays = Callable[[Sequence[CameraId]], Awaitable[Mapping[CameraId, int]]]


class Archive:
    """What people do with recordings.

    Args:
        retention_days: authorised days of cameras; those that may not record are absent.
    """

    def __init__(
        self,
        database: Database,
        collection: Collection,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        settings: ArchiveSettings,
        retention_days: RetentionDays,
    ) -> None:
        self._database = database
        self._collection = collection
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._settings = settings
        self._retention_days = retention_days
        self._playing: set[tuple[str, CameraId]] = set()

    async def open_consultation(
        self,
        principal: Principal,
        cameras: tuple[CameraId, ...],
        interval: Interval,
        reason: str,
        basis: str,
    ) -> Consultation:
        """Open the archive of some cameras and an interval, for a reason that is journalled first.

        Raises:
            BadInput: the request lacks a camera, a reason or a basis.
            Refused: the principal may not play back.
        """
        check_request(cameras, interval, reason, basis)
        await self._gate.authorise(
            principal, Verb.PLAY_BACK, cameras=cameras, interval=interval, reason=reason, basis=basis
        )
        now = self._clock.now()
        consultation = Consultation(
            new_id(),
            principal.account_id,
            principal.session_id,
            cameras,
            interval,
            reason.strip(),
            basis.strip(),
            now,
            UtcUs(now + round(self._settings.consultation_s * SECOND_US)),
        )
        async with self._database.transaction() as tx:
            await store.insert_consultation(tx, consultation)
            details = {"cameras": list(cameras), "start_us": interval.start, "end_us": interval.end}
            await self._record(tx, principal, tags.CONSULTATION_OPENED, consultation, details)
        return consultation

    async def timeline(
        self, principal: Principal, camera_id: CameraId, interval: Interval
    ) -> tuple[Timeline, int | None]:
        """Return what is recorded in an interval, what is missing and why, and the camera's authorised days.

        It shows no image, so it needs the right to play back but no consultation.

        Raises:
            Refused: the principal may not.
        """
        return (await self.timelines(principal, (camera_id,), interval))[0]

    async def timelines(
        self, principal: Principal, cameras: tuple[CameraId, ...], interval: Interval
    ) -> list[tuple[Timeline, int | None]]:
        """Return the timelines of several cameras as of one instant, in their order.

        Raises:
            BadInput: no camera, one named twice, more than `MOST_ROWS`, or more than a year.
            Refused: the principal may not play back one of them.
        """
        if interval.length_us > LONGEST_TIMELINE_US:
            raise BadInput("a timeline covers one year at most", code="timeline_too_long")
        if not 1 <= len(cameras) <= MOST_ROWS or len(set(cameras)) != len(cameras):
            raise BadInput(
                f"name 1 to {MOST_ROWS} different cameras", code="timeline_cameras", field="camera_ids"
            )
        await self._gate.authorise(principal, Verb.PLAY_BACK, cameras=cameras, interval=interval)
        found, days = await asyncio.gather(
            self._database.read(lambda tx: read_timelines(tx, cameras, interval)),
            self._retention_days(cameras),
        )
        return [(one, days.get(camera)) for camera, one in zip(cameras, found, strict=True)]

    async def playlist(
        self, principal: Principal, camera_id: CameraId, interval: Interval, consultation_id: str
    ) -> str:
        """Return the HLS playlist of an interval.

        Raises:
            NotFound: there is no such consultation, or nothing is recorded there.
            Refused: the consultation does not open it.
        """
        await self.admit(principal, camera_id, interval, consultation_id)
        async with self._database.snapshot() as tx:
            found = await store.segments(tx, camera_id, interval)
        fine = interval.length_us <= FINE_US
        listed = await asyncio.to_thread(self._list, found, interval, fine=fine)
        if not any(one.chunks for one in listed):
            raise NotFound("nothing is recorded there", code="nothing_recorded", camera_id=camera_id)
        return render(listed, urlencode({"consultation": consultation_id}))

    async def init(self, principal: Principal, segment_id: str, consultation_id: str) -> bytes:
        """Return a segment's init bytes.

        Raises:
            NotFound: there is no such segment.
            Refused: the consultation does not open it.
            Unavailable: its volume is not mounted, or it is damaged.
        """
        segment = await self._admit_segment(principal, segment_id, consultation_id)

        def read() -> bytes:
            with self._collection.open(segment) as media:
                return media.init()

        return await asyncio.to_thread(read)

    async def media(
        self, principal: Principal, segment_id: str, consultation_id: str, *, first: int, stop: int | None
    ) -> bytes:
        """Return the pictures of parts `first` to `stop - 1` of a segment, decrypted, as HLS media.

        Raises:
            NotFound: there is no such segment, or it has no such parts.
            Refused: the consultation does not open it.
            Unavailable: its volume is not mounted, or it is damaged.
        """
        segment = await self._admit_segment(principal, segment_id, consultation_id)

        def read() -> bytes:
            with self._collection.open(segment) as media:
                end = len(media.parts) if stop is None else stop
                return b"".join(media.fragments(first, end))

        data = await asyncio.to_thread(read)
        if not data:
            raise NotFound("this segment has no such parts", code="segment_unknown")
        return data

    def _list(self, found: list[Segment], interval: Interval, *, fine: bool) -> list[Listed]:
        """Return what a playlist lists; a segment that cannot be read shows as a discontinuity."""
        listed: list[Listed] = []
        shared: tuple[bytes, Segment] | None = None
        for segment in found:
            if not fine:
                listed.append(Listed(segment, segment, _whole(segment)))
                continue
            try:
                with self._collection.open(segment) as media:
                    init, parts = media.init(), media.parts
            except (Unavailable, BadInput):
                continue
            if shared is None or shared[0] != init:
                shared = (init, segment)
            listed.append(Listed(segment, shared[1], tuple(chunks(parts, interval.start, interval.end))))
        return listed

    async def _admit_segment(self, principal: Principal, name: str, consultation_id: str) -> Segment:
        parsed = parse_segment_id(name)
        if parsed is None:
            raise NotFound("no such segment", code="segment_unknown")
        async with self._database.snapshot() as tx:
            segment = await store.segment(tx, *parsed)
            consultation = await store.consultation(tx, consultation_id)
        if segment is None or consultation is None:
            raise NotFound("no such segment", code="segment_unknown")
        part = segment.interval.clip(consultation.interval)
        if part is None:
            raise NotFound("no such segment in this consultation", code="segment_unknown")
        await self.admit(principal, segment.camera_id, part, consultation_id)
        return segment

    async def admit(
        self, principal: Principal, camera_id: CameraId, interval: Interval, consultation_id: str
    ) -> Consultation:
        """Return the consultation that opens an interval; its first use for a camera is journalled before.

        Raises:
            NotFound: there is no such consultation, or it is another session's.
            Refused: it does not open the interval, or the principal may not play back.
        """
        async with self._database.snapshot() as tx:
            consultation = await store.consultation(tx, consultation_id)
        if consultation is None:
            raise NotFound("no such consultation", code="consultation_unknown")
        consultation.require(principal, camera_id, interval, self._clock.now())
        await self._gate.authorise(
            principal,
            Verb.PLAY_BACK,
            cameras=[camera_id],
            interval=interval,
            reason=consultation.reason,
            basis=consultation.basis,
        )
        if (consultation.id, camera_id) in self._playing:
            return consultation
        async with self._database.transaction() as tx:
            details = {"camera_id": camera_id, "start_us": interval.start, "end_us": interval.end}
            await self._record(tx, principal, tags.PLAYBACK_STARTED, consultation, details)
        self._playing.add((consultation.id, camera_id))
        return consultation

    async def _record(
        self,
        tx: Transaction,
        principal: Principal,
        tag: Tag,
        consultation: Consultation,
        details: dict[str, object],
    ) -> None:
        entry = Entry(
            tag=tag,
            actor=principal.account_id,
            address=principal.address,
            session_id=principal.session_id,
            subject=consultation.id,
            reason=consultation.reason,
            basis=consultation.basis,
            details=details,
        )
        await self._journal.record(tx, entry)


async def read_timelines(
    tx: Transaction, cameras: tuple[CameraId, ...], interval: Interval
) -> list[Timeline]:
    """Return the timelines of several cameras as of one instant."""
    return [await read_timeline(tx, camera, interval) for camera in cameras]


async def read_timeline(tx: Transaction, camera_id: CameraId, interval: Interval) -> Timeline:
    """Return spans, gaps and holds of an interval; spans that meet are one."""
    found = await store.drawn(tx, camera_id, interval, tolerance_us=JOIN_US)
    return Timeline(found.spans, found.gaps, found.held, found.oldest)


def _whole(segment: Segment) -> tuple[Chunk, ...]:
    return (Chunk(0, segment.parts, segment.start, segment.ticks_90k),) if segment.parts else ()
