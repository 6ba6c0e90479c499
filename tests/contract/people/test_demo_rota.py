"""The demonstration's rota, on SQLite and on PostgreSQL."""

from vigie.kernel.instants import DAY_US, Interval, UtcUs
from vigie.people.demo_rota import CREWS, create_demo_rota
from vigie.people.model import LOCAL
from vigie.people.papers import PaperService
from vigie.people.rota import RotaService
from vigie.testing.people import PeopleRig


async def test_a_lively_rota_is_planned_once(database, tmp_path):
    rig = PeopleRig.on(database, tmp_path)
    room = (rig.database, rig.gate, rig.journal, rig.clock)
    await create_demo_rota(*room, rig.accounts)
    rota = RotaService(*room, rig.settings)
    now = rig.clock.now()
    week = Interval(now, UtcUs(now + 7 * DAY_US))
    found = await rota.rota(LOCAL, week)
    assert len(await rota.on_duty(LOCAL)) in {1, 2}
    assert {each.kind for each in found.problems} == {"understaffed"}
    assert len({each.account_id for each in found.shifts}) == sum(len(crew) for crew in CREWS)
    papers = PaperService(*room)
    assert sorted(each.days for each in await papers.warnings(LOCAL) if each.paper != "grant") == [7, 30, 90]
    await create_demo_rota(*room, rig.accounts)
    assert (await rota.rota(LOCAL, week)).shifts == found.shifts
