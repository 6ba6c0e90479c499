"""What one camera costs the analyst: `python -m vigie.bench.vision_cost CLIP…`, one JSON line per clip.

The clip's sub-stream runs through the live pipeline at its own pace on a clock that stands still while it
works; CPU time of the whole process, the rules of `vigie bench vision`, the built-in detector or, with
`--detector NAME --models DIR`, a network. No socket, no database, no recorder: what those cost, `vigie bench
vision` shows.
"""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from vigie.bench.vision_recall import CAMERA, START, ClipClock, DetectorMaker, everything, play
from vigie.bench.vision_rules import RULES, SIZE
from vigie.bench.vision_units import sub_stream
from vigie.vision.choice import choose
from vigie.vision.legal import LegalGate
from vigie.vision.models.builtin import BUILTIN, BuiltinDetector
from vigie.vision.pipeline import Pipeline
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.settings import AnalystSettings
from vigie.vision.signals import RuleKind


def cost(clip: Path, cache: Path, make_detector: DetectorMaker = BuiltinDetector) -> dict[str, float | str]:
    """Return the CPU milliseconds of a clip, per second of it and per look.

    Raises:
        BadInput: the clip cannot be read.
    """
    units, _ = sub_stream(clip, cache, CAMERA, START)
    clock = ClipClock()
    pipeline = Pipeline(make_detector, "bench", clock)
    pipeline.legal = LegalGate([everything()])
    specs = tuple(RuleSpec(each["id"], RuleKind(each["kind"]), _parameters(each)) for each in RULES)
    pipeline.set_plans({CAMERA: CameraPlan(CameraRules(CAMERA, 1, specs, (SIZE[0], SIZE[1])))}, [])
    pipeline.tick()
    before_s = time.process_time()
    signals = sum(1 for _ in play(pipeline, clock, units))
    spent_ms = (time.process_time() - before_s) * 1000
    eye, length_s = pipeline.eyes[CAMERA], (units[-1].utc - START) / 1e6
    return {
        "clip": clip.name,
        "cpu_ms_per_s": round(spent_ms / length_s, 2),
        "cpu_ms_per_look": round(spent_ms / max(1, eye.counts.looks), 2),
        "looks_per_s": round(eye.counts.looks / length_s, 2),
        "network_squares_per_look": round(pipeline.counts.squares / max(1, eye.counts.looks), 3),
        "decoded_share": round(eye.decode_counts.decoded / eye.decode_counts.received, 3),
        "messages": signals,
    }


def _parameters(rule: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in rule.items() if key != "kind"}


def main(arguments: list[str]) -> None:
    """Print each clip's cost."""
    parser = ArgumentParser(prog="python -m vigie.bench.vision_cost", description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--detector", default=BUILTIN)
    parser.add_argument("--models", type=Path)
    asked = parser.parse_args(arguments)
    make = choose(AnalystSettings(detector=asked.detector, models=asked.models), "bench").make
    cv2.setNumThreads(1)
    with TemporaryDirectory() as folder:
        for path in asked.clips:
            print(json.dumps(cost(path, Path(folder), make)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
