import json

import numpy as np

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.vision.journal_sink import plain, signal_details
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal

TOLD = LiveSignal(
    camera_id=CameraId("cam-001"),
    signal=Signal(
        "door", RuleKind.INTRUSION, Phase.START, 3.0, 2.0, 0.8, (1, 2, 3, 4), (7,), details={"inside_s": 1.5}
    ),
    at=UtcUs(1_800_000_003_000_000),
    began=UtcUs(1_800_000_002_000_000),
    size_px=(640, 360),
    detector="yolox-nano 695e750a5d57",
    rules_version=4,
    basis_id="b1",
    thresholds={"id": "door", "field_px": ((0, 0), (5, 0), (5, 5))},
)


def test_the_journal_keeps_model_rule_and_thresholds_as_plain_json():
    kept = json.loads(json.dumps(signal_details(TOLD)))
    assert kept["detector"] == "yolox-nano 695e750a5d57"
    assert (kept["rule"], kept["rules_version"]) == ("door", 4)
    assert kept["thresholds"]["field_px"] == [[0, 0], [5, 0], [5, 5]]
    assert kept["details"] == {"inside_s": 1.5}
    assert kept["topic"] == "tns1:RuleEngine/FieldDetector/ObjectsInside"


def test_numbers_of_numpy_become_json():
    assert (
        json.dumps(plain({"a": (np.float32(0.5), [np.int64(3)], None, True)}))
        == '{"a": [0.5, [3.0], null, true]}'
    )
