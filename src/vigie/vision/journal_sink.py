"""What the journal keeps of a signal: who looked, why it rang, by which thresholds (LAW.md REQ-69)."""

from collections.abc import Mapping
from typing import Any

from vigie.vision.ports import LiveSignal

ACTOR = "analyst"


def signal_details(told: LiveSignal) -> dict[str, Any]:
    """Return what the journal keeps of a signal, as plain JSON values."""
    signal = told.signal
    return {
        "rule": signal.rule_id,
        "kind": signal.kind.value,
        "topic": signal.topic,
        "at_us": told.at,
        "began_us": told.began,
        "confidence": signal.confidence,
        "region_px": [round(value, 1) for value in signal.region_px],
        "size_px": list(told.size_px),
        "detector": told.detector,
        "rules_version": told.rules_version,
        "thresholds": plain(told.thresholds),
        "details": plain(signal.details),
    }


def plain(value: Any) -> Any:
    """Return a value of JSON: tuples become lists, numbers of numpy become Python's."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    return float(value)
