"""A rig of the room `people` on a database: accounts with papers in order, sessions, a fake clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vigie.audit import Journal, Query, Recorded
from vigie.kernel.ids import CameraId, new_id
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database, Transaction
from vigie.people import records_store
from vigie.people.accounts import Accounts
from vigie.people.factors import SecondFactor
from vigie.people.gate import PolicyGate
from vigie.people.model import LOCAL, Account, Role
from vigie.people.passwords import Passwords
from vigie.people.records import APPROVALS_NEEDED, GRANT_NEEDED, AccessGrant, StateApproval
from vigie.people.sessions import SessionService, SignedIn
from vigie.people.settings import PeopleSettings
from vigie.testing.clock import FakeClock

PASSWORD = "Quatre-Saisons-93"  # noqa: S105 - of accounts that live as long as a test
ADDRESS = "10.0.0.7"


@dataclass(slots=True)
class FakePlaces:
    """Fake of `Places`: communes and sharing as a test sets them; an order shares everything at first."""

    known: dict[str, str] = field(default_factory=dict)
    of: dict[CameraId, str] = field(default_factory=dict)
    sharing: bool = True

    async def names(self, _tx: Transaction) -> Mapping[str, str]:
        """Return the communes."""
        return self.known

    async def communes(self, _tx: Transaction, cameras: Iterable[CameraId]) -> Mapping[CameraId, str]:
        """Return the commune of those cameras that have one."""
        return {each: self.of[each] for each in cameras if each in self.of}

    async def shared(self, _tx: Transaction, _cameras: Iterable[CameraId], _at: UtcUs) -> bool:
        """Tell what was set."""
        return self.sharing


@dataclass(slots=True)
class PeopleRig:
    """The room on one database."""

    database: Database
    clock: FakeClock
    journal: Journal
    gate: PolicyGate
    accounts: Accounts
    sessions: SessionService
    second_factor: SecondFactor
    settings: PeopleSettings
    places: FakePlaces

    @classmethod
    def on(cls, database: Database, folder: Path, *, demo: bool = False) -> "PeopleRig":
        """Build the room; `folder` holds its key file."""
        clock, settings, passwords = FakeClock(), PeopleSettings(), Passwords.cheap()
        journal, places = Journal(clock), FakePlaces()
        gate = PolicyGate(database, journal, clock, settings, places)
        factor = SecondFactor(database, journal, clock, folder / "people.key")
        sessions = SessionService(
            database, journal, clock, settings, passwords=passwords, second_factor=factor, demo=demo
        )
        accounts = Accounts(database, gate, journal, clock, passwords)
        return cls(database, clock, journal, gate, accounts, sessions, factor, settings, places)

    async def person(self, role: Role, *, papers: bool = True, username: str | None = None) -> Account:
        """Create an account, with the approvals and the grant its role needs."""
        name = username or f"{role.value.replace('_', '-')}-{new_id()[:6]}"
        account = await self.accounts.create(LOCAL, name, "Camille Martin", role, PASSWORD)
        if papers:
            await self.give_papers(account)
        return account

    async def give_papers(
        self, account: Account, *, days: float = 365, cameras: tuple[CameraId, ...] | None = None
    ) -> None:
        """Give approvals and a grant for some days from now."""
        now = self.clock.now()
        ends = UtcUs(now + round(days * DAY_US))
        async with self.database.transaction() as tx:
            for authority in APPROVALS_NEEDED.get(account.role, frozenset()):
                approval = StateApproval(
                    id=new_id(),
                    account_id=account.id,
                    authority=authority,
                    number="A-1",
                    department="93",
                    starts=now,
                    ends=ends,
                )
                await records_store.insert_approval(tx, approval)
            if account.role in GRANT_NEEDED:
                grant = AccessGrant(
                    id=new_id(),
                    account_id=account.id,
                    number="H-1",
                    granted_by="Le maire",
                    starts=now,
                    ends=ends,
                    cameras=cameras,
                )
                await records_store.insert_grant(tx, grant)

    async def signed_in(self, role: Role) -> tuple[SignedIn, Account]:
        """Create somebody of a role and sign them in."""
        account = await self.person(role)
        return await self.sessions.sign_in(account.username, PASSWORD, ADDRESS), account

    async def principal(self, role: Role) -> Principal:
        """Create somebody of a role, sign them in and return who they are."""
        return (await self.signed_in(role))[0].principal

    async def journalled(self, tag: str) -> list[Recorded]:
        """Return the entries of a tag, newest first."""
        async with self.database.snapshot() as tx:
            return (await self.journal.search(tx, Query(tag=tag))).entries
