"""The ONVIF client against the simulated town's ONVIF services, which share no code with it."""

import pytest

from vigie.cameras.onvif_client import OnvifProber
from vigie.kernel.errors import Unavailable
from vigie.simulator.credentials import Auth
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
