"""What may record, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date

import pytest

from vigie.audit import Journal, Query
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.law.demo import create_demo_authorisation
from vigie.law.model import Authorisation, Purpose, Retention, midnight
from vigie.law.service import Authorisations
from vigie.people.model import LOCAL, Role
from vigie.testing.people import PeopleRig

ONE, TWO, THREE = CameraId("cam-001"), CameraId("cam-002"), CameraId("cam-003")
ORDER = Authorisation(
    id=AuthorisationId(""),
    number="2027-0042",
    prefecture="Préfecture de la Seine-Saint-Denis",
    signed=date(2027, 1, 4),
    first_day=date(2027, 1, 10),
    last_day=date(2032, 1, 9),
    retention_days=30,
    purposes=(Purpose.PUBLIC_BUILDINGS, Purpose.DUMPING),
    cameras=(ONE, TWO),
    minimum_days=7,
    persons=("Chef de la police municipale",),
    prescriptions="Masquer les fenêtres du 12.",
    perimeter={
        "type": "Polygon",
        "coordinates": [[[2.45, 48.93], [2.48, 48.93], [2.48, 48.95], [2.45, 48.93]]],
    },
)


@pytest.fixture
def rig(database, tmp_path) -> PeopleRig:
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def law(rig, database) -> Authorisations:
    return Authorisations(database, rig.gate, rig.journal, rig.clock)


async def test_an_order_is_kept_as_recorded(law):
    made = await law.record(LOCAL, ORDER)
    assert await law.all() == [replace(ORDER, id=made.id)]


async def test_the_same_order_is_recorded_once_unless_it_was_revoked(law):
    first = await law.record(LOCAL, ORDER)
    with pytest.raises(Conflict):
        await law.record(LOCAL, replace(ORDER, number=" 2027-0042 ", prefecture=ORDER.prefecture.upper()))
    await law.record(LOCAL, replace(ORDER, prefecture="Préfecture de Paris"))
    await law.revoke(LOCAL, first.id, "Saisi deux fois")
    await law.record(LOCAL, ORDER)
    assert len(await law.all()) == 3


async def test_only_cameras_of_an_order_in_force_record(law, rig):
    made = await law.record(LOCAL, ORDER)
    now = rig.clock.now()
    assert await law.recordable(now) == {ONE: Retention(30, made.id), TWO: Retention(30, made.id)}
    assert await law.faults([ONE, THREE], now) == {THREE: "no_authorisation"}
    assert await law.recordable(UtcUs(midnight(ORDER.first_day) - 1)) == {}
    assert await law.faults([ONE], UtcUs(0)) == {ONE: "authorisation_not_started"}
    end = midnight(date(2032, 1, 10))
    assert ONE in await law.recordable(UtcUs(end - 1))
    assert await law.faults([ONE], end) == {ONE: "authorisation_expired"}
    assert await law.retention_days([ONE, THREE]) == {ONE: 30}


async def test_the_shortest_retention_counts_where_orders_overlap(law, rig):
    await law.record(LOCAL, ORDER)
    other = await law.record(
        LOCAL, replace(ORDER, number="2027-0050", retention_days=15, cameras=(TWO, THREE))
    )
    found = await law.recordable(rig.clock.now())
    assert {camera: each.days for camera, each in found.items()} == {ONE: 30, TWO: 15, THREE: 15}
    await law.revoke(LOCAL, other.id, "Annulé par le tribunal")
    assert await law.faults([ONE, TWO, THREE], rig.clock.now()) == {THREE: "authorisation_revoked"}
    with pytest.raises(NotFound):
        await law.revoke(LOCAL, other.id, "encore")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"retention_days": 32}, "retention_days"),
        ({"retention_days": 0}, "retention_days"),
        ({"minimum_days": 31}, "minimum_days"),
        ({"purposes": ()}, "purposes"),
        ({"cameras": ()}, "cameras"),
        ({"cameras": (ONE, ONE)}, "cameras"),
        ({"number": " "}, "number"),
        ({"perimeter": {"type": "Point", "coordinates": [2.46, 48.93]}}, "perimeter"),
        ({"last_day": date(2027, 1, 9)}, "last_day"),
        ({"last_day": date(2032, 1, 11)}, "last_day"),
        ({"provisional": True, "last_day": date(2027, 5, 11)}, "last_day"),
    ],
)
async def test_what_no_order_can_say_is_refused(law, change, field):
    with pytest.raises(BadInput) as caught:
        await law.record(LOCAL, replace(ORDER, **change))
    assert caught.value.details["field"] == field
    assert await law.all() == []


async def test_only_who_administers_records_orders_and_it_is_journalled(law, rig, database):
    with pytest.raises(Refused):
        await law.record(await rig.principal(Role.SUPERVISOR), ORDER)
    made = await law.record(await rig.principal(Role.MANAGER), ORDER)
    async with database.snapshot() as tx:
        [entry] = (await Journal(rig.clock).search(tx, Query(tag="law:authorisation:recorded"))).entries
    assert entry.subject == made.id


async def test_the_demonstrations_order_covers_what_none_covers(law, rig):
    await law.record(LOCAL, replace(ORDER, cameras=(ONE,)))
    made = await create_demo_authorisation(law, LOCAL, [THREE, ONE, TWO], rig.clock)
    assert made is not None
    assert (made.cameras, made.demo, made.retention_days) == ((TWO, THREE), True, 30)
    assert "démonstration" in made.prefecture
    assert await law.faults([ONE, TWO, THREE], rig.clock.now()) == {}
    assert await create_demo_authorisation(law, LOCAL, [THREE, ONE, TWO], rig.clock) is None
    rig.clock.advance(6 * 365 * DAY_US / 1_000_000)
    assert await create_demo_authorisation(law, LOCAL, [TWO], rig.clock) is not None


async def test_a_legal_basis_is_kept_asked_and_ended(rig, database):
    bases = AnalyticsBases(database, rig.gate, rig.journal, rig.clock)
    draft = AnalyticsBasis(
        id="",
        text="Loi d’essai",
        order_number="7",
        authority="Préfet de police",
        event="Fête",
        kinds=(EventKind.FIRE, EventKind.CROWD_DENSITY),
        cameras=(ONE,),
        starts=rig.clock.now(),
        ends=UtcUs(rig.clock.now() + DAY_US),
        attestation="n° 1",
    )
    assert await bases.permitted(rig.clock.now()) == {}
    with pytest.raises(Refused):
        await bases.record(await rig.principal(Role.SUPERVISOR), draft)
    made = await bases.record(await rig.principal(Role.MANAGER), draft)
    assert await bases.all() == [made]
    assert await bases.permitted(rig.clock.now()) == {ONE: frozenset(draft.kinds)}
    await bases.revoke(LOCAL, made.id, "Fin de l’événement")
    assert await bases.permitted(rig.clock.now()) == {}
    with pytest.raises(NotFound):
        await bases.revoke(LOCAL, made.id, "encore")
