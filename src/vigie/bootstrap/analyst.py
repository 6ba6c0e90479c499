"""Wires the analyst's process."""

import asyncio
import os

import cv2

from vigie import __version__
from vigie.bootstrap.base import open_base
from vigie.bootstrap.schema_check import await_schema
from vigie.kernel.store import Database
from vigie.law.analytics import AnalyticsBases
from vigie.nodes.analyst import Analyst, AnalystParts
from vigie.nodes.jobs import beside
from vigie.settings import Settings
from vigie.vision.alerts.sink import AlertSink
from vigie.vision.choice import choose
from vigie.vision.ports import Rulebook
from vigie.vision.rulebook import DatabaseRulebook
from vigie.vision.rules_file import RulesFile
from vigie.vision.scene_link import SceneServer
from vigie.vision.suspension.service import Suspensions

NICENESS = 5
"""Where the processor is short, recording and showing come before analysing."""


async def run_analyst(settings: Settings, stop: asyncio.Event) -> None:
    """Analyse until told to stop."""
    os.nice(NICENESS)
    cv2.setNumThreads(1)  # small pictures: handing them to other threads costs more than it saves
    async with open_base(settings) as base:
        await await_schema(base.database)
        sink = AlertSink(base.database, base.journal, base.clock)
        await sink.close_left_open()
        watcher = SceneServer(settings.scene_socket)
        analyst = Analyst(
            AnalystParts(
                clock=base.clock,
                settings=settings.analyst,
                database=base.database,
                journal=base.journal,
                cameras=base.cameras,
                bases=AnalyticsBases(base.database, base.gate, base.journal, base.clock),
                rulebook=_rulebook(settings, base.database),
                sink=sink,
                choice=choose(settings.analyst, __version__),
                socket=settings.socket,
                report_file=settings.analyst_report,
                suspended=Suspensions(base.database, base.gate, base.journal, base.clock).in_force,
                watcher=watcher,
            )
        )
        async with beside(stop, {"scenes": watcher.run()}):
            await analyst.run(stop)


def _rulebook(settings: Settings, database: Database) -> Rulebook:
    file = settings.analyst.rules_file
    return RulesFile(file) if file else DatabaseRulebook(database)
