"""`analyst.json` in the data folder: what the analyst does now, for pages and measurements."""

import json
import os
from pathlib import Path
from statistics import quantiles
from typing import Any

from vigie.vision.eye import CameraEye
from vigie.vision.pipeline import Pipeline
from vigie.vision.teller import Teller


def report(pipeline: Pipeline, teller: Teller) -> dict[str, Any]:
    """Return counts since the start; delays are of the last thousand signals: picture's instant, seconds."""
    delays = [delay for _, delay in teller.delays]
    return {
        "cameras": {key: _camera(eye) for key, eye in pipeline.eyes.items()},
        "network_inputs": pipeline.counts.inputs,
        "network_squares": round(pipeline.counts.squares, 2),
        "regions": pipeline.counts.regions,
        "postponed": pipeline.counts.postponed,
        "failures": pipeline.counts.failures,
        "signals_opened": teller.counts.opened,
        "signals_closed": teller.counts.closed,
        "signals_failed": teller.counts.failed,
        "signals_open": len(teller.open),
        "delays": [[at, round(delay, 3)] for at, delay in teller.delays],
        "delay_p95_s": round(quantiles(delays, n=20)[18], 3) if len(delays) > 1 else None,
    }


def write_report(path: Path, content: dict[str, Any]) -> None:
    """Write the file whole: a reader sees the one before or this one."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
    partial.replace(path)


def _camera(eye: CameraEye) -> dict[str, Any]:
    counts, decoded = eye.counts, eye.decode_counts
    return {
        "moving": eye.moving,
        "running": list(eye.running),
        "closed": dict(eye.closed),
        "trouble": eye.trouble,
        "looks": counts.looks,
        "active_looks": counts.active_looks,
        "active_s": round(counts.active_s, 2),
        "quiet_s": round(counts.quiet_s, 2),
        "gate_openings": counts.opened,
        "received": decoded.received,
        "decoded": decoded.decoded,
        "skipped": decoded.skipped,
        "dropped": decoded.dropped + counts.overflowed,
        "broken": decoded.broken,
    }
