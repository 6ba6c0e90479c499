"""Wall layouts: each operator keeps their own, who supervises shares some with everybody."""

from collections.abc import Sequence
from dataclasses import replace

from vigie.cameras import store
from vigie.cameras.model import Layout, check_layout
from vigie.kernel.errors import BadInput, NotFound
from vigie.kernel.ids import AccountId, CameraId, new_id
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction


class Layouts:
    """The use cases of walls. A layout shows no picture by itself, so only sharing asks for a right."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    async def all(self, principal: Principal) -> list[Layout]:
        """Return the principal's own layouts and the shared ones."""
        async with self._database.snapshot() as tx:
            return await store.layouts_for(tx, AccountId(principal.account_id))

    async def add(
        self, principal: Principal, name: str, tiles: int, cameras: Sequence[CameraId | None], *, shared: bool
    ) -> Layout:
        """Keep a new layout.

        Raises:
            BadInput: a field cannot be used, or a camera does not exist.
            Refused: it shall be shared, and the principal does not supervise.
        """
        layout = Layout(
            id=new_id(),
            name=name,
            tiles=tiles,
            cameras=tuple(cameras),
            shared=shared,
            owner=principal.account_id,
        )
        await self._put(principal, layout)
        return layout

    async def change(
        self,
        principal: Principal,
        layout_id: str,
        name: str,
        tiles: int,
        cameras: Sequence[CameraId | None],
        *,
        shared: bool,
    ) -> Layout:
        """Replace a layout.

        Raises:
            NotFound: there is none of that id, or it is somebody else's own.
            BadInput: a field cannot be used, or a camera does not exist.
            Refused: it is or shall be shared, and the principal does not supervise.
        """
        before = await self._changeable(principal, layout_id)
        after = replace(before, name=name, tiles=tiles, cameras=tuple(cameras), shared=shared)
        await self._put(principal, after)
        return after

    async def remove(self, principal: Principal, layout_id: str) -> None:
        """Delete a layout.

        Raises:
            NotFound: there is none of that id, or it is somebody else's own.
            Refused: it is shared, and the principal does not supervise.
        """
        await self._changeable(principal, layout_id)
        async with self._database.transaction() as tx:
            await store.delete_layout(tx, layout_id)

    async def _changeable(self, principal: Principal, layout_id: str) -> Layout:
        async with self._database.snapshot() as tx:
            found = await store.find_layout(tx, layout_id)
        if found is None or not (found.shared or found.owner == principal.account_id):
            raise NotFound(f"there is no layout {layout_id}", code="layout_unknown")
        if found.shared:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        return found

    async def _put(self, principal: Principal, layout: Layout) -> None:
        check_layout(layout)
        if layout.shared:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.transaction() as tx:
            await _check_cameras(tx, layout)
            await store.put_layout(tx, layout)


async def _check_cameras(tx: Transaction, layout: Layout) -> None:
    known = await store.taken_ids(tx)
    for camera_id in layout.cameras:
        if camera_id is not None and camera_id not in known:
            raise BadInput(
                f"there is no camera {camera_id}", code="camera_unknown", field="cameras", camera_id=camera_id
            )
