"""Scenes over a real Unix socket: only cameras that are edited are asked for, and only their editors hear."""

import asyncio
import json

import pytest

from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.ports import LiveObject, LiveScene
from vigie.vision.scene_link import SceneServer, scenes

ONE, TWO = CameraId("cam-001"), CameraId("cam-002")


def scene(camera_id):
    found = (LiveObject(1, "person", (1.0, 2.0, 3.0, 4.0), ((2.0, 4.0),)),)
    return LiveScene(camera_id, UtcUs(5), (640, 360), found, (), ("zone",), {}, {"r": "not_lawful"})


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)


async def test_an_editor_hears_its_camera_alone(tmp_path):
    path = tmp_path / "s.sock"
    server = SceneServer(path)
    running = asyncio.create_task(server.run())
    await until(path.exists)
    heard = scenes(path, ONE)
    first = asyncio.create_task(anext(heard))
    await until(lambda: server.watched() == {ONE})
    server.on_scene(scene(TWO))
    server.on_scene(scene(ONE))
    told = json.loads(await first)
    assert (told["camera_id"], told["ringing"], told["closed"]) == (ONE, ["zone"], {"r": "not_lawful"})
    assert told["objects"][0]["box_px"] == [1.0, 2.0, 3.0, 4.0]
    await heard.aclose()
    await until(lambda: not server.watched())
    running.cancel()


async def test_without_an_analyst_it_says_so(tmp_path):
    with pytest.raises(Unavailable):
        await anext(scenes(tmp_path / "none.sock", ONE))
