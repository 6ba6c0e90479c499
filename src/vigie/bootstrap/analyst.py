"""Wires the analyst's process."""

import asyncio
from collections.abc import Mapping

import cv2

from vigie import __version__
from vigie.bootstrap.base import open_base
from vigie.kernel.ids import CameraId
from vigie.law.analytics import AnalyticsBases
from vigie.nodes.analyst import Analyst, AnalystParts
from vigie.settings import Settings
from vigie.vision.choice import choose
from vigie.vision.journal_sink import JournalSink
from vigie.vision.ports import CameraRules, Rulebook
from vigie.vision.rules_file import RulesFile


async def run_analyst(settings: Settings, stop: asyncio.Event) -> None:
    """Analyse until told to stop."""
    cv2.setNumThreads(1)  # small pictures: handing them to other threads costs more than it saves
    async with open_base(settings) as base:
        analyst = Analyst(
            AnalystParts(
                clock=base.clock,
                settings=settings.analyst,
                database=base.database,
                journal=base.journal,
                cameras=base.cameras,
                bases=AnalyticsBases(base.database, base.gate, base.journal, base.clock),
                rulebook=_rulebook(settings),
                sink=JournalSink(base.database, base.journal),
                choice=choose(settings.analyst, __version__),
                socket=settings.socket,
                report_file=settings.analyst_report,
            )
        )
        await analyst.run(stop)


def _rulebook(settings: Settings) -> Rulebook:
    return RulesFile(settings.analyst.rules_file) if settings.analyst.rules_file else _NoRules()


class _NoRules:
    """A town whose rules nobody has written yet: the equipment is watched, and nothing else."""

    async def revision(self) -> int:
        """Return a number that never changes."""
        return 0

    async def all(self) -> Mapping[CameraId, CameraRules]:
        """Return no rules."""
        return {}
