"""One shape for every figure: what we need, what the peer needs in the same run, the ratio, the target.

A missed target is a result, not a failure: `ok` says it, and only `--strict` turns it into an exit status.
"""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Figures = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Target:
    """A measured value held against its limit."""

    value: float
    limit: float
    ok: bool

    @classmethod
    def at_most(cls, value: float, limit: float) -> "Target":
        """Build a target that is met at or below `limit`."""
        return cls(round(value, 4), limit, value <= limit)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of `vigie bench NAME --json`.

    Attributes:
        bench: the benchmark's name.
        ours: our figures, units in their names.
        peer: the figures of the program beside us in the same run, None when there is no such program.
        ratio: ours divided by the peer's, figure by figure.
        targets: what PERFORMANCE asks, by name.
    """

    bench: str
    ours: Figures
    peer: Figures | None = None
    ratio: Mapping[str, float] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every target is met."""
        return all(target.ok for target in self.targets.values())

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain values, with the machine it was measured on."""
        targets = {name: asdict(target) for name, target in self.targets.items()}
        return {
            "bench": self.bench,
            "machine": machine(),
            "ours": dict(self.ours),
            "peer": None if self.peer is None else dict(self.peer),
            "ratio": {name: round(value, 4) for name, value in self.ratio.items()},
            "targets": targets,
            "ok": self.ok,
        }


def machine() -> dict[str, str | int]:
    """Describe this machine: processor, cores, memory, system."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
