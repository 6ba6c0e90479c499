"""What the analysis sees, handed live to the rule editor over a Unix socket in the data folder.

The editor's end sends one line, the camera's id; the analyst answers one JSON line per picture it looks at,
for as long as the connection stays open. Nothing is computed for cameras that nobody edits, and a reader that
falls behind misses pictures: the newest counts.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.vision.journal_sink import plain
from vigie.vision.ports import LiveScene

LONGEST_LINE = 1 << 20
MOST_BEHIND_BYTES = 256 * 1024


class SceneServer:
    """The analyst's end: a `SceneWatcher`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers: dict[asyncio.StreamWriter, CameraId] = {}
        self._watched: frozenset[CameraId] = frozenset()

    def watched(self) -> frozenset[CameraId]:
        """Return the cameras that are edited now; asked from the worker thread."""
        return self._watched

    def on_scene(self, scene: LiveScene) -> None:
        """Send one scene to whoever edits its camera."""
        line = b""
        for writer, camera_id in self._readers.items():
            if camera_id != scene.camera_id or writer.transport.get_write_buffer_size() > MOST_BEHIND_BYTES:
                continue
            line = line or json.dumps(plain(asdict(scene))).encode() + b"\n"
            writer.write(line)

    async def run(self) -> None:
        """Serve until cancelled; the socket is this user's alone."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        self._path.chmod(0o600)
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._readers[writer] = CameraId((await reader.readline()).decode(errors="replace").strip())
            self._note()
            await reader.read()
        except (OSError, ValueError):
            return
        finally:
            self._readers.pop(writer, None)
            self._note()
            writer.close()

    def _note(self) -> None:
        self._watched = frozenset(self._readers.values())


async def scenes(path: Path, camera_id: CameraId) -> AsyncGenerator[str, None]:
    """Yield a camera's scenes as JSON texts, until the analyst goes away.

    Raises:
        Unavailable: there is no analyst.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
    except OSError as error:
        raise Unavailable("the analyst does not answer", code="analyst_down") from error
    try:
        writer.write(camera_id.encode() + b"\n")
        await writer.drain()
        while line := await reader.readline():
            yield line.decode().rstrip("\n")
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
