"""Each decoder finds, on real pictures, what a person sees there."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from vigie.kernel.errors import BadInput
from vigie.vision import boxes
from vigie.vision.detections import ObjectClass, Picture
from vigie.vision.models.catalogue import CATALOGUE, ModelCard
from vigie.vision.models.runtimes import Present, Runtime
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


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda each: each.name)
def test_a_picture_of_another_size_shows_the_same_objects(model: ModelCard, footage: Path) -> None:
    detector = Shelf(footage / "models").open(model, runtime="cpu")
    assert (detector.granule_px > 0) == (model.family == "yolox")
    if not detector.granule_px:
        return
    whole = picture(footage / "street" / "one-by-one-person-detection.mp4", 13.0)
    part = whole[: 13 * 32, 8 * 32 : 20 * 32]
    found = detector.detect_sized([np.ascontiguousarray(part)])[0].moved(8 * 32, 0)
    people = found.pick(found.scores >= 0.4).of_classes([ObjectClass.PERSON])
    assert len(people) == 1
    assert boxes.iou(people.boxes, np.array([[385, 12, 505, 395]], np.float32)).max() > 0.6


def test_another_network_than_the_one_named_is_refused(footage: Path) -> None:
    content = (footage / "models" / "FastestDet.onnx").read_bytes()
    with pytest.raises(BadInput, match="not the file"):
        OnnxDetector("yolox-nano", "yolox", content)


def test_a_truncated_network_is_refused(footage: Path) -> None:
    content = (footage / "models" / "FastestDet.onnx").read_bytes()
    with pytest.raises(BadInput, match="fetch it again"):
        OnnxDetector("fastestdet", "fastestdet", content[: len(content) // 2])


needs_openvino = pytest.mark.skipif(
    not Present.here().has(Runtime.OPENVINO), reason="the extra vigie[openvino] is not installed"
)


@needs_openvino
@pytest.mark.parametrize("model", CATALOGUE, ids=lambda each: each.name)
def test_openvino_finds_what_onnxruntime_finds(model: ModelCard, footage: Path) -> None:
    shelf = Shelf(footage / "models")
    pictures = [
        picture(footage / "street" / "one-by-one-person-detection.mp4", 13.0),
        picture(footage / "street" / "motorway-cyclist.avi", 2.0),
    ]
    other = shelf.open(model, runtime="openvino")
    assert other.runtime == "openvino"
    pairs = zip(shelf.open(model, runtime="cpu").detect(pictures), other.detect(pictures), strict=True)
    compared = 0
    for one, two in pairs:
        sure = one.pick(one.scores >= 0.15)
        compared += len(sure)
        overlap = boxes.iou(sure.boxes, two.boxes)
        best = overlap.argmax(axis=1)
        assert overlap.max(axis=1, initial=0).min(initial=1) > 0.97
        assert np.abs(two.scores[best] - sure.scores).max(initial=0) < 0.02
        assert (two.classes[best] == sure.classes).all()
    assert compared >= 1


@needs_openvino
def test_openvino_s_telemetry_is_never_loaded(footage: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from vigie.vision.models.catalogue import card\n"
        "from vigie.vision.models.shelf import Shelf\n"
        f"Shelf(Path({str(footage / 'models')!r})).open(card('fastestdet'), runtime='openvino')\n"
        "assert 'openvino' in sys.modules\n"
        "told = [n for n in sys.modules if n.split('.')[0] == 'openvino_telemetry' and sys.modules[n]]\n"
        "sys.exit(str(told) if told else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
