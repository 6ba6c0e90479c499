from dataclasses import replace

import pytest

from vigie.audit import Query
from vigie.cameras.service import CameraDraft
from vigie.cameras.vault import Vault
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.rights import SensitiveAct, Verb
from vigie.testing.cameras import someone

TECHNICIAN = someone(Verb.SEE_EQUIPMENT)
OPERATOR = someone(Verb.WATCH_LIVE)
DRAFT = CameraDraft(
    name="Mairie", site="Hôtel de ville", quarter="Centre", main_url="rtsp://10.0.0.1/main", password="secret"
)


async def _told(database, journal):
    async with database.snapshot() as tx:
        return [(entry.tag, entry.subject) for entry in (await journal.search(tx, Query())).entries]


async def test_a_camera_is_kept_and_its_password_never_comes_out(cameras):
    added = await cameras.add(TECHNICIAN, DRAFT)
    assert added == await cameras.get(added.id) == (await cameras.all())[0]
    assert (added.id, added.has_password) == ("cam-001", True)
    assert "secret" not in repr(added)


async def test_the_recorder_alone_gets_the_password(cameras):
    await cameras.add(TECHNICIAN, DRAFT)
    _, connections = await cameras.connections()
    assert connections[0].password == "secret"
    assert "secret" not in repr(connections[0])


async def test_a_password_that_does_not_open_is_that_camera_s_fault_alone(cameras, tmp_path):
    await cameras.add(TECHNICIAN, DRAFT)
    cameras._vault = Vault(bytes(32))
    await cameras.add(TECHNICIAN, CameraDraft(name="École", main_url="rtsp://10.0.0.2/", password="other"))
    _, connections = await cameras.connections()
    assert [(item.password, item.fault) for item in connections] == [
        (None, "password_sealed"),
        ("other", None),
    ]


async def test_a_camera_is_removed_by_two_people(cameras, second):
    added = await cameras.add(TECHNICIAN, DRAFT)
    second.confirms = False
    with pytest.raises(Refused, match="second person"):
        await cameras.remove(TECHNICIAN, added.id)
    assert await cameras.get(added.id) == added
    second.confirms = True
    await cameras.remove(TECHNICIAN, added.id)
    assert second.used == [(SensitiveAct.DELETE_CAMERA, added.id)]


async def test_every_change_is_journalled_with_its_act_and_raises_the_revision(cameras, database, journal):
    revisions = [await cameras.revision()]
    added = await cameras.add(TECHNICIAN, DRAFT)
    revisions.append(await cameras.revision())
    await cameras.change(TECHNICIAN, added.id, {"name": "Mairie nord"})
    revisions.append(await cameras.revision())
    await cameras.remove(TECHNICIAN, added.id)
    revisions.append(await cameras.revision())
    assert sorted(set(revisions)) == revisions
    assert await _told(database, journal) == [
        ("cameras:camera:removed", "cam-001"),
        ("cameras:camera:changed", "cam-001"),
        ("cameras:camera:added", "cam-001"),
    ]


async def test_who_may_not_configure_changes_nothing(cameras):
    with pytest.raises(Refused):
        await cameras.add(OPERATOR, DRAFT)
    added = await cameras.add(TECHNICIAN, DRAFT)
    for act in (cameras.change(OPERATOR, added.id, {"name": "x"}), cameras.remove(OPERATOR, added.id)):
        with pytest.raises(Refused):
            await act
    assert await cameras.get(added.id) == added


async def test_several_are_added_all_or_none(cameras):
    bad = CameraDraft(name="École", main_url="http://10.0.0.2/")
    with pytest.raises(BadInput):
        await cameras.add_all(TECHNICIAN, [DRAFT, bad])
    assert await cameras.all() == []


async def test_an_id_is_never_used_again(cameras):
    first = await cameras.add(TECHNICIAN, DRAFT)
    await cameras.remove(TECHNICIAN, first.id)
    second = await cameras.add(TECHNICIAN, DRAFT)
    assert second.id == "cam-002"
    with pytest.raises(Conflict) as refused:
        await cameras.add(TECHNICIAN, CameraDraft(id="cam-001", name="x", main_url="rtsp://h/"))
    assert refused.value.error_code == "camera_exists"


async def test_a_removed_camera_is_gone(cameras):
    added = await cameras.add(TECHNICIAN, DRAFT)
    await cameras.remove(TECHNICIAN, added.id)
    with pytest.raises(NotFound):
        await cameras.get(added.id)
    with pytest.raises(NotFound):
        await cameras.remove(TECHNICIAN, added.id)
    assert (await cameras.connections())[1] == []


async def test_a_change_keeps_what_it_does_not_name(cameras):
    added = await cameras.add(TECHNICIAN, DRAFT)
    changed = await cameras.change(TECHNICIAN, added.id, {"enabled": False, "site": "Parvis"})
    assert (changed.enabled, changed.site, changed.name) == (False, "Parvis", "Mairie")
    assert (await cameras.connections())[1][0].password == "secret"


async def test_a_password_can_be_replaced_and_forgotten(cameras):
    added = await cameras.add(TECHNICIAN, DRAFT)
    await cameras.change(TECHNICIAN, added.id, {"password": "new"})
    assert (await cameras.connections())[1][0].password == "new"
    assert not (await cameras.change(TECHNICIAN, added.id, {"password": None})).has_password


async def test_a_bad_change_leaves_everything_as_it_was(cameras, database, journal):
    added = await cameras.add(TECHNICIAN, DRAFT)
    with pytest.raises(BadInput):
        await cameras.change(TECHNICIAN, added.id, {"main_url": "nothing"})
    assert await cameras.get(added.id) == added
    assert len(await _told(database, journal)) == 1


async def test_an_unknown_camera_is_said_to_be_unknown(cameras):
    with pytest.raises(NotFound) as refused:
        await cameras.get(CameraId("cam-404"))
    assert refused.value.error_code == "camera_unknown"


async def test_a_camera_s_place_is_both_numbers_or_none(cameras):
    placed = await cameras.add(TECHNICIAN, replace(DRAFT, latitude_deg=48.9389, longitude_deg=2.4632))
    kept = await cameras.get(placed.id)
    assert (kept.latitude_deg, kept.longitude_deg) == (48.9389, 2.4632)
    gone = await cameras.change(TECHNICIAN, placed.id, {"latitude_deg": None, "longitude_deg": None})
    assert (gone.latitude_deg, gone.longitude_deg) == (None, None)
    for wrong in ({"latitude_deg": 48.9}, {"latitude_deg": 91.0, "longitude_deg": 2.0}):
        with pytest.raises(BadInput) as refused:
            await cameras.change(TECHNICIAN, placed.id, wrong)
        assert refused.value.error_code == "bad_place"
