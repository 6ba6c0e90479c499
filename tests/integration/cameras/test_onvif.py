"""The ONVIF client against the simulated town's ONVIF services, which share no code with it."""

import logging

import pytest
from peers.media import run_ffmpeg

from vigie.cameras.onvif_client import OnvifProber
from vigie.kernel.errors import Unavailable
from vigie.simulator.credentials import Auth
from vigie.simulator.films import load_film
from vigie.simulator.onvif import service
from vigie.simulator.settings import TownSettings
from vigie.simulator.town import running_town

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the libraries', not ours


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
async def town(tmp_path_factory):
    settings = TownSettings(cameras=2, auth=Auth.DIGEST, scenes=False, data=tmp_path_factory.mktemp("town"))
    async with running_town(settings) as town:
        yield town


async def _ask(town, password="vigie", camera="cam-001"):  # noqa: S107 - published, protects simulated cameras
    return await OnvifProber().ask("127.0.0.1", town.onvif.port(camera), "admin", password)


async def test_a_camera_tells_its_profiles_and_the_addresses_that_serve_them(town):
    found = await _ask(town, camera="cam-002")
    assert [profile.url for profile in found.profiles] == [
        town.url("cam-002", "main"),
        town.url("cam-002", "sub"),
    ]
    main, sub = found.profiles
    assert main.width_px > sub.width_px
    assert {main.codec, sub.codec} == {"h264"}
    assert found.manufacturer


@pytest.fixture(scope="module")
async def modern(tmp_path_factory):
    """A camera as sold today, main stream in H.265, sub-stream in H.264; its clock is wrong."""
    folder = tmp_path_factory.mktemp("modern")
    source = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=12", "-t", "2", "-g", "12", "-c:v"]
    quiet = ["-x265-params", "log-level=error:bframes=0"]
    run_ffmpeg(*source, "libx265", "-preset", "ultrafast", *quiet, str(folder / "main.mp4"))
    run_ffmpeg(*source, "libx264", "-bf", "0", "-s", "640x360", str(folder / "sub.mp4"))
    film = load_film("modern", folder / "main.mp4", folder / "sub.mp4")
    settings = TownSettings(cameras=1, auth=Auth.DIGEST, scenes=False, data=folder)
    async with running_town(settings, [film]) as town:
        town.misbehave("cam-001", clock_offset_s=-7200.0)
        yield town


async def test_a_stream_that_only_media2_can_tell_is_known_with_its_size(modern):
    main, sub = (await _ask(modern)).profiles
    assert (main.codec, main.width_px, main.height_px) == ("h265", 1280, 720)
    assert main.fps == pytest.approx(12)
    assert main.bitrate_bps > 0
    assert main.url == modern.url("cam-001", "main")
    assert (sub.codec, sub.width_px, sub.height_px) == ("h264", 640, 360)


async def test_where_media2_is_announced_and_does_not_work_the_older_service_serves(
    modern, monkeypatch, caplog
):
    caplog.set_level(logging.WARNING)
    monkeypatch.setitem(service.OPERATIONS, "tr2", {})
    found = {profile.token: profile.codec for profile in (await _ask(modern)).profiles}
    assert found == {"main": None, "sub": "h264"}


async def test_a_camera_that_can_be_turned_says_so(town):
    assert (await _ask(town, camera="cam-001")).ptz
    assert not (await _ask(town, camera="cam-002")).ptz


@pytest.mark.parametrize("password", ["wrong", ""])
async def test_a_wrong_password_is_said_to_be_one(town, password):
    with pytest.raises(Unavailable) as refused:
        await _ask(town, password)
    assert refused.value.error_code == "wrong_password"


async def test_what_speaks_something_else_is_no_onvif_camera(town):
    with pytest.raises(Unavailable) as refused:
        await OnvifProber().ask("127.0.0.1", town.port, "admin", "vigie")
    assert refused.value.error_code == "not_onvif"


async def test_where_nothing_listens_the_camera_is_unreachable():
    with pytest.raises(Unavailable) as refused:
        await OnvifProber().ask("127.0.0.1", 1, "admin", "vigie")
    assert refused.value.error_code == "camera_unreachable"
