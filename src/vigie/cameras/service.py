"""What is done to cameras: authorise, act, journal, in one transaction. Passwords go in and never come out.

`connections` alone opens passwords; it is for the recorder, which asks as a process and not for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vigie.audit import Entry, Journal, Tag
from vigie.cameras import communes_store, store
from vigie.cameras.model import Camera, CameraKind, CameraTransport, check_camera, next_camera_id
from vigie.cameras.vault import Vault
from vigie.kernel.errors import BadInput, Conflict, NotFound, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, SecondPerson, SensitiveAct, Verb
from vigie.kernel.store import Database, Transaction

ADDED = Tag("cameras:camera:added")
CHANGED = Tag("cameras:camera:changed")
REMOVED = Tag("cameras:camera:removed")

CONFIGURE = Verb.SEE_EQUIPMENT
"""Who sees equipment keeps it: technicians add and change cameras, and never see a picture."""

MAX_PASSWORD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraDraft:
    """A camera as somebody enters it; without an id the next `cam-NNN` is taken."""

    name: str
    main_url: str
    id: str | None = None
    site: str = "—"
    quarter: str = "—"
    kind: CameraKind = CameraKind.MAIN_ROAD
    ptz: bool = False
    enabled: bool = True
    sub_url: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    transport: CameraTransport = CameraTransport.TCP
    verify_tls: bool = True
    onvif_url: str | None = None
    commune: str | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A camera with the password that opens it; `fault` is the code of why a kept one does not open."""

    camera: Camera
    password: str | None = field(repr=False)
    fault: str | None = None


class Cameras:
    """The use cases of the cameras room."""

    def __init__(
        self,
        database: Database,
        gate: Gate,
        journal: Journal,
        vault: Vault,
        clock: Clock,
        second: SecondPerson,
    ) -> None:
        self._second = second
        self._database = database
        self._gate = gate
        self._journal = journal
        self._vault = vault
        self._clock = clock

    async def all(self) -> list[Camera]:
        """Return every camera, by id."""
        async with self._database.snapshot() as tx:
            return [item.camera for item in await store.cameras(tx)]

    async def get(self, camera_id: CameraId) -> Camera:
        """Return one camera.

        Raises:
            NotFound: there is none of that id.
        """
        async with self._database.snapshot() as tx:
            return (await _find(tx, camera_id)).camera

    async def revision(self) -> int:
        """Return the number that every change of a camera raises; one cheap read."""
        async with self._database.snapshot() as tx:
            return await store.revision(tx)

    async def connections(self) -> tuple[int, list[Connection]]:
        """Return the revision, and every camera with its opened password; for the recorder alone."""
        async with self._database.snapshot() as tx:
            revision, sealed = await store.revision(tx), await store.cameras(tx)
        return revision, [self._open(item) for item in sealed]

    async def add(self, principal: Principal, draft: CameraDraft) -> Camera:
        """Add one camera.

        Raises:
            BadInput: a field cannot be used.
            Conflict: the id is or was used.
            Refused: the principal may not.
        """
        return (await self.add_all(principal, [draft]))[0]

    async def add_all(self, principal: Principal, drafts: Sequence[CameraDraft]) -> list[Camera]:
        """Add several cameras, all or none."""
        await self._gate.authorise(principal, CONFIGURE)
        async with self._database.transaction() as tx:
            taken = await store.taken_ids(tx)
            added = []
            for draft in drafts:
                added.append(await self._insert(tx, principal, draft, taken))
                taken.add(added[-1].id)
        return added

    async def change(self, principal: Principal, camera_id: CameraId, changes: Mapping[str, Any]) -> Camera:
        """Change the named fields of a camera; `password` None forgets it, absent keeps it.

        Raises:
            NotFound: there is no such camera.
            BadInput: a field cannot be used.
            Refused: the principal may not.
        """
        await self._gate.authorise(principal, CONFIGURE)
        async with self._database.transaction() as tx:
            before = await _find(tx, camera_id)
            fields = {name: value for name, value in changes.items() if name != "password"}
            after = replace(before.camera, **fields)
            sealed = before.password_sealed
            if "password" in changes:
                sealed = self._seal(camera_id, changes["password"])
            after = replace(after, has_password=sealed is not None)
            check_camera(after)
            await _check_commune(tx, after)
            await store.update_camera(tx, after, sealed)
            await self._record(tx, principal, CHANGED, camera_id, {"fields": ",".join(sorted(changes))})
        return after

    async def remove(self, principal: Principal, camera_id: CameraId) -> None:
        """Remove a camera; its recordings stay until they are destroyed on time.

        Raises:
            NotFound: there is no such camera.
            Refused: the principal may not, or no second person has confirmed it.
        """
        await self._gate.authorise(principal, CONFIGURE)
        async with self._database.transaction() as tx:
            found = await _find(tx, camera_id)
            await self._second.use(tx, SensitiveAct.DELETE_CAMERA, camera_id, principal)
            await store.remove_camera(tx, camera_id, self._clock.now())
            await self._record(tx, principal, REMOVED, camera_id, {"name": found.camera.name})

    async def _insert(
        self, tx: Transaction, principal: Principal, draft: CameraDraft, taken: set[CameraId]
    ) -> Camera:
        camera_id = CameraId(draft.id) if draft.id else next_camera_id(taken)
        if camera_id in taken:
            raise Conflict(
                f"the id {camera_id} is or was used: choose another",
                code="camera_exists",
                field="id",
                camera_id=camera_id,
            )
        sealed = self._seal(camera_id, draft.password)
        new = _camera(camera_id, draft, has_password=sealed is not None)
        check_camera(new)
        await _check_commune(tx, new)
        await store.insert_camera(tx, new, sealed, self._clock.now())
        await self._record(tx, principal, ADDED, camera_id, {"name": new.name})
        return new

    async def _record(
        self, tx: Transaction, principal: Principal, tag: Tag, camera_id: CameraId, details: dict[str, Any]
    ) -> None:
        await self._journal.record(tx, Entry.by(principal, tag, camera_id, details=details))

    def _seal(self, camera_id: CameraId, password: str | None) -> bytes | None:
        if not password:
            return None
        if len(password) > MAX_PASSWORD:
            raise BadInput(
                f"password: {MAX_PASSWORD} characters at most", code="bad_password", field="password"
            )
        return self._vault.seal(camera_id, password)

    def _open(self, item: store.SealedCamera) -> Connection:
        if item.password_sealed is None:
            return Connection(item.camera, None)
        try:
            return Connection(item.camera, self._vault.open(item.camera.id, item.password_sealed))
        except Unavailable as error:
            return Connection(item.camera, None, error.error_code)


async def _find(tx: Transaction, camera_id: CameraId) -> store.SealedCamera:
    found = await store.find_camera(tx, camera_id)
    if found is None:
        raise NotFound(f"there is no camera {camera_id}", code="camera_unknown", camera_id=camera_id)
    return found


async def _check_commune(tx: Transaction, camera: Camera) -> None:
    if camera.commune is not None and not await communes_store.is_known(tx, camera.commune):
        raise BadInput(
            f"there is no commune {camera.commune} here: record it first",
            code="commune_unknown",
            field="commune",
        )


def _camera(camera_id: CameraId, draft: CameraDraft, *, has_password: bool) -> Camera:
    return Camera(
        id=camera_id,
        name=draft.name,
        site=draft.site,
        quarter=draft.quarter,
        kind=draft.kind,
        ptz=draft.ptz,
        enabled=draft.enabled,
        main_url=draft.main_url,
        sub_url=draft.sub_url,
        username=draft.username,
        has_password=has_password,
        transport=draft.transport,
        verify_tls=draft.verify_tls,
        onvif_url=draft.onvif_url,
        commune=draft.commune,
        latitude_deg=draft.latitude_deg,
        longitude_deg=draft.longitude_deg,
    )
