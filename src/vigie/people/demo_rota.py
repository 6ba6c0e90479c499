"""The demonstration's rota: three shifts a day for fourteen days, with holes, and approvals that end soon."""

import secrets
from datetime import timedelta

from vigie.audit import Journal
from vigie.kernel.instants import DAY_US, Clock, Interval, UtcUs, to_datetime
from vigie.kernel.rights import Gate
from vigie.kernel.store import Database
from vigie.people import shifts_store, store
from vigie.people.accounts import Accounts
from vigie.people.demo import give_papers
from vigie.people.model import LOCAL, Role
from vigie.people.rota import RotaService
from vigie.people.settings import PeopleSettings
from vigie.people.shifts import PARIS, Template

DAYS = 14
STARTS = (5 * 60, 13 * 60, 21 * 60)
LENGTH_MINUTES = 8 * 60
CREWS = (
    (("lea", "Léa Marchand"), ("mehdi", "Mehdi Kaci")),
    (("sophie", "Sophie Perrin"), ("ousmane", "Ousmane Traoré")),
    (("ines", "Inès Robert"), ("paul", "Paul Vasseur")),
)
"""Two people of morning, evening and night; they show in the rota and never sign in."""
ENDS_IN_DAYS = {"lea": 6, "mehdi": 26, "sophie": 84, "ousmane": 900, "ines": 1_200, "paul": 700}
"""Days left of their State approval: three of them are warned about."""


async def create_demo_rota(
    database: Database, gate: Gate, journal: Journal, clock: Clock, accounts: Accounts
) -> None:
    """Plan the coming fourteen days once; where shifts are planned already, leave them alone."""
    now = clock.now()
    async with database.snapshot() as tx:
        if await shifts_store.shifts(tx, Interval(now, UtcUs(now + DAYS * DAY_US))):
            return
        known = {each.username: each.id for each in await store.accounts(tx)}
    settings = PeopleSettings()
    rota = RotaService(database, gate, journal, clock, settings)
    first = to_datetime(now).astimezone(PARIS).date() - timedelta(days=1)
    for start, crew in zip(STARTS, CREWS, strict=True):
        for place, (username, name) in enumerate(crew):
            person = known.get(username)
            if person is None:
                made = await accounts.create_demo(
                    LOCAL, username, name, Role.COMMUNAL_AGENT, secrets.token_urlsafe()
                )
                await give_papers(database, made, now, settings.department, days=ENDS_IN_DAYS[username])
                person = made.id
            alone = start == STARTS[-1] and place == 1
            row = (*(person,) * 5, None, None) if alone else (person,)  # two nights a week are holes
            plan = Template(
                first_day=first,
                days=DAYS,
                starts=(start,),
                length_minutes=LENGTH_MINUTES,
                people=(row,),
            )
            await rota.plan(LOCAL, plan)
