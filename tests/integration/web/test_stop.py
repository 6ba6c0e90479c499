"""What a centre leaves behind when it is stopped in order."""

from vigie.audit import store
from vigie.kernel.store import Database

from .conftest import running


async def test_the_last_acts_are_signed_before_it_goes(tmp_path):
    async with running(tmp_path) as centre, centre.signed_in("chef") as client:
        assert (await client.delete("/api/session")).status_code == 204
    database = Database(centre.plan.settings.database_address)
    async with database.snapshot() as tx:
        head, last = await store.head(tx), await store.last_checkpoint(tx)
    await database.close()
    assert head.size == last.size > 0
