"""The demonstration starts again with its data, whatever is asked for the second time."""

from dataclasses import replace

from vigie import demo_town
from vigie.bootstrap.base import open_base
from vigie.bootstrap.demo import prepare_demo
from vigie.cameras.service import CameraDraft
from vigie.people.model import LOCAL


async def _cameras(plan):
    async with open_base(plan.settings) as base:
        return {one.id: one for one in await base.cameras.all()}


async def test_a_second_start_keeps_what_is_there_and_follows_ports_and_count(tmp_path):
    plan = demo_town.plan(cameras=4, media=None, data=tmp_path, port=0)
    await prepare_demo(plan.settings, plan.drafts())
    async with open_base(plan.settings) as base:
        by_hand = CameraDraft(name="Vraie caméra", main_url="rtsp://10.0.0.7/main")
        added = await base.cameras.add(LOCAL, by_hand)
        await base.cameras.change(LOCAL, "cam-001", {"name": "Renommée"})

    moved = replace(plan, cameras=2, rtsp_port=plan.rtsp_port + 1)
    await prepare_demo(moved.settings, moved.drafts())
    cameras = await _cameras(plan)
    assert cameras["cam-001"].name == "Renommée"
    assert f":{moved.rtsp_port}/" in cameras["cam-001"].main_url
    assert [one for one, camera in cameras.items() if camera.enabled] == ["cam-001", "cam-002", added.id]

    await prepare_demo(plan.settings, plan.drafts())
    assert all(camera.enabled for camera in (await _cameras(plan)).values())


async def test_every_camera_of_the_demonstration_is_authorised_and_every_account_made_once(tmp_path):
    plan = demo_town.plan(cameras=3, media=None, data=tmp_path, port=0)
    for _ in range(2):
        await prepare_demo(plan.settings, plan.drafts())
    async with open_base(plan.settings) as base:
        faults = await base.authorisations.faults(["cam-001", "cam-002", "cam-003"], base.clock.now())
        assert len(await base.authorisations.all()) == 1
    assert faults == {}


def test_a_taken_port_gives_the_next_free_one(tmp_path):
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < demo_town.free_port(port) <= port + demo_town.PORTS_TRIED
