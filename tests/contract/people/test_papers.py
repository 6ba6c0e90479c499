"""Files of people, confirmations, rota and handover, on SQLite and on PostgreSQL."""

from datetime import date

import pytest

from vigie.audit import Entry, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import DAY_US, HOUR_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.people.confirmations import Confirmations
from vigie.people.model import LOCAL, Role
from vigie.people.papers import PaperService
from vigie.people.proof import ProofService
from vigie.people.records import AccessGrant, Authority, Qualification, QualificationKind, StateApproval
from vigie.people.rota import RotaService
from vigie.people.sessions import SessionService
from vigie.people.shifts import Template
from vigie.people.shifts_store import HANDOVERS
from vigie.testing.clock import START
from vigie.testing.people import ADDRESS, PASSWORD, PeopleRig


class Rooms:
    def __init__(self, rig: PeopleRig):
        room = (rig.database, rig.gate, rig.journal, rig.clock)
        self.rig = rig
        self.papers = PaperService(*room)
        self.confirmations = Confirmations(*room, rig.settings)
        self.rota = RotaService(*room, rig.settings)
        self.proofs = ProofService(*room, rig.settings)


@pytest.fixture
def rooms(database, tmp_path) -> Rooms:
    return Rooms(PeopleRig.on(database, tmp_path))


def approval(account_id, **rest) -> StateApproval:
    values = {
        "id": "",
        "account_id": account_id,
        "authority": Authority.PREFECT,
        "number": "2027-7",
        "department": "93",
        "starts": START,
        "ends": UtcUs(START + 40 * DAY_US),
    }
    return StateApproval(**(values | rest))


async def test_what_is_suspended_is_not_suspended_again_nor_lifted_twice(rooms):
    account = await rooms.rig.person(Role.COMMUNAL_AGENT, papers=False)
    made = await rooms.papers.record_approval(LOCAL, approval(account.id))
    acts = (
        (rooms.papers.suspend_approval, rooms.papers.resume_approval, made.id),
        (rooms.rig.accounts.suspend, rooms.rig.accounts.resume, account.id),
    )
    for suspend, resume, subject in acts:
        for act, code in ((suspend, "already_suspended"), (resume, "not_suspended")):
            await act(LOCAL, subject, "enquête")
            told = len(await rooms.rig.journalled("people:"))
            with pytest.raises(Conflict) as refused:
                await act(LOCAL, subject, "encore")
            assert refused.value.error_code == code
            assert len(await rooms.rig.journalled("people:")) == told


async def test_a_file_is_written_read_and_warns_before_it_ends(rooms):
    account = await rooms.rig.person(Role.COMMUNAL_AGENT, papers=False)
    manager = await rooms.rig.principal(Role.MANAGER)
    made = await rooms.papers.record_approval(manager, approval(account.id))
    grant = AccessGrant(
        id="",
        account_id=account.id,
        number="H-12",
        granted_by="Le maire",
        starts=START,
        ends=UtcUs(START + 300 * DAY_US),
        cameras=None,
    )
    await rooms.papers.record_grant(manager, grant)
    oath = Qualification(
        id="", account_id=account.id, kind=QualificationKind.OATH, title="TJ Bobigny", signed=START
    )
    await rooms.papers.record_qualification(manager, oath)
    own = await rooms.rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    papers = await rooms.papers.of(own.principal, account.id)
    assert [each.id for each in papers.approvals] == [made.id]
    assert (papers.grants[0].number, papers.qualifications[0].title) == ("H-12", "TJ Bobigny")
    for days, expected in ((0, 90), (12, 30), (34, 7), (40, 0)):
        rooms.rig.clock.set_wall(UtcUs(START + days * DAY_US))
        assert [each.days for each in await rooms.papers.warnings(LOCAL)] == [expected]
    rooms.rig.clock.set_wall(START)
    await rooms.papers.record_approval(manager, approval(account.id, ends=UtcUs(START + 900 * DAY_US)))
    assert await rooms.papers.warnings(LOCAL) == []


async def test_others_files_are_closed(rooms):
    account = await rooms.rig.person(Role.COMMUNAL_AGENT)
    operator = await rooms.rig.principal(Role.COMMUNAL_AGENT)
    with pytest.raises(Refused):
        await rooms.papers.of(operator, account.id)
    with pytest.raises(Refused):
        await rooms.papers.record_approval(operator, approval(operator.account_id))
    manager = await rooms.rig.principal(Role.MANAGER)
    with pytest.raises(BadInput, match="own rights"):
        await rooms.papers.record_approval(manager, approval(manager.account_id))
    with pytest.raises(NotFound):
        await rooms.papers.record_approval(manager, approval(AccountId("nobody")))
    with pytest.raises(BadInput, match="end after"):
        await rooms.papers.record_approval(manager, approval(account.id, ends=START))


async def test_a_suspended_approval_or_revoked_grant_ends_sessions_at_once(rooms):
    for act in ("approval", "grant"):
        opened, account = await rooms.rig.signed_in(Role.COMMUNAL_AGENT)
        papers = await rooms.papers.of(opened.principal, account.id)
        if act == "approval":
            await rooms.papers.suspend_approval(LOCAL, papers.approvals[0].id, "arrêté du préfet")
        else:
            await rooms.papers.revoke_grant(LOCAL, papers.grants[0].id, "départ")
        with pytest.raises(NotSignedIn):
            await rooms.rig.sessions.principal(opened.token, ADDRESS)
    opened, account = await rooms.rig.signed_in(Role.COMMUNAL_AGENT)
    [held] = (await rooms.papers.of(opened.principal, account.id)).approvals
    await rooms.papers.suspend_approval(LOCAL, held.id, "doute")
    await rooms.papers.resume_approval(LOCAL, held.id, "levée")
    await rooms.rig.sessions.sign_in(account.username, PASSWORD, ADDRESS)
    with pytest.raises(NotFound):
        await rooms.papers.revoke_grant(LOCAL, "nothing", "x")


async def test_proofs_are_printed_and_journalled(rooms):
    opened, account = await rooms.rig.signed_in(Role.COMMUNAL_AGENT)
    made = await rooms.proofs.of_person(opened.principal, account.id)
    assert made.startswith(b"%PDF-")
    [entry] = await rooms.rig.journalled("people:proof:printed")
    assert entry.subject == account.id
    with pytest.raises(NotFound):
        await rooms.proofs.of_consultation(await rooms.rig.principal(Role.SUPERVISOR), "nothing")


async def team(rooms, count=2):
    return [await rooms.rig.signed_in(Role.COMMUNAL_AGENT) for _ in range(count)]


def template(*accounts, **rest) -> Template:
    row = tuple(each.id for each in accounts)
    values = {
        "first_day": date(2027, 1, 16),
        "days": 2,
        "starts": (420, 1140),
        "length_minutes": 720,
        "people": ((row[0],), (row[1],)),
    }
    return Template(**(values | rest))


SPAN = Interval(START, UtcUs(START + 4 * DAY_US))


async def test_a_rota_is_planned_shown_and_its_holes_are_told(rooms):
    supervisor = await rooms.rig.principal(Role.SUPERVISOR)
    (_, one), (opened, two) = await team(rooms)
    await rooms.rota.plan(supervisor, template(one, two))
    rota = await rooms.rota.rota(supervisor, SPAN)
    assert [each.account_id for each in rota.shifts] == [one.id, two.id, one.id, two.id]
    assert {each.kind for each in rota.problems} == {"understaffed"}
    assert [each.account_id for each in (await rooms.rota.rota(opened.principal, SPAN)).shifts] == [
        two.id
    ] * 2
    text = await rooms.rota.calendar(opened.principal, SPAN)
    assert text.count("BEGIN:VEVENT") == 2
    with pytest.raises(Conflict, match="overlap"):
        await rooms.rota.plan(supervisor, template(one, two, days=1))
    with pytest.raises(Conflict, match="short_rest"):
        await rooms.rota.plan(supervisor, template(two, one, first_day=date(2027, 1, 18), days=1))
    with pytest.raises(Refused):
        await rooms.rota.plan(opened.principal, template(one, two))
    rooms.rig.clock.set_wall(rota.shifts[0].interval.start)
    [duty] = await rooms.rota.on_duty(LOCAL)
    assert duty.account_id == one.id


async def test_a_swap_needs_the_supervisor_and_the_others_rest(rooms):
    supervisor = await rooms.rig.principal(Role.SUPERVISOR)
    (opened, one), (_, two), (_, three) = await team(rooms, 3)
    await rooms.rota.plan(supervisor, template(one, two))
    first = (await rooms.rota.rota(supervisor, SPAN)).shifts[0]
    for taker in (two, three):
        swap = await rooms.rota.ask_swap(opened.principal, first.id, taker.id)
        if taker is two:
            with pytest.raises(Conflict, match="short_rest"):
                await rooms.rota.decide_swap(supervisor, swap.id, approve=True)
            await rooms.rota.decide_swap(supervisor, swap.id, approve=False)
        else:
            await rooms.rota.decide_swap(supervisor, swap.id, approve=True)
        with pytest.raises(NotFound):
            await rooms.rota.decide_swap(supervisor, swap.id, approve=True)
    assert (await rooms.rota.rota(supervisor, SPAN)).shifts[0].account_id == three.id
    with pytest.raises(Refused):
        await rooms.rota.ask_swap(opened.principal, first.id, two.id)


async def test_both_sign_the_handover(rooms):
    (one, _), (two, taker) = await team(rooms)
    given = await rooms.rota.give(one.principal, taker.id, "Caméra 12 floue depuis 3 h.")
    with pytest.raises(NotFound):
        await rooms.rota.take(one.principal, given.id)
    await rooms.rota.take(two.principal, given.id)
    with pytest.raises(Conflict):
        await rooms.rota.take(two.principal, given.id)
    [kept] = await rooms.rota.handovers(two.principal)
    assert (kept.given, kept.taken) == (START, START)
    (three, _), (_, fourth) = await team(rooms)
    for _ in range(HANDOVERS):
        rooms.rig.clock.advance(60)
        await rooms.rota.give(three.principal, fourth.id, "RAS")
    assert await rooms.rota.handovers(two.principal) == [kept], "others' do not push one's own out"
    assert len(await rooms.rota.handovers(LOCAL)) == HANDOVERS
    assert await rooms.rota.handovers(await rooms.rig.principal(Role.DPO)) == []
    with pytest.raises(BadInput):
        await rooms.rota.give(one.principal, one.principal.account_id, "à moi")


async def test_those_of_the_room_know_each_others_names_and_nobody_else_does(rooms):
    rig = rooms.rig
    (one, known), _ = await team(rooms)
    supervisor = await rig.principal(Role.SUPERVISOR)
    technician = await rig.principal(Role.TECHNICIAN)
    for asking in (supervisor, one.principal):
        found = {each.id for each in await rooms.rota.colleagues(asking)}
        assert {known.id, supervisor.account_id} <= found
        assert technician.account_id not in found
    with pytest.raises(Refused):
        await rooms.rota.colleagues(technician)
    await rig.accounts.suspend(LOCAL, known.id, "départ")
    assert known.id not in {each.id for each in await rooms.rota.colleagues(supervisor)}


async def test_outside_ones_shift_sign_in_asks_a_reason(rooms):
    rig = rooms.rig
    supervisor = await rig.principal(Role.SUPERVISOR)
    (_, one), (_, two) = await team(rooms)
    await rooms.rota.plan(supervisor, template(one, two))
    sessions = SessionService(
        rig.database, rig.journal, rig.clock, passwords=rig.sessions._passwords, off_duty=rooms.rota.off_duty
    )
    with pytest.raises(Refused, match="outside your shift"):
        await sessions.sign_in(one.username, PASSWORD, ADDRESS)
    await sessions.sign_in(one.username, PASSWORD, ADDRESS, reason="renfort demandé")
    assert (await rig.journalled("people:session:started"))[0].reason == "renfort demandé"
    first = (await rooms.rota.rota(supervisor, SPAN)).shifts[0]
    rig.clock.set_wall(UtcUs(first.interval.start - HOUR_US // 4))
    await sessions.sign_in(one.username, PASSWORD, ADDRESS)
    assert Verb.SUPERVISE in supervisor.verbs


async def test_a_proof_tells_what_held_then_and_not_what_was_lifted_since(rooms, monkeypatch):
    rig, told = rooms.rig, []

    async def keep(_template, data):
        told.append((data["verdict"], [row[-1] for row in data["approvals"]]))
        return b"%PDF-"

    monkeypatch.setattr("vigie.people.proof.render", keep)
    opened, account = await rig.signed_in(Role.COMMUNAL_AGENT)
    supervisor = await rig.principal(Role.SUPERVISOR)
    [held] = (await rooms.papers.of(opened.principal, account.id)).approvals

    async def consult(name: str) -> None:
        entry = Entry.by(
            opened.principal, Tag("archive:consultation:opened"), name, reason="vol", basis="60-1"
        )
        async with rig.database.transaction() as tx:
            await rig.journal.record(tx, entry)
        rig.clock.advance(60)

    await consult("before")
    await rooms.papers.suspend_approval(LOCAL, held.id, "doute")
    rig.clock.advance(60)
    await consult("during")
    await rooms.papers.resume_approval(LOCAL, held.id, "levée")
    rig.clock.advance(60)
    await consult("after")
    for name in ("before", "during", "after"):
        await rooms.proofs.of_consultation(supervisor, name)
    good, bad = (
        ("agréé et habilité.", ["en vigueur"]),
        ("NON habilité à consulter des images.", ["pas en vigueur"]),
    )
    assert told == [good, bad, good]
