import pytest

from vigie.cameras.layouts import Layouts
from vigie.cameras.service import CameraDraft
from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.rights import Verb
from vigie.testing.cameras import someone

OPERATOR = someone(Verb.WATCH_LIVE)
COLLEAGUE = someone(Verb.WATCH_LIVE, account="account-2")
SUPERVISOR = someone(Verb.SUPERVISE, account="account-3")


@pytest.fixture
async def layouts(database, gate, cameras):
    await cameras.add(someone(Verb.SEE_EQUIPMENT), CameraDraft(name="Mairie", main_url="rtsp://h/"))
    return Layouts(database, gate)


async def test_an_own_layout_is_its_owner_s_alone(layouts):
    mine = await layouts.add(OPERATOR, "Nuit", 4, [CameraId("cam-001"), None, None, None], shared=False)
    assert await layouts.all(OPERATOR) == [mine]
    assert await layouts.all(COLLEAGUE) == []
    with pytest.raises(NotFound):
        await layouts.remove(COLLEAGUE, mine.id)


async def test_a_supervisor_shares_one_with_everybody(layouts):
    shared = await layouts.add(SUPERVISOR, "Marché", 1, [CameraId("cam-001")], shared=True)
    assert await layouts.all(OPERATOR) == [shared]
    with pytest.raises(Refused):
        await layouts.remove(OPERATOR, shared.id)
    with pytest.raises(Refused):
        await layouts.add(OPERATOR, "Le mien", 1, [None], shared=True)


async def test_a_layout_is_changed_in_place(layouts):
    mine = await layouts.add(OPERATOR, "Nuit", 1, [None], shared=False)
    changed = await layouts.change(OPERATOR, mine.id, "Jour", 1, [CameraId("cam-001")], shared=False)
    assert await layouts.all(OPERATOR) == [changed]
    assert changed.id == mine.id
    await layouts.remove(OPERATOR, mine.id)
    assert await layouts.all(OPERATOR) == []


async def test_a_camera_that_never_was_is_refused(layouts):
    with pytest.raises(BadInput) as refused:
        await layouts.add(OPERATOR, "Nuit", 1, [CameraId("cam-404")], shared=False)
    assert refused.value.error_code == "camera_unknown"
