import pytest

from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import EventKind
from vigie.law.demo_basis import DEMO_DAYS, settle_demo_basis
from vigie.people.model import LOCAL
from vigie.testing.people import PeopleRig

ONE, TWO = "cam-001", "cam-002"


@pytest.fixture
def rig(database, tmp_path) -> PeopleRig:
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def bases(rig, database):
    return AnalyticsBases(database, rig.gate, rig.journal, rig.clock)


async def test_drawn_pictures_are_covered_once_and_never_for_weapons(rig, bases):
    made = await settle_demo_basis(bases, LOCAL, [TWO, ONE], rig.clock, synthetic=True)
    assert made.cameras == (ONE, TWO)
    assert EventKind.WEAPON not in made.kinds
    assert "émonstration" in made.text
    assert await settle_demo_basis(bases, LOCAL, [ONE, TWO], rig.clock, synthetic=True) is None
    assert set(await bases.permitted(rig.clock.now())) == {ONE, TWO}


async def test_it_is_renewed_before_it_ends(rig, bases):
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True)
    rig.clock.advance((DEMO_DAYS * DAY_US - DAY_US // 2) / 1e6)
    assert await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True) is not None


async def test_real_pictures_end_it_at_once(rig, bases):
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=True)
    rig.clock.advance(1)
    await settle_demo_basis(bases, LOCAL, [ONE], rig.clock, synthetic=False)
    assert await bases.permitted(UtcUs(rig.clock.now() + 1)) == {}
