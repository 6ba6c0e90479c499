"""The demonstration's people: one account per role, papers in order, simple passwords that are printed.

They sign in only where `SessionService(demo=True)` says so: elsewhere they are refused like a wrong password.
"""

from dataclasses import dataclass

from vigie.audit import Journal
from vigie.kernel.errors import Conflict
from vigie.kernel.ids import new_id
from vigie.kernel.instants import DAY_US, Clock, UtcUs
from vigie.kernel.rights import Gate
from vigie.kernel.store import Database
from vigie.people import records_store
from vigie.people.accounts import Accounts
from vigie.people.model import LOCAL, Account, Role
from vigie.people.passwords import Passwords
from vigie.people.records import APPROVALS_NEEDED, GRANT_NEEDED, AccessGrant, StateApproval

APPROVAL_DAYS = 5 * 365
GRANT_DAYS = 365


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, as the sign-in page shows it."""

    username: str
    password: str
    name: str
    role: Role


DEMO_ACCOUNTS = (
    DemoAccount("operateur", "operateur", "Karim Benali", Role.COMMUNAL_AGENT),
    DemoAccount("chef", "chef", "Sylvie Moreau", Role.SUPERVISOR),
    DemoAccount("police", "police", "Julien Lefèvre", Role.MUNICIPAL_POLICE),
    DemoAccount("responsable", "responsable", "Anne Delmas", Role.MANAGER),
    DemoAccount("dpo", "dpo", "Hélène Roussel", Role.DPO),
    DemoAccount("technicien", "technicien", "Mamadou Diallo", Role.TECHNICIAN),
    DemoAccount("elu", "elu", "Philippe Garnier", Role.ELECTED_MEMBER),
    DemoAccount("liaison", "liaison", "Capitaine Nadia Ferhat", Role.POLICE_LIAISON),
    DemoAccount("prive", "prive", "Thomas Girard", Role.PRIVATE_AGENT),
    DemoAccount("inspecteur", "inspecteur", "Claire Fontaine", Role.INSPECTOR),
)


async def create_demo_people(
    database: Database,
    gate: Gate,
    journal: Journal,
    clock: Clock,
    department: str,
    *,
    passwords: Passwords | None = None,
) -> list[DemoAccount]:
    """Create the accounts that are missing, with approvals and grants; return all of them."""
    accounts = Accounts(database, gate, journal, clock, passwords or Passwords())
    for demo in DEMO_ACCOUNTS:
        try:
            made = await accounts.create_demo(LOCAL, demo.username, demo.name, demo.role, demo.password)
        except Conflict:
            continue
        await give_papers(database, made, clock.now(), department)
    return list(DEMO_ACCOUNTS)


async def give_papers(
    database: Database, account: Account, now: UtcUs, department: str, *, days: int = APPROVAL_DAYS
) -> None:
    """Give the approvals, for so many days, and the grant that a role needs."""
    async with database.transaction() as tx:
        for authority in sorted(APPROVALS_NEEDED.get(account.role, frozenset())):
            approval = StateApproval(
                id=new_id(),
                account_id=account.id,
                authority=authority,
                number=f"DEMO-{authority.value}-{account.username}",
                department=department,
                starts=now,
                ends=UtcUs(now + days * DAY_US),
            )
            await records_store.insert_approval(tx, approval)
        if account.role in GRANT_NEEDED:
            grant = AccessGrant(
                id=new_id(),
                account_id=account.id,
                number=f"DEMO-{account.username}",
                granted_by="Le maire (démonstration)",
                starts=now,
                ends=UtcUs(now + GRANT_DAYS * DAY_US),
            )
            await records_store.insert_grant(tx, grant)
