"""The analyst as it runs: pictures through the recorder's link, signals in the journal."""

import asyncio
import json
from contextlib import suppress

import pytest
from sqlalchemy import text

from vigie.bench.vision_rules import record_basis
from vigie.bootstrap.base import open_base
from vigie.law.analytics import AnalyticsBases
from vigie.people.model import LOCAL

PATIENT_S = 100


async def report(house, condition):
    """The analyst's report once it meets the condition."""
    file, found = house.plan.settings.analyst_report, None
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENT_S):
            while True:
                if file.exists():
                    found = json.loads(file.read_text(encoding="utf-8"))
                    if condition(found["cameras"]):
                        return found
                await asyncio.sleep(0.2)
    pytest.fail(f"still {found}; the processes said:\n" + "\n".join(house.lines[-40:]))


async def entries(house, tag):
    async with open_base(house.plan.settings) as base, base.database.snapshot() as tx:
        rows = await tx.execute(text("SELECT details FROM journal WHERE tag = :tag"), {"tag": tag})
        return [json.loads(row[0]) for row in rows]


async def test_the_equipment_is_watched_without_rules_and_a_camera_without_signal_is_told(house):
    told = await report(house, lambda seen: seen.get("cam-001", {}).get("looks", 0) > 1)
    cameras = told["cameras"]
    assert cameras["cam-001"]["running"] == ["equipment:tampering"]
    assert told["failures"] == 0
    for _ in range(200):
        raised = await entries(house, "vision:signal:raised")
        if raised:
            break
        await asyncio.sleep(0.2)
    assert {each["details"]["how"] for each in raised} == {"signal_lost"}
    started = await entries(house, "vision:analysis:started")
    assert started[0]["detector"].startswith(("builtin", "yolox-nano"))


async def test_rules_run_only_under_a_basis_and_stop_when_it_ends(house):
    told = await report(house, lambda seen: seen.get("cam-001", {}).get("closed"))
    assert set(told["cameras"]["cam-001"]["closed"].values()) == {"no_basis"}
    await record_basis(house.plan.settings, 3)
    await report(house, lambda seen: len(seen["cam-001"]["running"]) == 4)
    async with open_base(house.plan.settings) as base:
        bases = AnalyticsBases(base.database, base.gate, base.journal, base.clock)
        for each in await bases.all():
            await bases.revoke(LOCAL, each.id, "fin de l'essai")
    await report(house, lambda seen: seen["cam-001"]["running"] == ["equipment:tampering"])
    applied = await entries(house, "vision:rules:applied")
    assert {rule["id"] for each in applied for rule in each["rules"]} == {"field", "line", "way"}
    assert await entries(house, "vision:coverage:changed")
