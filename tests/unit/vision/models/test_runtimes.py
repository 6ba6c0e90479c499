"""What computes a network: chosen from what the machine has, and said plainly when it lacks it."""

import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.models.runtimes import Present, Runtime, choose_runtime, open_network

CPU = "CPUExecutionProvider"
PLAIN = Present((CPU,), openvino=False)
CARD = Present(("TensorrtExecutionProvider", "CUDAExecutionProvider", CPU), openvino=True)
AMD = Present(("ROCMExecutionProvider", CPU), openvino=False)


@pytest.mark.parametrize(
    ("wanted", "present", "chosen"),
    [
        ("auto", PLAIN, Runtime.CPU),
        ("auto", CARD, Runtime.CUDA),
        ("auto", AMD, Runtime.ROCM),
        ("cpu", CARD, Runtime.CPU),
        ("openvino", CARD, Runtime.OPENVINO),
    ],
)
def test_the_settings_choose_and_auto_takes_the_fastest_there_is(wanted, present, chosen):
    assert choose_runtime(wanted, present) is chosen


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [("cuda", "onnxruntime-gpu"), ("rocm", "onnxruntime-rocm"), ("openvino", r"vigie\[openvino\]")],
)
def test_a_runtime_that_is_not_here_says_what_to_install(wanted, advice):
    with pytest.raises(BadInput, match=advice) as refused:
        choose_runtime(wanted, PLAIN)
    assert "set analyst.runtime to one of auto, cpu" in str(refused.value)


def test_an_unknown_runtime_lists_the_known_ones():
    with pytest.raises(BadInput, match="auto, cpu, cuda, rocm, openvino"):
        choose_runtime("tpu", PLAIN)


def test_this_machine_has_a_processor():
    assert Present.here().has(Runtime.CPU)


@pytest.mark.parametrize("runtime", ["cpu", "openvino"])
def test_bytes_that_are_no_network_are_refused_by_whoever_computes(runtime):
    if not Present.here().has(Runtime(runtime)):
        pytest.skip("openvino is an extra that is not installed here")
    with pytest.raises(BadInput, match=r"model test cannot be opened .*vigie models add test"):
        open_network("test", b"\x08\x07not a network", 1, runtime)
