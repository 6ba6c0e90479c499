"""Communes that share a centre, agreements, commissioning notices, sharing: on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date

import pytest

from vigie.audit import Entry, Journal, Query, Tag
from vigie.bootstrap.places import TownPlaces, mark_communes
from vigie.cameras.communes import Commune, Communes
from vigie.cameras.service import CameraDraft, Cameras
from vigie.cameras.vault import Vault
from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US
from vigie.kernel.rights import Verb
from vigie.law.agreements import Agreement, AgreementKind, Agreements
from vigie.law.commissioning import Commissioning, Commissionings
from vigie.law.model import FeedSharing
from vigie.law.prefectures import OF, authority_of
from vigie.law.service import Authorisations
from vigie.people.gate import PolicyGate
from vigie.people.model import LOCAL, Role
from vigie.people.papers import PaperService
from vigie.people.proof import ProofService
from vigie.people.records import AccessGrant
from vigie.testing.cameras import FakeSecondPerson
from vigie.testing.people import PeopleRig

from .test_authorisations import ORDER

HOST, BLANC_MESNIL, DRANCY = CameraId("cam-001"), CameraId("cam-002"), CameraId("cam-003")
CODES = {BLANC_MESNIL: "93007", DRANCY: "93029"}
AGREEMENT = Agreement(
    id="",
    kind=AgreementKind.MEMBERS,
    number="CONV-2027-3",
    parties=("Paris Terres d’Envol", "Ville de Drancy"),
    communes=("93029",),
    signed=date(2026, 12, 1),
    first_day=date(2027, 1, 1),
    last_day=date(2029, 12, 31),
)


class Shared:
    """A centre that two communes share beside its own town, on the real rooms."""

    def __init__(self, database, folder) -> None:
        rig = self.rig = PeopleRig.on(database, folder)
        rig.journal = self.journal = Journal(rig.clock, mark_communes)
        rig.gate = self.gate = PolicyGate(database, self.journal, rig.clock, rig.settings, TownPlaces())
        room = (database, self.gate, self.journal)
        vault = Vault.open_file(folder / "cameras.key")
        self.cameras = Cameras(*room, vault, rig.clock, FakeSecondPerson())
        self.communes = Communes(*room)
        self.papers = PaperService(*room, rig.clock, TownPlaces())
        self.law = Authorisations(*room, rig.clock)
        self.notices = Commissionings(*room, rig.clock, self._ids)
        self.agreements = Agreements(*room, rig.clock, self._names)

    async def _ids(self):
        return [each.id for each in await self.cameras.all()]

    async def _names(self):
        return {each.code: each.name for each in await self.communes.all()}

    async def filled(self):
        for code, name in (("93007", "Le Blanc-Mesnil"), ("93029", "Drancy")):
            await self.communes.record(LOCAL, Commune(code=code, name=name, mayor=f"Maire de {name}"))
        for number in range(3):
            camera_id = f"cam-{number + 1:03d}"
            draft = CameraDraft(
                id=camera_id, name=camera_id, main_url="rtsp://10.0.0.1/m", commune=CODES.get(camera_id)
            )
            await self.cameras.add(LOCAL, draft)
        return self

    async def agent(self, *communes):
        """Return an agent with a grant of each of these mayors alone."""
        account = await self.rig.person(Role.COMMUNAL_AGENT)
        now = self.rig.clock.now()
        for commune in communes:
            draft = AccessGrant(
                id="",
                account_id=account.id,
                number=f"H-{commune}",
                granted_by="Le maire",
                starts=now,
                ends=now + 30 * DAY_US,
                commune=commune,
            )
            await self.papers.record_grant(LOCAL, draft)
        signed = await self.rig.sessions.sign_in(account.username, "Quatre-Saisons-93", "10.0.0.7")
        return signed.principal

    async def entries(self, database, **asked):
        async with database.snapshot() as tx:
            return (await self.journal.search(tx, Query(**asked))).entries


@pytest.fixture
async def centre(database, tmp_path):
    return await Shared(database, tmp_path).filled()


async def test_a_mayor_s_grant_opens_that_commune_s_cameras_and_no_other(centre):
    person = await centre.agent("93029")
    await centre.gate.authorise(person, Verb.WATCH_LIVE, cameras=[DRANCY])
    await centre.gate.authorise(person, Verb.WATCH_LIVE, cameras=[HOST, DRANCY])  # the rig's grant: the host
    with pytest.raises(Refused) as refused:
        await centre.gate.authorise(person, Verb.WATCH_LIVE, cameras=[DRANCY, BLANC_MESNIL])
    assert refused.value.error_code == "camera_not_granted"


async def test_one_mayor_s_grant_that_ends_is_told_beside_another_s_that_goes_on(centre):
    await centre.agent("93007", "93029")
    centre.rig.clock.advance(29 * DAY_US // SECOND_US)
    assert {each.number for each in await centre.papers.warnings(LOCAL)} >= {"H-93007", "H-93029"}


async def test_a_grant_names_a_commune_that_is_there(centre):
    with pytest.raises(BadInput) as refused:
        await centre.agent("93001")
    assert refused.value.error_code == "commune_unknown"
    with pytest.raises(BadInput):
        await centre.cameras.change(LOCAL, HOST, {"commune": "93001"})


async def test_entries_carry_the_commune_and_are_found_by_it(centre, database):
    person = await centre.agent("93029")
    with pytest.raises(Refused):
        await centre.gate.authorise(person, Verb.WATCH_LIVE, cameras=[BLANC_MESNIL])
    with pytest.raises(Refused):
        await centre.gate.authorise(person, Verb.EXPORT, cameras=[BLANC_MESNIL, DRANCY])
    both = await centre.entries(database, tag="people:access:refused", commune="93029")
    assert [each.communes() for each in both] == [{"93007", "93029"}]
    found = await centre.entries(database, tag="people:access:refused", commune="93007")
    assert len(found) == 2
    added = await centre.entries(database, tag="cameras:camera:added", commune="93007")
    assert [each.subject for each in added] == [BLANC_MESNIL]
    hosts = await centre.entries(database, tag="cameras:camera:added", subject=HOST)
    assert hosts[0].communes() == frozenset()
    with pytest.raises(BadInput):
        await centre.entries(database, commune="93%")


async def test_what_only_looks_like_a_commune_is_left_out(centre, database):
    await centre.law.record(LOCAL, replace(ORDER, number="93007", cameras=(DRANCY,)))
    found = await centre.entries(database, tag="law:authorisation:recorded", commune="93007")
    assert found == []
    assert len(await centre.entries(database, tag="law:authorisation:recorded", commune="93029")) == 1


async def test_agreements_are_kept_and_what_none_covers_is_told(centre):
    made = await centre.agreements.record(LOCAL, AGREEMENT)
    assert await centre.agreements.all() == [replace(AGREEMENT, id=made.id)]
    open_ones = {(each.commune, each.kind) for each in await centre.agreements.missing([made])}
    assert ("93029", AgreementKind.MEMBERS) not in open_ones
    assert ("93029", AgreementKind.STATE) in open_ones
    assert len(open_ones) == 3
    await centre.agreements.end(LOCAL, made.id, "Dénoncée")
    assert len(await centre.agreements.missing(await centre.agreements.all())) == 4
    with pytest.raises(NotFound):
        await centre.agreements.end(LOCAL, made.id, "Dénoncée")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": " "}, "number"),
        ({"parties": ("Une seule",)}, "parties"),
        ({"communes": ("93001",)}, "communes"),
        ({"communes": ()}, "communes"),
        ({"last_day": date(2026, 1, 1)}, "last_day"),
    ],
)
async def test_what_no_agreement_can_say_is_refused(centre, change, field):
    with pytest.raises(BadInput) as refused:
        await centre.agreements.record(LOCAL, replace(AGREEMENT, **change))
    assert refused.value.details["field"] == field


async def test_a_commissioning_is_kept_with_the_day_the_prefect_was_told(centre, database):
    draft = Commissioning(
        id="",
        camera_id=CameraId(""),
        commissioned=date(2027, 1, 10),
        notified=date(2027, 1, 4),
        reference="LRAR 1A 234",
    )
    await centre.notices.record(LOCAL, [DRANCY, HOST], draft)
    late = replace(draft, notified=date(2027, 2, 1))
    [told] = await centre.notices.record(LOCAL, [BLANC_MESNIL], late)
    assert told.late
    assert sorted((each.camera_id, each.late) for each in await centre.notices.all()) == [
        (HOST, False),
        (BLANC_MESNIL, True),
        (DRANCY, False),
    ]
    found = await centre.entries(database, tag="law:commissioning:recorded", commune="93029")
    assert len(found) == 1
    for cameras, change in (([], {}), (["cam-999"], {}), ([HOST], {"reference": " "})):
        with pytest.raises(BadInput):
            await centre.notices.record(LOCAL, cameras, replace(draft, **change))


async def test_only_who_administers_writes(centre):
    agent = await centre.agent()
    with pytest.raises(Refused):
        await centre.agreements.record(agent, AGREEMENT)
    with pytest.raises(Refused):
        await centre.communes.record(agent, Commune(code="93001", name="Aubervilliers", mayor="Le maire"))
    with pytest.raises(Refused):
        await centre.notices.record(agent, [HOST], None)


@pytest.mark.parametrize("change", [{"code": "9300"}, {"name": ""}, {"mayor": "\n"}])
async def test_what_is_no_commune_is_refused(centre, change):
    good = {"code": "93001", "name": "Aubervilliers", "mayor": "Le maire"}
    with pytest.raises(BadInput):
        await centre.communes.record(LOCAL, Commune(**(good | change)))


async def test_police_see_only_what_an_order_in_force_shares(centre):
    liaison = await centre.rig.principal(Role.POLICE_LIAISON)
    told = []
    for sharing in (None, FeedSharing(services=("Commissariat",), days=15, urgent=True)):
        order = replace(ORDER, number=f"S-{sharing is None}", cameras=(HOST,), sharing=sharing)
        made = await centre.law.record(LOCAL, order)
        assert made.sharing == sharing
        try:
            await centre.gate.authorise(liaison, Verb.WATCH_LIVE, cameras=[HOST])
        except Refused as refused:
            told.append(refused.error_code)
    assert told == ["sharing_not_ordered"]
    await centre.law.revoke(LOCAL, made.id, "Fin du déport")
    with pytest.raises(Refused):
        await centre.gate.authorise(liaison, Verb.WATCH_LIVE, cameras=[HOST])


@pytest.mark.parametrize("sharing", [((), 15), ((" ",), 15), (("PN",), 32)])
async def test_a_sharing_names_a_service_and_one_month_at_most(centre, sharing):
    services, days = sharing
    with pytest.raises(BadInput) as refused:
        await centre.law.record(LOCAL, replace(ORDER, sharing=FeedSharing(services=services, days=days)))
    assert refused.value.details["field"] == "sharing"


def test_the_authority_is_known_by_the_department():
    assert authority_of("93") == "Préfecture de la Seine-Saint-Denis"
    assert authority_of("75") == "Préfecture de police (Paris)"
    assert authority_of("13") == "Préfecture de police des Bouches-du-Rhône"
    assert authority_of("2a") == "Préfecture de la Corse-du-Sud"
    assert authority_of("00") == ""
    assert len(OF) == 99


async def test_the_proof_of_a_consultation_asks_for_the_grant_of_that_commune_s_mayor(centre, monkeypatch):
    printed = []

    async def keep(_template, data):
        printed.append(data)
        return b"%PDF-"

    monkeypatch.setattr("vigie.people.proof.render", keep)
    rig = centre.rig
    proofs = ProofService(rig.database, centre.gate, centre.journal, rig.clock, rig.settings)
    for person, subject in ((await centre.agent("93029"), "one"), (await centre.agent(), "two")):
        entry = Entry.by(
            person,
            Tag("archive:consultation:opened"),
            subject,
            reason="Vol de vélo",
            basis="2027/118",
            details={"cameras": [DRANCY]},
        )
        async with rig.database.transaction() as tx:
            await centre.journal.record(tx, entry)
        await proofs.of_consultation(LOCAL, subject)
    assert [each["verdict"].startswith("NON") for each in printed] == [False, True]
    assert ["Communes", "93029"] in printed[0]["consultation"]
    assert sorted(line[2] for line in printed[0]["grants"]) == ["toutes", "toutes, commune 93029"]
