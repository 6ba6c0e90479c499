import asyncio

import pytest

from vigie.kernel.errors import Unavailable
from vigie.nodes.jobs import beside, tried_again

PATIENT_S = 60


async def _for_ever():
    await asyncio.Event().wait()


async def test_jobs_end_with_the_block():
    stop, running = asyncio.Event(), []

    async def job():
        running.append(1)
        try:
            await _for_ever()
        finally:
            running.clear()

    async with beside(stop, {"job": job()}):
        await asyncio.sleep(0)
        assert running
        assert not stop.is_set()
    assert not running


async def test_a_job_that_fails_stops_the_process_and_is_its_error():
    async def job():
        raise ValueError("broken")

    stop = asyncio.Event()
    with pytest.raises(RuntimeError, match="sessions ended by itself") as failed:
        async with beside(stop, {"sessions": job(), "other": _for_ever()}), asyncio.timeout(PATIENT_S):
            await stop.wait()
    assert str(failed.value.__cause__) == "broken"


async def test_a_job_with_expected_failures_is_tried_again():
    tries = []

    async def job():
        tries.append(1)
        if len(tries) < 3:
            raise Unavailable("not now")
        await _for_ever()

    task = asyncio.create_task(tried_again("job", job, wait_s=0.001))
    async with asyncio.timeout(PATIENT_S):
        while len(tries) < 3:  # noqa: ASYNC110 - the job itself must not know of the test
            await asyncio.sleep(0.001)
    task.cancel()


async def test_a_mistake_is_not_tried_again():
    async def job():
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await tried_again("job", job, wait_s=0.001)
