"""Mutational fuzzing of every parser of the video plane.

    .venv/bin/python tests/fuzz/run.py --seconds 600

Prints a JSON report: executions by target, and findings. A finding is an error that is not Vigie's own, a
broken invariant (`targets.py`), or an input that takes longer than two seconds; its input is printed, so that
it can become a test. Exits 1 when there is any. `--seed` makes a run repeatable.
"""

import argparse
import json
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import seeds
from targets import TARGETS, Target

from vigie.kernel.errors import VigieError

TIME_LIMIT_S = 2.0
MAX_INPUT = 40_000
MAX_FINDINGS = 20
KEPT = 200
_NUMBERS = (0, 1, 2, 3, 4, 7, 8, 0x0F, 0x18, 0x1C, 0x24, 0x30, 0x31, 0x3F, 0x40, 0x7F, 0x80, 0xFE, 0xFF)


class TooSlow(BaseException):
    """An input takes too long; no `except Exception` may swallow it."""


def mutate(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """Return `data` changed in one to eight places."""
    changed = bytearray(data)
    for _ in range(1 << rng.randrange(4)):
        at = rng.randrange(len(changed) + 1)
        size = min(1 << rng.randrange(11), 1 + len(changed))
        kind = rng.randrange(8)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and at < len(changed):
            changed[at] = rng.choice(_NUMBERS)
        elif kind == 2:
            changed[at:at] = rng.randbytes(rng.randrange(1, 9))
        elif kind == 3:
            del changed[at : at + size]
        elif kind == 4:
            changed[at:at] = changed[rng.randrange(len(changed) + 1) :][:size]
        elif kind == 5:
            start = rng.randrange(len(other) + 1)
            changed[at : at + size] = other[start : start + size]
        elif kind == 6:
            changed[at : at + 2] = rng.choice((0, 1, 0x7FFF, 0x8000, 0xFFFF, len(changed) & 0xFFFF)).to_bytes(
                2, "big"
            )
        else:
            changed[at : at + size] = bytes(size)
    return bytes(changed[:MAX_INPUT])


class Fuzzer:
    """Runs targets on mutated examples; inputs that changed how a target ends are kept as new examples."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.pools = {name: list(examples) for name, examples in seeds().items()}
        self.ends: dict[str, set[str]] = {name: set() for name in TARGETS}
        self.executions = dict.fromkeys(TARGETS, 0)
        self.findings: list[dict[str, str]] = []
        signal.signal(signal.SIGALRM, self._alarm)

    def turn(self) -> Iterator[str]:
        """Run every target once; yields their names."""
        for name, target in TARGETS.items():
            pool = self.pools[name]
            data = mutate(self.rng.choice(pool), self.rng.choice(pool), self.rng)
            self._try(name, target, data)
            yield name

    def _try(self, name: str, target: Target, data: bytes) -> None:
        self.executions[name] += 1
        signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT_S)
        try:
            target(data)
            end = "fine"
        except VigieError as error:
            end = f"{type(error).__name__} {str(error)[:24]}"
        except (Exception, TooSlow) as error:  # noqa: BLE001 - any other end is what is looked for
            end = f"FINDING {type(error).__name__}"
            self._note(name, data, error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if end not in self.ends[name] and len(self.pools[name]) < KEPT:
            self.ends[name].add(end)
            self.pools[name].append(data)

    def _note(self, name: str, data: bytes, error: BaseException) -> None:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        known = {(item["target"], item["place"]) for item in self.findings}
        if (name, place) not in known and len(self.findings) < MAX_FINDINGS:
            self.findings.append({"target": name, "error": repr(error), "place": place, "input": data.hex()})

    @staticmethod
    def _alarm(_number: int, _frame: object) -> None:
        raise TooSlow


def main(arguments: list[str] | None = None) -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--executions", type=int, help="stop after so many of each target instead")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    fuzzer = Fuzzer(options.seed)
    began = datetime.now(UTC)
    started_s = time.monotonic()
    turns = 0
    while (
        turns < options.executions if options.executions else time.monotonic() - started_s < options.seconds
    ):
        turns += sum(1 for _ in fuzzer.turn()) // len(TARGETS)
    report = {
        "began": began.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - started_s, 1),
        "seed": options.seed,
        "executions": sum(fuzzer.executions.values()),
        "by_target": fuzzer.executions,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "findings": fuzzer.findings,
    }
    print(json.dumps(report, indent=1))  # noqa: T201 - the report is this program's answer
    return 1 if fuzzer.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
