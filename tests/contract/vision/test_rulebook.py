"""Rules kept in the database, on SQLite and on PostgreSQL: versions, activation, the legal gate."""

import json

import pytest

from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.law.analytics import AnalyticsBases
from vigie.law.demo_basis import settle_demo_basis
from vigie.people.model import LOCAL, Role
from vigie.testing.cameras import FakeCameras
from vigie.testing.people import PeopleRig
from vigie.vision.rulebook import DatabaseRulebook
from vigie.vision.rulebook_demo import settle_demo_rules
from vigie.vision.rulebook_service import Rules
from vigie.vision.signals import RuleKind

ONE = CameraId("cam-001")
SIZE = (640, 360)
FIELD = [[0, 0], [100, 0], [100, 100]]
INTRUSION = {"id": "zone", "kind": "intrusion", "field_px": FIELD}


@pytest.fixture
def rig(database, tmp_path):
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def bases(rig):
    return AnalyticsBases(rig.database, rig.gate, rig.journal, rig.clock)


@pytest.fixture
def rules(rig, bases):
    return Rules(rig.database, rig.gate, rig.journal, rig.clock, FakeCameras(), bases)


async def test_a_version_runs_only_once_activated_and_under_a_basis(rig, rules, bases):
    chief, book = await rig.principal(Role.SUPERVISOR), DatabaseRulebook(rig.database)
    saved = await rules.save(chief, ONE, [INTRUSION], SIZE)
    assert saved.version == 1
    assert await book.all() == {}
    before = await book.revision()
    with pytest.raises(Refused) as refused:
        await rules.activate(chief, ONE, 1)
    assert refused.value.error_code == "rule_no_basis"
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True)
    await rules.activate(chief, ONE, 1)
    assert await book.revision() > before
    camera_rules = (await book.all())[ONE]
    assert (camera_rules.version, camera_rules.size_px) == (1, SIZE)
    assert [spec.kind for spec in camera_rules.rules] == [RuleKind.INTRUSION]
    (entry,) = await rig.journalled("vision:rules:activated")
    assert json.loads(entry.details)["bases"]["zone"]


async def test_equipment_needs_no_basis_and_unlawful_kinds_never_run(rig, rules, bases):
    chief = await rig.principal(Role.SUPERVISOR)
    await rules.save(chief, ONE, [{"id": "t", "kind": "tampering"}], SIZE)
    await rules.activate(chief, ONE, 1)
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True)
    await rules.save(chief, ONE, [{"id": "r", "kind": "running"}], SIZE)
    await rules.save(chief, ONE, [{"id": "zone", "kind": "intrusion"}], SIZE)
    for version, code in ((2, "rule_not_lawful"), (3, "rule_no_field")):
        with pytest.raises(Refused) as refused:
            await rules.activate(chief, ONE, version)
        assert refused.value.error_code == code
    assert (await rules.of_camera(chief, ONE)).running.version == 1


async def test_switching_off_needs_a_reason_and_leaves_the_versions(rig, rules):
    chief, book = await rig.principal(Role.SUPERVISOR), DatabaseRulebook(rig.database)
    await rules.save(chief, ONE, [{"id": "t", "kind": "tampering"}], SIZE)
    await rules.activate(chief, ONE, 1)
    with pytest.raises(BadInput):
        await rules.switch_off(chief, ONE, " ")
    await rules.switch_off(chief, ONE, "travaux")
    assert await book.all() == {}
    assert len((await rules.of_camera(chief, ONE)).versions) == 1
    with pytest.raises(NotFound):
        await rules.switch_off(chief, ONE, "encore")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([{"id": "a", "kind": "levitation"}], "unknown_rule"),
        ([{"kind": "fall"}], "bad_rule"),
        ([{"id": "a", "kind": "fall", "colour": 1}], "bad_rule"),
        ([{"id": "a", "kind": "fall"}, {"id": "a", "kind": "fire"}], "rule_id_taken"),
        ([{"id": "a", "kind": "intrusion", "field_px": [[0, 0], [900, 0], [0, 9]]}], "point_outside"),
        ([{"id": str(n), "kind": "fall"} for n in range(41)], "too_many_rules"),
    ],
)
async def test_impossible_rules_are_refused_by_name(rig, rules, given, code):
    chief = await rig.principal(Role.SUPERVISOR)
    with pytest.raises(BadInput) as bad:
        await rules.save(chief, ONE, given, SIZE)
    assert bad.value.error_code == code


async def test_calibration_is_kept_and_checked(rig, rules, bases):
    chief = await rig.principal(Role.SUPERVISOR)
    corners = [[0, 0], [100, 0], [100, 100], [0, 100]]
    good = {"points_px": corners, "points_m": [[0, 0], [10, 0], [10, 10], [0, 10]]}
    for bad in ({"points_px": corners}, {"points_px": corners[:2], "points_m": corners[:2]}):
        with pytest.raises(BadInput):
            await rules.save(chief, ONE, [], SIZE, bad)
    await rules.save(chief, ONE, [], SIZE, good)
    await rules.activate(chief, ONE, 1)
    calibration = (await DatabaseRulebook(rig.database).all())[ONE].calibration
    assert calibration.ground_m([[50.0, 50.0]])[0] == pytest.approx([5.0, 5.0])


@pytest.mark.parametrize("role", [Role.MUNICIPAL_POLICE, Role.TECHNICIAN, Role.DPO])
async def test_who_does_not_supervise_touches_no_rule(rig, rules, role):
    person = await rig.principal(role)
    for asked in (
        rules.of_camera(person, ONE),
        rules.running(person),
        rules.save(person, ONE, [], SIZE),
        rules.activate(person, ONE, 1),
        rules.switch_off(person, ONE, "parce que"),
    ):
        with pytest.raises(Refused):
            await asked


async def test_the_demonstration_gets_rules_once(rig, rules, bases):
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True)
    assert await settle_demo_rules(rules, LOCAL, [ONE]) == [ONE]
    assert await settle_demo_rules(rules, LOCAL, [ONE]) == []
    kinds = {spec.kind for spec in (await DatabaseRulebook(rig.database).all())[ONE].rules}
    assert {RuleKind.INTRUSION, RuleKind.FALL, RuleKind.ABANDONED_OBJECT} <= kinds


async def test_unknown_cameras_and_versions(rig, rules):
    chief = await rig.principal(Role.SUPERVISOR)
    with pytest.raises(NotFound):
        await rules.of_camera(chief, CameraId("cam-999"))
    with pytest.raises(NotFound):
        await rules.activate(chief, ONE, 7)
