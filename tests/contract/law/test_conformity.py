"""Classes of cameras and the measured report, on SQLite and on PostgreSQL."""

import json

import pytest

from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.law.conformity import CameraClass, Plan, Stream, Verdict
from vigie.law.conformity_service import ConformityReports, to_csv, to_pdf
from vigie.law.demo import classify_demo_cameras
from vigie.people.model import LOCAL, Role
from vigie.testing.law import OneCamera
from vigie.testing.people import PeopleRig

ONE = CameraId("cam-001")
PAVEMENT = CameraClass(objective="Parvis de la mairie", plan=Plan.NARROW, fast=True)


@pytest.fixture
def rig(database, tmp_path) -> PeopleRig:
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def network() -> OneCamera:
    return OneCamera()


@pytest.fixture
def reports(rig, network) -> ConformityReports:
    return ConformityReports(rig.database, rig.gate, rig.journal, rig.clock, network)


async def verdict(reports) -> Verdict:
    [line] = await reports.report()
    return line.verdict


async def test_a_camera_conforms_once_it_is_classed_and_its_stream_is_good_enough(reports, network):
    assert await verdict(reports) is Verdict.UNCLASSED
    assert (await reports.declare(LOCAL, ONE, PAVEMENT)).verdict is Verdict.CONFORMS
    network.stream = Stream(width_px=640, height_px=360, fps=25.0)
    assert await verdict(reports) is Verdict.FAILS
    network.stream = Stream(width_px=1280, height_px=720, fps=8.0)
    assert await verdict(reports) is Verdict.FAILS
    network.stream = Stream()
    assert await verdict(reports) is Verdict.UNMEASURED


async def test_an_unclassed_camera_below_what_every_flow_needs_fails(reports, network):
    network.stream = Stream(width_px=320, height_px=240, fps=25.0)
    assert await verdict(reports) is Verdict.FAILS


async def test_a_narrow_plan_for_traffic_needs_no_more_than_other_flows(reports, network):
    network.stream = Stream(width_px=640, height_px=360, fps=7.0)
    traffic = CameraClass(objective="Carrefour", plan=Plan.NARROW, traffic=True, fast=True)
    assert (await reports.declare(LOCAL, ONE, traffic)).verdict is Verdict.CONFORMS


async def test_a_declaration_replaces_the_one_before_and_is_journalled(rig, reports):
    manager = await rig.principal(Role.MANAGER)
    await reports.declare(manager, ONE, PAVEMENT)
    wide = CameraClass(objective="Place", plan=Plan.WIDE)
    await reports.declare(manager, ONE, wide)
    [line] = await reports.report()
    assert line.declared == wide
    told = [json.loads(each.details)["objective"] for each in await rig.journalled("law:camera:classed")]
    assert sorted(told) == ["Parvis de la mairie", "Place"]


async def test_only_the_manager_declares_and_only_what_exists(rig, reports):
    technician = await rig.principal(Role.TECHNICIAN)
    with pytest.raises(Refused):
        await reports.declare(technician, ONE, PAVEMENT)
    with pytest.raises(NotFound):
        await reports.declare(LOCAL, CameraId("cam-999"), PAVEMENT)
    with pytest.raises(BadInput, match="objective"):
        await reports.declare(LOCAL, ONE, CameraClass(objective=" ", plan=Plan.WIDE))
    assert await verdict(reports) is Verdict.UNCLASSED


async def test_the_demonstration_s_cameras_are_classed_by_their_place(reports):
    await classify_demo_cameras(reports, LOCAL, {ONE: "public_building"})
    [line] = await reports.report()
    assert line.declared is not None
    assert line.declared.plan is Plan.NARROW


async def test_the_report_prints(rig, reports):
    await reports.declare(LOCAL, ONE, PAVEMENT)
    lines = await reports.report()
    assert "Parvis de la mairie;plan étroit;oui;définition;704 × 576;1920 × 1080;conforme" in to_csv(lines)
    assert (await to_pdf(lines, "Ville #[x]", rig.clock.now())).startswith(b"%PDF-")
