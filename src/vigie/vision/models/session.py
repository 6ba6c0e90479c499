"""One ONNX model behind the detector port, on one processor thread."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort  # type: ignore[import-untyped]  # it ships no types

from vigie.kernel.errors import BadInput
from vigie.vision import boxes
from vigie.vision.detections import Detections, Floats, Picture
from vigie.vision.models.coco import IGNORED, meanings
from vigie.vision.models.graph import without_initialiser_inputs
from vigie.vision.models.heads import HEADS, Head
from vigie.vision.models.letterbox import Letterboxed, letterbox

SCORE_FLOOR = 0.1
"""Low scores are kept: the tracker uses them to carry on what it already follows."""

OVERLAP_LIMIT = 0.6
ort.set_default_logger_severity(3)


class OnnxDetector:
    """A network of a known family.

    Args:
        name: its name in the catalogue.
        family: a key of `heads.HEADS`.
        model: the file's bytes.
        threads: processor threads for one picture.

    Raises:
        BadInput: the bytes are no such network; the message names it and what to do.
    """

    def __init__(self, name: str, family: str, model: bytes, *, threads: int = 1) -> None:
        self._name = name
        self._head: Head = HEADS[family]
        self._session = _open(name, model, threads)
        self._input: str = self._session.get_inputs()[0].name
        self._side = int(self._session.get_inputs()[0].shape[-1])
        self._check_shapes()

    @classmethod
    def from_file(cls, name: str, family: str, path: Path, *, threads: int = 1) -> "OnnxDetector":
        """Open the model in the file `path`."""
        return cls(name, family, path.read_bytes(), threads=threads)

    @property
    def name(self) -> str:
        """Name in the catalogue."""
        return self._name

    @property
    def side_px(self) -> int:
        """Side of the network's square input."""
        return self._side

    def detect(self, pictures: Sequence[Picture]) -> list[Detections]:
        """Return the objects of each picture, best first."""
        return [self._detect_one(letterbox(picture, self._side)) for picture in pictures]

    def _detect_one(self, boxed: Letterboxed) -> Detections:
        tensor = self._head.prepare(boxed.picture)
        outputs: list[Floats] = self._session.run(None, {self._input: tensor})
        found, scores = self._head.decode(outputs, self._side)
        return self._choose(found, scores, boxed)

    def _choose(self, found: Floats, scores: Floats, boxed: Letterboxed) -> Detections:
        """Keep each box's best meaningful class, and one box for each object."""
        table = meanings(scores.shape[1])
        useful = np.flatnonzero(table != IGNORED)
        scores = scores[:, useful]
        best = scores.argmax(axis=1)
        top = scores[np.arange(len(best)), best]
        keep = top >= SCORE_FLOOR
        kept = Detections.of(boxed.boxes_back(found[keep]), table[useful[best[keep]]], top[keep])
        kept = kept.pick(kept.sizes_px.min(axis=1, initial=np.inf) >= 1)
        return boxes.suppress(kept, OVERLAP_LIMIT)

    def _check_shapes(self) -> None:
        expected = sorted(self._head.outputs(self._side))
        given = sorted(tuple(output.shape[1:]) for output in self._session.get_outputs())
        if given != expected:
            raise BadInput(
                f"model {self._name} gives outputs {given} where {expected} are needed: this is not the file "
                "that the catalogue describes; fetch it again with `vigie models add`",
                code="model_shapes",
            )


def _open(name: str, model: bytes, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(without_initialiser_inputs(model), options, providers=_providers())
    except (RuntimeError, ValueError) as error:
        raise BadInput(
            f"model {name} cannot be opened ({error}): fetch it again with `vigie models add {name}`",
            code="model_broken",
        ) from error


def _providers() -> list[str]:
    """Graphics cards first where onnxruntime was built with one, the processor always."""
    present = ort.get_available_providers()
    wanted = ("CUDAExecutionProvider", "ROCMExecutionProvider", "CPUExecutionProvider")
    return [each for each in wanted if each in present]
