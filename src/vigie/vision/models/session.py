"""One ONNX model behind the detector port; `runtimes` says what computes it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vigie.kernel.errors import BadInput
from vigie.vision import boxes
from vigie.vision.detections import Detections, Floats, Picture
from vigie.vision.models.coco import IGNORED, meanings
from vigie.vision.models.graph import with_free_size, without_initialiser_inputs
from vigie.vision.models.heads import FLOOR, HEADS, Head
from vigie.vision.models.letterbox import Letterboxed, letterbox
from vigie.vision.models.runtimes import Runtime, open_network, shapes_text

OVERLAP_LIMIT = 0.6


class OnnxDetector:
    """A network of a known family.

    Args:
        name: its name in the catalogue.
        family: a key of `heads.HEADS`.
        model: the file's bytes.
        threads: processor threads for one picture.
        runtime: what shall compute it, a `runtimes.Runtime`.

    Raises:
        BadInput: the bytes are no such network; the message names it and what to do.
    """

    def __init__(
        self, name: str, family: str, model: bytes, *, threads: int = 1, runtime: str = Runtime.AUTO
    ) -> None:
        self._name = name
        self._head: Head = HEADS[family]
        model = without_initialiser_inputs(model)
        self._network = open_network(name, model, threads, runtime)
        self._side = self._input_side()
        self._check_shapes()
        self._granule = self._head.granule if self._network.runtime == Runtime.CPU else 0
        if self._granule:
            self._network = open_network(name, with_free_size(model), threads, Runtime.CPU)

    @classmethod
    def from_file(
        cls, name: str, family: str, path: Path, *, threads: int = 1, runtime: str = Runtime.AUTO
    ) -> "OnnxDetector":
        """Open the model in the file `path`."""
        return cls(name, family, path.read_bytes(), threads=threads, runtime=runtime)

    @property
    def name(self) -> str:
        """Name in the catalogue."""
        return self._name

    @property
    def runtime(self) -> str:
        """What computes it."""
        return self._network.runtime

    @property
    def side_px(self) -> int:
        """Side of the network's square input."""
        return self._side

    @property
    def granule_px(self) -> int:
        """Sides of a picture that `detect_sized` takes are multiples of this; 0: it takes none.

        A card or OpenVINO plans its work for one size; onnxruntime on a processor needs no plan.
        """
        return self._granule

    def detect(self, pictures: Sequence[Picture]) -> list[Detections]:
        """Return the objects of each picture, best first."""
        return [self._detect_one(letterbox(picture, self._side)) for picture in pictures]

    def detect_sized(self, pictures: Sequence[Picture]) -> list[Detections]:
        """Return the objects of each picture as it is, neither scaled nor filled up, best first."""
        return [self._detect_one(Letterboxed(each, 1.0, each.shape[1], each.shape[0])) for each in pictures]

    def _detect_one(self, boxed: Letterboxed) -> Detections:
        tensor = self._head.prepare(boxed.picture)
        outputs = self._network.run(tensor)
        high, wide = boxed.picture.shape[:2]
        found, scores = self._head.decode(outputs, wide, high)
        return self._choose(found, scores, boxed)

    def _choose(self, found: Floats, scores: Floats, boxed: Letterboxed) -> Detections:
        """Keep each box's best meaningful class, and one box for each object."""
        table = meanings(scores.shape[1])
        useful = np.flatnonzero(table != IGNORED)
        scores = scores[:, useful]
        best = scores.argmax(axis=1)
        top = scores[np.arange(len(best)), best]
        keep = top >= FLOOR
        kept = Detections.of(boxed.boxes_back(found[keep]), table[useful[best[keep]]], top[keep])
        kept = kept.pick(kept.sizes_px.min(axis=1, initial=np.inf) >= 1)
        return boxes.suppress(kept, OVERLAP_LIMIT)

    def _input_side(self) -> int:
        shape = self._network.input_shape
        side = shape[-1] if shape else 0
        if not isinstance(side, int) or shape != (1, 3, side, side):
            raise BadInput(
                f"model {self._name} takes an input of {shapes_text([shape])} where one square picture "
                f"(1×3×S×S) is needed: this is not the file that the catalogue describes; {self._again()}",
                code="model_shapes",
            )
        return side

    def _check_shapes(self) -> None:
        expected = sorted(self._head.outputs(self._side))
        given = sorted(tuple(shape[1:]) for shape in self._network.output_shapes)
        if given != expected:
            raise BadInput(
                f"model {self._name} gives outputs {shapes_text(given)} where {shapes_text(expected)} are "
                f"needed: this is not the file that the catalogue describes; {self._again()}",
                code="model_shapes",
            )

    def _again(self) -> str:
        return f"fetch it again with `vigie models add {self._name}`"
