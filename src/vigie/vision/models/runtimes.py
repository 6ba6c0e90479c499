"""What computes a network, by the settings: onnxruntime on a processor or a graphics card, or OpenVINO.

A runtime is only arithmetic: the same network gives the same boxes whichever computes it (tested on real
pictures). OpenVINO comes with `pip install vigie[openvino]`; its telemetry package is never loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Protocol

import onnxruntime as ort  # type: ignore[import-untyped]  # it ships no types
from onnxruntime.capi import onnxruntime_pybind11_state as ort_state  # type: ignore[import-untyped]  # same

from vigie.kernel.errors import BadInput
from vigie.vision.detections import Floats

ort.set_default_logger_severity(3)

CANNOT_OPEN: tuple[type[Exception], ...] = (
    RuntimeError,
    ValueError,
    *(each for each in vars(ort_state).values() if isinstance(each, type) and issubclass(each, Exception)),
)
"""onnxruntime's errors share no base class of their own; OpenVINO's are `RuntimeError`."""


class Runtime(StrEnum):
    """What may be asked for."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    ROCM = "rocm"
    OPENVINO = "openvino"


PROVIDERS = {
    Runtime.CUDA: "CUDAExecutionProvider",
    Runtime.ROCM: "ROCMExecutionProvider",
    Runtime.CPU: "CPUExecutionProvider",
}
"""onnxruntime's names, fastest first; `auto` takes the first that this machine has."""

INSTALL = {
    Runtime.CUDA: "install onnxruntime-gpu instead of onnxruntime, with NVIDIA's driver",
    Runtime.ROCM: "install onnxruntime-rocm instead of onnxruntime, with AMD's driver",
    Runtime.OPENVINO: "pip install 'vigie[openvino]'",
}


class Network(Protocol):
    """An opened network: one tensor in, tensors out."""

    @property
    def runtime(self) -> str:
        """What computes it, as it is shown: a `Runtime` other than `auto`."""
        ...

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input."""
        ...

    @property
    def output_shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the outputs, in their order."""
        ...

    def run(self, tensor: Floats) -> list[Floats]:
        """Compute the outputs."""
        ...


@dataclass(frozen=True, slots=True)
class Present:
    """What this machine can compute with."""

    providers: tuple[str, ...]
    openvino: bool

    @classmethod
    def here(cls) -> "Present":
        """Look at what is installed; nothing is loaded for it."""
        return cls(tuple(ort.get_available_providers()), find_spec("openvino") is not None)

    def has(self, runtime: Runtime) -> bool:
        """Tell whether a runtime can be used."""
        if runtime is Runtime.OPENVINO:
            return self.openvino
        return runtime is Runtime.AUTO or PROVIDERS[runtime] in self.providers


def choose_runtime(wanted: str, present: Present) -> Runtime:
    """Return what computes.

    Raises:
        BadInput: no such runtime exists, or this machine lacks it; the message says what to install.
    """
    try:
        runtime = Runtime(wanted)
    except ValueError:
        known = ", ".join(each.value for each in Runtime)
        raise BadInput(
            f"no runtime is called {wanted!r}: choose one of {known}", code="unknown_runtime"
        ) from None
    if runtime is Runtime.AUTO:
        return next(each for each in PROVIDERS if present.has(each))
    if not present.has(runtime):
        usable = ", ".join(each.value for each in Runtime if present.has(each))
        raise BadInput(
            f"runtime {runtime.value} is not on this machine: "
            f"{INSTALL.get(runtime, 'install onnxruntime again')}; or set analyst.runtime to one of {usable}",
            code="runtime_absent",
        )
    return runtime


def open_network(name: str, model: bytes, threads: int, wanted: str = Runtime.AUTO) -> Network:
    """Open a network.

    Raises:
        BadInput: the bytes are no network, or this machine lacks the runtime; the message says what to do.
    """
    runtime = choose_runtime(wanted, Present.here())
    opener: Callable[[bytes, int], Network] = (
        _openvino if runtime is Runtime.OPENVINO else lambda data, count: _OnnxNetwork(runtime, data, count)
    )
    try:
        return opener(model, threads)
    except CANNOT_OPEN as error:
        raise BadInput(
            f"model {name} cannot be opened with {runtime.value} ({_first_line(error)}): fetch it again with "
            f"`vigie models add {name}`, or choose another analyst.runtime",
            code="model_broken",
        ) from error


class _OnnxNetwork:
    """A network in onnxruntime."""

    def __init__(self, runtime: Runtime, model: bytes, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        providers = list(dict.fromkeys([PROVIDERS[runtime], PROVIDERS[Runtime.CPU]]))
        self._session = ort.InferenceSession(model, options, providers=providers)
        # A card whose driver fails leaves the processor in its place: what is shown is what computes.
        first = self._session.get_providers()[0]
        self._runtime = next((each for each, label in PROVIDERS.items() if label == first), Runtime.CPU)
        self._input: str = self._session.get_inputs()[0].name

    @property
    def runtime(self) -> str:
        """What computes it."""
        return self._runtime.value

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input."""
        return tuple(self._session.get_inputs()[0].shape)

    @property
    def output_shapes(self) -> list[tuple[int, ...]]:
        """Shapes of the outputs."""
        return [tuple(output.shape) for output in self._session.get_outputs()]

    def run(self, tensor: Floats) -> list[Floats]:
        """Compute the outputs."""
        outputs: list[Floats] = self._session.run(None, {self._input: tensor})
        return outputs


def _openvino(model: bytes, threads: int) -> Network:
    from vigie.vision.models.openvino_network import OpenvinoNetwork  # noqa: PLC0415 - an extra that may be absent

    return OpenvinoNetwork(model, threads)


def shapes_text(shapes: Sequence[tuple[int, ...]]) -> str:
    """Return shapes as a person reads them: `3549×85`."""
    return ", ".join("×".join(str(side) for side in shape) for shape in shapes) or "none"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
