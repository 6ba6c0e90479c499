"""Cameras that move, steered by the ONVIF library that the centre uses, seen by ffmpeg."""

import asyncio
import logging
import subprocess

import cv2
import numpy as np
import onvif
import pytest
import zeep.exceptions

from vigie.simulator.credentials import Auth
from vigie.simulator.settings import TownSettings
from vigie.simulator.sinks import receive
from vigie.simulator.town import running_town

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the libraries', not ours
PROFILE = {"ProfileToken": "main"}


@pytest.fixture
async def town(tmp_path):
    async with running_town(TownSettings(cameras=3, data=tmp_path)) as town:
        yield town


@pytest.fixture
async def device(town):
    """Open the first camera with the library; its name is what a fault's account check uses."""
    logging.getLogger("zeep").setLevel(logging.ERROR)
    camera = onvif.ONVIFCamera("127.0.0.1", town.onvif.port("cam-001"), "admin", "vigie")
    await camera.update_xaddrs()
    yield camera
    await camera.close()


async def _settled(ptz, tries=100):
    for _ in range(tries):
        status = await ptz.GetStatus(PROFILE)
        if status.MoveStatus.PanTilt == "IDLE":
            return status.Position
        await asyncio.sleep(0.1)
    raise AssertionError("it never stood still")


async def test_every_ptz_operation_does_what_it_says(device):
    ptz = await device.create_ptz_service()
    assert (await ptz.GetNodes())[0].HomeSupported
    assert (await ptz.GetConfigurations())[0].NodeToken == "ptz-node"
    await ptz.ContinuousMove({**PROFILE, "Velocity": {"PanTilt": {"x": 0.5, "y": 0}, "Zoom": {"x": 0.2}}})
    await asyncio.sleep(0.3)
    assert (await ptz.GetStatus(PROFILE)).MoveStatus.PanTilt == "MOVING"
    await ptz.Stop({**PROFILE, "PanTilt": True, "Zoom": True})
    stopped = (await ptz.GetStatus(PROFILE)).Position
    assert stopped.PanTilt.x > 0
    assert stopped.Zoom.x > 0
    token = await ptz.SetPreset({**PROFILE, "PresetName": "Ici"})
    assert {"Ici"} <= {preset.Name for preset in await ptz.GetPresets(PROFILE)}
    await ptz.AbsoluteMove({**PROFILE, "Position": {"PanTilt": {"x": -0.1, "y": 0.2}}})
    assert (await _settled(ptz)).PanTilt.y == pytest.approx(0.2, abs=1e-3)
    await ptz.RelativeMove({**PROFILE, "Translation": {"PanTilt": {"x": 0.1, "y": 0}}})
    assert (await _settled(ptz)).PanTilt.x == pytest.approx(0, abs=1e-3)
    await ptz.GotoPreset({**PROFILE, "PresetToken": token})
    assert (await _settled(ptz)).PanTilt.x == pytest.approx(stopped.PanTilt.x, abs=1e-3)
    await ptz.RemovePreset({**PROFILE, "PresetToken": token})
    with pytest.raises(zeep.exceptions.Fault):
        await ptz.GotoPreset({**PROFILE, "PresetToken": token})
    await ptz.GotoHomePosition(PROFILE)
    assert (await _settled(ptz)).PanTilt.x == pytest.approx(0, abs=1e-3)


async def test_media_services_tell_where_the_streams_are(town, device):
    media = await device.create_media_service()
    profiles = await media.GetProfiles()
    assert [profile.token for profile in profiles] == ["main", "sub"]
    assert profiles[0].VideoEncoderConfiguration.Resolution.Width == 1280
    assert profiles[0].PTZConfiguration.NodeToken == "ptz-node"
    setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
    uri = await media.GetStreamUri({"StreamSetup": setup, "ProfileToken": "sub"})
    assert uri.Uri == town.url("cam-001", "sub")
    assert len(await media.GetVideoEncoderConfigurations()) == 2
    assert (await media.GetVideoSources())[0].Resolution.Height == 720
    assert "http://www.onvif.org/ver20/media/wsdl" in device.xaddrs
    with pytest.raises(zeep.exceptions.Fault):
        await media.GetSnapshotUri({"ProfileToken": "none"})


async def test_a_wrong_password_is_refused_and_the_clock_is_told_before(tmp_path):
    settings = TownSettings(cameras=1, ptz=False, auth=Auth.DIGEST, data=tmp_path)
    async with running_town(settings) as town:
        camera = onvif.ONVIFCamera("127.0.0.1", town.onvif.port("cam-001"), "admin", "no", adjust_time=True)
        try:
            await camera.update_xaddrs()
            service = await camera.create_devicemgmt_service()
            with pytest.raises(zeep.exceptions.Fault, match="not authorized"):
                await service.GetDeviceInformation()
        finally:
            await camera.close()


def _grab(url):
    command = ["ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp"]
    command += ["-fpsprobesize", "0", "-i", url]
    command += ["-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"]
    data = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


async def test_the_picture_moves_with_the_head(town, device):
    ptz, url = await device.create_ptz_service(), town.url("cam-001", "sub")
    before = await asyncio.to_thread(_grab, url)
    again = await asyncio.to_thread(_grab, url)
    await ptz.AbsoluteMove({**PROFILE, "Position": {"PanTilt": {"x": 0.8, "y": -0.3}, "Zoom": {"x": 0.6}}})
    await _settled(ptz)
    after = await asyncio.to_thread(_grab, url)
    assert before.shape == (360, 640, 3)

    def difference(one, two):
        return np.abs(one.astype(int) - two).mean()

    assert difference(before, after) > 3 * difference(before, again) + 1


async def test_both_streams_come_whole_and_only_while_watched(town):
    stream = town.camera("cam-001").streams["main"]
    assert stream.pictures_sent == 0
    count = await receive([town.url("cam-001", "main"), town.url("cam-001", "sub")], 2, warm_up_s=1)
    assert count.packets_lost == 0
    assert count.pictures >= 10
    await asyncio.sleep(0.5)
    sent = stream.pictures_sent
    await asyncio.sleep(0.5)
    assert stream.pictures_sent == sent
