"""A network in OpenVINO, on the processor; needs the extra `vigie[openvino]`.

OpenVINO's telemetry package is kept out before OpenVINO is loaded: it then uses its own empty stand-in, and
no line about this machine leaves it.
"""

import sys
from importlib import import_module
from typing import Any

import numpy as np

from vigie.vision.detections import Floats


class OpenvinoNetwork:
    """A network in OpenVINO, in full precision: its boxes are onnxruntime's."""

    def __init__(self, model: bytes, threads: int) -> None:
        core = _openvino().Core()
        graph = core.read_model(model)
        options = {
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self._compiled = core.compile_model(graph, "CPU", options)
        self._request = self._compiled.create_infer_request()

    @property
    def runtime(self) -> str:
        """What computes it."""
        return "openvino"

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input."""
        return tuple(self._compiled.inputs[0].shape)

    @property
    def output_shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the outputs."""
        return [tuple(output.shape) for output in self._compiled.outputs]

    def run(self, tensor: Floats) -> list[Floats]:
        """Compute the outputs; the arrays are copies."""
        found = self._request.infer([tensor])
        return [np.array(found[output], np.float32) for output in self._compiled.outputs]


def _openvino() -> Any:
    """Return OpenVINO without its telemetry.

    None in `sys.modules` makes every import of a name fail; OpenVINO foresees that and reports nothing.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # documented meaning of None there
    return import_module("openvino")
