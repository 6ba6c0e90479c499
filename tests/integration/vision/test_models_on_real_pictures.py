"""Each decoder finds, on real pictures, what a person sees there."""

from pathlib import Path

import av
import numpy as np
import pytest

from vigie.kernel.errors import BadInput
from vigie.vision import boxes
from vigie.vision.detections import ObjectClass, Picture
from vigie.vision.models.catalogue import CATALOGUE, ModelCard
from vigie.vision.models.session import OnnxDetector
from vigie.vision.models.shelf import Shelf


def picture(clip: Path, at_s: float) -> Picture:
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= at_s:
                return frame.to_ndarray(format="bgr24")
    raise AssertionError(f"{clip} ends before {at_s} s")


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda each: each.name)
def test_a_person_at_a_table_is_found_where_she_stands(model: ModelCard, footage: Path) -> None:
    detector = Shelf(footage / "models").open(model)
    found = detector.detect([picture(footage / "street" / "one-by-one-person-detection.mp4", 13.0)])[0]
    sure = found.pick(found.scores >= 0.4)
    seen = np.array([[385, 12, 505, 395]], np.float32)
    people = sure.of_classes([ObjectClass.PERSON])
    assert len(people) == 1
    assert boxes.iou(people.boxes, seen).max() > 0.6


@pytest.mark.parametrize("model", [c for c in CATALOGUE if c.family != "light-person"], ids=lambda c: c.name)
def test_vehicles_on_a_motorway_are_vehicles(model: ModelCard, footage: Path) -> None:
    detector = Shelf(footage / "models").open(model)
    found = detector.detect([picture(footage / "street" / "motorway-cyclist.avi", 2.0)])[0]
    sure = found.pick(found.scores >= 0.3)
    vehicles = {ObjectClass.CAR, ObjectClass.TRUCK, ObjectClass.BUS}
    assert sum(each in vehicles for each in sure.classes) >= 4


def test_another_network_than_the_one_named_is_refused(footage: Path) -> None:
    content = (footage / "models" / "FastestDet.onnx").read_bytes()
    with pytest.raises(BadInput, match="not the file"):
        OnnxDetector("yolox-nano", "yolox", content)


def test_a_truncated_network_is_refused(footage: Path) -> None:
    content = (footage / "models" / "FastestDet.onnx").read_bytes()
    with pytest.raises(BadInput, match="fetch it again"):
        OnnxDetector("fastestdet", "fastestdet", content[: len(content) // 2])
